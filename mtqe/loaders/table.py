"""Tables: CSV and TSV files with a header, one segment per row."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from mtqe.core import EvalSet, Normalization, Origin
from mtqe.errors import DataError
from mtqe.loaders import Setting
from mtqe.loaders.assemble import Stream
from mtqe.loaders.columns import Columns, Role, assemble_columns
from mtqe.loaders.text import TextFile, read_lines
from mtqe.pairing.normalise import normalise
from mtqe.plugins import suggest

# A row's fields and the 1-based physical line where it starts.
_Row = tuple[int, list[str]]


@dataclass(frozen=True)
class Table:
    r"""Format `table`: a header row names the columns; every cell is text, "NA" and "null" too.

    Attributes:
        path: the file.
        columns: which column holds what.
        delimiter: one character, or "tab"; without it, a tab for `.tsv` and `.tab` files and a
            comma for others. Fields are quoted as in RFC 4180, but not in tab-separated files,
            where a quote is text.
        encoding: of the file.
        normalize: the Unicode normalization of all texts.
    """

    setting: Setting
    path: str
    columns: Columns
    delimiter: str | None = None
    encoding: str = "utf-8"
    normalize: Normalization = "nfc"

    def load(self) -> EvalSet:
        """Read the table.

        Raises:
            DataError: the file cannot be read, a row has another number of fields than the header,
                a column is missing, or there are no rows.
        """
        delimiter = self._delimiter()
        file = read_lines(self.path, root=self.setting.root, encoding=self.encoding)
        rows = _split_tabs(file) if delimiter == "\t" else _split_quoted(file, delimiter)
        header, *body = _without_trailing_blanks(list(rows))
        names = [normalise(name, "nfc") for name in header[1]]
        _check_header(file.path, header[0], names)
        if not body:
            raise DataError(
                f"{file.path}: a header but no rows below it. Give one row per segment."
            )
        for line, fields in body:
            _check_row(f"{file.path}:{line}", fields, names, delimiter)

        def pick(name: str, _: Role) -> Stream:
            column = _find_column(name, names, file.path)
            return Stream(
                f"{file.path}, column {name!r}",
                tuple(fields[column] for _, fields in body),
                tuple(Origin(file.path, line, name) for line, _ in body),
            )

        return assemble_columns(self.setting, file, self.columns, pick, self.normalize)

    def _delimiter(self) -> str:
        if self.delimiter is None:
            suffixes = (".tsv", ".tab")
            return "\t" if self.path.lower().removesuffix(".gz").endswith(suffixes) else ","
        if self.delimiter.lower() in {"tab", r"\t", "\t"}:
            return "\t"
        if len(self.delimiter) != 1 or self.delimiter in '"\r\n':
            raise DataError(
                f'{self.path}: the delimiter {self.delimiter!r} is not one character. Use "," or '
                '";" or "tab".'
            )
        return self.delimiter


def _split_tabs(file: TextFile) -> Iterator[_Row]:
    for line, text in enumerate(file.lines, start=1):
        yield line, text.split("\t")


def _split_quoted(file: TextFile, delimiter: str) -> Iterator[_Row]:
    reader = csv.reader((line + "\n" for line in file.lines), delimiter=delimiter, strict=True)
    line = 1
    try:
        for fields in reader:
            yield line, fields or [""]
            line = reader.line_num + 1
    except csv.Error as error:
        raise DataError(
            f"{file.path}:{line}: the row that starts here is no valid CSV: {error}. Is a quote "
            f'open? A quote inside a quoted field is written twice (""); a field with a quote, a '
            f"{delimiter!r} or a line break is quoted as a whole."
        ) from error


def _without_trailing_blanks(rows: list[_Row]) -> list[_Row]:
    # In a table of one column a blank line is an empty text.
    while len(rows) > 1 and rows[-1][1] == [""] and len(rows[0][1]) > 1:
        rows.pop()
    return rows


def _check_header(path: str, line: int, names: list[str]) -> None:
    repeated = [name for name, count in Counter(names).items() if count > 1 and name]
    if repeated:
        raise DataError(
            f"{path}:{line}: the header names column {repeated[0]!r} more than once. Give every "
            "column a name of its own."
        )


def _check_row(where: str, fields: list[str], names: list[str], delimiter: str) -> None:
    if len(fields) < len(names):
        missing = ", ".join(names[len(fields) :])
        raise DataError(
            f"{where}: {len(fields)} fields, but the header has {len(names)}. "
            f"No value for: {missing}. Write an empty field for an empty text."
        )
    if len(fields) > len(names):
        remedy = "Replace it by a space." if delimiter == "\t" else "Quote the field."
        raise DataError(
            f"{where}: {len(fields)} fields, but the header has {len(names)}. "
            f"Is there a {delimiter!r} inside a text? {remedy}"
        )


def _find_column(name: str, names: list[str], path: str) -> int:
    wanted = normalise(name, "nfc")
    if wanted not in names:
        raise DataError(f"{path}: no column {name!r}. {suggest(wanted, names)}")
    return names.index(wanted)
