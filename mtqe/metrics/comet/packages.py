"""The packages of the extra `comet`: whether they are here, and which versions."""

from __future__ import annotations

import json
import sys
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from typing import Final

from mtqe.core import Notes
from mtqe.errors import NotHereError
from mtqe.metrics.comet.hub import not_here

_NAMED: Final = {"comet": "unbabel-comet", "torch": "torch", "transformers": "transformers"}
_NOTE: Final = "comet: packages"


def require() -> None:
    """Refuse to go on without the extra.

    Raises:
        NotHereError: it is not installed, or this Python is none that COMET works with.
    """
    # torchmetrics, which COMET brings, imports pkg_resources: only setuptools before 82 has it.
    if not all(find_spec(name) for name in ("comet", "pkg_resources")):
        raise _absent()


def versions(notes: Notes) -> dict[str, str]:
    """Of the packages that can move a number; without the extra, those that it had here.

    Raises:
        NotHereError: the extra is not installed, and never was.
    """
    try:
        found = {name: version(package) for name, package in _NAMED.items()}
    except PackageNotFoundError as error:
        note = notes.get(_NOTE)
        if note is None:
            raise _absent() from error
        remembered: dict[str, str] = json.loads(note)
        return remembered
    note = json.dumps(found)
    if notes.get(_NOTE) != note:
        notes[_NOTE] = note
    return found


def _absent() -> NotHereError:
    if sys.version_info >= (3, 13):
        running = f"{sys.version_info[0]}.{sys.version_info[1]}"
        return not_here("COMET needs Python 3.11 or 3.12", f"This is Python {running}.")
    return not_here('COMET needs the extra: pip install "mtqe[comet]"', "Or take the metric out.")
