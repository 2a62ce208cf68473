"""A user's glossary, and terms that a document translates in two ways."""

import pytest
from checks_fixtures import look, marked

from mtqe.checks.terms import Terms
from mtqe.errors import DataError

GLOSSARY = """\
source\ttarget\tforbidden
# devices
humidifier\t가습기
water tank\t물통; 수조\t탱크
update\t업데이트
back up\t백업하다
Apple\t애플
battery\t배터리\t건전지; 전지
battery charger\t충전기
"""


@pytest.fixture
def terms(tmp_path):
    (tmp_path / "terms.tsv").write_text(GLOSSARY, encoding="utf-8")
    return lambda *pairs, languages=("en", "ko"): look(
        Terms("terms.tsv"), *pairs, languages=languages, root=tmp_path
    )


@pytest.mark.parametrize(
    "pair",
    [
        ("Unplug the humidifier.", "가습기의 플러그를 뽑으십시오."),
        ("Two humidifiers are on.", "가습기들이 켜져 있다."),
        ("Fill the water tanks.", "물통마다 물을 채우십시오."),
        ("Fill the water tank.", "수조를 채우십시오."),
        ("Fill the water tank.", "물 통을 채우십시오."),
        ("Updating takes a minute.", "업데이트하는 데 1분이 걸립니다."),
        ("We backed up all photos.", "사진을 모두 백업했습니다."),
        ("Peel the apple.", "사과를 깎으십시오."),
        ("Take the battery charger.", "충전기를 챙기십시오."),
        ("The battery is empty.", "배터리팩이 비었다."),
        ("Nothing of all this.", "아무것도 아니다."),
        ("Use is impossible.", "이용이 불가능하다."),
    ],
)
def test_a_term_in_any_form_is_fine(terms, pair):
    assert terms(pair) == []


@pytest.mark.parametrize(
    ("source", "hypothesis", "word", "right"),
    [
        ("Unplug the humidifier.", "제습기의 플러그를 뽑으십시오.", "humidifier", "가습기"),
        ("Fill the water tanks.", "통을 채우십시오.", "water tanks", "물통; 수조"),
        ("Backing up takes time.", "저장에는 시간이 걸립니다.", "Backing up", "백업하다"),
        ("Apple is a firm.", "사과는 회사다.", "Apple", "애플"),
    ],
)
def test_a_term_that_is_not_used_is_marked_in_the_source(terms, source, hypothesis, word, right):
    (finding,) = terms((source, hypothesis))
    assert (finding.code, marked(finding, (source, hypothesis))) == ("term", word)
    assert dict(finding.values)["right"] == right


def test_a_forbidden_term_is_an_error_marked_in_the_translation(terms):
    pair = ("Change the battery.", "건전지를 바꾸십시오.")
    (finding,) = terms(pair)
    assert (finding.code, finding.severity) == ("term_forbidden", "error")
    assert marked(finding, pair) == "건전지"


def test_a_part_of_an_allowed_term_is_not_forbidden(terms, tmp_path):
    (tmp_path / "terms.tsv").write_text("tank\t물탱크\t탱크\n", encoding="utf-8")
    assert terms(("Fill the tank.", "물탱크를 채우십시오.")) == []


def test_the_other_direction(tmp_path):
    (tmp_path / "terms.tsv").write_text(
        "가습기\thumidifier\n학습하다\tlearn\n이불\tquilt\n", encoding="utf-8"
    )
    found = look(
        Terms("terms.tsv"),
        ("가습기를 켰다.", "I turned the humidifiers on."),
        ("가습기는 새것이다.", "The device is new."),
        ("모델은 빠르게 학습했다.", "The model learned fast."),
        ("이용이 불가능하다.", "It cannot be used."),
        ("모델이 학습하는 동안 기다렸다.", "We waited for the model."),
        languages=("ko", "en"),
        root=tmp_path,
    )
    assert [(finding.code, finding.segment) for finding in found] == [("term", "1"), ("term", "4")]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("humidifier\n", "terms.tsv:1: 'humidifier', expected a source term, a tab"),
        ("a\tb\nc\t\n", "terms.tsv:2: 'c\\t', expected"),
        ("a\tb\tc\td\n", "terms.tsv:1:"),
        ("a\tb\na\tc\n", "terms.tsv:2: the term 'a' stands in the glossary twice"),
    ],
)
def test_a_bad_line_is_named(tmp_path, content, message):
    (tmp_path / "terms.tsv").write_text(content, encoding="utf-8")
    with pytest.raises(DataError) as caught:
        look(Terms("terms.tsv"), ("A.", "가."), root=tmp_path)
    assert message in str(caught.value)


def test_a_file_that_is_missing_or_not_utf_8_is_named(tmp_path):
    with pytest.raises(DataError, match=r"none\.tsv: the glossary cannot be read"):
        look(Terms("none.tsv"), ("A.", "가."), root=tmp_path)
    (tmp_path / "terms.tsv").write_bytes("가\tb\n".encode("cp949"))
    with pytest.raises(DataError, match="not UTF-8 at byte 0"):
        look(Terms("terms.tsv"), ("A.", "가."), root=tmp_path)


def test_one_document_translates_a_term_in_one_way():
    pairs = [
        ("He met the prime minister.", "그는 총리를 만났다."),
        ("The prime minister spoke.", "총리가 말했다."),
        ("The prime minister left.", "수상이 떠났다."),
    ]
    found = look(Terms(), *pairs)
    assert [(f.code, f.severity, f.segment) for f in found] == [("term_inconsistent", "info", "2")]
    assert marked(found[0], *pairs) == "수상"
    assert look(Terms(), *pairs[:2]) == []
