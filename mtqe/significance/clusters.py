"""Groups of systems that cannot be told apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np

from mtqe.metrics import BoundMetric, FloatArray
from mtqe.significance.pairs import Measured, Pair, stacked
from mtqe.significance.randomization import randomize
from mtqe.significance.settings import Settings
from mtqe.significance.units import Units

# So many trials, and a share of large differences that is so many standard deviations from alpha,
# settle a pair: one in a thousand million would have come out otherwise.
_FIRST = 1000
_DEVIATIONS = 6


def clusters(measured: Measured, units: Units, settings: Settings) -> tuple[int, ...]:
    """Systems sorted by score, cut where each above a cut beats each below it.

    Beating is p below alpha in approximate randomization, whatever `settings.test` says, without
    a correction for the number of pairs, as at WMT.

    Returns:
        Number of the cluster by system, 1 is the best; empty for fewer than two systems, and
        where one has no score.
    """
    scores = measured.table.system_scores()
    if len(scores) < 2 or np.isnan(scores).any():
        return ()
    order = np.argsort(-scores if measured.higher_is_better else scores, kind="stable").tolist()
    known = _significant(measured, list(pairwise(order)), units, settings)
    cuts = [i for i, pair in enumerate(pairwise(order), 1) if pair in known]
    crossing = {(a, b) for i in cuts for a in order[:i] for b in order[i:]}
    others = sorted(crossing - set(pairwise(order)))
    known |= _significant(measured, others, units, settings)
    cuts = [i for i in cuts if all((a, b) in known for a in order[:i] for b in order[i:])]
    numbers = np.empty(len(order), dtype=int)
    numbers[order] = 1 + np.searchsorted(cuts, np.arange(len(order)), side="right")
    return tuple(numbers.tolist())


def _significant(
    measured: Measured, pairs: Sequence[Pair], units: Units, settings: Settings
) -> set[Pair]:
    found: set[Pair] = set()
    for positions, rows in stacked(measured, pairs, units):
        if rows.shape[2] >= units.for_test:
            ps = _p_values(measured.table.bound, rows, settings)
            found |= {pairs[i] for i, p in zip(positions, ps, strict=True) if p < settings.alpha}
    return found


def _p_values(bound: BoundMetric, rows: FloatArray, settings: Settings) -> FloatArray:
    """Of fewer trials where these leave no doubt on which side of alpha those of all would be."""
    few = min(settings.trials, _FIRST)
    ps = randomize(bound, rows, replace(settings, trials=few))
    deviation = np.sqrt(settings.alpha * (1 - settings.alpha) / few)
    doubtful = np.abs(ps - settings.alpha) <= _DEVIATIONS * deviation
    if doubtful.any() and few < settings.trials:
        ps[doubtful] = randomize(bound, rows[doubtful], settings)
    return ps
