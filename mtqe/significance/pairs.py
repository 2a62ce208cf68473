"""Pairs of systems: the rows that a comparison is about."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from mtqe.metrics import FloatArray
from mtqe.scores import ScoreTable
from mtqe.significance.draws import stacks
from mtqe.significance.units import Mask, Units

# A model gives scores that differ by less in another batch, or on another machine.
NEURAL_TIE = 1e-5

Pair = tuple[int, int]
"""Positions of the old system and of the new one."""


@dataclass(frozen=True)
class Measured:
    """One metric's rows of some systems, and what a comparison must know about them.

    Attributes:
        table: the rows.
        systems: names, in the order of the table.
        label: of the metric.
        higher_is_better: false for error rates.
        neural: whether a model made the rows, so that nearly equal scores are ties.
        kind: what agreement with people is published by (see `people.kind_of`).
    """

    table: ScoreTable
    systems: Sequence[str]
    label: str
    higher_is_better: bool = True
    neural: bool = False
    kind: str | None = None


def common(table: ScoreTable, pair: Pair) -> Mask:
    """Shape (segments,): which ones are scored in both systems."""
    both: Mask = table.scored[list(pair)].all(axis=0)
    return both


def values_of(measured: Measured, pair: Pair) -> FloatArray:
    """Rows of shape (2, segments, k), the old system first; of a tie the old row stands twice."""
    if measured.neural:
        return settled(measured.table.take(pair), [0], [1]).values
    return measured.table.values[list(pair)]


def settled(table: ScoreTable, old: Sequence[int], new: Sequence[int]) -> ScoreTable:
    """A model's rows, where a new system's row that is nearly the old one's is the old one's.

    Args:
        table: the rows.
        old: positions of systems.
        new: positions of as many, each compared with the old one at its place.
    """
    scores, values = table.segment_scores(), table.values.copy()
    for before, after in zip(old, new, strict=True):
        near = np.abs(scores[after] - scores[before]) < NEURAL_TIE
        values[after, near] = values[before, near]
    return replace(table, values=values)


def stacked(
    measured: Measured, pairs: Sequence[Pair], units: Units
) -> Iterator[tuple[list[int], FloatArray]]:
    """Positions of pairs, and their rows of shape (pairs, 2, units, k).

    Pairs without a segment that is scored in both systems are left out.
    """
    masks = [common(measured.table, pair) for pair in pairs]
    return stacks(
        [units.count(mask) for mask in masks],
        2 * measured.table.values.shape[2],
        lambda i: units.rows(values_of(measured, pairs[i]), masks[i]),
    )
