"""A number of a text, with everything that it may mean."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache
from typing import Literal, NamedTuple

from mtqe.pairing.numbers.units import Unit

DIGITS = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
Weight = Literal[0, 1, 2]


class Quantity(NamedTuple):
    """A number, date or time.

    Attributes:
        readings: its values as the same text in all languages, the likeliest first: `20000000`,
            `1/3`, `9:30`, `month 12`, `day 0` (Monday).
        weight: 2 where the other language must show it again (digits, months, days of the week), 1
            for a number word, 0 for a word that often is none (one, half, second).
        start: its first character.
        end: after its last one, the unit included.
        unit: what it counts, where that is known.
    """

    readings: tuple[str, ...]
    weight: Weight
    start: int
    end: int
    unit: Unit | None = None


@lru_cache(maxsize=1 << 14)
def plain(value: Decimal) -> str:
    """As text, without trailing zeros."""
    return f"{value.normalize():f}"


@lru_cache(maxsize=1 << 14)
def decimal(digits: str) -> Decimal:
    """The number that digits with commas write."""
    return Decimal(digits.replace(",", ""))


def times(hour: int, minute: int | None, half: str) -> tuple[str, ...]:
    """How a time of the day may be written.

    Args:
        hour: as the text has it.
        minute: None where it is not told.
        half: `am`, `pm`, or empty where that is not told.
    """
    hours = (
        [hour % 12 + 12 * (half == "pm")] if half else [hour, hour + 12 if hour < 12 else hour - 12]
    )
    readings = [f"{h}:{minute or 0:02}" for h in hours]
    if not minute:
        readings += [str(hour), *(str(h) for h in hours)]
    return tuple(dict.fromkeys(readings))


YEARS = re.compile(r"(?<!\d)(1[5-9]|20)\d\d\s?[-–~/∼]\s?$")


def digit_readings(text: str, start: int, digits: str) -> tuple[str, ...]:
    """A number in digits; the second year of `1995-96` is 1996 too."""
    value = plain(decimal(digits))
    if len(digits) == 2 and (before := YEARS.search(text, max(0, start - 8), start)):
        return value, before[1] + digits
    return (value,)


_LETTER = re.compile(r"[A-Za-z]")
_ENDING = re.compile(r"(?:st|nd|rd|th|s)\b", re.IGNORECASE)


def touches_letters(text: str, start: int, end: int) -> bool:
    """Whether digits are part of a code or a sign: 4x4, km2, H5N1."""
    before = start > 0 and _LETTER.match(text, start - 1)
    return bool(before or (_LETTER.match(text, end) and not _ENDING.match(text, end)))
