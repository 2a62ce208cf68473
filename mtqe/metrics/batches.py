"""Translations in batches of a bounded size, those of one segment together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mtqe.core import Translation

# A list of texts for each segment.
Texts = Sequence[Sequence[str]]

# Bounds of a batch: its characters, and the hypotheses that are taken with one set of references.
_CHARACTERS = 100_000
_HYPOTHESES = 32


@dataclass(frozen=True)
class Batch:
    """Translations whose rows are made together.

    Attributes:
        hypotheses: the different ones of each segment.
        references: of each segment.
        positions: of the translations.
        rows: for each of them, the number of its hypothesis.
    """

    hypotheses: Texts
    references: Texts
    positions: NDArray[np.int64]
    rows: NDArray[np.int64]


def by_references(translations: Sequence[Translation]) -> dict[tuple[str, ...], list[int]]:
    """References that are there -> positions of the translations that have them."""
    groups: dict[tuple[str, ...], list[int]] = {}
    for position, translation in enumerate(translations):
        present = tuple(text for text in translation.segment.references if text is not None)
        groups.setdefault(present, []).append(position)
    return groups


def batches(
    translations: Sequence[Translation], groups: Mapping[tuple[str, ...], Sequence[int]]
) -> Iterator[Batch]:
    """The groups in their order, whole ones as far as the bounds allow."""
    draft = _Draft()
    for references, positions in groups.items():
        for start in range(0, len(positions), _HYPOTHESES):
            some = positions[start : start + _HYPOTHESES]
            draft.add(references, some, [translations[i].hypothesis for i in some])
            if draft.characters > _CHARACTERS:
                yield draft.batch()
                draft = _Draft()
    if draft.positions:
        yield draft.batch()


class _Draft:
    """A batch that grows segment by segment."""

    def __init__(self) -> None:
        self.hypotheses: list[Sequence[str]] = []
        self.references: list[Sequence[str]] = []
        self.positions: list[int] = []
        self.rows: list[int] = []
        self.characters = self._texts = 0

    def add(
        self, references: Sequence[str], positions: Sequence[int], hypotheses: Sequence[str]
    ) -> None:
        different = list(dict.fromkeys(hypotheses))
        self.hypotheses.append(different)
        self.references.append(references)
        self.positions += positions
        self.rows += [self._texts + different.index(text) for text in hypotheses]
        self._texts += len(different)
        # An empty text takes room too.
        self.characters += sum(map(len, different)) + sum(map(len, references))
        self.characters += len(different) + len(references)

    def batch(self) -> Batch:
        return Batch(
            self.hypotheses, self.references, np.array(self.positions), np.array(self.rows)
        )
