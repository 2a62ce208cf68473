"""What `mtqe check` decided, as it stands on top of the report."""

from __future__ import annotations

from dataclasses import dataclass

from mtqe.reporters.difference import Difference, difference
from mtqe.reporters.examples import show
from mtqe.reporters.html.bilingual import Bilingual, told
from mtqe.scorecard import Scorecard
from mtqe.verdict import Outcome, Verdict, WorstSegment

_SENTENCES = 5
_CLASSES: dict[Outcome, str] = {
    "fail": "fail", "not comparable": "incomparable", "warn": "warn", "pass": "pass",
}  # fmt: skip


@dataclass(frozen=True)
class Rule:
    """One rule for one system: its outcome as a class of the page, and the sentence about it."""

    outcome: str
    message: Bilingual
    rule: Bilingual


@dataclass(frozen=True)
class Fallen:
    """A sentence that fell.

    Attributes:
        number: 1-based position in the test set.
        scores: old and new.
        changed: from the old hypothesis to the new one.
    """

    number: int
    document: str
    system: str
    source: str | None
    scores: str
    changed: Difference


@dataclass(frozen=True)
class Judged:
    """A verdict, in the order in which one asks: whether, why, which sentences."""

    outcome: str
    headline: Bilingual
    broken: tuple[Rule, ...]
    kept: tuple[Rule, ...]
    fallen: tuple[Fallen, ...]


def judged(card: Scorecard, verdict: Verdict) -> Judged:
    """What the page shows of a verdict."""
    rules = [
        Rule(_CLASSES[result.outcome], told(result.message), told(result.rule))
        for result in verdict.results
    ]
    numbers = {segment.id: i + 1 for i, segment in enumerate(card.data.segments)}
    return Judged(
        outcome=_CLASSES[verdict.outcome],
        headline=told(verdict.headline),
        broken=tuple(rule for rule in rules if rule.outcome != "pass"),
        kept=tuple(rule for rule in rules if rule.outcome == "pass"),
        fallen=tuple(
            _fallen(card, worst, numbers[worst.segment])
            for worst in verdict.worst[:_SENTENCES]
            if worst.segment in numbers
        ),
    )


def _fallen(card: Scorecard, worst: WorstSegment, number: int) -> Fallen:
    metric = next(metric for metric in card.metrics if metric.label == worst.metric)
    return Fallen(
        number=number,
        document=worst.document,
        system=worst.system,
        source=worst.source,
        scores=f"{metric.title} {show(worst.old, metric)} → {show(worst.new, metric)}",
        changed=difference(worst.old_hypothesis, worst.new_hypothesis),
    )
