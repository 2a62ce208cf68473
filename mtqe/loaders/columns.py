"""Records with named fields to parallel streams: what tables and JSON lines share."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Literal

from mtqe.core import EvalSet, Finding, Normalization
from mtqe.loaders import Setting
from mtqe.loaders.assemble import Stream, Streams, assemble, require_streams
from mtqe.loaders.remarks import about_characters, about_normalization
from mtqe.loaders.text import TextFile
from mtqe.pairing.normalise import normalise

Role = Literal["text", "reference", "id"]
# The texts of a named field as they stand in the file, with their origins.
Pick = Callable[[str, Role], Stream]


@dataclass(frozen=True)
class Columns:
    """Which field of a record holds what.

    Attributes:
        references: one field per reference stream; blank means that this reference is absent.
        document: the document's id; without it, all records are one document.
        id: the segment's id; without it, segments are numbered from 1.
        systems: name -> field.
    """

    source: str | None = None
    references: tuple[str, ...] = ()
    document: str | None = None
    id: str | None = None
    systems: dict[str, str] = field(default_factory=dict)


def assemble_columns(
    setting: Setting, file: TextFile, columns: Columns, pick: Pick, form: Normalization
) -> EvalSet:
    """Pick the named fields of a file's records, normalise them and put them together.

    Raises:
        DataError: as `pick`, `require_streams` and `assemble` do.
    """
    require_streams(setting, columns.source, columns.references, columns.systems)
    picked = {wanted: pick(*wanted) for wanted in _wanted(columns)}
    fields = {wanted: _normalise(stream, form) for wanted, stream in picked.items()}
    streams = Streams(
        source=None if columns.source is None else fields[columns.source, "text"],
        references=tuple(fields[name, "reference"] for name in columns.references),
        systems={system: fields[name, "text"] for system, name in columns.systems.items()},
        documents=None if columns.document is None else fields[columns.document, "id"],
        ids=None if columns.id is None else fields[columns.id, "id"],
    )
    return assemble(
        setting,
        streams,
        normalization=form,
        inputs=[file.input],
        findings=[*file.findings, *_findings(file.path, picked.values(), fields.values())],
    )


def _wanted(columns: Columns) -> Iterator[tuple[str, Role]]:
    if columns.source is not None:
        yield columns.source, "text"
    for name in columns.references:
        yield name, "reference"
    for name in columns.systems.values():
        yield name, "text"
    for id_name in (columns.document, columns.id):
        if id_name is not None:
            yield id_name, "id"


def _normalise(stream: Stream, form: Normalization) -> Stream:
    return replace(stream, texts=tuple(normalise(text, form) for text in stream.texts))


def _findings(path: str, before: Iterable[Stream], after: Iterable[Stream]) -> Iterator[Finding]:
    changed = total = 0
    texts: list[tuple[int, str]] = []
    for old, new in zip(before, after, strict=True):
        changed += sum(a != b for a, b in zip(old.texts, new.texts, strict=True))
        total += len(new.texts)
        texts += zip((origin.line for origin in new.origins), new.texts, strict=True)
    yield from about_normalization(path, changed, total, "texts")
    yield from about_characters(path, texts)
