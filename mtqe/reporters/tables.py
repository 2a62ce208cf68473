"""The tables of a report: systems, documents, and what became of every sentence."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from mtqe.core import Bead, SetAside
from mtqe.metrics import FloatArray
from mtqe.reporters.examples import leading_metric, show, show_change
from mtqe.reporters.wording import alpha, comparison, number_of
from mtqe.scorecard import MetricInfo, Scorecard

_NOISE = "≈"


@dataclass(frozen=True)
class Cell:
    """A table's cell.

    Attributes:
        detail: said more quietly beside the text, such as an interval.
        change: difference to the baseline, with its sign.
        best: whether it is the best of its column.
    """

    text: str
    detail: str = ""
    change: str = ""
    best: bool = False


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


def systems_table(card: Scorecard) -> Table:
    """One row per system, in the order of the config."""
    metrics = _scored(card)
    rows = tuple(
        (
            Cell(f"{system} (baseline)" if system == card.baseline else system),
            *(_system_score(card, metric, s) for metric in metrics),
            *_state(card, system),
        )
        for s, system in enumerate(card.data.systems)
    )
    doubtful = any(cell.change.startswith(_NOISE) for cells in rows for cell in cells)
    return Table(
        title=_title(card, "Systems", f"; {_NOISE} noise may explain it" if doubtful else ""),
        columns=("System", *(metric.title for metric in metrics), "Coverage", "Findings"),
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


def documents_table(card: Scorecard) -> Table:
    """One row per document and system, worst first."""
    data, metrics = card.data, _scored(card)
    return Table(
        title=_title(card, "Documents, worst first"),
        columns=(
            "Document",
            "System",
            "Segments",
            *(metric.title for metric in metrics),
            "Coverage",
            "Findings",
        ),
        numbers=2,
        rows=tuple(
            (
                Cell(data.documents[d].id),
                Cell(data.systems[s]),
                Cell(f"{data.documents[d].stop - data.documents[d].start:,}"),
                *(_document_score(card, metric, s, d) for metric in metrics),
                *_state(card, data.systems[s], data.documents[d].id),
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


def _state(card: Scorecard, system: str, document: str | None = None) -> tuple[Cell, Cell]:
    """Coverage and findings of a system, in one document or in all."""
    found = card.severities(system, document)
    counts = [number_of(found[name], name) for name in ("error", "warning") if found[name]]
    # Rounded down: one omission in ten thousand sentences is not a coverage of 100 %.
    share = math.floor(card.coverage(system, document).share * 1000) / 10
    return Cell(f"{share} %"), Cell(", ".join(counts))


def _scored(card: Scorecard) -> list[MetricInfo]:
    return [metric for metric in card.metrics if metric.unavailable is None]


def _title(card: Scorecard, title: str, more: str = "") -> str:
    known = card.baseline is not None and leading_metric(card) is not None
    return f"{title} (in brackets: against the baseline {card.baseline}{more})" if known else title


def alignment_table(card: Scorecard, system: str) -> Table:
    """What became of every sentence: alignment units, then what was set aside."""
    aside = [item for item in card.data.set_aside if item.system in {None, system}]
    return Table(
        title=f"Every sentence of {system}",
        columns=("Document", "Source", "Translation", "What", "Confidence"),
        numbers=4,
        rows=(*map(_unit, card.data.beads[system]), *map(_left_out, aside)),
    )


def _unit(bead: Bead) -> tuple[Cell, ...]:
    confidence = "" if bead.confidence is None else f"{bead.confidence:.2f}"
    texts = bead.document, bead.source_text, bead.target_text, bead.kind, confidence
    return tuple(map(Cell, texts))


def _left_out(item: SetAside) -> tuple[Cell, ...]:
    sides = (item.text, "") if item.side == "source" else ("", item.text)
    where = f" ({item.origin})" if item.origin else ""
    return tuple(map(Cell, (item.document, *sides, f"set aside: {item.reason}{where}", "")))
