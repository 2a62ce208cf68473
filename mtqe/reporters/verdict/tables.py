"""The tables of a verdict: what changed, in which documents, and what became of every rule."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from mtqe.reporters.examples import show
from mtqe.reporters.tables import Cell, Table
from mtqe.reporters.verdict.wording import (
    agreement_of,
    change_of,
    confidence_of,
    detectable_of,
    interval_of,
    metric_of,
    noise_of,
    outcome_of,
    systems_of,
)
from mtqe.reporters.wording import alpha
from mtqe.scorecard import Scorecard
from mtqe.significance import Comparison
from mtqe.texts import Texts
from mtqe.verdict import Outcome, Verdict

SYMBOLS: dict[Outcome, str] = {"pass": "✅", "warn": "⚠️", "fail": "❌", "not comparable": "⛔"}
# The columns that hold words; those of numbers come last.
_WORDS = ("verdict", "rule", "document", "system", "metric", "words")


def changes_table(verdict: Verdict, card: Scorecard, texts: Texts) -> Table:
    """One row per system and metric, over the whole test set."""
    return _table("changes", verdict.comparisons, card, texts)


def documents_table(verdict: Verdict, card: Scorecard, texts: Texts) -> Table:
    """The documents in which anything changed, worst first."""
    changed = [found for found in verdict.documents if not found.identical]
    return _table("changed_documents", changed, card, texts)


def rules_table(verdict: Verdict, card: Scorecard, texts: Texts) -> Table:
    """One row per result, those that fail first."""
    results = verdict.results
    columns = {
        "verdict": [f"{SYMBOLS[r.outcome]} {outcome_of(r.outcome, texts)}" for r in results],
        "rule": [texts.tell(result.rule) for result in results],
        "system": [result.system or "" for result in results],
        "document": [result.document or "" for result in results],
        "words": [texts.tell(result.message) for result in results],
    }
    return _without_empty(texts("title", "rules"), columns, card, texts)


def _table(key: str, comparisons: Sequence[Comparison], card: Scorecard, texts: Texts) -> Table:
    """A single system stands in the title instead of a column."""
    systems = {systems_of(found, texts) for found in comparisons}
    alone = len(systems) == 1
    columns = {
        "document": [found.document or "" for found in comparisons],
        "system": ["" if alone else systems_of(found, texts) for found in comparisons],
        **_figures(comparisons, card, texts),
    }
    title = texts("title", key)
    return _without_empty(f"{title}: {systems.pop()}" if alone else title, columns, card, texts)


def _without_empty(
    title: str, columns: Mapping[str, Sequence[str]], card: Scorecard, texts: Texts
) -> Table:
    """A table of the columns in which anything stands."""
    shown = {key: cells for key, cells in columns.items() if any(cells)}
    share = confidence_of(card, texts)
    return Table(
        title=title,
        columns=tuple(texts("column", key, share=share) for key in shown),
        numbers=sum(key in _WORDS for key in shown),
        rows=tuple(tuple(map(Cell, row)) for row in zip(*shown.values(), strict=True)),
    )


def _figures(
    comparisons: Sequence[Comparison], card: Scorecard, texts: Texts
) -> dict[str, list[str]]:
    found = [(each, metric_of(card, each.label)) for each in comparisons]
    return {
        "metric": [metric.title for _, metric in found],
        "before": [show(each.old, metric) for each, metric in found],
        "now": [show(each.new, metric) for each, metric in found],
        "change": [change_of(each, metric, texts) for each, metric in found],
        "interval": [interval_of(each, metric) for each, metric in found],
        "noise": [noise_of(each, alpha(card), texts) for each in comparisons],
        "detectable": [detectable_of(each, metric) for each, metric in found],
        "readers": [agreement_of(each, texts) for each in comparisons],
    }
