"""What is wrong with a config, collected, so that one run of the command shows all of it."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import Any

from mtqe.errors import ConfigError

Keys = tuple[str | int, ...]
"""The way to a value: keys of mappings and 0-based positions of lists."""

_PLAIN_KEY = re.compile(r"[\w+-]+")
_SHOWN = 60


@dataclass(frozen=True, slots=True)
class Place:
    """Where a value was written: a line of a file, or an option of the command line."""

    file: str
    line: int | None = None

    def __str__(self) -> str:
        return self.file if self.line is None else f"{self.file}:{self.line}"


@dataclass
class Problems:
    """Everything that was found so far."""

    _found: list[tuple[Place, str]] = field(default_factory=list)

    def add(self, place: Place, keys: Keys, message: str) -> None:
        """Remember one problem."""
        where = f"{place}: {spell(keys)}" if keys else str(place)
        self._found.append((place, f"{where}: {message}"))

    def __bool__(self) -> bool:
        return bool(self._found)

    def error(self) -> ConfigError:
        """All of them, one line each, by file and line."""
        ordered = sorted(self._found, key=lambda item: (item[0].file, item[0].line or 0))
        return ConfigError("\n".join(message for _, message in ordered))


def spell(keys: Keys) -> str:
    """`("metrics", 1, "tokenize")` as `metrics[1].tokenize`."""
    text = ""
    for key in keys:
        if isinstance(key, str) and _PLAIN_KEY.fullmatch(key):
            text += f".{key}" if text else key
        else:
            text += f"[{json.dumps(key, ensure_ascii=False)}]"
    return text


def show(value: Any) -> str:
    """A value of the config as a message shows it: short, on one line."""
    if value is None:
        return "nothing"
    if isinstance(value, dict | list):
        return "a mapping" if isinstance(value, dict) else "a list"
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
