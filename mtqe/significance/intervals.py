"""How sure a score is: percentile bootstrap intervals.

Koehn (2004), "Statistical significance tests for machine translation evaluation". As many units
are drawn as there are, with replacement.
"""

from __future__ import annotations

import numpy as np

from mtqe.core import Level
from mtqe.metrics import BoundMetric, FloatArray
from mtqe.scores import ScoreTable
from mtqe.significance import sacrebleu
from mtqe.significance.draws import counts, product, stacks
from mtqe.significance.pairs import Measured
from mtqe.significance.settings import Settings
from mtqe.significance.units import SEGMENTS_NEEDED, Units


def resample(
    bound: BoundMetric, rows: FloatArray, settings: Settings, level: Level = "system"
) -> FloatArray:
    """Scores of resamples; whatever stands side by side sees the same draws.

    Args:
        bound: scores sums of rows.
        rows: shape (..., units, k).
        settings: resamples and seed.
        level: of the scores.

    Returns:
        Shape (resamples, ...).
    """
    cells = rows.size // rows.shape[-2]
    drawn = counts(rows.shape[-2], settings.resamples, settings.seed, cells)
    return np.concatenate([bound.score(product(block, rows), level) for block in drawn])


def ends(scores: FloatArray, settings: Settings) -> FloatArray:
    """Scores of resamples, shape (resamples, ...), to intervals of shape (..., 2)."""
    tail = 50 * settings.alpha
    return np.moveaxis(np.percentile(scores, [tail, 100 - tail], axis=0), 0, -1)


def intervals(measured: Measured, units: Units, settings: Settings) -> FloatArray:
    """Intervals of the system scores; sacreBLEU's own for its tests.

    Returns:
        Shape (systems, 2): lower and upper end; NaN where too few units have a score.
    """
    table = measured.table
    if settings.test != "ar":
        systems = measured.systems
        baseline = systems.index(settings.baseline) if settings.baseline in systems else None
        return sacrebleu.intervals(table, settings, baseline)
    scored = table.scored
    result = np.full((len(scored), 2), np.nan)
    sizes = [units.count(own) for own in scored]
    sizes = [size if size >= units.for_interval else 0 for size in sizes]
    for some, rows in stacks(
        sizes, table.values.shape[2], lambda s: units.rows(table.values[[s]], scored[s])[0]
    ):
        result[some] = ends(resample(table.bound, rows, settings), settings)
    return result


def document_intervals(table: ScoreTable, units: Units, settings: Settings) -> FloatArray:
    """Intervals of the document scores; segments are drawn within the document.

    Returns:
        Shape (systems, documents, 2); NaN where a document has too few scored segments.
    """
    scored = table.scored
    result = np.full((len(scored), len(table.documents), 2), np.nan)
    for s, own in enumerate(scored):
        for documents, rows in units.by_document(table.values[[s]], own, SEGMENTS_NEEDED):
            scores = resample(table.bound, rows[:, 0], settings, "document")
            result[s, documents] = ends(scores, settings)
    return result
