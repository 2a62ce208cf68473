"""The best way through two texts in order, and how sure each of its steps is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from mtqe.pairing.band import Band, full_band

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
Shape = tuple[int, int]
Prior = Mapping[Shape, float]

_LONGEST = 6  # sentences that one may correspond to
_PAD = _LONGEST + 1
_NEVER = -1e9  # log probability; finite, as differences of infinite ones are not numbers
_STRENGTH = 60  # beads that the prior is worth when a text moves it
# Confidences of perturbed NTREX and of Park et al. against what is right: the keys of a sentence
# are not independent, so that all is less sure than their sum, but nulls are right more often.
_TEMPERATURE = 1.25
_NULLS = 4 / 3


def _prior() -> dict[Shape, float]:
    """P(n sentences translate as m): tuned on news with deletions and merges (NTREX)."""
    prior = {(1, 1): 0.8, (1, 0): 0.03, (0, 1): 0.03}
    for k in range(2, _LONGEST + 1):
        prior[1, k] = prior[k, 1] = 0.05 * 0.25 ** (k - 2)
    for a, b in ((2, 2), (2, 3), (3, 2), (3, 3)):
        prior[a, b] = 0.3 * 0.05 * 0.25 ** (a + b - 3)
    return prior


PRIOR: Prior = _prior()


def adapt_prior(beads: Sequence[tuple[slice, slice]], prior: Prior = PRIOR) -> dict[Shape, float]:
    """A prior that a first alignment has moved, but nulls never become likelier by it."""
    counts = Counter((a.stop - a.start, b.stop - b.start) for a, b in beads)
    total = counts.total() + _STRENGTH
    moved = {shape: (counts[shape] + _STRENGTH * p) / total for shape, p in prior.items()}
    return {s: min(p, prior[s]) if 0 in s else p for s, p in moved.items()}


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
    """All monotone alignments of n and m sentences, within a band.

    Cell (i, j) stands for "i source and j target sentences are done". Cells are kept by
    anti-diagonal d = i + j, which depends only on earlier ones, from `low[d]` on.
    """

    def __init__(
        self,
        n: int,
        m: int,
        scorer: BeadScorer,
        *,
        band: Band | None = None,
        prior: Prior = PRIOR,
    ) -> None:
        self.n, self.m = n, m
        band = band or full_band(n, m)
        self.low = band.low
        self.width = int((band.high - band.low).max()) + 1
        self.shapes = tuple(prior)
        self._log_prior = np.log(list(prior.values()))[:, None]
        diagonal = np.arange(n + m + 1, dtype=np.int64)
        i = self.low[:, None] + np.arange(self.width)
        j = diagonal[:, None] - i
        inside = i <= band.high[:, None]
        self._evidence = np.full((len(prior), n + m + 1, self.width), _NEVER)
        for table, (a, b) in zip(self._evidence, self.shapes, strict=True):
            fits = inside & (i >= a) & (j >= b)
            table[fits] = scorer.score((a, b), i[fits], j[fits]) if a and b else 0.0

    def with_prior(self, prior: Prior) -> Lattice:
        """The same evidence under another prior of the same shapes."""
        other = object.__new__(Lattice)
        other.n, other.m, other.low, other.width = self.n, self.m, self.low, self.width
        other.shapes, other._evidence = self.shapes, self._evidence
        other._log_prior = np.log([prior[shape] for shape in self.shapes])[:, None]
        return other

    def calibrated(self) -> Lattice:
        """The same with probabilities that are as high as beads are right; not for finding them.

        All log probabilities are divided by one temperature, as Guo et al. (2017) do with those
        of a network.
        """
        other = self.with_prior({shape: _NULLS if 0 in shape else 1.0 for shape in self.shapes})
        other._log_prior = (self._log_prior + other._log_prior) / _TEMPERATURE
        other._evidence = self._evidence / _TEMPERATURE
        return other

    def _places(self, way: int) -> tuple[IntArray, IntArray]:
        """Where beads come from (way -1) or lead to (1): diagonals and first columns.

        Of each diagonal and shape, (diagonals, shapes): the cell of column w is that far from the
        first one. Diagonals and columns outside hold no cells.
        """
        a, b = way * np.array(self.shapes, dtype=np.int64).T
        last = self.n + self.m
        there = np.arange(last + 1)[:, None] + a + b
        start = self.low[:, None] + a - self.low[np.clip(there, 0, last)]
        there[there > last] = -1
        return np.maximum(there, -1), np.clip(start, -self.width, self.width)

    def _flat(self, diagonal: IntArray, column: IntArray) -> IntArray:
        """The same among all of `_cells`.

        Their first row holds no cells, and what lies left of a row is the end of the one before.
        """
        return (diagonal + 1) * (2 * (self.width + _PAD)) + _PAD + column

    def _cells(self) -> FloatArray:
        return np.full((self.n + self.m + 2, 2 * (self.width + _PAD)), _NEVER)

    @cached_property
    def _origins(self) -> IntArray:
        return self._flat(*self._places(-1))

    @cached_property
    def _choice(self) -> NDArray[np.int8]:
        """The last shape of the best way to each cell (Viterbi)."""
        best = self._cells()
        choice = np.zeros((len(best) - 1, self.width), dtype=np.int8)
        best[1, _PAD] = 0.0
        columns = np.arange(self.width)
        inner = best[:, _PAD : _PAD + self.width]
        for d in range(1, len(choice)):
            ways = best.take(self._origins[d][:, None] + columns)
            ways += self._evidence[:, d] + self._log_prior
            choice[d] = ways.argmax(axis=0)
            ways.max(axis=0, out=inner[d + 1])
        return choice

    @cached_property
    def _forward(self) -> FloatArray:
        """Log sum over all ways from the start to each cell."""
        total = self._cells()
        total[1, _PAD] = 0.0
        columns = np.arange(self.width)
        inner = total[:, _PAD : _PAD + self.width]
        for d in range(1, len(total) - 1):
            ways = total.take(self._origins[d][:, None] + columns)
            ways += self._evidence[:, d] + self._log_prior
            inner[d + 1] = _log_sum(ways)
        return total

    @cached_property
    def _backward(self) -> FloatArray:
        """Log sum over all ways from each cell to the end."""
        total = self._cells()
        last = self.n + self.m
        total[last + 1, _PAD + self.n - self.low[last]] = 0.0
        columns = np.arange(self.width)
        inner = total[:, _PAD : _PAD + self.width]
        diagonals, starts = self._places(1)
        ends = self._flat(diagonals, starts)
        # What is read outside of the evidence belongs to no cell, and so counts for nothing.
        shape = np.arange(len(self.shapes))
        beads = (shape * (last + 1) + diagonals) * self.width + starts
        for d in range(last - 1, -1, -1):
            ways = total.take(ends[d][:, None] + columns)
            ways += self._evidence.take(beads[d][:, None] + columns, mode="clip")
            ways += self._log_prior
            inner[d + 1] = _log_sum(ways)
        return total

    @property
    def log_likelihood(self) -> float:
        """Log sum over all alignments (nats)."""
        return float(self._forward[-1, _PAD + self.n - self.low[-1]])

    def steps(self, beads: Sequence[tuple[slice, slice]]) -> list[Step]:
        """Each bead with its probability: the share of all alignments that it is in."""
        return [Step(*bead, self._confidence(*bead)) for bead in beads]

    def best_beads(self) -> list[tuple[slice, slice]]:
        """The most probable alignment; equal ones are decided by the order of the shapes."""
        beads = []
        i, j = self.n, self.m
        while i or j:
            a, b = self.shapes[self._choice[i + j, i - self.low[i + j]]]
            beads.append((slice(i - a, i), slice(j - b, j)))
            i, j = i - a, j - b
        return beads[::-1]

    def _confidence(self, source: slice, target: slice) -> float:
        d, before = source.stop + target.stop, source.start + target.start
        shape = self.shapes.index((source.stop - source.start, target.stop - target.start))
        column = source.stop - self.low[d]
        log_share = (
            self._forward[before + 1, _PAD + source.start - self.low[before]]
            + self._evidence[shape, d, column]
            + self._log_prior[shape, 0]
            + self._backward[d + 1, _PAD + column]
            - self.log_likelihood
        )
        return min(1.0, float(np.exp(log_share)))


def _log_sum(ways: FloatArray) -> FloatArray:
    highest = ways.max(axis=0)
    total: FloatArray = np.log(np.exp(ways - highest).sum(axis=0)) + highest
    return total
