"""The systems' table, every number with the sentence that explains it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from mtqe.metrics import FloatArray
from mtqe.reporters.examples import leading_metric, show, show_change
from mtqe.reporters.html.bilingual import Bilingual, joined, say
from mtqe.reporters.wording import alpha, comparison
from mtqe.scorecard import MetricInfo, Scorecard
from mtqe.significance import MOST, Comparison

Judgement = Literal["better", "worse", "noise", "unknown", "same"]
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
    coverage: str
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
    judged = ((system, leading and _judgement(card, system, leading)) for system in card.data.systems)
    return Overview(
        metrics=tuple(metrics),
        rows=tuple(_row(card, metrics, s) for s in range(len(card.data.systems))),
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
        coverage=f"{share:g} %",
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
    judgement = _judgement(card, system, metric)
    found = comparison(card, system, metric)
    return Cell(
        text=show(scores.systems[s], metric),
        best=len(order) > 1 and bool(order[s] == np.nanmax(order, initial=-np.inf)),
        shade=_shade(order, s),
        bar=_bar(card, metric, s),
        change=_change(card, metric, s),
        judgement=judgement,
        readers=_readers(found) if judgement in {"better", "worse"} else None,
        tip=_tip(card, metric, s, judgement),
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


def _judgement(card: Scorecard, system: str, metric: MetricInfo) -> Judgement | None:
    found = comparison(card, system, metric)
    if found is None:
        return None
    if found.identical:
        return "same"
    if found.p_holm is None:
        return "unknown"
    if found.p_holm >= alpha(card):
        return "noise"
    return "better" if (found.difference > 0) == metric.higher_is_better else "worse"


def _readers(found: Comparison | None) -> Bilingual | None:
    if found is None or found.agreement is None:
        return None
    key = "readers_most" if found.agreement >= MOST else "readers"
    return say(key, share=f"{100 * found.agreement:.0f}")


def _tip(card: Scorecard, metric: MetricInfo, s: int, judgement: Judgement | None) -> Bilingual:
    scores, system = card.scores[metric.label], card.data.systems[s]
    score, (low, high) = scores.systems[s], scores.intervals[s].tolist()
    if math.isnan(score):
        return say("tip_unscored", metric=metric.title)
    direction = "tip_higher" if metric.higher_is_better else "tip_lower"
    parts = [say(direction, metric=metric.title, system=system, score=show(score, metric))]
    if math.isfinite(low) and math.isfinite(high):
        share = f"{100 * (1 - alpha(card)):g}"
        ends = {"low": show(low, metric), "high": show(high, metric)}
        parts.append(say("tip_interval", share=share, **ends))
    found = comparison(card, system, metric)
    if found and judgement:
        parts += _tip_change(card, metric, found, judgement)
    missing = card.unscored_count(metric.label, s)
    if missing:
        parts.append(say("tip_missing", n=missing, total=len(card.data.segments)))
    return joined(*parts)


def _tip_change(
    card: Scorecard, metric: MetricInfo, found: Comparison, judgement: Judgement
) -> list[Bilingual]:
    parts = [
        say(
            "tip_change",
            change=show_change(found.difference, metric),
            baseline=found.baseline,
            judgement=say(f"tip_{judgement}"),
        )
    ]
    if judgement in {"better", "worse"}:
        readers = _readers(found)
        parts.append(say("tip_readers", readers=readers) if readers else say("tip_no_readers"))
    elif judgement == "noise" and found.mde:
        parts.append(say("tip_detectable", size=show(found.mde, metric)))
    if found.p_holm is not None:
        small = found.p_holm < 0.001  # noqa: PLR2004 - three digits are shown
        parts.append(say("tip_p_small", p="0.001") if small else say("tip_p", p=f"{found.p_holm:.3f}"))
    return parts
