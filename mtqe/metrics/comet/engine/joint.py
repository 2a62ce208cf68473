"""Models that read hypothesis, source and reference as one text: UniTE, CometKiwi, XCOMET.

Follows UnifiedMetric and XCOMETMetric of unbabel-comet 2.2.7.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby

import torch
from torch import Tensor
from torch.nn import functional

from mtqe.metrics.comet.engine.batches import Encoding
from mtqe.metrics.comet.engine.heads import Head
from mtqe.metrics.comet.engine.mixing import Reader
from mtqe.metrics.comet.engine.settings import Settings, Weights
from mtqe.metrics.comet.engine.tokens import Tokenizer, Tokens
from mtqe.metrics.comet.samples import Judgement, Sample, Span, Text

_SPAN_WEIGHTS = (0.1667, 0.3333, 0.5)
"""Of what is read with the source, the reference and both, for the labels of words."""

_SCORE_WEIGHTS = (0.12, 0.33, 0.33)
_MQM_WEIGHT = 0.22
_PENALTIES = {"minor": 1, "major": 5, "critical": 10}
_WORST = 25

Texts = tuple[Text, ...]
"""Texts that are read as one: the hypothesis first."""


@dataclass(frozen=True)
class _Reading:
    """What the model makes of texts that it reads as one.

    Attributes:
        labels: probability of each label, shape (tokens of the hypothesis, labels).
        truncated: see `Judgement`.
    """

    score: float
    labels: Tensor | None
    offsets: tuple[tuple[int, int], ...]
    truncated: int


class Joint:
    """COMET's UnifiedMetric and XCOMETMetric. Equal texts are read once."""

    def __init__(
        self, settings: Settings, weights: Weights, reader: Reader, tokenizer: Tokenizer
    ) -> None:
        size, device = reader.encoder.shape.hidden, reader.encoder.kernels.device
        self._settings, self._tokenizer = settings, tokenizer
        self._head = Head(settings, weights, size, device)
        self._tagger: list[Tensor] | None = None
        if settings.word_layer is not None:
            pair = weights.pair("hidden2tag", len(settings.labels) + 1, size)
            self._tagger = [part.to(device) for part in pair]

    def score(
        self, samples: Sequence[Sample], encoding: Encoding, advance: Callable[[float], None]
    ) -> list[Judgement]:
        """Its answers, in order; `advance` is told the share that is done."""
        parts = [_parts(sample) for sample in samples]
        wanted = list(dict.fromkeys(texts for each in parts for texts in each))
        readings = dict(zip(wanted, self._read(wanted, encoding, advance), strict=True))
        return [self._judge([readings[texts] for texts in each]) for each in parts]

    def _read(
        self, wanted: Sequence[Texts], encoding: Encoding, advance: Callable[[float], None]
    ) -> list[_Reading]:
        single = list(dict.fromkeys(text for texts in wanted for text in texts))
        tokens = dict(zip(single, self._tokenizer([text[-1] for text in single]), strict=True))
        joined = [self._tokenizer.join([tokens[text] for text in texts]) for texts in wanted]
        kept = encoding.each(joined, self._take, advance)
        with torch.inference_mode():
            scores = self._head(vector for vector, _ in kept)
        positions = self._tokenizer.positions
        return [
            _Reading(score, labels, read.offsets, read.length if read.length > positions else 0)
            for score, (_, labels), read in zip(scores, kept, joined, strict=True)
        ]

    def _take(
        self, tokens: Tokens, mixed: Tensor, words: Tensor | None
    ) -> tuple[Tensor, Tensor | None]:
        """The first token's mixture, and the labels of the hypothesis's tokens."""
        labels = None
        if words is not None and self._tagger is not None:
            logits = functional.linear(words[: len(tokens.offsets)], *self._tagger)
            labels = functional.softmax(logits, dim=1).cpu()
        return mixed[0].clone(), labels

    def _judge(self, readings: Sequence[_Reading]) -> Judgement:
        spans = self._spans(readings)
        truncated = max(reading.truncated for reading in readings)
        scores = [reading.score for reading in readings]
        if self._settings.family == "xcomet_metric":
            return Judgement(_xcomet(scores, spans), spans, truncated)
        return Judgement(sum(scores) / len(scores), spans, truncated)

    def _spans(self, readings: Sequence[_Reading]) -> tuple[Span, ...]:
        labels = [reading.labels for reading in readings if reading.labels is not None]
        if not labels:
            return ()
        if len(labels) == 1:
            return spans(labels[0], readings[0].offsets, self._settings.labels)
        weighed = [part * weight for part, weight in zip(labels, _SPAN_WEIGHTS, strict=True)]
        return spans(torch.stack(weighed).sum(dim=0), readings[0].offsets, self._settings.labels)


def spans(
    probabilities: Tensor, offsets: Sequence[tuple[int, int]], labels: Sequence[str]
) -> tuple[Span, ...]:
    """Runs of tokens whose likeliest label is an error, with the severity of the first of them.

    Args:
        probabilities: shape (tokens, 1 + labels); the first label is "no error".
        offsets: of the tokens; those of special tokens are (0, 0).
        labels: the severities.
    """
    best = probabilities.max(dim=1)
    tokens = zip(offsets, best.indices.tolist(), best.values.tolist(), strict=True)
    runs = [list(run) for _, run in groupby(tokens, key=lambda token: token[1] > 0)]
    # COMET drops a run that reaches the closing token, and so does its score.
    return tuple(
        Span(
            start=run[0][0][0],
            end=run[-1][0][1],
            severity=labels[run[0][1] - 1],
            confidence=sum(probability for _, _, probability in run) / len(run),
        )
        for run in runs[:-1]
        if run[0][1]
    )


def _parts(sample: Sample) -> list[Texts]:
    """The inputs that COMET makes of a sample, in its order."""
    texts = sample.texts()
    if len(texts) < 3:
        return [tuple(texts)]
    hypothesis, source, reference = texts
    return [(hypothesis, source), (hypothesis, reference), (hypothesis, source, reference)]


def _xcomet(scores: Sequence[float], found: Sequence[Span]) -> float:
    """The regression scores, at most 1 each, weighed with a score made of the spans."""
    penalty = min(sum(_PENALTIES.get(span.severity, 0) for span in found), _WORST)
    weights = _SCORE_WEIGHTS if len(scores) == 3 else (sum(_SCORE_WEIGHTS),)
    regression = sum(min(s, 1.0) * w for s, w in zip(scores, weights, strict=True))
    return regression + (_WORST - penalty) / _WORST * _MQM_WEIGHT
