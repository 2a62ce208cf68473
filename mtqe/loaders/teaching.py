"""What the documents of a run teach about each other's words, and which of them may teach."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mtqe.pairing.align import Aligner
from mtqe.pairing.side import SideText

_MANY = 50  # documents that teach enough words


@dataclass(frozen=True)
class DocumentTexts:
    """What was read of one document.

    Attributes:
        references: one per reference stream; None where a stream lacks the document.
        systems: name -> text.
    """

    source: SideText
    references: Sequence[SideText | None]
    systems: dict[str, SideText]

    def pair(self, target: SideText | None) -> tuple[list[str], list[str]]:
        """The sentences of the source and of a translation of it."""
        return self.source.texts, target.texts if target else []


def choose_aligners(
    aligner: Aligner, documents: Sequence[DocumentTexts], *, learn: bool
) -> list[dict[str, Aligner]]:
    """For each document, the aligner of each system's text, and under "" that of the references.

    All learn from the first reference stream; without references, each system's texts teach that
    system alone: none has a say in what another gets.
    """
    systems = list(documents[0].systems)
    if not learn or len(documents) < _MANY:
        return [dict.fromkeys(("", *systems), aligner) for _ in documents]
    if documents[0].references:
        pairs = [document.pair(document.references[0]) for document in documents]
        return [dict.fromkeys(("", *systems), taught) for taught in aligner.taught(pairs)]
    columns = [
        aligner.taught([document.pair(document.systems[system]) for document in documents])
        for system in systems
    ]
    rows = zip(*columns, strict=True)
    return [{"": aligner, **dict(zip(systems, row, strict=True))} for row in rows]
