"""Sentence alignment of two texts: which sentences translate which, in order."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from mtqe.core import Bead, BeadKind, primary_language
from mtqe.errors import DataError
from mtqe.pairing.band import Band, find_band
from mtqe.pairing.encoder import Encoder, EncoderScorer
from mtqe.pairing.evidence import EvidenceScorer
from mtqe.pairing.keys import Keys, find_keys
from mtqe.pairing.lattice import PRIOR, BeadScorer, Lattice, Step, adapt_prior
from mtqe.pairing.learn import Learnt, confident_pairs, learn
from mtqe.pairing.length import LengthScorer
from mtqe.pairing.lexicon import Lexicon, load_lexicon

RELATED = -0.5  # nats a sentence: wrong partners in news have less, right ones more
_PART_RELATED = 0.5  # of what was matched: the best of a wrong partner may have more than RELATED
_ENOUGH = 2  # sentences: one free translation of a single sentence may show nothing in common


@dataclass(frozen=True)
class Alignment:
    """How two texts correspond.

    Attributes:
        beads: every sentence of both sides exactly once, in order.
        coverage: share of the source sentences that have a translation, in [0, 1].
        score_per_sentence: log-likelihood ratio over both sides' sentences (nats): the higher,
            the more the two look like translations of each other.
        related: whether they are translations at all; None when the evidence cannot tell.
        lexicon: whether a lexicon of the two languages had a say: without one the evidence is
            lengths, numbers, names and words that look alike.
    """

    beads: tuple[Bead, ...]
    coverage: float
    score_per_sentence: float
    related: bool | None = None
    lexicon: bool = False

    def apart(self) -> Alignment:
        """The same sentences without any match: those of the source, then those of the target."""
        bare = [replace(bead, confidence=None, evidence=()) for bead in self.beads]
        omitted = (replace(b, target=(), target_text="", kind="omission") for b in bare if b.source)
        added = (replace(b, source=(), source_text="", kind="addition") for b in bare if b.target)
        return replace(self, beads=(*omitted, *added), coverage=0.0)


def align(
    source: Sequence[str],
    target: Sequence[str],
    *,
    source_language: str,
    target_language: str,
    lexicon: Path | None = None,
    encoder: Encoder | None = None,
) -> Alignment:
    """Align two texts by lengths, numbers, names and, in English and Korean, by a lexicon.

    Args:
        source: the sentences of the source, in order.
        target: the sentences of its translation, in order.
        source_language: ISO 639-1 code, such as `en`.
        target_language: the same for the translation.
        lexicon: a tab-separated file of Korean words and their English translations that counts
            beside the package's own.
        encoder: whose likeness of meanings counts too, see `mtqe.pairing.encoder.load_encoder`;
            whether the texts are related is then not told.

    Returns:
        beads of up to six sentences against one, or three against three, whose `document` is ""
        and whose `confidence` is how probable it is that this very bead is right: its posterior
        under the model, at the temperature that makes it come true as often as it says.

    Raises:
        DataError: a side is a text, not a list of sentences.
    """
    for name, side in (("source", source), ("target", target)):
        if isinstance(side, str):
            raise DataError(f"align: {name}: a text, expected a list of its sentences.")
    aligner = Aligner(source_language, target_language, lexicon)
    if encoder is None:
        return aligner.align(source, target)
    lexical = aligner.scorer(source, target)
    scorer = EncoderScorer(lexical, encoder, source, target)
    alignment = align_with(scorer, source, target, band=lexical.band)
    return replace(alignment, lexicon=bool(lexical.lexicon.english))


@dataclass(frozen=True)
class Aligner:
    """What a run decides once about aligning its texts.

    Attributes:
        source_language: ISO 639-1 code, such as `en`.
        target_language: the same for the translations.
        lexicon: a user's own, see `align`.
        learnt: what the run's other documents teach.
    """

    source_language: str
    target_language: str
    lexicon: Path | None = None
    learnt: Learnt | None = None

    def align(self, source: Sequence[str], target: Sequence[str]) -> Alignment:
        """See `align`."""
        return self._align(self.scorer(source, target), source, target)

    def align_run(self, texts: Sequence[tuple[Sequence[str], Sequence[str]]]) -> list[Alignment]:
        """Align a run's texts twice, the second time with the words that the others teach.

        Args:
            texts: the source and the target sentences of each document; fifty or more are enough
                to learn from.
        """
        taught = self.taught(texts)
        return [aligner.align(*pair) for aligner, pair in zip(taught, texts, strict=True)]

    def taught(self, texts: Sequence[tuple[Sequence[str], Sequence[str]]]) -> list[Aligner]:
        """For each document, the same with the words that the other documents teach."""
        scorers = [self.scorer(*pair) for pair in texts]
        pairs = [
            confident_pairs(*scorer.keys, self._align(scorer, *pair).beads)
            for scorer, pair in zip(scorers, texts, strict=True)
        ]
        return [replace(self, learnt=learnt) for learnt in learn(pairs)]

    def _align(
        self, scorer: EvidenceScorer, source: Sequence[str], target: Sequence[str]
    ) -> Alignment:
        alignment = align_with(scorer, source, target, band=scorer.band)
        if not scorer.lexicon.english:
            return alignment
        return replace(alignment, related=are_related(alignment), lexicon=True)

    def scorer(self, source: Sequence[str], target: Sequence[str]) -> EvidenceScorer:
        """The evidence of `align`."""
        keys = self.keys(source, self.source_language), self.keys(target, self.target_language)
        return EvidenceScorer(
            LengthScorer(
                source,
                target,
                source_language=self.source_language,
                target_language=self.target_language,
            ),
            *keys,
            lexicon=self.entries,
            band=find_band(*keys, self.entries),
            learnt=self.learnt,
        )

    def keys(self, sentences: Sequence[str], language: str) -> list[Keys]:
        """What can be found again on the other side, for each sentence."""
        return find_keys(sentences, language, self.entries)

    @property
    def entries(self) -> Lexicon:
        """The package's lexicon, if it is of these languages, and the user's."""
        pair = {primary_language(self.source_language), primary_language(self.target_language)}
        has_lexicon = pair == {"en", "ko"}
        return load_lexicon(self.lexicon, own=has_lexicon)


def are_related(alignment: Alignment) -> bool | None:
    """Whether two texts look like translations of each other; None where they are too short.

    As a whole, or in what was matched: a translation may well have dropped most of a document.
    """
    matched = [bead for bead in alignment.beads if bead.kind == "match"]
    source, target = (
        sum(len(getattr(bead, side)) for bead in alignment.beads) for side in ("source", "target")
    )
    if min(source, target) < _ENOUGH:
        return None
    covered = sum(len(bead.source) + len(bead.target) for bead in matched)
    rest = (source + target - covered) * math.log(PRIOR[1, 0])
    total = alignment.score_per_sentence * (source + target)
    return alignment.score_per_sentence > RELATED or total - rest > _PART_RELATED * covered


def align_with(
    scorer: BeadScorer, source: Sequence[str], target: Sequence[str], *, band: Band | None = None
) -> Alignment:
    """Align two texts by any evidence: the most probable monotone path (Viterbi)."""
    lattice = Lattice(len(source), len(target), scorer, band=band)
    lattice = lattice.with_prior(adapt_prior(lattice.best_beads()))
    steps = lattice.calibrated().steps(lattice.best_beads())
    beads = tuple(_bead(step, scorer, source, target) for step in steps)
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
