from __future__ import annotations

from dataclasses import replace

import pytest
from checks_fixtures import look, marked

from mtqe.checks import find_all
from mtqe.checks.names import Names
from mtqe.core import Document, EvalSet, Segment
from mtqe.pairing import korean

pytestmark = pytest.mark.skipif(korean.kiwi() is None, reason="kiwipiepy is not installed")


@pytest.mark.parametrize(
    ("english", "korean"),
    [
        ("Andrei Belousov left Moscow.", "안드레이 벨로우소프는 모스크바를 떠났다."),
        ("The French minister met Marta Suplicy.", "프랑스 장관은 마르타 수플리시를 만났다."),
        ("On Monday the Supreme Court of India ruled.", "월요일에 인도 대법원이 판결했다."),
        ("The U.S. and the UK agreed.", "미국과 영국이 합의했다."),
        ("He met Atkinson in London.", "그는 런던에서 Atkinson을 만났다."),
        ("However, Nobody knew Machu Picchu.", "하지만 마추픽추를 아는 사람은 없었다."),
        ("Venezuelans moved to Chile.", "베네수엘라 사람들이 칠레로 이주했다."),
    ],
)  # fmt: skip
def test_names_that_are_there(english, korean):
    assert look(Names(), (english, korean)) == []
    assert look(Names(), (korean, english), languages=("ko", "en")) == []


@pytest.mark.parametrize(
    ("english", "korean", "code", "place"),
    [
        ("The premier flew to Germany.", "총리는 브라질로 갔다.", "name", "브라질"),
        (
            "The minister met Belousov there.",
            "장관은 그곳에서 카스트로를 만났다.",
            "name",
            "카스트로",
        ),
        ("The ship left Norway at dawn.", "배는 새벽에 떠났다.", "name_missing", "Norway"),
        ("The ship left at dawn.", "배는 새벽에 노르웨이를 떠났다.", "name_added", "노르웨이"),
    ],
)
def test_names_that_are_not(english, korean, code, place):
    pair = english, korean
    (finding,) = look(Names(), pair)
    assert (finding.code, marked(finding, pair)) == (code, place)
    (back,) = look(Names(), pair[::-1], languages=("ko", "en"))
    swapped = {"name_missing": "name_added", "name_added": "name_missing"}
    assert back.code == swapped.get(code, code)


def test_what_a_pronoun_stands_for_is_not_made_up():
    pairs = [
        ("Norway is cold.", "노르웨이는 춥다."),
        ("It has many lakes.", "노르웨이에는 호수가 많다."),
    ]
    assert look(Names(), *pairs) == []


def test_a_name_that_is_spelt_in_two_ways():
    pairs = [
        ("Belousov came to the city.", "벨로우소프는 도시에 왔다."),
        ("The mayor met Belousov at noon.", "시장은 정오에 벨루소프를 만났다."),
        ("They thanked Belousov.", "그들은 벨로우소프에게 감사했다."),
    ]
    (finding,) = look(Names(), *pairs)
    assert (finding.code, finding.segment) == ("name_spelling", "1")
    assert dict(finding.values) == {
        "source": "Belousov", "translation": "벨루소프", "others": "벨로우소프",
    }  # fmt: skip


def test_the_reference_knows_how_a_name_is_written():
    segment = Segment("1", "d", "It was led by Min Seo-hyeon.", ("민서현이 이끌었다.",))
    document = (Document("d", 0, 1),)
    data = EvalSet("t", "en", "ko", (segment,), document, {"s": ("민서연이 이끌었다.",)})
    (finding,) = find_all([Names()], data)
    assert (finding.code, finding.severity) == ("name_reference", "info")
    same = replace(data, outputs={"s": ("그 일은 민서현이 이끌었다.",)})
    assert list(find_all([Names()], same)) == []


def test_other_languages_are_left_alone():
    assert look(Names(), ("Belousov kam.", "Castro came."), languages=("de", "en")) == []


def test_one_korean_name_for_two_people():
    pairs = [
        ("Seo-hyeon opened the meeting.", "서연이 회의를 시작했다."),
        ("Then Seo-yeon spoke.", "이어서 서연이 발언했다."),
        ("They thanked Seo-yeon.", "그들은 서연에게 감사했다."),
    ]
    found = [one for one in look(Names(), *pairs) if one.code == "name_shared"]
    assert [(one.segment, marked(one, *pairs)) for one in found] == [("1", "서연"), ("2", "서연")]
    assert "“Seo-hyeon” elsewhere" in found[0].message
    same = [
        ("Belousov came.", "벨로우소프가 왔다."),
        ("Belousov's car left.", "벨로우소프의 차가 떠났다."),
    ]
    assert [one for one in look(Names(), *same) if one.code == "name_shared"] == []
