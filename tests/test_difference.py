from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtqe.reporters.difference import difference

TEXTS = st.text(alphabet="가나다 ab.\n", max_size=30) | st.text(max_size=30)


def joined(found: tuple[tuple[str, str], ...], *operations: str) -> str:
    return "".join(text for operation, text in found if operation in operations)


@given(TEXTS, TEXTS)
def test_both_texts_can_be_read_back(before: str, after: str) -> None:
    found = difference(before, after)
    assert joined(found, "equal", "delete") == before
    assert joined(found, "equal", "insert") == after
    assert all(text for _, text in found)


@given(TEXTS)
def test_no_difference_to_itself(text: str) -> None:
    assert difference(text, text) == ((("equal", text),) if text else ())


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (
            "나는 어제 만났다.",
            "나는 어제는 만났다.",
            (("equal", "나는 어제"), ("insert", "는"), ("equal", " 만났다.")),
        ),
        (
            "할 수 있다",
            "할수 있다",
            (("equal", "할"), ("delete", " "), ("equal", "수 있다")),
        ),
        # Syllables, never letters of a syllable: 값 and 갑 share two of three.
        (
            "값이",
            "갑이",
            (("delete", "값"), ("insert", "갑"), ("equal", "이")),
        ),
        (
            "오늘은 비가 온다",
            "내일도 해가 뜬다",
            (
                ("delete", "오늘은"),
                ("insert", "내일도"),
                ("equal", " "),
                ("delete", "비"),
                ("insert", "해"),
                ("equal", "가 "),
                ("delete", "온"),
                ("insert", "뜬"),
                ("equal", "다"),
            ),
        ),
        # A single sign that stays by chance between longer changes goes with them.
        (
            "abcd-efgh",
            "스물-서른",
            (("delete", "abcd-efgh"), ("insert", "스물-서른")),
        ),
    ],
)
def test_what_a_reader_sees(before: str, after: str, expected: tuple[tuple[str, str], ...]) -> None:
    assert difference(before, after) == expected


def test_decomposed_hangul_keeps_its_syllables() -> None:
    # 한 and 할 as three conjoining letters each; only the last letter differs.
    before, after = "\u1112\u1161\u11ab가", "\u1112\u1161\u11af가"
    assert difference(before, after) == (
        ("delete", before[:3]),
        ("insert", after[:3]),
        ("equal", "가"),
    )


def test_very_long_texts() -> None:
    found = difference("가나다라마" * 10_000, "나마가다라" * 10_000)
    assert joined(found, "equal", "insert") == "나마가다라" * 10_000
