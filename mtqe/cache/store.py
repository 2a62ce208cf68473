"""Rows by signature and key, and notes by key: what the tables of the file hold."""

from __future__ import annotations

import hashlib
import sqlite3
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from mtqe.cache.entry import Row, seal, unseal
from mtqe.cache.file import File, Warn, warn_in_python

_DAY: Final = 86_400
# Types are made sure of: those of a damaged file may be any.
_ROW: Final = (
    "SELECT id, ifnull(CAST(used AS INTEGER), 0), CAST(row AS BLOB) FROM rows "
    "WHERE metric = ? AND key = ?"
)
_NOTE: Final = (
    "SELECT CAST(value AS BLOB), ifnull(CAST(used AS INTEGER), 0) FROM notes WHERE key = ?"
)
_CONTENT: Final = (
    "SELECT label, signature, count(*), max(ifnull(CAST(used AS INTEGER), 0)) FROM rows "
    "JOIN metrics ON metrics.id = rows.metric GROUP BY metrics.id ORDER BY 4 DESC, signature"
)


@dataclass(frozen=True)
class Kept:
    """How many rows of one metric there are.

    Attributes:
        used: seconds since 1970 of the day when one was last used.
    """

    label: str
    signature: str
    rows: int
    used: int


class Store:
    """Rows by signature and key, and notes by key; both may be gone at any time.

    Attributes:
        path: of the file; None for a store that keeps nothing.
    """

    def __init__(self, path: Path | None, *, warn: Warn = warn_in_python) -> None:
        """Open the file, or make it."""
        self.path = path
        self._file = File(path, warn)

    @classmethod
    @contextmanager
    def opened(
        cls, path: Path | None, *, limit: int | None = None, warn: Warn = warn_in_python
    ) -> Iterator[Store]:
        """A store that is closed in the end, and then no larger than so many bytes."""
        store = cls(path, warn=warn)
        try:
            yield store
        finally:
            if limit is not None:
                store.prune(limit)
            store.close()

    def close(self) -> None:
        """Let the file go."""
        self._file.close()

    def rows(self, signature: str, keys: Iterable[str]) -> dict[str, Row]:
        """Those of these keys that are here."""
        today, old = _today(), []

        def read(db: sqlite3.Connection) -> dict[str, Row]:
            found: dict[str, Row] = {}
            db.execute("BEGIN")  # one lock for all of them
            with db:
                metric = _metric(db, signature)
                for key in keys:
                    short = _short(key)
                    for number, used, sealed in db.execute(
                        _ROW,
                        (metric, short),
                    ):
                        found[key] = Row.unpack(unseal(sealed, signature, short))
                        if used < today:
                            old.append((today, number))
            return found

        found = self._file.read(read, dict[str, Row]())
        if old:
            self._file.write("UPDATE rows SET used = ? WHERE id = ?", old)
        return found

    def keep(self, label: str, signature: str, rows: Mapping[str, Row]) -> None:
        """Remember rows by their keys.

        Args:
            label: what people call the metric that made them.
            signature: everything that decides their numbers.
            rows: key -> row.
        """

        def write(db: sqlite3.Connection) -> None:
            db.execute(
                "INSERT OR IGNORE INTO metrics (signature, label) VALUES (?, ?)",
                (_text(signature), _text(label)),
            )
            metric, today = _metric(db, signature), _today()
            db.executemany(
                "INSERT OR REPLACE INTO rows (metric, key, used, row) VALUES (?, ?, ?, ?)",
                [
                    (metric, short, today, seal(row.pack(), signature, short))
                    for short, row in ((_short(key), row) for key, row in rows.items())
                ],
            )

        self._file.transact(write)

    def get(self, key: str) -> str | None:
        """The note under this key; None where there is none."""

        def read(db: sqlite3.Connection) -> tuple[str, int] | None:
            found = db.execute(_NOTE, (_short(key),)).fetchone()
            return (unseal(found[0], key).decode(), found[1]) if found else None

        found = self._file.read(read, None)
        if found and found[1] < _today():
            self[key] = found[0]
        return found[0] if found else None

    def __setitem__(self, key: str, note: str) -> None:
        """Remember a note."""
        row = (_short(key), seal(note.encode(), key), _today())
        self._file.write("INSERT OR REPLACE INTO notes (key, value, used) VALUES (?, ?, ?)", [row])

    def size(self) -> int:
        """Bytes on the disk."""
        return self._file.size()

    def content(self) -> list[Kept]:
        """What is here, metric by metric, the last used first."""
        found: list[tuple[str, str, int, int]] = self._file.read(
            lambda db: db.execute(_CONTENT).fetchall(), []
        )
        today = _today()
        return [
            Kept(label, name, count, max(0, min(day, today)) * _DAY)
            for label, name, count, day in found
        ]

    def prune(self, limit: int | None = None, *, days: int | None = None) -> int:
        """Remove rows until the file has at most so many bytes, or those unused for days.

        Returns:
            How many rows went, the longest unused first.
        """
        removed = 0
        if days is not None:
            oldest = _today() - days
            removed += self._file.write("DELETE FROM rows WHERE used < ?", [(oldest,)])
            self._file.write("DELETE FROM notes WHERE used < ?", [(oldest,)])
        while limit is not None and self.size() > limit:
            count = self._file.read(_count, 0)
            share = min(1.0, 1.1 - limit / self.size())  # a little more: not again at once
            query = "DELETE FROM rows WHERE id IN (SELECT id FROM rows ORDER BY used, id LIMIT ?)"
            gone = self._file.write(query, [(max(1, round(count * share)),)])
            if not gone:
                break
            removed += gone
        if removed:
            self._file.write("DELETE FROM metrics WHERE id NOT IN (SELECT metric FROM rows)")
        return removed

    def clear(self) -> None:
        """Remove everything, also a broken file that was set aside."""
        for statement in ("DELETE FROM rows", "DELETE FROM metrics", "DELETE FROM notes"):
            self._file.write(statement)
        self._file.remove_broken()


def _metric(db: sqlite3.Connection, signature: str) -> int | None:
    found = db.execute("SELECT id FROM metrics WHERE signature = ?", (_text(signature),)).fetchone()
    return found[0] if found else None


def _count(db: sqlite3.Connection) -> int:
    (count,) = db.execute("SELECT count(*) FROM rows").fetchone()
    return int(count)


def _short(key: str) -> bytes:
    return hashlib.blake2b(key.encode("utf-8", "surrogatepass"), digest_size=16).digest()


def _text(name: str) -> str:
    """Where a folder's name that is no Unicode got into it, SQLite cannot take it as it is."""
    return name.encode("utf-8", "backslashreplace").decode("utf-8")


def _today() -> int:
    return int(time.time()) // _DAY
