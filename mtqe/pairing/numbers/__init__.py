"""Numbers and dates of a sentence, by value: `20 million` and `2천만` are one."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from mtqe.core import primary_language
from mtqe.pairing.numbers.english import english_quantities
from mtqe.pairing.numbers.korean import korean_quantities
from mtqe.pairing.numbers.quantity import DIGITS, Quantity, decimal, plain

__all__ = ["Quantity", "numbers", "quantities"]

Found = tuple[str, str]  # the value, as the same text in all languages, and how the text has it
_ANY = re.compile(DIGITS)
_BY_LANGUAGE: dict[str, Callable[[str], Iterator[Quantity]]] = {
    "en": english_quantities,
    "ko": korean_quantities,
}


def quantities(text: str, language: str) -> Iterator[Quantity]:
    """The numbers, dates and times of a text, with all that they may mean.

    Args:
        text: one sentence.
        language: ISO 639-1 code; words for numbers are known in English and Korean.
    """
    find = _BY_LANGUAGE.get(primary_language(language), _digits)
    yield from find(text)


def _digits(text: str) -> Iterator[Quantity]:
    for match in _ANY.finditer(text):
        yield Quantity((plain(decimal(match[0])),), 2, *match.span())


def numbers(text: str, language: str) -> Iterator[Found]:
    """The likeliest value of each number that is one for sure, and of each number word.

    Yields:
        `20000000`, `month 12` or `day 0` (Monday), each with the text that says so.
    """
    for quantity in quantities(text, language):
        if quantity.weight:
            yield quantity.readings[0], text[quantity.start : quantity.end]
