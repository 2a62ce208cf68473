"""The tables of a verdict: what changed, in which documents, and what became of every rule."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from mtqe.reporters.examples import show
from mtqe.reporters.tables import Cell, Table
from mtqe.reporters.verdict.wording import (
    SAID,
    agreement_of,
    alpha_of,
    change_of,
    confidence_of,
    detectable_of,
    interval_of,
    metric_of,
    noise_of,
    systems_of,
)
from mtqe.scorecard import Scorecard
from mtqe.significance import Comparison
from mtqe.verdict import Outcome, Verdict

SYMBOLS: dict[Outcome, str] = {"pass": "✅", "warn": "⚠️", "fail": "❌", "not comparable": "⛔"}


def changes_table(verdict: Verdict, card: Scorecard) -> Table:
    """One row per system and metric, over the whole test set."""
    return _table("What changed", verdict.comparisons, card)


def documents_table(verdict: Verdict, card: Scorecard) -> Table:
    """The documents in which anything changed, worst first."""
    changed = [found for found in verdict.documents if not found.identical]
    return _table("Documents that changed, worst first", changed, card)


def rules_table(verdict: Verdict) -> Table:
    """One row per result, those that fail first."""
    results = verdict.results
    columns = {
        "Verdict": [f"{SYMBOLS[result.outcome]} {SAID[result.outcome]}" for result in results],
        "Rule": [result.rule for result in results],
        "System": [result.system or "" for result in results],
        "Document": [result.document or "" for result in results],
        "In words": [result.message for result in results],
    }
    return _without_empty("Rules", columns, texts=set(columns))


def _table(title: str, comparisons: Sequence[Comparison], card: Scorecard) -> Table:
    """A single system stands in the title instead of a column."""
    systems = {systems_of(found) for found in comparisons}
    alone = len(systems) == 1
    columns = {
        "Document": [found.document or "" for found in comparisons],
        "System": ["" if alone else systems_of(found) for found in comparisons],
        **_figures(comparisons, card),
    }
    named = f"{title}: {systems.pop()}" if alone else title
    return _without_empty(named, columns, texts={"Document", "System", "Metric"})


def _without_empty(title: str, columns: Mapping[str, Sequence[str]], texts: set[str]) -> Table:
    """A table of the columns in which anything stands; those of numbers come last."""
    shown = {name: cells for name, cells in columns.items() if any(cells)}
    return Table(
        title=title,
        columns=tuple(shown),
        numbers=sum(name in texts for name in shown),
        rows=tuple(tuple(map(Cell, row)) for row in zip(*shown.values(), strict=True)),
    )


def _figures(comparisons: Sequence[Comparison], card: Scorecard) -> dict[str, list[str]]:
    found = [(each, metric_of(card, each.label)) for each in comparisons]
    return {
        "Metric": [metric.title for _, metric in found],
        "Before": [show(each.old, metric) for each, metric in found],
        "Now": [show(each.new, metric) for each, metric in found],
        "Change": [change_of(each, metric) for each, metric in found],
        f"{confidence_of(card)} interval": [interval_of(each, metric) for each, metric in found],
        "Noise?": [noise_of(each, alpha_of(card)) for each in comparisons],
        "Can detect": [detectable_of(each, metric) for each, metric in found],
        "Readers agree": [agreement_of(each) for each in comparisons],
    }
