"""A YAML file to a frozen `RunConfig`: defaults filled in, unknown keys refused, lines named."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from mtqe.config.build import Home, build
from mtqe.config.document import Document, dump
from mtqe.config.layers import override, read_extended
from mtqe.config.model import (
    MetricEntry,
    ReportConfig,
    RunConfig,
    RuntimeConfig,
)
from mtqe.config.problems import Place, Problems
from mtqe.errors import ConfigError

__all__ = [
    "MetricEntry",
    "ReportConfig",
    "RunConfig",
    "RuntimeConfig",
    "dump",
    "from_mapping",
    "load",
]

_NUL = re.compile(r"(?<!\\)(?:\\\\)*\\u0000")  # as JSON spells it


def load(path: str | Path, *, overrides: Sequence[str] = ()) -> RunConfig:
    """Read a config file.

    Args:
        path: a YAML 1.2 file in UTF-8.
        overrides: `key.sub=value`, put over what the file says; the value is YAML, a position of
            a list is a number (`metrics.0.label=x`).

    Raises:
        ConfigError: everything that is wrong with it, one line each, with file and line.
    """
    path, problems = Path(path), Problems()
    document = read_extended(path, problems)
    for text in overrides:
        override(document, text, problems)
    return build(document, Home(path.parent, path.stem, path), problems)


def from_mapping(
    values: Mapping[str, Any], *, where: str = "config", root: Path = Path()
) -> RunConfig:
    """Make a run from the same keys and values that a config file has.

    Args:
        values: mappings, sequences, strings, numbers, booleans, None and paths.
        where: what error messages call it. (A run without a `name` is called "run".)
        root: the folder that a relative `root` in the values starts from.

    Raises:
        ConfigError: everything that is wrong with it, one line each.
    """
    if "extends" in values:
        raise ConfigError(
            f"{where}: extends: only a file says what it extends. Merge the mappings."
        )
    try:
        text = json.dumps(values, default=_plain, ensure_ascii=False)
        text.encode("utf-8")
        if _NUL.search(text):
            raise ValueError("a text holds U+0000")
    except (TypeError, ValueError) as error:
        raise ConfigError(
            f"{where}: {error}. Expected mappings, lists, strings, numbers, booleans and paths."
        ) from error
    document = Document(json.loads(text), {(): Place(where)})
    return build(document, Home(root, "run"), Problems())


def _plain(value: object) -> object:
    if isinstance(value, os.PathLike):
        return os.fspath(value)
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(f"{value!r} is a {type(value).__name__}")
