"""Input formats: one file each, config options in, `EvalSet` out."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from mtqe.core import EvalSet


@dataclass(frozen=True)
class Setting:
    """What every loader is told by the config around it.

    Attributes:
        name: the test set's name.
        source_language: ISO 639-1 code, such as `en`.
        target_language: the same for the translations.
        root: folder that relative paths start from.
    """

    name: str
    source_language: str
    target_language: str
    root: Path = Path()


class Loader(Protocol):
    """A frozen dataclass: `setting`, and its options under `data:` as its other fields."""

    @property
    def setting(self) -> Setting:
        """What the config around it says."""
        ...

    def load(self) -> EvalSet:
        """Read and pair the texts.

        Raises:
            DataError: names file, line, what is wrong and what to do.
        """
        ...
