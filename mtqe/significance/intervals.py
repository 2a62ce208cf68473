"""How sure a score is: bootstrap intervals over the rows of a score table.

Koehn (2004), "Statistical significance tests for machine translation evaluation". A resample is a
vector of counts, so all of them are one matrix product of counts with rows.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from mtqe.metrics import BoundMetric, FloatArray
from mtqe.scores import ScoreTable

# From this many documents on, whole documents are resampled: the sentences of one document are
# not independent of each other.
DOCUMENTS_NEEDED = 20
# Bounds the memory of one block of resampling counts to 32 MiB.
_BLOCK = 2**22


def unit_of(table: ScoreTable) -> str:
    """What the resampling of this table draws: `document` or `segment`."""
    return "document" if len(table.documents) >= DOCUMENTS_NEEDED else "segment"


def intervals(
    table: ScoreTable, *, seed: int, resamples: int = 1000, confidence: float = 0.95
) -> FloatArray:
    """Percentile bootstrap intervals of the system scores.

    All systems and all metrics of a test set see the same draws.

    Args:
        table: rows of one metric.
        seed: of `numpy.random.default_rng`.
        resamples: number of bootstrap samples, each as large as the test set.
        confidence: share of the resampled scores inside the interval.

    Returns:
        Shape (systems, 2): lower and upper end; NaN where fewer than two units have a score.
    """
    units, scored = table.values, table.scored
    if unit_of(table) == "document":
        starts = [document.start for document in table.documents]
        units = np.add.reduceat(units, starts, axis=1)
        scored = np.logical_or.reduceat(scored, starts, axis=1)
    systems, n, _ = units.shape
    result = np.full((systems, 2), np.nan)
    usable = np.flatnonzero(scored.sum(axis=1) > 1)
    if not usable.size:
        return result
    units, scored = units[usable], scored[usable].astype(np.float64)
    scores = np.concatenate(
        [
            _score(table.bound, counts @ units, scored @ counts.T > 0)
            for counts in _counts(n, seed, resamples)
        ],
        axis=1,
    )
    tail = 50 * (1 - confidence)
    result[usable] = np.nanpercentile(scores, [tail, 100 - tail], axis=1).T
    return result


def _score(bound: BoundMetric, totals: FloatArray, drawn: NDArray[np.bool_]) -> FloatArray:
    # A resample without any scored unit has no score; a sum of nothing would count as 0.
    scores = np.full(drawn.shape, np.nan)
    scores[drawn] = bound.score(totals[drawn], "system")
    return scores


def _counts(n: int, seed: int, resamples: int) -> Iterator[FloatArray]:
    """Blocks of shape (rows, n): how often each unit is drawn in each resample."""
    generator = np.random.default_rng(seed)
    rows = max(1, _BLOCK // n)
    for start in range(0, resamples, rows):
        draws = generator.integers(n, size=(min(rows, resamples - start), n))
        yield np.stack([np.bincount(draw, minlength=n) for draw in draws]).astype(np.float64)
