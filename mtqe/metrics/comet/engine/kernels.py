"""Linear layers by the fastest way that this machine has, found once by a short trial."""

from __future__ import annotations

import json
import os
import platform
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import torch
from torch import Tensor
from torch.nn import functional

from mtqe.metrics.comet.plan import Precision

Linear = Callable[[Tensor], Tensor]
Way = Literal["onednn", "mkl", "torch"]

DTYPES = {"fp32": torch.float32, "bf16": torch.bfloat16, "fp16": torch.float16}
TILE, CUDA_TILE = 192, 2048
"""Rows of every call, by place: enough to be fast, few enough to fill up cheaply."""

_MARGIN = 1.1
"""How much faster a way must be than those before it: two trials shall not differ."""


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
        return cls(device, dtype, _remembered(dtype), TILE)

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
        return _WAYS[self.way](weight, bias, gelu)


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


_WAYS: dict[Way, Callable[[Tensor, Tensor, bool], Linear]] = {
    "onednn": _onednn, "mkl": _mkl, "torch": _torch,
}  # fmt: skip


def _remembered(dtype: torch.dtype) -> Way:
    """The way that won the trial on this machine, which is held now if it was not before."""
    file = _file()
    key = f"torch {torch.__version__}, {_processor()}, {dtype}"
    known = _read(file) if file else {}
    for way in _WAYS:
        if known.get(key) == way:
            return way
    known[key] = way = trial(dtype)
    if file:
        _write(file, known)
    return way


def _file() -> Path | None:
    """In the folder of the rows that are kept between runs; None where nothing is kept."""
    from platformdirs import user_cache_path

    chosen = os.environ.get("MTQE_CACHE")
    if chosen == "off":
        return None
    folder = Path(chosen) if chosen else user_cache_path("mtqe", appauthor=False)
    return folder / "kernels.json"


@torch.inference_mode()
def trial(dtype: torch.dtype) -> Way:
    """The fastest way through a layer of XLM-R-large, among those that give the same numbers."""
    generator = torch.Generator().manual_seed(0)
    weight, x = (torch.randn(rows, 1024, generator=generator) for rows in (2048, TILE))
    weight, x, bias = weight.to(dtype), x.to(dtype), torch.zeros(2048, dtype=dtype)
    with _one_thread():
        layers = {way: _made(way, weight, bias, x) for way in _WAYS}
        there = {way: layer for way, layer in layers.items() if layer is not None}
        seconds = dict.fromkeys(there, float("inf"))
        for way, layer in [*there.items()] * 8:
            start = time.thread_time()
            layer(x)
            seconds[way] = min(seconds[way], time.thread_time() - start)
    best, *others = seconds
    for way in others:
        if seconds[way] * _MARGIN < seconds[best]:
            best = way
    return best


def _made(way: Way, weight: Tensor, bias: Tensor, x: Tensor) -> Linear | None:
    """A layer; None where this way is not there, or does not give what torch's own gives."""
    expected = _torch(weight, bias, gelu=False)(x).float()
    try:
        layer = _WAYS[way](weight, bias, False)
        made = layer(x).float()
    # A private operator may have gone, may take other arguments, or may not suit the machine.
    except (AttributeError, RuntimeError, TypeError):
        return None
    slack = 1e-5 if x.dtype == torch.float32 else 1e-2
    close = made.shape == expected.shape and torch.allclose(made, expected, slack, 32 * slack)
    return layer if close else None


@contextmanager
def _one_thread() -> Iterator[None]:
    count = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(count)


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
