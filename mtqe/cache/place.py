"""Where the cache is, and how large it may be."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Final, Literal

DEFAULT_LIMIT: Final = "500M"
VARIABLE: Final = "MTQE_CACHE"
# The name changes with the tables, so that two versions of mtqe do not get into each other's way.
FILE: Final = "rows-v1.sqlite"
_UNITS: Final = {"": 1, "K": 1 << 10, "M": 1 << 20, "G": 1 << 30, "T": 1 << 40}


def place(setting: str | Literal[False] | None = None, root: Path = Path()) -> Path | None:
    """The file with the rows; None where none is wanted.

    Args:
        setting: a folder, or False for no cache; None for that of the environment variable
            MTQE_CACHE (a folder, or `off`), else the user's cache folder.
        root: what a relative folder starts from.
    """
    if setting is False:
        return None
    if setting is not None:
        return root / os.path.expanduser(setting) / FILE  # noqa: PTH111 - as in comet's find
    chosen = os.environ.get(VARIABLE)
    if chosen:
        return None if chosen.lower() == "off" else Path(chosen) / FILE
    from platformdirs import user_cache_path

    return user_cache_path("mtqe", appauthor=False) / FILE


def parse_size(text: str) -> int:
    """Bytes of `500M`, `2G`, `100000`: K, M, G and T are powers of 1,024.

    Raises:
        ValueError: it is no size.
    """
    match = re.fullmatch(r"(\d+(?:\.\d+)?) ?([KMGT]?)i?B?", text.strip(), re.IGNORECASE)
    if not match:
        raise ValueError(f'expected a size such as "500M" or "2G", got {text!r}.')
    return int(float(match[1]) * _UNITS[match[2].upper()])


def show_size(size: float) -> str:
    """Such as `12.3 MB`."""
    if size < 1 << 10:
        return f"{size:.0f} bytes"
    units = [(unit, number) for unit, number in _UNITS.items() if unit and number <= size]
    unit, number = units[-1]
    return f"{size / number:.1f} {unit}B"
