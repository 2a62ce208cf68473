"""The report that programs read: one record a line, and the run as a whole in `scorecard.json`."""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import jsonlines

from mtqe import records
from mtqe.errors import DataError
from mtqe.scorecard import Scorecard

HEAD = "scorecard.json"
SEGMENTS, DOCUMENTS, SYSTEMS = "segments.jsonl", "documents.jsonl", "systems.jsonl"
FILES = (HEAD, SEGMENTS, DOCUMENTS, SYSTEMS)

_AGAIN = 'Run the evaluation again, with the report format "jsonl".'


@dataclass(frozen=True)
class JsonLines:
    """Segments, documents and systems as JSON lines, with `scorecard.json` beside them."""

    def render(self, card: Scorecard) -> Mapping[str, bytes]:
        """The four files that `read` takes."""
        files = {
            SEGMENTS: _lines(records.segment_records(card)),
            DOCUMENTS: _lines(records.document_records(card)),
            SYSTEMS: _lines(records.system_records(card)),
        }
        digests = {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}
        head = records.head_record(card, digests)
        text = json.dumps(head, ensure_ascii=False, allow_nan=False, indent=1)
        return {**files, HEAD: _bytes(f"{text}\n")}


def read(files: Mapping[str, bytes]) -> Scorecard:
    """The scorecard that a report was made from.

    Args:
        files: name -> content of `scorecard.json` and the three record files.

    Raises:
        DataError: a file is missing, or is not what mtqe wrote.
    """
    for name in FILES:
        if name not in files:
            raise DataError(f"{name}: not there, expected beside the others. {_AGAIN}")
    head = _object(HEAD, files[HEAD])
    for name in (SEGMENTS, DOCUMENTS, SYSTEMS):
        _check_digest(name, files[name], head.get("digests"))
    return records.scorecard(
        records.Records(
            head=head,
            systems=_parse(SYSTEMS, files[SYSTEMS]),
            documents=_parse(DOCUMENTS, files[DOCUMENTS]),
            segments=_parse(SEGMENTS, files[SEGMENTS]),
        )
    )


def _lines(rows: Iterable[Mapping[str, Any]]) -> bytes:
    text = io.StringIO()
    with jsonlines.Writer(text, dumps=_dumps) as writer:
        writer.write_all(rows)
    return _bytes(text.getvalue())


def _bytes(text: str) -> bytes:
    # Half of a surrogate pair becomes its escape, as JSON spells it: reading gives it back.
    return text.encode(errors="backslashreplace")


def _dumps(row: Any) -> str:
    return json.dumps(row, ensure_ascii=False, allow_nan=False)


def _parse(name: str, content: bytes) -> list[dict[str, Any]]:
    # Ends of lines are "\n" only: a text may hold U+2028 and its like.
    with jsonlines.Reader(io.StringIO(_decode(name, content), newline="\n")) as reader:
        try:
            return list(reader.iter(type=dict))
        except jsonlines.Error as error:
            raise DataError(f"{name}: not what mtqe writes: {error}. {_AGAIN}") from error


def _object(name: str, content: bytes) -> dict[str, Any]:
    try:
        found = json.loads(_decode(name, content))
    except ValueError as error:
        raise DataError(f"{name}: not JSON: {error}. {_AGAIN}") from error
    if not isinstance(found, dict):
        raise DataError(f"{name}: not what mtqe writes: expected an object. {_AGAIN}")
    return found


def _decode(name: str, content: bytes) -> str:
    try:
        return content.decode()
    except UnicodeDecodeError as error:
        raise DataError(f"{name}: not UTF-8 at byte {error.start + 1}. {_AGAIN}") from error


def _check_digest(name: str, content: bytes, digests: object) -> None:
    expected = digests.get(name) if isinstance(digests, dict) else None
    found = hashlib.sha256(content).hexdigest()
    if found != expected:
        raise DataError(
            f"{name}: SHA-256 {found}, but {HEAD} says {expected}: the file was changed or comes "
            f"from another run. {_AGAIN}"
        )
