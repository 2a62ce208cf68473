"""Numbers, dates and times in English."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from mtqe.pairing.numbers.quantity import (
    DIGITS,
    Quantity,
    Weight,
    decimal,
    digit_readings,
    plain,
    times,
    touches_letters,
)
from mtqe.pairing.numbers.units import SIGNS, english_unit

_UP_TO_19 = """
zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen
sixteen seventeen eighteen nineteen
"""
_SMALL = _UP_TO_19.split()
_BY_TENS = "- - twenty thirty forty fifty sixty seventy eighty ninety"
_TENS = _BY_TENS.split()
_WORDS = {word: value for value, word in enumerate(_SMALL)}
_WORDS |= {word: 10 * value for value, word in enumerate(_TENS) if value > 1}
_SCALES = {
    "hundred": 10**2, "thousand": 10**3, "k": 10**3, "million": 10**6, "m": 10**6, "mn": 10**6,
    "billion": 10**9, "bn": 10**9, "trillion": 10**12, "dozen": 12,
}  # fmt: skip
_UP_TO_20TH = """
- first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth
fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth
"""
_ORDINALS = _UP_TO_20TH.split()
_PARTS = {word: n for n, word in enumerate(_ORDINALS) if n > 2} | {
    "half": 2, "quarter": 4, "hundredth": 100, "thousandth": 1000,
}  # fmt: skip
# Words that hold a number; what translates them often holds none.
_LOOSE: dict[str, tuple[str, ...]] = {
    **{word: (str(n),) for n, word in enumerate(_ORDINALS) if n},
    "once": ("1",), "twice": ("2",), "thrice": ("3",), "single": ("1",), "a": ("1",), "an": ("1",),
    "another": ("1",), "both": ("2",), "pair": ("2",), "couple": ("2",), "double": ("2",),
    "doubled": ("2",), "twin": ("2",), "twins": ("2",), "dual": ("2",), "duo": ("2",),
    "triple": ("3",), "tripled": ("3",), "trio": ("3",), "triplets": ("3",), "quadruple": ("4",),
    "half": ("0.5", "1/2", "30"), "quarter": ("0.25", "1/4", "15"), "decade": ("10",),
    "century": ("100",), "centuries": ("100",), "millennium": ("1000",), "dozen": ("12", "10"),
    "fortnight": ("14", "2"), "noon": ("12", "12:00"), "midnight": ("12", "24", "0", "0:00"),
    "hundred": ("100",), "thousand": ("1000",), "million": ("1000000",), "billion": ("1000000000",),
    "teens": ("10", "13"), "twenties": ("20", "1920"), "thirties": ("30", "1930"),
    "forties": ("40", "1940"), "fifties": ("50", "1950"), "sixties": ("60", "1960"),
    "seventies": ("70", "1970"), "eighties": ("80", "1980"), "nineties": ("90", "1990"),
    "trillion": ("1000000000000",), "last": ("1",), "only": ("1",),
    "top": ("1",), "topped": ("1",), "topping": ("1",), "teenage": ("10",), "teenager": ("10",),
    "teenagers": ("10",), "each": ("1",), "every": ("1",),
}  # fmt: skip
_LETTERS = {"m", "k"}  # million, or metres
_ONE = "|".join(_WORDS)
_LARGE = "hundred|thousand|million|billion|trillion|dozen"
_UP_TO_99 = rf"(?:{'|'.join(_TENS[2:])})[\s-](?:{'|'.join(_SMALL[1:10])})\b|(?:{_ONE})\b"
_PHRASE = re.compile(
    rf"\b(?:{_UP_TO_99}|an?\b(?=\s(?:{_LARGE})\b))"
    rf"(?:[\s-](?:{_LARGE})\b(?:,?\s(?:and\s)?(?:{_UP_TO_99}))?)*",
    re.IGNORECASE,
)
_WORD = re.compile(r"[a-z]+")
_DIGITS = re.compile(
    rf"({DIGITS})(?:(?:\s|-)?({'|'.join(sorted(_SCALES, key=len, reverse=True))})s?(?![A-Za-z]))?",
    re.IGNORECASE,
)
_CLOCK = re.compile(
    r"(?<![\d:.])(\d{1,2})(?:[:.](\d\d))?\s?([ap])\.?m\b\.?|(?<![\d:.])(\d{1,2}):(\d\d)(?![\d:])",
    re.IGNORECASE,
)
_PAST = re.compile(
    rf"\b(half|quarter|five|ten|twenty(?:-five)?)\s(past|to)\s({'|'.join(_SMALL[1:13])}|\d{{1,2}})\b",
    re.IGNORECASE,
)
_MINUTES = {"half": 30, "quarter": 15, "five": 5, "ten": 10, "twenty": 20, "twenty-five": 25}
_FRACTION = re.compile(
    rf"\b(an?|{'|'.join(_SMALL[1:11])})[\s-]({'|'.join(_PARTS)})(?:s\b|\b(?!\s(?:of\s)?(?:time|day|year|century)\b))"
    r"|(?<![\d/.])(\d{1,2})/(\d{1,3})(?![\d/])|\bhalf\sa\s(million|billion|trillion|dozen|century)\b",
    re.IGNORECASE,
)
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_MONTH = re.compile(
    r"\b(January|February|March|April|May|June|July|August|September|October|November|December"
    r"|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)(?=\.?\s\d|[-–]|\.))\b"
    r"|(?<=\d\s)(Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\b"
)
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_DAY = re.compile(r"\b(Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)days?\b")
_TITLE = re.compile(r"\s[A-Z](?!ct\.)[a-z]")
# Months that are also a verb, a name or a queen.
_UNSURE = re.compile(r"May|March|April|June|August")
_DATED = re.compile(
    r"\d|\b(?:in|of|since|until|by|last|this|next|early|late|and|to|through|from)\s$"
)
_ROMAN = re.compile(r"(?<=[a-z]\s)(X{0,3}(?:IX|IV|V?I{0,3}))\b(?!['’])")
_LOOSE_WORD = re.compile(rf"\b(?:{'|'.join(_LOOSE)})\b", re.IGNORECASE)
_SURE_ORDINALS = frozenset(_ORDINALS[3:])
_THE = re.compile(r"\b(?:the|an?|its|his|her|their|our|my|this|that)\s$", re.IGNORECASE)
_COUNTED = re.compile(r"\s?(decade|centur|dozen)")
_DECADES = {"decade": 10, "centur": 100, "dozen": 12}


def english_quantities(text: str) -> Iterator[Quantity]:
    """The numbers of an English text, those of one kind after the other."""
    taken: list[tuple[int, int]] = []
    for found in (_dates, _clock, _past, _fractions, _digits, _phrases, _roman, _loose):
        for quantity in found(text):
            if all(quantity.end <= start or end <= quantity.start for start, end in taken):
                taken.append((quantity.start, quantity.end))
                yield quantity


def _dates(text: str) -> Iterator[Quantity]:
    for match in _MONTH.finditer(text):
        sure = (
            not _UNSURE.fullmatch(match[0])
            or _DATED.search(text[max(0, match.start() - 9) : match.start()] or " ")
            or re.match(r",?\s\d", text[match.end() : match.end() + 3])
        )
        reading = f"month {_MONTHS.index(match[0][:3]) + 1}"
        yield Quantity((reading,), 2 if sure else 0, *match.span())
    for match in _DAY.finditer(text):
        # The Sunday Times, Saturday Night Live
        weight: Weight = 0 if _TITLE.match(text, match.end()) else 2
        yield Quantity((f"day {_DAYS.index(match[1][:3])}",), weight, *match.span())


def _clock(text: str) -> Iterator[Quantity]:
    for match in _CLOCK.finditer(text):
        half = f"{match[3].lower()}m" if match[3] else ""
        hour, minute = match[1] or match[4], match[2] or match[5]
        if int(hour) <= 24 and int(minute or 0) < 60:
            readings = times(int(hour), int(minute) if minute else None, half)
            yield Quantity(readings, 2, *match.span())


def _past(text: str) -> Iterator[Quantity]:
    """Half past six, quarter to nine."""
    for match in _PAST.finditer(text):
        part, word = match[1].lower(), match[3].lower()
        minute, hour = _MINUTES[part], _WORDS[word] if word in _WORDS else int(word)
        if match[2].lower() == "to":
            minute, hour = 60 - minute, hour - 1
        yield Quantity(times(hour, minute, ""), 1, *match.span())


def _fractions(text: str) -> Iterator[Quantity]:
    for match in _FRACTION.finditer(text):
        if match[5]:
            value = Decimal(_SCALES.get(match[5].lower(), 100)) / 2
            yield Quantity((plain(value), "0.5"), 1, *match.span())
        elif match[3]:
            yield Quantity((f"{int(match[3])}/{int(match[4])}",), 2, *match.span())
        else:
            top = 1 if match[1].lower() in {"a", "an"} else _WORDS[match[1].lower()]
            bottom = _PARTS[match[2].lower()]
            decimals = (plain(Decimal(top) / bottom), str(bottom)) if top == 1 else ()
            yield Quantity((f"{top}/{bottom}", *decimals), 1 if top > 1 else 0, *match.span())


def _digits(text: str) -> Iterator[Quantity]:
    for match in _DIGITS.finditer(text):
        readings = digit_readings(text, match.start(), match[1])
        end, scale = match.end(1), (match[2] or "").lower()
        if scale:
            scaled = plain(decimal(match[1]) * _SCALES[scale])
            if scale in _LETTERS and text[max(0, match.start() - 1)] not in SIGNS:
                readings = (*readings, scaled)  # 5 m are five metres, $5m are five million
            else:
                readings, end = (scaled,), match.end()
        unit, stop = english_unit(text, match.start(), end)
        weight: Weight = 1 if not unit and touches_letters(text, match.start(), end) else 2
        readings = (*readings, *_counted(text, end, readings[0]))
        yield Quantity(readings, weight, match.start(), stop, unit)


def _phrases(text: str) -> Iterator[Quantity]:
    for match in _PHRASE.finditer(text):
        value = plain(_value(match[0].lower()))
        unit, stop = english_unit(text, *match.span())
        readings = (value, *_counted(text, match.end(), value))
        if match[0].lower().endswith("dozen"):  # Korean counts by tens
            readings = (*readings, plain(Decimal(value) / 12 * 10))
        weight: Weight = 0 if value == "1" else 1 if len(value) < 2 or match[0][0] in "aA" else 2
        yield Quantity(readings, weight, match.start(), stop, unit)


def _value(phrase: str) -> Decimal:
    total = section = 0
    for word in _WORD.findall(phrase):
        if word in _SCALES:
            if word in {"hundred", "dozen"}:
                section = max(section, 1) * _SCALES[word]
            else:
                total += max(section, 1) * _SCALES[word]
                section = 0
        else:
            section += _WORDS.get(word, 0) if word not in {"a", "an"} else 1
    return Decimal(total + section)


def _counted(text: str, end: int, value: str) -> tuple[str, ...]:
    """Two decades are 20 years."""
    match = _COUNTED.match(text, end)
    return (plain(Decimal(value) * _DECADES[match[1]]),) if match else ()


def _roman(text: str) -> Iterator[Quantity]:
    for match in _ROMAN.finditer(text):
        if match[0] not in {"", "I"}:
            letters = [{"I": 1, "V": 5, "X": 10}[letter] for letter in match[0]]
            value = sum(-a if a < b else a for a, b in zip(letters, [*letters[1:], 0], strict=True))
            yield Quantity((str(value),), 0, *match.span())


def _loose(text: str) -> Iterator[Quantity]:
    for match in _LOOSE_WORD.finditer(text):
        word = match[0].lower()
        ordinal = word in _SURE_ORDINALS or (
            word == "second" and _THE.search(text, 0, match.start())
        )
        yield Quantity(_LOOSE[word], 1 if ordinal else 0, *match.span())
