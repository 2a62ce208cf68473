"""Korean word spacing (띄어쓰기), where there is no doubt about it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import ClassVar, NamedTuple

from mtqe.checks.view import View
from mtqe.core import Finding, Severity, Span
from mtqe.pairing.korean import Token, tokens

# Dependent nouns that stand apart from the adnominal form before them: 할 수, 먹는 것.
_DEPENDENT = {
    "수",
    "것",
    "거",
    "적",
    "줄",
    "뿐",
    "바",
    "채",
    "척",
    "중",
    "동안",
    "때",
    "만큼",
    "대로",
}
_ADNOMINAL = "ETM"
# Particles of two syllables and more, and those that are never a word: 학교 에서, 나라 를.
_PARTICLES = {
    "에서",
    "에게",
    "으로",
    "까지",
    "부터",
    "처럼",
    "에는",
    "에서는",
    "를",
    "을",
    "는",
    "은",
    "의",
}
_NOUNS = {"NNG", "NNP", "NP", "NNB", "NR", "XSN"}


class Misspaced(NamedTuple):
    """A word that is spaced wrongly.

    Attributes:
        found: as it stands.
        right: with the spaces that belong there.
        start: of the word in the text.
    """

    found: str
    right: str
    start: int


def misspaced(text: str, found: Sequence[Token]) -> Iterator[Misspaced]:
    """The words of a Korean text that certainly lack a space or have one too many."""
    for before, token in pairwise(found):
        noun = token.tag in {"NNB", "NNG"} and token.form in _DEPENDENT
        if before.tag == _ADNOMINAL and noun and token.start == before.end:
            yield _changed(text, token.start, token.start, " ")
        particle = token.tag[0] == "J" and token.form in _PARTICLES
        if particle and before.tag in _NOUNS and text[before.end : token.start] == " ":
            yield _changed(text, before.end, token.start, "")


def _changed(text: str, start: int, end: int, between: str) -> Misspaced:
    """The word around a place, as it is and with what belongs there."""
    first = text.rfind(" ", 0, start) + 1
    last = re.compile(r"\s|$").search(text, end)
    stop = last.start() if last else len(text)
    return Misspaced(text[first:stop], text[first:start] + between + text[end:stop], first)


@dataclass(frozen=True)
class Spacing:
    """Korean spaces that are missing or stand before a particle: 할수 있다, 학교 에서.

    Attributes:
        severity: of all its findings; default: that of each code.
    """

    severity: Severity | None = None

    name: ClassVar[str] = "spacing"
    default: ClassVar[bool] = True
    codes: ClassVar[Mapping[str, Severity]] = {"spacing": "warning"}

    def find(self, view: View) -> Iterator[Finding]:
        """See `Check.find`."""
        if view.target_language != "ko":
            return
        for translation in view.translations:
            text = translation.hypothesis
            for each in misspaced(text, view.analysis(tokens, text)):
                span = Span("hypothesis", each.start, each.start + len(each.found))
                yield view.remark(
                    self, "spacing", translation.segment, span, found=each.found, right=each.right
                )
