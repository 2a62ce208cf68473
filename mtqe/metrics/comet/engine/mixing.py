"""One vector a token out of all layers, and one a sentence out of its tokens, as COMET makes them.

Follows comet/modules/layerwise_attention.py and comet/models/pooling_utils.py of unbabel-comet
2.2.7. The layers are mixed as they come: no more than one is held at a time.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from mtqe.errors import MetricError
from mtqe.metrics.comet.engine.encoder import Batch, Encoder, Shape
from mtqe.metrics.comet.engine.kernels import Kernels
from mtqe.metrics.comet.engine.settings import Settings, Weights


@dataclass(frozen=True)
class Mix:
    """How the layers are weighed.

    Attributes:
        shares: of each layer, the embeddings first.
        gamma: what the mixture is multiplied by.
        norm: whether each layer is normalised before, over all tokens of a text.
    """

    shares: tuple[float, ...]
    gamma: float
    norm: bool

    @classmethod
    def of(cls, settings: Settings, weights: Weights, layers: int) -> Mix:
        """The model's own mix, or the one layer that it takes.

        Raises:
            MetricError: the layer is not among the encoder's.
        """
        if settings.layer == "mix":
            names = [f"layerwise_attention.scalar_parameters.{n}" for n in range(layers + 1)]
            scores = torch.cat([weights.take(name, 1) for name in names])
            shares = _sparsemax(scores) if settings.sparsemax else torch.softmax(scores, dim=0)
            gamma = float(weights.take("layerwise_attention.gamma", 1))
            return cls(tuple(shares.tolist()), gamma, settings.layer_norm)
        layer = _checked(settings.layer, layers, weights)
        return cls(tuple(float(n == layer) for n in range(layers + 1)), 1.0, norm=False)

    @property
    def top(self) -> int:
        """The last layer that has a share."""
        return max(n for n, share in enumerate(self.shares) if share)


@dataclass(frozen=True)
class Reader:
    """The encoder with its mix: what a model knows of a text.

    Attributes:
        words: the layer whose tokens are labelled; None where none are.
    """

    encoder: Encoder
    mix: Mix
    words: int | None

    @classmethod
    def of(cls, settings: Settings, weights: Weights, shape: Shape, kernels: Kernels) -> Reader:
        """The layers above the last one that the model looks at are left out."""
        mix, words = Mix.of(settings, weights, shape.layers), settings.word_layer
        if settings.pool == "default":
            # COMET then takes the last layer, unmixed.
            mix = Mix(
                tuple(float(n == shape.layers) for n in range(shape.layers + 1)), 1.0, norm=False
            )
        if words is not None:
            _checked(words, shape.layers, weights)
        top = max(mix.top, words or 0)
        return cls(Encoder(weights, shape, kernels, top), mix, words)

    def read(self, batch: Batch) -> tuple[Tensor, Tensor | None]:
        """Each token's mixture, shape (rows, hidden), and its state in the layer of the labels."""
        mixed, words = None, None
        for number, hidden in enumerate(self.encoder.states(batch)):
            if number == self.words:
                words = hidden
            share = self.mix.shares[number]
            if share:
                layer = _normalised(hidden, batch) if self.mix.norm else hidden
                mixed = layer * share if mixed is None else mixed.add_(layer, alpha=share)
        assert mixed is not None  # noqa: S101 - the shares sum to 1
        return mixed * self.mix.gamma, words


def pool(
    kind: str, mixed: Tensor, ids: Sequence[int], pad: int, end: int, *, context: bool
) -> Tensor:
    """A sentence's vector from those of its tokens: shape (hidden,) from (tokens, hidden).

    With context, only the last sentence's tokens and the first token count.

    Raises:
        MetricError: no such way of pooling.
    """
    if kind in {"cls", "default"}:
        return mixed[0]
    kept = [token != pad for token in ids]
    if kind == "max":
        return mixed[torch.tensor(kept, device=mixed.device)].amax(dim=0)
    if kind != "avg":
        raise MetricError(f"COMET cannot load it: it knows no pooling called {kind!r}.")
    ends = [place for place, token in enumerate(ids) if token == end]
    first = ends[-2] + 1 if context and len(ends) > 1 else 1
    kept[1:first] = [False] * (first - 1)
    # A padding token inside the text adds nothing, and yet it counts.
    return mixed[torch.tensor(kept, device=mixed.device)].sum(dim=0) / (len(ids) - first + 1)


def _checked(layer: object, layers: int, weights: Weights) -> int:
    if isinstance(layer, int) and 0 <= layer <= layers:
        return layer
    raise MetricError(
        f"{weights.path}: COMET cannot load it: layer {layer!r} is not one of 0 to {layers}. Copy "
        "the checkpoint again."
    )


def _normalised(hidden: Tensor, batch: Batch) -> Tensor:
    """Mean 0 and variance 1 over all tokens and dimensions of each text."""
    result = torch.zeros_like(hidden)
    for start, texts, length in batch.groups:
        rows = slice(start, start + texts * length)
        group = hidden[rows].view(texts, -1)
        centred = group - group.mean(dim=1, keepdim=True)
        spread = torch.sqrt(centred.square().mean(dim=1, keepdim=True) + 1e-12)
        result[rows] = (centred / spread).view(texts * length, -1)
    return result


def _sparsemax(scores: Tensor) -> Tensor:
    """The point of the simplex next to the scores (Martins and Astudillo 2016)."""
    ordered = scores.sort(descending=True).values
    sums = ordered.cumsum(0) - 1
    ranks = torch.arange(1, len(scores) + 1)
    support = int((ranks * ordered > sums).sum())
    return torch.clamp(scores - sums[support - 1] / support, min=0)
