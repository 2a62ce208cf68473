"""Report formats: one file each; a scorecard in, files' contents out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from mtqe.scorecard import Scorecard


class Reporter(Protocol):
    """A frozen dataclass whose fields are its options; it never writes a file itself."""

    def render(self, card: Scorecard, /) -> Mapping[str, bytes]:
        """File name -> content; the same scorecard gives the same bytes."""
        ...
