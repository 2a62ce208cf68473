"""The texts of every language: the same keys and places, and no particle after a place."""

from __future__ import annotations

import re
from string import Formatter

import pytest

from mtqe import plugins
from mtqe.core import Finding
from mtqe.texts import LANGUAGES, Language, counted, finding, joined, recognised, say, texts

ENGLISH, KOREAN = (texts(language).templates for language in ("en", "ko"))
PARTICLE = re.compile(r"\}[\"'”’」』)]*([은는이가을를과와로나라]|으로|이나|이라)(?![가-힣])")


def places(template: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(template) if name is not None}


@pytest.mark.parametrize("section", sorted(ENGLISH.keys() | KOREAN.keys()))
def test_both_languages_say_the_same_with_the_same_places(section: str) -> None:
    assert ENGLISH[section].keys() == KOREAN[section].keys()
    for key, template in ENGLISH[section].items():
        assert places(template) == places(KOREAN[section][key]), key
        assert all(template.strip() and KOREAN[section][key].strip()), key


def test_no_particle_follows_a_place_in_korean() -> None:
    assert PARTICLE.search("{name}을 찾지")
    found = [text for section in KOREAN.values() for text in section.values()]
    assert not list(filter(PARTICLE.search, found))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_finding_without_a_text_of_its_own_says_what_it_says(language: Language) -> None:
    assert texts(language).message(Finding("odd", "info", "Of a plugin.")) == "Of a plugin."


def test_a_finding_is_told_in_each_language() -> None:
    empty = finding("empty", "warning")
    assert (empty.message, empty.text) == ("The translation is empty.", "empty")
    assert texts("ko").message(empty) == "번역문이 비어 있습니다."


def test_one_and_many() -> None:
    assert [texts("en").count(n, "segment") for n in (0, 1, 1200)] == [
        "0 segments", "1 segment", "1,200 segments",
    ]  # fmt: skip
    assert [texts("ko").count(n, "segment") for n in (1, 1200)] == [
        "세그먼트 1개",
        "세그먼트 1,200개",
    ]


def test_what_was_said_is_english_and_is_told_in_korean_with_all_that_it_holds() -> None:
    said = say("judgement", "fell", metric="chrF", amount="2.3", old="45.2", new="42.9")
    said = say("judgement", "beyond_few", change=said, limit="1", units=counted(1, "document"))
    assert said == (
        "chrF fell by 2.3 (45.2 → 42.9), more than 1, but 1 document are too few to tell whether "
        "that is noise."
    )
    assert texts("ko").tell(said) == (
        "chrF 2.3 하락(45.2 → 42.9), 허용 폭 1 초과. 다만 문서 1건만으로는 우연한 차이인지 "
        "판단할 수 없습니다."
    )
    assert texts("ko").tell("Of a plugin.") == "Of a plugin."


def test_several_things_are_told_in_a_row() -> None:
    found = say("judgement", "found", n=1, kinds=("cut (1)",), places=("a", "b", "..."))
    assert found == "1 segment with cut (1): a, b, ...."
    both = joined("clauses", say("gate", "no_rule_broken"), say("gate", "nothing_worse"))
    assert both == "No rule is broken; Nothing got worse"
    assert texts("ko").tell(both) == "위반한 규칙이 없습니다. 나빠진 것이 없습니다"
    assert joined("clauses", "alone") == "alone"


def test_a_clause_is_a_sentence_without_its_full_stop() -> None:
    said = say("gate", "first_of_many", message=say("judgement", "none_found"), more=2)
    assert said == "None was found (2 more)"
    assert texts("ko").tell(said) == "발견되지 않았습니다 (외 2건)"


@pytest.mark.parametrize(
    ("english", "korean"),
    [
        ("no reference", "참조 번역 없음"),
        ("English text in the Korean file", "한국어 파일에 섞인 영어 텍스트"),
        ("Japanese text in the Korean file", "한국어 파일에 섞인 Japanese 텍스트"),
        ("model a/b at revision c is not on this machine", "이 컴퓨터에 없음: 모델 a/b (리비전 c)"),
        (
            "model a/b is not on this machine (mtqe fetch a/b)",
            "이 컴퓨터에 없음: 모델 a/b, 내려받기: mtqe fetch a/b",
        ),
        (
            "encoder d of model a/b is not on this machine",
            "이 컴퓨터에 없음: 모델 a/b의 인코더 d",
        ),
        (
            "2 segments are left out, not being scored in both",
            "한쪽에서만 채점된 세그먼트 2개는 제외함",
        ),
        ("the moon is full", "the moon is full"),
    ],
)
def test_a_reason_that_is_kept_in_english_is_recognised(english: str, korean: str) -> None:
    assert recognised(english) == english
    assert texts("ko").reason(english) == korean
    assert texts("en").reason(english) == english


def test_every_reason_is_recognised_as_itself() -> None:
    for key, template in ENGLISH["reason"].items():
        names = dict.fromkeys(places(template), "7")
        for form in template.split(" | "):
            assert texts("ko").reason(form.format(**names)) == texts("ko")("reason", key, **names)


def test_a_finding_of_set_aside_lines_gives_its_reason_in_korean() -> None:
    found = finding("set_aside", "info", file="a.txt", n=2, reason="date header")
    assert found.message == "a.txt: 2 lines set aside: date header."
    assert texts("ko").message(found) == "a.txt: 2행 제외(날짜 머리글)."


def test_the_code_of_every_check_has_a_name_in_korean() -> None:
    for name in plugins.names("checks"):
        assert not vars(plugins.load("checks", name))["codes"].keys() - KOREAN["code"].keys()
