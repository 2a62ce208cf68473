"""Which files belong together: whole documents by name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePath

from mtqe.errors import DataError
from mtqe.pairing.normalise import normalise

_ADVICE = 'Name the files alike, or list the documents under "pairs:".'


@dataclass(frozen=True)
class DocumentFiles:
    """The files of one document.

    Attributes:
        document: its id.
        references: one per reference stream; None where a stream lacks the document.
        systems: name -> file.
    """

    document: str
    source: str
    references: tuple[str | None, ...]
    systems: Mapping[str, str]


def document_name(path: str, languages: Iterable[str]) -> str:
    """What `src/news-01.en.txt`, `ref/news-01.ko.txt` and `out/news-01.txt` have in common.

    The file's name in NFC, without extension, and without a language code or `mixed` that is
    set off by a dot, a hyphen or an underscore.
    """
    stem = PurePath(normalise(path, "nfc").removesuffix(".gz")).stem
    suffixes = "|".join(map(re.escape, [*languages, "mixed"]))
    return re.sub(rf"(?<=.)(?:[._-](?:{suffixes}))+$", "", stem, flags=re.IGNORECASE)


def name_documents(paths: Sequence[str], side: str, languages: Sequence[str]) -> dict[str, str]:
    """Document name -> path.

    Raises:
        DataError: two files have the same name.
    """
    named: dict[str, str] = {}
    for path in paths:
        name = document_name(path, languages)
        if name in named:
            raise DataError(
                f"{path}: {side} has two files for document {name!r}, the other is {named[name]}. "
                'Rename one, or list the documents under "pairs:".'
            )
        named[name] = path
    return named


def match_by_name(
    source: Sequence[str],
    references: Sequence[Sequence[str]],
    systems: Mapping[str, Sequence[str]],
    *,
    languages: Sequence[str],
) -> list[DocumentFiles]:
    """Pair the files of all sides; one file on each side is a pair whatever the names.

    Args:
        source: paths.
        references: paths of each reference stream.
        systems: name -> paths.
        languages: codes that are no part of a name.

    Returns:
        One entry per source file, sorted by name.

    Raises:
        DataError: two files of one side have the same name, a system has no file for a source
            document, or a file has no source document.
    """
    named = name_documents(source, "the source", languages)
    if all(len(side) == 1 for side in (source, *references, *systems.values())):
        (document,) = named
        one = {system: paths[0] for system, paths in systems.items()}
        return [DocumentFiles(document, source[0], tuple(paths[0] for paths in references), one)]
    streams = [
        name_documents(paths, f"reference {number}", languages)
        for number, paths in enumerate(references, start=1)
    ]
    outputs = {
        system: name_documents(paths, f"system {system!r}", languages)
        for system, paths in systems.items()
    }
    for number, files in enumerate(streams, start=1):
        _refuse_strangers(f"reference {number}", files, named)
    for system, files in outputs.items():
        _refuse_strangers(f"system {system!r}", files, named)
        _refuse_gaps(f"system {system!r}", files, named)
    return [
        DocumentFiles(
            document=document,
            source=named[document],
            references=tuple(files.get(document) for files in streams),
            systems={system: files[document] for system, files in outputs.items()},
        )
        for document in sorted(named)
    ]


def _refuse_strangers(side: str, files: Mapping[str, str], source: Mapping[str, str]) -> None:
    for name, path in files.items():
        if name not in source:
            raise DataError(
                f"{path}: {side} has document {name!r}, but no source file has that name; there "
                f"are {_list(source)}. {_ADVICE}"
            )


def _refuse_gaps(side: str, files: Mapping[str, str], source: Mapping[str, str]) -> None:
    for name, path in source.items():
        if name not in files:
            raise DataError(
                f"{path}: {side} has no file for document {name!r}; it has {_list(files)}. "
                f"{_ADVICE}"
            )


def _list(files: Mapping[str, str]) -> str:
    """The first few paths."""
    paths = sorted(files.values())
    more = f" and {len(paths) - 10} more" if len(paths) > 10 else ""
    return ", ".join(paths[:10]) + more
