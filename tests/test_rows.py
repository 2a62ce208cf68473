"""Rows by our kernels, and scores of sums of rows, against sacreBLEU's own code."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sacrebleu.metrics.bleu import BLEU
from sacrebleu.metrics.chrf import CHRF
from sacrebleu.metrics.ter import TER

from mtqe.core import Runtime, Segment, Task, Translation
from mtqe.metrics import ngrams
from mtqe.metrics.bleu import Bleu
from mtqe.metrics.chrf import Chrf
from mtqe.metrics.ter import Ter

Item = tuple[list[str], list[str]]  # hypotheses and references of one segment

SACREBLEU: Mapping[type, Callable[..., Any]] = {Bleu: BLEU, Chrf: CHRF, Ter: TER}
COUNTED: list[tuple[type, Mapping[str, Any]]] = [
    *((Bleu, {"tokenize": name}) for name in ("13a", "char", "ko-mecab", "none", "intl", "zh")),
    (Bleu, {"tokenize": "none", "lowercase": True, "max_ngram_order": 2}),
    (Bleu, {"tokenize": "none", "max_ngram_order": 7}),
    *((Chrf, {"word_order": order}) for order in (0, 1, 2)),
    (Chrf, {"whitespace": True}),
    (Chrf, {"lowercase": True, "word_order": 2, "eps_smoothing": True}),
    (Chrf, {"char_order": 0, "word_order": 3, "beta": 1}),
    (Chrf, {"char_order": 9, "beta": 0}),
]
# Few symbols, so that texts share n-grams; every kind that one of the steps treats alone.
PIECES = st.sampled_from(
    [
        *"가나다 .,!-1",
        *("  ", "\t", "\u00a0", "\u3000", "\u2028", "\x1f", "\u200b", "\n", "\r", "\0"),
        *("각", "\u1100\u1161", "e\u0301", "\u0301", "😀", "👨\u200d👩\u200d👧", "Ab", "İ", "ß"),
        *("(가)", "다.", "?!", "&amp;", "\ufdfa", "\U0010ffff", "안녕하세요", "학교에 갔다"),
    ]
)
TEXT = st.lists(PIECES, max_size=12).map("".join) | st.text(max_size=6)
NEAR = st.tuples(TEXT, TEXT).map(lambda pair: [pair[0], pair[0] + pair[1], pair[1] + pair[0]])


def items(references: int) -> st.SearchStrategy[list[Item]]:
    """Segments with up to three hypotheses and as many references, most of them alike."""
    one = st.tuples(NEAR, NEAR, st.permutations(range(6)), st.integers(1, 3))

    def build(draw: Any) -> Item:
        ours, theirs, order, count = draw
        texts = [[*ours, *theirs][number] for number in order]
        return texts[:count], texts[3 : 3 + references]

    return st.lists(one.map(build), min_size=1, max_size=5)


def bind(kind: type, options: Mapping[str, Any], references: int = 3) -> Any:
    return kind(**options).bind(Task("en", "ko", references, frozenset({references})))


def ours(bound: Any, segments: Sequence[Item], runtime: Runtime | None = None) -> Any:
    translations = [
        Translation(Segment("", "", None, tuple(references)), hypothesis)
        for hypotheses, references in segments
        for hypothesis in hypotheses
    ]
    return bound.statistics(translations, runtime or Runtime()).values


def theirs(kind: type, options: Mapping[str, Any], segments: Sequence[Item]) -> list[Any]:
    metric = SACREBLEU[kind](**options)
    return [
        metric._extract_corpus_statistics([hypothesis], [[text] for text in references])[0]
        for hypotheses, references in segments
        for hypothesis in hypotheses
    ]


@pytest.mark.parametrize("references", [1, 3])
@pytest.mark.parametrize(("kind", "options"), COUNTED, ids=str)
@settings(max_examples=30)
@given(data=st.data())
def test_rows(kind: type, options: Mapping[str, Any], references: int, data: Any) -> None:
    segments = data.draw(items(references))
    rows = ours(bind(kind, options), segments)
    np.testing.assert_array_equal(rows, theirs(kind, options, segments))


@pytest.mark.parametrize(("kind", "options"), COUNTED, ids=str)
@settings(max_examples=15)
@given(data=st.data())
def test_rows_of_segments_with_unlike_references(
    kind: type, options: Mapping[str, Any], data: Any
) -> None:
    segments = [*data.draw(items(1)), *data.draw(items(3)), *data.draw(items(2))]
    rows = ours(bind(kind, options), segments)
    np.testing.assert_array_equal(rows, theirs(kind, options, segments))


def test_the_first_of_equally_good_references() -> None:
    # Both have the same precision and recall, from other counts.
    segments = [(["가나"], ["다라", "마바사"]), (["가나다"], ["가나다", "가나다"])]
    rows = ours(bind(Chrf, {}), segments)
    np.testing.assert_array_equal(rows, theirs(Chrf, {}, segments))
    assert rows[0, 1] == 2


@pytest.mark.parametrize(("kind", "options"), COUNTED[:9], ids=str)
def test_many_hypotheses_and_batches(kind: type, options: Mapping[str, Any]) -> None:
    rng = np.random.default_rng(1)

    def text() -> str:
        return "".join(rng.choice([*"가나다라 ."], size=rng.integers(300)))

    segments = [([text() for _ in range(n)], [text(), text()]) for n in (1, 70, 1, 3, 300, 2)]
    rows = ours(bind(kind, options), segments)
    np.testing.assert_array_equal(rows, theirs(kind, options, segments))


@pytest.mark.parametrize(("kind", "options"), [COUNTED[3], COUNTED[10]], ids=str)
def test_texts_too_long_for_the_kernel(
    monkeypatch: pytest.MonkeyPatch, kind: type, options: Mapping[str, Any]
) -> None:
    monkeypatch.setattr(ngrams, "_MASK", 50)
    segments = [(["가 나 다 " * 20], ["가 나 라 " * 20]), (["나"], ["나 다"])]
    rows = ours(bind(kind, options), segments)
    np.testing.assert_array_equal(rows, theirs(kind, options, segments))


SCORED: list[tuple[type, Mapping[str, Any]]] = [
    *(
        (Bleu, {"tokenize": "none", "smooth_method": method, "effective_order": effective, **more})
        for method in ("none", "floor", "add-k", "exp")
        for effective in (False, True)
        for more in ({}, {"smooth_value": 0.3, "max_ngram_order": 2})
    ),
    *(
        (Chrf, {"char_order": order, "word_order": words, "beta": beta, "eps_smoothing": smooth})
        for order, words in ((6, 0), (6, 2), (1, 0))
        for beta in (0, 1, 2, 3)
        for smooth in (False, True)
    ),
    (Ter, {}),
]
SMALL = st.integers(0, 3)
LARGE = st.integers(0, 2**40)


@st.composite
def totals(draw: st.DrawFn, kind: type, width: int) -> list[int]:
    """A sum of rows as texts could have it; sizes of 0 and orders that no text reaches included."""
    size = draw(st.sampled_from([SMALL, LARGE]))
    row = [draw(size) for _ in range(width)]
    if kind is Chrf:
        for column in range(0, width, 3):
            row[column + 2] = min(row[column : column + 3])
    if kind is Bleu:
        order = (width - 2) // 2
        for column in range(2, 2 + order):
            row[column] = min(row[column], row[column + order])
    return row


@pytest.mark.parametrize(("kind", "options"), SCORED, ids=str)
@settings(max_examples=40)
@given(data=st.data())
def test_scores_bit_for_bit(kind: type, options: Mapping[str, Any], data: Any) -> None:
    bound = bind(kind, options)
    rows = data.draw(st.lists(totals(kind, bound.width), min_size=1, max_size=8))
    rows.append([0] * bound.width)
    values = np.array(rows, dtype=np.float64)
    for level in ("segment", "system"):
        effective = {"effective_order": True} if kind is Bleu and level == "segment" else {}
        metric = SACREBLEU[kind](**{**options, **effective})
        expected = [metric._compute_score_from_stats(list(row)).score for row in rows]
        assert bound.score(values, level).tolist() == expected


@pytest.mark.parametrize(("kind", "options"), SCORED, ids=str)
def test_scores_of_matches_that_no_text_could_have(kind: type, options: Mapping[str, Any]) -> None:
    bound = bind(kind, options)
    values = np.random.default_rng(2).integers(0, 3, (500, bound.width)).astype(np.float64)
    metric = SACREBLEU[kind](**options)
    if kind is Chrf and options["beta"] == 0:  # sacreBLEU divides by a recall of 0
        values[:, 1::3] += 1
        values[:, 2::3] += 1
    expected = [metric._compute_score_from_stats(row).score for row in values.astype(int).tolist()]
    assert bound.score(values, "system").tolist() == expected
