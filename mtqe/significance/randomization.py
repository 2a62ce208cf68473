"""Paired approximate randomization: could it be chance which system wrote which unit?

Noreen (1989), "Computer-intensive methods for testing hypotheses"; Riezler and Maxwell (2005), "On
some pitfalls in automatic evaluation and significance testing for MT".
"""

from __future__ import annotations

import numpy as np

from mtqe.core import Level
from mtqe.metrics import BoundMetric, FloatArray
from mtqe.significance.draws import product, swaps
from mtqe.significance.settings import Settings

# Differences that differ by less, at a score of 1, are equal: what is left are rounding errors. It
# does not depend on the new system, whose fall must never make p larger.
TOLERANCE = 1e-9


def randomize(
    bound: BoundMetric, rows: FloatArray, settings: Settings, level: Level = "system"
) -> FloatArray:
    """Two-sided p-values: how often a random swap makes a difference as large as the real one.

    Args:
        bound: scores sums of rows.
        rows: shape (pairs, 2, units, k), the old system first.
        settings: trials and seed.
        level: of the scores.

    Returns:
        Shape (pairs,); 1 where the two systems have the same rows.
    """
    pairs, _, units, width = rows.shape
    sums = rows.sum(axis=2)
    old, new = sums[:, 0], sums[:, 1]
    before = bound.score(old, level)
    observed = np.abs(bound.score(new, level) - before)
    least = observed - TOLERANCE * np.maximum(1, np.abs(before))
    as_large = np.zeros(pairs)
    differences = rows[:, 0] - rows[:, 1]
    for block in swaps(units, settings.trials, settings.seed, cells=2 * pairs * width):
        moved = product(block, differences)
        stirred = bound.score(np.stack([old - moved, new + moved]), level)
        as_large += (np.abs(stirred[1] - stirred[0]) >= least).sum(axis=0)
    return (as_large + 1) / (settings.trials + 1)
