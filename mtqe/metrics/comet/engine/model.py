"""A COMET checkpoint, loaded in place and ready to score."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import torch

from mtqe.metrics.comet import checkpoint, hub
from mtqe.metrics.comet.engine.batches import Encoding
from mtqe.metrics.comet.engine.encoder import Shape
from mtqe.metrics.comet.engine.joint import Joint
from mtqe.metrics.comet.engine.kernels import Kernels
from mtqe.metrics.comet.engine.mixing import Reader
from mtqe.metrics.comet.engine.regression import Regression
from mtqe.metrics.comet.engine.settings import Settings, Weights
from mtqe.metrics.comet.engine.tokens import Tokenizer
from mtqe.metrics.comet.plan import Plan
from mtqe.metrics.comet.samples import Judgement, Sample

_TOKENS = 72
"""Tokens of a batch for each segment of the batch size: 16 of them make six tiles."""


class Engine:
    """A loaded model (see `samples.Scorer`)."""

    def __init__(self, family: Regression | Joint, encoding: Encoding, note: str) -> None:
        self._family, self._encoding, self.note = family, encoding, note

    def score(self, samples: Sequence[Sample], advance: Callable[[int], None]) -> list[Judgement]:
        """Its answers, in order; `advance` is told how many samples were just finished."""
        done = 0

        def tell(share: float) -> None:
            nonlocal done
            now = int(share * len(samples))
            advance(now - done)
            done = now

        answers = self._family.score(samples, self._encoding, tell)
        advance(len(samples) - done)
        return answers


def load(plan: Plan, device: str, batch_size: int) -> Engine | None:
    """Load a model; None where its encoder is not one that the engine computes itself.

    Raises:
        MetricError: the checkpoint is not whole, or holds more than plain data.
    """
    content = checkpoint.read(plan.checkpoint, trust=plan.trust)
    settings = Settings.of(plan.family, content.hparams, softmax=plan.softmax)
    files = [_file(settings.encoder, name) for name in ("config.json", "tokenizer.json")]
    if settings.encoder_model != "XLM-RoBERTa" or None in files:
        return None
    config, vocabulary = (file for file in files if file is not None)
    shape = Shape.read(config)
    if shape is None:
        return None
    kernels = Kernels.of(torch.device(device), plan.precision)
    weights = Weights(plan.checkpoint, content.state)
    reader = Reader.of(settings, weights, shape, kernels)
    # COMET counts two positions less than there are, which RoBERTa leaves unused.
    tokenizer = Tokenizer(vocabulary, shape.positions - 2)
    family = (
        Regression(settings, weights, reader, tokenizer, context=plan.context > 0)
        if settings.family in {"regression_metric", "referenceless_regression_metric"}
        else Joint(settings, weights, reader, tokenizer)
    )  # fmt: skip
    budget = max(kernels.tile, batch_size * _TOKENS)
    return Engine(family, Encoding(reader, budget), f"engine, {plan.precision}, {kernels.note}")


def _file(encoder: str, name: str) -> Path | None:
    if Path(encoder).is_dir():
        file = Path(encoder) / name
        return file if file.is_file() else None
    return hub.cached(encoder, name)
