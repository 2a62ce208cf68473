"""Rules about drops: did a score fall by more than it may, and is that noise?"""

from __future__ import annotations

from collections.abc import Iterator

from mtqe.gate import wording
from mtqe.gate.panel import Panel
from mtqe.gate.rules import Rule
from mtqe.gate.terms import SLACK, fall
from mtqe.scorecard import MetricInfo
from mtqe.significance import Comparison
from mtqe.verdict import Outcome, RuleResult


def judge_drop(rule: Rule, metric: MetricInfo, panel: Panel) -> Iterator[RuleResult]:
    """`max_drop` of systems or documents, for every system whose scores are complete."""
    complete = [s for s in panel.sides.systems if not panel.sides.unscored(metric.label, s)]
    if rule.level == "document":
        found = [c for s in complete for c in panel.of_documents(metric.label, s, rule.alpha)]
    else:
        found = [c for c in panel.of_systems(metric.label, rule.alpha) if c.system in complete]
    for comparison in found:
        yield _judged(rule, metric, comparison, panel.sides.baseline)


def _judged(rule: Rule, metric: MetricInfo, comparison: Comparison, baseline: str) -> RuleResult:
    outcome, message = _outcome(rule, metric, comparison, baseline)
    return RuleResult(
        rule=wording.drop_rule(rule, metric),
        outcome=outcome,
        message=message,
        system=comparison.system,
        document=comparison.document,
        comparison=comparison,
        old=comparison.old,
        new=comparison.new,
    )


def _outcome(
    rule: Rule, metric: MetricInfo, comparison: Comparison, baseline: str
) -> tuple[Outcome, str]:
    limit = rule.max_drop or 0.0
    if comparison.identical:
        return "pass", wording.identical(baseline)
    p = comparison.p_holm
    significant = p is not None and p < rule.alpha
    if fall(metric, comparison.old, comparison.new) > limit + SLACK:
        message = wording.beyond(
            rule, metric, comparison, significant=significant, known=p is not None
        )
        fails = significant or not rule.require_significance
        return "fail" if fails else "warn", message
    blind = p is None or (comparison.mde is not None and comparison.mde > limit)
    if rule.require_significance and blind:
        return "warn", wording.blind(rule, metric, comparison)
    return "pass", wording.within(rule, metric, comparison, significant=significant)
