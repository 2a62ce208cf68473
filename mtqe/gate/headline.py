"""The judgement in one line, in words that need no statistics."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from mtqe.gate.terms import SLACK, fall
from mtqe.gate.wording import amount, falls
from mtqe.reporters.examples import show_change
from mtqe.reporters.wording import number_of
from mtqe.scorecard import MetricInfo
from mtqe.significance import Comparison
from mtqe.verdict import OUTCOMES, Outcome, RuleResult

# Shares of human raters who agree which of two systems is the better one.
_MOST, _SOME = 0.8, 0.6
_NUMBERS = {
    1: "one document explains",
    2: "two documents explain",
    3: "three documents explain",
}


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
        return "; ".join([self._said(outcome), *self._disagreements()]) + "."

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
            return self._fine() + (f", but {unseen}" if unseen else f". {_first(results)}")
        return self._fine()

    def _unseen(self, results: Sequence[RuleResult]) -> str:
        """What the test set is too small for; empty where that is not the matter."""
        comparison = results[0].comparison
        if comparison is None or not comparison.mde:
            return ""
        metric = self.metrics[comparison.label]
        where = comparison.document or "this test set"
        reach = amount(comparison.mde, metric)
        return f"{where} can only see {falls(metric)} of {reach} {metric.title} or more"

    def _fell(self, result: RuleResult) -> bool:
        comparison = result.comparison
        if comparison is None:
            return False
        return fall(self.metrics[comparison.label], comparison.old, comparison.new) > SLACK

    def _worse(self, results: Sequence[RuleResult]) -> str:
        found = [result.comparison for result in results if result.comparison]
        parts = []
        for system in dict.fromkeys(comparison.system for comparison in found):
            own = [comparison for comparison in found if comparison.system == system]
            changes = ", ".join(self._change(c) for c in (*own, *self._also_worse(own)))
            parts.append(f"{system} is worse by {_noticed(own[0])} ({changes})")
            parts += self._explained(system)
        return "; ".join(parts)

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
        named = ", ".join(str(place) for place in places[:3]) + ", ..." * (len(places) > 3)
        count = "one document" if len(places) == 1 else f"{len(places):,} documents"
        return f"{worst.system} is worse in {count} ({named}: {self._change(worst)})"

    def _doubtful(self, results: Sequence[RuleResult]) -> str:
        result = results[0]
        comparison = result.comparison
        if comparison is None:
            return _first(results)
        where = f" in {result.document}" if result.document else ""
        said = f"{result.system} may be worse{where} ({self._change(comparison)})"
        few = number_of(comparison.units, comparison.unit)
        why = "noise may explain it" if comparison.p is not None else f"{few} are too few to tell"
        whole = [c for c in self._also_worse([comparison]) if result.document]
        changes = ", ".join(self._change(c) for c in whole)
        return f"{said}, but {why}" + f"; as a whole it is worse ({changes})" * bool(whole)

    def _fine(self) -> str:
        if self.comparisons and all(comparison.identical for comparison in self.comparisons):
            return "Nothing changed"
        worse = [found for found in self.comparisons if self._direction(found) < -SLACK]
        known = [found for found in worse if self._sure(found)]
        better = [c for c in self.comparisons if self._direction(c) > 0 and self._sure(c)]
        clear = [found for found in known if found.system not in {c.system for c in better}]
        if clear:
            changes = ", ".join(self._change(c) for c in clear if c.system == clear[0].system)
            return f"{clear[0].system} is worse ({changes}), within the rules"
        if known:  # where the metrics disagree, the line says so at its end
            return "No rule is broken"
        said = "Nothing got worse" + " beyond noise" * bool(worse)
        if not better:
            return said
        return f"{said}, and {better[0].system} is better ({self._change(better[0])})"

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
                names = ", ".join(document for _, document in losses[:count])
                yield f"{_NUMBERS[count]} most of it ({names})"
                return
        if len(losses) > 1 and min(losses)[0] > SLACK:
            yield f"all {len(losses):,} documents are worse"

    def _disagreements(self) -> Iterator[str]:
        for system in dict.fromkeys(comparison.system for comparison in self.comparisons):
            sure = [c for c in self.comparisons if c.system == system and self._sure(c)]
            up = [self._change(c) for c in sure if self._direction(c) > 0]
            down = [self._change(c) for c in sure if self._direction(c) < 0]
            if up and down:
                yield (
                    f"the metrics disagree about {system}: {', '.join(up)} got better, "
                    f"{', '.join(down)} got worse"
                )

    def _sure(self, comparison: Comparison) -> bool:
        p = comparison.p_holm
        return not comparison.identical and p is not None and p < self.alpha

    def _direction(self, comparison: Comparison) -> float:
        return -fall(self.metrics[comparison.label], comparison.old, comparison.new)

    def _change(self, comparison: Comparison) -> str:
        metric = self.metrics[comparison.label]
        return f"{metric.title} {show_change(comparison.difference, metric)}"


def _noticed(comparison: Comparison) -> str:
    if comparison.agreement is None:
        return "more than the rules allow"
    if comparison.agreement >= _MOST:
        return "an amount readers would notice"
    return f"an amount {'some' if comparison.agreement >= _SOME else 'few'} readers would notice"


def _first(results: Sequence[RuleResult]) -> str:
    """The first message, and how many more there are."""
    result = results[0]
    place = ", ".join(part for part in (result.system, result.document) if part)
    more = f" ({len(results) - 1:,} more)" if len(results) > 1 else ""
    message = result.message.removesuffix(".")
    return f"{place}: {message}{more}" if place else f"{message}{more}"
