"""Segments that stand twice, and equal texts that are translated in different ways."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import ClassVar

from mtqe.checks.view import View
from mtqe.core import Finding, Segment, Severity, Span

_SHORTEST = 12  # letters: short ones, such as an answer, come again on purpose
_HANGUL_WORTH = 2  # a syllable says as much as that many Latin letters
Pair = tuple[Segment, str, str]


@dataclass(frozen=True)
class Consistency:
    """Segments that stand twice; one source with two translations, two sources with one.

    Attributes:
        severity: of all its findings; default: that of each code.
    """

    severity: Severity | None = None

    name: ClassVar[str] = "consistency"
    default: ClassVar[bool] = True
    codes: ClassVar[Mapping[str, Severity]] = {
        "duplicate": "info",
        "inconsistent": "info",
        "same_translation": "warning",
    }

    def find(self, view: View) -> Iterator[Finding]:
        """See `Check.find`; each later segment is compared with the first."""
        by_source, by_translation = defaultdict[str, list[Pair]](list), dict[str, Pair]()
        for pair in view.pairs:
            segment, source, hypothesis = pair
            one, other = view.analysis(letters, source), view.analysis(letters, hypothesis)
            if _long(one):
                span = Span("source", 0, len(source))
                if by_source[one]:
                    first = by_source[one][0]
                    yield view.remark_for_all(self, "duplicate", segment, span, other=first[0].id)
                    yield from self._inconsistent(view, pair, by_source[one])
                by_source[one].append(pair)
            if _long(other):
                segment_, source_, _ = by_translation.setdefault(other, pair)
                if view.analysis(letters, source_) != one:
                    span = Span("hypothesis", 0, len(hypothesis))
                    yield view.remark(
                        self, "same_translation", segment, span, other=segment_.id, source=source_
                    )

    def _inconsistent(self, view: View, pair: Pair, before: list[Pair]) -> Iterator[Finding]:
        segment, _, hypothesis = pair
        translations = {view.analysis(letters, other): s.id for s, _, other in before[::-1]}
        if view.analysis(letters, hypothesis) not in translations:
            first, _, translation = before[0]
            span = Span("hypothesis", 0, len(hypothesis))
            yield view.remark(
                self, "inconsistent", segment, span, other=first.id, translation=translation
            )


def letters(text: str) -> str:
    """Letters and digits, whatever their case."""
    return "".join(filter(str.isalnum, text.casefold()))


def _long(text: str) -> bool:
    hangul = sum("가" <= letter <= "힣" for letter in text)
    return len(text) + (_HANGUL_WORTH - 1) * hangul >= _SHORTEST
