"""What a COMET model is, read from its small files: no torch, and no download of its weights."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from mtqe.errors import MetricError
from mtqe.metrics.comet import hub
from mtqe.metrics.comet.checkpoint import check_format
from mtqe.metrics.comet.hub import not_here

WEIGHTS = "checkpoints/model.ckpt"


@dataclass(frozen=True)
class Model:
    """A model whose hyper-parameters are on this machine; its weights may not be yet.

    Attributes:
        name: the hub's OWNER/NAME, or the name of the local folder: never a path.
        hparams: content of hparams.yaml.
        commit: the hub's commit; None for a local model.
        path: the local checkpoint file; None for a model of the hub.
    """

    name: str
    hparams: Mapping[str, object]
    commit: str | None = None
    path: Path | None = None

    def weights(self, *, offline: bool) -> Path:
        """The checkpoint file, downloaded if need be.

        Raises:
            MetricError: it is not here and cannot be fetched, or it is not a checkpoint.
        """
        path = self.path or hub.get(self.name, WEIGHTS, self.commit, offline=offline)
        check_format(path)
        return path

    @property
    def family(self) -> str:
        """COMET's class identifier, such as `regression_metric`."""
        return str(self.hparams.get("class_identifier"))


def find(name: str, revision: str | None, *, offline: bool, root: Path = Path()) -> Model:
    """Look for a model at a local path, in the hub cache, then on the hub.

    Args:
        name: a .ckpt file, a folder with checkpoints/model.ckpt in it, or OWNER/NAME of the hub.
        revision: branch, tag or commit of the hub; None for its newest (or cached) main.
        offline: never touch the network.
        root: folder that a relative path starts from.

    Raises:
        NotHereError: there is no such path, or it is not cached and offline mode forbids fetching.
        MetricError: see `hub.get`; or the hyper-parameters cannot be read.
    """
    # Not Path.expanduser: it raises where the home folder of a `~` is unknown.
    path = root / os.path.expanduser(name)  # noqa: PTH111
    if path.exists():
        return _local(path, revision)
    if Path(name).is_absolute() or name.startswith((".", "~")) or name.endswith(".ckpt"):
        raise not_here(f"{name}: no such file or folder", "Check the option `model`.")
    hparams = hub.get(name, "hparams.yaml", revision, offline=offline)
    return Model(name, _read(hparams), commit=hparams.parent.name)


def _local(path: Path, revision: str | None) -> Model:
    if revision:
        raise MetricError(
            f"metric comet: revision {revision!r} makes no sense for the local file {path}. "
            "Remove `revision`: a local checkpoint is known by its content."
        )
    checkpoint = path / WEIGHTS if path.is_dir() else path
    if not checkpoint.is_file():
        raise MetricError(
            f"{path}: this folder has no {WEIGHTS}. Give a COMET model's folder or its .ckpt file."
        )
    folder = checkpoint.absolute().parent.parent
    hparams = folder / "hparams.yaml"
    if not hparams.is_file():
        raise MetricError(
            f"{checkpoint}: hparams.yaml is missing from {folder}. Put the one that belongs to the "
            "checkpoint there, as COMET's training writes it."
        )
    return Model(folder.name, _read(hparams), path=checkpoint)


def _read(path: Path) -> Mapping[str, object]:
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    try:
        content = YAML(typ="safe").load(path.read_text(encoding="utf-8"))
    except (YAMLError, UnicodeDecodeError) as error:
        raise MetricError(
            f"{path}: not readable as YAML: {' '.join(str(error).split())}. Copy the file again."
        ) from error
    if not isinstance(content, dict) or "class_identifier" not in content:
        raise MetricError(
            f"{path}: no class_identifier, so it does not say what kind of COMET model this is. "
            "Use the hparams.yaml that belongs to the checkpoint."
        )
    return content
