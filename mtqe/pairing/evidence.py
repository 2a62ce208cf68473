"""Lexical evidence for beads: numbers, names and words that both sides show."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from mtqe.pairing.band import Band
from mtqe.pairing.keys import Key, Keys
from mtqe.pairing.lattice import BeadScorer, FloatArray, IntArray, Shape
from mtqe.pairing.learn import Learnt
from mtqe.pairing.lexicon import Lexicon
from mtqe.pairing.tables import Match, Tables

_SHORT, _TILE = 120, 50  # source sentences that full tables hold, and those of a piece
_MARGIN = 6  # the longest bead that may reach into a piece
_STRONGEST = 5  # matches that explain a bead


class EvidenceScorer:
    """Adds lexical evidence to that of the lengths; long texts are taken in pieces.

    In a piece of a text everything is local, also how often a key would match by chance.
    """

    def __init__(
        self,
        base: BeadScorer,
        source: Sequence[Keys],
        target: Sequence[Keys],
        *,
        lexicon: Lexicon,
        band: Band,
        learnt: Learnt | None = None,
    ) -> None:
        self._base, self.band, self.lexicon = base, band, lexicon
        self.keys, self._learnt = (source, target), learnt
        self._size = len(source) if len(source) <= _SHORT else _TILE
        self._tiles: dict[int, tuple[int, int, Tables]] = {}

    def score(self, shape: Shape, source_end: IntArray, target_end: IntArray) -> FloatArray:
        """See `BeadScorer.score`."""
        scores = self._base.score(shape, source_end, target_end)
        numbers = (source_end - 1) // self._size
        tiles = [self._tile(number) for number in range(numbers.max(initial=-1) + 1)]
        tables = [tile.tables[shape] for _, _, tile in tiles]
        # All tables in a row, and where in there (0, 0) of each one would stand.
        begin = np.cumsum([0, *(table.size for table in tables)])[:-1]
        width = np.array([table.shape[1] for table in tables], dtype=np.int64)
        for k, (i, j, _) in enumerate(tiles):
            begin[k] -= (i + shape[0]) * width[k] + j + shape[1]
        if tiles:
            values = np.concatenate([table.ravel() for table in tables])
            scores += values[begin[numbers] + source_end * width[numbers] + target_end]
        return scores

    def explain(self, source: slice, target: slice) -> tuple[str, ...]:
        """See `BeadScorer.explain`."""
        i, j, tables = self._tile((source.stop - 1) // self._size)
        matches = tables.matches(
            slice(source.start - i, source.stop - i), slice(target.start - j, target.stop - j)
        )
        words: dict[str, None] = {}
        used: set[Key] = set()
        for match in matches:
            if match.weight > 0 and not used & {match.source, match.target}:
                used |= {match.source, match.target}
                words[self._say(match, source, target)] = None
        return (*list(words)[:_STRONGEST], *self._base.explain(source, target))

    def _say(self, match: Match, source: slice, target: slice) -> str:
        texts = [
            next(sentence[key] for sentence in side[at] if key in sentence)
            for side, at, key in zip(
                self.keys, (source, target), (match.source, match.target), strict=True
            )
        ]
        by_sound = {match.source.kind, match.target.kind} & {"name", "plain"}
        if by_sound and match.source.kind != match.target.kind:
            return " ~ ".join(texts)
        return " = ".join(texts)

    def _tile(self, number: int) -> tuple[int, int, Tables]:
        """A piece's first source and target sentence, and its tables."""
        if number not in self._tiles:
            source, target = self.keys
            start = max(0, number * self._size - _MARGIN)
            stop = min(len(source), (number + 1) * self._size)
            first, last = self.band.columns(start, stop)
            first = max(0, first - _MARGIN)
            tables = Tables(source[start:stop], target[first:last], self.lexicon, self._learnt)
            self._tiles[number] = start, first, tables
        return self._tiles[number]
