"""Scores of files without a config: `mtqe score`."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import Any

from mtqe.core import check_language
from mtqe.errors import ConfigError


@dataclass(frozen=True)
class Request:
    """What the command line asks for."""

    hypotheses: Sequence[str]
    languages: str
    references: Sequence[str]
    source: str | None
    metrics: Sequence[str]
    tokenize: str | None
    model: str | None

    def config(self, name: str) -> dict[str, Any]:
        """The same as the keys and values of a config file.

        Raises:
            ConfigError: the languages are no pair, a file stands twice, or an option is for a
                metric that is not asked for.
        """
        for metric, option in (("bleu", "tokenize"), ("comet", "model")):
            if getattr(self, option) is not None and metric not in self.metrics:
                raise ConfigError(
                    f"--{option}: an option of the metric {metric}, which is not asked for. "
                    f"Add it: -m {' '.join([*self.metrics, metric])}."
                )
        source_language, target_language = language_pair(self.languages)
        return {
            "name": name,
            "source_language": source_language,
            "target_language": target_language,
            "data": {
                "format": "lines",
                **({"source": self.source} if self.source else {}),
                "references": list(self.references),
                "systems": _system_names(self.hypotheses),
            },
            "metrics": [self._metric(metric) for metric in self.metrics],
        }

    def _metric(self, name: str) -> dict[str, Any]:
        if name == "chrf++":
            return {"name": "chrf", "word_order": 2}
        if name == "bleu" and self.tokenize is not None:
            return {"name": name, "tokenize": self.tokenize}
        if name == "comet" and self.model is not None:
            return {"name": name, "model": self.model}
        return {"name": name}


def save(values: dict[str, Any], path: Path) -> None:
    """Write a config file whose paths start from the current folder.

    Raises:
        OutputError: it cannot be written.
    """
    from mtqe.config import dump
    from mtqe.output import write

    here, folder = Path.cwd(), path.resolve().parent
    # No relative path leads from one drive of Windows to another.
    root = os.path.relpath(here, folder) if here.drive == folder.drive else here
    text = dump({**values, "root": PurePath(root).as_posix()})
    write(path.parent, {path.name: text.encode()})


def language_pair(languages: str) -> tuple[str, str]:
    """`en-ko` as two codes.

    Raises:
        ConfigError: it is no pair.
    """
    source, _, target = languages.partition("-")
    if not source or not target or "-" in target:
        raise ConfigError(
            f"--languages: {languages!r} is no language pair. Expected source-translation, "
            "such as en-ko or ko-en."
        )
    try:
        return check_language(source), check_language(target)
    except ValueError as error:
        raise ConfigError(f"--languages: {error}") from error


def _system_names(paths: Sequence[str]) -> dict[str, str]:
    """Files by their stems; by their paths where two stems are the same."""
    stems = ["stdin" if path == "-" else PurePath(path.removesuffix(".gz")).stem for path in paths]
    names = stems if len(set(stems)) == len(stems) else paths
    if len(set(names)) < len(names):
        raise ConfigError("--hypotheses: the same file twice. Name each translation once.")
    return dict(zip(names, paths, strict=True))
