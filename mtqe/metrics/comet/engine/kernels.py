"""Linear layers by the fastest way that this machine has, found once by a short trial."""

from __future__ import annotations

import json
import platform
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import torch
from torch import Tensor
from torch.nn import functional

Linear = Callable[[Tensor], Tensor]
Precision = Literal["fp32", "bf16", "fp16"]
Way = Literal["plain", "packed"]

DTYPES = {"fp32": torch.float32, "bf16": torch.bfloat16, "fp16": torch.float16}
TILE, CUDA_TILE = 256, 2048
"""Rows of every call, by place: enough to be fast, few enough to fill up cheaply."""

_MARGIN = 1.25
"""How much faster plain layers must be to be chosen: near that, two trials may well differ."""


@dataclass(frozen=True)
class Kernels:
    """How products are made.

    Attributes:
        device: a torch device.
        dtype: of the factors; sums, norms and what is added up over the layers stay in fp32.
        way: `packed` by oneDNN, with weights laid out for it; `plain` by torch.
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
            return cls(device, dtype, "plain", CUDA_TILE)
        return cls(device, dtype, _remembered(dtype), TILE)

    @property
    def note(self) -> str:
        """For the run block."""
        by = {"packed": "oneDNN with packed weights", "plain": "plain torch"}[self.way]
        return f"{by} on {self.device}"

    def tiles(self, x: Tensor) -> Iterator[slice]:
        """Its rows in slices of `tile`."""
        for start in range(0, len(x), self.tile):
            yield slice(start, start + self.tile)

    def linear(self, weight: Tensor, bias: Tensor, *, gelu: bool = False) -> Linear:
        """A linear layer for calls of `tile` rows, with GELU behind it where that is wanted."""
        weight, bias = (part.to(self.device, self.dtype) for part in (weight, bias))
        make = _packed if self.way == "packed" else _plain
        return make(weight, bias, gelu=gelu)


def _plain(weight: Tensor, bias: Tensor, *, gelu: bool) -> Linear:
    def apply(x: Tensor) -> Tensor:
        y = functional.linear(x.to(weight.dtype), weight, bias)
        return functional.gelu(y) if gelu else y

    return apply


def _packed(weight: Tensor, bias: Tensor, *, gelu: bool) -> Linear:
    # Private operators of torch, which its own compiler makes use of.
    operators = torch.ops.mkldnn
    packed = operators._reorder_linear_weight(weight, None)
    behind: tuple[str, list[float], str] = ("gelu", [], "none") if gelu else ("none", [], "")

    def apply(x: Tensor) -> Tensor:
        made: Tensor = operators._linear_pointwise(x.to(weight.dtype), packed, bias, *behind)
        return made

    return apply


def _remembered(dtype: torch.dtype) -> Way:
    """The way that won the trial on this machine, which is held now if it was not before."""
    from platformdirs import user_cache_path

    file = user_cache_path("mtqe", appauthor=False) / "kernels.json"
    key = f"torch {torch.__version__}, {_processor()}, {dtype}"
    known = _read(file)
    if known.get(key) not in {"plain", "packed"}:
        known[key] = trial(dtype)
        _write(file, known)
    return "packed" if known[key] == "packed" else "plain"


def trial(dtype: torch.dtype) -> Way:
    """The faster way of a layer of XLM-R-large, where both give the same numbers."""
    generator = torch.Generator().manual_seed(0)
    weight, x = (torch.randn(n, 1024, generator=generator).to(dtype) for n in (2048, TILE))
    bias = torch.zeros(2048, dtype=dtype)
    plain = _plain(weight, bias, gelu=True)
    try:
        packed = _packed(weight, bias, gelu=True)
        wanted, made = plain(x).float(), packed(x).float()
    # A private operator may be gone, may take other arguments, or may not suit the machine.
    except (AttributeError, RuntimeError, TypeError, NotImplementedError):
        return "plain"
    slack = 1e-4 if dtype == torch.float32 else 2e-2
    if made.shape != wanted.shape or not torch.allclose(made, wanted, rtol=slack, atol=100 * slack):
        return "plain"
    seconds = {way: _fastest(way, x) for way in (plain, packed)}
    return "plain" if seconds[plain] * _MARGIN < seconds[packed] else "packed"


def _fastest(layer: Linear, x: Tensor) -> float:
    found = []
    for _ in range(5):
        start = time.perf_counter()
        layer(x)
        found.append(time.perf_counter() - start)
    return min(found)


def _processor() -> str:
    """The name of the processor, and which of its instructions torch uses."""
    names: list[str] = []
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
        names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    except (OSError, UnicodeDecodeError):
        pass
    name = names[0] if names else platform.processor()
    return f"{name} {torch.backends.cpu.get_cpu_capability()}"


def _read(file: Path) -> dict[str, object]:
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}


def _write(file: Path, known: dict[str, object]) -> None:
    """Forgetting costs a fraction of a second: a folder that cannot be written to is no error."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        part = file.with_suffix(f".{time.time_ns()}")
        part.write_text(json.dumps(known, indent=1), encoding="utf-8")
        part.replace(file)
    except OSError:
        return
