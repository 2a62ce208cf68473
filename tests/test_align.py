from __future__ import annotations

import json
import math
import pathlib
import runpy
import time
from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mtqe.pairing.align import align, align_with
from mtqe.pairing.lattice import LOG_PRIOR, FloatArray, IntArray, Lattice, Shape

Path = tuple[tuple[tuple[int, int], tuple[int, int]], ...]

ENGLISH = [
    "The museum opens at nine o'clock in the morning and closes at six in the evening.",
    "Closed on Mondays.",
    "Visitors who book online one week ahead pay half of the regular price of twelve thousand won.",
    "Children enter free.",
]
KOREAN = [
    "박물관은 오전 아홉 시에 문을 열어 저녁 여섯 시에 닫습니다.",
    "월요일은 쉽니다.",
    "일주일 전에 인터넷으로 예약한 관람객은 정상 요금 만 이천 원의 절반만 냅니다.",
    "어린이는 무료입니다.",
]


def shapes(
    source: list[str], target: list[str], languages: tuple[str, str] = ("en", "ko")
) -> list[tuple[tuple[int, ...], tuple[int, ...]]]:
    alignment = align(source, target, source_language=languages[0], target_language=languages[1])
    return [(bead.source, bead.target) for bead in alignment.beads]


def test_one_to_one() -> None:
    result = align(ENGLISH, KOREAN, source_language="en", target_language="ko")
    assert [(b.source, b.target) for b in result.beads] == [((i,), (i,)) for i in range(4)]
    first = result.beads[0]
    assert (first.document, first.segments, first.kind) == ("", (), "match")
    assert (first.source_text, first.target_text) == (ENGLISH[0], KOREAN[0])
    assert first.evidence[0].startswith("length 0.38 of")
    assert (result.coverage, result.related) == (1.0, None)


def test_both_directions() -> None:
    assert shapes(KOREAN, ENGLISH, ("ko", "en")) == shapes(ENGLISH, KOREAN)


def test_merged_sentences() -> None:
    source = [ENGLISH[0], ENGLISH[2], ENGLISH[1], ENGLISH[3]]
    target = [f"{KOREAN[0]} {KOREAN[2]}", KOREAN[1], KOREAN[3]]
    assert shapes(source, target) == [((0, 1), (0,)), ((2,), (1,)), ((3,), (2,))]


def test_omission_and_coverage() -> None:
    result = align(ENGLISH, KOREAN[:2] + KOREAN[3:], source_language="en", target_language="ko")
    assert [b.kind for b in result.beads] == ["match", "match", "omission", "match"]
    assert result.beads[2].source == (2,)
    assert result.coverage == 0.75


@pytest.mark.parametrize(
    ("source", "target", "kinds"),
    [([], [], []), (ENGLISH, [], ["omission"] * 4), ([], KOREAN, ["addition"] * 4)],
)
def test_empty_sides(source: list[str], target: list[str], kinds: list[str]) -> None:
    result = align(source, target, source_language="en", target_language="ko")
    assert [bead.kind for bead in result.beads] == kinds
    assert (result.coverage, math.isfinite(result.score_per_sentence)) == (0.0, True)


sentences = st.lists(st.text(alphabet="ab 가나.", max_size=30), max_size=9)


@given(sentences, sentences)
@settings(max_examples=60)
def test_every_sentence_once_and_in_order(source: list[str], target: list[str]) -> None:
    result = align(source, target, source_language="en", target_language="ko")
    assert [i for bead in result.beads for i in bead.source] == list(range(len(source)))
    assert [j for bead in result.beads for j in bead.target] == list(range(len(target)))
    assert all((len(b.source), len(b.target)) in LOG_PRIOR for b in result.beads)
    assert all(0.0 <= (b.confidence or 0.0) <= 1.0 for b in result.beads)


class Preset:
    """Scores every bead by a table: an independent search can then be compared."""

    def __init__(self, seed: int) -> None:
        self.table = np.random.default_rng(seed).normal(0, 3, size=(5, 5, 7, 7))

    def score(self, shape: Shape, source_end: IntArray, target_end: IntArray) -> FloatArray:
        values: FloatArray = self.table[shape[0], shape[1], source_end, target_end]
        return values

    def explain(self, source: slice, target: slice) -> tuple[str, ...]:
        return ()


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize(("n", "m"), [(1, 1), (3, 4), (5, 2)])
def test_path_and_confidence_against_all_alignments(seed: int, n: int, m: int) -> None:
    scorer = Preset(seed)

    def paths(i: int, j: int) -> Iterator[tuple[float, Path]]:
        if i == j == 0:
            yield 0.0, ()
        for a, b in LOG_PRIOR:
            if a <= i and b <= j:
                value = LOG_PRIOR[a, b] + (scorer.table[a, b, i, j] if a and b else 0.0)
                for total, beads in paths(i - a, j - b):
                    yield total + value, (*beads, ((i - a, i), (j - b, j)))

    everything = list(paths(n, m))
    total = sum(math.exp(value) for value, _ in everything)
    _, beads = max(everything)
    steps = Lattice(n, m, scorer).best_path()
    found = [((s.source.start, s.source.stop), (s.target.start, s.target.stop)) for s in steps]
    assert found == list(beads)
    for bead, step in zip(beads, steps, strict=True):
        share = sum(math.exp(value) for value, others in everything if bead in others) / total
        assert step.confidence == pytest.approx(share, abs=1e-9)
    alignment = align_with(scorer, ["a"] * n, ["b"] * m)
    assert alignment.score_per_sentence == pytest.approx(math.log(total) / (n + m))


def test_a_long_document_takes_seconds() -> None:
    count = 2000
    start = time.process_time()
    result = align(
        ENGLISH * (count // 4), KOREAN * (count // 4), source_language="en", target_language="ko"
    )
    assert time.process_time() - start < 20
    assert sum(bead.source == bead.target for bead in result.beads) == count


@pytest.mark.parametrize(
    ("name", "strict", "lax"), [("seeds", 0.805, 0.99), ("ntrex-b1.dev", 0.641, 0.778)]
)
def test_as_good_as_gale_and_church(
    shared: pathlib.Path, name: str, strict: float, lax: float
) -> None:
    """The bars are what NLTK's Gale-Church reaches with its ratio tuned to the data."""
    folder = shared / "data/alignment"
    scorer = runpy.run_path(str(folder / "score.py"))
    lines = (folder / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    documents = [json.loads(line) for line in lines]
    found = scorer["score"](
        [document["gold"] for document in documents],
        [shapes(document["en"], document["ko"]) for document in documents],
    )
    assert found["strict"] >= strict
    assert found["lax"] >= lax
