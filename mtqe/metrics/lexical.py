"""What BLEU, chrF and TER share: texts in batches to rows, sums of rows to scores."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np
from sacrebleu.metrics.base import Metric as SacreMetric

from mtqe.core import Level, Runtime, Task, Translation
from mtqe.errors import ConfigError, MetricError
from mtqe.metrics import BoundMetric, FloatArray, Rows
from mtqe.metrics.batches import Batch, Texts, batches, by_references
from mtqe.metrics.spread import spread

NO_REFERENCE = "no reference"

# Hypotheses and references of the same segments to one row for each hypothesis, in order.
RowMaker = Callable[[Texts, Texts], FloatArray]
# Sums of rows of shape (n, k) to scores of shape (n,).
Formula = Callable[[FloatArray], FloatArray]


@dataclass(frozen=True)
class Scorer:
    """One of sacreBLEU's metric objects as plain data: it is made once in each process.

    The object itself may hold a tagger of MeCab, which cannot be pickled.

    Attributes:
        kind: sacreBLEU's class.
        options: the names and values that its constructor gets.
    """

    kind: Callable[..., SacreMetric]
    options: tuple[tuple[str, object], ...]

    def open(self) -> SacreMetric:
        """The object, made on the first call."""
        return _open(self)


@lru_cache(maxsize=64)
def _open(scorer: Scorer) -> SacreMetric:
    return scorer.kind(**dict(scorer.options))


@dataclass(frozen=True)
class SacreRows:
    """Rows by sacreBLEU's own code.

    Attributes:
        scorer: sacreBLEU's metric.
    """

    scorer: Scorer

    def __call__(self, hypotheses: Texts, references: Texts) -> FloatArray:
        """One row for each hypothesis of each segment, in order."""
        metric = self.scorer.open()
        # sacreBLEU's `_extract_corpus_statistics`, without its warning about tokenized lines.
        rows = []
        for ours, theirs in zip(hypotheses, references, strict=True):
            [prepared] = metric._cache_references([[text] for text in theirs])
            for text in ours:
                hypothesis = metric._preprocess_segment(text)
                rows.append(metric._compute_segment_statistics(hypothesis, prepared))
        return np.array(rows, dtype=np.float64)


@dataclass(frozen=True)
class BoundLexical:
    """A lexical metric that knows its languages and references.

    Attributes:
        scorer: sacreBLEU's metric: the definition of the rows.
        rows: makes the same rows faster, or is `SacreRows`.
        corpus: the formula for documents and systems.
        sentence: the formula for segments.
        width: number of columns of a row.
        signature: sacreBLEU's own long one, and what it leaves out.
        companions: none.
    """

    scorer: Scorer
    rows: RowMaker
    corpus: Formula
    sentence: Formula
    width: int
    signature: str
    companions: Mapping[str, BoundMetric] = field(default_factory=dict)

    def row_key(self, translation: Translation) -> str:
        """SHA-256 of the hypothesis and the references that are there."""
        references = (text for text in translation.segment.references if text is not None)
        texts = [translation.hypothesis, *references]
        return hashlib.sha256(json.dumps(texts).encode("ascii")).hexdigest()

    def statistics(self, translations: Sequence[Translation], runtime: Runtime) -> Rows:
        """One row per translation; without any reference it is unscored.

        The translations of one segment are taken together, whatever their system: its references
        are prepared once, and dropped before the next batch.
        """
        values = np.zeros((len(translations), self.width))
        groups = by_references(translations)
        unscored = dict.fromkeys(groups.pop((), ()), NO_REFERENCE)
        if unscored:
            runtime.advance(len(unscored))
        work = list(batches(translations, groups))
        with closing(spread(self._rows, work, runtime.workers)) as done:
            for batch, rows in done:
                values[batch.positions] = rows[batch.rows]
                runtime.advance(len(batch.positions))
        return Rows(values, unscored)

    def _rows(self, batch: Batch) -> FloatArray:
        try:
            return self.rows(batch.hypotheses, batch.references)
        except OverflowError:  # texts of millions of characters
            return SacreRows(self.scorer)(batch.hypotheses, batch.references)

    def score(self, totals: FloatArray, level: Level) -> FloatArray:
        """Summed rows of shape (..., k) to scores of shape (...), on sacreBLEU's scale."""
        formula = self.sentence if level == "segment" else self.corpus
        return formula(totals.reshape(-1, self.width)).reshape(totals.shape[:-1])


def signature(scorer: Scorer, task: Task, unsigned: Mapping[str, object] | None = None) -> str:
    """What decides the number, as sacreBLEU writes it.

    Args:
        scorer: sacreBLEU's metric.
        task: says how many references there are.
        unsigned: options that decide the number but are missing in sacreBLEU's signature.

    Raises:
        MetricError: the test set has no references.
    """
    metric = scorer.open()
    if task.references == 0:
        raise MetricError(
            f"{type(metric).__name__} compares with a reference, but the test set has none. "
            'Add "references:" to the data, or take the metric out.'
        )
    counts = task.reference_counts
    number = min(counts) if len(counts) == 1 else -1  # -1 is sacreBLEU's word for "it varies"
    signed = metric._SIGNATURE_TYPE({**vars(metric), "num_refs": number})
    for key, value in (unsigned or {}).items():
        signed.update(key, value)
    if task.normalization == "none":
        # TER has a "norm" of its own: its option `normalized`.
        signed.update("unicode" if "norm" in signed.info else "norm", "none")
    return signed.format()


def check_at_least(metric: str, option: str, value: float, least: int) -> None:
    """Refuse an option's value that no formula can take.

    Raises:
        ConfigError: the value is below the least one.
    """
    if value < least:
        raise ConfigError(f"{metric}: {option} is {value}, expected {least} or more.")
