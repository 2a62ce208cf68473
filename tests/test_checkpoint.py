"""Checkpoints of every age are read, and nothing that came with them is run."""

from __future__ import annotations

import os
import pickle
from argparse import Namespace
from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path, PureWindowsPath
from typing import Any

import numpy as np
import pytest

from mtqe.errors import MetricError
from mtqe.metrics.comet import checkpoint

torch = pytest.importorskip("torch")

SETTINGS = {
    "learning_rate": np.float64(1.5e-5), "layers": np.int64(24), "frozen": np.bool_(True),
    "loss": np.str_("mse"), "nested": Namespace(a=[1, (2, 3)]), "path": Path("/data/train.csv"),
    "pool": "avg", "none": None,
}  # fmt: skip


def save(path: Path, content: Any, *, old: bool = False) -> Path:
    torch.save(content, path, _use_new_zipfile_serialization=not old)
    return path


def lightning(**more: Any) -> dict[str, Any]:
    """What Lightning's checkpoints hold beside the weights."""
    weights = OrderedDict({"encoder.weight": torch.arange(6.0).reshape(2, 3)})
    return {
        "epoch": 1, "global_step": 2, "pytorch-lightning_version": "1.6.0", "loops": {},
        "state_dict": weights, "hparams_name": "kwargs", "hyper_parameters": SETTINGS, **more,
    }  # fmt: skip


@pytest.mark.parametrize("old", [True, False])
def test_weights_and_settings(tmp_path: Path, old: bool) -> None:
    path = save(tmp_path / "model.ckpt", lightning(), old=old)
    found = checkpoint.read(path)
    assert list(found.state) == ["encoder.weight"]
    assert torch.equal(found.state["encoder.weight"], torch.arange(6.0).reshape(2, 3))
    assert found.hparams.keys() == SETTINGS.keys()
    same = {**SETTINGS, "path": found.hparams["path"]}
    assert found.hparams == same
    assert str(found.hparams["path"]) == "/data/train.csv"


@pytest.mark.skipif("sys.platform != 'linux'", reason="reads /proc")
def test_weights_are_mapped_from_the_file(tmp_path: Path) -> None:
    """What nobody touches is not read: the file may be larger than memory."""
    path = save(tmp_path / "model.ckpt", lightning())
    found = checkpoint.read(path)
    assert str(path) in Path("/proc/self/maps").read_text("utf-8")
    assert found.state["encoder.weight"].sum() == 15


def test_a_path_of_another_platform(tmp_path: Path) -> None:
    """`WindowsPath` pickles as its class and parts; here it can only be a pure one."""

    class WindowsPath:
        def __reduce__(self) -> Any:
            return WindowsPath, ("C:\\", "data", "train.csv")

    WindowsPath.__module__, WindowsPath.__qualname__ = "pathlib", "WindowsPath"
    import pathlib

    with pytest.MonkeyPatch.context() as context:
        context.setattr(pathlib, "WindowsPath", WindowsPath)
        path = save(tmp_path / "model.ckpt", lightning(hyper_parameters={"data": WindowsPath()}))
    assert checkpoint.read(path).hparams == {"data": PureWindowsPath("C:/data/train.csv")}


class Evil:
    def __init__(self, call: Callable[..., Any], *arguments: Any) -> None:
        self.call, self.arguments = call, arguments

    def __reduce__(self) -> Any:
        return self.call, self.arguments


@pytest.mark.parametrize("old", [True, False])
@pytest.mark.parametrize("place", ["state_dict", "hyper_parameters", "callbacks"])
def test_code_is_run_only_on_demand(tmp_path: Path, place: str, old: bool) -> None:
    target = tmp_path / "touched"
    value: Any = {"x": Evil(os.mkdir, str(target))}
    path = save(tmp_path / "model.ckpt", lightning(**{place: value}), old=old)
    with pytest.raises(MetricError) as caught:
        checkpoint.read(path)
    assert not target.exists()
    message = str(caught.value)
    assert message.startswith(f"{path}: holds {os.name}.mkdir, which is more than weights")
    assert 'set "trust_checkpoint: true"' in message
    assert "\n" not in message
    checkpoint.read(path, trust=True)
    assert target.exists()


@pytest.mark.parametrize("module", ["numpy", "builtins", "os", "torch"])
def test_the_list_of_what_is_plain_is_short(tmp_path: Path, module: str) -> None:
    calls = {
        "numpy": np.fromfile,
        "builtins": print,
        "os": os.system,
        "torch": torch.load,
    }
    path = save(tmp_path / "model.ckpt", lightning(callbacks=Evil(calls[module], "1")))
    with pytest.raises(MetricError, match="more than weights"):
        checkpoint.read(path)


def test_nothing_is_allowed_beyond_the_reading(tmp_path: Path) -> None:
    path = save(tmp_path / "model.ckpt", lightning())
    checkpoint.read(path)
    with pytest.raises(pickle.UnpicklingError):
        torch.load(path, weights_only=True)


@pytest.mark.parametrize("content", [{"epoch": 1}, {"state_dict": {}}, [1], torch.ones(1)])
def test_another_file_of_pytorch(tmp_path: Path, content: Any) -> None:
    with pytest.raises(MetricError, match="not a whole COMET checkpoint"):
        checkpoint.read(save(tmp_path / "model.ckpt", content))


@pytest.mark.parametrize("old", [True, False])
@pytest.mark.parametrize("share", [0.0, 0.3, 0.9])
def test_a_part_of_a_file(tmp_path: Path, old: bool, share: float) -> None:
    path = save(tmp_path / "model.ckpt", lightning(), old=old)
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * share)])
    with pytest.raises(
        MetricError, match=r"not a checkpoint of PyTorch|not a whole COMET|holds torch"
    ):
        checkpoint.read(path)
