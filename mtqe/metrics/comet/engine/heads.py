"""The head of a model: features of a sentence to a score (comet/modules/feedforward.py)."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice, pairwise

import torch
from torch import Tensor, nn
from torch.nn import functional

from mtqe.errors import MetricError
from mtqe.metrics.comet.engine.settings import Settings, Weights

_ROWS = 32
"""Of every call: the bits of a product depend on how many rows it has."""


class Head:
    """A feed-forward network with one output, in fp32."""

    def __init__(
        self, settings: Settings, weights: Weights, features: int, device: torch.device
    ) -> None:
        sizes = [features, *settings.hidden_sizes, 1]
        # COMET's modules are numbered: linear, activation, dropout.
        self._layers = [
            [part.to(device) for part in weights.pair(f"estimator.ff.{3 * n}", rows, columns)]
            for n, (columns, rows) in enumerate(pairwise(sizes))
        ]
        self._between = _activation(settings.activations)
        self._last = _activation(settings.final_activation)

    def __call__(self, features: Iterable[Tensor]) -> list[float]:
        """One score for each vector of features."""
        scores: list[float] = []
        left = iter(features)
        while some := list(islice(left, _ROWS)):
            x = torch.stack([*some, *[some[0]] * (_ROWS - len(some))])
            for weight, bias in self._layers[:-1]:
                x = self._between(functional.linear(x, weight, bias))
            x = self._last(functional.linear(x, *self._layers[-1]))
            scores += x[: len(some), 0].tolist()
        return scores


def _activation(name: str | None) -> nn.Module:
    if name is None:
        return nn.Identity()
    module = getattr(nn, name.title(), None)
    if module is None:
        raise MetricError(f"COMET cannot load it: torch has no activation called {name!r}.")
    made: nn.Module = module()
    return made
