"""Which segment of one run is which of another, by content."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Sequence

from mtqe.core import EvalSet, Segment
from mtqe.errors import DataError

_LONGEST = 60


def matched(old: EvalSet, new: EvalSet, names: tuple[str, str]) -> list[int]:
    """For each segment of the one run, the position of the same segment in the other.

    Segments are the same when document, source and references are; of equal ones, the first
    belongs to the first.

    Args:
        old: whose order counts.
        new: the same segments, in any order.
        names: of the two runs, for the message.

    Raises:
        DataError: the two differ in languages or in a segment.
    """
    pairs = [f"{data.source_language}-{data.target_language}" for data in (old, new)]
    if pairs[0] != pairs[1]:
        raise DataError(
            f"{names[0]} is {pairs[0]} and {names[1]} is {pairs[1]}: scores of different language "
            "pairs cannot be compared."
        )
    waiting: dict[object, deque[int]] = defaultdict(deque)
    for position, segment in enumerate(new.segments):
        waiting[_key(segment)].append(position)
    order: list[int] = []
    gone: list[Segment] = []
    for segment in old.segments:
        positions = waiting[_key(segment)]
        if positions:
            order.append(positions.popleft())
        else:
            gone.append(segment)
    added = [new.segments[i] for i in sorted(i for left in waiting.values() for i in left)]
    if gone or added:
        only = [_only(gone, names[0]), _only(added, names[1])]
        raise DataError(
            f"{names[0]} ({len(old.segments):,} segments) and {names[1]} ({len(new.segments):,}) "
            f"are not of one test set: {' '.join(filter(None, only))} Run both on the same "
            "sources, references and documents."
        )
    return order


def _key(segment: Segment) -> object:
    return segment.document, segment.source, segment.references


def _only(segments: Sequence[Segment], name: str) -> str:
    if not segments:
        return ""
    first = segments[0]
    text = first.source or next(filter(None, first.references), "")
    shown = text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
    origin = f", {first.origin}" if first.origin else ""
    count = "1 segment is" if len(segments) == 1 else f"{len(segments):,} segments are"
    return (
        f"{count} only in {name}, {'' if len(segments) == 1 else 'the first: '}segment {first.id} "
        f'of {first.document}{origin} ("{shown}").'
    )
