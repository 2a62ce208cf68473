"""The check numbers: equal values in different notations are equal, others are not."""

from __future__ import annotations

import pytest
from checks_fixtures import look, marked
from hypothesis import given
from hypothesis import strategies as st

from mtqe.checks.numbers import Numbers
from mtqe.pairing.numbers import quantities
from mtqe.pairing.numbers.units import UNITS, convertible

EQUAL = [
    ("About 20 million people live there.", "그곳에는 약 2천만 명이 산다."),
    ("It cost $1.2 billion.", "비용은 12억 달러였다."),
    ("She bought twenty-five books.", "그는 책 스물다섯 권을 샀다."),
    ("Two hundred and fifty guests came.", "손님 250명이 왔다."),
    ("Half past six suits me.", "6시 반이 좋습니다."),
    ("The train leaves at 9:05 p.m.", "기차는 오후 9시 5분에 떠난다."),
    ("It opens at 7 p.m.", "19시에 문을 연다."),
    ("On Friday, 7 April 2023, it rained.", "2023년 4월 7일 금요일에 비가 왔다."),
    ("One third of the seats were empty.", "좌석의 3분의 1이 비어 있었다."),
    ("Prices rose by 3.5 percent.", "물가가 3.5% 올랐다."),
    ("He came third and she came first.", "그는 세 번째로, 그녀는 첫 번째로 들어왔다."),
    ("The lake is 10 miles long.", "호수의 길이는 16킬로미터다."),
    ("The tower is 300 m (984 feet) high.", "탑의 높이는 300미터다."),
    ("It stood there for two decades.", "그것은 20년 동안 그곳에 서 있었다."),
    ("In the 1960s and the 70s, few had one.", "1960년대와 70년대에는 가진 사람이 적었다."),
    ("The 1995-96 season was his last.", "1995-1996년 시즌이 그의 마지막이었다."),
    ("The Sunday Times reported it.", "선데이 타임스가 이를 보도했다."),
    ("Anyone may enter, one at a time.", "누구나 한 번에 한 명씩 들어갈 수 있다."),
    ("In May it was 86 °F.", "5월에는 30℃였다."),
    ("Three dozen eggs were broken.", "달걀 36개가 깨졌다."),
    ("The film runs for 90 minutes.", "영화의 길이는 90분이다."),
]
DIFFERENT = [
    ("About 20 million people live there.", "그곳에는 약 2백만 명이 산다.", "number", "2백만"),
    ("It cost 12.5 billion won.", "비용은 1,250억 원이었다.", "number", "1,250억 원"),
    ("Two guests came.", "손님 세 명이 왔다.", "number", "세"),
    ("The meeting is on Thursday.", "회의는 화요일에 있다.", "number", "화요일"),
    ("It begins on 7 April.", "4월 17일에 시작한다.", "number", "17일"),
    ("It begins on 7 April.", "5월 7일에 시작한다.", "number", "5월"),
    ("The train leaves at 9:05.", "기차는 9시 15분에 떠난다.", "number", "9시 15분"),
    ("It cost 5 million dollars.", "비용은 5백만 유로였다.", "unit", "5백만 유로"),
    ("It weighs 40 kg.", "무게는 40톤이다.", "unit", "40톤"),
    ("It has 96 pages.", "쪽수가 많다.", "number_missing", "96"),
    ("It has many pages.", "96쪽이다.", "number_added", "96"),
    ("From 2 to 3 million years ago.", "3백만에서 3백만 년 전.", "number", "3백만"),
    ("It was the fifth attempt.", "일곱 번째 시도였다.", "number", "일곱"),
]


@pytest.mark.parametrize(("english", "korean"), EQUAL)
def test_equal_numbers_are_equal(english, korean):
    assert look(Numbers(), (english, korean)) == []
    assert look(Numbers(), (korean, english), languages=("ko", "en")) == []


@pytest.mark.parametrize(("english", "korean", "code", "place"), DIFFERENT)
def test_others_are_findings_that_point_at_the_place(english, korean, code, place):
    pair = english, korean
    found = look(Numbers(), pair)
    assert [finding.code for finding in found] == [code]
    assert marked(found[0], pair).startswith(place) or marked(found[0], pair) == place
    (back,) = look(Numbers(), (korean, english), languages=("ko", "en"))
    swapped = {"number_missing": "number_added", "number_added": "number_missing"}
    assert back.code == swapped.get(code, code)


def test_the_message_names_the_evidence():
    (finding,) = look(Numbers(), ("About 20 million people.", "약 2백만 명."))
    assert finding.message == "The numbers differ: source “20 million”; translation “2백만”."
    assert (finding.side, len(finding.more), finding.more[0].side) == ("hypothesis", 1, "source")


@given(st.integers(2, 10**12))
def test_digits_are_found_in_both_languages(value):
    found = {
        quantity.readings[0]
        for language in ("en", "ko", "de")
        for quantity in quantities(f"({value:,})" if language != "de" else f"({value})", language)
    }
    assert found == {str(value)}


@given(st.text(max_size=60))
def test_places_lie_inside_of_any_text(text):
    for language in ("en", "ko"):
        for quantity in quantities(text, language):
            assert 0 <= quantity.start < quantity.end <= len(text)


def test_conversions_are_those_of_the_units():
    assert convertible(10, UNITS["mile"], 16, UNITS["kilometre"])
    assert convertible(2, UNITS["week"], 14, UNITS["day"])
    assert convertible(212, UNITS["fahrenheit"], 100, UNITS["celsius"])
    assert not convertible(10, UNITS["mile"], 10, UNITS["kilometre"])
    assert not convertible(5, UNITS["dollar"], 5, UNITS["euro"])
