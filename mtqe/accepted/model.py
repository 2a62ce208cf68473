"""What an accepted scorecard holds, and how a run becomes one."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from mtqe.core import EvalSet, Segment
from mtqe.errors import DataError
from mtqe.scorecard import Scorecard

DECIMALS = 6
_DIGITS = 12


class Key(NamedTuple):
    """What a segment is known by, wherever it stands: its document and its texts as digests."""

    document: str
    source: str
    references: str


@dataclass(frozen=True)
class AcceptedSystem:
    """One system's accepted output.

    Attributes:
        hypotheses: one per segment.
        scores: label of a neural metric -> one score per segment, None where unscored.
    """

    hypotheses: tuple[str, ...]
    scores: Mapping[str, tuple[float | None, ...]]


@dataclass(frozen=True)
class Accepted:
    """An accepted scorecard.

    Attributes:
        signatures: label of a metric -> everything that decided its number.
        neural: labels of the metrics whose scores are kept.
        versions: package -> version, of what can move a number.
        ids: one per segment, in order.
        keys: the same segments by content.
    """

    name: str
    source_language: str
    target_language: str
    normalization: str
    signatures: Mapping[str, str]
    neural: frozenset[str]
    versions: Mapping[str, str]
    ids: tuple[str, ...]
    keys: tuple[Key, ...]
    systems: Mapping[str, AcceptedSystem]


def of_card(card: Scorecard) -> Accepted:
    """The accepted scorecard that a run makes.

    Raises:
        DataError: the run is incomplete: a metric is unavailable, or a segment that it could
            score has no score.
    """
    _check_complete(card)
    data = card.data
    return Accepted(
        name=data.name,
        source_language=data.source_language,
        target_language=data.target_language,
        normalization=data.normalization,
        signatures={metric.label: metric.signature or "" for metric in card.metrics},
        neural=frozenset(metric.label for metric in card.metrics if metric.neural),
        versions=dict(card.versions),
        ids=tuple(segment.id for segment in data.segments),
        keys=keys_of(data),
        systems={
            system: AcceptedSystem(
                hypotheses=data.outputs[system],
                scores={
                    metric.label: tuple(
                        None if math.isnan(score) else round(score, DECIMALS)
                        for score in card.scores[metric.label].segments[s].tolist()
                    )
                    for metric in card.metrics
                    if metric.neural
                },
            )
            for s, system in enumerate(data.systems)
        },
    )


def keys_of(data: EvalSet) -> tuple[Key, ...]:
    """The segments by content."""
    return tuple(
        Key(segment.document, _digest(segment.source), _digest(list(segment.references)))
        for segment in data.segments
    )


def unreferenced(segment: Segment) -> bool:
    """Whether the segment lacks every reference: then a metric that needs one may skip it."""
    return bool(segment.references) and not any(text is not None for text in segment.references)


def _digest(content: str | list[str | None] | None) -> str:
    return hashlib.sha256(json.dumps(content).encode("ascii")).hexdigest()[:_DIGITS]


def _check_complete(card: Scorecard) -> None:
    name, again = card.data.name, "Only a complete run can be accepted."
    for metric in card.metrics:
        if metric.unavailable is not None:
            raise DataError(
                f"{name}: {metric.title} is unavailable: {metric.unavailable}. {again} Provide "
                "what it needs, or take the metric out of the config."
            )
        unscored = card.scores[metric.label].unscored
        for (s, i), reason in sorted(unscored.items()):
            segment = card.data.segments[i]
            if not unreferenced(segment):
                raise DataError(
                    f"{name}: {metric.title} has no score for segment {segment.id} of "
                    f"{card.data.systems[s]}: {reason}. {again}"
                )
    for system, hypotheses in card.data.outputs.items():
        if not any(text.strip() for text in hypotheses):
            raise DataError(f"{name}: {system} holds no text at all. {again}")
