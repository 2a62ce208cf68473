"""Rows of a metric with those that are kept: only the others are computed, and kept in turn."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from mtqe.cache.entry import Row, rows_of
from mtqe.cache.store import Store
from mtqe.core import Runtime, Translation
from mtqe.metrics import BoundMetric, Rows

# Translations of the first piece, and the seconds that one should take.
_FIRST: Final = 128
_LEAST: Final = 10.0
_MOST: Final = 30.0


@dataclass
class Known:
    """The rows that are known of some translations.

    Attributes:
        keys: of each translation's row; equal keys are one row.
        rows: key -> row.
    """

    keys: list[str]
    rows: dict[str, Row]

    @property
    def missing(self) -> int:
        """How many different rows are still to be computed."""
        return len(set(self.keys) - self.rows.keys())


def look_up(metric: BoundMetric, translations: Sequence[Translation], store: Store) -> Known:
    """What is kept of these translations' rows."""
    keys = [metric.row_key(translation) for translation in translations]
    return Known(keys, store.rows(_of_rows(metric.signature), dict.fromkeys(keys)))


def complete(
    metric: BoundMetric,
    translations: Sequence[Translation],
    known: Known,
    store: Store,
    runtime: Runtime,
    *,
    label: str,
    stride: int,
) -> Rows:
    """All rows: the missing ones are computed, piece by piece, and each piece is kept at once.

    The translations of one segment by all systems stay together, so that a metric reads what they
    share once. A piece is some seconds of work: so much is lost with a process that is killed.

    Args:
        metric: bound for scoring.
        translations: system by system.
        known: of these translations; grows.
        store: where new rows are kept.
        runtime: see `BoundMetric.statistics`.
        label: what people call the metric.
        stride: number of segments.
    """
    for piece in _pieces(known, stride):
        rows = metric.statistics([translations[position] for position in piece], runtime)
        new = {known.keys[position]: Row.of(rows, n) for n, position in enumerate(piece)}
        store.keep(label, _of_rows(metric.signature), new)
        known.rows.update(new)
    return rows_of([known.rows[key] for key in known.keys])


def _of_rows(signature: str) -> str:
    """What decides a row beside its key: not how many references other segments have."""
    return "|".join(part for part in signature.split("|") if not part.startswith("nrefs:"))


def _pieces(known: Known, stride: int) -> Iterator[list[int]]:
    """Positions whose rows are missing, in pieces that grow or shrink with the time they take."""
    first = {key: position for position, key in reversed(list(enumerate(known.keys)))}
    missing = (position for key, position in first.items() if key not in known.rows)
    left = sorted(missing, key=lambda position: (position % stride, position))
    size = _FIRST
    while left:
        count = size
        while count < len(left) and left[count] % stride == left[count - 1] % stride:
            count += 1
        start = time.monotonic()
        yield left[:count]
        seconds, left = time.monotonic() - start, left[count:]
        size = size * 2 if seconds < _LEAST else max(1, size // 2) if seconds > _MOST else size
