"""Korean registers, and sentences that leave their document's."""

import pytest
from checks_fixtures import look, marked

from mtqe.checks.register import RegisterCheck, endings, register_of

PLAIN = [
    "도시가 새 노선을 열었다.",
    "공사는 9년이 걸렸다.",
    "요금은 1500원이다.",
    "시민들이 반긴다.",
]
FORMAL = ["버튼을 누르십시오.", "불이 켜집니다.", "물을 채우십시오.", "뚜껑을 닫습니다."]
POLITE = ["창문을 바꿨어요.", "월세는 얼마예요?", "고양이는 괜찮아요.", "다시 올게요."]


@pytest.mark.parametrize(
    ("word", "register"),
    [
        ("밝혔다", "해라체"),
        ("아니다", "해라체"),
        ("다니다", "해라체"),
        ("밝혔습니다", "합쇼체"),
        ("합니까", "합쇼체"),
        ("누르십시오", "합쇼체"),
        ("갑시다", "합쇼체"),
        ("무료예요", "해요체"),
        ("그렇죠", "해요체"),
        ("캐나다", None),
        ("필요", None),
        ("감사합니다", None),
        ("있음", None),
    ],
)
def test_the_last_word_tells_the_register(word, register):
    assert register_of(word) == register


def found(check, lines):
    return look(check, *(("Source.", line) for line in lines))


@pytest.mark.parametrize(
    ("document", "odd", "code"),
    [
        (PLAIN, "입장료는 무료예요.", "register"),
        (PLAIN, "시장은 기뻐했습니다.", "register"),
        (FORMAL, "다이얼을 고르세요.", "politeness"),
        (FORMAL, "표시등이 켜진다.", "register"),
        (POLITE, "보증금은 천만 원이다.", "register"),
    ],
)
def test_one_sentence_in_another_register_stands_out(document, odd, code):
    lines = [*document[:2], odd, *document[2:]]
    (finding,) = found(RegisterCheck(), lines)
    assert (finding.code, finding.segment) == (code, "2")
    assert marked(finding, *(("Source.", line) for line in lines)) == odd.split()[-1].rstrip(".")


def test_a_mixed_document_has_no_register_of_its_own():
    assert found(RegisterCheck(), [*PLAIN, *FORMAL]) == []
    assert found(RegisterCheck(), [PLAIN[0], FORMAL[0]]) == []


@pytest.mark.parametrize(
    "quoting",
    [
        "그는 “정말 기쁩니다.”라고 말했다.",
        '그는 "정말 기뻐요. 고맙습니다." 하고 웃었다.',
        "“정말 기쁩니다.",  # ends in the next segment
        "다시 오겠습니다.”라고 그는 말했다.",
        "새 노선(내년에 엽니다.)이 지난다.",
        "여러분, 감사합니다.",
    ],
)
def test_what_is_quoted_or_a_formula_is_left_alone(quoting):
    assert found(RegisterCheck(), [*PLAIN, quoting]) == []


def test_headlines_without_a_full_stop_are_left_alone():
    assert found(RegisterCheck(), ["대통령이 회담을 열다", *FORMAL]) == []


def test_the_end_behind_a_quotation_counts():
    (ending,) = endings("“정말 기뻐요.”라고 그는 말했습니다.")
    assert (ending.register, ending.word) == ("합쇼체", "말했습니다")


def test_the_share_is_an_option():
    lines = [*PLAIN, "그렇습니다.", "기쁩니다."]
    assert found(RegisterCheck(), lines) == []
    assert len(found(RegisterCheck(share=0.4), lines)) == 2
