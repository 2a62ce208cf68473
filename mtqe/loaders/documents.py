"""Whole documents without line-to-line correspondence: one file per document and side."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Literal

from mtqe.core import EvalSet, Normalization, Side
from mtqe.errors import DataError
from mtqe.loaders import Setting
from mtqe.loaders.gather import Gathered
from mtqe.loaders.likelihood import match_by_likelihood
from mtqe.loaders.match import DocumentFiles, document_name, match_by_name
from mtqe.loaders.raw import locate
from mtqe.loaders.remarks import about_file
from mtqe.loaders.teaching import DocumentTexts, choose_aligners
from mtqe.loaders.text import TextFile, find_files, read_lines, read_text
from mtqe.pairing.align import Aligner
from mtqe.pairing.fit import fit
from mtqe.pairing.frame import build_frame
from mtqe.pairing.options import Pairing
from mtqe.pairing.side import SideReader, SideText, Units

ReadFile = Callable[[str], TextFile]


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
        match: how files are paired: `name` compares file names without extension and language;
            `likelihood` compares what the files say.
        units: what is aligned: `sentences`, or `lines` that are not empty.
        pairs: the documents one by one, instead of `source`, `systems` and `references`.
        pairing: how sentences are paired.
        encoding: of all these files.
        normalize: the Unicode normalization of all texts.
    """

    setting: Setting
    source: str | None = None
    systems: dict[str, str] = field(default_factory=dict)
    references: tuple[str, ...] = ()
    match: Literal["name", "likelihood"] = "name"
    units: Units = "sentences"
    pairs: tuple[Pair, ...] = ()
    pairing: Pairing = field(default_factory=Pairing)
    encoding: str = "utf-8"
    normalize: Normalization = "nfc"

    def load(self) -> EvalSet:
        """Read all documents, and fit every system's text to the frame.

        Raises:
            DataError: a file cannot be read, has no partner or no text in its language, or the
                options do not go together.
        """

        @cache
        def read(path: str) -> TextFile:
            return read_text(
                path, root=self.setting.root, encoding=self.encoding, normalize=self.normalize
            )

        lexicon = self._lexicon()
        entries = self._pairs() if self.pairs else self._matches(read)
        files = [read(path) for path in dict.fromkeys(p for e in entries for p in _paths(e))]
        gathered = Gathered(entries[0].systems, len(entries[0].references))
        for file in files:
            gathered.findings += file.findings
        texts = [self._texts(entry, read) for entry in entries]
        aligners = choose_aligners(self._aligner, texts, learn=self.pairing.learn)
        for entry, sides, own in zip(entries, texts, aligners, strict=True):
            self._add(gathered, entry, sides, own)
        inputs = tuple(file.input for file in (*files, *lexicon))
        return gathered.eval_set(self.setting, inputs=inputs, normalization=self.normalize)

    @property
    def _languages(self) -> tuple[str, str]:
        return self.setting.source_language, self.setting.target_language

    @property
    def _aligner(self) -> Aligner:
        path = self.pairing.lexicon
        lexicon = None if path is None else locate(path, self.setting.root)
        return Aligner(*self._languages, lexicon)

    def _lexicon(self) -> list[TextFile]:
        path = self.pairing.lexicon
        return [] if path is None else [read_lines(path, root=self.setting.root)]

    def _matches(self, read: ReadFile) -> list[DocumentFiles]:
        if self.source is None or not self.systems:
            missing = "source" if self.source is None else "systems"
            raise DataError(
                f'{self.setting.name}: format "documents" has no "{missing}:". Give globs for '
                '"source:" and "systems:", or list the documents under "pairs:".'
            )
        root = self.setting.root
        source = find_files(self.source, root=root)
        references = [find_files(pattern, root=root) for pattern in self.references]
        systems = {name: find_files(pattern, root=root) for name, pattern in self.systems.items()}
        if self.match == "name":
            return match_by_name(source, references, systems, languages=self._languages)

        def texts(side: Side, paths: Sequence[str]) -> list[list[str]]:
            sides = [self._read(side, read(path), document="") for path in paths]
            return [side.texts for side in sides]

        return match_by_likelihood(source, references, systems, aligner=self._aligner, read=texts)

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

    def _read(
        self, side: Side, file: TextFile, document: str, system: str | None = None
    ) -> SideText:
        own, other = self._languages if side == "source" else reversed(self._languages)
        reader = SideReader(side, own, other, self.units)
        return reader.read(file.lines, file.origin, document=document, system=system)

    def _texts(self, entry: DocumentFiles, read: ReadFile) -> DocumentTexts:
        return DocumentTexts(
            self._read("source", read(entry.source), entry.document),
            [
                None if path is None else self._read("reference", read(path), entry.document)
                for path in entry.references
            ],
            {
                system: self._read("hypothesis", read(path), entry.document, system)
                for system, path in entry.systems.items()
            },
        )

    def _add(
        self,
        gathered: Gathered,
        entry: DocumentFiles,
        texts: DocumentTexts,
        aligners: Mapping[str, Aligner],
    ) -> None:
        gathered.put_aside(entry.source, texts.source.set_aside)
        for number, (path, side) in enumerate(
            zip(entry.references, texts.references, strict=True), start=1
        ):
            if path is None or side is None:
                gathered.findings.append(
                    about_file(
                        entry.source,
                        "reference_missing",
                        text="no_reference_file",
                        number=number,
                        document=repr(entry.document),
                    )
                )
            else:
                gathered.put_aside(path, side.set_aside)
        frame = build_frame(
            entry.document,
            texts.source.sentences,
            [None if side is None else side.sentences for side in texts.references],
            aligners[""],
        )
        gathered.add_frame(frame)
        for system, path in entry.systems.items():
            side = texts.systems[system]
            gathered.put_aside(path, side.set_aside)
            own = replace(frame, aligner=aligners[system])
            gathered.add_fit(system, fit(own, system, side.sentences))


def _paths(entry: DocumentFiles) -> Iterator[str]:
    yield entry.source
    yield from (path for path in entry.references if path is not None)
    yield from entry.systems.values()


def _names(systems: Mapping[str, str]) -> str:
    return ", ".join(systems) or "none"
