"""The data that everything else is about: plain, frozen, without I/O."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any, Literal, Protocol

from mtqe.errors import DataError

Level = Literal["segment", "document", "system"]
Severity = Literal["info", "warning", "error"]
Side = Literal["source", "reference", "hypothesis"]
BeadKind = Literal["match", "omission", "addition"]
Normalization = Literal["nfc", "none"]
Backend = Literal["auto", "engine", "comet"]


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a text came from.

    Attributes:
        file: the path as the config names it, with forward slashes.
        line: 1-based line of the file (a row of a table, a line of JSON).
        column: 1-based character of the line, or the field's name in a table.
    """

    file: str
    line: int
    column: int | str | None = None

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


@dataclass(frozen=True, slots=True)
class Segment:
    """The scored unit: a sentence, or the few sentences that align as one.

    Attributes:
        id: unique in the test set.
        document: id of its document.
        source: the source text; None when the test set has no source.
        references: one text per reference stream; None where that stream lacks it.
        origin: where the source (without a source: the first reference) came from.
        reference_origins: parallel to `references`, or empty when unknown.
    """

    id: str
    document: str
    source: str | None
    references: tuple[str | None, ...] = ()
    origin: Origin | None = None
    reference_origins: tuple[Origin | None, ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """A half-open slice `[start, stop)` of the test set's segments."""

    id: str
    start: int
    stop: int


@dataclass(frozen=True, slots=True)
class Translation:
    """What a metric sees: one segment with one hypothesis, and the translations before it.

    Attributes:
        context: previous translations of the same document, oldest first.
    """

    segment: Segment
    hypothesis: str
    context: tuple[Translation, ...] = ()


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of a text: characters from `start` (0-based) to before `end`."""

    side: Side
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Finding:
    """One remark of a loader, of the pairing, of a check or of a metric.

    Attributes:
        code: short and stable, such as `omission`; gates and filters use it.
        message: one sentence that names the evidence.
        system: the system it is about; None when it holds for all of them.
        segment: id of the segment; None when it is about a file or the whole test set.
        side: the text that `start` and `end` (0-based, half-open, characters) point into.
        text: key of the message among the texts of every language (see `mtqe.texts`); None for a
            message that stands only as it is.
        values: name -> what fills the message's places.
        more: further places that it speaks of, such as the counterpart in the source.
    """

    code: str
    severity: Severity
    message: str
    system: str | None = None
    segment: str | None = None
    side: Side | None = None
    start: int | None = None
    end: int | None = None
    text: str | None = None
    values: tuple[tuple[str, str], ...] = ()
    more: tuple[Span, ...] = ()

    def record(self) -> dict[str, Any]:
        """The finding as JSON data."""
        return asdict(self) | {"values": dict(self.values)}

    @classmethod
    def of(cls, record: Mapping[str, Any]) -> Finding:
        """The finding that a record was made of."""
        values = tuple(record["values"].items())
        more = tuple(Span(**span) for span in record["more"])
        return cls(**{**record, "values": values, "more": more})


@dataclass(frozen=True, slots=True)
class Bead:
    """One unit of a sentence alignment: n source sentences with m target sentences.

    Attributes:
        document: id of the document.
        source: 0-based sentence numbers in the document's source text.
        target: 0-based sentence numbers in the document's target text.
        source_text: the source sentences, joined.
        target_text: the target sentences, joined.
        kind: `match`, `omission` (no target) or `addition` (no source).
        confidence: probability in [0, 1] that this very bead is right; None when unknown.
        evidence: what spoke for it, in words.
        segments: ids of the segments that it touches.
    """

    document: str
    source: tuple[int, ...]
    target: tuple[int, ...]
    source_text: str
    target_text: str
    kind: BeadKind
    confidence: float | None = None
    evidence: tuple[str, ...] = ()
    segments: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SetAside:
    """A piece of an input file that takes no part in the evaluation.

    Attributes:
        reason: why, in words.
        side: the side of the file it was found in.
        system: the system whose file it is; None for a source or a reference.
    """

    document: str
    text: str
    reason: str
    side: Side
    origin: Origin | None = None
    system: str | None = None


@dataclass(frozen=True, slots=True)
class InputFile:
    """A file that was read, by content."""

    path: str
    sha256: str


@dataclass(frozen=True)
class EvalSet:
    """A test set with the outputs of the systems: what a loader returns.

    Checked when it is made: segment ids are unique, documents tile the segments in order, every
    segment has as many references, every system has one hypothesis for every segment.

    Attributes:
        outputs: system -> one hypothesis per segment, in order.
        origins: system -> where each hypothesis came from; a system may be absent.
        beads: system -> how its text was aligned; empty for line-parallel data.
        reference_beads: the same, one entry per reference stream.
        set_aside: texts that were left out, with the reason.
        findings: remarks of loading and pairing.
        inputs: the files that were read.
        normalization: the Unicode normalization that every text went through.
    """

    name: str
    source_language: str
    target_language: str
    segments: tuple[Segment, ...]
    documents: tuple[Document, ...]
    outputs: Mapping[str, tuple[str, ...]]
    beads: Mapping[str, tuple[Bead, ...]] = field(default_factory=dict)
    set_aside: tuple[SetAside, ...] = ()
    reference_beads: tuple[tuple[Bead, ...], ...] = ()
    origins: Mapping[str, tuple[Origin | None, ...]] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    inputs: tuple[InputFile, ...] = ()
    normalization: Normalization = "nfc"

    def __post_init__(self) -> None:
        """Refuse what no later layer could notice.

        Raises:
            DataError: a rule above is broken.
        """
        if not self.segments:
            raise DataError(f"{self.name}: no segments: the files hold no text to evaluate.")
        if not self.outputs:
            raise DataError(
                f"{self.name}: no systems: name at least one translation to evaluate "
                '("systems: {v1: path}").'
            )
        self._check_ids()
        self._check_documents()
        if len({len(segment.references) for segment in self.segments}) > 1:
            raise DataError(
                f"{self.name}: segments with different numbers of references. Give every segment "
                "one text per reference stream, None where it is absent."
            )
        for system, hypotheses in self.outputs.items():
            if len(hypotheses) != len(self.segments):
                raise DataError(
                    f"{self.name}: system {system!r} has {len(hypotheses)} hypotheses for "
                    f"{len(self.segments)} segments. Give one hypothesis per segment."
                )

    def _check_ids(self) -> None:
        counts = Counter(segment.id for segment in self.segments)
        repeated = [name for name, count in counts.items() if count > 1]
        if repeated:
            where = [str(s.origin) for s in self.segments if s.id == repeated[0] and s.origin]
            raise DataError(
                f"{where[-1] if where else self.name}: duplicate segment id {repeated[0]!r}"
                + (f" (first at {where[0]})" if len(where) > 1 else "")
                + ". Every segment needs an id of its own."
            )

    def _check_documents(self) -> None:
        position, seen = 0, set[str]()
        for document in self.documents:
            check_document_id(document.id, self.name)
            if document.id in seen:
                raise DataError(
                    f"{self.name}: document {document.id!r} appears again after another document. "
                    "The segments of a document must stand together: sort the rows by document."
                )
            seen.add(document.id)
            if document.start != position or document.stop <= document.start:
                raise DataError(
                    f"{self.name}: document {document.id!r} covers segments {document.start} to "
                    f"{document.stop}, expected a start at {position}: documents must tile the "
                    "segments in order."
                )
            position = document.stop
            for segment in self.segments[document.start : document.stop]:
                if segment.document != document.id:
                    raise DataError(
                        f"{self.name}: segment {segment.id!r} says document "
                        f"{segment.document!r} but lies in {document.id!r}."
                    )
        if position != len(self.segments):
            raise DataError(
                f"{self.name}: the documents cover {position} of {len(self.segments)} segments."
            )

    @property
    def systems(self) -> tuple[str, ...]:
        """Names of the systems, in the order of the config."""
        return tuple(self.outputs)

    @property
    def reference_count(self) -> int:
        """Number of reference streams."""
        return len(self.segments[0].references)

    def translations(self, system: str, context: int = 0) -> Iterator[Translation]:
        """The system's translations in order, each behind up to `context` before it."""
        pairs = zip(self.segments, self.outputs[system], strict=True)
        alone = [Translation(segment, hypothesis) for segment, hypothesis in pairs]
        if not context:
            yield from alone
            return
        for document in self.documents:
            for n in range(document.start, document.stop):
                first = max(document.start, n - context)
                yield replace(alone[n], context=tuple(alone[first:n]))

    def digest(self) -> str:
        """SHA-256 of what every system is judged against.

        Covers frame (ids and documents), sources and references, never outputs.
        """
        digest = hashlib.sha256()
        for segment in self.segments:
            row = [segment.document, segment.id, segment.source, segment.references]
            digest.update(json.dumps(row).encode("ascii"))
        return digest.hexdigest()


def check_document_id(document: str, where: str) -> None:
    """Refuse ids that could be mistaken for a path or break a report.

    Raises:
        DataError: the id is empty, holds a control character, or has a `..` part.
    """
    parts = document.replace("\\", "/").split("/")
    bad = (
        "is empty" if not document.strip()
        else "holds a control character" if any(ord(c) < 32 or ord(c) == 127 for c in document)
        else "has a '..' part or starts with '/'" if ".." in parts or parts[0] == ""
        else ""
    )  # fmt: skip
    if bad:
        raise DataError(
            f"{where}: the document id {document!r} {bad}. Use a plain name such as 'news-01'."
        )


def primary_language(code: str) -> str:
    """`ko` of `ko`, `KO`, `ko-KR` and `ko_KR`."""
    return code.replace("_", "-").split("-", 1)[0].lower()


# Country codes and three-letter codes that are taken for the language's own.
_SLIPS = {
    "kr": "ko", "kor": "ko", "eng": "en", "us": "en", "jp": "ja", "jpn": "ja",
    "cn": "zh", "zho": "zh", "ger": "de", "deu": "de", "fra": "fr", "spa": "es",
}  # fmt: skip


def check_language(code: str) -> str:
    """Refuse codes that look like a language and would silently be treated as an unknown one.

    Raises:
        ValueError: says which code is meant.
    """
    if meant := _SLIPS.get(primary_language(code)):
        raise ValueError(f'unknown language "{code}". Did you mean "{meant}"?')
    return code


def ignore_progress(*done: object) -> None:
    """The progress callback of a run that nobody watches."""


class Notes(Protocol):
    """What is remembered on this machine; every note may be gone at any time."""

    def get(self, key: str, /) -> str | None:
        """The note under this key; None where there is none."""
        ...

    def __setitem__(self, key: str, note: str, /) -> None:
        """Remember a note."""
        ...


@dataclass(frozen=True)
class Task:
    """What a metric may know before it sees texts.

    Attributes:
        references: number of reference streams.
        reference_counts: how many references a segment has, over the segments with at least one.
        has_source: whether the segments have source texts.
        offline: never touch the network.
        root: folder that relative paths in a metric's options start from.
        aligned: whether alignment found the hypotheses, so that an empty one is an omission.
        some_empty: whether a hypothesis is empty.
        ready: whether texts are going to be scored, so that everything for it must be here; else
            it is enough to know which number is meant, for rows that were kept.
        notes: what metrics remember between runs.
    """

    source_language: str
    target_language: str
    references: int
    reference_counts: frozenset[int]
    has_source: bool = True
    normalization: Normalization = "nfc"
    offline: bool = False
    root: Path = Path()
    aligned: bool = False
    some_empty: bool = False
    ready: bool = True
    notes: Notes = field(default_factory=dict[str, str], compare=False)

    @classmethod
    def of(
        cls,
        eval_set: EvalSet,
        *,
        offline: bool = False,
        root: Path = Path(),
        ready: bool = True,
        notes: Notes | None = None,
    ) -> Task:
        """The task that a test set poses."""
        counts = (sum(r is not None for r in s.references) for s in eval_set.segments)
        return cls(
            source_language=eval_set.source_language,
            target_language=eval_set.target_language,
            references=eval_set.reference_count,
            reference_counts=frozenset(counts) - {0},
            has_source=any(s.source is not None for s in eval_set.segments),
            normalization=eval_set.normalization,
            offline=offline,
            root=root,
            aligned=bool(eval_set.beads),
            some_empty=any(not h.strip() for texts in eval_set.outputs.values() for h in texts),
            ready=ready,
            notes=dict[str, str]() if notes is None else notes,
        )


@dataclass(frozen=True)
class Runtime:
    """How to compute, never what: nothing here may change a score.

    Attributes:
        device: `auto`, `cpu`, `cuda` or `cuda:N`.
        batch_size: segments in one forward pass of a neural metric.
        workers: processes that a lexical metric may use for many texts.
        backend: what computes a neural metric: `engine`, mtqe's own; `comet`, the library that
            defines the metric; `auto`, the first where it can.
        advance: called with the number of translations that were just finished.
        resources: what may be shared by the runs of one process, such as loaded models.
        note: told how a metric was computed, for the run block that no score depends on.
    """

    device: str = "auto"
    batch_size: int = 16
    workers: int = 1
    backend: Backend = "auto"
    advance: Callable[[int], None] = ignore_progress
    resources: dict[str, object] = field(default_factory=dict)
    note: Callable[[str], None] = ignore_progress
