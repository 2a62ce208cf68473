"""The segments of a document: made from its source and references alone, never from outputs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import groupby

from mtqe.core import Bead, Finding, Segment, SetAside
from mtqe.pairing.align import Aligner
from mtqe.pairing.cut import cut_translation
from mtqe.pairing.side import Sentence
from mtqe.texts import finding


@dataclass(frozen=True)
class Stream:
    """One reference stream of a document.

    Attributes:
        sentences: its text; None when it lacks the whole document.
        beads: how it aligns with the source.
        pieces: per source sentence, what translates it there: a sentence that translates several
            is cut. None where nothing does.
    """

    sentences: tuple[Sentence, ...] | None
    beads: tuple[Bead, ...]
    pieces: tuple[str | None, ...]

    @cached_property
    def bead_of(self) -> dict[int, Bead]:
        """The match of each source sentence that has one."""
        return {i: bead for bead in self.beads if bead.kind == "match" for i in bead.source}


@dataclass(frozen=True)
class Frame:
    """What every system's text of a document is fitted to.

    Attributes:
        sources: the source sentences.
        segment_of: per source sentence, the number of its segment.
        segments: contiguous runs of source sentences: one, or those that a reference translates
            together.
        streams: the references.
        findings: what a reference lacks or has too much.
        set_aside: the reference sentences that translate nothing.
        aligner: that aligned the references, and will align the systems' texts.
    """

    document: str
    aligner: Aligner
    sources: tuple[Sentence, ...]
    segment_of: tuple[int, ...]
    segments: tuple[Segment, ...]
    streams: tuple[Stream, ...]
    findings: tuple[Finding, ...]
    set_aside: tuple[SetAside, ...]

    @cached_property
    def has_references(self) -> bool:
        """Whether any source sentence has a reference."""
        return any(piece is not None for stream in self.streams for piece in stream.pieces)


def build_frame(
    document: str,
    source: Sequence[Sentence],
    references: Sequence[Sequence[Sentence] | None],
    aligner: Aligner,
) -> Frame:
    """Align the references with the source, and merge what they translate together.

    Args:
        document: its id; segment k (from 1) has the id `document:k`.
        source: at least one sentence.
        references: one text per reference stream; None for a stream that lacks the document.
        aligner: for these languages.
    """
    alignments = [
        None if stream is None else aligner.align(_texts(source), _texts(stream))
        for stream in references
    ]
    beads = [() if alignment is None else alignment.beads for alignment in alignments]
    warnings = [
        unrelated(stream[0].origin.file, source[0].origin.file, alignment.score_per_sentence)
        for stream, alignment in zip(references, alignments, strict=True)
        if stream and alignment and alignment.related is False
    ]
    segment_of = _merge(len(source), [bead for stream in beads for bead in stream])
    ids = [f"{document}:{number + 1}" for number in range(segment_of[-1] + 1)]
    streams = tuple(
        Stream(
            sentences=None if sentences is None else tuple(sentences),
            beads=tuple(
                replace(
                    bead,
                    document=document,
                    segments=tuple(dict.fromkeys(ids[segment_of[i]] for i in bead.source)),
                )
                for bead in stream_beads
            ),
            pieces=_pieces(source, stream_beads, aligner),
        )
        for sentences, stream_beads in zip(references, beads, strict=True)
    )
    members = groupby(range(len(source)), key=segment_of.__getitem__)
    segments = tuple(
        _segment(document, ids[k], list(group), source, streams) for k, group in members
    )
    return Frame(
        document=document,
        aligner=aligner,
        sources=tuple(source),
        segment_of=segment_of,
        segments=segments,
        streams=streams,
        findings=(*warnings, *_findings(source, streams, len(streams) > 1)),
        set_aside=tuple(_reference_only(document, streams)),
    )


def unrelated(file: str, source: str, score: float, system: str | None = None) -> Finding:
    """The finding that a text does not look like a translation."""
    found = finding("unrelated", "error", file=file, source=source, score=f"{score:.2f}")
    return replace(found, system=system)


def _texts(sentences: Sequence[Sentence]) -> list[str]:
    return [sentence.text for sentence in sentences]


def _merge(count: int, beads: Sequence[Bead]) -> tuple[int, ...]:
    """Number of the segment of each source sentence."""
    joined = {i for bead in beads if bead.kind == "match" for i in bead.source[1:]}
    numbers = [0]
    for i in range(1, count):
        numbers.append(numbers[-1] + (i not in joined))
    return tuple(numbers)


def _pieces(
    source: Sequence[Sentence], beads: Sequence[Bead], aligner: Aligner
) -> tuple[str | None, ...]:
    pieces: list[str | None] = [None] * len(source)
    for bead in beads:
        if bead.kind == "match":
            sources = [source[i].text for i in bead.source]
            spans = cut_translation(bead.target_text, sources, aligner)
            for i, (start, end) in zip(bead.source, spans, strict=True):
                pieces[i] = bead.target_text[start:end]
    return tuple(pieces)


def _segment(
    document: str,
    id_: str,
    members: Sequence[int],
    source: Sequence[Sentence],
    streams: Sequence[Stream],
) -> Segment:
    translated = [_sentences_of(members, stream) for stream in streams]
    return Segment(
        id=id_,
        document=document,
        source=" ".join(source[i].text for i in members),
        references=tuple(
            " ".join(sentence.text for sentence in sentences) or None for sentences in translated
        ),
        origin=source[members[0]].origin,
        reference_origins=tuple(
            sentences[0].origin if sentences else None for sentences in translated
        ),
    )


def _sentences_of(members: Sequence[int], stream: Stream) -> list[Sentence]:
    """The stream's sentences that translate some of the source sentences."""
    beads = dict.fromkeys(stream.bead_of[i] for i in members if i in stream.bead_of)
    return [stream.sentences[j] for bead in beads for j in bead.target if stream.sentences]


def _findings(
    source: Sequence[Sentence], streams: Sequence[Stream], several: bool
) -> Iterator[Finding]:
    for number, stream in enumerate(streams, start=1):
        which = "_of_several" if several else ""
        for bead in stream.beads:
            if bead.kind == "omission":
                found = finding(
                    "reference_missing",
                    "info",
                    f"reference_missing{which}",
                    number=number,
                    place=source[bead.source[0]].origin,
                    said=repr(bead.source_text),
                )
                yield replace(found, segment=bead.segments[0])
            elif bead.kind == "addition" and stream.sentences:
                found = finding(
                    "reference_only",
                    "warning",
                    f"reference_only{which}",
                    number=number,
                    place=stream.sentences[bead.target[0]].origin,
                    said=repr(bead.target_text),
                )
                yield replace(found, side="reference")


def _reference_only(document: str, streams: Sequence[Stream]) -> Iterator[SetAside]:
    for stream in streams:
        for bead in stream.beads:
            if bead.kind == "addition" and stream.sentences:
                origin = stream.sentences[bead.target[0]].origin
                reason = "reference sentence without a source sentence"
                yield SetAside(document, bead.target_text, reason, "reference", origin)
