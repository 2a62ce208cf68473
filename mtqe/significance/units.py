"""What is swapped and drawn: documents or segments, in an order that no output decides."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from mtqe.core import Document, Segment
from mtqe.errors import ConfigError, DataError
from mtqe.metrics import FloatArray
from mtqe.significance.settings import Settings, Unit

# From this many documents on, whole documents are drawn: the sentences of one document are not
# independent of each other.
DOCUMENTS_NEEDED = 20
# With fewer documents, no way of swapping them is rare enough to be significant at .05.
DOCUMENTS_TO_TEST = 6
# A document with fewer scored segments has no interval and no test of its own.
SEGMENTS_NEEDED = 10
_OPTIMISTIC = (
    "segments of one document are not independent of each other, so that p and the interval are "
    "optimistic"
)

Keys = NDArray[np.uint64]
Mask = NDArray[np.bool_]
Positions = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Units:
    """The units of a test set, sorted by content before anything is drawn.

    The order is that of digests of the document ids, sources and references, so that permuting
    segments, documents or systems changes no p-value and no interval. Units of equal content
    stand in the order of their rows: the old system's, then the new one's.

    Attributes:
        unit: what is drawn.
        note: why p and the interval are optimistic; often empty.
        of_segment: number of each segment's document.
        segment_keys: digest of each segment.
        document_keys: digest of each document.
    """

    unit: Unit
    note: str
    of_segment: Positions
    segment_keys: Keys
    document_keys: Keys

    @classmethod
    def of(
        cls, segments: Sequence[Segment], documents: Sequence[Document], settings: Settings
    ) -> Units:
        """The units of a test set, made once in a run.

        Raises:
            ConfigError: `unit: document` with a test that only knows segments.
            DataError: `unit: document` with too few documents.
        """
        unit = _unit(len(documents), settings)
        digests = [_digest([s.document, s.source, s.references]) for s in segments]
        several = 1 < len(documents) < len(segments)
        return cls(
            unit=unit,
            note=_OPTIMISTIC if unit == "segment" and several else "",
            of_segment=np.repeat(np.arange(len(documents)), [d.stop - d.start for d in documents]),
            segment_keys=np.array(digests, dtype=np.uint64),
            document_keys=np.array(
                [_digest([d.id, *sorted(digests[d.start : d.stop])]) for d in documents],
                dtype=np.uint64,
            ),
        )

    @property
    def for_interval(self) -> int:
        """How many units an interval needs."""
        return DOCUMENTS_NEEDED if self.unit == "document" else 2

    @property
    def for_test(self) -> int:
        """How many units a test needs."""
        return DOCUMENTS_TO_TEST if self.unit == "document" else 2

    def count(self, scored: Mask) -> int:
        """How many units have a segment among these (shape (segments,))."""
        if self.unit == "segment":
            return int(scored.sum())
        return len(np.unique(self.of_segment[scored]))

    def rows(self, values: FloatArray, scored: Mask) -> FloatArray:
        """Rows of the units that have a scored segment, in the order of their content.

        Args:
            values: shape (systems, segments, k), the old system first.
            scored: shape (segments,).

        Returns:
            Shape (systems, units, k).
        """
        rows, keys = values[:, scored], self.segment_keys[scored]
        if self.unit == "document":
            numbers, starts = np.unique(self.of_segment[scored], return_index=True)
            rows, keys = np.add.reduceat(rows, starts, axis=1), self.document_keys[numbers]
        return rows[:, _order(np.zeros_like(keys), keys, rows)]

    def by_document(
        self, values: FloatArray, scored: Mask, least: int
    ) -> Iterator[tuple[Positions, FloatArray]]:
        """The segments of every document, documents with as many scored segments together.

        Args:
            values: shape (systems, segments, k), the old system first.
            scored: shape (segments,).
            least: documents with fewer scored segments are left out.

        Yields:
            Positions of the documents, and rows of shape (documents, systems, segments, k).
        """
        rows, groups = values[:, scored], self.of_segment[scored]
        rows = rows[:, _order(groups.astype(np.uint64), self.segment_keys[scored], rows)]
        # Documents tile the segments in order: sorting within them leaves their places alone.
        numbers, starts, sizes = np.unique(groups, return_index=True, return_counts=True)
        for size in np.unique(sizes[sizes >= least]):
            same = sizes == size
            places = starts[same][:, np.newaxis] + np.arange(size)
            yield numbers[same], rows[:, places].swapaxes(0, 1)


def _unit(documents: int, settings: Settings) -> Unit:
    if settings.test != "ar":
        if settings.unit == "document":
            raise ConfigError(
                f'significance.unit: "document" does not go with "test: {settings.test}", which '
                'only knows segments. Choose "unit: segment", or "test: ar".'
            )
        return "segment"
    if settings.unit == "auto":
        return "document" if documents >= DOCUMENTS_NEEDED else "segment"
    if settings.unit == "document" and documents < DOCUMENTS_TO_TEST:
        raise DataError(
            f'significance.unit: "document" needs {DOCUMENTS_TO_TEST} documents, and the test set '
            f'has {documents}. Choose "unit: segment", or say which document each segment is of.'
        )
    return settings.unit


def _digest(content: object) -> int:
    return int.from_bytes(blake2b(json.dumps(content).encode("ascii"), digest_size=8).digest())


def _order(groups: Keys, keys: Keys, rows: FloatArray) -> Positions:
    """Order by group, then by key, then by the rows of the systems one after the other."""
    order: Positions = np.lexsort((keys, groups))
    same = (groups[order][1:] == groups[order][:-1]) & (keys[order][1:] == keys[order][:-1])
    tied = np.append(same, False) | np.append(False, same)
    if tied.any():
        among = order[tied]
        columns = np.concatenate(rows[:, among], axis=1).T
        order[tied] = among[np.lexsort((*columns[::-1], keys[among], groups[among]))]
    return order
