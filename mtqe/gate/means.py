"""Rows of scores that are kept as numbers: what a model gave is compared, never computed again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import cast

import numpy as np

from mtqe.core import Document, Level
from mtqe.metrics import BoundMetric, FloatArray
from mtqe.scores import ScoreTable

# The same texts score a little differently on other hardware.
TIE = 1e-5


@dataclass(frozen=True)
class Mean:
    """The mean of segment scores; a row is [score, 1]."""

    signature: str

    def score(self, totals: FloatArray, level: Level) -> FloatArray:  # noqa: ARG002 - one formula
        """Sums of rows of shape (..., 2) to means of shape (...)."""
        mean: FloatArray = totals[..., 0] / totals[..., 1]
        return mean


def mean_table(
    new: FloatArray,
    old: FloatArray,
    reasons: Mapping[tuple[int, int], str],
    documents: Sequence[Document],
    signature: str,
) -> ScoreTable:
    """Rows of new scores and, below them, of old ones; what differs by less than `TIE` is a tie.

    Args:
        new: shape (systems, segments); NaN where unscored.
        old: the same.
        reasons: (system, segment) positions of `new` -> why there is no score.
        documents: half-open slices that tile the segments.
        signature: of the metric.
    """
    tied = np.abs(new - old) < TIE
    scores = np.concatenate([np.where(tied, old, new), old])
    scored = ~np.isnan(scores)
    unscored = {
        (int(s), int(i)): reasons.get((int(s), int(i)), "no score") for s, i in np.argwhere(~scored)
    }
    values = np.stack([np.where(scored, scores, 0), scored], axis=-1)
    # A table asks the metric behind its rows for the formula alone.
    return ScoreTable(cast("BoundMetric", Mean(signature)), values, unscored, documents)
