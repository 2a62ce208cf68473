"""Tables for spreadsheets."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

from mtqe.scorecard import Scorecard

# What makes a spreadsheet take a cell for a formula (OWASP, "CSV injection").
_FORMULA = tuple("=+-@\t\r\n＝＋－＠")

_SET_ASIDE = ("document", "side", "system", "text", "reason", "file", "line")


@dataclass(frozen=True)
class Csv:
    """Segments, documents and systems as CSV: UTF-8 with a byte order mark, as Excel wants it."""

    def render(self, card: Scorecard) -> Mapping[str, bytes]:
        """Four tables; an unscored cell is empty, numbers have all their digits."""
        return {
            "segments.csv": _table(card.segment_rows()),
            "documents.csv": _table(card.document_rows()),
            "systems.csv": _table(card.system_rows()),
            "set_aside.csv": _table(_set_aside(card), _SET_ASIDE),
        }


def _set_aside(card: Scorecard) -> Iterator[dict[str, Any]]:
    for item in card.data.set_aside:
        yield {
            "document": item.document,
            "side": item.side,
            "system": item.system,
            "text": item.text,
            "reason": item.reason,
            "file": item.origin.file if item.origin else None,
            "line": item.origin.line if item.origin else None,
        }


def _table(rows: Iterator[dict[str, Any]], columns: Sequence[str] = ()) -> bytes:
    """A header, from `columns` where there may be no row to take it from, and the rows.

    Half of a surrogate pair, which UTF-8 cannot store, becomes its escape.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    first = next(rows, None)
    writer.writerow(_cells(first or columns))
    for row in chain([first], rows) if first else ():
        writer.writerow(_cells(row.values()))
    return text.getvalue().encode("utf-8-sig", "backslashreplace")


def _cells(values: Iterable[Any]) -> list[Any]:
    return [_cell(value) for value in values]


def _cell(value: Any) -> Any:
    if isinstance(value, str):
        return f"'{value}" if value.startswith(_FORMULA) else value
    return None if isinstance(value, float) and math.isnan(value) else value
