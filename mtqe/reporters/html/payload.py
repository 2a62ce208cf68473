"""What the page draws its sentences from: columns, not objects, so that they pack well.

Cells of a segment and a system stand at `i * systems + s`: the translations of one sentence are
alike, and gzip finds what is alike where it is near.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from mtqe.metrics import FloatArray
from mtqe.reporters.characters import ACTING
from mtqe.reporters.examples import leading_metric, worst_places
from mtqe.reporters.html.beads import beads
from mtqe.reporters.html.overview import scored
from mtqe.reporters.html.remarks import Table, findings, name_of, reason_of
from mtqe.scorecard import MetricInfo, Scorecard, Scores

# More digits than are shown, so that differences of scores come out as they are.
_DIGITS = 2


def payload(card: Scorecard, sentences: int | None) -> dict[str, Any]:
    """Everything about the segments and documents, as JSON data.

    Args:
        card: the run.
        sentences: how many keep their texts, the worst ones; None for all. Scores are kept of all.
    """
    data, metrics = card.data, scored(card)
    leading = leading_metric(card)
    kept = _kept(card, sentences)
    segments = [each if keep else None for each, keep in zip(data.segments, kept, strict=True)]
    ids = [name_of(segment.id) for segment in data.segments]
    return {
        "acting": ACTING.pattern,
        "name": name_of(data.name),
        "languages": [data.source_language, data.target_language],
        "systems": list(map(name_of, data.systems)),
        "baseline": None if card.baseline is None else data.systems.index(card.baseline),
        "metrics": [_metric(metric) for metric in metrics],
        "leading": metrics.index(leading) if leading else None,
        "ids": None if ids == [str(i + 1) for i in range(len(ids))] else ids,
        "sources": [segment and segment.source for segment in segments],
        "references": [
            [segment and segment.references[r] for segment in segments]
            for r in range(data.reference_count)
        ],
        "hypotheses": [
            hypothesis if keep else None
            for keep, hypotheses in zip(kept, zip(*data.outputs.values(), strict=True), strict=True)
            for hypothesis in hypotheses
        ],
        "kept": None if all(kept) else [int(keep) for keep in kept],
        "scores": [_cells(card.scores[m.label].segments, m) for m in metrics],
        "totals": [_totals(card.scores[metric.label]) for metric in metrics],
        "unscored": _unscored(card, metrics),
        "documents": _documents(card, metrics),
        "findings": findings(card),
        "origins": _origins(card),
        "beads": beads(card, kept),
        "aside": [
            [
                name_of(item.document),
                item.side,
                item.system and name_of(item.system),
                item.text,
                reason_of(item.reason),
            ]
            for item in data.set_aside
        ],
    }


def _metric(metric: MetricInfo) -> dict[str, Any]:
    return {
        "label": name_of(metric.label),
        "title": name_of(metric.title),
        "decimals": metric.decimals,
        "unit": 10 ** (metric.decimals + _DIGITS),
        "higher": metric.higher_is_better,
    }


def _kept(card: Scorecard, sentences: int | None) -> list[bool]:
    n = len(card.data.segments)
    if sentences is None or sentences >= n:
        return [True] * n
    order = dict.fromkeys(i for i, _ in worst_places(card))
    order.update(dict.fromkeys(range(n)))
    worst = set(list(order)[:sentences])
    return [i in worst for i in range(n)]


def _cells(scores: FloatArray, metric: MetricInfo) -> list[int | None]:
    """Scores of shape (systems, n) as whole numbers, by place and then by system."""
    whole = np.round(scores.T.ravel() * 10 ** (metric.decimals + _DIGITS))
    return [int(value) if np.isfinite(value) else None for value in whole.tolist()]


def _totals(scores: Scores) -> list[list[float | None]]:
    """Score, and the ends of its interval, of every system."""
    rows = np.column_stack([scores.systems, scores.intervals]).tolist()
    return [[value if np.isfinite(value) else None for value in row] for row in rows]


def _unscored(card: Scorecard, metrics: Sequence[MetricInfo]) -> dict[str, Any]:
    """Rows of metric, cell and number of the reason."""
    reasons, count = Table(), len(card.data.systems)
    rows = [
        [m, i * count + s, reasons(reason)]
        for m, metric in enumerate(metrics)
        for (s, i), reason in card.scores[metric.label].unscored.items()
    ]
    return {"reasons": list(map(reason_of, reasons.values())), "rows": rows}


def _documents(card: Scorecard, metrics: Sequence[MetricInfo]) -> dict[str, Any]:
    data = card.data
    return {
        "ids": [name_of(document.id) for document in data.documents],
        "stops": [document.stop for document in data.documents],
        "scores": [_cells(card.scores[m.label].documents, m) for m in metrics],
        "coverage": [
            [coverage.covered, coverage.sentences, coverage.omissions, coverage.additions]
            for document in data.documents
            for system in data.systems
            for coverage in (card.coverage(system, document.id),)
        ],
    }


def _origins(card: Scorecard) -> dict[str, Any]:
    """Number of the file and line of every cell."""
    table = Table()
    segments, systems = range(len(card.data.segments)), card.data.systems
    places = [card.origin(system, i) for i in segments for system in systems]
    return {
        "at": [table(place and place.file) for place in places],
        "lines": [place.line if place else 0 for place in places],
        "files": table.values(),
    }
