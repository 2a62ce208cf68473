"""The encoder's configuration and tokenizer: a second download, hidden in every COMET model."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from mtqe.metrics.comet import hub
from mtqe.metrics.comet.hub import not_here
from mtqe.metrics.comet.model import Model

VOCABULARIES = ("tokenizer.json", "sentencepiece.bpe.model", "sentencepiece.model", "vocab.txt")
SETTINGS = ("tokenizer_config.json", "special_tokens_map.json", "added_tokens.json")

_ADVICE = (
    "COMET reads its config.json and tokenizer.json: put them back, or set pretrained_model, in "
    "the checkpoint and in its hparams.yaml, to where they are."
)


def ensure(model: Model, *, offline: bool) -> None:
    """Have the files here that COMET reads besides the checkpoint.

    Raises:
        NotHereError: they are not on this machine, and offline mode forbids fetching them.
        MetricError: they cannot be fetched (see `hub.get`).
    """
    pretrained = str(model.hparams.get("pretrained_model"))
    # COMET's MiniLM encoder has no tokenizer of its own.
    tokenizer = "xlm-roberta-base" if model.hparams.get("encoder_model") == "MiniLM" else pretrained
    if _missing(pretrained, ("config.json",)):
        _fetch(model, pretrained, "config.json", offline=offline)
    if not _missing(tokenizer, VOCABULARIES):
        return
    for file in (*SETTINGS, *VOCABULARIES):
        with suppress(hub.NotInRepositoryError):
            _fetch(model, tokenizer, file, offline=offline)
    if _missing(tokenizer, VOCABULARIES):
        raise not_here(f"encoder {tokenizer} of model {model.name} has no tokenizer file", _ADVICE)


def _missing(name: str, files: tuple[str, ...]) -> bool:
    if _is_path(name):
        return not any((Path(name) / file).is_file() for file in files)
    return not any(hub.cached(name, file) for file in files)


def _fetch(model: Model, name: str, file: str, *, offline: bool) -> None:
    role = f"encoder {name} of model {model.name}"
    if _is_path(name):
        raise not_here(f"{role} is not on this machine", _ADVICE)
    hub.get(name, file, None, offline=offline, role=role)


def _is_path(name: str) -> bool:
    return Path(name).is_dir() or Path(name).is_absolute() or name.startswith(".")
