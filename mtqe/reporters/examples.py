"""Sentences as reports show them: texts, score, difference, what was found, where they stand."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from mtqe.core import Bead, Finding
from mtqe.reporters.difference import Difference, difference
from mtqe.scorecard import MetricInfo, Scorecard
from mtqe.texts import Texts

UNSCORED = "–"
# A pair that is less probable than this should be looked at.
UNSURE = 0.5


@dataclass(frozen=True)
class Example:
    """One segment in one system's translation.

    Attributes:
        number: 1-based position of the segment in the test set.
        references: those that are there.
        scores: title and score of every metric, the leading one first.
        place: document and segment, in words.
        pairing: how it was aligned, in words; empty for line-parallel data.
        alignment: kinds of the alignment units that touch it, such as `match+addition`.
        confidence: of the least sure unit; None when unknown.
        origin: `file:line` of the hypothesis (else of the source); empty when unknown.
    """

    number: int
    id: str
    document: str
    system: str
    source: str | None
    references: tuple[str, ...]
    hypothesis: str
    scores: str
    findings: tuple[Finding, ...]
    place: str
    pairing: str
    alignment: str
    confidence: float | None
    origin: str

    @cached_property
    def difference(self) -> Difference | None:
        """From the first reference to the hypothesis; None without a reference."""
        return difference(self.references[0], self.hypothesis) if self.references else None


def leading_metric(card: Scorecard) -> MetricInfo | None:
    """The headline metric; None when nothing was scored."""
    scored = (m for m in card.metrics if np.isfinite(card.scores[m.label].systems).any())
    return next((m for m in scored if m.label == card.headline), None)


def show(value: float, metric: MetricInfo) -> str:
    """A score in the metric's own scale and digits."""
    return UNSCORED if math.isnan(value) else f"{value:.{metric.decimals}f}"


def show_change(value: float, metric: MetricInfo) -> str:
    """A difference of scores, with its sign; empty when there is none to show."""
    # Adding 0.0 after rounding turns -0.0 into 0.0.
    return (
        "" if math.isnan(value) else f"{round(value, metric.decimals) + 0.0:+.{metric.decimals}f}"
    )


def worst_examples(card: Scorecard, count: int, texts: Texts) -> tuple[Example, ...]:
    """Those to look at first.

    By the leading metric, ties in the order of the test set. Where nothing was scored: findings
    (errors, then warnings), omissions and additions, then pairs that are probably wrong.
    """
    return tuple(_example(card, s, i, texts) for i, s in worst_places(card)[:count])


def worst_places(card: Scorecard) -> list[tuple[int, int]]:
    """Positions of segment and system, in the order of `worst_examples`."""
    metric = leading_metric(card)
    return _by_score(card, metric) if metric else _by_findings(card)


def _by_score(card: Scorecard, metric: MetricInfo) -> list[tuple[int, int]]:
    scores = card.scores[metric.label].segments.T
    keys = (scores if metric.higher_is_better else -scores).ravel()
    order = np.argsort(keys, kind="stable")[: int(np.isfinite(keys).sum())]
    return [divmod(int(position), scores.shape[1]) for position in order]


def _by_findings(card: Scorecard) -> list[tuple[int, int]]:
    keys = {
        (i, s): key
        for i in range(len(card.data.segments))
        for s in range(len(card.data.systems))
        if (key := _urgency(card, s, i)) is not None
    }
    return sorted(keys, key=keys.__getitem__)


def _urgency(card: Scorecard, s: int, i: int) -> tuple[int, float] | None:
    """Smaller is more urgent; None when there is nothing to say about the segment."""
    system = card.data.systems[s]
    key = system, card.data.segments[i].id
    severities = {finding.severity for finding in card.findings_at.get(key, ())}
    beads = card.beads_at.get(key, ())
    confidence = card.confidence(*key)
    missing = not card.data.outputs[system][i].strip()
    for rank, holds in enumerate(
        [
            "error" in severities,
            "warning" in severities,
            missing or any(bead.kind != "match" for bead in beads),
            confidence is not None and confidence < UNSURE,
        ]
    ):
        if holds:
            return rank, math.inf if confidence is None else confidence
    return None


def _example(card: Scorecard, s: int, i: int, texts: Texts) -> Example:
    segment, system = card.data.segments[i], card.data.systems[s]
    beads = card.beads_at.get((system, segment.id), ())
    origin, confidence = card.origin(system, i), card.confidence(system, segment.id)
    return Example(
        number=i + 1,
        id=segment.id,
        document=segment.document,
        system=system,
        source=segment.source,
        references=tuple(text for text in segment.references if text is not None),
        hypothesis=card.data.outputs[system][i],
        scores=", ".join(_score(card, metric, s, i, texts) for metric in _leading_first(card)),
        findings=tuple(
            replace(finding, message=texts.message(finding))
            for finding in card.findings_at.get((system, segment.id), ())
        ),
        place=texts("place", "segment", document=segment.document, segment=segment.id),
        pairing=_pairing(beads, confidence, texts),
        alignment="+".join(bead.kind for bead in beads),
        confidence=confidence,
        origin=str(origin) if origin else "",
    )


def _pairing(beads: Sequence[Bead], confidence: float | None, texts: Texts) -> str:
    kinds = "+".join(texts("bead", bead.kind) for bead in beads)
    if not kinds or confidence is None:
        return kinds
    return texts("place", "sure", kinds=kinds, confidence=f"{confidence:.2f}")


def _leading_first(card: Scorecard) -> list[MetricInfo]:
    """The metrics that scored anything, with the leading one in front."""
    scored = (metric for metric in card.metrics if metric.unavailable is None)
    return sorted(scored, key=lambda metric: metric.label != card.headline)


def _score(card: Scorecard, metric: MetricInfo, s: int, i: int, texts: Texts) -> str:
    scores = card.scores[metric.label]
    reason = scores.unscored.get((s, i))
    return f"{metric.title} {show(scores.segments[s, i], metric)}" + (
        f" ({texts.reason(reason)})" if reason else ""
    )
