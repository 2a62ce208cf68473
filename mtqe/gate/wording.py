"""The sentences of a judgement, in words that need no statistics."""

from __future__ import annotations

import math

from mtqe.gate.rules import ACCEPTED, Rule
from mtqe.gate.terms import SLACK, fall
from mtqe.reporters.examples import show
from mtqe.reporters.wording import number_of
from mtqe.scorecard import MetricInfo
from mtqe.significance import Comparison


def drop_rule(rule: Rule, metric: MetricInfo) -> str:
    """`chrf: the system may fall by 0.5`."""
    verb = "fall" if metric.higher_is_better else "rise"
    what = {
        "system": f"the system may {verb} by {rule.max_drop:g}",
        "document": f"a document may {verb} by {rule.max_drop:g}",
        "segment": f"no segment may {verb} by more than {rule.max_drop:g}",
    }[rule.level]
    return f"{metric.label}: {what}{_opponent(rule)}"


def severity_rule(rule: Rule, metric: MetricInfo) -> str:
    """`chrf: at most 3 segments may fall by more than 20`."""
    verb = "fall" if metric.higher_is_better else "rise"
    most = number_of(rule.max_worse or 0, "segment")
    return f"{metric.label}: at most {most} may {verb} by more than {rule.severity:g}" + _opponent(
        rule
    )


def floor_rule(rule: Rule, metric: MetricInfo) -> str:
    """`chrf: the system needs 40 or more`."""
    what = {"system": "the system", "document": "a document", "segment": "a segment"}[rule.level]
    most = "or more" if metric.higher_is_better else "or less"
    return f"{metric.label}: {what} needs {rule.floor:g} {most}"


def change(metric: MetricInfo, old: float, new: float) -> str:
    """`chrF fell by 2.31 (45.20 → 42.89)`."""
    verb = "rose" if new > old else "fell"
    scores = f"({show(old, metric)} → {show(new, metric)})"
    if abs(new - old) <= SLACK:
        return f"{metric.title} is level {scores}"
    return f"{metric.title} {verb} by {amount(abs(new - old), metric)} {scores}"


def identical(baseline: str) -> str:
    """Of two outputs that are the same."""
    return f"Identical to {'what was accepted' if baseline == ACCEPTED else baseline}."


def beyond(
    rule: Rule, metric: MetricInfo, comparison: Comparison, *, significant: bool, known: bool
) -> str:
    """Of a drop that is larger than the rule allows."""
    said = f"{change(metric, comparison.old, comparison.new)}, more than {rule.max_drop:g}"
    if not rule.require_significance:
        return f"{said}."
    if significant:
        return f"{said}, and noise does not explain it."
    if not known:
        few = number_of(comparison.units, comparison.unit)
        return f"{said}, but {few} are too few to tell whether that is noise."
    return (
        f"{said}, but noise may explain it.{_reach(comparison, metric)}{_needed(rule, comparison)}"
    )


def within(rule: Rule, metric: MetricInfo, comparison: Comparison, *, significant: bool) -> str:
    """Of a change that the rule allows."""
    said = change(metric, comparison.old, comparison.new)
    if fall(metric, comparison.old, comparison.new) <= SLACK:
        return f"{said}."
    noise = "; noise does not explain it" if significant else ""
    return f"{said}, within {rule.max_drop:g}{noise}."


def blind(rule: Rule, metric: MetricInfo, comparison: Comparison) -> str:
    """Of a rule that this test set is too small for."""
    said = change(metric, comparison.old, comparison.new)
    if comparison.p is None:
        few = number_of(comparison.units, comparison.unit)
        return f"{said}. {few} are too few for this rule to fail."
    return f"{said}.{_reach(comparison, metric)}{_needed(rule, comparison)}"


def _needed(rule: Rule, comparison: Comparison) -> str:
    limit, mde = rule.max_drop, comparison.mde
    if not limit or not mde or mde <= limit:
        return ""
    sentences = math.ceil(comparison.segments * (mde / limit) ** 2)
    return f" About {_round(sentences):,} sentences would be needed for {limit:g}."


def _reach(comparison: Comparison, metric: MetricInfo) -> str:
    if comparison.mde is None:
        return ""
    where = "This document" if comparison.document is not None else "This test set"
    return f" {where} can only see {falls(metric)} of {amount(comparison.mde, metric)} or more."


def falls(metric: MetricInfo) -> str:
    """What a change for the worse is called."""
    return "drops" if metric.higher_is_better else "rises"


def amount(value: float, metric: MetricInfo) -> str:
    """The digits that reports show; more where they would all be 0."""
    shown = show(value, metric)
    return shown if float(shown.replace(",", "")) else f"{value:.1g}"


def _round(count: int) -> int:
    """Two digits that mean something."""
    return round(count, 2 - len(str(count))) if count > 99 else count


def _opponent(rule: Rule) -> str:
    return "" if rule.against == ACCEPTED else f" (against {rule.against})"
