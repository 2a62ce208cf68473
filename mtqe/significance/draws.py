"""Random swaps and resamples of units: matrices, so that thousands of trials are one product.

A stream of draws depends on the seed and the number of units alone: every system and every metric
of a test set sees the same ones. Nothing depends on how many are drawn at a time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mtqe.metrics import FloatArray

Matrix = NDArray[Any]
# Bounds the memory of one block of draws, or of rows, to 32 MiB.
CELLS = 2**22


def blocks(total: int, cells: int, multiple: int = 1) -> Iterator[int]:
    """Sizes that sum to the total; each holds at most `CELLS`, where one takes `cells` of them."""
    size = max(1, CELLS // cells // multiple) * multiple
    for start in range(0, total, size):
        yield min(size, total - start)


def swaps(units: int, trials: int, seed: int, cells: int = 1) -> Iterator[Matrix]:
    """Blocks of shape (trials, units): 1 where the two systems change places.

    Args:
        units: how many may be swapped, each with a probability of one half.
        trials: how many rows there are in all.
        seed: of `numpy.random.default_rng`.
        cells: how many numbers the caller makes of one trial.
    """
    generator = np.random.default_rng(seed)
    for rows in blocks(trials, max(units, cells)):
        words = generator.integers(2**64, size=(rows, -(-units // 64)), dtype=np.uint64)
        yield np.unpackbits(words.astype("<u8").view(np.uint8), axis=1, count=units)


def counts(units: int, resamples: int, seed: int, cells: int = 1) -> Iterator[Matrix]:
    """Blocks of shape (resamples, units): how often each unit is in each resample."""
    generator = np.random.default_rng(seed)
    for rows in blocks(resamples, max(units, cells)):
        yield tally(generator.integers(units, size=(rows, units)))


def tally(drawn: NDArray[np.int64]) -> Matrix:
    """Draws of shape (resamples, units) to counts of the same shape."""
    counts = np.empty(drawn.shape, dtype=np.int32)
    for row, units in zip(counts, drawn, strict=True):  # one at a time stays in the cache
        row[:] = np.bincount(units, minlength=len(units))
    return counts


def product(draws: Matrix, rows: FloatArray) -> FloatArray:
    """Draws of shape (trials, m) with rows of shape (..., m, k) to sums of shape (trials, ..., k).

    Counts of words are multiplied in single precision, which takes half the time, as long as it
    holds every sum exactly.
    """
    wide = np.moveaxis(rows, -2, 0)
    flat = wide.reshape(len(wide), -1)
    kind = np.float32 if _is_exact(draws, flat) else np.float64
    sums: FloatArray = (draws.astype(kind) @ flat.astype(kind)).astype(np.float64)
    return sums.reshape(len(draws), *wide.shape[1:])


def _is_exact(draws: Matrix, rows: FloatArray) -> bool:
    # A resample draws as many units as there are: its sums stay below those of the largest unit.
    sums = np.abs(rows).sum(axis=0) if draws.max() <= 1 else np.abs(rows).max(axis=0) * len(rows)
    return bool(sums.max(initial=0) < 2**24) and bool((rows == np.rint(rows)).all())


def stacks(
    sizes: Sequence[int], cells: int, rows_of: Callable[[int], FloatArray]
) -> Iterator[tuple[list[int], FloatArray]]:
    """Rows of items that have as many units, side by side, as many as memory allows.

    Args:
        sizes: units of each item; items without any are left out.
        cells: how many numbers a unit of an item takes.
        rows_of: position of an item -> its rows.

    Yields:
        Positions, and the stack of their rows.
    """
    for size in sorted({size for size in sizes if size}):
        same = [position for position, own in enumerate(sizes) if own == size]
        start = 0
        for many in blocks(len(same), size * cells):
            positions = same[start : start + many]
            start += many
            yield positions, np.stack([rows_of(position) for position in positions])
