"""Names that a translation lost, changed, made up or mixed up, or spells in two ways."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import ClassVar, NamedTuple

from rapidfuzz.distance import Indel

from mtqe.checks.counterparts import HEARD, Compared, Lost, best_heard, compare
from mtqe.checks.view import View
from mtqe.core import Finding, Segment, Severity, Side, Span
from mtqe.pairing.korean import tokens
from mtqe.pairing.names import Name, pieces
from mtqe.pairing.phonetic import sounds

_LOWER = re.compile(r"(?<![A-Za-z'’])[a-z]{2,}")
_ONE_NAME = 0.6  # likeness of two spellings of one name, or of names that are mixed up
_ONE_STEM = 5  # letters in which forms of one English name agree


class Spelling(NamedTuple):
    """How a text has a name."""

    segment: Segment
    korean: str
    form: str


@dataclass(frozen=True)
class Names:
    """Names that are lost, changed or made up, and names that a document spells in two ways.

    Attributes:
        severity: of all its findings; default: that of each code.
    """

    severity: Severity | None = None

    name: ClassVar[str] = "names"
    default: ClassVar[bool] = True
    codes: ClassVar[Mapping[str, Severity]] = {
        "name": "warning",
        "name_missing": "warning",
        "name_added": "warning",
        "name_spelling": "warning",
        "name_shared": "info",
        "name_reference": "info",
    }

    def find(self, view: View) -> Iterator[Finding]:
        """See `Check.find`; of English and Korean only."""
        if {view.source_language, view.target_language} != {"en", "ko"}:
            return
        side: Side = "source" if view.source_language == "en" else "hypothesis"
        common = frozenset(
            word
            for segment, source, hypothesis in view.pairs
            for word in _LOWER.findall(source if side == "source" else hypothesis)
        )
        for _, pairs in groupby(view.pairs, key=lambda pair: pair[0].document):
            compared = [
                (segment, hypothesis, compare(*texts, common, view))
                for segment, source, hypothesis in pairs
                for texts in [(source, hypothesis) if side == "source" else (hypothesis, source)]
            ]
            # What one sentence leaves to a pronoun stands in another.
            kept = frozenset(name for _, _, found in compared for name in found.kept)
            for segment, _, found in compared:
                sides = (found.english, found.korean)
                yield from self._lost(
                    view, segment, found, sides[:: 1 if side == "source" else -1], kept
                )
            if side == "source":
                yield from self._spellings(view, compared)
                yield from self._shared(view, compared)

    def _lost(
        self,
        view: View,
        segment: Segment,
        found: Compared,
        sides: tuple[Sequence[Lost], ...],
        kept: frozenset[str],
    ) -> Iterator[Finding]:
        missing, added = sides
        pairs = list(zip(missing, added, strict=False))
        for one, other in pairs:
            spans = _span("hypothesis", other.name), _span("source", one.name)
            yield view.remark(
                self, "name", segment, *spans, source=one.name.text, translation=other.name.text
            )
        for one in missing[len(pairs) :]:
            if one.sure(found.names) and one.name.text not in kept:
                span = _span("source", one.name)
                yield view.remark(self, "name_missing", segment, span, source=one.name.text)
        for other in added[len(pairs) :]:
            if other.sure(found.names) and other.name.text not in kept:
                span = _span("hypothesis", other.name)
                yield view.remark(self, "name_added", segment, span, translation=other.name.text)

    def _reference(self, view: View, name: Name, spelling: Spelling) -> Iterator[Finding]:
        """Of a name that every reference has, and none as the translation has it."""
        segment, korean, form = spelling
        references = [text for text in segment.references if text]
        start = korean.find(form)
        if start < 0 or len(form) < 2 or any(form in text for text in references):
            return
        for text in references[:1]:
            score, wanted = best_heard(name.text, pieces(text, view.analysis(tokens, text)))
            if score >= HEARD and len(wanted) > 1 and not _same_spelling(wanted, form):
                span = Span("hypothesis", start, start + len(form))
                yield view.remark(
                    self, "name_reference", segment, span, _span("source", name),
                    source=name.text, translation=form, reference=wanted,
                )  # fmt: skip

    def _spellings(
        self, view: View, compared: Sequence[tuple[Segment, str, Compared]]
    ) -> Iterator[Finding]:
        """Of names that a document's translation spells in several ways, the rarer ones."""
        spelled = defaultdict[str, list[Spelling]](list)
        for segment, korean, found in compared:
            for name, form in found.spellings.items():
                spelled[name.text].append(Spelling(segment, korean, form))
                yield from self._reference(view, name, spelled[name.text][-1])
        for text, spellings in spelled.items():
            (usual, _), *_ = Counter(spelling.form for spelling in spellings).most_common()
            for segment, korean, form in spellings:
                start = korean.find(form)
                if start >= 0 and len(form) > 1 and not _same_spelling(usual, form):
                    span = Span("hypothesis", start, start + len(form))
                    yield view.remark(
                        self, "name_spelling", segment, span,
                        source=text, translation=form, others=usual,
                    )  # fmt: skip

    def _shared(
        self, view: View, compared: Sequence[tuple[Segment, str, Compared]]
    ) -> Iterator[Finding]:
        """Of a spelling that a document's translation has for two names that sound alike."""
        first = dict[str, str]()
        for segment, korean, found in compared:
            for name, form in found.spellings.items():
                # Known names have several forms: France, French.
                if name.known or len(form) < 2:
                    continue
                other = first.setdefault(form, name.text)
                start = korean.find(form)
                if start >= 0 and _mixed_up(name.text, other):
                    span = Span("hypothesis", start, start + len(form))
                    yield view.remark(
                        self, "name_shared", segment, span, _span("source", name),
                        source=name.text, translation=form, others=other,
                    )  # fmt: skip


def _mixed_up(one: str, other: str) -> bool:
    """Whether two English names sound alike, and none is a part or a form of the other."""
    if one in other or other in one or one[:_ONE_STEM] == other[:_ONE_STEM]:
        return False
    return Indel.normalized_similarity(one, other) >= _ONE_NAME


def _same_spelling(usual: str, form: str) -> bool:
    """Whether one only has more around it, or the other word is another name altogether."""
    if usual in form or form in usual:
        return True
    return Indel.normalized_similarity(sounds(usual)[0], sounds(form)[0]) < _ONE_NAME


def _span(side: Side, name: Name) -> Span:
    return Span(side, name.start, name.start + len(name.text))
