"""English as a target: articles and capital letters where there is no doubt about them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from mtqe.checks.view import View
from mtqe.core import Finding, Severity, Span, Translation

_DOUBLED = re.compile(r"\b([Tt]he|[Aa]n?) (?:the|an?)\b(?![-.'’(])(?! (?:la|priori|posteriori)\b)")
_ARTICLE = re.compile(
    r"(?:(?<![\w.’'-])an?|(?:^|(?<=[.!?\"“] ))An?) [\"“‘'(]?([A-Za-z]+|\d[\d,.]*)(?![\w’'])"
)
# Words that begin with another sound than their letter says.
_CONSONANT = re.compile(
    r"eu|ew|one\b|once\b|ouija|u(?:n[ai](?![mn])|nion|s[aeiu]|t[aeio](?!r)|ku|r[aio]|biqu|fo|y)",
    re.IGNORECASE,
)
_VOWEL = re.compile(r"(?:hour|honest|hono(?:u?r)|heir|hors d)", re.IGNORECASE)
_LETTERS_WITH_VOWEL = frozenset("AEFHILMNORSX")
_DOUBTFUL = re.compile(
    r"(?:h(?:istoric|erb|otel|omage|abitual|ysteric)|un(?:i[mn]|a[nm]))", re.IGNORECASE
)
_VOWEL_NUMBER = re.compile(r"(?:8[\d,.]*|1[18](?:,\d{3})*)(?:\.\d+)?\.?$")
_LOWER_START = re.compile(r"[\"“‘'(]?([a-z]+)\b(?![-.@/:_\d])")
_SENTENCE = re.compile(r"[.!?][\"”’')]*\s*$")


def wrong_article(article: str, word: str) -> bool:
    """Whether `a` or `an` certainly cannot stand before a word."""
    an = article.lower() == "an"
    if word[0].isdigit():
        return an != bool(_VOWEL_NUMBER.fullmatch(word))
    if _DOUBTFUL.match(word) or (len(word) == 1 and word.islower()):
        return False
    if len(word) > 1 and word.isupper():
        if word[0] in "AEIOU" or not re.search(r"[AEIOU]", word):  # AIDS, BBC: said or spelt alike
            return an != (word[0] in _LETTERS_WITH_VOWEL) and word[0] != "U"
        return False  # NATO, FIFA, but also MIT
    if len(word) == 1:
        return an != (word in _LETTERS_WITH_VOWEL)
    vowel = word[0].lower() in "aeiou"
    if vowel and _CONSONANT.match(word):
        vowel = False
    elif _VOWEL.match(word):
        vowel = True
    return an != vowel


@dataclass(frozen=True)
class English:
    """Wrong or doubled articles and sentences without a capital letter, in English.

    Attributes:
        severity: of all its findings; default: that of each code.
    """

    severity: Severity | None = None

    name: ClassVar[str] = "english"
    default: ClassVar[bool] = True
    codes: ClassVar[Mapping[str, Severity]] = {
        "article": "warning",
        "article_doubled": "warning",
        "sentence_case": "info",
    }

    def find(self, view: View) -> Iterator[Finding]:
        """See `Check.find`."""
        if view.target_language != "en":
            return
        for document in view.data.documents:
            translations = view.document(document)
            for translation in translations:
                yield from self._articles(view, translation)
            yield from self._cases(view, translations)

    def _articles(self, view: View, translation: Translation) -> Iterator[Finding]:
        text = translation.hypothesis
        for match in _DOUBLED.finditer(text):
            span = Span("hypothesis", *match.span())
            yield view.remark(self, "article_doubled", translation.segment, span, found=match[0])
        for match in _ARTICLE.finditer(text):
            article, _, rest = match[0].partition(" ")
            if wrong_article(article, match[1]):
                span = Span("hypothesis", *match.span())
                right = f"{article[0]}{'n' if len(article) == 1 else ''} {rest}"
                yield view.remark(
                    self, "article", translation.segment, span, found=match[0], right=right
                )

    def _cases(self, view: View, document: Sequence[Translation]) -> Iterator[Finding]:
        """Sentences in lower case where the rest of the document begins with capital letters."""
        starts = [(t, _LOWER_START.match(t.hypothesis)) for t in document]
        lower = [(t, match) for t, match in starts if match and _SENTENCE.search(t.hypothesis)]
        if len(lower) * 2 > len(document):
            return
        for translation, match in lower:
            span = Span("hypothesis", match.start(1), match.end(1))
            yield view.remark(self, "sentence_case", translation.segment, span, found=match[1])
