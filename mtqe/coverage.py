"""How much of a source a translation covers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass

import numpy as np

from mtqe.core import Bead


@dataclass(frozen=True)
class Coverage:
    """How much of the source a system's text covers.

    Attributes:
        sentences: source sentences (line-parallel data: segments).
        covered: those that some translation covers.
        omissions: alignment units without a translation (line-parallel data: empty lines).
        additions: alignment units without a source.
    """

    sentences: int
    covered: int
    omissions: int
    additions: int

    @property
    def share(self) -> float:
        """Covered share in [0, 1]."""
        return self.covered / self.sentences if self.sentences else 0.0


def of_beads(beads: Sequence[Bead]) -> Coverage:
    """Of text that was aligned."""
    return Coverage(
        sentences=sum(len(bead.source) for bead in beads),
        covered=sum(len(bead.source) for bead in beads if bead.kind == "match"),
        omissions=sum(bead.kind == "omission" for bead in beads),
        additions=sum(bead.kind == "addition" for bead in beads),
    )


def of_lines(hypotheses: Sequence[str]) -> Coverage:
    """Of line-parallel text: an empty line covers nothing."""
    filled = sum(bool(hypothesis.strip()) for hypothesis in hypotheses)
    return Coverage(len(hypotheses), filled, len(hypotheses) - filled, 0)


def total(parts: Iterable[Coverage]) -> Coverage:
    """Of several documents together."""
    return Coverage(*np.sum([astuple(part) for part in parts], axis=0).tolist())
