"""Translations in batches of a bounded size, those of one segment together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

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
    waiting: list[Batch] = []
    characters = 0
    for piece in _pieces(translations, groups):
        waiting.append(piece)
        texts = chain(*piece.hypotheses, *piece.references)
        characters += sum(len(text) + 1 for text in texts)
        if characters > _CHARACTERS:
            yield _joined(waiting)
            waiting, characters = [], 0
    if waiting:
        yield _joined(waiting)


def _pieces(
    translations: Sequence[Translation], groups: Mapping[tuple[str, ...], Sequence[int]]
) -> Iterator[Batch]:
    for references, positions in groups.items():
        for start in range(0, len(positions), _HYPOTHESES):
            some = positions[start : start + _HYPOTHESES]
            numbers: dict[str, int] = {}
            rows = [numbers.setdefault(translations[i].hypothesis, len(numbers)) for i in some]
            yield Batch([list(numbers)], [references], np.array(some), np.array(rows))


def _joined(pieces: Sequence[Batch]) -> Batch:
    counts = [len(piece.hypotheses[0]) for piece in pieces]
    starts = np.cumsum(counts) - counts
    return Batch(
        list(chain.from_iterable(piece.hypotheses for piece in pieces)),
        list(chain.from_iterable(piece.references for piece in pieces)),
        np.concatenate([piece.positions for piece in pieces]),
        np.concatenate([piece.rows + start for piece, start in zip(pieces, starts, strict=True)]),
    )
