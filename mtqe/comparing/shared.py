"""The metrics that two runs have in common, with the rows of both in one table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from mtqe.comparing.model import Side
from mtqe.scorecard import MetricInfo
from mtqe.scores import ScoreTable
from mtqe.signatures import differing
from mtqe.significance import Measured, kind_of
from mtqe.tables import metric_of, rebuild
from mtqe.texts import recognised, say


@dataclass(frozen=True)
class Shared:
    """What both runs were scored by.

    Attributes:
        metrics: the leading one first, each with the rows of the old systems and then of the new.
        notes: which metrics cannot be compared, and why.
    """

    metrics: tuple[tuple[MetricInfo, Measured], ...]
    notes: tuple[str, ...]


def shared(old: Side, new: Side, order: Sequence[int]) -> Shared:
    """Bring the rows of two runs together.

    Args:
        old: whose order of segments counts.
        new: the other.
        order: for each segment of the one, its position in the other.

    Raises:
        MtqeError: a metric's rows cannot be computed again here.
    """
    before, after = rebuild(old.card, old.systems), rebuild(new.card, new.systems)
    metrics: list[tuple[MetricInfo, Measured]] = []
    notes: list[str] = []
    for info in _leading_first(old):
        table, other = before[info.label], after.get(info.label)
        if other is None:
            continue  # said below
        ours, theirs = table.bound.signature, other.bound.signature
        if fields := differing(ours, theirs):
            old_options, new_options = fields
            facts = {"metric": info.title, "old": old_options, "new": new_options}
            notes.append(say("compare", "other_options", **facts))
            continue
        if info.neural and ours != theirs:
            facts = {"metric": info.title, "old": ours, "new": theirs}
            notes.append(say("compare", "other_packages", **facts))
        metric = metric_of(old.card, info.label)
        measured = Measured(
            table=table.above(other.take(range(len(new.systems)), order)),
            systems=(*old.names, *new.names),
            label=info.label,
            neural=info.neural,
            kind=kind_of(metric) if metric else None,
        )
        metrics.append((info, measured))
    notes += [*_missing(old, new, after), *_missing(new, old, before)]
    return Shared(tuple(metrics), tuple(dict.fromkeys(notes)))


def _leading_first(side: Side) -> list[MetricInfo]:
    available = (info for info in side.card.metrics if info.unavailable is None)
    return sorted(available, key=lambda info: info.label != side.card.headline)


def _missing(side: Side, other: Side, tables: Mapping[str, ScoreTable]) -> Iterator[str]:
    """Why the other side has no scores by some of this side's metrics."""
    reasons = {info.label: info.unavailable for info in other.card.metrics}
    for info in side.card.metrics:
        if info.label not in tables:
            why = reasons.get(info.label) or say("compare", "not_asked_for")
            both = info.unavailable == why or not other.label
            facts = {"metric": info.title, "side": other.label, "reason": recognised(why)}
            yield say("compare", "missing" if both else "missing_in", **facts)
