"""The accepted scorecard's side of a judgement: its rows, made again or kept."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import groupby

import numpy as np

from mtqe.accepted import Accepted
from mtqe.accepted.matching import Match
from mtqe.core import Document, Runtime, Segment, Translation
from mtqe.gate.rules import ACCEPTED
from mtqe.gate.sides import Sides, unavailable, with_ties
from mtqe.scorecard import MetricInfo, Scorecard
from mtqe.scores import ScoreTable
from mtqe.signatures import differing
from mtqe.tables import rebuild, table_of_scores
from mtqe.texts import say


def against_accepted(card: Scorecard, accepted: Accepted, match: Match) -> Sides:
    """The systems of the run against the accepted ones of the same names."""
    return _Former(card, accepted, match).sides()


@dataclass(frozen=True)
class _Former:
    card: Scorecard
    accepted: Accepted
    match: Match

    def sides(self) -> Sides:
        refusals = {metric.label: self._refusal(metric) for metric in self.card.metrics}
        refused = {label: reason for label, reason in refusals.items() if reason}
        rebuilt = rebuild(self.card)
        tables = {
            metric.label: self._both(metric, rebuilt[metric.label])
            for metric in self.card.metrics
            if metric.label not in refused
        }
        origins = self.card.data.origins
        return Sides(
            baseline=ACCEPTED,
            segments=self.segments,
            documents=self.documents,
            systems=self.systems,
            new=self.new,
            old=self.old,
            origins={
                name: tuple(origins[name][i] for i in self.here) if name in origins else ()
                for name in self.systems
            },
            tables=with_ties(self.card.metrics, tables),
            refused=refused,
        )

    @cached_property
    def systems(self) -> tuple[str, ...]:
        return tuple(name for name in self.card.data.systems if name in self.accepted.systems)

    @cached_property
    def here(self) -> list[int]:
        """Positions of the common segments in the run."""
        return self.match.common

    @cached_property
    def there(self) -> dict[str, list[int]]:
        """By system, positions of the same segments in the accepted scorecard."""
        return {
            name: self.match.accepted_positions(
                self.card.data.outputs[name], self.accepted.systems[name].hypotheses
            )
            for name in self.systems
        }

    @cached_property
    def segments(self) -> tuple[Segment, ...]:
        return tuple(self.card.data.segments[i] for i in self.here)

    @cached_property
    def documents(self) -> tuple[Document, ...]:
        return tuple(_documents(self.segments))

    @cached_property
    def new(self) -> dict[str, tuple[str, ...]]:
        outputs = self.card.data.outputs
        return {name: tuple(outputs[name][i] for i in self.here) for name in self.systems}

    @cached_property
    def old(self) -> dict[str, tuple[str, ...]]:
        return {
            name: tuple(self.accepted.systems[name].hypotheses[j] for j in self.there[name])
            for name in self.systems
        }

    def _refusal(self, metric: MetricInfo) -> str | None:
        if metric.unavailable is not None:
            return unavailable(metric)
        signature = self.accepted.signatures.get(metric.label)
        if signature is None:
            # Rows of the accepted texts can still be made, but a model's scores were never kept.
            return say("judgement", "never_scored") if metric.neural else None
        fields = differing(signature, metric.signature or "")
        if fields:
            return say("judgement", "other_options", accepted=fields[0], candidate=fields[1])
        return None

    def _both(self, metric: MetricInfo, table: ScoreTable) -> ScoreTable:
        """The rows of the run's systems, and below them those of the accepted ones."""
        order = [self.card.data.systems.index(name) for name in self.systems]
        new = table.take(order, self.here, self.documents)
        return new.above(self._kept(metric) if metric.neural else self._computed(new))

    def _computed(self, new: ScoreTable) -> ScoreTable:
        """Rows of the accepted texts, made like the candidate's, and only where texts differ."""
        rows, unscored = new.values.copy(), dict(new.unscored)
        changed = [
            (s, i, text)
            for s, name in enumerate(self.systems)
            for i, text in enumerate(self.old[name])
            if text != self.new[name][i]
        ]
        texts = [Translation(self.segments[i], text) for _, i, text in changed]
        made = new.bound.statistics(texts, Runtime(device="cpu"))
        for position, (s, i, _) in enumerate(changed):
            rows[s, i] = made.values[position]
            unscored.pop((s, i), None)
            if position in made.unscored:
                unscored[s, i] = made.unscored[position]
        return replace(new, values=rows, unscored=unscored)

    def _kept(self, metric: MetricInfo) -> ScoreTable:
        """Scores that a model gave to the accepted texts."""
        scores = [
            [self.accepted.systems[name].scores[metric.label][j] for j in self.there[name]]
            for name in self.systems
        ]
        return table_of_scores(np.array(scores, dtype=np.float64), self.documents)


def _documents(segments: Sequence[Segment]) -> Iterator[Document]:
    start = 0
    for name, group in groupby(segments, key=lambda segment: segment.document):
        stop = start + len(list(group))
        yield Document(name, start, stop)
        start = stop
