"""Score tables of a scorecard that was read from disk.

Rows are never written: those of a lexical metric are computed again from the texts, with the
options that the run's config had; a neural metric's stored scores are rows of their own.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from pydantic import TypeAdapter, ValidationError

from mtqe import plugins
from mtqe.core import Document, Level, Runtime, Task, Translation
from mtqe.errors import DataError, MetricError
from mtqe.metrics import BoundMetric, FloatArray, Metric, Rows
from mtqe.scorecard import MetricInfo, Scorecard
from mtqe.scores import ScoreTable

_NO_REASON = "no score is stored"
Place = tuple[int, int]


@dataclass(frozen=True)
class Mean:
    """What stands for the metric behind stored scores; a row is `[score, 1]`.

    Attributes:
        signature: of the metric that made them.
        companions: none; each reading of a metric has stored scores of its own.
    """

    signature: str = ""
    companions: Mapping[str, BoundMetric] = field(default_factory=dict)

    def row_key(self, translation: Translation) -> str:  # noqa: ARG002 - the protocol
        """Nothing can be told of other texts.

        Raises:
            MetricError: always.
        """
        raise self._no_texts()

    def statistics(
        self,
        translations: Sequence[Translation],  # noqa: ARG002 - the protocol
        runtime: Runtime,  # noqa: ARG002
    ) -> Rows:
        """The scores of other texts are not known.

        Raises:
            MetricError: always.
        """
        raise self._no_texts()

    def score(self, totals: FloatArray, level: Level) -> FloatArray:  # noqa: ARG002 - one formula
        """Summed rows of shape (..., 2) to means of shape (...); NaN where nothing was scored."""
        count = totals[..., 1]
        empty = np.full(count.shape, np.nan)
        return np.divide(totals[..., 0], count, out=empty, where=count > 0)

    def _no_texts(self) -> MetricError:
        return MetricError(
            f"{self.signature or 'stored scores'}: scores that were read cannot be computed for "
            "other texts. Run the evaluation again."
        )


def table_of_scores(
    segment_scores: FloatArray,
    documents: Sequence[Document],
    *,
    unscored: Mapping[Place, str] | None = None,
    signature: str = "",
) -> ScoreTable:
    """The table of a metric whose higher scores are means of segment scores.

    Args:
        segment_scores: shape (systems, segments); NaN is unscored.
        documents: half-open slices that tile the segments.
        unscored: (system, segment) positions -> reason, where one is known.
        signature: of the metric that made the scores.
    """
    known = np.isfinite(segment_scores)
    values = np.stack([np.where(known, segment_scores, 0), known.astype(np.float64)], axis=-1)
    missing = [(int(s), int(i)) for s, i in np.argwhere(~known)]
    reasons = {place: (unscored or {}).get(place, _NO_REASON) for place in missing}
    return ScoreTable(Mean(signature), values, reasons, documents)


def rebuild(card: Scorecard, systems: Sequence[str] | None = None) -> dict[str, ScoreTable]:
    """The table behind the scores of every metric that was available, by label.

    The rows of a lexical metric are taken as they are where the scorecard still has them.

    Args:
        card: a run.
        systems: those whose rows are wanted, in this order; one may stand twice. None for all.

    Raises:
        DataError: the scorecard's config does not say how a metric's rows were made.
        MtqeError: a metric that is not installed here, or cannot work here.
    """
    found: dict[str, ScoreTable] = {}
    names = card.data.systems
    wanted = [names.index(system) for system in (names if systems is None else systems)]
    for info in card.metrics:
        if info.unavailable is not None or info.label in found:
            continue
        table = _stored(card, info) if info.neural else card.scores[info.label].table
        if table is not None:
            found[info.label] = table if systems is None else table.take(wanted)
        else:
            found |= _computed(card, info, wanted)
    return found


def metric_of(card: Scorecard, label: str) -> Metric | None:
    """The metric as the run's config had it; None where it says nothing of this label.

    Raises:
        ConfigError: the metric is not installed here.
        DataError: its options are not those of this mtqe.
    """
    entries = (e for e in card.config.get("metrics", ()) if e.get("label") == label)
    entry = next(entries, None)
    if entry is None:
        return None
    cls = plugins.load("metrics", entry["name"])
    try:
        # As JSON: a list may be a tuple there. Keys that are no fields (label, ...) are passed by.
        metric: Metric = TypeAdapter(cls).validate_json(json.dumps(entry))
    except ValidationError as error:
        raise DataError(
            f"metric {label}: the options of the scorecard's config are not those of this mtqe: "
            f"{error.errors()[0]['msg']}. Run the evaluation again."
        ) from error
    return metric


def _stored(card: Scorecard, info: MetricInfo) -> ScoreTable:
    scores = card.scores[info.label]
    return table_of_scores(
        scores.segments,
        card.data.documents,
        unscored=scores.unscored,
        signature=info.signature or "",
    )


def _computed(card: Scorecard, info: MetricInfo, wanted: Sequence[int]) -> dict[str, ScoreTable]:
    """The rows of a lexical metric, under its own label and those of its companions."""
    metric = metric_of(card, info.label)
    if metric is None:
        raise DataError(
            f"{card.data.name}: the scorecard's config has no metric with the label "
            f"{info.label!r}, so its rows cannot be computed again. Run the evaluation again."
        )
    data, n = card.data, len(card.data.segments)
    offline = bool(card.config.get("runtime", {}).get("offline"))
    bound = metric.bind(Task.of(data, offline=offline))
    translations = [t for s in wanted for t in data.translations(data.systems[s])]
    rows = bound.statistics(translations, Runtime())
    table = ScoreTable(
        bound=bound,
        values=rows.values.reshape(len(wanted), n, -1),
        unscored={divmod(position, n): reason for position, reason in rows.unscored.items()},
        documents=data.documents,
    )
    companions = {
        f"{info.label}-{suffix}": replace(table, bound=reading)
        for suffix, reading in bound.companions.items()
    }
    return {info.label: table, **companions}
