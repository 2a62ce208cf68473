"""Models that compare sentence vectors: regression with a reference, or with the source alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import torch
from torch import Tensor

from mtqe.metrics.comet.engine.batches import Encoding
from mtqe.metrics.comet.engine.heads import Head
from mtqe.metrics.comet.engine.mixing import Reader, pool
from mtqe.metrics.comet.engine.settings import Settings, Weights
from mtqe.metrics.comet.engine.tokens import Tokenizer, Tokens
from mtqe.metrics.comet.samples import Judgement, Sample, Text, join

_KEPT = 256 << 20
"""Bytes of sentence vectors that are kept for samples to come."""


class Regression:
    """COMET's RegressionMetric and ReferencelessRegression.

    Every distinct text is encoded once, whatever it is: source, hypothesis or reference.
    """

    def __init__(
        self,
        settings: Settings,
        weights: Weights,
        reader: Reader,
        tokenizer: Tokenizer,
        *,
        context: bool,
    ) -> None:
        encoder = reader.encoder
        self._compares = settings.family == "regression_metric"
        self._pool, self._context, self._tokenizer = settings.pool, context, tokenizer
        parts = 6 if self._compares else 4
        size = encoder.shape.hidden
        self._head = Head(settings, weights, parts * size, encoder.kernels.device)
        self._vectors: dict[Text, tuple[Tensor, int]] = {}
        self._room = _KEPT // (4 * size)

    def score(
        self, samples: Sequence[Sample], encoding: Encoding, advance: Callable[[float], None]
    ) -> list[Judgement]:
        """Its answers, in order; `advance` is told the share that is done."""
        wanted = dict.fromkeys(text for sample in samples for text in sample.texts())
        vectors = {text: self._vectors[text] for text in wanted if text in self._vectors}
        new = [text for text in wanted if text not in vectors]
        limit, count = self._tokenizer.limit, self._tokenizer.count
        tokens = self._tokenizer([join(text, limit, count) for text in new])
        made = encoding.each(tokens, self._vector, advance)
        for text, vector, read in zip(new, made, tokens, strict=True):
            vectors[text] = vector, read.length if read.length > limit else 0
        self._keep(vectors)
        with torch.inference_mode():
            scores = self._head(self._features(sample, vectors) for sample in samples)
        return [
            Judgement(score, truncated=max(vectors[text][1] for text in sample.texts()))
            for sample, score in zip(samples, scores, strict=True)
        ]

    def _vector(self, tokens: Tokens, mixed: Tensor, _: Tensor | None) -> Tensor:
        pad, end = self._tokenizer.pad, self._tokenizer.end
        return pool(self._pool, mixed, tokens.ids, pad, end, context=self._context).clone()

    def _keep(self, vectors: dict[Text, tuple[Tensor, int]]) -> None:
        """The newest, as far as there is room."""
        self._vectors = {**self._vectors, **vectors}
        while len(self._vectors) > self._room:
            del self._vectors[next(iter(self._vectors))]

    def _features(self, sample: Sample, vectors: dict[Text, tuple[Tensor, int]]) -> Tensor:
        hypothesis, source, *reference = [vectors[text][0] for text in sample.texts()]
        if not self._compares:
            product, difference = hypothesis * source, (hypothesis - source).abs()
            return torch.cat((hypothesis, source, product, difference))
        [compared] = reference
        return torch.cat(
            (
                hypothesis, compared,
                hypothesis * compared, (hypothesis - compared).abs(),
                hypothesis * source, (hypothesis - source).abs(),
            )
        )  # fmt: skip
