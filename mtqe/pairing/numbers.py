"""Numbers and dates of a sentence, by value: `20 million` and `2천만` are one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from mtqe.core import primary_language

Found = tuple[str, str]  # the value, as the same text in all languages, and how the text has it

_DIGITS = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_SMALL = {"십": 10, "백": 100, "천": 1000}
_LARGE = {"만": 10**4, "억": 10**8, "조": 10**12}
# 2천만, 1억 2,300만, 3만5천: digits, at least one unit, and more of the same.
_PART = rf"(?:{_DIGITS})\s?(?:[십백천]*[만억조]|[십백천]+)"
_KOREAN = re.compile(rf"{_PART}(?:\s?{_PART})*(?:\s?\d{{1,4}}(?![\d,.]))?|{_DIGITS}")
_KOREAN_PART = re.compile(rf"({_DIGITS})\s?([십백천]*)([만억조]?)")
_SCALES = {
    "hundred": 10**2, "thousand": 10**3, "k": 10**3, "million": 10**6, "m": 10**6, "mn": 10**6,
    "billion": 10**9, "bn": 10**9, "trillion": 10**12,
}  # fmt: skip
# Without "one", which is a pronoun more often.
_UNITS = """
zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen
sixteen seventeen eighteen nineteen
"""
_TENS = "- ten twenty thirty forty fifty sixty seventy eighty ninety"
_WORDS = {word: value for value, word in enumerate(_UNITS.split()) if value > 1}
_WORDS |= {word: 10 * value for value, word in enumerate(_TENS.split()) if value > 1}
_ENGLISH = re.compile(
    rf"(?<![\w.])({_DIGITS}|(?:{'|'.join(_WORDS)})\b)"
    rf"(?:[\s-]?({'|'.join(sorted(_SCALES, key=len, reverse=True))})s?\b)?",
    re.IGNORECASE,
)
_ANY = re.compile(_DIGITS)
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_MONTH = re.compile(
    r"\b(January|February|March|April|May|June|July|August|September|October|November|December"
    r"|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)(?=\.?\s\d))\b"
)
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_DAY = re.compile(r"\b(Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)days?\b")
_KOREAN_MONTH = re.compile(r"(?<!\d)(1[0-2]|[1-9])\s?월(?![가-힣]*요일)")
_KOREAN_DAY = re.compile(r"([월화수목금토일])(?:요일|\))")
_NATIVE = {
    "두": 2, "세": 3, "네": 4, "다섯": 5, "여섯": 6, "일곱": 7, "여덟": 8, "아홉": 9, "열": 10,
    "둘": 2, "셋": 3, "넷": 4,
}  # fmt: skip
_COUNTED = re.compile(
    rf"(?<![가-힣])({'|'.join(_NATIVE)})"
    r"(?:\s(?=[가-힣])|(?=명|번|차례|개|살|시|달|배|가지|사람|곳|마리|대|건|편|팀|골|경기|아이|자녀|째))"
)


def numbers(text: str, language: str) -> Iterator[Found]:
    """The numbers and dates of a sentence.

    Args:
        text: one sentence.
        language: ISO 639-1 code; words for numbers are known in English and Korean.

    Yields:
        `20000000`, `month 12` or `day 0` (Monday), each with the text that says so.
    """
    primary = primary_language(language)
    if primary == "ko":
        yield from _korean(text)
    elif primary == "en":
        yield from _english(text)
    else:
        for match in _ANY.finditer(text):
            yield _plain(_number(match[0])), match[0]


def _korean(text: str) -> Iterator[Found]:
    for match in _KOREAN_MONTH.finditer(text):
        yield f"month {match[1]}", match[0]
    for match in _KOREAN_DAY.finditer(text):
        yield f"day {'월화수목금토일'.index(match[1])}", match[0]
    for match in _COUNTED.finditer(text):
        yield _plain(Decimal(_NATIVE[match[1]])), match[0].strip()
    months = {match.start() for match in _KOREAN_MONTH.finditer(text)}
    for match in _KOREAN.finditer(text):
        if match.start() not in months:
            yield _plain(_korean_value(match[0])), match[0]


def _korean_value(text: str) -> Decimal:
    """The sum of its parts; 2천5백만 multiplies 2천5백 by 만."""
    total, section = Decimal(0), Decimal(0)
    for digits, small, large in _KOREAN_PART.findall(text):
        value = _number(digits)
        for unit in small:
            value *= _SMALL[unit]
        section += value
        if large:
            total, section = total + section * _LARGE[large], Decimal(0)
    return total + section


def _english(text: str) -> Iterator[Found]:
    for match in _MONTH.finditer(text):
        yield f"month {_MONTHS.index(match[1][:3]) + 1}", match[0]
    for match in _DAY.finditer(text):
        yield f"day {_DAYS.index(match[1][:3])}", match[0]
    for match in _ENGLISH.finditer(text):
        word = match[1].casefold()
        value = Decimal(_WORDS[word]) if word in _WORDS else _number(word)
        if match[2]:
            value *= _SCALES[match[2].casefold()]
        yield _plain(value), match[0]


def _number(digits: str) -> Decimal:
    return Decimal(digits.replace(",", ""))


def _plain(value: Decimal) -> str:
    return f"{value.normalize():f}"
