"""One system's text of a document, fitted to the frame."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from mtqe.core import Bead, Finding, Origin
from mtqe.pairing.align import align_with
from mtqe.pairing.cut import cut
from mtqe.pairing.frame import Frame
from mtqe.pairing.lattice import BeadScorer
from mtqe.pairing.length import LengthScorer
from mtqe.pairing.overlap import OverlapScorer
from mtqe.pairing.side import Sentence


@dataclass(frozen=True)
class Fit:
    """What a system has for each segment of a frame.

    Attributes:
        hypotheses: one per segment; joined, they are the system's sentences, in order.
        origins: where each hypothesis begins; None for an empty one.
        beads: how the text aligns with the source.
        findings: omissions, additions and cuts.
    """

    hypotheses: tuple[str, ...]
    origins: tuple[Origin | None, ...]
    beads: tuple[Bead, ...]
    findings: tuple[Finding, ...]


def fit(frame: Frame, system: str, sentences: Sequence[Sentence]) -> Fit:
    """Align a system's text with the source, and deal it out to the frame's segments.

    The references of the frame, where there are some, are the main evidence; without them it is
    length alone. No other system has a say.

    Args:
        frame: of the document.
        system: its name, for the findings.
        sentences: its text; may be empty.
    """
    source = [sentence.text for sentence in frame.sources]
    target = [sentence.text for sentence in sentences]
    scorer: BeadScorer = LengthScorer(
        source,
        target,
        source_language=frame.source_language,
        target_language=frame.target_language,
    )
    if frame.has_references:
        scorer = OverlapScorer(scorer, [stream.pieces for stream in frame.streams], target)
    dealer = _Dealer(frame, system, sentences)
    for bead in align_with(scorer, source, target).beads:
        dealer.deal(replace(bead, document=frame.document))
    return dealer.finish()


@dataclass
class _Dealer:
    """Goes through the beads in order and gives each text to its segment."""

    frame: Frame
    system: str
    sentences: Sequence[Sentence]
    texts: dict[int, str] = field(default_factory=dict)
    origins: dict[int, Origin] = field(default_factory=dict)
    beads: list[Bead] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    waiting: list[Bead] = field(default_factory=list)
    last: int | None = None

    def deal(self, bead: Bead) -> None:
        if bead.kind == "match":
            self._match(bead)
        elif bead.kind == "omission":
            self._omission(bead)
        elif self.last is None:  # before the first translation: it goes to that one's segment
            self.waiting.append(bead)
        else:
            self._addition(bead, self.last)

    def finish(self) -> Fit:
        if self.last is None:
            self._release(0)
        everything = range(len(self.frame.segments))
        return Fit(
            hypotheses=tuple(self.texts.get(k, "") for k in everything),
            origins=tuple(self.origins.get(k) for k in everything),
            beads=tuple(self.beads),
            findings=tuple(self.findings),
        )

    def _match(self, bead: Bead) -> None:
        segments = list(dict.fromkeys(self.frame.segment_of[i] for i in bead.source))
        if self.last is None:
            self._release(segments[0])
        self.beads.append(replace(bead, segments=self._ids(segments)))
        starts = self._starts(bead)
        spans = self._cut(bead, segments, starts) if len(segments) > 1 else None
        for segment, (start, end) in zip(
            segments, spans or [(0, len(bead.target_text))], strict=True
        ):
            if start < end:
                index = max(k for k, at in enumerate(starts) if at <= start)
                origin = _later(self.sentences[bead.target[index]].origin, start - starts[index])
                self._give(segment, bead.target_text[start:end], origin)
        self.last = segments[-1]

    def _cut(
        self, bead: Bead, segments: Sequence[int], starts: Sequence[int]
    ) -> list[tuple[int, int]]:
        sources = [
            sum(len(self.frame.sources[i].text) for i in bead.source if self._is_in(i, segment))
            for segment in segments
        ]
        references = [
            " ".join(
                stream.pieces[i] or ""
                for stream in self.frame.streams
                for i in bead.source
                if self._is_in(i, segment)
            )
            for segment in segments
        ]
        ends = {start - 1 for start in starts[1:]}
        spans = cut(bead.target_text, sources, references=references, sentence_ends=ends)
        ids = self._ids(segments)
        for here, there, (_, end) in zip(ids[:-1], ids[1:], spans[:-1], strict=True):
            if end not in ends:
                message = f"a sentence spans {here} and {there}, cut after {_tail(bead, end)!r}"
                self.findings.append(Finding("cut", "info", message, self.system, here))
        return spans

    def _omission(self, bead: Bead) -> None:
        for i in bead.source:
            sentence = self.frame.sources[i]
            (segment,) = self._ids([self.frame.segment_of[i]])
            message = f"no translation of {sentence.origin}: {sentence.text!r}"
            self.findings.append(
                Finding("omission", "warning", message, self.system, segment, "source")
            )
        segments = dict.fromkeys(self.frame.segment_of[i] for i in bead.source)
        self.beads.append(replace(bead, segments=self._ids(list(segments))))

    def _addition(self, bead: Bead, segment: int) -> None:
        origin = self.sentences[bead.target[0]].origin
        start, end = self._give(segment, bead.target_text, origin)
        (id_,) = self._ids([segment])
        message = f"{origin}: text that translates nothing: {bead.target_text!r}"
        self.findings.append(
            Finding("addition", "warning", message, self.system, id_, "hypothesis", start, end)
        )
        self.beads.append(replace(bead, segments=(id_,)))

    def _release(self, segment: int) -> None:
        for bead in self.waiting:
            self._addition(bead, segment)
        self.waiting.clear()

    def _give(self, segment: int, text: str, origin: Origin) -> tuple[int, int]:
        """Append to a segment's hypothesis; the range that the text takes there."""
        before = self.texts.get(segment)
        self.texts[segment] = text if before is None else f"{before} {text}"
        self.origins.setdefault(segment, origin)
        return len(self.texts[segment]) - len(text), len(self.texts[segment])

    def _starts(self, bead: Bead) -> list[int]:
        """Where each sentence starts in the bead's text."""
        starts, position = [], 0
        for j in bead.target:
            starts.append(position)
            position += len(self.sentences[j].text) + 1
        return starts

    def _is_in(self, sentence: int, segment: int) -> bool:
        return self.frame.segment_of[sentence] == segment

    def _ids(self, segments: Sequence[int]) -> tuple[str, ...]:
        return tuple(self.frame.segments[k].id for k in segments)


def _later(origin: Origin, characters: int) -> Origin:
    column = origin.column
    return replace(origin, column=column + characters) if isinstance(column, int) else origin


def _tail(bead: Bead, end: int) -> str:
    return bead.target_text[max(0, end - 20) : end]
