"""What BLEU, chrF and TER share: sacreBLEU makes their rows and turns sums of rows into scores."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np
from sacrebleu.metrics.base import Metric as SacreMetric

from mtqe.core import Level, Runtime, Task, Translation
from mtqe.errors import ConfigError, MetricError
from mtqe.metrics import BoundMetric, FloatArray, Rows

NO_REFERENCE = "no reference"
_ADVANCE = 200


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
class BoundLexical:
    """A lexical metric that knows its languages and references.

    Attributes:
        corpus: makes the rows, and the scores of documents and systems.
        sentence: makes the scores of segments from the same rows.
        width: number of columns of a row.
        signature: sacreBLEU's own long one, and what it leaves out.
        companions: none.
    """

    corpus: Scorer
    sentence: Scorer
    width: int
    signature: str
    companions: Mapping[str, BoundMetric] = field(default_factory=dict)

    def row_key(self, translation: Translation) -> str:
        """SHA-256 of the hypothesis and the references that are there."""
        texts = [translation.hypothesis, *_references(translation)]
        return hashlib.sha256(json.dumps(texts).encode("ascii")).hexdigest()

    def statistics(self, translations: Sequence[Translation], runtime: Runtime) -> Rows:
        """One row per translation; without any reference it is unscored.

        The translations of one segment are taken together, whatever their system: n-grams of its
        references are made once, and dropped before the next.
        """
        values = np.zeros((len(translations), self.width))
        unscored: dict[int, str] = {}
        waiting = 0
        for references, positions in _by_references(translations).items():
            if references:
                hypotheses = [translations[position].hypothesis for position in positions]
                values[positions] = _rows(self.corpus.open(), hypotheses, references)
            else:
                unscored = dict.fromkeys(positions, NO_REFERENCE)
            waiting += len(positions)
            if waiting >= _ADVANCE:
                runtime.advance(waiting)
                waiting = 0
        runtime.advance(waiting)
        return Rows(values, unscored)

    def score(self, totals: FloatArray, level: Level) -> FloatArray:
        """Summed rows of shape (..., k) to scores of shape (...), on sacreBLEU's scale.

        A float holds every count exactly, so sacreBLEU's formulas give what they give for ints.
        """
        scorer = (self.sentence if level == "segment" else self.corpus).open()
        rows = totals.reshape(-1, self.width).tolist()
        scores = [scorer._compute_score_from_stats(row).score for row in rows]
        return np.array(scores, dtype=np.float64).reshape(totals.shape[:-1])


def bind(
    corpus: Scorer,
    task: Task,
    *,
    width: int,
    sentence: Scorer | None = None,
    unsigned: Mapping[str, object] | None = None,
) -> BoundLexical:
    """Make the bound metric and its signature.

    Args:
        corpus: sacreBLEU's metric for documents and systems.
        task: says how many references there are.
        width: number of columns of a row.
        sentence: sacreBLEU's metric for segments, where it is another one.
        unsigned: options that decide the number but are missing in sacreBLEU's signature.

    Raises:
        MetricError: the test set has no references.
    """
    metric = corpus.open()
    if task.references == 0:
        raise MetricError(
            f"{type(metric).__name__} compares with a reference, but the test set has none. "
            'Add "references:" to the data, or take the metric out.'
        )
    counts = task.reference_counts
    number = min(counts) if len(counts) == 1 else -1  # -1 is sacreBLEU's word for "it varies"
    signature = metric._SIGNATURE_TYPE({**vars(metric), "num_refs": number})
    for key, value in (unsigned or {}).items():
        signature.update(key, value)
    if task.normalization == "none":
        # TER has a "norm" of its own: its option `normalized`.
        signature.update("unicode" if "norm" in signature.info else "norm", "none")
    return BoundLexical(corpus, sentence or corpus, width, signature.format())


def check_at_least(metric: str, option: str, value: float, least: int) -> None:
    """Refuse an option's value that no formula can take.

    Raises:
        ConfigError: the value is below the least one.
    """
    if value < least:
        raise ConfigError(f"{metric}: {option} is {value}, expected {least} or more.")


def _references(translation: Translation) -> Iterable[str]:
    return (text for text in translation.segment.references if text is not None)


def _by_references(translations: Sequence[Translation]) -> dict[tuple[str, ...], list[int]]:
    groups: dict[tuple[str, ...], list[int]] = {}
    for position, translation in enumerate(translations):
        groups.setdefault(tuple(_references(translation)), []).append(position)
    return groups


def _rows(
    metric: SacreMetric, hypotheses: Sequence[str], references: Sequence[str]
) -> list[Sequence[float]]:
    # sacreBLEU's `_extract_corpus_statistics` for one segment, without its warning about
    # tokenized lines and with one row for equal hypotheses.
    [prepared] = metric._cache_references([[text] for text in references])
    rows = {
        text: metric._compute_segment_statistics(metric._preprocess_segment(text), prepared)
        for text in dict.fromkeys(hypotheses)
    }
    return [rows[text] for text in hypotheses]
