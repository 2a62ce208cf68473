"""Which backend scores: the engine where it can, unbabel-comet's `predict` otherwise."""

from __future__ import annotations

import re

from mtqe.core import Runtime
from mtqe.errors import MetricError
from mtqe.metrics.comet.plan import Plan
from mtqe.metrics.comet.samples import Scorer


def scorer(plan: Plan, runtime: Runtime) -> Scorer:
    """The loaded model, shared by all that score with this plan in this process.

    Raises:
        MetricError: the checkpoint cannot be loaded, the device is not there, or the backend that
            was asked for cannot score with this model.
    """
    key = f"comet {plan} {runtime.backend} {runtime.device} {runtime.batch_size}"
    found = runtime.resources.get(key)
    if found is None:
        found = runtime.resources[key] = _load(plan, runtime)
    return found  # type: ignore[return-value]  # only this function sets it


def _load(plan: Plan, runtime: Runtime) -> Scorer:
    device = _device(runtime.device)
    if runtime.backend != "comet":
        from mtqe.metrics.comet.engine import model

        loaded = model.load(plan, device, runtime.batch_size)
        if loaded is not None:
            return loaded
        if runtime.backend == "engine":
            raise MetricError(
                f"{plan.checkpoint}: the engine computes XLM-R encoders with a tokenizer.json, and "
                'this model has another. Use "backend: auto".'
            )
    from mtqe.metrics.comet import predict

    return predict.load(plan, device, runtime.batch_size)


def _device(wanted: str) -> str:
    """`cpu` or `cuda:N`."""
    import torch

    count = torch.cuda.device_count() if torch.cuda.is_available() else 0
    if wanted == "cpu" or (wanted == "auto" and not count):
        return "cpu"
    if not re.fullmatch(r"auto|cuda(:\d+)?", wanted):
        raise MetricError(f"device {wanted!r} is not known. Expected auto, cpu, cuda or cuda:N.")
    index = int(wanted.partition(":")[2] or 0)
    if index >= count:
        raise MetricError(
            f"device {wanted!r} is not available: torch finds {count} CUDA devices here. "
            'Use "device: auto" or "device: cpu".'
        )
    return f"cuda:{index}"
