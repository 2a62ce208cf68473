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


def ensure(model: Model, *, offline: bool) -> tuple[Path, Path]:
    """Have the files here that COMET reads besides the checkpoint.

    Returns:
        The configuration and the vocabulary.

    Raises:
        NotHereError: they are not on this machine, and offline mode forbids fetching them.
        MetricError: they cannot be fetched (see `hub.get`).
    """
    pretrained = str(model.hparams.get("pretrained_model"))
    # COMET's MiniLM encoder has no tokenizer of its own.
    tokenizer = "xlm-roberta-base" if model.hparams.get("encoder_model") == "MiniLM" else pretrained
    config = _first(pretrained, ("config.json",)) or _fetch(
        model, pretrained, "config.json", offline=offline
    )
    vocabulary = _first(tokenizer, VOCABULARIES)
    if vocabulary is None:
        for file in (*SETTINGS, *VOCABULARIES):
            with suppress(hub.NotInRepositoryError):
                _fetch(model, tokenizer, file, offline=offline)
        vocabulary = _first(tokenizer, VOCABULARIES)
    if vocabulary is None:
        raise not_here(f"encoder {tokenizer} of model {model.name} has no tokenizer file", _ADVICE)
    return config, vocabulary


def _first(name: str, files: tuple[str, ...]) -> Path | None:
    """Of these files, the first that is here."""
    if _is_path(name):
        there = (Path(name) / file for file in files)
        return next((path for path in there if path.is_file()), None)
    return next(filter(None, (hub.cached(name, file) for file in files)), None)


def _fetch(model: Model, name: str, file: str, *, offline: bool) -> Path:
    if _is_path(name):
        raise not_here(f"encoder {name} of model {model.name} is not on this machine", _ADVICE)
    return hub.get(name, file, None, offline=offline, model=model.name)


def _is_path(name: str) -> bool:
    return Path(name).is_dir() or Path(name).is_absolute() or name.startswith(".")
