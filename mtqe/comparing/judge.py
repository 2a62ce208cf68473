"""The judgement of the gate without a gate: how much, is it noise, where, which sentences."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from mtqe.comparing.match import matched
from mtqe.comparing.model import Change, Compared, Pair, Side, settings_of
from mtqe.comparing.shared import shared
from mtqe.errors import DataError
from mtqe.metrics import FloatArray
from mtqe.scorecard import MetricInfo
from mtqe.significance import (
    NEURAL_TIE,
    Comparison,
    Measured,
    Settings,
    Units,
    compare,
    compare_documents,
    corrected,
)


def compare_sides(old: Side, new: Side, *, sentences: int = 5) -> Compared:
    """Judge two sides against each other, system by system.

    Intervals and tests are those of the old side's config.

    Args:
        old: what the other is compared with.
        new: as many systems.
        sentences: how many of those that fell, and of those that rose, are kept.

    Raises:
        DataError: the two are not of one test set, or have no metric in common.
        MtqeError: a metric's rows cannot be computed again here.
    """
    data = old.card.data
    order = matched(data, new.card.data, (old.label, new.label))
    found = shared(old, new, order)
    if not found.metrics:
        why = " ".join(found.notes) or "Nothing was scored."
        raise DataError(f"{data.name}: no metric can be compared. {why}")
    settings = settings_of(old.card)
    units = Units.of(data.segments, data.documents, settings)
    judge = _Judge(old, new, order, found.metrics, units, settings)
    return Compared(
        name=new.card.data.name,
        segments=len(data.segments),
        documents=len(data.documents),
        metrics=tuple(info for info, _ in found.metrics),
        settings=settings,
        pairs=tuple(judge.pair(position, sentences) for position in range(len(old.systems))),
        notes=found.notes,
        language=new.card.language,
    )


@dataclass(frozen=True)
class _Judge:
    old: Side
    new: Side
    order: Sequence[int]
    metrics: Sequence[tuple[MetricInfo, Measured]]
    units: Units
    settings: Settings

    @cached_property
    def comparisons(self) -> list[Comparison]:
        """Of all pairs by every metric, with Holm's correction over the pairs."""
        names = list(zip(self.new.names, self.old.names, strict=True))
        return [
            comparison
            for _, measured in self.metrics
            for comparison in corrected(compare(measured, names, self.units, self.settings))
        ]

    def pair(self, position: int, sentences: int) -> Pair:
        """The systems at this position of both sides."""
        old, new = self.old.names[position], self.new.names[position]
        before, after = self._texts(position)
        fell, rose = self._changes(position, sentences)
        return Pair(
            old=old,
            new=new,
            same=sum(a == b for a, b in zip(before, after, strict=True)),
            comparisons=tuple(c for c in self.comparisons if (c.baseline, c.system) == (old, new)),
            documents=tuple(self._documents(old, new)),
            fell=fell,
            rose=rose,
        )

    def _texts(self, position: int) -> tuple[Sequence[str], Sequence[str]]:
        before = self.old.card.data.outputs[self.old.systems[position]]
        after = self.new.card.data.outputs[self.new.systems[position]]
        return before, [after[i] for i in self.order]

    def _documents(self, old: str, new: str) -> Iterable[Comparison]:
        if len(self.old.card.data.documents) == 1:
            return []
        found = [
            comparison
            for _, measured in self.metrics
            for comparison in compare_documents(measured, new, old, self.units, self.settings)
        ]
        [(leading, _), *_] = self.metrics
        sign = 1 if leading.higher_is_better else -1
        gain = {c.document: sign * c.difference for c in found if c.label == leading.label}
        return sorted(found, key=lambda c: gain.get(c.document, np.inf))  # keeps each order inside

    def _changes(self, position: int, count: int) -> tuple[tuple[Change, ...], tuple[Change, ...]]:
        """The segments that fell and those that rose furthest, by the leading metric."""
        [(leading, measured), *_] = self.metrics
        scores = measured.table.segment_scores()[[position, len(self.old.systems) + position]]
        gains = (scores[1] - scores[0]) * (1 if leading.higher_is_better else -1)
        return (
            tuple(self._change(position, i, scores) for i in _lowest(gains, count)),
            tuple(self._change(position, i, scores) for i in _lowest(-gains, count)),
        )

    def _change(self, position: int, i: int, scores: FloatArray) -> Change:
        segment = self.old.card.data.segments[i]
        before, after = self._texts(position)
        return Change(
            document=segment.document,
            segment=segment.id,
            source=segment.source,
            references=tuple(text for text in segment.references if text is not None),
            old=float(scores[0, i]),
            new=float(scores[1, i]),
            old_hypothesis=before[i],
            new_hypothesis=after[i],
            origin=self.new.card.origin(self.new.systems[position], self.order[i]),
        )


def _lowest(gains: FloatArray, count: int) -> list[int]:
    """Positions of the lowest that are below zero, lowest first."""
    order = np.argsort(gains, kind="stable")  # NaN, which is no change, stands last
    return [int(i) for i in order[:count] if gains[i] <= -NEURAL_TIE]
