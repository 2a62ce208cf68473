"""What a COMET checkpoint holds: weights, read in place, and the settings that made them."""

from __future__ import annotations

import pickle  # only for the name of its error
import re
import warnings
import zipfile
from argparse import Namespace
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Any, Final

from mtqe.errors import MetricError

# How files begin that torch.save wrote before it took to zip archives (PyTorch 1.6).
_OLD_FORMAT: Final = bytes.fromhex("80028a0a6cfc9c46f9206aa850192e")
_PATHS: Final = {"PosixPath": PurePosixPath, "WindowsPath": PureWindowsPath}


@dataclass(frozen=True)
class Checkpoint:
    """The two parts of a checkpoint that scoring needs.

    Attributes:
        state: name -> weight. Mapped from the file: what nobody touches is never read.
        hparams: the hyper-parameters of the model.
    """

    state: Mapping[str, Any]
    hparams: Mapping[str, object]


def check_format(path: Path) -> None:
    """Refuse what PyTorch did not write: a pointer to a file, half a download.

    Raises:
        MetricError: says what is there.
    """
    with path.open("rb") as file:
        start = file.read(len(_OLD_FORMAT))
    if start != _OLD_FORMAT and not zipfile.is_zipfile(path):
        raise MetricError(
            f"{path}: not a checkpoint of PyTorch: {path.stat().st_size} bytes of something else, "
            "or only a part of one. Fetch or copy the file again."
        )


def read(path: Path, *, trust: bool = False) -> Checkpoint:
    """Open a checkpoint on the CPU; of all that it holds, two parts are taken.

    Args:
        path: a .ckpt file of PyTorch Lightning, of any age.
        trust: run whatever code the file holds.

    Raises:
        MetricError: it is not a whole COMET checkpoint, or it holds more than plain data.
    """
    import torch

    check_format(path)
    try:
        with plain_data(), explained(path):
            content = torch.load(
                path, map_location="cpu", mmap=zipfile.is_zipfile(path), weights_only=not trust
            )
            return Checkpoint(content["state_dict"], dict(content["hyper_parameters"]))
    except (RuntimeError, LookupError, TypeError, ValueError, OSError, EOFError) as error:
        detail = " ".join(str(error).split())
        raise MetricError(
            f"{path}: not a whole COMET checkpoint: {detail[:300]}. Fetch or copy it again."
        ) from error


@contextmanager
def plain_data() -> Iterator[None]:
    """Let torch.load(weights_only=True) read what Lightning keeps settings in, and no more."""
    import numpy as np
    import torch

    # A path of another platform cannot be made here, a pure one can.
    paths = [
        (cls, f"{module}.{name}")
        for module in ("pathlib", "pathlib._local")
        for name, cls in {**_PATHS, **{f"Pure{n}": cls for n, cls in _PATHS.items()}}.items()
    ]
    kinds = {type(np.dtype(code)) for code in "?bhilqBHILQefdU"}
    scalar = np.float64(0).__reduce__()[0]
    scalars = [(scalar, f"numpy.{core}.multiarray.scalar") for core in ("core", "_core")]
    # Lightning's own dict is read as a plain one.
    settings = (dict, "pytorch_lightning.utilities.parsing.AttributeDict")
    plain: list[Any] = [Namespace, *paths, *scalars, np.dtype, *kinds, settings]
    with torch.serialization.safe_globals(plain), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """Say what a file holds that is more than plain data, and what to do about it.

    Raises:
        MetricError: instead of torch's error.
    """
    try:
        yield
    except pickle.UnpicklingError as error:
        found = re.search(r"GLOBAL (\S+)", str(error))
        what = f"{found[1]}, which is more" if found else "more"
        raise MetricError(
            f"{path}: holds {what} than weights and plain settings, so that loading it could run "
            "code that came with the file. Get the file from its maker again, or, only if you "
            'trust its maker like that of a program that you run, set "trust_checkpoint: true".'
        ) from error
