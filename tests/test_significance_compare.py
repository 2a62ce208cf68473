"""Tests between systems: what they find, what they leave alone, what never moves them."""

from __future__ import annotations

from dataclasses import asdict, replace
from itertools import product as combinations
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtqe.core import Document, Segment
from mtqe.metrics import FloatArray
from mtqe.metrics.chrf import Chrf
from mtqe.metrics.comet import Comet
from mtqe.metrics.ter import Ter
from mtqe.scores import ScoreTable
from mtqe.significance import (
    Measured,
    Settings,
    Units,
    agreement,
    assess,
    clusters,
    compare,
    compare_all,
    compare_documents,
    holm,
    kind_of,
)
from mtqe.testing import BoundFake

# 1.96 + 0.84: significant at .05, found with a power of 80 %.
REACH = 2.8016


class Mean(BoundFake):
    """A row is [score, 1]."""

    def score(self, totals, level):
        count = totals[..., 1]
        return np.divide(totals[..., 0], count, out=np.full(count.shape, np.nan), where=count > 0)


def measured(scores, *sizes: int, **options) -> Measured:
    """Systems a, b, ... from scores of shape (systems, segments); NaN is unscored."""
    scores = np.asarray(scores, dtype=np.float64)
    scored = ~np.isnan(scores)
    ends = np.cumsum([0, *(sizes or (scores.shape[1],))]).tolist()
    table = ScoreTable(
        bound=Mean("version:1"),
        values=np.stack([np.nan_to_num(scores), scored.astype(np.float64)], axis=2),
        unscored=dict.fromkeys(map(tuple, np.argwhere(~scored).tolist()), "no reference"),
        documents=[Document(f"d{d}", *ends[d : d + 2]) for d in range(len(ends) - 1)],
    )
    return Measured(table, "abcdefgh"[: len(scores)], "mean", **options)


def units_of(mine: Measured, settings: Settings, sources=None) -> Units:
    segments = [
        Segment(str(i), document.id, sources[i] if sources else f"source {i}")
        for document in mine.table.documents
        for i in range(document.start, document.stop)
    ]
    return Units.of(segments, mine.table.documents, settings)


def found(scores, *sizes: int, neural=False, kind=None, sources=None, **options) -> Any:
    """b against a; None where nothing is compared."""
    mine, settings = measured(scores, *sizes, neural=neural, kind=kind), Settings(**options)
    return against(mine, "b", "a", units_of(mine, settings, sources), settings)


def against(mine: Measured, new: str, old: str, units: Units, settings: Settings) -> Any:
    return next(iter(compare(mine, [(new, old)], units, settings)), None)


def normal(seed: int, *shape: int) -> FloatArray:
    return np.random.default_rng(seed).normal(50, 10, size=shape)


def test_p_is_the_share_of_all_swaps():
    old, new = normal(1, 2, 12)
    differences = new - old
    signs = np.array(list(combinations([-1, 1], repeat=12)))
    every = np.abs(signs @ differences)
    exact = (every >= abs(differences.sum()) - 1e-9).mean()
    assert 0.05 < exact < 0.95
    p = found([old, new]).p
    assert p == pytest.approx(exact, abs=4 * np.sqrt(exact * (1 - exact) / 10_000))


def test_whole_documents_change_places():
    old = np.zeros((20, 4))
    new = np.repeat(normal(2, 20, 1) - 48, 4, axis=1)
    alone = found([old[:, 0], new[:, 0]], unit="segment")
    together = found([old.ravel(), new.ravel()], *[4] * 20)
    assert (together.unit, together.units, together.segments) == ("document", 20, 80)
    # Four equal sentences tell no more than one.
    assert together.p == pytest.approx(alone.p, abs=0.03)
    apart = found([old.ravel(), new.ravel()], *[4] * 20, unit="segment")
    assert apart.p < alone.p / 3
    assert "optimistic" in apart.note


def test_the_figures_of_a_mean_are_what_theory_says():
    old, new = normal(3, 2, 400)
    comparison = found([old, new])
    assert comparison.difference == pytest.approx((new - old).mean())
    error = (new - old).std() / 20
    assert comparison.mde == pytest.approx(REACH * error, rel=0.1)
    low, high = comparison.interval
    assert low == pytest.approx(comparison.difference - 1.96 * error, abs=0.25 * error)
    assert high == pytest.approx(comparison.difference + 1.96 * error, abs=0.25 * error)


def test_equal_outputs_are_identical():
    scores = normal(4, 30)
    comparison = found([scores, scores])
    assert comparison.identical
    assert (comparison.p, comparison.mde, comparison.difference) == (1, 0, 0)
    assert comparison.interval == (0, 0)


def test_outputs_that_all_differ_by_the_same_are_not_identical():
    scores = np.arange(30.0)
    comparison = found([scores, scores + 0.5])
    assert not comparison.identical
    assert comparison.p < 0.001


def test_a_model_is_not_asked_for_scores_of_unscored_rows():
    mine = measured([[1, 2, np.nan, 4], [1, 5, 3, np.nan]], neural=True)
    # A formula that knows nothing of unscored rows: 0/0 would warn, which is an error.
    mine = replace(mine, table=replace(mine.table, bound=BoundFake("version:1")))
    units = units_of(mine, Settings())
    comparison = against(mine, "b", "a", units, Settings())
    assert (comparison.old, comparison.new, comparison.segments) == (150, 300, 2)
    [documents] = compare_documents(mine, "b", "a", units, Settings())
    assert documents.difference == 150


def test_many_pairs_at_once_are_as_one_by_one():
    scores = normal(12, 4, 40)
    scores[3, 7] = np.nan  # c and d are compared on fewer segments
    mine, settings = measured(scores), Settings(trials=500, resamples=100)
    units, pairs = units_of(mine, settings), [("b", "a"), ("d", "c"), ("a", "b")]
    together = compare(mine, pairs, units, settings)
    alone = [against(mine, new, old, units, settings) for new, old in pairs]
    # A product of one column and one of many may add up in another order.
    for one, other in zip(map(asdict, together), map(asdict, alone), strict=True):
        assert one.pop("interval") == pytest.approx(other.pop("interval"), rel=1e-9)
        assert one.pop("mde") == pytest.approx(other.pop("mde"), rel=1e-9)
        assert one == other
    assert [comparison.segments for comparison in together] == [40, 39, 40]


@pytest.mark.parametrize(("neural", "identical"), [(True, True), (False, False)])
def test_tiny_differences_of_a_model_are_ties(neural, identical):
    scores = np.linspace(0.5, 0.9, 30)
    assert found([scores, scores + 9e-6], neural=neural).identical == identical
    assert not found([scores, scores + 1.1e-5], neural=neural).identical


def test_only_what_both_systems_scored_is_compared():
    scores = normal(5, 2, 40)
    some = scores.copy()
    some[0, 0] = some[1, 1] = np.nan
    comparison = found(some)
    assert comparison.segments == comparison.units == 38
    assert comparison.old == pytest.approx(scores[0, 2:].mean())
    assert comparison.note == "2 segments are left out, not being scored in both"
    nothing = np.full((2, 4), np.nan)
    nothing[0, :2] = nothing[1, 2:] = 50
    assert found(nothing) is None


def test_too_few_units():
    one = found([[50.0], [10.0]])
    assert (one.p, one.p_holm, one.interval, one.mde) == (None, None, None, None)
    seven = found(normal(6, 2, 21), *[3] * 7, unit="document")
    assert seven.interval is None
    assert seven.p is not None
    assert seven.mde > 0
    scores = normal(6, 2, 21)
    scores[:, :6] = np.nan
    assert found(scores, *[3] * 7, unit="document").p is None


def test_holm():
    assert holm([0.01, 0.04, None, 0.03, 0.005]) == pytest.approx([0.03, 0.06, None, 0.06, 0.02])
    assert holm([0.6, 0.7]) == [1, 1]
    assert holm([]) == []


def test_the_others_against_the_baseline():
    scores = np.vstack([normal(7, 3, 60), np.full((1, 60), np.nan)])
    scores[2] += 4
    mine, settings = measured(scores), Settings(baseline="b")
    units = units_of(mine, settings)
    family = compare_all(mine, units, settings)
    assert [(c.system, c.baseline) for c in family] == [("a", "b"), ("c", "b")]
    alone = [against(mine, c.system, "b", units, settings) for c in family]
    assert [c.p for c in family] == [c.p for c in alone]
    for one, other in zip(family, alone, strict=True):
        assert one.interval == pytest.approx(other.interval, rel=1e-9)
    assert [c.p_holm for c in family] == holm([c.p for c in alone])
    assert compare_all(mine, units, Settings()) == ()


def test_documents_are_tested_by_their_own_segments():
    scores = normal(8, 2, 42)
    scores[1, 20:32] -= 30
    scores[0, 41] = np.nan
    mine, settings = measured(scores, 9, 11, 12, 10), Settings()
    found_there = compare_documents(mine, "b", "a", units_of(mine, settings), settings)
    assert [(c.document, c.segments, c.p is None) for c in found_there] == [
        ("d0", 9, True), ("d1", 11, False), ("d2", 12, False), ("d3", 9, True),
    ]  # fmt: skip
    lone = measured(scores[:, 20:32])
    segments = [Segment(str(i), "d2", f"source {i}") for i in range(20, 32)]
    units = Units.of(segments, lone.table.documents, settings)
    alone = against(lone, "b", "a", units, settings)
    third: Any = found_there[2]
    assert (third.p, third.p_holm) == (alone.p, 2 * alone.p)
    assert third.p_holm < 0.05
    assert third.interval == pytest.approx(alone.interval, rel=1e-12)
    assert third.mde == pytest.approx(alone.mde, rel=1e-12)
    assert [c.interval is None for c in found_there] == [True, False, False, True]


@pytest.mark.parametrize("sign", [1, -1])
def test_clusters_are_cut_where_all_above_beat_all_below(sign):
    noise = normal(9, 5, 80)
    noise -= noise.mean(axis=1, keepdims=True)
    levels = np.array([[20], [20.3], [8], [0], [0.2]])
    scores = sign * (noise + levels)
    order = [3, 0, 4, 2, 1]
    for names in (range(5), order):
        mine = measured(scores[list(names)], higher_is_better=sign > 0)
        numbers = clusters(mine, units_of(mine, Settings()), Settings())
        assert numbers == tuple([1, 1, 2, 3, 3][s] for s in names)


def test_one_pair_that_cannot_be_told_apart_joins_clusters():
    # b's outputs are wild: neither a above it nor c below it can be told from it.
    steady = np.arange(40.0)
    wild = steady + np.tile([60, -60], 20)
    mine = measured([steady + 3, wild, steady])
    assert clusters(mine, units_of(mine, Settings()), Settings()) == (1, 1, 1)
    mine = measured([steady + 3, steady])
    assert clusters(mine, units_of(mine, Settings()), Settings()) == (1, 2)


def test_no_clusters_without_scores_for_all():
    scores = normal(10, 2, 20)
    one, missing = measured(scores[:1]), measured([*scores, np.full(20, np.nan)])
    for mine in (one, missing):
        assert clusters(mine, units_of(mine, Settings()), Settings()) == ()


def test_a_first_look_at_a_pair_does_not_change_what_all_trials_say():
    scores = normal(11, 2, 30)
    for drop in np.linspace(0, 12, 25):
        mine = measured([scores[0], scores[1] - drop])
        units = units_of(mine, Settings())
        p = against(mine, "b", "a", units, Settings()).p
        assert len(set(clusters(mine, units, Settings()))) == (2 if p < 0.05 else 1)


@pytest.mark.parametrize(
    ("kind", "difference", "share"),
    [
        ("BLEU", 0, 0.5), ("BLEU", 0.78, 0.6), ("BLEU", -3.35, 0.85), ("chrF", 1, 0.7),
        ("chrF", 0.77, 0.65), ("chrF", 50, 0.85), ("Unbabel/wmt22-comet-da", 0.0056, 0.8),
        ("Unbabel/wmt22-cometkiwi-da", 0.0033, 0.7), ("chrF++", 1, None), (None, 1, None),
    ],
)  # fmt: skip
def test_what_people_would_notice(kind, difference, share):
    assert agreement(kind, difference) == (share and pytest.approx(share))
    scores = np.arange(40.0)
    seen = found([scores, scores + difference], kind=kind).agreement
    assert seen == (share and pytest.approx(share))


def test_thresholds_are_those_of_the_very_metric():
    kinds = [kind_of(m) for m in (Chrf(), Chrf(word_order=2), Chrf(beta=3), Ter(), Comet())]
    assert kinds == ["chrF", "chrF++", "chrF3", "TER", "Unbabel/wmt22-comet-da"]
    assert [agreement(kind, 9) for kind in kinds] == [0.85, None, None, None, 0.85]


# Scores of a few values, so that ties and equal contents are common.
rows = st.integers(6, 24).flatmap(
    lambda n: st.tuples(
        *[st.lists(st.integers(0, 8).map(lambda x: x / 8), min_size=n, max_size=n)] * 2,
        st.lists(st.sampled_from("xyz"), min_size=n, max_size=n),
    )
)
QUICK: dict[str, Any] = {"trials": 200, "resamples": 50}


@given(rows, st.data())
def test_lowering_a_segment_never_makes_a_loss_less_sure(drawn, data):
    old, new, sources = drawn
    before = found([old, new], sources=sources, **QUICK)
    at = data.draw(st.integers(0, len(new) - 1))
    lower = data.draw(st.integers(0, 8).map(lambda x: new[at] - x / 8))
    after = found([old, [*new[:at], lower, *new[at + 1 :]]], sources=sources, **QUICK)
    if before.difference < 0:
        assert after.p <= before.p


@given(rows, st.data())
def test_no_order_changes_anything(drawn, data):
    old, new, sources = drawn
    # Documents of three segments each, moved about whole, with their segments moved inside.
    n = len(old) // 3 * 3
    unit = data.draw(st.sampled_from(["segment", *["document"] * (n >= 18)]))
    order = np.concatenate([
        data.draw(st.permutations([3 * d, 3 * d + 1, 3 * d + 2]))
        for d in data.draw(st.permutations(range(n // 3)))
    ])  # fmt: skip
    settings = Settings(baseline="a", unit=unit, **QUICK)

    def judged(places, systems):
        table = measured([[old, new][s] for s in systems]).table
        ids = [places[i] // 3 for i in range(0, n, 3)]
        documents = [Document(str(d), 3 * i, 3 * i + 3) for i, d in enumerate(ids)]
        table = replace(table, values=table.values[:, places], documents=documents)
        segments = [Segment(str(i), str(i // 3), sources[i]) for i in places]
        mine = Measured(table, ["ab"[s] for s in systems], "mean")
        return assess(mine, Units.of(segments, documents, settings), settings), ids

    (first, ids), (again, moved) = judged(np.arange(n), [0, 1]), judged(order, [1, 0])
    [one], [other] = first.comparisons, again.comparisons
    assert other.p == one.p
    for name in ("difference", "mde", "interval"):
        assert getattr(other, name) == pytest.approx(getattr(one, name), abs=1e-9)
    np.testing.assert_allclose(again.intervals[::-1], first.intervals, rtol=0, atol=1e-9)
    back = [moved.index(d) for d in ids]
    np.testing.assert_allclose(
        again.document_intervals[::-1][:, back], first.document_intervals, rtol=0, atol=1e-9
    )
    assert again.clusters[::-1] == first.clusters
