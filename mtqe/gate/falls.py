"""Segments that fell: the rules about them, and those that fell furthest."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from mtqe.gate import wording
from mtqe.gate.rules import Rule
from mtqe.gate.sides import Sides
from mtqe.gate.terms import SLACK
from mtqe.metrics import FloatArray
from mtqe.reporters.examples import show
from mtqe.scorecard import MetricInfo
from mtqe.texts import say
from mtqe.verdict import RuleResult, WorstSegment

_KEPT = 10


def judge_falls(rule: Rule, metric: MetricInfo, sides: Sides) -> Iterator[RuleResult]:
    """`max_worse` with `severity`, and `max_drop` of segments, for every system."""
    limits = []
    if rule.max_worse is not None and rule.severity is not None:
        limits.append((wording.severity_rule(rule, metric), rule.max_worse, rule.severity))
    if rule.max_drop is not None and rule.level == "segment":
        limits.append((wording.drop_rule(rule, metric), 0, rule.max_drop))
    falls_of = _falls(metric, sides) if limits else {}
    for system, falls in falls_of.items():
        if not sides.unscored(metric.label, system):
            for words, most, severity in limits:
                count = int((falls > severity + SLACK).sum())
                yield RuleResult(
                    rule=words,
                    outcome="fail" if count > most else "pass",
                    message=_message(metric, sides, falls, count, severity),
                    system=system,
                )


def worst_segments(metric: MetricInfo, sides: Sides) -> tuple[WorstSegment, ...]:
    """The segments that fell furthest, of all systems together."""
    found: list[tuple[float, WorstSegment]] = []
    scores = sides.tables[metric.label].segment_scores()
    for system, falls in _falls(metric, sides).items():
        new, old = (scores[s] for s in sides.positions(system))
        for i in np.argsort(-falls, kind="stable")[: 2 * _KEPT]:
            if falls[i] > SLACK:
                segment, origins = sides.segments[i], sides.origins[system]
                worst = WorstSegment(
                    document=segment.document,
                    segment=segment.id,
                    system=system,
                    metric=metric.label,
                    old=float(old[i]),
                    new=float(new[i]),
                    source=segment.source,
                    old_hypothesis=sides.old[system][i],
                    new_hypothesis=sides.new[system][i],
                    origin=(origins[i] if origins else None) or segment.origin,
                )
                found.append((float(falls[i]), worst))
    found.sort(key=lambda item: (-item[0], item[1].system, item[1].document, item[1].segment))
    return tuple(worst for _, worst in found[:_KEPT])


def _falls(metric: MetricInfo, sides: Sides) -> dict[str, FloatArray]:
    """By how much each segment of a system got worse; 0 where a score is missing."""
    scores = sides.tables[metric.label].segment_scores()
    new, old = np.split(scores, 2)
    falls = np.nan_to_num(old - new if metric.higher_is_better else new - old)
    return dict(zip(sides.systems, falls, strict=True))


def _message(
    metric: MetricInfo, sides: Sides, falls: FloatArray, count: int, severity: float
) -> str:
    verb = "fell" if metric.higher_is_better else "rose"
    segment = sides.segments[int(np.argmax(falls))]
    return say(
        "judgement",
        f"segments_{verb}" if count else f"no_segment_{verb}",
        n=count,
        severity=f"{severity:g}",
        metric=metric.title,
        place=say("place", "of_document", document=segment.document, segment=segment.id),
        amount=show(float(falls.max()), metric),
    )
