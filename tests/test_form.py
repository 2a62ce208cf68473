from __future__ import annotations

import pytest
from checks_fixtures import look, marked

from mtqe.checks.form import Form
from mtqe.checks.marks import loose_marks


@pytest.mark.parametrize(
    "text",
    [
        "그는 “좋다”고 말했다.",
        "‘소금 길’(The Salt Road)을 보았다.",
        "그는 \"좋다\"고 했고, 그녀는 '싫다'고 했다.",
        "The dogs' owners don't mind the '90s.",
        "It's 6'2\" tall and 15\" wide.",
        '"파나마 ""문서""는 유명하다."',
        "He said, “It’s the boys’ turn.”",
        "웃었다 :)",
        '“곧은 따옴표"와 섞였다.',
        "《책》과 「글」과 『신문』",
    ],
)
def test_marks_with_partners(text):
    assert loose_marks(text) == ()


@pytest.mark.parametrize(
    ("text", "mark", "start"),
    [
        ("그는 “좋다고 말했다.", "“", 3),
        ("그는 좋다”고 말했다.", "”", 5),
        ("회사(ABC는 문을 닫았다.", "(", 2),
        ("회사ABC)는 문을 닫았다.", ")", 5),
        ('그는 "좋다고 말했다.', '"', 3),
        ("A ‘good idea is rare.", "‘", 2),
    ],
)
def test_marks_without(text, mark, start):
    (loose,) = loose_marks(text)
    assert (loose.mark, loose.start) == (mark, start)


@pytest.mark.parametrize(
    ("source", "hypothesis"),
    [
        ("“We will stay.", "“우리는 남을 것이다."),  # a quotation over several segments
        ("a) Press the button.", "a) 단추를 누르십시오."),
        ("Click <b>Save</b> on %s.", "%s에서 <b>저장</b>을 누르십시오."),
        ("Write to help@example.org.", "help@example.org로 편지를 보내십시오."),
        ("See https://example.org/a?b=1.", "https://example.org/a?b=1을 보십시오."),
        ("Is it {0} or {name}?", "{name}입니까, {0}입니까?"),
        ("It is 100% sure.", "100% 확실하다."),
        ("Tom & Jerry", "톰 & 제리"),
    ],
)
def test_form_that_is_kept(source, hypothesis):
    assert look(Form(), (source, hypothesis)) == []
    assert look(Form(), (hypothesis, source), languages=("ko", "en")) == []


@pytest.mark.parametrize(
    ("source", "hypothesis", "code", "place"),
    [
        ("He said it.", "그는 “말했다.", "quotation", "“"),
        ("“We will stay.", "우리는 남을 것이다.”", "quotation", "”"),
        ('He called it "good".', "그는 그것을 좋다고 했다.", "quotation", '"'),
        ("The firm (ABC) closed.", "회사(ABC는 문을 닫았다.", "bracket", "("),
        ("Click <b>Save</b>.", "<b>저장을 누르십시오.", "tag", "</b>"),
        ("Hello {name}!", "{이름}님, 안녕하세요!", "placeholder", "{name}"),
        (
            "Write to help@example.org.",
            "help@example.com으로 쓰십시오.",
            "address",
            "help@example.org",
        ),
        ("Are you coming?", "오십니다.", "ending", "."),
        ("He came and went.", "그는 왔다가,", "ending", ","),
    ],
)
def test_form_that_is_lost(source, hypothesis, code, place):
    pair = source, hypothesis
    found = look(Form(), pair)
    assert (found[0].code, marked(found[0], pair)) == (code, place)
