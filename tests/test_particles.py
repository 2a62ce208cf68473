"""Korean particles and the final consonant before them."""

import pytest
from checks_fixtures import look, marked

from mtqe.checks import particles
from mtqe.checks.particles import Particles, agrees
from mtqe.pairing import korean

# Of every pair of forms: which one belongs after a consonant, after ㄹ and after a vowel.
FORMS = {
    "책": "은 이 을 과 으로",
    "물": "은 이 을 과 로",
    "차": "는 가 를 와 로",
}
RIGHT = [
    "더 나은 방법을 찾는 사람이 많았다.",
    "작가가 마을에서 가을을 보냈다.",
    "효과가 좋은 약과 사과를 먹은 아이는 잠이 들었다.",
    "스스로 서울로 가는 길을 막는 이는 없었다.",
    "대를 이은 사업과 직접 지은 집을 팔았다.",
    "김가은 씨와 박하은 선수가 하노이 시내에서 만났다.",
    "오토바이 사고로 다친 사이 나이가 들었다.",
    "‘소금 길’을 본 관객은 없는 자리를 찾았다.",
    "트럼프(Trump)은 그대로 둔다.",
]
WRONG = {
    "음악를 들으며 걸었다.": ("음악를", "음악을"),
    "마침내 전기은 다시 들어왔다.": ("전기은", "전기는"),
    "정부이 새로운 계획을 내놓았다.": ("정부이", "정부가"),
    "학생들가 운동장에 모였다.": ("학생들가", "학생들이"),
    "친구과 함께 바다에 갔다.": ("친구과", "친구와"),
    "형와 동생은 많이 닮았다.": ("형와", "형과"),
    "우리는 기차으로 부산에 갔다.": ("기차으로", "기차로"),
    "그는 지하철으로 출근한다.": ("지하철으로", "지하철로"),
    "이 회사은 빵을 만든다.": ("회사은", "회사는"),
    "‘소금 길’를 보았다.": ("‘소금 길’를"[1:], "길’을"),
    "마을는 조용했다.": ("마을는", "마을은"),
    "시장으로서는 책임를 느낀다.": ("책임를", "책임을"),
}


@pytest.mark.parametrize("before", FORMS)
def test_each_particle_has_one_form_after_a_syllable(before):
    pairs = [("은", "는"), ("이", "가"), ("을", "를"), ("과", "와"), ("으로", "로")]
    fitting = [form for pair in pairs for form in pair if agrees(form, before)]
    assert fitting == FORMS[before].split()


@pytest.mark.parametrize("text", RIGHT)
def test_what_is_right_or_no_particle_is_left_alone(text):
    assert look(Particles(), ("Source.", text)) == []


@pytest.mark.parametrize("text", WRONG)
def test_a_wrong_particle_is_marked_with_its_word_and_the_right_form(text):
    found, right = WRONG[text]
    (finding,) = look(Particles(), ("Source.", text))
    assert finding.code == "particle"
    assert dict(finding.values)["right"].endswith(right.split()[-1])
    assert marked(finding, ("Source.", text)) == found.split()[-1]


def test_without_the_analyser_only_what_no_word_ends_in_counts(monkeypatch):
    monkeypatch.setattr(korean, "kiwi", lambda: None)
    texts = ["음악를 들었다.", "기차으로 갔다.", "마을에 갔다.", "아이 셋이 왔다."]
    found = look(Particles(), *(("Source.", text) for text in texts))
    assert [finding.segment for finding in found] == ["0", "1"]


def test_other_languages_are_none_of_its_business():
    assert look(Particles(), ("음악를 들었다.", "I heard music."), languages=("ko", "en")) == []


def test_the_pairs_are_complete():
    assert all(particles.agrees(form, "책") for form in ("은", "이", "을", "과", "으로"))
