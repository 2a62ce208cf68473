"""All for some and some for all: words of quantity that contradict each other."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import ClassVar

from mtqe.checks.view import View
from mtqe.checks.wordlist import syllables, word_list
from mtqe.core import Finding, Severity, Span

_ENGLISH = {
    "all": word_list(
        """
        all every everyone everybody everything everywhere each both entire* whole always any
        anyone anybody anything anywhere throughout full* complete* total* across universal*
        unanimous* overall daily together
        """
    ),
    "most": word_list(
        """
        most mostly majority mainly largely much_of many more_than_half lot lots numerous
        primarily predominantly almost nearly
        """
    ),
    "some": word_list(
        """
        some part parts partly partial* several certain a_number_of few portion* sometimes
        occasional* a_little half other others section* select selected segment* sporadic*
        """
    ),
}
_KOREAN = {
    "all": syllables(
        r"""
        모든 모두 전부 온(?=\s) 전체 전원 전국 전역 전_세계 각[각\s] 매[일년주달번] 누구나 언제나
        항상 어디나 다들 빠짐없이 양쪽 둘_다 일제히 만장일치 전면 완전 총 종일 내내 전적 아무
        """
    ),
    "most": syllables(
        "대부분 대다수 과반 주로 대체로 많[은이다아] 다수 대개 거의 수많 대폭 절반_이상 가장"
    ),
    "some": syllables(
        """
        일부 몇 약간 부분 가끔 때때로 때로 여러 어떤 어느 조금 다소 소수 한두 일정 일각 절반 특정
        더러 간혹
        """
    ),
}
# Before a number, "some" means "about"; before an adjective, "most" makes a superlative.
_NUMERAL = re.compile(
    r"\bsome(?= (?:\d|(?:two|three|four|five|six|seven|eight|nine|ten|hundred|thousand|million)\b))"
    r"|\bmost(?= [a-z]+(?:ly|al|ous|ful|ive|ic|ent|ant|ed|ing|ble|ar|mon)\b)",
    re.IGNORECASE,
)
# What contradicts what: all and most may each be said of the same.
_OPPOSITES = (("all", "some"), ("some", "all"), ("most", "some"), ("some", "most"))
# Words that a translator changes for no other: a contradiction needs one on each side.
_PLAIN = re.compile(
    r"all|every|everyone|everybody|everything|entire|most|some|several|few"
    r"|모든|모두|전부|전체|일부|몇|여러|대부분|대다수",
    re.IGNORECASE,
)
Marks = Mapping[str, tuple[int, int]]  # all, most, some: the first word that says so


def english_marks(text: str) -> Marks:
    """The words of quantity of an English text."""
    return _marks(_NUMERAL.sub(lambda match: " " * len(match[0]), text), _ENGLISH)


def korean_marks(text: str) -> Marks:
    """The words of quantity of a Korean text."""
    return _marks(text, _KOREAN)


def _marks(text: str, words: Mapping[str, re.Pattern[str]]) -> Marks:
    found = ((name, pattern.search(text)) for name, pattern in words.items())
    return {name: match.span() for name, match in found if match}


_FINDERS = {"en": english_marks, "ko": korean_marks}


@dataclass(frozen=True)
class Quantity:
    """All in the source and some in the translation, or the other way round.

    Attributes:
        severity: of all its findings; default: that of each code.
    """

    severity: Severity | None = None

    name: ClassVar[str] = "quantity"
    default: ClassVar[bool] = True
    codes: ClassVar[Mapping[str, Severity]] = {"quantity": "warning"}

    def find(self, view: View) -> Iterator[Finding]:
        """See `Check.find`."""
        languages = view.source_language, view.target_language
        if set(languages) != set(_FINDERS):
            return
        for segment, source, hypothesis in view.pairs:
            here = view.analysis(_FINDERS[languages[0]], source)
            there = view.analysis(_FINDERS[languages[1]], hypothesis)
            for own, other in _OPPOSITES:
                if own in here and other in there and own not in there and other not in here:
                    words = source[slice(*here[own])], hypothesis[slice(*there[other])]
                    if all(map(_PLAIN.fullmatch, words)):
                        spans = Span("hypothesis", *there[other]), Span("source", *here[own])
                        yield view.remark(
                            self, "quantity", segment, *spans, source=words[0], translation=words[1]
                        )
