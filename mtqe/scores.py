"""From rows to scores: everything above a segment is a sum of rows, never a mean of means."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from mtqe.core import Document, Level
from mtqe.metrics import BoundMetric, FloatArray


@dataclass(frozen=True)
class ScoreTable:
    """One metric's rows for all systems of a test set, and their scores at every level.

    Attributes:
        bound: the metric that made the rows and turns sums of them into scores.
        values: shape (systems, segments, k); zero where unscored.
        unscored: (system, segment) positions -> why there is no score.
        documents: half-open slices that tile the segments.
    """

    bound: BoundMetric
    values: FloatArray
    unscored: Mapping[tuple[int, int], str]
    documents: Sequence[Document]

    @property
    def scored(self) -> NDArray[np.bool_]:
        """Shape (systems, segments): which translations have a score."""
        mask = np.ones(self.values.shape[:2], dtype=np.bool_)
        for position in self.unscored:
            mask[position] = False
        return mask

    def take(
        self,
        systems: Sequence[int],
        segments: Sequence[int] | None = None,
        documents: Sequence[Document] | None = None,
    ) -> ScoreTable:
        """The rows at these positions, in this order; a system may be taken twice.

        Args:
            systems: positions.
            segments: positions; None for all of them.
            documents: of these segments, where they are not as they were.
        """
        values = self.values[list(systems)]
        place: range | dict[int, int] = range(values.shape[1])
        if segments is not None:
            values, place = values[:, list(segments)], {i: n for n, i in enumerate(segments)}
        unscored = {
            (n, place[i]): why
            for n, system in enumerate(systems)
            for (s, i), why in self.unscored.items()
            if s == system and i in place
        }
        slices = self.documents if documents is None else documents
        return replace(self, values=values, unscored=unscored, documents=slices)

    def above(self, other: ScoreTable) -> ScoreTable:
        """The same segments of more systems: the rows of the other table below these."""
        count = len(self.values)
        lower = {(count + s, i): why for (s, i), why in other.unscored.items()}
        return replace(
            self,
            values=np.concatenate([self.values, other.values]),
            unscored={**self.unscored, **lower},
        )

    def segment_scores(self) -> FloatArray:
        """Shape (systems, segments); NaN where unscored."""
        return self._score(self.values, self.scored, "segment")

    def document_scores(self) -> FloatArray:
        """Shape (systems, documents); NaN where no segment of the document is scored."""
        return self._sums("document", [document.start for document in self.documents])

    def system_scores(self) -> FloatArray:
        """Shape (systems,); NaN where nothing is scored."""
        return self._sums("system", [0])[:, 0]

    def _sums(self, level: Level, starts: list[int]) -> FloatArray:
        totals = np.add.reduceat(self.values, starts, axis=1)
        return self._score(totals, np.logical_or.reduceat(self.scored, starts, axis=1), level)

    def _score(self, totals: FloatArray, scored: NDArray[np.bool_], level: Level) -> FloatArray:
        scores = np.full(scored.shape, np.nan)
        if scored.any():
            scores[scored] = self.bound.score(totals[scored], level)
        return scores
