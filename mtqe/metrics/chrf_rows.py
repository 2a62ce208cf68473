"""Rows of chrF, chrF+ and chrF++."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sacrebleu.metrics.chrf import CHRF

from mtqe.metrics import FloatArray
from mtqe.metrics.batches import Texts
from mtqe.metrics.formulas import ChrfFormula
from mtqe.metrics.ngrams import (
    IntArray,
    Side,
    Words,
    encode_characters,
    encode_words,
    shared_ngrams,
)

_CHRF = CHRF()


@dataclass(frozen=True)
class ChrfRows:
    """Counts what sacreBLEU's chrF counts; the other attributes are its options.

    Attributes:
        formula: decides which of several references is the best.
    """

    char_order: int
    word_order: int
    lowercase: bool
    whitespace: bool
    formula: ChrfFormula

    def __call__(self, hypotheses: Texts, references: Texts) -> FloatArray:
        """One row for each hypothesis of each segment: the one with its best reference."""
        if self.lowercase:
            hypotheses, references = _lower(hypotheses), _lower(references)
        ours, theirs = self._characters(hypotheses), self._characters(references)
        counts = [_counts(ours, theirs, self.char_order)]
        if self.word_order:
            words = encode_words(_words(hypotheses), _words(references))
            counts.append(_counts(*words, self.word_order))
        rows = np.concatenate(counts, axis=2)
        scores = self.formula(rows.reshape(-1, rows.shape[2])).reshape(rows.shape[:2])
        scores[_missing(theirs)[_segments(ours)]] = -1
        best: FloatArray = rows[np.arange(len(rows)), scores.argmax(axis=1)]
        return best

    def _characters(self, texts: Texts) -> Side:
        if not self.whitespace:
            texts = [["".join(text.split()) for text in of_segment] for of_segment in texts]
        return encode_characters(texts)


def _lower(texts: Texts) -> Texts:
    return [[text.lower() for text in of_segment] for of_segment in texts]


def _words(texts: Texts) -> Words:
    return [[_CHRF._remove_punctuation(text) for text in of_segment] for of_segment in texts]


def _counts(hypotheses: Side, references: Side, order: int) -> FloatArray:
    """Shape (hypotheses, references, 3 * order); a reference that is not there counts as empty."""
    missing = _missing(references)
    lengths = np.zeros(missing.shape, dtype=np.int64)
    lengths[~missing] = references.lengths
    lengths = lengths[_segments(hypotheses)]
    counts = np.zeros((*lengths.shape, order, 3))
    for n, shared in enumerate(shared_ngrams(hypotheses, references, order)):
        counts[:, :, n, 1] = np.maximum(lengths - n, 0)
        # sacreBLEU counts none where the reference has none.
        counts[:, :, n, 0] = np.maximum(hypotheses.lengths - n, 0)[:, np.newaxis] * (lengths > n)
        for reference, most in enumerate(shared.references.T):
            counts[:, reference, n, 2] = shared.matches(most)
    return counts.reshape(*lengths.shape, 3 * order)


def _missing(references: Side) -> NDArray[np.bool_]:
    """Shape (segments, references): which segments have fewer references than others."""
    return np.arange(references.texts.max(initial=0)) >= references.texts[:, np.newaxis]


def _segments(hypotheses: Side) -> IntArray:
    return np.repeat(np.arange(hypotheses.texts.size), hypotheses.texts)
