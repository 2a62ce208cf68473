"""Units of measurement, time and money, in English and Korean."""

from __future__ import annotations

import re
from typing import NamedTuple


class Unit(NamedTuple):
    """What a number counts.

    Attributes:
        name: in English.
        dimension: units of one dimension measure the same.
        factor: how many of the dimension's base units it is; 0 where rates change (money).
        zero: where its scale begins: 32 for degrees Fahrenheit.
    """

    name: str
    dimension: str
    factor: float
    zero: float = 0.0


# name, dimension, factor[, zero]: English words: Korean words; _ is a space or none
_TABLE = """
dollar money 0: dollar dollars usd: 달러
cent money 0: cent cents: 센트
euro money 0: euro euros eur: 유로
sterling money 0: pounds_sterling gbp: 파운드_스털링
yen money 0: yen jpy: 엔
won money 0: won krw: 원
yuan money 0: yuan rmb renminbi: 위안
rupee money 0: rupee rupees: 루피
ruble money 0: ruble rubles rouble roubles: 루블
baht money 0: baht: 바트
percent share 1: % percent per_cent pct: % 퍼센트 프로
point share 0: percentage_point percentage_points: 퍼센트_포인트 %_포인트 %p
kilometre length 1000: km kms kilometre kilometres kilometer kilometers: km ㎞ 킬로미터
metre length 1: m metre metres meter meters: m 미터
centimetre length 0.01: cm centimetre centimetres centimeter centimeters: cm ㎝ 센티미터 센티
millimetre length 0.001: mm millimetre millimetres millimeter millimeters: mm ㎜ 밀리미터 밀리
mile length 1609.3: mi mile miles: 마일
yard length 0.9144: yd yard yards: 야드
foot length 0.3048: ft foot feet: 피트
inch length 0.0254: inch inches: 인치
hectare area 10000: ha hectare hectares: ha 헥타르
acre area 4046.9: acre acres: 에이커
kilogram weight 1: kg kgs kilo kilos kilogram kilograms: kg ㎏ 킬로그램
gram weight 0.001: g gram grams: g 그램
milligram weight 0.000001: mg milligram milligrams: mg 밀리그램
tonne weight 1000: ton tons tonne tonnes: 톤
pound weight 0.4536: lb lbs pound pounds: 파운드
ounce weight 0.02835: oz ounce ounces: 온스
litre volume 1: l litre litres liter liters: l ℓ 리터
millilitre volume 0.001: ml millilitre millilitres milliliter milliliters: ml 밀리리터
gallon volume 3.785: gallon gallons: 갤런
barrel volume 159: barrel barrels: 배럴
celsius temperature 1: °c degrees_celsius: °c ℃ 도
fahrenheit temperature 0.55556 32: °f degrees_fahrenheit: °f ℉
year time 365.25: year years: 년 년간 주년 해 살 세
month time 30.44: month months: 개월 달
week time 7: week weeks: 주 주일 주간
day time 1: day days: 일 일간
hour time 0.0416667: hour hours hr hrs: 시간
minute time 0.00069444: minute minutes min mins: 분 분간
second time 0.000011574: second seconds sec secs: 초 초간
"""
SIGNS = {"$": "dollar", "€": "euro", "£": "pound", "¥": "yen", "₩": "won", "￦": "won"}
_TOLERANCE = 0.04  # of a conversion that was rounded for readers


def _read() -> tuple[dict[str, Unit], dict[str, Unit], dict[str, Unit]]:
    units: dict[str, Unit] = {}
    english: dict[str, Unit] = {}
    korean: dict[str, Unit] = {}
    for line in _TABLE.strip().splitlines():
        head, english_words, korean_words = line.split(": ")
        name, dimension, *numbers = head.split()
        units[name] = Unit(name, dimension, *map(float, numbers))
        english |= dict.fromkeys(english_words.replace("_", "").split(), units[name])
        korean |= dict.fromkeys(korean_words.replace("_", "").split(), units[name])
    return units, english, korean


UNITS, _ENGLISH, _KOREAN = _read()


def _pattern(column: int, before: str, after: str) -> re.Pattern[str]:
    words = [
        re.escape(word).replace("_", r"\s?")
        for line in _TABLE.strip().splitlines()
        for word in line.split(": ")[column].split()
    ]
    words.sort(key=len, reverse=True)
    return re.compile(f"{before}({'|'.join(words)}){after}", re.IGNORECASE)


_AFTER_ENGLISH = _pattern(1, r"(?:\s?(?:US\s|U\.S\.\s)?|-)", r"(?![A-Za-z])")
_AFTER_KOREAN = _pattern(2, r"\s?여?\s?", r"(?![A-Za-z])")


def english_unit(text: str, start: int, end: int) -> tuple[Unit | None, int]:
    """The unit of the number at these characters, and where both end together."""
    if start and (name := SIGNS.get(text[start - 1])):
        return UNITS[name], end
    if found := _AFTER_ENGLISH.match(text, end):
        return _ENGLISH[_plain(found[1])], found.end()
    return None, end


def korean_unit(text: str, start: int, end: int) -> tuple[Unit | None, int]:
    """The same in Korean text."""
    if start and (name := SIGNS.get(text[start - 1])):
        return UNITS[name], end
    if found := _AFTER_KOREAN.match(text, end):
        return _KOREAN[_plain(found[1])], found.end()
    return None, end


def _plain(word: str) -> str:
    return "".join(word.casefold().split())


def convertible(value: float, unit: Unit, other_value: float, other_unit: Unit) -> bool:
    """Whether two amounts are the same in different units, but for rounding."""
    if unit.dimension != other_unit.dimension or not unit.factor or not other_unit.factor:
        return False
    one = (value - unit.zero) * unit.factor
    other = (other_value - other_unit.zero) * other_unit.factor
    return abs(one - other) <= _TOLERANCE * max(abs(one), abs(other))
