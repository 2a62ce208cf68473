"""What a comparison of two systems is made of, many pairs at a time."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from mtqe.core import Level
from mtqe.metrics import BoundMetric, FloatArray
from mtqe.significance.intervals import ends, resample
from mtqe.significance.randomization import TOLERANCE, randomize
from mtqe.significance.settings import Settings

Flags = NDArray[np.bool_]
POWER = 0.8
"""The probability with which a true difference of the size of the MDE is found."""


@dataclass(frozen=True)
class Figures:
    """Of one pair; see `Comparison`."""

    old: float
    new: float
    p: float | None
    interval: tuple[float, float] | None
    mde: float | None


def figures(
    bound: BoundMetric,
    rows: FloatArray,
    settings: Settings,
    level: Level,
    *,
    test: bool,
    interval: bool,
) -> list[Figures]:
    """Compare pairs by approximate randomization and the bootstrap.

    Args:
        bound: scores sums of rows.
        rows: shape (pairs, 2, units, k), the old system first.
        settings: trials, resamples, seed and alpha.
        level: of the scores.
        test: whether there are enough units for a test.
        interval: whether there are enough for an interval.
    """
    pairs = len(rows)
    old, new = bound.score(rows.sum(axis=2), level).T.tolist()
    identical = (rows[:, 0] == rows[:, 1]).all(axis=(1, 2))
    ps: list[float | None] = [None] * pairs
    mdes: list[float | None] = [0.0 if same else None for same in identical]
    intervals: list[tuple[float, float] | None] = [None] * pairs
    if test:
        ps = randomize(bound, rows, settings, level).tolist()
    if test or interval:
        scores = resample(bound, rows, settings, level)
        differences = scores[..., 1] - scores[..., 0]
        mdes = _mde(differences, identical, settings.alpha)
        if interval:
            # Equal columns of a product may add up in another order each.
            found = np.where(identical[:, np.newaxis], 0.0, ends(differences, settings))
            intervals = [(low, high) for low, high in found.tolist()]
    return [Figures(*row) for row in zip(old, new, ps, intervals, mdes, strict=True)]


def _mde(differences: FloatArray, identical: Flags, alpha: float) -> list[float | None]:
    normal = NormalDist()
    reach = normal.inv_cdf(1 - alpha / 2) + normal.inv_cdf(POWER)
    # 0 says that the two are identical: units that all differ by the same have no spread either.
    mde = np.where(identical, 0, np.maximum(reach * differences.std(axis=0), TOLERANCE))
    found: list[float | None] = mde.tolist()
    return found
