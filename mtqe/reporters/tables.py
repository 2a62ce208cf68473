"""The tables of a report: systems, documents, and what became of every sentence."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from mtqe.core import Bead, SetAside
from mtqe.metrics import FloatArray
from mtqe.reporters.examples import UNSURE, leading_metric, show, show_change
from mtqe.reporters.wording import alpha, comparison
from mtqe.scorecard import MetricInfo, Scorecard
from mtqe.texts import Texts

_NOISE = "≈"


@dataclass(frozen=True)
class Cell:
    """A table's cell.

    Attributes:
        detail: said more quietly beside the text, such as an interval.
        change: difference to the baseline, with its sign.
        best: whether it is the best of its column.
        doubtful: whether a person should look at its row.
    """

    text: str
    detail: str = ""
    change: str = ""
    best: bool = False
    doubtful: bool = False


@dataclass(frozen=True)
class Table:
    """A table.

    Attributes:
        columns: their names.
        numbers: position of the first column that holds numbers.
    """

    title: str
    columns: tuple[str, ...]
    numbers: int
    rows: tuple[tuple[Cell, ...], ...]


def systems_table(card: Scorecard, texts: Texts) -> Table:
    """One row per system, in the order of the config."""
    metrics = _scored(card)
    rows = tuple(
        (
            Cell(texts("table", "baseline", system=system) if system == card.baseline else system),
            *(_system_score(card, metric, s) for metric in metrics),
            *_state(card, texts, system),
        )
        for s, system in enumerate(card.data.systems)
    )
    doubtful = any(cell.change.startswith(_NOISE) for cells in rows for cell in cells)
    return Table(
        title=_title(card, texts, "systems", doubtful=doubtful),
        columns=(
            texts("column", "system"),
            *(metric.title for metric in metrics),
            texts("column", "coverage"),
            texts("column", "findings"),
        ),
        numbers=1,
        rows=rows,
    )


def _system_score(card: Scorecard, metric: MetricInfo, s: int) -> Cell:
    scores = card.scores[metric.label]
    values = scores.systems if metric.higher_is_better else -scores.systems
    return Cell(
        text=show(scores.systems[s], metric),
        detail=_interval(scores.systems[s], tuple(scores.intervals[s].tolist()), metric),
        change=_mark(card, s, metric) + _change(card, scores.systems, s, metric),
        best=len(values) > 1 and bool(values[s] == np.nanmax(values, initial=-np.inf)),
    )


def _interval(score: float, ends: tuple[float, float], metric: MetricInfo) -> str:
    low, high = ends
    if math.isnan(low) or math.isnan(high):
        return ""
    lopsided = abs((high - score) - (score - low)) > (high - low) / 10
    return (
        f"[{show(low, metric)}, {show(high, metric)}]"
        if lopsided
        else f"±{show((high - low) / 2, metric)}"
    )


def _change(card: Scorecard, scores: FloatArray, s: int, metric: MetricInfo) -> str:
    """The system's difference to the baseline; empty for the baseline itself."""
    if card.baseline is None or card.data.systems[s] == card.baseline:
        return ""
    return show_change(scores[s] - scores[card.data.systems.index(card.baseline)], metric)


def _mark(card: Scorecard, s: int, metric: MetricInfo) -> str:
    """`≈ ` before a difference that noise may explain."""
    found = comparison(card, card.data.systems[s], metric)
    return f"{_NOISE} " if found and (found.p_holm or 0) >= alpha(card) else ""


def documents_table(card: Scorecard, texts: Texts) -> Table:
    """One row per document and system, worst first."""
    data, metrics = card.data, _scored(card)
    return Table(
        title=_title(card, texts, "documents"),
        columns=(
            texts("column", "document"),
            texts("column", "system"),
            texts("column", "segments"),
            *(metric.title for metric in metrics),
            texts("column", "coverage"),
            texts("column", "findings"),
        ),
        numbers=2,
        rows=tuple(
            (
                Cell(data.documents[d].id),
                Cell(data.systems[s]),
                Cell(f"{data.documents[d].stop - data.documents[d].start:,}"),
                *(_document_score(card, metric, s, d) for metric in metrics),
                *_state(card, texts, data.systems[s], data.documents[d].id),
            )
            for d, s in _worst_documents(card)
        ),
    )


def _document_score(card: Scorecard, metric: MetricInfo, s: int, d: int) -> Cell:
    scores = card.scores[metric.label].documents[:, d]
    return Cell(show(scores[s], metric), change=_change(card, scores, s, metric))


def _worst_documents(card: Scorecard) -> list[tuple[int, int]]:
    """Positions of document and system: by score, then by coverage, then by findings."""
    metric = leading_metric(card)

    def key(place: tuple[int, int]) -> tuple[float, ...]:
        d, s = place
        name, system = card.data.documents[d].id, card.data.systems[s]
        score = float(card.scores[metric.label].documents[s, d]) if metric else math.nan
        sign = 1 if metric is None or metric.higher_is_better else -1
        found = card.severities(system, name)
        return (
            math.inf if math.isnan(score) else sign * score,
            card.coverage(system, name).share,
            -found["error"],
            -found["warning"],
        )

    places = np.ndindex(len(card.data.documents), len(card.data.systems))
    return sorted(((d, s) for d, s in places), key=key)


def _state(
    card: Scorecard, texts: Texts, system: str, document: str | None = None
) -> tuple[Cell, Cell]:
    """Coverage and findings of a system, in one document or in all."""
    found = card.severities(system, document)
    counts = [texts.count(found[name], name) for name in ("error", "warning") if found[name]]
    # Rounded down: one omission in ten thousand sentences is not a coverage of 100 %.
    share = math.floor(card.coverage(system, document).share * 1000) / 10
    return Cell(texts.percent(str(share))), Cell(", ".join(counts))


def _scored(card: Scorecard) -> list[MetricInfo]:
    return [metric for metric in card.metrics if metric.unavailable is None]


def _title(card: Scorecard, texts: Texts, key: str, *, doubtful: bool = False) -> str:
    title = texts("table", key)
    if card.baseline is None or leading_metric(card) is None:
        return title
    in_brackets = "against_doubtful" if doubtful else "against"
    return texts("table", in_brackets, title=title, baseline=card.baseline)


def alignment_table(card: Scorecard, system: str, texts: Texts) -> Table:
    """What became of every sentence: alignment units, then what was set aside."""
    aside = [item for item in card.data.set_aside if item.system in {None, system}]
    return Table(
        title=texts("table", "alignment", system=system),
        columns=tuple(
            texts("column", key)
            for key in ("document", "source", "translation", "what", "confidence")
        ),
        numbers=4,
        rows=(
            *(_unit(bead, texts) for bead in card.data.beads[system]),
            *(_left_out(item, texts) for item in aside),
        ),
    )


def _unit(bead: Bead, texts: Texts) -> tuple[Cell, ...]:
    confidence = "" if bead.confidence is None else f"{bead.confidence:.2f}"
    unsure = bead.confidence is not None and bead.confidence < UNSURE
    return (
        *map(Cell, (bead.document, bead.source_text, bead.target_text)),
        Cell(texts("bead", bead.kind), doubtful=bead.kind != "match"),
        Cell(confidence, doubtful=unsure),
    )


def _left_out(item: SetAside, texts: Texts) -> tuple[Cell, ...]:
    sides = (item.text, "") if item.side == "source" else ("", item.text)
    what = texts("table", "set_aside", reason=texts.reason(item.reason))
    where = f" ({item.origin})" if item.origin else ""
    return (
        *map(Cell, (item.document, *sides)),
        Cell(f"{what}{where}", doubtful=True),
        Cell(""),
    )
