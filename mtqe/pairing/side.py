"""One file of a document as sentences: its own language, without headers, with origins."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from mtqe.core import Origin, SetAside, Side
from mtqe.errors import DataError
from mtqe.pairing.languages import language_name, line_script, split_languages
from mtqe.pairing.sentences import split_sentences

Units = Literal["sentences", "lines"]

_DATE_HEADER = re.compile(r"\s*date\s+\d{4}-\d\d-\d\d(?:\s+|$)")
_SIDE_NAMES: dict[Side, str] = {
    "source": "source", "reference": "reference", "hypothesis": "translation",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sentence:
    """A text to align, and where its first character stands."""

    text: str
    origin: Origin


@dataclass(frozen=True)
class SideText:
    """What one file gives to its document, and what it does not."""

    sentences: tuple[Sentence, ...]
    set_aside: tuple[SetAside, ...]

    @property
    def texts(self) -> list[str]:
        """The sentences without their origins."""
        return [sentence.text for sentence in self.sentences]


@dataclass(frozen=True)
class SideReader:
    """How to read the files of one side.

    Attributes:
        language: of this side, as ISO 639-1 code.
        other_language: whose lines are set aside where the script tells them.
        units: what the sentences are: `lines` takes every line that is not empty as one.
    """

    side: Side
    language: str
    other_language: str
    units: Units = "sentences"

    def read(
        self,
        lines: Sequence[str],
        origin: Callable[[int], Origin],
        *,
        document: str,
        system: str | None = None,
    ) -> SideText:
        """Split a file into the side's sentences and what is set aside.

        Args:
            lines: each one a paragraph; empty ones separate.
            origin: where the line with a 0-based index came from.
            document: id that the set-aside rows name.
            system: the same, for a translation.

        Raises:
            DataError: nothing would be left.
        """
        kept, others = split_languages(lines, self.language, self.other_language)
        self._refuse_empty(lines, kept, others, origin(0).file)
        name = language_name
        foreign = f"{name(self.other_language)} text in the {name(self.language)} file"
        rows = [
            (SetAside(document, lines[i].strip(), foreign, self.side, _at(origin(i), 0), system))
            for i in others
        ]
        sentences: list[Sentence] = []
        for i in kept:
            start = 0
            if header := _DATE_HEADER.match(lines[i]):
                start = header.end()
                text = header.group().strip()
                rows.append(
                    SetAside(document, text, "date header", self.side, _at(origin(i), 0), system)
                )
            sentences += self._sentences(lines[i], start, origin(i))
        return SideText(tuple(sentences), tuple(rows))

    def _sentences(self, line: str, start: int, origin: Origin) -> Iterator[Sentence]:
        text = line[start:]
        if self.units == "sentences":
            spans = split_sentences(text, self.language)
        else:
            stripped = text.strip()
            at = text.find(stripped)
            spans = [(at, at + len(stripped))] if stripped else []
        for a, b in spans:
            yield Sentence(text[a:b], _at(origin, start + a))

    def _refuse_empty(
        self, lines: Sequence[str], kept: Sequence[int], others: Sequence[int], file: str
    ) -> None:
        name = language_name(self.language)
        if others and not any(line_script(lines[i]) for i in kept):
            raise DataError(
                f"{file}: no {name} text: all {len(others)} lines with letters are "
                f"{language_name(self.other_language)}, expected the {_SIDE_NAMES[self.side]} in "
                f"{name}. Check which file is which, and source_language and target_language."
            )
        if not any(_DATE_HEADER.sub("", lines[i]).strip() for i in kept):
            raise DataError(
                f"{file}: no text, only empty lines, expected the {_SIDE_NAMES[self.side]} in "
                f"{name}. Check the file."
            )


def _at(origin: Origin, offset: int) -> Origin:
    return replace(origin, column=offset + 1)
