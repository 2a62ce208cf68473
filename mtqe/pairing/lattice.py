"""The best way through two texts in order, and how sure each of its steps is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
Shape = tuple[int, int]

# log P(n sentences translate as m), tuned on news with deletions and merges (NTREX, perturbed).
LOG_PRIOR: Mapping[Shape, float] = {
    shape: float(np.log(p))
    for shape, p in {
        (1, 1): 0.82,
        (1, 2): 0.04,
        (2, 1): 0.04,
        (2, 2): 0.012,
        (1, 3): 0.01,
        (3, 1): 0.01,
        (1, 4): 0.0025,
        (4, 1): 0.0025,
        (1, 0): 0.05,
        (0, 1): 0.05,
    }.items()
}
_REACH = 200  # sentences off the diagonal that are searched: more are lost only in odd, long texts
_PAD = 4  # no shape reaches further


class BeadScorer(Protocol):
    """What speaks for two stretches of text being translations of each other."""

    def score(self, shape: Shape, source_end: IntArray, target_end: IntArray) -> FloatArray:
        """Log-likelihood ratio (nats), translation against chance, of many beads at once.

        Args:
            shape: sentences of the source and of the target in each bead, both at least 1.
            source_end: shape (k,), the position after each bead's last source sentence.
            target_end: the same for the target.
        """
        ...

    def explain(self, source: slice, target: slice) -> tuple[str, ...]:
        """The evidence for one bead, in words."""
        ...


@dataclass(frozen=True)
class Step:
    """One bead of a path: half-open ranges of sentences, and the bead's probability."""

    source: slice
    target: slice
    confidence: float


class Lattice:
    """All monotone alignments of n and m sentences, near the diagonal.

    Cell (i, j) stands for "i source and j target sentences are done". Cells are kept by
    anti-diagonal d = i + j, which depends only on earlier ones, from `low[d]` on.
    """

    def __init__(self, n: int, m: int, scorer: BeadScorer) -> None:
        self.n, self.m = n, m
        diagonal = np.arange(n + m + 1, dtype=np.int64)
        centre = diagonal * n // max(1, n + m)
        reach = _REACH + abs(n - m) // 2
        self.low = np.maximum(np.maximum(0, diagonal - m), centre - reach)
        high = np.minimum(np.minimum(diagonal, n), centre + reach)
        self.width = int((high - self.low).max()) + 1
        i = self.low[:, None] + np.arange(self.width)
        j = diagonal[:, None] - i
        inside = i <= high[:, None]
        self.scores = {shape: self._table(shape, scorer, i, j, inside) for shape in LOG_PRIOR}

    def _table(
        self, shape: Shape, scorer: BeadScorer, i: IntArray, j: IntArray, inside: NDArray[np.bool_]
    ) -> FloatArray:
        """Log score of the bead that ends in each cell; -inf where none can."""
        a, b = shape
        fits = inside & (i >= a) & (j >= b)
        table = np.full((len(i), self.width + 2 * _PAD), -np.inf)
        values = scorer.score(shape, i[fits], j[fits]) if a and b else 0.0
        table[:, _PAD:-_PAD][fits] = LOG_PRIOR[shape] + values
        return table

    def _window(self, here: int, there: int, offset: int) -> slice:
        """Columns of diagonal `there` that hold cell i + offset for each cell i of `here`."""
        start = _PAD + int(self.low[here] - self.low[there]) + offset
        return slice(start, start + self.width)

    @cached_property
    def _forward(self) -> tuple[FloatArray, NDArray[np.int8]]:
        """Log sum over all ways from the start to each cell, and the last shape of the best."""
        total = np.full((self.n + self.m + 1, self.width + 2 * _PAD), -np.inf)
        best = total.copy()
        choice = np.zeros((len(total), self.width), dtype=np.int8)
        total[0, _PAD] = best[0, _PAD] = 0.0
        ways = np.empty((2, len(LOG_PRIOR), self.width))
        inner = slice(_PAD, -_PAD)
        for d in range(1, len(total)):
            ways.fill(-np.inf)
            for k, ((a, b), table) in enumerate(self.scores.items()):
                if (before := d - a - b) >= 0:
                    window = self._window(d, before, -a)
                    ways[0, k] = total[before, window] + table[d, inner]
                    ways[1, k] = best[before, window] + table[d, inner]
            total[d, inner] = np.logaddexp.reduce(ways[0])
            choice[d] = ways[1].argmax(axis=0)
            best[d, inner] = ways[1].max(axis=0)
        return total, choice

    @cached_property
    def _backward(self) -> FloatArray:
        """Log sum over all ways from each cell to the end."""
        total = np.full((self.n + self.m + 1, self.width + 2 * _PAD), -np.inf)
        last = self.n + self.m
        total[last, _PAD + self.n - self.low[last]] = 0.0
        ways = np.empty((len(LOG_PRIOR), self.width))
        for d in range(last - 1, -1, -1):
            ways.fill(-np.inf)
            for k, ((a, b), table) in enumerate(self.scores.items()):
                if (after := d + a + b) <= last:
                    window = self._window(d, after, a)
                    ways[k] = total[after, window] + table[after, window]
            total[d, _PAD:-_PAD] = np.logaddexp.reduce(ways)
        return total

    @property
    def log_likelihood(self) -> float:
        """Log sum over all alignments (nats)."""
        return float(self._backward[0, _PAD])

    def best_path(self) -> list[Step]:
        """The most probable alignment; equal ones are decided by the order of the shapes."""
        forward, choice = self._forward
        shapes = list(self.scores)
        steps: list[Step] = []
        i, j = self.n, self.m
        while i or j:
            d = i + j
            a, b = shapes[choice[d, i - self.low[d]]]
            before = d - a - b
            log_share = (
                forward[before, _PAD + i - a - self.low[before]]
                + self.scores[a, b][d, _PAD + i - self.low[d]]
                + self._backward[d, _PAD + i - self.low[d]]
                - self.log_likelihood
            )
            steps.append(Step(slice(i - a, i), slice(j - b, j), min(1.0, float(np.exp(log_share)))))
            i, j = i - a, j - b
        return steps[::-1]
