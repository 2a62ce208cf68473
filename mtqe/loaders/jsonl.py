"""JSON lines: one object per line, one segment per object."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from mtqe.core import EvalSet, Normalization, Origin
from mtqe.errors import DataError
from mtqe.loaders import Setting
from mtqe.loaders.assemble import Stream
from mtqe.loaders.columns import Columns, Role, assemble_columns
from mtqe.loaders.remarks import LONE_SURROGATE
from mtqe.loaders.text import TextFile, read_lines
from mtqe.plugins import suggest

_Record = dict[str, Any]


@dataclass(frozen=True)
class JsonLines:
    """Format `jsonl`: every line is an object; `meta.doc` names a field of an object inside it.

    Attributes:
        path: the file.
        fields: which field holds what.
        encoding: of the file.
        normalize: the Unicode normalization of all texts.
    """

    setting: Setting
    path: str
    fields: Columns
    encoding: str = "utf-8"
    normalize: Normalization = "nfc"

    def load(self) -> EvalSet:
        """Read the objects.

        Raises:
            DataError: the file cannot be read, a line is no JSON object, or a field is missing or
                no text.
        """
        file = read_lines(self.path, root=self.setting.root, encoding=self.encoding)
        records = tuple(_parse(file))

        def pick(name: str, role: Role) -> Stream:
            origins = tuple(Origin(file.path, line, name) for line, _ in records)
            rows = zip(origins, (record for _, record in records), strict=True)
            texts = tuple(_text(_find(record, name, where), role, where) for where, record in rows)
            return Stream(f"{file.path}, field {name!r}", texts, origins)

        return assemble_columns(self.setting, file, self.fields, pick, self.normalize)


def _parse(file: TextFile) -> Iterator[tuple[int, _Record]]:
    lines = list(file.lines)
    while lines and not lines[-1].strip():
        lines.pop()
    if not lines:
        raise DataError(f"{file.path}: only blank lines, expected one JSON object per line.")
    for number, line in enumerate(lines, start=1):
        yield number, _parse_line(line, f"{file.path}:{number}")


def _parse_line(line: str, where: str) -> _Record:
    if not line.strip():
        raise DataError(f"{where}: a blank line, expected a JSON object. Remove the line.")
    try:
        record = json.loads(line, object_pairs_hook=_unique)
    except json.JSONDecodeError as error:
        raise DataError(
            f"{where}: not JSON at column {error.colno}: {error.msg}. Every line must hold one "
            "whole JSON object."
        ) from error
    except (ValueError, RecursionError) as error:
        raise DataError(f"{where}: not a usable JSON object: {error}. Correct the line.") from error
    if not isinstance(record, dict):
        raise DataError(
            f"{where}: {_kind(record)}, expected a JSON object. Every line must hold one whole "
            'object, such as {"source": "...", "reference": "..."}.'
        )
    return record


def _unique(pairs: list[tuple[str, Any]]) -> _Record:
    record = dict(pairs)
    if len(record) < len(pairs):
        counts = Counter(key for key, _ in pairs)
        repeated = next(key for key, count in counts.items() if count > 1)
        raise ValueError(f"the key {repeated!r} is there more than once")
    return record


def _find(record: _Record, name: str, where: Origin) -> Any:
    """The value of a field; a dot goes into the object before it, unless it is part of a key."""
    if name in record:
        return record[name]
    head, _, rest = name.partition(".")
    if rest and isinstance(record.get(head), dict):
        return _find(record[head], rest, where)
    raise DataError(f"{where}: no field {where.column!r}. {suggest(name, record)}")


def _text(value: Any, role: Role, where: Origin) -> str:
    if role == "reference" and value is None:
        return ""
    if role == "id" and isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    if not isinstance(value, str):
        raise DataError(
            f"{where}: the field {where.column!r} is {_kind(value)}, expected a text. "
            'Write a missing text as "".'
        )
    half = LONE_SURROGATE.search(value)
    if half:
        raise DataError(
            f"{where}: the field {where.column!r} holds half of a surrogate pair "
            f"({half.group()!a}), which UTF-8 cannot store. Correct the text."
        )
    return value


def _kind(value: Any) -> str:
    kinds = {dict: "an object", list: "a list", str: "a text", bool: "a truth value"}
    return "null" if value is None else kinds.get(type(value), "a number")
