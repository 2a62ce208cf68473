"""What a COMET checkpoint holds: weights, read in place, and the settings that made them."""

from __future__ import annotations

import pickle  # only for the name of its error
from argparse import Namespace
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PosixPath, WindowsPath
from typing import Any

from mtqe.errors import MetricError


@dataclass(frozen=True)
class Checkpoint:
    """The two parts of a checkpoint that scoring needs.

    Attributes:
        state: name -> weight. Mapped from the file: what nobody touches is never read.
        hparams: the hyper-parameters of the model.
    """

    state: Mapping[str, Any]
    hparams: Mapping[str, object]


def read(path: Path, *, trust: bool = False) -> Checkpoint:
    """Open a checkpoint on the CPU.

    Args:
        path: a .ckpt file of PyTorch Lightning.
        trust: run whatever code the file holds.

    Raises:
        MetricError: it is not a whole COMET checkpoint, or it holds more than plain data.
    """
    import torch

    # What Lightning keeps a model's settings in; its own dict is read as a plain one.
    settings = (dict, "pytorch_lightning.utilities.parsing.AttributeDict")
    plain: list[Any] = [Namespace, PosixPath, WindowsPath, settings]
    try:
        with torch.serialization.safe_globals(plain):
            content = torch.load(path, map_location="cpu", mmap=True, weights_only=not trust)
        return Checkpoint(content["state_dict"], content["hyper_parameters"])
    except pickle.UnpicklingError as error:
        raise MetricError(
            f"{path}: holds more than weights and plain settings, and loading that could "
            "run code from the file. Save it again with its plain state_dict and settings."
        ) from error
    except (RuntimeError, KeyError, TypeError, OSError, EOFError) as error:
        detail = " ".join(str(error).split())
        raise MetricError(
            f"{path}: COMET cannot load it: {detail[:300]}. Fetch or copy it again, "
            "together with the hparams.yaml that belongs to it."
        ) from error
