"""What the page draws its sentences from: columns, not objects, so that they pack well.

Cells of a segment and a system stand at `i * systems + s`: the translations of one sentence are
alike, and gzip finds what is alike where it is near.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from mtqe.core import Bead, Finding
from mtqe.metrics import FloatArray
from mtqe.reporters.characters import ACTING, clip
from mtqe.reporters.examples import leading_metric, worst_places
from mtqe.reporters.html.overview import scored
from mtqe.scorecard import MetricInfo, Scorecard, Scores
from mtqe.texts import LANGUAGES, Texts, texts

# Names are shown in rows, lists and buttons: what is longer is no name any more.
_NAME, _REMARK = 120, 1000
# More digits than are shown, so that differences of scores come out as they are.
_DIGITS = 2


class Table:
    """Texts that repeat, by number."""

    def __init__(self) -> None:
        """Empty."""
        self.numbers: dict[Any, int] = {}

    def __call__(self, value: Any) -> int:
        """The number of a text; -1 for None."""
        return -1 if value is None else self.numbers.setdefault(value, len(self.numbers))

    def values(self) -> list[Any]:
        """The texts, by number."""
        return list(self.numbers)


def payload(card: Scorecard, sentences: int | None) -> dict[str, Any]:
    """Everything about the segments and documents, as JSON data.

    Args:
        card: the run.
        sentences: how many keep their texts, the worst ones; None for all. Scores are kept of all.
    """
    data, metrics = card.data, scored(card)
    leading = leading_metric(card)
    kept = _kept(card, sentences)
    segments = [segment if keep else None for segment, keep in zip(data.segments, kept, strict=True)]
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
        "findings": _findings(card),
        "origins": _origins(card),
        "beads": _beads(card, kept),
        "aside": [
            [
                name_of(item.document),
                item.side,
                item.system and name_of(item.system),
                item.text,
                _reason(item.reason),
            ]
            for item in data.set_aside
        ],
    }


def name_of(text: str) -> str:
    """A name, at a length that can be shown anywhere."""
    return clip(text, _NAME)


def _told(tell: Callable[[Texts], str]) -> tuple[str, ...]:
    """A remark in every language."""
    return tuple(clip(tell(texts(language)), _REMARK) for language in LANGUAGES)


def _reason(english: str) -> tuple[str, ...]:
    return _told(lambda told: told.reason(english))


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
    return [int(value) if found else None for value, found in zip(whole, np.isfinite(whole))]


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
    return {"reasons": list(map(_reason, reasons.values())), "rows": rows}


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


def _findings(card: Scorecard) -> dict[str, Any]:
    """Rows of segment, system, code, severity, message, side, start and end."""
    at = {segment.id: i for i, segment in enumerate(card.data.segments)}
    systems = {system: s for s, system in enumerate(card.data.systems)}
    codes, messages = Table(), Table()
    rows = [
        [
            at[finding.segment],
            -1 if finding.system is None else systems[finding.system],
            codes(name_of(finding.code)),
            finding.severity,
            messages(_told(lambda told, finding=finding: told.message(finding))),
            finding.side,
            *_span(card, finding, at[finding.segment]),
        ]
        for finding in card.findings
        if finding.segment is not None
    ]
    return {"codes": codes.values(), "messages": messages.values(), "rows": rows}


def _span(card: Scorecard, finding: Finding, i: int) -> tuple[int | None, int | None]:
    """Start and end in UTF-16, as JavaScript counts; None where nothing is pointed at."""
    segment = card.data.segments[i]
    text = {
        "source": segment.source,
        "reference": next(iter(segment.references), None),
        "hypothesis": card.data.outputs[finding.system][i] if finding.system else None,
        None: None,
    }[finding.side]
    if text is None or finding.start is None or finding.end is None:
        return None, None
    return _utf16(text, finding.start), _utf16(text, finding.end)


def _utf16(text: str, position: int) -> int:
    return len(text[:position].encode("utf-16-le", "surrogatepass")) // 2


def _origins(card: Scorecard) -> dict[str, Any]:
    """Number of the file and line of every cell."""
    table = Table()
    places = [
        card.origin(system, i) for i in range(len(card.data.segments)) for system in card.data.systems
    ]
    return {
        "at": [table(place and place.file) for place in places],
        "lines": [place.line if place else 0 for place in places],
        "files": table.values(),
    }


def _beads(card: Scorecard, kept: Sequence[bool]) -> Mapping[str, Any]:
    at = {segment.id: i for i, segment in enumerate(card.data.segments)}
    return {
        str(s): list(_units(card, system, at, kept))
        for s, system in enumerate(card.data.systems)
        if system in card.data.beads
    }


def _units(
    card: Scorecard, system: str, at: Mapping[str, int], kept: Sequence[bool]
) -> Iterator[list[Any]]:
    """Rows of document, segment, kind, confidence, source and target.

    A text is 0 where it is the segment's own.
    """
    documents = {document.id: d for d, document in enumerate(card.data.documents)}
    for bead in card.data.beads[system]:
        touched = [at[segment] for segment in bead.segments]
        if touched and not any(kept[i] for i in touched):
            continue
        first = touched[0] if touched else -1
        source, target = _own_texts(card, system, bead, first)
        yield [
            documents[bead.document],
            first,
            bead.kind,
            None if bead.confidence is None else round(100 * bead.confidence),
            source,
            target,
        ]


def _own_texts(card: Scorecard, system: str, bead: Bead, i: int) -> tuple[str | int, str | int]:
    if i < 0:
        return bead.source_text, bead.target_text
    own = card.data.segments[i].source, card.data.outputs[system][i]
    source, target = (
        0 if text == mine else text
        for text, mine in zip((bead.source_text, bead.target_text), own, strict=True)
    )
    return source, target
