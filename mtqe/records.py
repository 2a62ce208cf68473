"""A scorecard as JSON records, both ways.

`segments.jsonl` is the one copy of the segment data; `scorecard.json` holds everything about the
run as a whole and names the three record files by digest.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any

import numpy as np

from mtqe.core import Bead, Document, EvalSet, Finding, InputFile, Origin, Segment, SetAside
from mtqe.errors import DataError
from mtqe.metrics import FloatArray
from mtqe.scorecard import MetricInfo, Scorecard, Scores
from mtqe.significance import Comparison

SCHEMA = 1
_NO_PLACE = dict.fromkeys(field.name for field in fields(Origin))


@dataclass(frozen=True)
class Records:
    """What the report directory holds of a scorecard."""

    head: Mapping[str, Any]
    systems: Sequence[Mapping[str, Any]]
    documents: Sequence[Mapping[str, Any]]
    segments: Sequence[Mapping[str, Any]]


def segment_records(card: Scorecard) -> Iterator[dict[str, Any]]:
    """One record per segment and system, in the order of the test set."""
    data = card.data
    for i, segment in enumerate(data.segments):
        for s, system in enumerate(data.systems):
            key = (system, segment.id)
            yield {
                "document": segment.document,
                "segment": segment.id,
                "system": system,
                "source": segment.source,
                "references": list(segment.references),
                "hypothesis": data.outputs[system][i],
                "scores": {label: _number(x.segments[s, i]) for label, x in card.scores.items()},
                "unscored": {
                    label: x.unscored[s, i]
                    for label, x in card.scores.items()
                    if (s, i) in x.unscored
                },
                "findings": [item.record() for item in card.findings_at.get(key, ())],
                "beads": [asdict(bead) for bead in card.beads_at.get(key, ())],
                "origin": _origins(data, i, system),
            }


def document_records(card: Scorecard) -> Iterator[dict[str, Any]]:
    """One record per document and system."""
    for d, document in enumerate(card.data.documents):
        for s, system in enumerate(card.data.systems):
            yield {
                "document": document.id,
                "system": system,
                "segments": document.stop - document.start,
                "scores": {label: _number(x.documents[s, d]) for label, x in card.scores.items()},
                "intervals": {
                    label: None
                    if x.document_intervals is None
                    else _interval(x.document_intervals[s, d])
                    for label, x in card.scores.items()
                },
                "findings": card.severities(system, document.id),
                "coverage": card.coverage(system, document.id).share,
            }


def system_records(card: Scorecard) -> Iterator[dict[str, Any]]:
    """One record per system."""
    for s, system in enumerate(card.data.systems):
        yield {
            "system": system,
            "scores": {label: _number(x.systems[s]) for label, x in card.scores.items()},
            "intervals": {label: _interval(x.intervals[s]) for label, x in card.scores.items()},
            "unscored": {label: card.unscored_count(label, s) for label in card.scores},
            "findings": card.severities(system),
            "coverage": card.coverage(system).share,
        }


def head_record(card: Scorecard, digests: Mapping[str, str]) -> dict[str, Any]:
    """Everything about the run as a whole.

    Args:
        card: the run.
        digests: record file name -> SHA-256.
    """
    data = card.data
    return {
        "schema": SCHEMA,
        "name": data.name,
        "source_language": data.source_language,
        "target_language": data.target_language,
        "headline": card.headline,
        "baseline": card.baseline,
        "systems": list(data.systems),
        "documents": [asdict(document) for document in data.documents],
        "metrics": [asdict(metric) for metric in card.metrics],
        "comparisons": [comparison_record(comparison) for comparison in card.comparisons],
        "clusters": {label: list(x.clusters) for label, x in card.scores.items() if x.clusters},
        "normalization": data.normalization,
        "set_aside": [asdict(item) for item in data.set_aside],
        "reference_beads": [[asdict(bead) for bead in beads] for beads in data.reference_beads],
        "aligned": list(data.beads),
        "findings": [item.record() for item in card.findings if item.segment is None],
        "digests": {"test_set": data.digest(), **digests},
        "inputs": [asdict(item) for item in data.inputs],
        "versions": dict(card.versions),
        "config": dict(card.config),
        "run": dict(card.run),
    }


def comparison_record(comparison: Comparison) -> dict[str, Any]:
    """A comparison, with its difference."""
    return {**asdict(comparison), "difference": comparison.difference}


def _comparison(record: Mapping[str, Any]) -> Comparison:
    values = {field.name: record[field.name] for field in fields(Comparison)}
    interval = values["interval"] and tuple(values["interval"])
    return Comparison(**values | {"interval": interval})


def scorecard(records: Records) -> Scorecard:
    """The scorecard that these records were made from.

    Raises:
        DataError: another schema version, or records that do not belong together.
    """
    head = records.head
    if head.get("schema") != SCHEMA:
        raise DataError(
            f"scorecard.json: schema version {head.get('schema')!r}; this mtqe reads {SCHEMA}. "
            "Run the evaluation again."
        )
    try:
        return _scorecard(records)
    except (LookupError, TypeError, ValueError, AttributeError) as error:
        raise DataError(
            f"scorecard.json: not what mtqe writes ({type(error).__name__}: {error}). "
            "Run the evaluation again."
        ) from error


def _scorecard(records: Records) -> Scorecard:
    head, systems = records.head, records.head["systems"]
    metrics = tuple(MetricInfo(**metric) for metric in head["metrics"])
    general = map(Finding.of, head["findings"])
    special = (Finding.of(item) for record in records.segments for item in record["findings"])
    return Scorecard(
        data=_data(records),
        metrics=metrics,
        scores={m.label: _scores(m.label, records, len(systems)) for m in metrics},
        headline=head["headline"],
        baseline=head["baseline"],
        comparisons=tuple(map(_comparison, head["comparisons"])),
        findings=tuple(dict.fromkeys([*general, *special])),
        config=head["config"],
        versions=head["versions"],
        run=head["run"],
    )


def _data(records: Records) -> EvalSet:
    head, systems = records.head, records.head["systems"]
    by_system = {name: records.segments[s :: len(systems)] for s, name in enumerate(systems)}
    return EvalSet(
        name=head["name"],
        source_language=head["source_language"],
        target_language=head["target_language"],
        segments=tuple(_segment(record) for record in by_system[systems[0]]),
        documents=tuple(Document(**item) for item in head["documents"]),
        outputs={n: tuple(r["hypothesis"] for r in rows) for n, rows in by_system.items()},
        beads={
            name: tuple(dict.fromkeys(_bead(b) for r in by_system[name] for b in r["beads"]))
            for name in head["aligned"]
        },
        set_aside=tuple(
            SetAside(**item | {"origin": _origin(item["origin"])}) for item in head["set_aside"]
        ),
        reference_beads=tuple(tuple(map(_bead, beads)) for beads in head["reference_beads"]),
        origins={
            name: tuple(_origin(record["origin"]["hypothesis"]) for record in rows)
            for name, rows in by_system.items()
            if any(record["origin"]["hypothesis"] for record in rows)
        },
        inputs=tuple(InputFile(**item) for item in head["inputs"]),
        normalization=head["normalization"],
    )


def _scores(label: str, records: Records, systems: int) -> Scores:
    def column(rows: Iterable[Mapping[str, Any]]) -> FloatArray:
        values = [math.nan if (x := row["scores"][label]) is None else x for row in rows]
        return np.array(values, dtype=np.float64).reshape(-1, systems).T

    return Scores(
        segments=column(records.segments),
        documents=column(records.documents),
        systems=column(records.systems)[:, 0],
        intervals=np.array(
            [row["intervals"][label] or [math.nan] * 2 for row in records.systems],
            dtype=np.float64,
        ),
        document_intervals=np.array(
            [row["intervals"][label] or [math.nan] * 2 for row in records.documents],
            dtype=np.float64,
        )
        .reshape(-1, systems, 2)
        .swapaxes(0, 1),
        clusters=tuple(records.head["clusters"].get(label, ())),
        unscored={
            (row % systems, row // systems): record["unscored"][label]
            for row, record in enumerate(records.segments)
            if label in record["unscored"]
        },
    )


def _origins(data: EvalSet, i: int, system: str) -> dict[str, Any]:
    """The segment's own origin, with those of its references and its hypothesis beside it."""
    segment = data.segments[i]
    origins = data.origins.get(system)
    return {
        **(_place(segment.origin) or _NO_PLACE),
        "references": [_place(origin) for origin in segment.reference_origins],
        "hypothesis": _place(origins[i]) if origins else None,
    }


def _place(origin: Origin | None) -> dict[str, Any] | None:
    # By hand: `asdict` copies deeply, which takes half of the time that a report takes.
    if origin is None:
        return None
    return {"file": origin.file, "line": origin.line, "column": origin.column}


def _segment(record: Mapping[str, Any]) -> Segment:
    origin = record["origin"]
    own = {field.name: origin[field.name] for field in fields(Origin)}
    return Segment(
        id=record["segment"],
        document=record["document"],
        source=record["source"],
        references=tuple(record["references"]),
        origin=_origin(own if own["file"] is not None else None),
        reference_origins=tuple(_origin(item) for item in origin["references"]),
    )


def _origin(item: Mapping[str, Any] | None) -> Origin | None:
    return None if item is None else Origin(**item)


def _bead(item: Mapping[str, Any]) -> Bead:
    values: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in item.items()}
    return Bead(**values)


def _interval(ends: FloatArray) -> list[float] | None:
    return None if np.isnan(ends).any() else ends.tolist()


def _number(value: float) -> float | None:
    return None if math.isnan(value) else float(value)
