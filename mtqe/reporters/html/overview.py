"""The systems' table, every number with the sentence that explains it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from mtqe.metrics import FloatArray
from mtqe.reporters.examples import leading_metric, show, show_change
from mtqe.reporters.html.bilingual import Bilingual, say
from mtqe.reporters.html.tips import Judgement, judgement_of, readers_of, tip_of
from mtqe.reporters.wording import comparison
from mtqe.scorecard import MetricInfo, Scorecard

_SHADES = 4


@dataclass(frozen=True)
class Bar:
    """A score in its interval: positions in percent on the scale of its column.

    Attributes:
        baseline: score of the baseline; None where there is none.
    """

    low: float
    score: float
    high: float
    baseline: float | None


@dataclass(frozen=True)
class Cell:
    """One system's score by one metric.

    Attributes:
        shade: 0 for the worst of the column to 4 for the best; None where there is no order.
        change: difference to the baseline, with its sign.
        judgement: of the change; None where there is none.
        readers: how many would agree; None where nothing is published.
        tip: everything above in plain sentences.
    """

    text: str
    best: bool
    shade: int | None
    bar: Bar | None
    change: str
    judgement: Judgement | None
    readers: Bilingual | None
    tip: Bilingual


@dataclass(frozen=True)
class Row:
    """One system."""

    system: str
    baseline: bool
    cells: tuple[Cell, ...]
    coverage: Bilingual
    coverage_tip: Bilingual
    errors: int
    warnings: int


@dataclass(frozen=True)
class Overview:
    """The systems' table, and the judgement of every system on its leading metric."""

    metrics: tuple[MetricInfo, ...]
    rows: tuple[Row, ...]
    judgements: tuple[tuple[str, Judgement], ...]


def scored(card: Scorecard) -> list[MetricInfo]:
    """The metrics that could be computed, the leading one first."""
    found = [metric for metric in card.metrics if metric.unavailable is None]
    return sorted(found, key=lambda metric: metric.label != card.headline)


def overview(card: Scorecard) -> Overview:
    """The table of all systems by all metrics."""
    metrics, leading = scored(card), leading_metric(card)
    systems = card.data.systems
    judged = ((system, leading and judgement_of(card, system, leading)) for system in systems)
    return Overview(
        metrics=tuple(metrics),
        rows=tuple(_row(card, metrics, s) for s in range(len(systems))),
        judgements=tuple((system, found) for system, found in judged if found),
    )


def _row(card: Scorecard, metrics: Sequence[MetricInfo], s: int) -> Row:
    system = card.data.systems[s]
    coverage, found = card.coverage(system), card.severities(system)
    # Rounded down: one omission in ten thousand sentences is not a coverage of 100 %.
    share = math.floor(coverage.share * 1000) / 10
    return Row(
        system=system,
        baseline=system == card.baseline,
        cells=tuple(_cell(card, metric, s) for metric in metrics),
        coverage=say("percent", share=f"{share:g}"),
        coverage_tip=say(
            "tip_coverage",
            covered=coverage.covered,
            sentences=coverage.sentences,
            omissions=coverage.omissions,
            additions=coverage.additions,
        ),
        errors=found["error"],
        warnings=found["warning"],
    )


def _cell(card: Scorecard, metric: MetricInfo, s: int) -> Cell:
    scores, system = card.scores[metric.label], card.data.systems[s]
    order = scores.systems if metric.higher_is_better else -scores.systems
    judgement = judgement_of(card, system, metric)
    found = comparison(card, system, metric)
    return Cell(
        text=show(scores.systems[s], metric),
        best=len(order) > 1 and bool(order[s] == np.nanmax(order, initial=-np.inf)),
        shade=_shade(order, s),
        bar=_bar(card, metric, s),
        change=_change(card, metric, s),
        judgement=judgement,
        readers=readers_of(found) if judgement in {"better", "worse"} else None,
        tip=tip_of(card, metric, s, judgement),
    )


def _shade(order: FloatArray, s: int) -> int | None:
    """By rank, so that one outlier does not take all of the colour."""
    finite = order[np.isfinite(order)]
    if len(finite) < 2 or not np.isfinite(order[s]):
        return None
    return round(_SHADES * float((finite < order[s]).sum()) / (len(finite) - 1))


def _bar(card: Scorecard, metric: MetricInfo, s: int) -> Bar | None:
    scores = card.scores[metric.label]
    points = np.column_stack([scores.systems, scores.intervals])
    if not np.isfinite(points[s]).all():
        return None
    start, stop = float(np.nanmin(points)), float(np.nanmax(points))
    width = (stop - start) or 1.0

    def place(value: float) -> float:
        return round(100 * (value - start) / width, 2)

    base = scores.systems[card.data.systems.index(card.baseline)] if card.baseline else math.nan
    score, low, high = points[s].tolist()
    return Bar(
        place(low), place(score), place(high), None if math.isnan(base) else place(float(base))
    )


def _change(card: Scorecard, metric: MetricInfo, s: int) -> str:
    if card.baseline is None or card.data.systems[s] == card.baseline:
        return ""
    scores = card.scores[metric.label].systems
    return show_change(scores[s] - scores[card.data.systems.index(card.baseline)], metric)
