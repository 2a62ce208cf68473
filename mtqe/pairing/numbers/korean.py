"""Numbers, dates and times in Korean."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache

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
from mtqe.pairing.numbers.units import korean_unit

_SMALL = {"십": 10, "백": 100, "천": 1000}
_LARGE = {"만": 10**4, "억": 10**8, "조": 10**12}
# 2천만, 1억 2,300만, 3만5천: digits, at least one unit, and more of the same.
_PART = rf"(?:{DIGITS})\s?(?:[십백천]*[만억조]|[십백천]+)"
_DIGITS = re.compile(
    rf"{_PART}(?:\s?{_PART})*(?:(?<=[만억조천백])\s?\d{{1,4}}(?![\d,.년월일]))?|{DIGITS}"
)
_PIECE = re.compile(rf"({DIGITS})\s?([십백천]*)([만억조]?)")
_SINO = {"영": 0, "일": 1, "이": 2, "삼": 3, "사": 4, "오": 5, "육": 6, "칠": 7, "팔": 8, "구": 9}
_TENS = {
    "열": 10, "스물": 20, "스무": 20, "서른": 30, "마흔": 40, "쉰": 50, "예순": 60, "일흔": 70,
    "여든": 80, "아흔": 90,
}  # fmt: skip
_NATIVE = {
    "하나": 1, "한": 1, "둘": 2, "두": 2, "셋": 3, "세": 3, "넷": 4, "네": 4, "다섯": 5,
    "여섯": 6, "일곱": 7, "여덟": 8, "아홉": 9,
}  # fmt: skip
_COUNTER = (
    r"명|번|차례|개|살|시|달|배|가지|사람|곳|마리|대|건|편|팀|골|경기|아이|자녀|째|분|년|월|일|초|세|주|"
    r"퍼센트|프로|달러|원|유로|파운드|엔|위안|킬로|미터|센티|밀리|톤|그램|도|권|장|표|점|위|등|차|회|기|척|"
    r"인|석|층|호|여|가구|국|종|쪽|해|살|갈래|쌍|채|그루|잔|병|벌|마일|피트|배럴|리터|에이커|헥타르"
)
_NATIVE_WORD = re.compile(
    rf"(?<![가-힣])({'|'.join(_TENS)})?(?:(?<=[열물른흔쉰순든])\s)?({'|'.join(_NATIVE)})?"
    rf"(?:(?=\s?(?:{_COUNTER})(?!트))|(?=\s[가-힣])|(?<=하나|.[둘셋넷섯곱덟홉])(?=[을은이의과로도만와]?(?![가-힣])))"
)
_SINO_WORD = re.compile(
    rf"(?<![가-힣\d수몇])(?:제)?((?:[일이삼사오육칠팔구]?[천백십])+[일이삼사오육칠팔구]?|[일이삼사오육칠팔구])?"
    rf"([만억조])?(?=\s?(?:{_COUNTER}))"
)
_MONTH = re.compile(r"(?<!\d)(1[0-2]|[1-9])\s?월(?![가-힣]*요일)")
_DAY = re.compile(r"([월화수목금토일])(?=요일|(?<=\(.)\))")
_CLOCK = re.compile(
    r"(오전|오후|새벽|아침|낮|저녁|밤)?\s?(?<!\d)(?:(\d{1,2})|((?:열)?(?:한|두|세|네|다섯|여섯|일곱|여덟|아홉)|열))"
    r"\s?시(?!간|즌|절|기|대|도|리|작|장|내|민|속)(?:\s?(\d{1,2})\s?분|\s?(반))?"
    r"|(?<![\d:])(\d{1,2}):(\d\d)(?![\d:])"
)
_HALVES = {
    "오전": "am", "새벽": "am", "아침": "am", "오후": "pm", "저녁": "pm",
}  # fmt: skip
_FRACTION = re.compile(
    r"(\d+|[이삼사오육칠팔구십백]+)\s?분의\s?(\d+|[일이삼사오육칠팔구])|(?<![\d/.])(\d{1,2})/(\d{1,3})(?![\d/])"
)
_LOOSE: dict[str, tuple[str, ...]] = {
    "절반": ("0.5", "1/2", "50"), "반": ("0.5", "1/2", "30"), "첫": ("1",), "단일": ("1",),
    "양측": ("2",), "양국": ("2",), "쌍둥이": ("2",), "정오": ("12", "12:00"),
    "자정": ("12", "24", "0", "0:00"), "하루": ("1", "24"), "이틀": ("2",), "사흘": ("3",),
    "나흘": ("4",), "닷새": ("5",), "엿새": ("6",), "이레": ("7",), "여드레": ("8",),
    "아흐레": ("9",), "열흘": ("10",), "보름": ("15",), "일주일": ("1", "7"),
}  # fmt: skip
_LOOSE_WORD = re.compile(
    rf"(?<![가-힣])반(?=[은이을의도으 ])|{'|'.join(word for word in _LOOSE if word != '반')}"
)


def korean_quantities(text: str) -> Iterator[Quantity]:
    """The numbers of a Korean text, those of one kind after the other."""
    taken: list[tuple[int, int]] = []
    for found in (_dates, _clock, _fractions, _digits, _sino, _native, _loose):
        for quantity in found(text):
            if all(quantity.end <= start or end <= quantity.start for start, end in taken):
                taken.append((quantity.start, quantity.end))
                yield quantity


def _dates(text: str) -> Iterator[Quantity]:
    for match in _MONTH.finditer(text):
        yield Quantity((f"month {match[1]}",), 2, *match.span())
    for match in _DAY.finditer(text):
        end = match.end() + 2 * text.startswith("요일", match.end())
        yield Quantity((f"day {'월화수목금토일'.index(match[1])}",), 2, match.start(), end)


def _clock(text: str) -> Iterator[Quantity]:
    if "시" not in text and ":" not in text:
        return
    for match in _CLOCK.finditer(text):
        half = _HALVES.get(match[1] or "", "")
        hour = int(match[2] or match[6] or 0) or _native_value(match[3] or "")
        minute = match[4] or match[7] or ("30" if match[5] else None)
        if hour <= 24 and int(minute or 0) < 60:
            readings = times(hour, int(minute) if minute else None, half)
            start = match.start(1) if match[1] else match.start(2) if match[2] else match.start()
            yield Quantity(readings, 1 if match[3] else 2, start, match.end())


def _fractions(text: str) -> Iterator[Quantity]:
    for match in _FRACTION.finditer(text):
        if match[3]:
            readings = (f"{int(match[3])}/{int(match[4])}",)
        else:
            bottom, top = (_any_value(match[k]) for k in (1, 2))
            readings = (f"{top}/{bottom}", *((plain(Decimal(top) / bottom),) if bottom else ()))
        yield Quantity(readings, 2, *match.span())


def _any_value(text: str) -> int:
    return int(text) if text.isdigit() else int(_sino_value(text))


def _digits(text: str) -> Iterator[Quantity]:
    for match in _DIGITS.finditer(text):
        if match[0].isdigit():
            readings = digit_readings(text, match.start(), match[0])
        else:
            readings = (plain(_value(match[0])),)
        if text.startswith("년대", match.end()) and len(match[0]) == 2:
            readings = (*readings, f"19{match[0]}", f"18{match[0]}")
        unit, stop = korean_unit(text, *match.span())
        weight: Weight = 1 if unit is None and touches_letters(text, *match.span()) else 2
        yield Quantity(readings, weight, match.start(), stop, unit)


@lru_cache(maxsize=1 << 12)
def _value(text: str) -> Decimal:
    """The sum of its parts; 2천5백만 multiplies 2천5백 by 만."""
    total, section = Decimal(0), Decimal(0)
    for digits, small, large in _PIECE.findall(text):
        value = decimal(digits)
        for unit in small:
            value *= _SMALL[unit]
        section += value
        if large:
            total, section = total + section * _LARGE[large], Decimal(0)
    return total + section


def _sino(text: str) -> Iterator[Quantity]:
    for match in _SINO_WORD.finditer(text):
        if match[1] or match[2]:
            start, end = match.start(1) if match[1] else match.start(2), match.end()
            value = _sino_value(text[start:end])
            unit, stop = korean_unit(text, start, end)
            weight: Weight = 1 if end - start > 1 else 0
            yield Quantity((plain(value),), weight, start, stop, unit)


def _sino_value(word: str) -> Decimal:
    total = section = digit = 0
    for letter in word:
        if letter in _SINO:
            digit = _SINO[letter]
        elif letter in _SMALL:
            section += max(digit, 1) * _SMALL[letter]
            digit = 0
        else:
            total += max(section + digit, 1) * _LARGE[letter]
            section = digit = 0
    return Decimal(total + section + digit)


def _native(text: str) -> Iterator[Quantity]:
    for match in _NATIVE_WORD.finditer(text):
        if match[0]:
            value = _native_value(match[0])
            unit, stop = korean_unit(text, *match.span())
            yield Quantity((str(value),), 0 if value == 1 else 1, match.start(), stop, unit)


def _native_value(word: str) -> int:
    tens = next((value for form, value in _TENS.items() if word.startswith(form)), 0)
    return tens + next((value for form, value in _NATIVE.items() if word.endswith(form)), 0)


def _loose(text: str) -> Iterator[Quantity]:
    for match in _LOOSE_WORD.finditer(text):
        yield Quantity(_LOOSE[match[0]], 0, *match.span())
