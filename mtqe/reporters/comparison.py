"""Two systems against each other: the output of `mtqe compare`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from rich.console import Console

from mtqe.comparing import Change, Compared, Pair
from mtqe.records import comparison_record
from mtqe.reporters.difference import difference
from mtqe.reporters.examples import show, show_change
from mtqe.reporters.noise import (
    headline,
    is_better,
    is_significant,
    test_line,
)
from mtqe.reporters.tables import Cell, Table
from mtqe.reporters.terminal import draw_table, drawn, marked, plain, texts_grid
from mtqe.reporters.verdict.wording import (
    agreement_of,
    detectable_of,
    interval_of,
    noise_of,
)
from mtqe.reporters.wording import note, size_of
from mtqe.scorecard import MetricInfo
from mtqe.significance import Comparison
from mtqe.texts import Texts, texts

_DOCUMENTS = 10


def draw_comparison(compared: Compared, *, width: int, color: bool) -> str:
    """The judgement in a sentence, then how much, where, and which sentences.

    Args:
        compared: what was found out.
        width: columns of the terminal.
        color: ANSI colours.
    """
    told = texts(compared.language)

    def draw(console: Console) -> None:
        for pair in compared.pairs:
            _pair(console, compared, pair, told, color=color)
        for line in remarks(compared, told):
            console.print(plain(line, "dim"))

    return drawn(width, color, draw).rstrip("\n")


def _pair(console: Console, compared: Compared, pair: Pair, texts: Texts, *, color: bool) -> None:
    console.print(plain(headline(compared, pair, texts), "bold"))
    console.print()
    if pair.same == compared.segments:
        return
    console.print(draw_table(metrics_table(compared, pair, texts)))
    if pair.documents:
        _documents(console, compared, pair, texts)
    metric = compared.metrics[0]
    for key, changes in (("fell", pair.fell), ("rose", pair.rose)):
        if changes:
            console.print(plain(texts("compare", key, metric=metric.title), "bold"))
        for change in changes:
            _change(console, change, metric, texts, color=color)


def comparison_json(compared: Compared) -> dict[str, Any]:
    """The same as JSON data."""
    return {
        "name": compared.name,
        "segments": compared.segments,
        "pairs": [
            {
                "old": pair.old,
                "new": pair.new,
                "headline": headline(compared, pair, texts("en")),
                "same_hypotheses": pair.same,
                "comparisons": list(map(comparison_record, pair.comparisons)),
                "documents": list(map(comparison_record, pair.documents)),
                "fell": list(map(asdict, pair.fell)),
                "rose": list(map(asdict, pair.rose)),
            }
            for pair in compared.pairs
        ],
        "settings": {k: v for k, v in asdict(compared.settings).items() if k != "baseline"},
        "notes": list(compared.notes),
    }


def metrics_table(compared: Compared, pair: Pair, texts: Texts) -> Table:
    """One row per metric; what noise does not explain has the better score marked."""
    alpha = compared.settings.alpha
    return Table(
        title=texts(
            "compare",
            "title",
            name=compared.name,
            size=size_of(compared.segments, compared.documents, texts),
            same=pair.same,
        ),
        columns=(
            texts("column", "metric"),
            pair.old,
            pair.new,
            texts("column", "change"),
            texts("column", "interval", share=texts.percent(f"{100 * (1 - alpha):g}")),
            texts("column", "noise"),
            texts("column", "detectable"),
            texts("column", "readers"),
        ),
        numbers=1,
        rows=tuple(
            _metric_row(comparison, compared.metric(comparison.label), alpha, texts)
            for comparison in pair.comparisons
        ),
    )


def _metric_row(
    comparison: Comparison, metric: MetricInfo, alpha: float, texts: Texts
) -> tuple[Cell, ...]:
    return (
        Cell(metric.title if metric.higher_is_better else f"{metric.title} ↓"),
        *_scores(comparison, metric, alpha),
        Cell(texts("verdict", "identical") if comparison.identical else _brief(comparison, metric)),
        Cell(interval_of(comparison, metric)),
        Cell(noise_of(comparison, alpha, texts)),
        Cell(detectable_of(comparison, metric)),
        Cell(agreement_of(comparison, texts)),
    )


def _scores(comparison: Comparison, metric: MetricInfo, alpha: float) -> tuple[Cell, Cell]:
    clear, better = is_significant(comparison, alpha), is_better(comparison, metric)
    return (
        Cell(show(comparison.old, metric), best=clear and not better),
        Cell(show(comparison.new, metric), best=clear and better),
    )


def _documents(console: Console, compared: Compared, pair: Pair, texts: Texts) -> None:
    table = documents_table(compared, pair, texts)
    shown = table.rows[:_DOCUMENTS]
    console.print(draw_table(Table(table.title, table.columns, table.numbers, shown)))
    hidden, same = len(table.rows) - len(shown), compared.documents - len(table.rows)
    if hidden or same:
        key = "same" if not hidden else "hidden_and_same" if same else "hidden"
        more = texts("compare", key, hidden=hidden, same=texts.count(same, "document"))
        console.print(plain(more, "dim"))
        console.print()


def documents_table(compared: Compared, pair: Pair, texts: Texts) -> Table:
    """Documents that changed, worst first: the leading metric, then changes by the others."""
    leading, *others = compared.metrics
    rows: dict[str, dict[str, Comparison]] = {}
    for comparison in pair.documents:
        rows.setdefault(comparison.document or "", {})[comparison.label] = comparison
    return Table(
        title=texts("compare", "documents", metric=leading.title),
        columns=(
            texts("column", "document"),
            texts("column", "segments"),
            pair.old,
            pair.new,
            texts("column", "change"),
            texts("column", "noise"),
            *(metric.title for metric in others),
        ),
        numbers=1,
        rows=tuple(
            (
                Cell(document),
                *_leading_cells(found.get(leading.label), leading, compared.settings.alpha, texts),
                *(Cell(_brief(found.get(metric.label), metric)) for metric in others),
            )
            for document, found in rows.items()
            if not all(comparison.identical for comparison in found.values())
        ),
    )


def _leading_cells(
    comparison: Comparison | None, metric: MetricInfo, alpha: float, texts: Texts
) -> tuple[Cell, ...]:
    if comparison is None:
        return (Cell(""),) * 5
    return (
        Cell(f"{comparison.segments:,}"),
        *_scores(comparison, metric, alpha),
        Cell(_brief(comparison, metric)),
        Cell(noise_of(comparison, alpha, texts) if comparison.p_holm is not None else ""),
    )


def _brief(comparison: Comparison | None, metric: MetricInfo) -> str:
    return show_change(comparison.difference, metric) if comparison else ""


def _change(
    console: Console, change: Change, metric: MetricInfo, texts: Texts, *, color: bool
) -> None:
    scores = f"{metric.title} {show(change.old, metric)} → {show(change.new, metric)}"
    origin = str(change.origin) if change.origin else ""
    place = texts("place", "segment", document=change.document, segment=change.segment)
    console.print(plain(" · ".join(filter(None, (place, scores, origin)))))
    grid = texts_grid(change.source, change.references, texts)
    grid.add_row(texts("label", "old"), plain(change.old_hypothesis))
    grid.add_row(texts("label", "new"), plain(change.new_hypothesis))
    changed = difference(change.old_hypothesis, change.new_hypothesis)
    grid.add_row(texts("label", "difference"), marked(changed, color))
    grid.add_row()
    console.print(grid)


def remarks(compared: Compared, texts: Texts) -> Iterator[str]:
    """How the numbers came about, and what could not be compared."""
    first = next((c for pair in compared.pairs for c in pair.comparisons if c.p is not None), None)
    if first is not None:
        key = "test_holm" if len(compared.pairs) > 1 else "test"
        yield texts("compare", key, test=test_line(first, compared.settings, texts))
        if compared.documents > 1:
            yield texts("compare", "test_documents")
        yield texts("compare", "legend", alpha=f"{compared.settings.alpha:g}")
    notes = [c.note for pair in compared.pairs for c in pair.comparisons if c.note]
    for said in (note(each, texts) for each in dict.fromkeys(notes)):
        yield f"{said[0].upper()}{said[1:]}."
    yield from map(texts.tell, compared.notes)
