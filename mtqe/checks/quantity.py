"""All for some and some for all: words of quantity that contradict each other."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import ClassVar, NamedTuple

from mtqe.checks.view import View
from mtqe.core import Finding, Severity, Span

# English and Korean words by what they say of a whole; numbers make "some" mean "about".
_WORDS = {
    "all": (
        r"all(?! (?:right|over|too|but|but\b))|every(?:one|body|thing|where)?|each|both"
        r"|entire(?:ly)?"
        r"|whole|always|any(?:one|body|thing|where)?|throughout|full(?:y)?|complete(?:ly)?"
        r"|total(?:ly)?"
        r"|across|universal(?:ly)?|unanimous(?:ly)?|overall|daily|together",
        r"모든|모두|전부|온(?= )|전체|전원|전국|전역|전 ?세계|각[각 ]|매[일년주달번]|누구나|언제나"
        r"|항상|어디나|다들"
        r"|빠짐없이|양쪽|둘 다|일제히|만장일치|전면|완전|총|종일|내내|전적|아무",
    ),
    "most": (
        r"most(?! (?:[a-z]+(?:ly|al|ous|ful|ive|ic|ent|ant|ed|ing|ble|ar)|recent|common)\b)|mostly"
        r"|majority"
        r"|mainly|largely|much of|many|more than half|lots?|numerous|primarily|predominantly"
        r"|almost|nearly",
        r"대부분|대다수|과반|주로|대체로|많[은이다아]|다수|대개|거의|수많|대폭|절반 이상|가장",
    ),
    "some": (
        r"some(?! (?:\d|(?:two|three|four|five|six|seven|eight|nine|ten|hundred|thousand|million)))"
        r"|part(?:s|ly|ial|ially)?|several|certain|a number of|a few|few|few of|portion|sometimes"
        r"|occasional(?:ly)?|a little|half|others?|section|select(?:ed)?|segments?|sporadic",
        r"일부|몇몇|몇|약간|부분|가끔|때때로|때로|여러|어떤|어느|조금|다소|소수|한두|일정|일각"
        r"|절반|특정|더러|간혹",
    ),
}
_MARKS = {
    language: {
        name: re.compile(rf"\b(?:{words[k]})\b" if k == 0 else words[k], re.IGNORECASE)
        for name, words in _WORDS.items()
    }
    for k, language in enumerate(("en", "ko"))
}
# What contradicts what: all and most may each be said of the same.
_OPPOSITES = (("all", "some"), ("some", "all"), ("most", "some"), ("some", "most"))
# Words that a translator changes for no other: a contradiction needs one on each side.
_PLAIN = {
    "en": re.compile(
        r"\b(?:all|every|everyone|everybody|everything|entire|most|some|several)\b", re.I
    ),
    "ko": re.compile(r"모든|모두|전부|일부|대부분"),
}


class Marks(NamedTuple):
    """Words of quantity of a text: kind -> the first place of it."""

    places: Mapping[str, tuple[int, int]]


def english_marks(text: str) -> Marks:
    """The words of quantity of an English text."""
    return _marks(text, "en")


def korean_marks(text: str) -> Marks:
    """The words of quantity of a Korean text."""
    return _marks(text, "ko")


def _marks(text: str, language: str) -> Marks:
    found = ((kind, pattern.search(text)) for kind, pattern in _MARKS[language].items())
    return Marks({kind: match.span() for kind, match in found if match})


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
            here = view.analysis(_FINDERS[languages[0]], source).places
            there = view.analysis(_FINDERS[languages[1]], hypothesis).places
            for own, other in _OPPOSITES:
                if (
                    own in here
                    and other in there
                    and not {own} & {*there}
                    and not {other} & {*here}
                ):
                    words = source[slice(*here[own])], hypothesis[slice(*there[other])]
                    if all(
                        _PLAIN[language].fullmatch(word)
                        for language, word in zip(languages, words, strict=True)
                    ):
                        spans = Span("hypothesis", *there[other]), Span("source", *here[own])
                        yield view.remark(
                            self, "quantity", segment, *spans, source=words[0], translation=words[1]
                        )
