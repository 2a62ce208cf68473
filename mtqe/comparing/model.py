"""What is compared, and what was found out."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace

from mtqe.core import Origin
from mtqe.scorecard import MetricInfo, Scorecard
from mtqe.significance import Comparison, Settings
from mtqe.texts import Language


@dataclass(frozen=True)
class Side:
    """One of the two that are compared.

    Attributes:
        label: names the run; empty when both sides are of one run.
        card: the run.
        systems: those that are compared with the other side's, in the same order.
    """

    label: str
    card: Scorecard
    systems: tuple[str, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The systems, with the run where there are two."""
        return tuple(f"{self.label}:{s}" if self.label else s for s in self.systems)


@dataclass(frozen=True)
class Change:
    """One segment that fell or rose.

    Attributes:
        references: those that are there.
        old: score of the old hypothesis.
        new: score of the new one.
        origin: where the new hypothesis stands.
    """

    document: str
    segment: str
    source: str | None
    references: tuple[str, ...]
    old: float
    new: float
    old_hypothesis: str
    new_hypothesis: str
    origin: Origin | None = None


@dataclass(frozen=True)
class Pair:
    """One system against another.

    Attributes:
        old: name of the one.
        new: name of the other.
        same: how many hypotheses are equal.
        comparisons: over the whole test set, one per metric.
        documents: one per document and metric, those first that the leading metric says fell
            furthest; empty where there is only one document.
        fell: the segments that the leading metric says fell furthest, furthest first.
        rose: those that rose furthest.
    """

    old: str
    new: str
    same: int
    comparisons: tuple[Comparison, ...]
    documents: tuple[Comparison, ...] = ()
    fell: tuple[Change, ...] = ()
    rose: tuple[Change, ...] = ()


@dataclass(frozen=True)
class Compared:
    """All that was found out about two sides.

    Attributes:
        name: of the test set.
        segments: how many it has.
        documents: how many it has.
        metrics: those that both sides have, the leading one first.
        settings: of intervals and tests.
        pairs: one per pair of systems.
        notes: what could not be compared, and why.
        language: of the new side's reports.
    """

    name: str
    segments: int
    documents: int
    metrics: tuple[MetricInfo, ...]
    settings: Settings
    pairs: tuple[Pair, ...]
    notes: tuple[str, ...] = ()
    language: Language = "en"

    def metric(self, label: str) -> MetricInfo:
        """The metric with this label."""
        return next(metric for metric in self.metrics if metric.label == label)


def settings_of(card: Scorecard) -> Settings:
    """What a run's config says of intervals and tests; the rest is as usual."""
    stored = card.config.get("significance", {})
    names = {field.name for field in fields(Settings)} - {"baseline"}
    return replace(Settings(), **{key: stored[key] for key in names & set(stored)})
