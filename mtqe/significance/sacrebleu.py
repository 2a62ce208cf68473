"""The tests of sacreBLEU's `--paired-bs` and `--paired-ar`, with the very same draws.

They are here for papers that must report them: a test with `test: ar` is better. sacreBLEU's
bootstrap calls too many differences significant where there are none, and neither knows documents.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from mtqe.metrics import BoundMetric, FloatArray
from mtqe.scores import ScoreTable
from mtqe.significance.draws import blocks, product, tally
from mtqe.significance.settings import Settings


def p_value(bound: BoundMetric, rows: FloatArray, settings: Settings) -> float:
    """Of the test that the settings name.

    Args:
        bound: scores sums of rows.
        rows: shape (2, segments, k), in the order of the test set, the old system first.
        settings: test, trials, resamples and seed.
    """
    old, new = bound.score(rows.sum(axis=1), "system")
    observed = abs(old - new)
    if settings.test == "sacrebleu-bs":
        scores = _resampled(bound, rows, settings, np.random.default_rng(settings.seed))
        differences = np.abs(scores[:, 1] - scores[:, 0])
        stirred = differences - differences.mean()
    else:
        stirred = _randomized(bound, rows, settings)
    return (int((stirred > observed).sum()) + 1) / (len(stirred) + 1)


def intervals(table: ScoreTable, settings: Settings, baseline: int | None = None) -> FloatArray:
    """Intervals as sacreBLEU has them: the mean of the resampled scores, and what lies around it.

    Args:
        table: rows of all systems; unscored segments are left out.
        settings: test, trials, resamples and seed.
        baseline: position of the baseline, for which `--paired-ar` draws first.

    Returns:
        Shape (systems, 2); NaN where nothing is scored.
    """
    result = np.full((len(table.values), 2), np.nan)
    for s, scored in enumerate(table.scored):
        rows = table.values[s, scored]
        if not len(rows):
            continue
        generator = np.random.default_rng(settings.seed)
        if settings.test == "sacrebleu-ar" and s != baseline:
            for _ in _swaps(len(rows), settings.trials, generator):
                pass
        scores = np.sort(_resampled(table.bound, rows, settings, generator))
        tail = len(scores) // 40
        half = 0.5 * (scores[-1 - tail] - scores[tail])
        result[s] = scores.mean() - half, scores.mean() + half
    return result


def _resampled(
    bound: BoundMetric, rows: FloatArray, settings: Settings, generator: np.random.Generator
) -> FloatArray:
    segments = rows.shape[-2]
    found = []
    for many in blocks(settings.resamples, max(segments, rows.size // segments)):
        counts = tally(generator.choice(segments, (many, segments)))
        found.append(bound.score(product(counts, rows), "system"))
    return np.concatenate(found)


def _randomized(bound: BoundMetric, rows: FloatArray, settings: Settings) -> FloatArray:
    old, new = rows
    generator = np.random.default_rng(settings.seed)
    found = []
    for taken in _swaps(len(old), settings.trials, generator):
        moved = product(taken, old - new)
        scores = bound.score(np.stack([new.sum(axis=0) + moved, old.sum(axis=0) - moved]), "system")
        found.append(np.abs(scores[0] - scores[1]))
    return np.concatenate(found)


def _swaps(
    segments: int, trials: int, generator: np.random.Generator
) -> Iterator[NDArray[np.bool_]]:
    # NumPy takes 32 draws from one word, and drops the rest of a word at the end of a call.
    for many in blocks(trials, segments, multiple=32):
        yield generator.integers(2, size=(many, segments), dtype=np.bool_)
