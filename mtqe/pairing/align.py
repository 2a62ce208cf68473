"""Sentence alignment of two texts: which sentences translate which, in order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mtqe.core import Bead, BeadKind
from mtqe.pairing.lattice import BeadScorer, Lattice, Step
from mtqe.pairing.length import LengthScorer


@dataclass(frozen=True)
class Alignment:
    """How two texts correspond.

    Attributes:
        beads: every sentence of both sides exactly once, in order.
        coverage: share of the source sentences that have a translation, in [0, 1].
        score_per_sentence: log-likelihood ratio over both sides' sentences (nats): the higher,
            the more the two look like translations of each other.
        related: whether they are translations at all; None when the evidence cannot tell.
    """

    beads: tuple[Bead, ...]
    coverage: float
    score_per_sentence: float
    related: bool | None = None


def align(
    source: Sequence[str], target: Sequence[str], *, source_language: str, target_language: str
) -> Alignment:
    """Align two texts by the lengths of their sentences.

    Args:
        source: the sentences of the source, in order.
        target: the sentences of its translation, in order.
        source_language: ISO 639-1 code, such as `en`.
        target_language: the same for the translation.

    Returns:
        beads of up to four sentences on one side or two on both, whose `document` is "" and whose
        `confidence` is the posterior probability of the bead under the model.
    """
    scorer = LengthScorer(
        source, target, source_language=source_language, target_language=target_language
    )
    return align_with(scorer, source, target)


def align_with(scorer: BeadScorer, source: Sequence[str], target: Sequence[str]) -> Alignment:
    """Align two texts by any evidence: the most probable monotone path (Viterbi)."""
    lattice = Lattice(len(source), len(target), scorer)
    beads = tuple(_bead(step, scorer, source, target) for step in lattice.best_path())
    covered = sum(len(bead.source) for bead in beads if bead.kind == "match")
    return Alignment(
        beads=beads,
        coverage=covered / len(source) if source else 0.0,
        score_per_sentence=lattice.log_likelihood / max(1, len(source) + len(target)),
    )


def _bead(step: Step, scorer: BeadScorer, source: Sequence[str], target: Sequence[str]) -> Bead:
    sources, targets = source[step.source], target[step.target]
    kind: BeadKind = "match" if sources and targets else "omission" if sources else "addition"
    return Bead(
        document="",
        source=tuple(range(step.source.start, step.source.stop)),
        target=tuple(range(step.target.start, step.target.stop)),
        source_text=" ".join(sources),
        target_text=" ".join(targets),
        kind=kind,
        confidence=step.confidence,
        evidence=scorer.explain(step.source, step.target) if kind == "match" else (),
    )
