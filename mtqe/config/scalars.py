"""Unquoted scalars of YAML 1.2: `no` and `ko` are strings, `2024-01-01` is one too."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

# The core schema of YAML 1.2. The library also knows dates and `1_000`: strings here.
_CORE: tuple[tuple[re.Pattern[str], Callable[[str], Any]], ...] = (
    (re.compile(r"|~|null|Null|NULL"), lambda _: None),
    (re.compile(r"true|True|TRUE|false|False|FALSE"), lambda text: text.lower() == "true"),
    (re.compile(r"[-+]?[0-9]{1,300}"), int),
    (re.compile(r"0o[0-7]{1,300}"), lambda text: int(text[2:], 8)),
    (re.compile(r"0x[0-9a-fA-F]{1,300}"), lambda text: int(text[2:], 16)),
    (re.compile(r"[-+]?(\.[0-9]+|[0-9]+\.[0-9]*|[0-9]+(?=[eE]))([eE][-+]?[0-9]+)?"), float),
    (
        re.compile(r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)"),
        lambda text: float(text.replace(".", "")),
    ),
)


def core_value(text: str) -> Any:
    """What an unquoted scalar stands for."""
    for pattern, convert in _CORE:
        if pattern.fullmatch(text):
            return convert(text)
    return text


def is_text(text: str) -> bool:
    """Whether file names and JSON can hold it: no NUL, no lone surrogate."""
    return not re.search(r"[\0\ud800-\udfff]", text)
