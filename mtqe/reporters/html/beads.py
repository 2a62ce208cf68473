"""What became of every sentence of aligned text, for the page that shows a document."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from mtqe.core import Bead
from mtqe.scorecard import Scorecard


def beads(card: Scorecard, kept: Sequence[bool]) -> Mapping[str, Any]:
    """Position of a system -> the rows of its alignment units.

    Args:
        card: the run.
        kept: by segment, whether its texts are in the page.
    """
    at = {segment.id: i for i, segment in enumerate(card.data.segments)}
    return {
        str(s): list(_units(card, system, at, kept))
        for s, system in enumerate(card.data.systems)
        if system in card.data.beads
    }


def _units(
    card: Scorecard, system: str, at: Mapping[str, int], kept: Sequence[bool]
) -> Iterator[list[Any]]:
    """Rows of document, segment, kind, confidence, source and target.

    A text is 0 where it is the segment's own.
    """
    documents = {document.id: d for d, document in enumerate(card.data.documents)}
    for bead in card.data.beads[system]:
        touched = [at[segment] for segment in bead.segments]
        if touched and not any(kept[i] for i in touched):
            continue
        first = touched[0] if touched else -1
        source, target = _own_texts(card, system, bead, first)
        yield [
            documents[bead.document],
            first,
            bead.kind,
            None if bead.confidence is None else round(100 * bead.confidence),
            source,
            target,
        ]


def _own_texts(card: Scorecard, system: str, bead: Bead, i: int) -> tuple[str | int, str | int]:
    if i < 0:
        return bead.source_text, bead.target_text
    own = card.data.segments[i].source, card.data.outputs[system][i]
    source, target = (
        0 if text == mine else text
        for text, mine in zip((bead.source_text, bead.target_text), own, strict=True)
    )
    return source, target
