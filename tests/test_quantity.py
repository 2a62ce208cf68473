"""All for some, and some for all."""

import pytest
from checks_fixtures import look, marked

from mtqe.checks.quantity import Quantity


@pytest.mark.parametrize(
    ("source", "hypothesis", "words"),
    [
        ("All shops close early.", "일부 상점은 일찍 닫는다.", ("All", "일부")),
        ("Some shops close early.", "모든 상점은 일찍 닫는다.", ("Some", "모든")),
        ("Most of the guests stayed.", "일부 손님이 남았다.", ("Most", "일부")),
        ("Several of them left.", "모두 떠났다.", ("Several", "모두")),
    ],
)
@pytest.mark.parametrize("turned", [False, True])
def test_contradicting_words_are_named(source, hypothesis, words, turned):
    pair, languages = (source, hypothesis), ("en", "ko")
    if turned:
        pair, languages, words = pair[::-1], languages[::-1], words[::-1]
    (finding,) = look(Quantity(), pair, languages=languages)
    assert finding.values == (("source", words[0]), ("translation", words[1]))
    assert marked(finding, pair) == words[1]


@pytest.mark.parametrize(
    ("source", "hypothesis"),
    [
        ("All shops close early.", "모든 상점이 일찍 닫는다."),
        ("Some 54,000 travellers were stuck, all of them tired.", "약 5만 4000명 모두 지쳤다."),
        ("All of them know some of it.", "모두가 일부를 안다."),
        ("The whole town came.", "온 동네가 왔다."),
        ("Most important of all is the price.", "가장 중요한 것은 가격이다."),
        ("Shops close early.", "일부 상점은 일찍 닫는다."),
    ],
)
def test_what_agrees_or_says_nothing_is_left_alone(source, hypothesis):
    assert look(Quantity(), (source, hypothesis)) == []
