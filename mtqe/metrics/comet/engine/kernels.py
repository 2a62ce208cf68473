"""How a model is multiplied on a device: the fastest way that keeps its promises."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import torch
from torch import Tensor

from mtqe.metrics.comet.engine.linear import TILE, WAYS, Linear, Way
from mtqe.metrics.comet.engine.trial import remembered
from mtqe.metrics.comet.plan import Precision

DTYPES = {"fp32": torch.float32, "bf16": torch.bfloat16, "fp16": torch.float16}
CUDA_TILE = 2048


@dataclass(frozen=True)
class Kernels:
    """How products are made.

    Attributes:
        device: a torch device.
        dtype: of the factors; sums, norms and what is added up over the layers stay in fp32.
        way: whose product is used: oneDNN's or MKL's, with weights laid out for it beforehand, or
            that of torch as it comes.
        tile: rows of every call.
    """

    device: torch.device
    dtype: torch.dtype
    way: Way
    tile: int

    @classmethod
    def of(cls, device: torch.device, precision: Precision) -> Kernels:
        """The best ones of this machine."""
        dtype = DTYPES[precision]
        if device.type != "cpu":
            return cls(device, dtype, "torch", CUDA_TILE)
        return cls(device, dtype, remembered(dtype), TILE)

    @property
    def note(self) -> str:
        """For the run block."""
        return f"{self.way} on {self.device}"

    def tiles(self, x: Tensor) -> Iterator[slice]:
        """Its rows in slices of `tile`."""
        for start in range(0, len(x), self.tile):
            yield slice(start, start + self.tile)

    def linear(self, weight: Tensor, bias: Tensor, *, gelu: bool = False) -> Linear:
        """A linear layer for calls of `tile` rows, with GELU behind it where that is wanted."""
        weight, bias = (part.to(self.device, self.dtype) for part in (weight, bias))
        return WAYS[self.way](weight, bias, gelu)
