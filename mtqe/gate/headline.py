"""The judgement in one line, in words that need no statistics."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from mtqe.gate.terms import SLACK, fall
from mtqe.gate.wording import amount
from mtqe.reporters.examples import show_change
from mtqe.scorecard import MetricInfo
from mtqe.significance import Comparison
from mtqe.texts import counted, joined, say
from mtqe.verdict import OUTCOMES, Outcome, RuleResult

# Shares of human raters who agree which of two systems is the better one.
_MOST, _SOME = 0.8, 0.6


@dataclass(frozen=True)
class Findings:
    """What the line is made from; see `Verdict`."""

    metrics: Mapping[str, MetricInfo]
    results: Sequence[RuleResult]
    comparisons: Sequence[Comparison]
    documents: Sequence[Comparison]
    alpha: float

    def headline(self) -> str:
        """`v2 is worse by an amount readers would notice (chrF -2.30); ...`."""
        found = {result.outcome for result in self.results}
        outcome: Outcome = next((outcome for outcome in OUTCOMES if outcome in found), "pass")
        said = joined("clauses", self._said(outcome), *self._disagreements())
        return say("join", "sentence", said=said)

    def _said(self, outcome: Outcome) -> str:
        results = [result for result in self.results if result.outcome == outcome]
        drops = [result for result in results if self._fell(result)]
        whole = [result for result in drops if result.document is None]
        if outcome == "fail":
            return self._worse(whole) or self._worse_documents(drops) or _first(results)
        if outcome == "not comparable":
            return _first(results)
        if outcome == "warn" and drops:
            return self._doubtful(whole or drops)
        if outcome == "warn":
            unseen = self._unseen(results)
            if unseen:
                return say("gate", "but", said=self._fine(), unseen=unseen)
            return say("gate", "and_first", said=self._fine(), first=_first(results))
        return self._fine()

    def _unseen(self, results: Sequence[RuleResult]) -> str:
        """What the test set is too small for; empty where that is not the matter."""
        comparison = results[0].comparison
        if comparison is None or not comparison.mde:
            return ""
        metric = self.metrics[comparison.label]
        return say(
            "gate",
            "sees_drops" if metric.higher_is_better else "sees_rises",
            where=comparison.document or say("gate", "this_set"),
            amount=amount(comparison.mde, metric),
            metric=metric.title,
        )

    def _fell(self, result: RuleResult) -> bool:
        comparison = result.comparison
        if comparison is None:
            return False
        return fall(self.metrics[comparison.label], comparison.old, comparison.new) > SLACK

    def _worse(self, results: Sequence[RuleResult]) -> str:
        found = [result.comparison for result in results if result.comparison]
        parts: list[str] = []
        for system in dict.fromkeys(comparison.system for comparison in found):
            own = [comparison for comparison in found if comparison.system == system]
            changes = tuple(self._change(c) for c in (*own, *self._also_worse(own)))
            key = f"worse_{_noticed(own[0])}"
            parts.append(say("gate", key, system=system, changes=changes))
            parts += self._explained(system)
        return joined("clauses", *parts) if parts else ""

    def _also_worse(self, ruled: Sequence[Comparison]) -> Iterator[Comparison]:
        """What no rule failed for, and what says the same."""
        labels = {comparison.label for comparison in ruled if comparison.document is None}
        for found in self.comparisons:
            same = (found.system, found.baseline) == (ruled[0].system, ruled[0].baseline)
            fell = self._sure(found) and self._direction(found) < 0
            if same and fell and found.label not in labels:
                yield found

    def _worse_documents(self, results: Sequence[RuleResult]) -> str:
        found = [result.comparison for result in results if result.comparison]
        if not found:
            return ""
        worst = found[0]
        places = list(dict.fromkeys(c.document for c in found if c.system == worst.system))
        return say(
            "gate",
            "worse_in",
            system=worst.system,
            n=len(places),
            places=(*places[:3], *["..."][: len(places) > 3]),
            change=self._change(worst),
        )

    def _doubtful(self, results: Sequence[RuleResult]) -> str:
        result = results[0]
        comparison = result.comparison
        if comparison is None:
            return _first(results)
        said = say(
            "gate",
            "may_be_worse_in" if result.document else "may_be_worse",
            system=result.system,
            document=result.document,
            change=self._change(comparison),
        )
        said = say(
            "gate",
            "but_few" if comparison.p is None else "but_noise",
            said=said,
            units=counted(comparison.units, comparison.unit),
        )
        changes = tuple(self._change(c) for c in self._also_worse([comparison]))
        if not result.document or not changes:
            return said
        return joined("clauses", said, say("gate", "as_a_whole", changes=changes))

    def _fine(self) -> str:
        if self.comparisons and all(comparison.identical for comparison in self.comparisons):
            return say("gate", "nothing_changed")
        worse = [found for found in self.comparisons if self._direction(found) < -SLACK]
        known = [found for found in worse if self._sure(found)]
        better = [c for c in self.comparisons if self._direction(c) > 0 and self._sure(c)]
        clear = [found for found in known if found.system not in {c.system for c in better}]
        if clear:
            system = clear[0].system
            changes = tuple(self._change(c) for c in clear if c.system == system)
            return say("gate", "worse_within", system=system, changes=changes)
        if known:  # where the metrics disagree, the line says so at its end
            return say("gate", "no_rule_broken")
        said = say("gate", "nothing_worse_clearly" if worse else "nothing_worse")
        if not better:
            return said
        return say(
            "gate",
            "and_better",
            said=said,
            system=better[0].system,
            change=self._change(better[0]),
        )

    def _explained(self, system: str) -> Iterator[str]:
        """The few documents that the greater part of a fall comes from, or that it is in all."""
        losses = sorted(
            (
                (c.segments * fall(self.metrics[c.label], c.old, c.new), str(c.document))
                for c in self.documents
                if c.system == system
            ),
            key=lambda loss: (-loss[0], loss[1]),
        )
        total, reached = sum(loss for loss, _ in losses), 0.0
        for count, (loss, _) in enumerate(losses[: min(3, len(losses) // 3)], start=1):
            reached += loss
            if reached > total / 2 > 0:
                names = tuple(document for _, document in losses[:count])
                yield say("gate", f"explained_by_{count}", documents=names)
                return
        if len(losses) > 1 and min(losses)[0] > SLACK:
            yield say("gate", "all_worse", n=len(losses))

    def _disagreements(self) -> Iterator[str]:
        for system in dict.fromkeys(comparison.system for comparison in self.comparisons):
            sure = [c for c in self.comparisons if c.system == system and self._sure(c)]
            up = tuple(self._change(c) for c in sure if self._direction(c) > 0)
            down = tuple(self._change(c) for c in sure if self._direction(c) < 0)
            if up and down:
                yield say("gate", "disagree", system=system, up=up, down=down)

    def _sure(self, comparison: Comparison) -> bool:
        p = comparison.p_holm
        return not comparison.identical and p is not None and p < self.alpha

    def _direction(self, comparison: Comparison) -> float:
        return -fall(self.metrics[comparison.label], comparison.old, comparison.new)

    def _change(self, comparison: Comparison) -> str:
        metric = self.metrics[comparison.label]
        return f"{metric.title} {show_change(comparison.difference, metric)}"


def _noticed(comparison: Comparison) -> str:
    """By how many readers, as the keys of the texts have it."""
    if comparison.agreement is None:
        return "by_rules"
    if comparison.agreement >= _MOST:
        return "for_most"
    return "for_some" if comparison.agreement >= _SOME else "for_few"


def _first(results: Sequence[RuleResult]) -> str:
    """The first message, and how many more there are."""
    result = results[0]
    said = say(
        "gate",
        "first_of_many" if len(results) > 1 else "first",
        message=result.message,
        more=len(results) - 1,
    )
    place = tuple(part for part in (result.system, result.document) if part)
    return say("gate", "in_place", place=place, said=said) if place else said
