"""All that the statistics say about one metric of a run."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from mtqe.metrics import FloatArray
from mtqe.scores import ScoreTable
from mtqe.significance.clusters import clusters
from mtqe.significance.compare import compare_all
from mtqe.significance.comparison import Comparison
from mtqe.significance.intervals import document_intervals, intervals
from mtqe.significance.pairs import Measured
from mtqe.significance.settings import Settings
from mtqe.significance.units import SEGMENTS_NEEDED, Units


@dataclass(frozen=True)
class Assessment:
    """How sure the scores are.

    Attributes:
        intervals: of the system scores, shape (systems, 2).
        document_intervals: shape (systems, documents, 2).
        clusters: by system.
        comparisons: the other systems against the baseline.
    """

    intervals: FloatArray
    document_intervals: FloatArray
    clusters: tuple[int, ...]
    comparisons: tuple[Comparison, ...]


def assess(measured: Measured, units: Units, settings: Settings) -> Assessment:
    """Intervals, clusters and comparisons of the systems by one metric."""
    table, whole = measured.table, intervals(measured, units, settings)
    # A test set of one document would be drawn from twice, in the same way.
    alone = len(table.documents) == 1 and settings.test == "ar" and _enough(table)
    return Assessment(
        whole,
        whole[:, np.newaxis] if alone else document_intervals(table, units, settings),
        clusters(measured, units, settings),
        compare_all(measured, units, settings),
    )


def _enough(table: ScoreTable) -> bool:
    """Whether every system has scored segments enough for the interval of a document."""
    return bool((table.scored.sum(axis=1) >= SEGMENTS_NEEDED).all())
