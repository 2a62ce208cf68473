"""Tables for spreadsheets."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from mtqe.scorecard import Scorecard

# What makes a spreadsheet take a cell for a formula (OWASP, "CSV injection").
_FORMULA = tuple("=+-@\t\r\n＝＋－＠")


@dataclass(frozen=True)
class Csv:
    """Segments, documents and systems as CSV: UTF-8 with a byte order mark, as Excel wants it."""

    def render(self, card: Scorecard) -> Mapping[str, bytes]:
        """Three tables; an unscored cell is empty, numbers have all their digits."""
        return {
            "segments.csv": _table(card.segment_rows()),
            "documents.csv": _table(card.document_rows()),
            "systems.csv": _table(card.system_rows()),
        }


def _table(rows: Iterator[dict[str, Any]]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    for number, row in enumerate(rows):
        if number == 0:
            writer.writerow(_cells(row))
        writer.writerow(_cells(row.values()))
    return text.getvalue().encode("utf-8-sig")


def _cells(values: Iterable[Any]) -> list[Any]:
    return [_cell(value) for value in values]


def _cell(value: Any) -> Any:
    if isinstance(value, str):
        return f"'{value}" if value.startswith(_FORMULA) else value
    return None if isinstance(value, float) and math.isnan(value) else value
