from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtqe.pairing.sentences import split_sentences


def pieces(text: str, language: str) -> list[str]:
    return [text[start:end] for start, end in split_sentences(text, language)]


@pytest.mark.parametrize(
    "expected",
    [
        ["비가 온다.", "우산을 챙기자!", "정말?", "그래…"],
        ["그는 “오늘은 춥다.”라고 말했다.", "나는 웃었다."],
        ['"정말이에요?" 라고 물었다.', "답은 없었다."],
        ["“왔다.", "보았다.” 하고 말했다."],
        ["그만 잔다.", "하고 싶은 말은 내일 한다."],
        ["“가자!”", "그가 외쳤다."],
        ["값은 3.5퍼센트 올랐다.", "1. 설정을 연다.", "2. 저장한다."],
        ["2024. 12. 1. 서울에서 열렸다.", "(끝.)"],
        ["U.S. 정부는 Mr. Kim을 만났다.", "끝."],
        ["마침표 없는 제목"],
    ],
)
def test_korean(expected: list[str]) -> None:
    assert pieces(" ".join(expected), "ko") == expected


@pytest.mark.parametrize(
    "expected",
    [
        ["It rains.", "Take an umbrella!", "Really?"],
        ["Mr. Smith (U.S.) left at 3 p.m. on Monday.", "Prices rose 3.5 percent."],
        ['"Go now," he said.', '"Not yet."'],
    ],
)
def test_english(expected: list[str]) -> None:
    assert pieces("  ".join(expected), "en") == expected


def test_japanese_needs_no_spaces() -> None:
    assert pieces("今日は寒い。「行こう。」と言った。", "ja")[0] == "今日は寒い。"


@given(
    st.text(alphabet="가나다 a.!?…”\"'1\u00a0\u3000\t,。", max_size=60),
    st.sampled_from(["en", "ko", "ja"]),
)
def test_only_white_space_lies_outside_the_sentences(text: str, language: str) -> None:
    position = 0
    for start, end in split_sentences(text, language):
        assert not text[position:start].strip()
        assert text[start:end] == text[start:end].strip() != ""
        position = end
    assert not text[position:].strip()


def test_recall_on_real_sentences(shared: Path) -> None:
    """Joined FLORES lines come apart again where they were joined."""
    for name, language in (("source.en", "en"), ("reference.ko", "ko")):
        path = shared / "data/flores-dev" / name
        lines = [line.strip() for line in path.read_text(encoding="utf-8").split("\n")[:200]]
        lines = [line for line in lines if line.endswith(".")]
        text = " ".join(lines)
        ends, position = set[int](), 0
        for line in lines:
            position += len(line)
            ends.add(position)
            position += 1
        found = {end for _, end in split_sentences(text, language)}
        assert len(ends & found) / len(ends) > 0.98


def test_a_greeting_with_a_comma_is_no_sentence() -> None:
    text = "안녕하세요, 역 근처 집 때문에 전화했어요. 네, 보러 오세요."
    sentences = [text[start:end] for start, end in split_sentences(text, "ko")]
    assert sentences == ["안녕하세요, 역 근처 집 때문에 전화했어요.", "네, 보러 오세요."]
