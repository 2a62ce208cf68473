"""The words of a verdict: what became of a rule, what a comparison found, where a segment fell."""

from __future__ import annotations

import math
from collections.abc import Iterator

from mtqe.reporters.examples import show, show_change
from mtqe.scorecard import MetricInfo, Scorecard
from mtqe.significance import MOST, Comparison
from mtqe.verdict import Outcome, RuleResult, Verdict, WorstSegment

SAID: dict[Outcome, str] = {
    "pass": "passed",
    "warn": "passed with a warning",
    "fail": "failed",
    "not comparable": "not comparable",
}


def metric_of(card: Scorecard, label: str) -> MetricInfo:
    """How a metric is called and shown; one that the run does not have is shown by its label."""
    known = {metric.label: metric for metric in card.metrics}
    return known.get(label, MetricInfo(label, label, signature=None))


def systems_of(comparison: Comparison) -> str:
    """The system, and which it is compared with unless that is its own earlier self."""
    if comparison.baseline == comparison.system:
        return comparison.system
    return f"{comparison.system} against {comparison.baseline}"


def change_of(comparison: Comparison, metric: MetricInfo) -> str:
    """`-2.10 worse`."""
    if comparison.identical:
        return "identical"
    change = show_change(comparison.difference, metric)
    if not change or not comparison.difference:
        return change
    better = (comparison.difference > 0) == metric.higher_is_better
    return f"{change} {'better' if better else 'worse'}"


def interval_of(comparison: Comparison, metric: MetricInfo) -> str:
    """`[-3.00, -1.20]`; empty where there is none."""
    if comparison.interval is None or comparison.identical:
        return ""
    low, high = comparison.interval
    return f"[{show_change(low, metric)}, {show_change(high, metric)}]"


def noise_of(comparison: Comparison, alpha: float) -> str:
    """Whether noise explains the difference; empty where there is none to explain.

    `too few (9)` is the number of units: no test can tell.
    """
    if comparison.identical:
        return ""
    p = comparison.p if comparison.p_holm is None else comparison.p_holm
    if p is None or math.isnan(p):
        return f"too few ({comparison.units:,})"
    shown = "p < 0.001" if p < 0.001 else f"p {p:.3f}"
    return f"no, {shown}" if p < alpha else f"maybe, {shown}"


def detectable_of(comparison: Comparison, metric: MetricInfo) -> str:
    """The smallest drop that this comparison would find; empty where it is unknown."""
    if comparison.mde is None or math.isnan(comparison.mde) or comparison.identical:
        return ""
    return show(comparison.mde, metric)


def agreement_of(comparison: Comparison) -> str:
    """Share of readers who would agree that the better one is better; empty where unknown."""
    if comparison.agreement is None or comparison.identical:
        return ""
    least = "≥ " * (comparison.agreement >= MOST)
    return f"{least}{100 * comparison.agreement:.0f} %"


def figures_of(comparison: Comparison, card: Scorecard) -> str:
    """A comparison in one line, for places without tables."""
    metric = metric_of(card, comparison.label)
    scores = f"{show(comparison.old, metric)} → {show(comparison.new, metric)}"
    facts = [
        change_of(comparison, metric),
        _named(f"{confidence_of(card)} interval", interval_of(comparison, metric)),
        _named("noise:", noise_of(comparison, alpha_of(card))),
        _named("can detect", detectable_of(comparison, metric)),
        _named("readers who would agree:", agreement_of(comparison)),
    ]
    return f"{metric.title} {scores}: {'; '.join(fact for fact in facts if fact)}"


def place_of(segment: WorstSegment, card: Scorecard) -> str:
    """Document, segment, system, and how far it fell."""
    metric = metric_of(card, segment.metric)
    change = show_change(segment.new - segment.old, metric)
    return (
        f"{segment.document}, segment {segment.segment} · {segment.system} · {metric.title} "
        f"{show(segment.old, metric)} → {show(segment.new, metric)}"
        + (f" ({change})" * bool(change))
    )


def rule_of(result: RuleResult) -> str:
    """The rule, and the system and the document that it was judged for."""
    return " · ".join(part for part in (result.rule, result.system, result.document) if part)


def notes_of(verdict: Verdict) -> tuple[str, ...]:
    """What to know about the figures, then what differs; each once."""
    return tuple(dict.fromkeys(_notes(verdict)))


def alpha_of(card: Scorecard) -> float:
    """What p must stay below to be significant in this run."""
    return float(card.config.get("significance", {}).get("alpha", 0.05))


def confidence_of(card: Scorecard) -> str:
    """`95 %`."""
    return f"{100 * (1 - alpha_of(card)):g} %"


def _named(name: str, value: str) -> str:
    return f"{name} {value}" if value else ""


def _notes(verdict: Verdict) -> Iterator[str]:
    for comparison in (*verdict.comparisons, *verdict.documents):
        if comparison.note and not comparison.identical:
            yield comparison.note
    yield from verdict.notes
