"""Scoring with unbabel-comet's own code: loaded safely, run quietly, nothing left behind."""

from __future__ import annotations

import logging
import os
import pickle  # only for the name of its error
import re
import warnings
from argparse import Namespace
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path, PosixPath, WindowsPath
from typing import Any

from mtqe.core import Runtime
from mtqe.errors import MetricError

Sample = tuple[str, str, str | None]
"""Source, hypothesis, and a reference for the models that read one."""

TALKATIVE = ("comet", "lightning_fabric", "pytorch_lightning", "torch", "transformers")


def load(checkpoint: Path) -> Any:
    """Load a COMET model onto the CPU, executing no code from the file.

    Raises:
        MetricError: it is not a whole COMET checkpoint, or it holds more than plain data.
    """
    with _undisturbed():
        from comet.models import load_from_checkpoint
    with _undisturbed(), _no_code():
        warnings.filterwarnings("error", message="Found keys that are in the model state dict but")
        try:
            return load_from_checkpoint(str(checkpoint), local_files_only=True)
        except pickle.UnpicklingError as error:
            raise MetricError(
                f"{checkpoint}: holds more than weights and plain settings, and loading that could "
                "run code from the file. Save it again with its plain state_dict and settings."
            ) from error
        except (RuntimeError, KeyError, TypeError, OSError, EOFError, UserWarning) as error:
            detail = " ".join(str(error).split())
            raise MetricError(
                f"{checkpoint}: COMET cannot load it: {detail[:300]}. Fetch or copy it again, "
                "together with the hparams.yaml that belongs to it."
            ) from error


def predict(model: Any, samples: Sequence[Sample], runtime: Runtime) -> list[float]:
    """The model's scores, in order.

    Raises:
        MetricError: the device is unknown or not there.
    """
    placement = _placement(runtime.device)
    inputs = [
        {"src": source, "mt": hypothesis} | ({} if reference is None else {"ref": reference})
        for source, hypothesis, reference in samples
    ]
    with _undisturbed():
        try:
            output = model.predict(
                inputs,
                batch_size=runtime.batch_size,
                num_workers=0,
                progress_bar=False,
                **placement,
            )
        except SystemExit as error:
            # Lightning answers Ctrl-C with exit(1).
            raise KeyboardInterrupt from error
    return [float(score) for score in output["scores"]]


def _placement(device: str) -> dict[str, Any]:
    import torch

    count = torch.cuda.device_count() if torch.cuda.is_available() else 0
    if device == "cpu" or (device == "auto" and not count):
        return {"gpus": 0, "accelerator": "cpu"}
    if not re.fullmatch(r"auto|cuda(:\d+)?", device):
        raise MetricError(f"device {device!r} is not known. Expected auto, cpu, cuda or cuda:N.")
    index = int(device.partition(":")[2] or 0)
    if index >= count:
        raise MetricError(
            f"device {device!r} is not available: torch finds {count} CUDA devices here. "
            'Use "device: auto" or "device: cpu".'
        )
    return {"gpus": 1, "accelerator": "cuda", "devices": [index]}


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Silence the libraries; leave log levels, random numbers and environment as they were."""
    import torch

    levels = {name: logging.getLogger(name).level for name in TALKATIVE}
    with ExitStack() as stack:
        stack.enter_context(_same_environment())
        stack.enter_context(torch.random.fork_rng(devices=[]))
        stack.enter_context(warnings.catch_warnings())
        warnings.simplefilter("ignore")
        for name in TALKATIVE:
            logging.getLogger(name).setLevel(logging.ERROR)
        try:
            yield
        finally:
            for name, level in levels.items():
                logging.getLogger(name).setLevel(level)


@contextmanager
def _same_environment() -> Iterator[None]:
    before = dict(os.environ)
    try:
        yield
    finally:
        for name in os.environ.keys() - before.keys():
            del os.environ[name]
        os.environ.update(before)


@contextmanager
def _no_code() -> Iterator[None]:
    """Make every torch.load take weights and plain data only, whatever Lightning asks for."""
    import torch

    # What Lightning keeps a model's settings in; its own dict is read as a plain one.
    settings = (dict, "pytorch_lightning.utilities.parsing.AttributeDict")
    plain: list[Any] = [Namespace, PosixPath, WindowsPath, settings]
    with _same_environment(), torch.serialization.safe_globals(plain):
        os.environ.pop("TORCH_FORCE_NO_WEIGHTS_ONLY_LOAD", None)
        os.environ["TORCH_FORCE_WEIGHTS_ONLY_LOAD"] = "1"
        yield
