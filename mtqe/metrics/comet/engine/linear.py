"""Linear layers, by whichever library multiplies: the ways that a machine may have."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import torch
from torch import Tensor
from torch.nn import functional

Linear = Callable[[Tensor], Tensor]
Way = Literal["onednn", "mkl", "torch"]

TILE = 192
"""Rows of every call on a CPU: enough to be fast, few enough to fill up cheaply."""


def _torch(weight: Tensor, bias: Tensor, gelu: bool) -> Linear:
    def apply(x: Tensor) -> Tensor:
        y = functional.linear(x.to(weight.dtype), weight, bias)
        return functional.gelu(y) if gelu else y

    return apply


# Private operators of torch, which its own compiler uses where it freezes a model.


def _onednn(weight: Tensor, bias: Tensor, gelu: bool) -> Linear:
    operators = torch.ops.mkldnn
    packed = operators._reorder_linear_weight(weight, None)
    behind: tuple[str, list[float], str] = ("gelu", [], "none") if gelu else ("none", [], "")

    def apply(x: Tensor) -> Tensor:
        made: Tensor = operators._linear_pointwise(x.to(weight.dtype), packed, bias, *behind)
        return made

    return apply


def _mkl(weight: Tensor, bias: Tensor, gelu: bool) -> Linear:
    operators = torch.ops.mkl
    packed = operators._mkl_reorder_linear_weight(weight, TILE)
    # Of the weight itself only the shape is looked at, as long as a call has TILE rows.
    shape = torch.empty((1, 1)).expand(weight.shape)

    def apply(x: Tensor) -> Tensor:
        made: Tensor = operators._mkl_linear(x, packed, shape, bias, TILE)
        return functional.gelu(made) if gelu else made

    return apply


WAYS: dict[Way, Callable[[Tensor, Tensor, bool], Linear]] = {
    "onednn": _onednn, "mkl": _mkl, "torch": _torch,
}  # fmt: skip


def made_by(way: Way, weight: Tensor, bias: Tensor, x: Tensor) -> Linear | None:
    """A layer; None where this way is not there, or does not give what torch's own gives."""
    expected = _torch(weight, bias, gelu=False)(x).float()
    try:
        layer = WAYS[way](weight, bias, False)
        made = layer(x).float()
    # A private operator may have gone, may take other arguments, or may not suit the machine.
    except (AttributeError, RuntimeError, TypeError):
        return None
    slack = 1e-5 if x.dtype == torch.float32 else 1e-2
    close = made.shape == expected.shape and torch.allclose(made, expected, slack, 32 * slack)
    return layer if close else None
