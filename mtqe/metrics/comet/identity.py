"""Which model is meant, by content: from its files, or from what is remembered of them."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from mtqe.core import Notes, Task
from mtqe.errors import NotHereError
from mtqe.metrics.comet import encoder, packages
from mtqe.metrics.comet.model import Model, find


@dataclass(frozen=True)
class Identity:
    """All that names a model's numbers.

    Attributes:
        weights: SHA-256 of the checkpoint file.
        encoder: SHA-256 over the encoder's configuration and vocabulary.
        checkpoint: the file; None where it is only remembered.
    """

    model: Model
    weights: str
    encoder: str
    checkpoint: Path | None


def identify(
    name: str, revision: str | None, task: Task, fits: Callable[[Model], object]
) -> Identity:
    """Find a model at a local path, in the hub cache, or on the hub.

    `fits` raises what speaks against a model, before gigabytes are fetched for nothing.

    Where it is enough to know which number is meant (`task.ready`), what an earlier run has found
    does, when the files have gone since.

    Raises:
        NotHereError: the extra is missing, or the model or its encoder while offline.
        MetricError: the model or its encoder cannot be fetched, or is not one that can be used.
    """
    if not task.ready:
        try:
            return _found(name, revision, task, fits, offline=True)
        except NotHereError:
            remembered = _recall(name, revision, task)
            if remembered:
                return remembered
    packages.require()
    return _found(name, revision, task, fits, offline=task.offline)


def digest(path: Path, notes: Notes) -> str:
    """SHA-256 of a file's content, read again only when path, size, time or inode have changed."""
    path = path.resolve()
    facts = path.stat()
    key = f"sha256: {path} {facts.st_size} {facts.st_mtime_ns} {facts.st_ino}"
    known = notes.get(key)
    if known is None:
        with path.open("rb") as file:
            known = hashlib.file_digest(file, "sha256").hexdigest()
        notes[key] = known
    return known


def _found(
    name: str, revision: str | None, task: Task, fits: Callable[[Model], object], *, offline: bool
) -> Identity:
    model = find(name, revision, offline=offline, root=task.root)
    fits(model)
    files = encoder.ensure(model, offline=offline)
    checkpoint = model.weights(offline=offline)
    found = Identity(
        model=model,
        weights=digest(checkpoint, task.notes),
        encoder=_together(digest(file, task.notes) for file in files),
        checkpoint=checkpoint,
    )
    _remember(found, name, revision, task)
    return found


def _together(digests: Iterable[str]) -> str:
    return hashlib.sha256("".join(digests).encode("ascii")).hexdigest()


def _remember(found: Identity, name: str, revision: str | None, task: Task) -> None:
    model = found.model
    key = _hub_key(name, revision) if model.commit else _path_key(name, task)
    facts = [model.name, model.commit, model.hparams, found.weights, found.encoder]
    note = json.dumps(facts, default=str)
    if task.notes.get(key) != note:
        task.notes[key] = note


def _recall(name: str, revision: str | None, task: Task) -> Identity | None:
    note = task.notes.get(_path_key(name, task)) or task.notes.get(_hub_key(name, revision))
    if note is None:
        return None
    own_name, commit, hparams, weights, of_encoder = json.loads(note)
    return Identity(Model(own_name, hparams, commit), weights, of_encoder, None)


def _hub_key(name: str, revision: str | None) -> str:
    return f"comet: hub {name} {revision}"


def _path_key(name: str, task: Task) -> str:
    # The same name under another root is another model.
    return f"comet: path {os.path.abspath(task.root / os.path.expanduser(name))}"  # noqa: PTH100, PTH111
