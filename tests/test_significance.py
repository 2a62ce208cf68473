from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pytest
from sacrebleu.metrics.bleu import BLEU

from mtqe import significance
from mtqe.core import Document, Runtime, Segment, Task, Translation
from mtqe.metrics.bleu import Bleu
from mtqe.scores import ScoreTable
from mtqe.significance import DOCUMENTS_NEEDED, intervals, unit_of
from mtqe.testing import BoundFake

PAIRS = [
    ("The harbour was closed for two days because of the storm.",
     "Because of the storm, the harbour was closed for two days."),
    ("Please switch off the machine.", "Please turn the machine off before you clean it."),
    ("Nobody knows where the key is.", "Nobody knows where the key is."),
    ("", "The museum opens at ten."),
    ("She has lived in Busan since she was a child.",
     "She has been living in Busan since childhood."),
    ("The price rises by 12 percent in May.", "In May the price rises by 12 percent."),
    ("It was cold.", "It was bitterly cold that morning, and the lake was frozen."),
    ("We will send the parcel again.", "We will send you the parcel once more."),
]  # fmt: skip
HYPOTHESES, REFERENCES = ([pair[side] for pair in PAIRS] for side in (0, 1))


@dataclass(frozen=True)
class Mean(BoundFake):
    """A row is [score, 1]; the score of texts is the mean, times `scale`."""

    scale: float = 1.0

    def score(self, totals, level):
        return self.scale * totals[..., 0] / totals[..., 1]


def documents(*sizes: int) -> list[Document]:
    ends = np.cumsum([0, *sizes]).tolist()
    return [Document(str(d), *ends[d : d + 2]) for d in range(len(sizes))]


def mean_table(scores, *sizes: int, scale: float = 1.0) -> ScoreTable:
    """A table of `Mean` from scores of shape (systems, segments); NaN is unscored."""
    scores = np.asarray(scores, dtype=np.float64)
    scored = ~np.isnan(scores)
    return ScoreTable(
        bound=Mean("version:1", scale=scale),
        values=np.stack([np.nan_to_num(scores), scored.astype(np.float64)], axis=2),
        unscored=dict.fromkeys(map(tuple, np.argwhere(~scored).tolist()), "no reference"),
        documents=documents(*(sizes or (scores.shape[1],))),
    )


def bleu_table(repeat: int, *sizes: int) -> ScoreTable:
    hypotheses, references = HYPOTHESES * repeat, REFERENCES * repeat
    translations = [
        Translation(Segment(str(i), "d", None, (references[i],)), text)
        for i, text in enumerate(hypotheses)
    ]
    bound = Bleu().bind(Task("ko", "en", 1, frozenset({1})))
    values = bound.statistics(translations, Runtime()).values[np.newaxis]
    return ScoreTable(bound, values, {}, documents(*(sizes or (len(hypotheses),))))


def percentiles(scores: list[float], confidence: float = 0.95) -> list[float]:
    tail = 50 * (1 - confidence)
    return [float(np.percentile(scores, p)) for p in (tail, 100 - tail)]


def test_resampled_segments_score_as_sacrebleu_scores_them():
    generator, n, bleu = np.random.default_rng(7), len(PAIRS), BLEU()
    expected = []
    for _ in range(60):
        drawn = generator.integers(n, size=n)
        hypotheses = [HYPOTHESES[i] for i in drawn]
        expected.append(bleu.corpus_score(hypotheses, [[REFERENCES[i] for i in drawn]]).score)
    found = intervals(bleu_table(1), seed=7, resamples=60)
    assert found.tolist() == [percentiles(expected)]


def test_resampled_documents_score_as_sacrebleu_scores_them():
    sizes = [1, 3, 2, 1, 1, 5, 1, 1, 1, 2, 1, 1, 1, 1, 1, 1, 1, 1, 3, 3]
    texts, pairs, start = [], PAIRS * 4, 0
    for size in sizes:
        texts.append(pairs[start : start + size])
        start += size
    generator, bleu, expected = np.random.default_rng(3), BLEU(), []
    for _ in range(40):
        drawn = [p for d in generator.integers(len(sizes), size=len(sizes)) for p in texts[d]]
        expected.append(bleu.corpus_score([p[0] for p in drawn], [[p[1] for p in drawn]]).score)
    found = intervals(bleu_table(4, *sizes), seed=3, resamples=40)
    assert found.tolist() == [percentiles(expected)]


@pytest.mark.parametrize(
    ("count", "unit"), [(DOCUMENTS_NEEDED - 1, "segment"), (DOCUMENTS_NEEDED, "document")]
)
def test_documents_are_drawn_from_twenty_on(count, unit):
    # Segments of a document are alike, so that drawing documents gives a wider interval.
    scores = np.repeat(np.random.default_rng(1).normal(50, 10, size=count), 8)
    table = mean_table([scores], *[8] * count)
    assert unit_of(table) == unit
    [[low, high]] = intervals(table, seed=1)
    [[low_alone, high_alone]] = intervals(mean_table([scores]), seed=1)
    ratio = (high - low) / (high_alone - low_alone)
    assert ratio == 1 if unit == "segment" else ratio == pytest.approx(np.sqrt(8), rel=0.15)


def test_the_interval_of_a_mean_is_what_theory_says():
    scores = np.random.default_rng(2).normal(60, 12, size=(2, 400))
    found = intervals(mean_table(scores), seed=12345)
    for [low, high], own in zip(found, scores, strict=True):
        error = 1.96 * own.std() / np.sqrt(400)
        assert low == pytest.approx(own.mean() - error, abs=0.25 * error)
        assert high == pytest.approx(own.mean() + error, abs=0.25 * error)


def test_the_interval_contains_the_score():
    table = bleu_table(4)
    [[low, high]] = intervals(table, seed=5)
    assert 0 < low < table.system_scores()[0] < high < 100


def test_a_seed_decides():
    table = bleu_table(1)
    first = intervals(table, seed=1, resamples=50)
    np.testing.assert_array_equal(first, intervals(table, seed=1, resamples=50))
    assert (first != intervals(table, seed=2, resamples=50)).all()


def test_confidence_is_the_share_inside():
    generator, scores = np.random.default_rng(9), np.arange(30.0)
    means = [scores[generator.integers(30, size=30)].mean() for _ in range(200)]
    found = intervals(mean_table([scores]), seed=9, resamples=200, confidence=0.5)
    np.testing.assert_allclose(found, [percentiles(means, 0.5)], rtol=1e-12)


def test_all_systems_and_metrics_see_the_same_draws():
    scores = np.random.default_rng(4).integers(0, 100, size=(1, 50)).astype(np.float64)
    alone = intervals(mean_table(scores), seed=1)
    beside = intervals(mean_table([scores[0], 100 - scores[0], scores[0]]), seed=1)
    np.testing.assert_array_equal(beside[[0, 2]], alone[[0, 0]])
    np.testing.assert_allclose(beside[1], 100 - alone[0, ::-1], rtol=1e-12)
    doubled = intervals(mean_table(scores, scale=2.0), seed=1)
    np.testing.assert_array_equal(doubled, 2 * alone)


@pytest.mark.parametrize("rows", [1, 3, 7])
def test_blocks_of_draws_are_the_draws_of_one_block(rows, monkeypatch):
    table = bleu_table(1)
    whole = intervals(table, seed=11, resamples=40)
    monkeypatch.setattr(significance, "_BLOCK", rows * len(PAIRS))
    np.testing.assert_array_equal(intervals(table, seed=11, resamples=40), whole)
    monkeypatch.setattr(significance, "_BLOCK", 1)
    np.testing.assert_array_equal(intervals(table, seed=11, resamples=40), whole)


@pytest.mark.parametrize("scored", [0, 1])
def test_fewer_than_two_scored_segments_have_no_interval(scored):
    scores = np.full((2, 10), np.nan)
    scores[0, :scored] = 50
    scores[1] = np.arange(10)
    found = intervals(mean_table(scores), seed=1, resamples=20)
    assert np.isnan(found[0]).all()
    np.testing.assert_array_equal(
        found[1], intervals(mean_table(scores[1:]), seed=1, resamples=20)[0]
    )


def test_fewer_than_two_scored_documents_have_no_interval():
    scores = np.full((1, 50), np.nan)
    scores[0, :2] = 40, 60
    assert np.isnan(intervals(mean_table(scores, *[2] * 25), seed=1)).all()
    scores[0, 49] = 50
    assert not np.isnan(intervals(mean_table(scores, *[2] * 25), seed=1)).any()


def test_a_resample_without_a_scored_segment_does_not_count_as_zero():
    table = bleu_table(5)
    kept = [2, 10, 18]  # segments that equal their reference: BLEU 100
    unscored = {(0, i): "no reference" for i in range(40) if i not in kept}
    values = np.zeros_like(table.values)
    values[:, kept] = table.values[:, kept]
    # About one resample in twenty draws none of the three.
    found = intervals(replace(table, values=values, unscored=unscored), seed=1)
    np.testing.assert_allclose(found, [[100, 100]], rtol=1e-12)
