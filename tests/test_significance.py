"""Intervals, and the units that they draw."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pytest
from sacrebleu.metrics.bleu import BLEU

from mtqe.core import Document, Runtime, Segment, Task, Translation
from mtqe.errors import ConfigError, DataError
from mtqe.metrics import FloatArray
from mtqe.metrics.bleu import Bleu
from mtqe.scores import ScoreTable
from mtqe.significance import (
    DOCUMENTS_NEEDED,
    Measured,
    Settings,
    Units,
    assess,
    document_intervals,
    draws,
    intervals,
)
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


@dataclass(frozen=True)
class Mean(BoundFake):
    """A row is [score, 1]; the score of texts is the mean, times `scale`."""

    scale: float = 1.0

    def score(self, totals, level):
        return self.scale * totals[..., 0] / totals[..., 1]


def documents(*sizes: int) -> list[Document]:
    ends = np.cumsum([0, *sizes]).tolist()
    return [Document(str(d), *ends[d : d + 2]) for d in range(len(sizes))]


def segments(table: ScoreTable) -> list[Segment]:
    return [
        Segment(str(i), document.id, f"source {i}")
        for document in table.documents
        for i in range(document.start, document.stop)
    ]


def units_of(table: ScoreTable, settings: Settings) -> Units:
    return Units.of(segments(table), table.documents, settings)


def found(table: ScoreTable, **options) -> FloatArray:
    settings = Settings(**options)
    names = [str(s) for s in range(len(table.values))]
    return intervals(Measured(table, names, "mean"), units_of(table, settings), settings)


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
    pairs = PAIRS * repeat
    translations = [
        Translation(Segment(str(i), "d", None, (reference,)), hypothesis)
        for i, (hypothesis, reference) in enumerate(pairs)
    ]
    bound = Bleu().bind(Task("ko", "en", 1, frozenset({1})))
    values = bound.statistics(translations, Runtime()).values[np.newaxis]
    return ScoreTable(bound, values, {}, documents(*(sizes or (len(pairs),))))


def percentiles(scores: list[float], alpha: float = 0.05) -> list[float]:
    return [float(np.percentile(scores, p)) for p in (50 * alpha, 100 - 50 * alpha)]


def sacrebleu_score(pairs) -> float:
    hypotheses, references = zip(*pairs, strict=True)
    score: float = BLEU().corpus_score(list(hypotheses), [list(references)]).score
    return score


def test_resampled_segments_score_as_sacrebleu_scores_them():
    table, n = bleu_table(1), len(PAIRS)
    order = np.argsort(units_of(table, Settings()).segment_keys)
    drawn = np.random.default_rng(7).integers(n, size=(60, n))
    expected = [sacrebleu_score([PAIRS[order[i]] for i in row]) for row in drawn]
    np.testing.assert_allclose(
        found(table, seed=7, resamples=60), [percentiles(expected)], rtol=1e-12
    )


def test_resampled_documents_score_as_sacrebleu_scores_them():
    sizes = [1, 3, 2, 1, 1, 5, 1, 1, 1, 2, 1, 1, 1, 1, 1, 1, 1, 1, 3, 3]
    table, pairs = bleu_table(4, *sizes), PAIRS * 4
    order = np.argsort(units_of(table, Settings()).document_keys)
    texts = [pairs[table.documents[d].start : table.documents[d].stop] for d in order]
    drawn = np.random.default_rng(3).integers(len(sizes), size=(40, len(sizes)))
    expected = [sacrebleu_score([p for d in row for p in texts[d]]) for row in drawn]
    np.testing.assert_allclose(
        found(table, seed=3, resamples=40), [percentiles(expected)], rtol=1e-12
    )


@pytest.mark.parametrize(
    ("count", "unit"), [(DOCUMENTS_NEEDED - 1, "segment"), (DOCUMENTS_NEEDED, "document")]
)
def test_documents_are_drawn_from_twenty_on(count, unit):
    # Segments of a document are alike, so that drawing documents gives a wider interval.
    scores = np.repeat(np.random.default_rng(1).normal(50, 10, size=count), 8)
    table = mean_table([scores], *[8] * count)
    assert units_of(table, Settings()).unit == unit
    [[low, high]] = found(table)
    [[low_alone, high_alone]] = found(table, unit="segment")
    ratio = (high - low) / (high_alone - low_alone)
    expected, near = (1, 1e-9) if unit == "segment" else (np.sqrt(8), 0.2)
    assert ratio == pytest.approx(expected, rel=near)


def test_the_interval_of_a_mean_is_what_theory_says():
    scores = np.random.default_rng(2).normal(60, 12, size=(2, 400))
    for [low, high], own in zip(found(mean_table(scores)), scores, strict=True):
        error = 1.96 * own.std() / np.sqrt(400)
        assert low == pytest.approx(own.mean() - error, abs=0.25 * error)
        assert high == pytest.approx(own.mean() + error, abs=0.25 * error)


def test_the_interval_contains_the_score():
    table = bleu_table(4)
    [[low, high]] = found(table, seed=5)
    assert 0 < low < table.system_scores()[0] < high < 100


def test_a_seed_decides():
    table = bleu_table(1)
    first = found(table, seed=1, resamples=50)
    np.testing.assert_array_equal(first, found(table, seed=1, resamples=50))
    assert (first != found(table, seed=2, resamples=50)).all()


def test_alpha_is_the_share_outside():
    table = mean_table([np.arange(30.0)])
    scores = np.arange(30.0)[np.argsort(units_of(table, Settings()).segment_keys)]
    means = scores[np.random.default_rng(9).integers(30, size=(200, 30))].mean(axis=1)
    expected = [percentiles(means.tolist(), 0.5)]
    np.testing.assert_allclose(found(table, seed=9, resamples=200, alpha=0.5), expected, rtol=1e-12)


def test_all_systems_and_metrics_see_the_same_draws():
    scores = np.random.default_rng(4).integers(0, 100, size=(1, 50)).astype(np.float64)
    alone = found(mean_table(scores))
    beside = found(mean_table([scores[0], 100 - scores[0], scores[0]]))
    np.testing.assert_array_equal(beside[[0, 2]], alone[[0, 0]])
    np.testing.assert_allclose(beside[1], 100 - alone[0, ::-1], rtol=1e-12)
    np.testing.assert_array_equal(found(mean_table(scores, scale=2.0)), 2 * alone)


@pytest.mark.parametrize("cells", [1, 100])
def test_how_much_is_drawn_at_a_time_changes_nothing(cells, monkeypatch):
    table = bleu_table(3, *[12] * 2)
    settings = Settings(resamples=40)
    whole = found(table, resamples=40)
    by_document = document_intervals(table, units_of(table, settings), settings)
    monkeypatch.setattr(draws, "CELLS", cells)
    np.testing.assert_array_equal(found(table, resamples=40), whole)
    np.testing.assert_array_equal(
        document_intervals(table, units_of(table, settings), settings), by_document
    )


@pytest.mark.parametrize("scored", [0, 1])
def test_fewer_than_two_scored_segments_have_no_interval(scored):
    scores = np.full((2, 10), np.nan)
    scores[0, :scored] = 50
    scores[1] = np.arange(10)
    both = found(mean_table(scores))
    assert np.isnan(both[0]).all()
    np.testing.assert_array_equal(both[1], found(mean_table(scores[1:]))[0])


@pytest.mark.parametrize("count", [DOCUMENTS_NEEDED - 1, DOCUMENTS_NEEDED])
def test_fewer_than_twenty_scored_documents_have_no_interval_of_documents(count):
    scores = np.full((1, 50), np.nan)
    scores[0, : 2 * count] = np.arange(2 * count)
    given = found(mean_table(scores, *[2] * 25))
    assert np.isnan(given).all() == (count < DOCUMENTS_NEEDED)
    few = mean_table(np.arange(14.0)[np.newaxis], *[2] * 7)
    assert np.isnan(found(few, unit="document")).all()
    assert not np.isnan(found(few, unit="segment")).any()


def test_an_unscored_segment_is_never_drawn():
    table = bleu_table(5)
    kept = [2, 10, 18]  # segments that equal their reference: BLEU 100
    unscored = {(0, i): "no reference" for i in range(40) if i not in kept}
    values = np.zeros_like(table.values)
    values[:, kept] = table.values[:, kept]
    given = found(replace(table, values=values, unscored=unscored))
    np.testing.assert_allclose(given, [[100, 100]], rtol=1e-12)


def test_the_segments_of_a_document_are_drawn_within_it():
    scores = np.random.default_rng(6).normal(50, 10, size=(2, 45))
    scores[0, :3] = np.nan
    table, settings = mean_table(scores, 12, 9, 12, 12), Settings()
    units = units_of(table, settings)
    given = document_intervals(table, units, settings)
    assert given.shape == (2, 4, 2)
    assert np.isnan(given[:, 1]).all()
    assert np.isnan(given[0, 0]).all()  # 9 of 12 are scored
    for d, s in ((0, 1), (2, 0), (2, 1), (3, 1)):
        part = table.documents[d]
        inside = slice(part.start, part.stop)
        alone = Units.of(segments(table)[inside], [Document(part.id, 0, 12)], settings)
        lone = Measured(mean_table(scores[[s], inside]), ["a"], "mean")
        np.testing.assert_allclose(given[s, d], intervals(lone, alone, settings)[0], rtol=1e-12)


def test_few_documents_cannot_be_the_unit():
    few, enough = (mean_table(np.ones((1, n)), *[1] * n) for n in (5, 6))
    with pytest.raises(DataError, match=r'"document" needs 6 documents, and .* has 5. Choose'):
        units_of(few, Settings(unit="document"))
    assert units_of(enough, Settings(unit="document")).unit == "document"


def test_the_tests_of_sacrebleu_only_know_segments():
    table = mean_table(np.ones((1, 40)), *[1] * 40)
    assert units_of(table, Settings(test="sacrebleu-ar")).unit == "segment"
    with pytest.raises(ConfigError, match=r'"document" does not go with "test: sacrebleu-bs"'):
        units_of(table, Settings(test="sacrebleu-bs", unit="document"))


@pytest.mark.parametrize(
    ("sizes", "unit", "noted"),
    [
        ((9,), "auto", False),
        ((2, 7), "auto", True),
        ((1,) * 9, "auto", False),
        ((2,) * 20, "auto", False),
        ((2,) * 20, "segment", True),
    ],
)
def test_drawing_segments_of_several_documents_is_noted(sizes, unit, noted):
    units = units_of(mean_table(np.ones((1, sum(sizes))), *sizes), Settings(unit=unit))
    assert bool(units.note) == noted


@pytest.mark.parametrize("size", [12, 9])
def test_a_document_alone_has_the_interval_of_the_whole(size):
    table = mean_table(np.random.default_rng(5).random((2, size)), size)
    measured, settings = Measured(table, ["a", "b"], "mean"), Settings()
    found = assess(measured, units_of(table, settings), settings).document_intervals
    expected = document_intervals(table, units_of(table, settings), settings)
    np.testing.assert_allclose(found, expected, rtol=0, atol=1e-12)
    assert np.isnan(found).all() == (size < 10)
