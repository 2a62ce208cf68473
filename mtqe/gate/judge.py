"""Judges a run by rules: a scorecard and an accepted one in, a verdict out; pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from mtqe.accepted import Accepted
from mtqe.gate.drops import judge_drop
from mtqe.gate.falls import judge_falls, worst_segments
from mtqe.gate.frame import Ground, prepare
from mtqe.gate.headline import Findings
from mtqe.gate.limits import judge_coverage, judge_findings, judge_floor
from mtqe.gate.panel import Panel
from mtqe.gate.rules import ACCEPTED, Rule
from mtqe.gate.sides import against_system
from mtqe.gate.terms import Terms, fall
from mtqe.scorecard import MetricInfo, Scorecard
from mtqe.significance import Comparison
from mtqe.texts import say
from mtqe.verdict import OUTCOMES, RuleResult, Verdict


def judge(card: Scorecard, accepted: Accepted | None, terms: Terms) -> Verdict:
    """Judge every rule for every system.

    Args:
        card: of the candidate, with the rows that its scores were made from.
        accepted: what it is judged against; None where there is none.
        terms: the rules, which speak of metrics and systems of the run, and how to judge.

    Raises:
        DataError: too few documents for `significance.unit: document`.
    """
    return _Court(card, accepted, terms).verdict()


def needs_accepted(rules: Sequence[Rule]) -> bool:
    """Whether any of the rules speaks of the accepted scorecard."""
    return any(rule.compares and rule.against == ACCEPTED for rule in rules)


class _Court:
    """One way through the rules."""

    def __init__(self, card: Scorecard, accepted: Accepted | None, terms: Terms) -> None:
        self.card, self.terms = card, terms
        self.metrics = {metric.label: metric for metric in card.metrics}
        wanted = needs_accepted(terms.rules)
        self.ground = prepare(card, accepted, terms) if wanted else Ground(None)
        self.panels: dict[str, Panel] = {}
        if self.ground.sides:
            self.panels[ACCEPTED] = Panel(self.ground.sides, self.metrics, terms)
        for rule in terms.rules:
            if rule.compares and rule.against not in {ACCEPTED, *self.panels}:
                sides = against_system(card, rule.against)
                self.panels[rule.against] = Panel(sides, self.metrics, terms)

    def verdict(self) -> Verdict:
        results = list(self.ground.results)
        for rule in self.terms.rules:
            results += self._rule(rule)
        results.sort(key=lambda result: OUTCOMES.index(result.outcome))
        comparisons = tuple(self._comparisons())
        leading = self._leading()
        documents = tuple(self._documents(*leading)) if leading else ()
        findings = Findings(
            self.metrics, results, comparisons, documents, self.terms.settings.alpha
        )
        return Verdict(
            name=self.card.data.name,
            headline=findings.headline(),
            results=tuple(results),
            comparisons=comparisons,
            documents=documents,
            worst=worst_segments(leading[0], leading[1].sides) if leading else (),
            notes=(*self.ground.notes, *self._left_out()),
        )

    def _rule(self, rule: Rule) -> list[RuleResult]:
        systems = [name for name in self.card.data.systems if name != rule.against]
        found: list[RuleResult] = []
        if rule.findings:
            found += judge_findings(rule, self.card, systems)
        if rule.coverage is not None:
            found += judge_coverage(rule, self.card, systems)
        metric = self.metrics[rule.metric] if rule.metric is not None else None
        if metric and rule.floor is not None:
            found += judge_floor(rule, metric, self.card, systems)
        panel = self.panels.get(rule.against)
        if metric and rule.compares and panel:
            found += self._compared(rule, metric, panel)
        if not systems:
            message = say("judgement", "no_other_system", baseline=rule.against)
            words = say("rule", "opponent", baseline=rule.against)
            found.append(RuleResult(words, "not comparable", message))
        return found

    def _compared(self, rule: Rule, metric: MetricInfo, panel: Panel) -> Iterator[RuleResult]:
        key = "compared_accepted" if rule.against == ACCEPTED else "compared"
        words = say("rule", key, metric=metric.label, baseline=rule.against)
        facts = {"metric": metric.title, "command": self.terms.command}
        if reason := panel.sides.refused.get(metric.label):
            message = say("judgement", "refused", why=reason, **facts)
            yield RuleResult(words, "not comparable", message)
            return
        for system in panel.sides.systems:
            if reason := panel.sides.unscored(metric.label, system):
                message = say("judgement", "cannot_compare", why=reason, **facts)
                yield RuleResult(words, "not comparable", message, system)
        if rule.max_drop is not None and rule.level != "segment":
            yield from judge_drop(rule, metric, panel)
        yield from judge_falls(rule, metric, panel.sides)

    def _comparisons(self) -> Iterator[Comparison]:
        """Every system by every metric, against all that rules speak of."""
        for panel in self.panels.values():
            for label in panel.sides.tables:
                yield from panel.of_systems(label, self.terms.settings.alpha)

    def _leading(self) -> tuple[MetricInfo, Panel] | None:
        """The first metric that a rule compares, and with what."""
        for rule in self.terms.rules:
            panel = self.panels.get(rule.against)
            if panel and rule.compares and rule.metric and rule.metric in panel.sides.tables:
                return self.metrics[rule.metric], panel
        return None

    def _documents(self, metric: MetricInfo, panel: Panel) -> list[Comparison]:
        """By the leading metric, those that fell furthest first."""
        found = [
            comparison
            for system in panel.sides.systems
            for comparison in panel.of_documents(metric.label, system, self.terms.settings.alpha)
        ]
        return sorted(
            found,
            key=lambda c: (-fall(metric, c.old, c.new), c.system, c.document or ""),
        )

    def _left_out(self) -> Iterator[str]:
        """Metrics that no rule needs, and that could not be compared."""
        ruled = {(rule.against, rule.metric) for rule in self.terms.rules}
        for baseline, panel in self.panels.items():
            for label, reason in panel.sides.refused.items():
                if (baseline, label) not in ruled:
                    title = self.metrics[label].title
                    yield say("judgement", "not_compared", metric=title, why=reason)
