"""Whole documents without line-to-line correspondence: one file per document and side."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from mtqe.core import EvalSet, Normalization, Side
from mtqe.errors import DataError
from mtqe.loaders import Setting
from mtqe.loaders.gather import Gathered
from mtqe.loaders.match import DocumentFiles, document_name, match_by_name
from mtqe.loaders.remarks import about_file
from mtqe.loaders.text import TextFile, find_files, read_text
from mtqe.pairing.fit import fit
from mtqe.pairing.frame import build_frame
from mtqe.pairing.side import SideReader, SideText, Units


@dataclass(frozen=True)
class Pair:
    """The files of one document whose names do not match.

    Attributes:
        references: one file per reference stream.
        systems: name -> file.
        document: its id; by default the source file's name.
    """

    source: str
    references: tuple[str, ...] = ()
    systems: dict[str, str] = field(default_factory=dict)
    document: str | None = None


@dataclass(frozen=True)
class Documents:
    """Format `documents`: whole texts, aligned sentence by sentence.

    Attributes:
        source: the source files, as a glob.
        systems: name -> glob of its translations.
        references: one glob per reference stream; a stream may lack documents.
        match: how files are paired: `name` compares file names without extension and language.
        units: what is aligned: `sentences`, or `lines` that are not empty.
        pairs: the documents one by one, instead of `source`, `systems` and `references`.
        encoding: of all these files.
        normalize: the Unicode normalization of all texts.
    """

    setting: Setting
    source: str | None = None
    systems: dict[str, str] = field(default_factory=dict)
    references: tuple[str, ...] = ()
    match: Literal["name"] = "name"
    units: Units = "sentences"
    pairs: tuple[Pair, ...] = ()
    encoding: str = "utf-8"
    normalize: Normalization = "nfc"

    def load(self) -> EvalSet:
        """Read all documents, and fit every system's text to the frame.

        Raises:
            DataError: a file cannot be read, has no partner or no text in its language, or the
                options do not go together.
        """
        entries = self._pairs() if self.pairs else self._matches()
        paths = dict.fromkeys(path for entry in entries for path in _paths(entry))
        files = {
            path: read_text(
                path, root=self.setting.root, encoding=self.encoding, normalize=self.normalize
            )
            for path in paths
        }
        gathered = Gathered(entries[0].systems, len(entries[0].references))
        for file in files.values():
            gathered.findings += file.findings
        for entry in entries:
            self._add(gathered, entry, files)
        inputs = tuple(file.input for file in files.values())
        return gathered.eval_set(self.setting, inputs=inputs, normalization=self.normalize)

    @property
    def _languages(self) -> tuple[str, str]:
        return self.setting.source_language, self.setting.target_language

    def _matches(self) -> list[DocumentFiles]:
        if self.source is None or not self.systems:
            missing = "source" if self.source is None else "systems"
            raise DataError(
                f'{self.setting.name}: format "documents" has no "{missing}:". Give globs for '
                '"source:" and "systems:", or list the documents under "pairs:".'
            )
        root = self.setting.root
        return match_by_name(
            find_files(self.source, root=root),
            [find_files(pattern, root=root) for pattern in self.references],
            {name: find_files(pattern, root=root) for name, pattern in self.systems.items()},
            languages=self._languages,
        )

    def _pairs(self) -> list[DocumentFiles]:
        if self.source is not None or self.systems or self.references:
            raise DataError(
                f'{self.setting.name}: "pairs:" takes the place of "source:", "systems:" and '
                '"references:". Put each document\'s files into its pair, or drop "pairs:".'
            )
        systems = self.pairs[0].systems
        streams = max(len(pair.references) for pair in self.pairs)
        entries: dict[str, DocumentFiles] = {}
        for number, pair in enumerate(self.pairs):
            if pair.systems.keys() != systems.keys():
                raise DataError(
                    f"{self.setting.name}: pairs[{number}] ({pair.source}) has the systems "
                    f"{_names(pair.systems)}, but pairs[0] has {_names(systems)}. Every document "
                    "needs a file from every system."
                )
            document = pair.document or document_name(pair.source, self._languages)
            if document in entries:
                raise DataError(
                    f"{pair.source}: document {document!r} is already {entries[document].source}. "
                    'Give one of them another name: "document: ...".'
                )
            absent = (None,) * (streams - len(pair.references))
            files = {name: pair.systems[name] for name in systems}
            entries[document] = DocumentFiles(
                document, pair.source, (*pair.references, *absent), files
            )
        return list(entries.values())

    def _add(self, gathered: Gathered, entry: DocumentFiles, files: Mapping[str, TextFile]) -> None:
        def read(side: Side, path: str, system: str | None = None) -> SideText:
            own, other = self._languages if side == "source" else reversed(self._languages)
            reader = SideReader(side, own, other, self.units)
            file = files[path]
            text = reader.read(file.lines, file.origin, document=entry.document, system=system)
            gathered.put_aside(path, text.set_aside)
            return text

        source = read("source", entry.source)
        references = [path and read("reference", path).sentences for path in entry.references]
        for number, path in enumerate(entry.references, start=1):
            if path is None:
                message = f"no file of reference {number} for document {entry.document!r}."
                gathered.findings.append(about_file(entry.source, "reference_missing", message))
        frame = build_frame(
            entry.document,
            source.sentences,
            [sentences or None for sentences in references],
            source_language=self.setting.source_language,
            target_language=self.setting.target_language,
        )
        gathered.add_frame(frame)
        for system, path in entry.systems.items():
            gathered.add_fit(system, fit(frame, system, read("hypothesis", path, system).sentences))


def _paths(entry: DocumentFiles) -> Iterator[str]:
    yield entry.source
    yield from (path for path in entry.references if path is not None)
    yield from entry.systems.values()


def _names(systems: Mapping[str, str]) -> str:
    return ", ".join(systems) or "none"
