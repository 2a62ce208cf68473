"""The sentences of a judgement, in words that need no statistics."""

from __future__ import annotations

import math

from mtqe.gate.rules import ACCEPTED, Rule
from mtqe.gate.terms import SLACK, fall
from mtqe.reporters.examples import show
from mtqe.scorecard import MetricInfo
from mtqe.significance import Comparison
from mtqe.texts import Said, counted, joined, say


def drop_rule(rule: Rule, metric: MetricInfo) -> str:
    """`chrf: the system may fall by 0.5`."""
    key = f"{rule.level}_{_verb(metric)}"
    return _against(rule, say("rule", key, metric=metric.label, limit=f"{rule.max_drop:g}"))


def severity_rule(rule: Rule, metric: MetricInfo) -> str:
    """`chrf: at most 3 segments may fall by more than 20`."""
    key, most = f"segments_{_verb(metric)}", rule.max_worse or 0
    said = say("rule", key, metric=metric.label, n=most, severity=f"{rule.severity:g}")
    return _against(rule, said)


def floor_rule(rule: Rule, metric: MetricInfo) -> str:
    """`chrf: the system needs 40 or more`."""
    kind = "floor" if metric.higher_is_better else "ceiling"
    return say("rule", f"{rule.level}_{kind}", metric=metric.label, floor=f"{rule.floor:g}")


def change(metric: MetricInfo, old: float, new: float) -> str:
    """`chrF fell by 2.31 (45.20 → 42.89)`."""
    return say(
        "judgement",
        "level" if abs(new - old) <= SLACK else "rose" if new > old else "fell",
        metric=metric.title,
        amount=amount(abs(new - old), metric),
        old=show(old, metric),
        new=show(new, metric),
    )


def identical(baseline: str) -> str:
    """Of two outputs that are the same."""
    key = "identical_accepted" if baseline == ACCEPTED else "identical"
    return say("judgement", key, baseline=baseline)


def beyond(
    rule: Rule, metric: MetricInfo, comparison: Comparison, *, significant: bool, known: bool
) -> str:
    """Of a drop that is larger than the rule allows."""
    said = say(
        "judgement",
        "beyond" if not rule.require_significance
        else "beyond_noise" if significant
        else "beyond_maybe" if known
        else "beyond_few",
        change=change(metric, comparison.old, comparison.new),
        limit=f"{rule.max_drop:g}",
        units=counted(comparison.units, comparison.unit),
    )  # fmt: skip
    if significant or not known or not rule.require_significance:
        return said
    return _with_reach(said, rule, metric, comparison)


def within(rule: Rule, metric: MetricInfo, comparison: Comparison, *, significant: bool) -> str:
    """Of a change that the rule allows."""
    said = change(metric, comparison.old, comparison.new)
    if fall(metric, comparison.old, comparison.new) <= SLACK:
        return say("join", "sentence", said=said)
    key = "within_no_noise" if significant else "within"
    return say("judgement", key, change=said, limit=f"{rule.max_drop:g}")


def blind(rule: Rule, metric: MetricInfo, comparison: Comparison) -> str:
    """Of a rule that this test set is too small for."""
    said = say("join", "sentence", said=change(metric, comparison.old, comparison.new))
    if comparison.p is None:
        few = say("judgement", "few", units=counted(comparison.units, comparison.unit))
        return joined("sentences", said, few)
    return _with_reach(said, rule, metric, comparison)


def _with_reach(said: Said, rule: Rule, metric: MetricInfo, comparison: Comparison) -> str:
    """What can be seen at all, and how many sentences would be needed."""
    limit, mde = rule.max_drop, comparison.mde
    more: list[str] = []
    if mde is not None:
        where = "document" if comparison.document is not None else "set"
        key = f"{where}_sees_{'drops' if metric.higher_is_better else 'rises'}"
        more.append(say("judgement", key, amount=amount(mde, metric)))
    if limit and mde and mde > limit:
        sentences = math.ceil(comparison.segments * (mde / limit) ** 2)
        more.append(say("judgement", "needed", n=_round(sentences), limit=f"{limit:g}"))
    return joined("sentences", said, *more)


def amount(value: float, metric: MetricInfo) -> str:
    """The digits that reports show; more where they would all be 0."""
    shown = show(value, metric)
    return shown if float(shown.replace(",", "")) else f"{value:.1g}"


def _round(count: int) -> int:
    """Two digits that mean something."""
    return round(count, 2 - len(str(count))) if count > 99 else count


def _verb(metric: MetricInfo) -> str:
    """What a change for the worse does."""
    return "fall" if metric.higher_is_better else "rise"


def _against(rule: Rule, said: Said) -> str:
    if rule.against == ACCEPTED:
        return said
    return say("rule", "against", rule=said, baseline=rule.against)
