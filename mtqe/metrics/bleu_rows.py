"""Rows of BLEU."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from mtqe.metrics import FloatArray
from mtqe.metrics.batches import Texts
from mtqe.metrics.lexical import Scorer
from mtqe.metrics.ngrams import Words, encode_words, shared_ngrams


@dataclass(frozen=True)
class BleuRows:
    """Counts what sacreBLEU's BLEU counts, in the words of its tokenizer.

    Attributes:
        scorer: sacreBLEU's BLEU.
        order: longest n-gram.
    """

    scorer: Scorer
    order: int

    def __call__(self, hypotheses: Texts, references: Texts) -> FloatArray:
        """One row for each hypothesis of each segment."""
        ours, theirs = self._split(hypotheses), self._split(references)
        lengths = np.array(list(_lengths(ours, theirs)), dtype=np.float64).reshape(-1, 2)
        correct = [
            shared.matches(shared.references.max(axis=1))
            for shared in shared_ngrams(*encode_words(ours, theirs), self.order)
        ]
        total = np.maximum(lengths[:, :1] - np.arange(self.order), 0)
        return np.column_stack([lengths, *correct, total])

    def _split(self, texts: Texts) -> Words:
        prepare = self.scorer.open()._preprocess_segment
        return [[prepare(text).split() for text in of_segment] for of_segment in texts]


def _lengths(hypotheses: Words, references: Words) -> Iterator[tuple[int, int]]:
    """The words of each hypothesis, and of the reference that is closest; the shorter of two."""
    for ours, theirs in zip(hypotheses, references, strict=True):
        for text in ours:
            yield len(text), _closest(len(text), theirs)


def _closest(length: int, references: Sequence[Sequence[str]]) -> int:
    return min((abs(length - len(text)), len(text)) for text in references)[1]
