"""Reads an accepted scorecard: people merge its files, so every line is checked."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from mtqe.accepted.files import HEAD, SCHEMA, file_names
from mtqe.accepted.model import Accepted, AcceptedSystem, Key
from mtqe.errors import DataError

_AGAIN = 'Restore the folder from git, or run "mtqe accept" again.'
_TEXTS = ("id", "source", "refs", "hypothesis")


def read(directory: Path) -> Accepted | None:
    """The accepted scorecard of a folder; None where there is none.

    Raises:
        DataError: names the file and the line that is not what mtqe writes.
    """
    path = directory / HEAD
    if not path.exists():
        return None
    head = _object(str(path), _text(path))
    if head.get("schema") != SCHEMA:
        raise DataError(
            f"{path}: schema version {head.get('schema')!r}; this mtqe reads {SCHEMA}. "
            'Run "mtqe accept" again.'
        )
    try:
        return _accepted(directory, head)
    except (LookupError, TypeError, ValueError, AttributeError) as error:
        raise DataError(
            f"{path}: not what mtqe writes ({type(error).__name__}: {error}). {_AGAIN}"
        ) from error


def _accepted(directory: Path, head: Mapping[str, Any]) -> Accepted:
    documents = [document for document, count in head["documents"].items() for _ in range(count)]
    neural = frozenset(label for label, metric in head["metrics"].items() if metric["neural"])
    names, frame = file_names(head["systems"]), list[tuple[str, Key]]()
    systems: dict[str, AcceptedSystem] = {}
    for system, name in head["systems"].items():
        if name != names[system]:  # nothing outside of the folder is ever read
            raise ValueError(f"the system {system!r} cannot be in the file {name!r}")
        path = directory / name
        rows = _rows(path, len(documents), neural)
        keys = [
            (row["id"], Key(document, row["source"], row["refs"]))
            for row, document in zip(rows, documents, strict=True)
        ]
        frame = frame or keys
        _check_frame(path, keys, frame)
        systems[system] = AcceptedSystem(
            hypotheses=tuple(row["hypothesis"] for row in rows),
            scores={label: tuple(row["scores"][label] for row in rows) for label in neural},
        )
    return Accepted(
        name=head["name"],
        source_language=head["source_language"],
        target_language=head["target_language"],
        normalization=head["normalization"],
        signatures={label: metric["signature"] for label, metric in head["metrics"].items()},
        neural=neural,
        versions=head["versions"],
        ids=tuple(name for name, _ in frame),
        keys=tuple(key for _, key in frame),
        systems=systems,
    )


def _rows(path: Path, expected: int, neural: frozenset[str]) -> list[dict[str, Any]]:
    if not path.exists():
        raise DataError(f"{path}: not there, but {HEAD} names it. {_AGAIN}")
    # Ends of lines are "\n" only: a text may hold U+2028 and its like.
    lines = _text(path).removesuffix("\n").split("\n")
    if len(lines) != expected:
        raise DataError(
            f"{path}: {len(lines)} lines, but the documents of {HEAD} have {expected}. {_AGAIN}"
        )
    return [_row(f"{path}:{number}", line, neural) for number, line in enumerate(lines, start=1)]


def _row(where: str, line: str, neural: frozenset[str]) -> dict[str, Any]:
    row = _object(where, line)
    for key in _TEXTS:
        if not isinstance(row.get(key), str):
            raise DataError(f'{where}: "{key}" is no text. {_AGAIN}')
    scores = row.get("scores", {})
    for label in neural:
        score = scores.get(label, "") if isinstance(scores, dict) else ""
        number = isinstance(score, int | float) and math.isfinite(score)
        if score is not None and not number:
            raise DataError(f'{where}: "scores" has no number for {label}. {_AGAIN}')
    return row


def _check_frame(
    path: Path, keys: Sequence[tuple[str, Key]], frame: Sequence[tuple[str, Key]]
) -> None:
    for number, (found, expected) in enumerate(zip(keys, frame, strict=True), start=1):
        if found != expected:
            raise DataError(
                f"{path}:{number}: another segment than in line {number} of the other systems' "
                f"files. {_AGAIN}"
            )


def _text(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8")
    except UnicodeDecodeError as error:
        raise DataError(f"{path}: not UTF-8 at byte {error.start + 1}. {_AGAIN}") from error
    except OSError as error:
        raise DataError(f"{path}: cannot be read: {error.strerror}.") from error


def _object(where: str, text: str) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except ValueError as error:
        raise DataError(f"{where}: not JSON: {error}. {_AGAIN}") from error
    if not isinstance(found, dict):
        raise DataError(f"{where}: expected a JSON object. {_AGAIN}")
    return found
