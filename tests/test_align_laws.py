"""What must hold of every alignment, whatever the texts say."""

from __future__ import annotations

import json
import pathlib
import runpy
from functools import cache
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mtqe.pairing.align import Aligner
from mtqe.pairing.keys import Keys

Pair = tuple[tuple[int, ...], tuple[int, ...]]

_FAR = 10  # sentences


class Remembering(Aligner):
    """An aligner that analyses no sentence twice."""

    def keys(self, sentences: Any, language: str) -> list[Keys]:
        return [_keys(text, language) for text in sentences]


@cache
def _keys(text: str, language: str) -> Keys:
    return Aligner("en", "ko").keys([text], language)[0]


def shapes(source: list[str], target: list[str], languages: str = "en-ko") -> list[Pair]:
    here, there = languages.split("-")
    found = Remembering(here, there).align(source, target)
    return [(bead.source, bead.target) for bead in found.beads]


def documents(shared: pathlib.Path, name: str) -> list[dict[str, Any]]:
    text = (shared / f"data/alignment/{name}.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


def test_swapping_the_sides_changes_next_to_nothing(shared: pathlib.Path) -> None:
    score = runpy.run_path(str(shared / "data/alignment/score.py"))["score"]
    texts = documents(shared, "ntrex-b1.dev")[:30]
    gold = [text["gold"] for text in texts]
    forward = [shapes(text["en"], text["ko"]) for text in texts]
    turned = [shapes(text["ko"], text["en"], "ko-en") for text in texts]
    backward = [[(b, a) for a, b in beads] for beads in turned]
    strict = [score(gold, beads)["strict"] for beads in (forward, backward)]
    assert strict[0] == pytest.approx(strict[1], abs=0.01)


def excerpt(document: dict[str, Any], start: int, stop: int) -> tuple[list[str], list[str]]:
    """The sentences of some of the gold beads."""
    beads = document["gold"][start:stop]
    return (
        [document["en"][i] for source, _ in beads for i in source],
        [document["ko"][j] for _, target in beads for j in target],
    )


def far_from(beads: list[Pair], side: int, place: int) -> list[Pair]:
    """The beads whose sentences, or whose place if they have none there, are far from one."""
    chosen, position = [], 0
    for bead in beads:
        nearest = min((abs(i - place) for i in bead[side]), default=abs(position - place))
        if nearest > _FAR:
            chosen.append(bead)
        position += len(bead[side])
    return chosen


def moved(bead: Pair, side: int, place: int) -> Pair:
    """The bead as it is called once a sentence before or after it is gone."""
    pair = [tuple(i - (i > place and k == side) for i in bead[k]) for k in (0, 1)]
    return pair[0], pair[1]


def test_a_deletion_is_not_felt_far_away(shared: pathlib.Path) -> None:
    (long,) = documents(shared, "long-1000")
    random = np.random.default_rng(3)
    stayed = total = 0
    # The last one is so long that only the surroundings of sure points are searched, in pieces.
    for start, stop, deletions in ((0, 45, 62), (200, 245, 62), (400, 445, 62), (500, 680, 14)):
        texts = excerpt(long, start, stop)
        before = shapes(*texts)
        for _ in range(deletions):
            side = int(random.integers(2))
            place = int(random.integers(len(texts[side])))
            less = list(texts[0]), list(texts[1])
            del less[side][place]
            after = set(shapes(*less))
            far = [moved(bead, side, place) for bead in far_from(before, side, place)]
            total += len(far)
            stayed += len(after.intersection(far))
    assert total > 5000
    assert stayed / total >= 0.99


@pytest.mark.parametrize("languages", ["en-en", "ko-ko", "en-ko", "ko-en"])
@pytest.mark.parametrize("side", ["en", "ko"])
def test_a_text_with_itself_is_one_to_one(shared: pathlib.Path, side: str, languages: str) -> None:
    for document in documents(shared, "ntrex-a.dev")[:15]:
        text = document[side]
        assert shapes(text, text, languages) == [((i,), (i,)) for i in range(len(text))]


def test_a_text_in_two_languages_with_itself_is_one_to_one() -> None:
    text = [
        "오늘 회의는 3시에 시작합니다.",
        "The meeting starts at three.",
        "Anna Weber 씨가 의장을 맡습니다.",
        "😀 OK!",
        "1,200",
        "예산은 다음 달에 정합니다.",
        "See you there.",
    ]
    assert shapes(text, text) == [((i,), (i,)) for i in range(len(text))]


odd = st.lists(
    st.one_of(
        st.text(max_size=20),
        st.text(alphabet="0123456789.,%-만억 ", max_size=20),
        st.text(alphabet="😀👍🏽\u200d♀️❤🇰🇷 ", max_size=8),
        st.text(alphabet="aZé가힣ㅋ日ひЖעष ", max_size=20),
    ),
    max_size=7,
)


def assert_all_once_and_in_order(source: list[str], target: list[str]) -> None:
    found = shapes(source, target)
    assert [i for here, _ in found for i in here] == list(range(len(source)))
    assert [j for _, there in found for j in there] == list(range(len(target)))


@given(odd, odd)
@settings(max_examples=60)
def test_odd_texts_are_covered(source: list[str], target: list[str]) -> None:
    assert_all_once_and_in_order(source, target)


@pytest.mark.parametrize("word", ["가", "A", "7", "😀", "3만", "Ab-", "1,", '"'])
def test_ten_thousand_characters_without_a_space_are_covered(word: str) -> None:
    endless = (word * 10_000)[:10_000]
    assert_all_once_and_in_order([endless, "The end."], ["끝.", endless])


def test_one_sentence_against_a_hundred_others_is_covered() -> None:
    rest = [f"{number}번째 손님이 가게에 들어왔다." for number in range(100)]
    assert_all_once_and_in_order(["The shop opened at ten."], rest)
    assert_all_once_and_in_order(rest, ["The shop opened at ten."])
