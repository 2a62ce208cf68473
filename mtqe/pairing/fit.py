"""One system's text of a document, fitted to the frame."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from mtqe.core import Bead, Finding, Origin, Side
from mtqe.pairing.align import align_with, are_related
from mtqe.pairing.cut import cut_translation
from mtqe.pairing.frame import Frame, unrelated
from mtqe.pairing.lattice import BeadScorer
from mtqe.pairing.overlap import OverlapScorer
from mtqe.pairing.side import Sentence
from mtqe.texts import finding


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

    The references of the frame, where there are some, are evidence beside what the source itself
    says. No other system has a say.

    Args:
        frame: of the document.
        system: its name, for the findings.
        sentences: its text; may be empty.
    """
    source = [sentence.text for sentence in frame.sources]
    target = [sentence.text for sentence in sentences]
    lexical = frame.aligner.scorer(source, target)
    scorer: BeadScorer = lexical
    if frame.has_references:
        scorer = OverlapScorer(lexical, [stream.pieces for stream in frame.streams], target)
    alignment = align_with(scorer, source, target, band=lexical.band)
    dealer = _Dealer(frame, system, sentences)
    if (lexical.lexicon.english or frame.has_references) and are_related(alignment) is False:
        dealer.warn_of_unrelated(alignment.score_per_sentence)
    for bead in alignment.beads:
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

    def warn_of_unrelated(self, score: float) -> None:
        file, source = self.sentences[0].origin.file, self.frame.sources[0].origin.file
        self.findings.append(unrelated(file, source, score, self.system))

    def deal(self, bead: Bead) -> None:
        if bead.kind == "match":
            self._match(bead)
        elif bead.kind == "omission":
            self._omission(bead)
        elif self.waiting or self.last is None or self._is_unscored(self.last):
            self.waiting.append(bead)
        else:
            self._addition(bead, self.last)

    def finish(self) -> Fit:
        self._release(self.last or 0)
        everything = range(len(self.frame.segments))
        return Fit(
            hypotheses=tuple(self.texts.get(k, "") for k in everything),
            origins=tuple(self.origins.get(k) for k in everything),
            beads=tuple(self.beads),
            findings=tuple(self.findings),
        )

    def _match(self, bead: Bead) -> None:
        segments = list(dict.fromkeys(self.frame.segment_of[i] for i in bead.source))
        self._release(self._host(segments[0]))
        self.beads.append(replace(bead, segments=self._ids(segments)))
        starts = self._starts(bead)
        for segment, (start, end) in zip(segments, self._cut(bead, segments, starts), strict=True):
            if start < end:
                index = max(k for k, at in enumerate(starts) if at <= start)
                origin = _later(self.sentences[bead.target[index]].origin, start - starts[index])
                self._give(segment, bead.target_text[start:end], origin)
                self.last = segment
            else:
                found = finding("omission", "warning", "no_words", said=repr(bead.target_text))
                self._report(found, segment, "source")

    def _cut(
        self, bead: Bead, segments: Sequence[int], starts: Sequence[int]
    ) -> list[tuple[int, int]]:
        """The range of the bead's text that each of its segments gets."""
        if len(segments) == 1:
            return [(0, len(bead.target_text))]
        sources = [
            " ".join(self.frame.sources[i].text for i in bead.source if self._is_in(i, segment))
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
        spans = cut_translation(
            bead.target_text,
            sources,
            self.frame.aligner,
            references=references,
            sentence_ends=ends,
        )
        for here, there, (_, end) in zip(segments[:-1], segments[1:], spans[:-1], strict=True):
            if end not in ends and end < len(bead.target_text):
                first, second = self._ids([here, there])
                after = repr(_tail(bead, end))
                found = finding("cut", "info", first=first, second=second, after=after)
                self._report(found, here)
        return spans

    def _omission(self, bead: Bead) -> None:
        for i in bead.source:
            sentence = self.frame.sources[i]
            found = finding("omission", "warning", origin=sentence.origin, said=repr(sentence.text))
            self._report(found, self.frame.segment_of[i], "source")
        segments = dict.fromkeys(self.frame.segment_of[i] for i in bead.source)
        self.beads.append(replace(bead, segments=self._ids(list(segments))))

    def _addition(self, bead: Bead, segment: int) -> None:
        origin = self.sentences[bead.target[0]].origin
        span = self._give(segment, bead.target_text, origin)
        found = finding("addition", "warning", origin=origin, said=repr(bead.target_text))
        self._report(found, segment, "hypothesis", span)
        self.beads.append(replace(bead, segments=self._ids([segment])))

    def _host(self, following: int) -> int:
        """Where waiting additions go: to the preceding segment, unless there is none.

        Nor does one count that has no reference, while others have: no metric would see them.
        """
        if self.last is None or (self._is_unscored(self.last) and not self._is_unscored(following)):
            return following
        return self.last

    def _is_unscored(self, segment: int) -> bool:
        lacks = all(text is None for text in self.frame.segments[segment].references)
        return lacks and self.frame.has_references

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

    def _report(
        self,
        found: Finding,
        segment: int,
        side: Side | None = None,
        span: tuple[int, int] | tuple[None, None] = (None, None),
    ) -> None:
        start, end = span
        id_ = self.frame.segments[segment].id
        placed = replace(found, system=self.system, segment=id_, side=side, start=start, end=end)
        self.findings.append(placed)

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
