"""What is judged against what: two outputs for every system on the same segments, as rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from mtqe.accepted.model import unreferenced
from mtqe.core import Document, Origin, Segment
from mtqe.gate.rules import ACCEPTED
from mtqe.scorecard import MetricInfo, Scorecard
from mtqe.scores import ScoreTable
from mtqe.significance import settled
from mtqe.tables import rebuild
from mtqe.texts import recognised, say


@dataclass(frozen=True)
class Sides:
    """Every judged system beside what it is judged against, on the segments that both have.

    Attributes:
        baseline: `accepted`, or a system of the run.
        segments: of the run, in order.
        systems: those that are judged.
        new: their hypotheses.
        old: what each is compared with.
        origins: where each new hypothesis stands.
        tables: label -> rows of the judged systems, then of their opponents in the same order.
        refused: label of a metric -> why its scores cannot be compared.
    """

    baseline: str
    segments: tuple[Segment, ...]
    documents: tuple[Document, ...]
    systems: tuple[str, ...]
    new: Mapping[str, tuple[str, ...]]
    old: Mapping[str, tuple[str, ...]]
    origins: Mapping[str, tuple[Origin | None, ...]]
    tables: Mapping[str, ScoreTable]
    refused: Mapping[str, str]

    def positions(self, system: str) -> tuple[int, int]:
        """Of a system and its opponent in the tables."""
        s = self.systems.index(system)
        return s, s + len(self.systems)

    def unscored(self, label: str, system: str) -> str | None:
        """Why this metric's rules cannot be judged for the system; None where they can.

        A segment without any reference is excused: both sides lack its score.
        """
        table = self.tables[label]
        accepted = say("judgement", "the_accepted") if self.baseline == ACCEPTED else self.baseline
        sides = (say("judgement", "the_candidate"), accepted)
        for side, s in zip(sides, self.positions(system), strict=True):
            reasons = {i: why for (t, i), why in table.unscored.items() if t == s}
            if lacking := lacking_scores(self.segments, reasons):
                return say("judgement", "on_side", why=lacking, side=side)
        return None


def lacking_scores(segments: Sequence[Segment], reasons: Mapping[int, str]) -> str | None:
    """What to say of segments without a score; None where all that could have one have one."""
    left_out = [i for i in sorted(reasons) if not unreferenced(segments[i])]
    if left_out:
        first = recognised(reasons[left_out[0]])
        return say("judgement", "lacking", some=len(left_out), all=len(segments), why=first)
    if len(reasons) == len(segments):
        return say("judgement", "no_references")
    return None


def against_system(card: Scorecard, baseline: str) -> Sides:
    """The other systems of the run against one of them."""
    data = card.data
    systems = tuple(system for system in data.systems if system != baseline)
    tables = rebuild(card, [*systems, *[baseline] * len(systems)])
    return Sides(
        baseline=baseline,
        segments=data.segments,
        documents=tuple(data.documents),
        systems=systems,
        new={system: data.outputs[system] for system in systems},
        old=dict.fromkeys(systems, data.outputs[baseline]),
        origins={system: data.origins.get(system, ()) for system in systems},
        tables=with_ties(card.metrics, tables),
        refused={m.label: unavailable(m) for m in card.metrics if m.unavailable is not None},
    )


def with_ties(
    metrics: Sequence[MetricInfo], tables: Mapping[str, ScoreTable]
) -> dict[str, ScoreTable]:
    """The tables of `Sides`, where a model's scores that are nearly their opponents' are theirs."""
    neural = {metric.label for metric in metrics if metric.neural}
    return {label: _tied(table) if label in neural else table for label, table in tables.items()}


def _tied(table: ScoreTable) -> ScoreTable:
    count = len(table.values) // 2
    return settled(table, old=range(count, 2 * count), new=range(count))


def unavailable(metric: MetricInfo) -> str:
    """That a metric is, and why."""
    return say("judgement", "unavailable", why=recognised(metric.unavailable or ""))
