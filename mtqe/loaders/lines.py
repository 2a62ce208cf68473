"""Parallel plain text: line n of every file belongs to segment n."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import PurePath

from mtqe.core import EvalSet, Normalization
from mtqe.errors import DataError
from mtqe.loaders import Setting
from mtqe.loaders.assemble import Stream, Streams, assemble, require_streams
from mtqe.loaders.counts import check_counts, check_document_count
from mtqe.loaders.text import TextFile, find_files, read_text
from mtqe.pairing.normalise import normalise


@dataclass(frozen=True)
class Lines:
    """Format `lines`: one file per side, one segment per line.

    Attributes:
        source: the source file.
        references: one file per reference stream; a blank line means that this reference is absent.
        documents: a file with one document id per line; without it, all lines are one document.
        systems: name -> file, or a glob whose matches are named by their stems.
        encoding: of all these files.
        normalize: the Unicode normalization of all texts.
    """

    setting: Setting
    source: str | None = None
    references: tuple[str, ...] = ()
    documents: str | None = None
    systems: dict[str, str] | str = field(default_factory=dict)
    encoding: str = "utf-8"
    normalize: Normalization = "nfc"

    def load(self) -> EvalSet:
        """Read all files and pair their lines.

        Raises:
            DataError: a file cannot be read, the line counts differ, or a document id is bad.
        """
        require_streams(self.setting, self.source, self.references, self.systems)
        systems = self._name_systems()
        texts = [*([self.source] if self.source is not None else []), *self.references]
        texts += systems.values()
        ids = [self.documents] if self.documents is not None else []
        files = {path: self._read(path) for path in (*texts, *ids)}
        for path in texts:
            check_counts(files[path], files[texts[0]])
        for path in ids:
            check_document_count(files[path], files[texts[0]])
        streams = {path: _stream(file) for path, file in files.items()}
        return assemble(
            self.setting,
            Streams(
                source=streams[self.source] if self.source is not None else None,
                references=tuple(streams[path] for path in self.references),
                systems={name: streams[path] for name, path in systems.items()},
                documents=streams[self.documents] if self.documents is not None else None,
            ),
            normalization=self.normalize,
            inputs=[file.input for file in files.values()],
            findings=[finding for file in files.values() for finding in file.findings],
        )

    def _read(self, path: str) -> TextFile:
        return read_text(
            path, root=self.setting.root, encoding=self.encoding, normalize=self.normalize
        )

    def _name_systems(self) -> dict[str, str]:
        if not isinstance(self.systems, str):
            return self.systems
        named: dict[str, str] = {}
        paths = find_files(self.systems, root=self.setting.root)
        for path in sorted(paths, key=_system_name):
            name = _system_name(path)
            if name in named:
                raise DataError(
                    f"{self.systems}: two files would be system {name!r}: {named[name]} and "
                    f"{path}. Name the systems yourself: systems: {{name: path, ...}}."
                )
            named[name] = path
        return named


def _system_name(path: str) -> str:
    """`outputs/google.ko` and `outputs/google.ko.gz` are both `google`."""
    return normalise(PurePath(path.removesuffix(".gz")).stem, "nfc")


def _stream(file: TextFile) -> Stream:
    origins = tuple(file.origin(index) for index in range(len(file.lines)))
    return Stream(file.path, file.lines, origins)
