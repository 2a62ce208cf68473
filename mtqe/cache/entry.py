"""One kept row as bytes, sealed: bytes that were damaged are noticed, never believed."""

from __future__ import annotations

import json
import sqlite3
import struct
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from mtqe.core import Finding
from mtqe.metrics import FloatArray, Rows

_HEAD = struct.Struct("<H")  # numbers in the row


@dataclass(frozen=True)
class Row:
    """What `Rows` holds of one translation."""

    values: FloatArray
    unscored: str | None = None
    findings: tuple[Finding, ...] = ()

    @classmethod
    def of(cls, rows: Rows, position: int) -> Row:
        """The one at this position."""
        findings = tuple(rows.findings.get(position, ()))
        return cls(rows.values[position], rows.unscored.get(position), findings)

    def pack(self) -> bytes:
        """As bytes, the numbers bit by bit."""
        more: list[Any] = [self.unscored, [each.record() for each in self.findings]]
        plain = self.unscored is None and not self.findings
        text = "" if plain else json.dumps(more, default=int)
        values = np.asarray(self.values, dtype="<f8")
        return _HEAD.pack(len(values)) + values.tobytes() + text.encode("ascii")

    @classmethod
    def unpack(cls, packed: bytes) -> Row:
        """What `pack` was given."""
        (count,) = _HEAD.unpack_from(packed)
        values = np.frombuffer(packed, dtype="<f8", count=count, offset=_HEAD.size)
        text = packed[_HEAD.size + values.nbytes :]
        unscored, findings = json.loads(text) if text else (None, [])
        return cls(values, unscored, tuple(map(Finding.of, findings)))


def rows_of(found: Sequence[Row]) -> Rows:
    """The rows together, in order."""
    return Rows(
        np.stack([row.values for row in found]).astype(np.float64, copy=False),
        {i: row.unscored for i, row in enumerate(found) if row.unscored is not None},
        {i: row.findings for i, row in enumerate(found) if row.findings},
    )


def seal(content: bytes, *place: object) -> bytes:
    """Bytes with a checksum over them and the place that they belong to."""
    return zlib.crc32(content, zlib.crc32(repr(place).encode())).to_bytes(4, "little") + content


def unseal(sealed: bytes | None, *place: object) -> bytes:
    """What was sealed for this place.

    Raises:
        sqlite3.DatabaseError: other bytes, or sealed for another place.
    """
    content = (sealed or b"")[4:]
    if seal(content, *place) != sealed:
        raise sqlite3.DatabaseError("a damaged entry")
    return content
