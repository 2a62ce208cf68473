"""XLM-R's forward pass on plain torch, a layer at a time, without a single padding token.

Follows transformers' XLMRobertaModel (Conneau et al. 2020). The bits of a text's result depend on
the text alone:

* texts are laid end to end, and attention runs over texts of one length: nothing is padded;
* every linear layer gets exactly `tile` rows a call, the last ones filled up: how a library sums
  depends on how many rows it gets, not on which of them a text has;
* one thread computes a batch; several batches run side by side (see `batches`).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

import torch
from torch import Tensor
from torch.nn import functional

from mtqe.metrics.comet.engine.kernels import Kernels
from mtqe.metrics.comet.engine.linear import Linear
from mtqe.metrics.comet.engine.settings import Weights

_BASE = "encoder.model"


@dataclass(frozen=True)
class Shape:
    """What an encoder's config.json says of it."""

    hidden: int
    layers: int
    heads: int
    inner: int
    positions: int
    epsilon: float
    pad: int

    @classmethod
    def read(cls, config: Path) -> Shape | None:
        """None for an encoder that is computed in another way than here."""
        content = json.loads(config.read_text(encoding="utf-8"))
        usual = {"hidden_act": "gelu", "position_embedding_type": "absolute", "type_vocab_size": 1}
        if any(content.get(key, value) != value for key, value in usual.items()):
            return None
        keys = (
            "hidden_size", "num_hidden_layers", "num_attention_heads", "intermediate_size",
            "max_position_embeddings", "layer_norm_eps", "pad_token_id",
        )  # fmt: skip
        return cls(*(content[key] for key in keys)) if content.keys() >= set(keys) else None


@dataclass(frozen=True)
class Batch:
    """Texts laid end to end, those of one length together, and filled up to whole tiles.

    Attributes:
        ids: token ids, shape (rows,).
        positions: of each token in its text, as RoBERTa counts them, shape (rows,).
        groups: first row, number of texts, and their length.
    """

    ids: Tensor
    positions: Tensor
    groups: tuple[tuple[int, int, int], ...]

    @classmethod
    def of(cls, texts: Sequence[Sequence[int]], pad: int, kernels: Kernels) -> Batch:
        """Texts in order of their length."""
        ids: list[int] = []
        positions: list[int] = []
        groups = []
        for length, some in groupby(texts, key=len):
            start = len(ids)
            for text in some:
                ids += text
                positions += _positions(text, pad)
            groups.append((start, (len(ids) - start) // length, length))
        missing = -len(ids) % kernels.tile
        filled = torch.tensor([ids + [pad] * missing, positions + [pad] * missing])
        filled = filled.to(kernels.device)
        return cls(filled[0], filled[1], tuple(groups))


def _positions(ids: Sequence[int], pad: int) -> list[int]:
    """Counted from pad + 1 on; a padding token inside a text is not counted."""
    seen, found = pad, []
    for token in ids:
        seen += token != pad
        found.append(pad if token == pad else seen)
    return found


@dataclass(frozen=True)
class _Norm:
    weight: Tensor
    bias: Tensor
    epsilon: float

    def __call__(self, x: Tensor) -> Tensor:
        return functional.layer_norm(x, self.weight.shape, self.weight, self.bias, self.epsilon)


@dataclass(frozen=True)
class _Layer:
    attend: Linear
    out: Linear
    middle: _Norm
    up: Linear
    down: Linear
    last: _Norm
    heads: int

    def __call__(self, hidden: Tensor, batch: Batch, kernels: Kernels) -> Tensor:
        mixed = self._attention(hidden, batch, kernels)
        result = torch.empty_like(hidden)
        for rows in kernels.tiles(hidden):
            x = self.middle(self.out(mixed[rows]) + hidden[rows])
            result[rows] = self.last(self.down(self.up(x)) + x)
        return result

    def _attention(self, hidden: Tensor, batch: Batch, kernels: Kernels) -> Tensor:
        """Every token's view of its own text, shape (rows, hidden)."""
        size, dtype = hidden.shape[1], kernels.dtype
        projected = torch.empty((len(hidden), 3 * size), dtype=dtype, device=hidden.device)
        for rows in kernels.tiles(hidden):
            projected[rows] = self.attend(hidden[rows])
        mixed = torch.zeros((len(hidden), size), dtype=dtype, device=hidden.device)
        for start, texts, length in batch.groups:
            rows = slice(start, start + texts * length)
            split = projected[rows].view(texts, length, 3, self.heads, size // self.heads)
            query, key, value = split.permute(2, 0, 3, 1, 4)
            seen = functional.scaled_dot_product_attention(query, key, value)
            mixed[rows] = seen.transpose(1, 2).reshape(texts * length, size)
        return mixed


class Encoder:
    """The layers up to the last one that the model looks at."""

    def __init__(self, weights: Weights, shape: Shape, kernels: Kernels, top: int) -> None:
        self.shape, self.kernels = shape, kernels
        hidden, place = shape.hidden, kernels.device
        table = weights.state[f"{_BASE}.embeddings.word_embeddings.weight"]
        base = f"{_BASE}.embeddings"
        # Not copied here: a run touches few of its 250,002 rows.
        self._words = weights.take(f"{base}.word_embeddings.weight", len(table), hidden).to(place)
        positions = weights.take(f"{base}.position_embeddings.weight", shape.positions, hidden)
        kind = weights.take(f"{base}.token_type_embeddings.weight", 1, hidden)
        self._positions, self._kind = positions.to(place), kind.to(place)
        self._first = self._norm(weights, f"{base}.LayerNorm")
        self._layers = [
            self._layer(weights, f"{_BASE}.encoder.layer.{number}") for number in range(top)
        ]

    def states(self, batch: Batch) -> Iterator[Tensor]:
        """The hidden states of layer 0 (the embeddings), 1, ...: shape (rows, hidden), fp32."""
        words = functional.embedding(batch.ids, self._words)
        hidden = self._first(
            words + self._kind + functional.embedding(batch.positions, self._positions)
        )
        yield hidden
        for layer in self._layers:
            hidden = layer(hidden, batch, self.kernels)
            yield hidden

    def _norm(self, weights: Weights, name: str) -> _Norm:
        place, size = self.kernels.device, self.shape.hidden
        weight, bias = (weights.take(f"{name}.{part}", size) for part in ("weight", "bias"))
        return _Norm(weight.to(place), bias.to(place), self.shape.epsilon)

    def _layer(self, weights: Weights, name: str) -> _Layer:
        hidden, inner, linear = self.shape.hidden, self.shape.inner, self.kernels.linear
        parts = [
            weights.pair(f"{name}.attention.self.{part}", hidden, hidden)
            for part in ("query", "key", "value")
        ]
        # One product for the three of them.
        stacked = [torch.cat(pieces) for pieces in zip(*parts, strict=True)]
        return _Layer(
            attend=linear(*stacked),
            out=linear(*weights.pair(f"{name}.attention.output.dense", hidden, hidden)),
            middle=self._norm(weights, f"{name}.attention.output.LayerNorm"),
            up=linear(*weights.pair(f"{name}.intermediate.dense", inner, hidden), gelu=True),
            down=linear(*weights.pair(f"{name}.output.dense", hidden, inner)),
            last=self._norm(weights, f"{name}.output.LayerNorm"),
            heads=self.shape.heads,
        )
