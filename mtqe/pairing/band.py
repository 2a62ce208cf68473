"""Which part of all alignments is searched: everything, or the surroundings of sure points."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from mtqe.pairing.keys import Key, Keys
from mtqe.pairing.lexicon import Lexicon
from mtqe.pairing.links import find_links

Point = tuple[int, int]
IntArray = NDArray[np.int64]

_REACH = 20  # sentences on both sides of the way between two points
_RARE = 4  # sentences that may have a key of an anchor
_ANCHORING = frozenset({"number", "word", "phrase", "name", "proper", "noun"})
_NEAR, _DRIFT = 12, 3  # a point counts if another is so near, and about as far on both sides
_SHORT = 160  # sentences of both sides together that are searched in full


@dataclass(frozen=True)
class Band:
    """The cells (i, j) that are searched, by anti-diagonal d = i + j: low[d] <= i <= high[d].

    Both bounds never fall.
    """

    low: IntArray
    high: IntArray

    def columns(self, start: int, stop: int) -> tuple[int, int]:
        """The lowest and highest j of the cells whose i is in start..stop, both included."""
        rows = np.arange(start, stop + 1)
        first = np.searchsorted(self.high, rows) - rows
        last = np.searchsorted(self.low, rows, side="right") - 1 - rows
        return max(0, int(first.min())), int(last.max())


def full_band(n: int, m: int) -> Band:
    """All cells."""
    diagonal = np.arange(n + m + 1, dtype=np.int64)
    return Band(np.maximum(0, diagonal - m), np.minimum(diagonal, n))


def find_band(source: Sequence[Keys], target: Sequence[Keys], lexicon: Lexicon) -> Band:
    """The surroundings of the longest chain of rare counterparts; everything of a short text.

    Args:
        source: the keys of its sentences.
        target: the same.
        lexicon: as for `find_links`.
    """
    n, m = len(source), len(target)
    everything = full_band(n, m)
    if n + m <= _SHORT:
        return everything
    chain = [(0, 0), *_supported(_best_chain(_anchors(source, target, lexicon))), (n, m)]
    at = [i + j for i, j in chain]
    diagonal = np.arange(n + m + 1, dtype=np.int64)
    centre = np.interp(diagonal, at, [i for i, _ in chain])
    reach = np.full(n + m + 1, float(_REACH))
    for (i, j), (after_i, after_j) in pairwise(chain):
        between = slice(i + j, after_i + after_j + 1)
        drift = abs((after_i - i) - (after_j - j))
        reach[between] = np.maximum(reach[between], _REACH + drift / 2)
    low = np.minimum.accumulate((centre - reach)[::-1])[::-1].astype(np.int64)
    high = np.maximum.accumulate(centre + reach).astype(np.int64)
    return Band(np.maximum(everything.low, low), np.minimum(everything.high, high))


def _anchors(
    source: Sequence[Keys], target: Sequence[Keys], lexicon: Lexicon
) -> dict[Point, float]:
    """Pairs of sentences that share rare keys, with how much speaks for each."""
    here, there = _rare(source), _rare(target)
    points = defaultdict[Point, float](float)
    for a, b, strength in find_links(here, there, lexicon, sure=True):
        if strength > 0.5:
            for i in here[a]:
                for j in there[b]:
                    points[i, j] += strength / (len(here[a]) * len(there[b]))
    return points


def _rare(sentences: Sequence[Keys]) -> dict[Key, list[int]]:
    places = defaultdict[Key, list[int]](list)
    for i, keys in enumerate(sentences):
        for key in keys:
            if key.kind in _ANCHORING:
                places[key].append(i)
    return {key: at for key, at in places.items() if len(at) <= _RARE}


def _best_chain(points: dict[Point, float]) -> list[Point]:
    """The heaviest sequence of points that rises on both sides."""
    columns = sorted({j for _, j in points})
    tree: list[tuple[float, int]] = [(0.0, -1)] * (len(columns) + 1)
    ordered = sorted(points, key=lambda p: (p[0], -p[1]))  # one of a row at most
    before = []
    for number, (i, j) in enumerate(ordered):
        k = bisect_left(columns, j)
        best = (0.0, -1)
        while k > 0:
            best = max(best, tree[k])
            k -= k & -k
        before.append(best[1])
        total = best[0] + points[i, j]
        k = bisect_left(columns, j) + 1
        while k < len(tree):
            tree[k] = max(tree[k], (total, number))
            k += k & -k
    number = max(tree)[1] if len(tree) else -1
    chain = []
    while number >= 0:
        chain.append(ordered[number])
        number = before[number]
    return chain[::-1]


def _supported(chain: Sequence[Point]) -> list[Point]:
    """The points that another one confirms."""

    def agree(a: Point, b: Point) -> bool:
        return b[0] - a[0] <= _NEAR and abs((b[0] - a[0]) - (b[1] - a[1])) <= _DRIFT

    good = [False] * len(chain)
    for k, (a, b) in enumerate(pairwise(chain)):
        if agree(a, b):
            good[k] = good[k + 1] = True
    return [point for point, is_good in zip(chain, good, strict=True) if is_good]
