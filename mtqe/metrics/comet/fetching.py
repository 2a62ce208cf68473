"""Getting a model onto this machine, whole and as the hub has it."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from mtqe.core import Notes
from mtqe.errors import MetricError
from mtqe.metrics.comet import encoder, hub, known, packages
from mtqe.metrics.comet.checkpoint import read
from mtqe.metrics.comet.identity import digest
from mtqe.metrics.comet.inputs import choices
from mtqe.metrics.comet.model import Model, find


@dataclass(frozen=True)
class Fetched:
    """A model that is here and has been looked at.

    Attributes:
        checkpoint: the file with the weights.
        sha256: of that file.
        parameters: how many weights there are.
        encoder: name or folder of the encoder that its tokenizer comes from.
        licence: as the model's page names it; None where it names none.
    """

    model: Model
    checkpoint: Path
    sha256: str
    parameters: int
    encoder: str
    licence: str | None


def fetch(name: str, revision: str | None, notes: Notes) -> Fetched:
    """Have a model and its encoder's tokenizer here, and see that both are whole.

    What is here already is looked at, not fetched again.

    Args:
        name: as in `Comet`.
        revision: branch, tag or commit of the hub's repository.
        notes: see `Task`.

    Raises:
        MetricError: it cannot be fetched (see `hub.get`), is not what the hub has, cannot be
            loaded, or is not a model that gives scores.
    """
    packages.require()
    model = find(name, revision, offline=False)
    choices(model)  # before gigabytes are fetched for nothing
    _, vocabulary = encoder.ensure(model, offline=False)
    licence = _licence(model)
    checkpoint = model.weights(offline=False)
    sha256 = digest(checkpoint, notes)
    _compare(checkpoint, sha256)
    weights = read(checkpoint).state.values()
    _check_vocabulary(vocabulary)
    return Fetched(
        model=model,
        checkpoint=checkpoint,
        sha256=sha256,
        parameters=sum(weight.numel() for weight in weights),
        encoder=str(model.hparams.get("pretrained_model")),
        licence=licence,
    )


def _compare(checkpoint: Path, sha256: str) -> None:
    """The hub's cache calls a large file by the digest that the hub has of it."""
    expected = checkpoint.resolve().name
    if re.fullmatch(r"[0-9a-f]{64}", expected) and expected != sha256:
        raise MetricError(
            f"{checkpoint}: damaged: its SHA-256 is {sha256}, the hub's is {expected}. Delete the "
            f"file {checkpoint.resolve()} and fetch the model again."
        )


def _check_vocabulary(file: Path) -> None:
    if file.suffix != ".json":
        return
    from tokenizers import Tokenizer

    try:
        Tokenizer.from_file(str(file))
    except Exception as error:  # its own errors have no class of their own
        raise MetricError(
            f"{file}: not a tokenizer: {' '.join(str(error).split())[:200]}. Delete the file and "
            "fetch the model again."
        ) from error


def _licence(model: Model) -> str | None:
    """What the front matter of the model's page says; else what is known of it."""
    listed = known.MODELS.get(model.name)
    if model.commit is not None:
        with suppress(hub.NotInRepositoryError):
            page = hub.get(model.name, "README.md", model.commit, offline=False)
            found = re.search(r"^license: *(\S+)", page.read_text("utf-8"), re.MULTILINE)
            if found:
                return found[1]
    return listed.licence if listed else None
