"""The form of a translation: quotation marks, brackets, tags, placeholders, addresses, its end."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import ClassVar

from mtqe.checks.marks import Loose, loose_marks
from mtqe.checks.view import View
from mtqe.core import Finding, Segment, Severity, Span

_ADDRESS = re.compile(
    r"(?:https?|ftp)://[!-~]+|www\.[!-~]+|[\w.+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+",
    re.ASCII,
)
_ELEMENTS = {
    "tag": re.compile(r"</?[A-Za-z][A-Za-z0-9]*(?:\s[^<>]*)?/?>"),
    "placeholder": re.compile(
        r"\$?\{\{?[\w.:-]*\}?\}|%(?:\d+\$)?[sdif@](?![A-Za-z])|%\(\w+\)[sd]|%\w+%"
        r"|&(?:[A-Za-z]+|#\d+);|\[\[?[A-Z_]{2,}\]\]?"
    ),
    "address": _ADDRESS,
}
_BEHIND = ".,;:!?)]}'\"”’"  # what follows an address but is no part of it
_DOUBLE = re.compile(r"[\"“”]")
_QUOTING = re.compile(r"[\"“”‘「」『』《》〈〉]|(?<![A-Za-z])'|'(?![A-Za-z])")
_QUICK = re.compile(r"[<%{&\[]|www\.|://|@")
_ENDS = re.compile(r"[.!?…。！？]+[\"'”’」』)\]]*\s*$|[:;]\s*$")
_QUESTION = re.compile(r"[?？]+[\"'”’」』)\]]*\s*$")
_CUT = re.compile(r"[,，、(\[{“‘「『<]\s*$|(?<=\s)[-–—]\s*$")


@dataclass(frozen=True)
class Form:
    """Quotation marks and brackets without partner, lost tags, placeholders, addresses, ends.

    Attributes:
        severity: of all its findings; default: that of each code.
    """

    severity: Severity | None = None

    name: ClassVar[str] = "form"
    default: ClassVar[bool] = True
    codes: ClassVar[Mapping[str, Severity]] = {
        "tag": "error",
        "placeholder": "error",
        "address": "error",
        "quotation": "warning",
        "bracket": "warning",
        "ending": "warning",
    }

    def find(self, view: View) -> Iterator[Finding]:
        """See `Check.find`."""
        for segment, source, hypothesis in view.pairs:
            yield from self._marks(view, segment, source, hypothesis)
            if _QUICK.search(source) or _QUICK.search(hypothesis):
                yield from self._elements(view, segment, source, hypothesis)
            yield from self._end(view, segment, source, hypothesis)

    def _marks(
        self, view: View, segment: Segment, source: str, hypothesis: str
    ) -> Iterator[Finding]:
        ours, theirs = (view.analysis(loose_marks, text) for text in (source, hypothesis))
        # A quotation over several segments has one mark in each; so has its source.
        same = Counter((loose.kind, loose.opens) for loose in ours)
        for loose in theirs:
            same[loose.kind, loose.opens] -= 1
            if same[loose.kind, loose.opens] < 0:
                span = Span("hypothesis", loose.start, loose.start + 1)
                near = _near(hypothesis, loose)
                yield view.remark(self, loose.kind, segment, span, mark=loose.mark, near=near)
        if (lost := _DOUBLE.search(source)) and not _QUOTING.search(hypothesis):
            span, text = Span("source", *lost.span()), "quotation_missing"
            yield view.remark(self, "quotation", segment, span, text=text, mark=lost[0])
        if (new := _DOUBLE.search(hypothesis)) and not theirs and not _QUOTING.search(source):
            span, text = Span("hypothesis", *new.span()), "quotation_added"
            yield view.remark(self, "quotation", segment, span, text=text, mark=new[0])

    def _elements(
        self, view: View, segment: Segment, source: str, hypothesis: str
    ) -> Iterator[Finding]:
        for code, pattern in _ELEMENTS.items():
            ours, theirs = _places(pattern, source), _places(pattern, hypothesis)
            for element, places in ours.items():
                if len(places) > len(theirs.get(element, ())):
                    span = Span("source", *places[-1])
                    yield view.remark(
                        self, code, segment, span, text=f"{code}_missing", found=element
                    )
            for element, places in theirs.items():
                if len(places) > len(ours.get(element, ())):
                    span = Span("hypothesis", *places[-1])
                    yield view.remark(
                        self, code, segment, span, text=f"{code}_added", found=element
                    )

    def _end(self, view: View, segment: Segment, source: str, hypothesis: str) -> Iterator[Finding]:
        end = len(hypothesis.rstrip())
        span = Span("hypothesis", end - 1, end)
        if _CUT.search(hypothesis) and not _CUT.search(source):
            yield view.remark(
                self, "ending", segment, span, text="ending_cut", mark=hypothesis[end - 1]
            )
        elif _asks(source) and not _asks(hypothesis) and _ENDS.search(hypothesis):
            yield view.remark(self, "ending", segment, span, text="ending_question")


def _near(text: str, loose: Loose) -> str:
    """The mark with the word that it stands at."""
    if loose.opens:
        return text[loose.start :].split(" ", 1)[0]
    return text[: loose.start + 1].rsplit(" ", 1)[-1]


def _asks(text: str) -> bool:
    return _QUESTION.search(text) is not None


def _places(pattern: re.Pattern[str], text: str) -> dict[str, list[tuple[int, int]]]:
    places: dict[str, list[tuple[int, int]]] = {}
    for match in pattern.finditer(text):
        element = (
            match[0].rstrip(_BEHIND)
            if match[0][-1] in _BEHIND and match[0][0] not in "<{[&"
            else match[0]
        )
        places.setdefault(element, []).append((match.start(), match.start() + len(element)))
    return places
