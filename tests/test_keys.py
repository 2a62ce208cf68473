from __future__ import annotations

from typing import Any

import pytest

from mtqe.pairing import korean
from mtqe.pairing.keys import Key, find_keys
from mtqe.pairing.lexicon import Lexicon
from mtqe.pairing.numbers import numbers
from mtqe.pairing.sentences import split_sentences
from mtqe.pairing.stems import stem

LEXICON = Lexicon(
    {
        "기후변화": frozenset({("climat", "chang")}),
        "기후": frozenset({("climat",)}),
        "강하다": frozenset({("strong",)}),
    }
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2천만 명", {"20000000"}),
        ("1억 2,300만 원", {"123000000"}),
        ("3만5천 개", {"35000"}),
        ("2천5백만 달러", {"25000000"}),
        ("12.3조 원", {"12300000000000"}),
        ("3.5퍼센트", {"3.5"}),
        ("2024년 12월 1일 일요일", {"2024", "month 12", "1", "day 6"}),
        ("두 명", {"2"}),
        ("토(土)요일", set()),
    ],
)
def test_korean_numbers(text: str, expected: set[str]) -> None:
    assert {value for value, _ in numbers(text, "ko")} == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("20 million people", {"20000000"}),
        ("$1.2 billion", {"1200000000"}),
        ("thirty-five", {"35"}),
        ("two hundred", {"200"}),
        ("Sunday, Dec. 1, 2024", {"2024", "month 12", "1", "day 6"}),
        ("It may rain in May.", {"month 5"}),
        ("12,345 votes", {"12345"}),
        ("the 1990s", {"1990"}),
        ("3.50", {"3.5"}),
    ],
)
def test_english_numbers(text: str, expected: set[str]) -> None:
    assert {value for value, _ in numbers(text, "en")} == expected


@pytest.mark.parametrize(
    ("forms", "same"),
    [
        (("go", "went", "goes", "going"), True),
        (("minister", "Ministers"), True),
        (("US", "us"), False),
        (("children", "child"), True),
    ],
)
def test_stems(forms: tuple[str, ...], same: bool) -> None:
    assert (len({stem(form) for form in forms}) == 1) is same


def test_english_keys() -> None:
    (keys,) = find_keys(["Dr. Kim Jong-un met US experts on climate change."], "en", LEXICON)
    assert keys[Key("phrase", "climat chang")] == "climate change"
    assert keys[Key("name", "Kim Jong-un")] == "Kim Jong-un"
    assert Key("word", "US") in keys
    assert Key("word", "us") not in keys
    assert keys[Key("plain", "experts")] == "experts"


@pytest.mark.parametrize("with_kiwi", [True, False])
def test_korean_keys(with_kiwi: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    if with_kiwi:
        pytest.importorskip("kiwipiepy")
    else:
        monkeypatch.setattr(korean, "kiwi", lambda: None)
    (keys,) = find_keys(["김민수는 기후 변화를 KBS에서 2천만 번 말했다."], "ko", LEXICON)
    hangul = {key.text for key in keys if key.kind in {"proper", "noun", "verb"}}
    assert {"김민수", "기후변화"} <= hangul
    assert keys[Key("word", "KBS")] == "KBS"
    assert Key("number", "20000000") in keys


def test_a_sentence_is_analysed_once_to_be_split_and_aligned(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    pytest.importorskip("kiwipiepy")
    analyser, asked = korean.kiwi(), []

    class Watched:
        def tokenize(self, text: str) -> Any:
            asked.append(text)
            return analyser.tokenize(text)  # type: ignore[union-attr]

    watched = Watched()
    monkeypatch.setattr(korean, "kiwi", lambda: watched)
    text = "비행기가 늦게 떴다."
    assert split_sentences(text, "ko") == [(0, len(text))]
    find_keys([text, text], "ko", LEXICON)
    assert asked == [text]


def test_verbs_are_found_as_a_dictionary_has_them() -> None:
    pytest.importorskip("kiwipiepy")
    (keys,) = find_keys(["바람이 강했다."], "ko", LEXICON)
    assert Key("verb", "강하다") in keys or Key("noun", "강하다") in keys
