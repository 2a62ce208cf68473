"""Negations that only one side has."""

import pytest
from checks_fixtures import look, marked

from mtqe.checks.negation import Negation, english_negations, korean_negations

SAME = [
    ("The line will not run through the old town.", "이 노선은 구도심을 지나지 않는다."),
    ("Nobody expected a building here.", "이곳에 건물이 있으리라고는 아무도 예상하지 못했다."),
    ("Never share your code.", "코드는 절대로 알려 주지 마십시오."),
    ("I can't make it on Thursday.", "목요일은 안 돼요."),
    ("Neither the tank nor the lid is hot.", "물통도 뚜껑도 뜨겁지 않다."),
    ("The name is unknown.", "이름은 알려지지 않았다."),
    ("Besides tea, they sell coffee.", "차뿐만 아니라 커피도 판다."),
    ("Each person can buy no more than four.", "한 사람당 네 장까지 살 수 있다."),
    ("It was refused.", "받아들여지지 않았다."),
    ("I don't know.", "나는 모른다."),
    ("Buy no more than four.", "네 장보다 많이 살 수 없다."),
    ("Minister No Kwang-chol left.", "노광철 장관이 떠났다."),
    ("She left without a word.", "그는 말없이 떠났다."),
    ("Shortly after, it rained.", "얼마 지나지 않아 비가 왔다."),
    ("The committee met in Seoul.", "안보리 회의가 서울에서 열렸다."),
    ("A mistake was made.", "잘못된 일이 있었다."),
    ("It burned down.", "건물은 불에 타 없어졌다."),
    ("This is the only way.", "이 길밖에 없다."),
]
LOST = [
    ("The line will not run through the old town.", "이 노선은 구도심을 지난다.", "not"),
    ("No deaths were reported.", "사망자가 있었다.", "No"),
    ("They didn't find any weapons.", "무기를 찾았다.", "n't"),
    ("Do not open and never shake the bottle.", "병을 열지 말고 흔드십시오.", "not"),
]
ADDED = [
    ("The museum is open on Sundays.", "박물관은 일요일에 문을 열지 않는다.", "않"),
    ("You can keep a cat here.", "여기서 고양이를 키울 수 없어요.", "없"),
    ("This is a copy.", "이것은 사본이 아니다.", "아니"),
    ("He came home.", "그는 집에 오지 못했다.", "못했"),
    ("Add perfume.", "향수를 넣지 마십시오.", "지 마"),
]


@pytest.mark.parametrize(("source", "hypothesis"), SAME)
@pytest.mark.parametrize("turned", [False, True])
def test_what_both_sides_negate_or_say_otherwise_is_left_alone(source, hypothesis, turned):
    pair, languages = (source, hypothesis), ("en", "ko")
    if turned:
        pair, languages = pair[::-1], languages[::-1]
    assert look(Negation(), pair, languages=languages) == []


@pytest.mark.parametrize(("source", "hypothesis", "word"), LOST)
def test_a_lost_negation_is_marked_in_the_source(source, hypothesis, word):
    (finding,) = look(Negation(), (source, hypothesis))
    assert (finding.code, marked(finding, (source, hypothesis))) == ("negation_lost", word)


@pytest.mark.parametrize(("source", "hypothesis", "word"), ADDED)
def test_an_added_negation_is_marked_in_the_translation(source, hypothesis, word):
    (finding,) = look(Negation(), (source, hypothesis))
    assert finding.code == "negation_added"
    assert marked(finding, (source, hypothesis)).startswith(word)


@pytest.mark.parametrize(("source", "hypothesis", "word"), [*LOST, *ADDED])
def test_both_directions_see_the_same(source, hypothesis, word):
    (finding,) = look(Negation(), (hypothesis, source), languages=("ko", "en"))
    (other,) = look(Negation(), (source, hypothesis))
    assert {finding.code, other.code} == {"negation_lost", "negation_added"}


def test_negations_are_counted_where_they_stand():
    text = "It isn't new, not old and never dull."
    assert [text[a:b] for a, b in english_negations(text).spans] == ["n't", "not", "never"]
    text = "가지 않고 먹지 못하면 재미가 없다."
    assert [text[a] for a, _ in korean_negations(text).spans] == ["않", "못", "없"]


def test_other_language_pairs_are_left_alone():
    assert look(Negation(), ("Nicht heute.", "오늘."), languages=("de", "ko")) == []
