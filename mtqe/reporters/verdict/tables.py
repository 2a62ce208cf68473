"""The tables of a verdict: what changed, in which documents, and what became of every rule."""

from __future__ import annotations

from collections.abc import Sequence

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
    return _table("What changed", ("System",), verdict.comparisons, card)


def documents_table(verdict: Verdict, card: Scorecard) -> Table:
    """The same by document, worst first."""
    return _table("Documents, worst first", ("Document", "System"), verdict.documents, card)


def rules_table(verdict: Verdict) -> Table:
    """One row per result, those that fail first."""
    columns = ("Verdict", "Rule", "System", "Document", "In words")
    return Table(
        title="Rules",
        columns=columns,
        numbers=len(columns),
        rows=tuple(
            (
                Cell(f"{SYMBOLS[result.outcome]} {SAID[result.outcome]}"),
                Cell(result.rule),
                Cell(result.system or ""),
                Cell(result.document or ""),
                Cell(result.message),
            )
            for result in verdict.results
        ),
    )


def _table(
    title: str, names: tuple[str, ...], comparisons: Sequence[Comparison], card: Scorecard
) -> Table:
    """A table without the columns in which nothing stands."""
    columns = (
        *names,
        "Metric",
        "Before",
        "Now",
        "Change",
        f"{confidence_of(card)} interval",
        "Noise?",
        "Can detect",
        "Readers agree",
    )
    rows = [
        ((found.document or "",) * (len(names) - 1)) + _cells(found, card) for found in comparisons
    ]
    kept = [i for i in range(len(columns)) if i <= len(names) or any(row[i] for row in rows)]
    return Table(
        title=title,
        columns=tuple(columns[i] for i in kept),
        numbers=len(names) + 1,
        rows=tuple(tuple(Cell(row[i]) for i in kept) for row in rows),
    )


def _cells(comparison: Comparison, card: Scorecard) -> tuple[str, ...]:
    metric = metric_of(card, comparison.label)
    return (
        systems_of(comparison),
        metric.title,
        show(comparison.old, metric),
        show(comparison.new, metric),
        change_of(comparison, metric),
        interval_of(comparison, metric),
        noise_of(comparison, alpha_of(card)),
        detectable_of(comparison, metric),
        agreement_of(comparison),
    )
