"""The words of a verdict: what became of a rule, what a comparison found, where a segment fell."""

from __future__ import annotations

import math
from collections.abc import Iterator

from mtqe.reporters.examples import show, show_change
from mtqe.reporters.noise import is_better
from mtqe.reporters.wording import alpha, note
from mtqe.scorecard import MetricInfo, Scorecard
from mtqe.significance import MOST, Comparison
from mtqe.texts import Texts
from mtqe.verdict import Outcome, RuleResult, Verdict, WorstSegment


def outcome_of(outcome: Outcome, texts: Texts) -> str:
    """What became of a rule or of a run: `passed with a warning`."""
    return texts("outcome", outcome)


def metric_of(card: Scorecard, label: str) -> MetricInfo:
    """How a metric is called and shown; one that the run does not have is shown by its label."""
    known = {metric.label: metric for metric in card.metrics}
    return known.get(label, MetricInfo(label, label, signature=None))


def systems_of(comparison: Comparison, texts: Texts) -> str:
    """The system, and which it is compared with unless that is its own earlier self."""
    if comparison.baseline == comparison.system:
        return comparison.system
    return texts("verdict", "against", system=comparison.system, baseline=comparison.baseline)


def change_of(comparison: Comparison, metric: MetricInfo, texts: Texts) -> str:
    """`-2.10 worse`."""
    if comparison.identical:
        return texts("verdict", "identical")
    change = show_change(comparison.difference, metric)
    if not change or not comparison.difference:
        return change
    key = "better" if is_better(comparison, metric) else "worse"
    return texts("verdict", key, change=change)


def interval_of(comparison: Comparison, metric: MetricInfo) -> str:
    """`[-3.00, -1.20]`; empty where there is none."""
    if comparison.interval is None or comparison.identical:
        return ""
    low, high = comparison.interval
    return f"[{show_change(low, metric)}, {show_change(high, metric)}]"


def noise_of(comparison: Comparison, limit: float, texts: Texts) -> str:
    """Whether noise explains the difference; empty where there is none to explain.

    `too few (9)` is the number of units: no test can tell.
    """
    if comparison.identical:
        return ""
    p = comparison.p if comparison.p_holm is None else comparison.p_holm
    if p is None or math.isnan(p):
        return texts("verdict", "too_few", units=comparison.units)
    shown = "p < 0.001" if p < 0.001 else f"p {p:.3f}"
    return texts("verdict", "no_noise" if p < limit else "maybe_noise", p=shown)


def detectable_of(comparison: Comparison, metric: MetricInfo) -> str:
    """The smallest drop that this comparison would find; empty where it is unknown."""
    if comparison.mde is None or math.isnan(comparison.mde) or comparison.identical:
        return ""
    return show(comparison.mde, metric)


def agreement_of(comparison: Comparison, texts: Texts) -> str:
    """Share of readers who would agree that the better one is better; empty where unknown."""
    if comparison.agreement is None or comparison.identical:
        return ""
    least = "≥ " * (comparison.agreement >= MOST)
    return least + texts.percent(f"{100 * comparison.agreement:.0f}")


def figures_of(comparison: Comparison, card: Scorecard, texts: Texts) -> str:
    """A comparison in one line, for places without tables."""
    metric = metric_of(card, comparison.label)
    scores = f"{show(comparison.old, metric)} → {show(comparison.new, metric)}"
    facts = {
        "interval": interval_of(comparison, metric),
        "noise": noise_of(comparison, alpha(card), texts),
        "detectable": detectable_of(comparison, metric),
        "readers": agreement_of(comparison, texts),
    }
    said = [change_of(comparison, metric, texts)] + [
        texts("figures", key, fact=fact, share=confidence_of(card, texts))
        for key, fact in facts.items()
        if fact
    ]
    return f"{metric.title} {scores}: {'; '.join(filter(None, said))}"


def place_of(segment: WorstSegment, card: Scorecard, texts: Texts) -> str:
    """Document, segment, system, and how far it fell."""
    metric = metric_of(card, segment.metric)
    change = show_change(segment.new - segment.old, metric)
    place = texts("place", "segment", document=segment.document, segment=segment.segment)
    return (
        f"{place} · {segment.system} · {metric.title} "
        f"{show(segment.old, metric)} → {show(segment.new, metric)}"
        + (f" ({change})" * bool(change))
    )


def rule_of(result: RuleResult, texts: Texts) -> str:
    """The rule, and the system and the document that it was judged for."""
    return " · ".join(
        part for part in (texts.tell(result.rule), result.system, result.document) if part
    )


def notes_of(verdict: Verdict, texts: Texts) -> tuple[str, ...]:
    """What to know about the figures, then what differs; each once."""
    return tuple(dict.fromkeys(_notes(verdict, texts)))


def confidence_of(card: Scorecard, texts: Texts) -> str:
    """`95 %`."""
    return texts.percent(f"{100 * (1 - alpha(card)):g}")


def _notes(verdict: Verdict, texts: Texts) -> Iterator[str]:
    for comparison in (*verdict.comparisons, *verdict.documents):
        if comparison.note and not comparison.identical:
            yield note(comparison.note, texts)
    yield from map(texts.tell, verdict.notes)
