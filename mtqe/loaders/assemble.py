"""Parallel streams of texts to an `EvalSet`: what all line-parallel formats share."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from mtqe.core import (
    Document,
    EvalSet,
    Finding,
    InputFile,
    Normalization,
    Origin,
    Segment,
    check_document_id,
)
from mtqe.errors import DataError
from mtqe.loaders import Setting
from mtqe.loaders.mistaken import find_copies, refuse_wrong_language
from mtqe.loaders.remarks import about_file
from mtqe.texts import finding


@dataclass(frozen=True)
class Stream:
    """One text per segment, in order.

    Attributes:
        name: what messages call it: a file, or a file's column.
        texts: as loaded.
        origins: parallel to `texts`.
    """

    name: str
    texts: tuple[str, ...]
    origins: tuple[Origin, ...]


@dataclass(frozen=True)
class Streams:
    """Every stream of a test set; all of them have the same length.

    Attributes:
        ids: the segments' ids; None numbers them from 1.
        documents: the id of each segment's document; None puts all into one.
    """

    source: Stream | None
    references: tuple[Stream, ...]
    systems: Mapping[str, Stream]
    documents: Stream | None = None
    ids: Stream | None = None

    @property
    def frame(self) -> Stream:
        """The stream that the segments take their origins from."""
        return self.source or self.references[0]


def require_streams(
    setting: Setting,
    source: object | None,
    references: Sequence[object],
    systems: Mapping[str, object] | str,
) -> None:
    """Refuse options that name too little to evaluate, before anything is read.

    Raises:
        DataError: no system, or neither a source nor a reference.
    """
    if not systems:
        raise DataError(
            f"{setting.name}: no systems: name at least one translation to evaluate "
            '("systems: {v1: ...}").'
        )
    if source is None and not references:
        raise DataError(
            f"{setting.name}: neither a source nor a reference: a translation needs one of them "
            'to be judged against. Set "source:" or "references:".'
        )


def assemble(
    setting: Setting,
    streams: Streams,
    *,
    normalization: Normalization,
    inputs: Iterable[InputFile],
    findings: Iterable[Finding],
) -> EvalSet:
    """Put parallel streams together.

    A reference that is blank is absent: None, and counted in a finding. Other texts stay as they
    are, empty ones included.

    Raises:
        DataError: an id is empty or duplicate, a document's segments do not stand together, or a
            stream is in the other side's language.
    """
    languages = setting.source_language, setting.target_language
    if streams.source:
        refuse_wrong_language(streams.source.name, streams.source.texts, *languages)
    for stream in (*streams.references, *streams.systems.values()):
        refuse_wrong_language(stream.name, stream.texts, *reversed(languages))
    count = len(streams.frame.texts)
    ids = _ids(streams.ids) if streams.ids else tuple(str(n) for n in range(1, count + 1))
    names = _ids(streams.documents) if streams.documents else (_only_document(setting),) * count
    return EvalSet(
        name=setting.name,
        source_language=setting.source_language,
        target_language=setting.target_language,
        segments=tuple(_segments(streams, ids, names)),
        documents=tuple(_documents(names, (streams.documents or streams.frame).origins)),
        outputs={name: stream.texts for name, stream in streams.systems.items()},
        origins={name: stream.origins for name, stream in streams.systems.items()},
        findings=(
            *findings,
            *_missing(streams.references),
            *find_copies(
                streams.source.texts if streams.source else None,
                {stream.name: stream.texts for stream in streams.references},
                {name: stream.texts for name, stream in streams.systems.items()},
            ),
            *_empty(streams.systems, ids),
        ),
        inputs=tuple(inputs),
        normalization=normalization,
    )


def _ids(stream: Stream) -> tuple[str, ...]:
    ids = tuple(text.strip() for text in stream.texts)
    for name, origin in zip(ids, stream.origins, strict=True):
        if not name:
            raise DataError(f"{origin}: the id is empty. Every segment needs one in {stream.name}.")
    return ids


def _only_document(setting: Setting) -> str:
    try:
        check_document_id(setting.name, setting.name)
    except DataError:
        return "all"
    return setting.name


def _segments(streams: Streams, ids: Sequence[str], documents: Sequence[str]) -> Iterator[Segment]:
    source = streams.source
    for index, (name, document) in enumerate(zip(ids, documents, strict=True)):
        yield Segment(
            id=name,
            document=document,
            source=source.texts[index] if source else None,
            references=tuple(
                stream.texts[index] if stream.texts[index].strip() else None
                for stream in streams.references
            ),
            origin=streams.frame.origins[index],
            reference_origins=tuple(stream.origins[index] for stream in streams.references),
        )


def _documents(names: Sequence[str], origins: Sequence[Origin]) -> Iterator[Document]:
    first: dict[str, int] = {}
    starts = [i for i, name in enumerate(names) if i == 0 or name != names[i - 1]]
    for start, stop in zip(starts, [*starts[1:], len(names)], strict=True):
        name = names[start]
        check_document_id(name, str(origins[start]))
        if name in first:
            raise DataError(
                f"{origins[start]}: document {name!r} appears again after another document (first "
                f"at {origins[first[name]]}). The segments of a document must stand together: sort "
                "the rows by document."
            )
        first[name] = start
        yield Document(name, start, stop)


def _empty(systems: Mapping[str, Stream], ids: Sequence[str]) -> Iterator[Finding]:
    for system, stream in systems.items():
        for text, segment in zip(stream.texts, ids, strict=True):
            if not text.strip():
                yield replace(finding("empty", "warning"), system=system, segment=segment)


def _missing(references: Iterable[Stream]) -> Iterator[Finding]:
    for stream in references:
        blank = sum(not text.strip() for text in stream.texts)
        if blank:
            yield about_file(
                stream.name,
                "reference_missing",
                text="references_empty",
                blank=blank,
                total=len(stream.texts),
            )
