"""The SQLite file: safe for several processes at once, and never a reason for a run to fail.

It keeps a rollback journal, not a write-ahead log: writes are few and short, a process that has
ended leaves one file, and folders on a network work too. What a killed process was writing is
undone by the next one.
"""

from __future__ import annotations

import hashlib
import sqlite3
import time
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeVar

from mtqe.cache.entry import Row, seal, unseal

Warn = Callable[[str], None]
T = TypeVar("T")

PATIENCE: Final = 60.0
"""Seconds to wait for another process that writes; a write takes milliseconds."""
_DAY: Final = 86_400
_VERSION: Final = 1
_TABLES: Final = (
    "PRAGMA auto_vacuum = FULL",  # what is pruned leaves the disk
    "BEGIN IMMEDIATE",
    "CREATE TABLE IF NOT EXISTS metrics "
    "(id INTEGER PRIMARY KEY, signature TEXT NOT NULL UNIQUE, label TEXT NOT NULL)",
    "CREATE TABLE IF NOT EXISTS rows (id INTEGER PRIMARY KEY, metric INTEGER NOT NULL, "
    "key BLOB NOT NULL, used INTEGER NOT NULL, row BLOB NOT NULL, UNIQUE (metric, key))",
    "CREATE TABLE IF NOT EXISTS notes "
    "(key TEXT PRIMARY KEY, value BLOB NOT NULL, used INTEGER NOT NULL)",
    f"PRAGMA user_version = {_VERSION}",
    "COMMIT",
)
# The file itself is wrong; anything else (locked, read-only, full) is the place's matter.
_BROKEN: Final = ("SQLITE_CORRUPT", "SQLITE_NOTADB", "SQLITE_ERROR", "SQLITE_CONSTRAINT")


def warn_in_python(message: str) -> None:
    """How a caller from Python is told."""
    warnings.warn(message, stacklevel=2)


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
        self._warn = warn
        self._writable, self._renewed = True, False
        self._db: sqlite3.Connection | None = None
        self._open()

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
        if self._db is not None:
            self._db.close()
        self._db = None

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
                        "SELECT id, used, row FROM rows WHERE metric = ? AND key = ?",
                        (metric, short),
                    ):
                        found[key] = Row.unpack(unseal(sealed, signature, short))
                        if used < today:
                            old.append((today, number))
            return found

        found = self._read(read, dict[str, Row]())
        if old:
            self._write("UPDATE rows SET used = ? WHERE id = ?", old)
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
                "INSERT OR IGNORE INTO metrics (signature, label) VALUES (?, ?)", (signature, label)
            )
            metric, today = _metric(db, signature), _today()
            db.executemany(
                "INSERT OR REPLACE INTO rows (metric, key, used, row) VALUES (?, ?, ?, ?)",
                [
                    (metric, short, today, seal(row.pack(), signature, short))
                    for short, row in ((_short(key), row) for key, row in rows.items())
                ],
            )

        self._transact(write)

    def get(self, key: str) -> str | None:
        """The note under this key; None where there is none."""

        def read(db: sqlite3.Connection) -> tuple[str, int] | None:
            found = db.execute("SELECT value, used FROM notes WHERE key = ?", (key,)).fetchone()
            return (unseal(found[0], key).decode(), found[1]) if found else None

        found = self._read(read, None)
        if found and found[1] < _today():
            self[key] = found[0]
        return found[0] if found else None

    def __setitem__(self, key: str, note: str) -> None:
        """Remember a note."""
        row = (key, seal(note.encode(), key), _today())
        self._write("INSERT OR REPLACE INTO notes (key, value, used) VALUES (?, ?, ?)", [row])

    def size(self) -> int:
        """Bytes on the disk."""
        return self.path.stat().st_size if self.path and self.path.exists() else 0

    def content(self) -> list[Kept]:
        """What is here, metric by metric, the last used first."""
        query = (
            "SELECT label, signature, count(*), max(used) FROM rows JOIN metrics "
            "ON metrics.id = rows.metric GROUP BY metrics.id ORDER BY max(used) DESC, signature"
        )
        found: list[tuple[str, str, int, int]] = self._read(
            lambda db: db.execute(query).fetchall(), []
        )
        return [Kept(label, name, count, day * _DAY) for label, name, count, day in found]

    def prune(self, limit: int | None = None, *, days: int | None = None) -> int:
        """Remove rows until the file has at most so many bytes, or those unused for days.

        Returns:
            How many rows went, the longest unused first.
        """
        removed = 0
        if days is not None:
            oldest = _today() - days
            removed += self._write("DELETE FROM rows WHERE used < ?", [(oldest,)])
            self._write("DELETE FROM notes WHERE used < ?", [(oldest,)])
        while limit is not None and self.size() > limit:
            count = self._read(_count, 0)
            share = min(1.0, 1.1 - limit / self.size())  # a little more: not again at once
            query = "DELETE FROM rows WHERE id IN (SELECT id FROM rows ORDER BY used, id LIMIT ?)"
            gone = self._write(query, [(max(1, round(count * share)),)])
            if not gone:
                break
            removed += gone
        if removed:
            self._write("DELETE FROM metrics WHERE id NOT IN (SELECT metric FROM rows)")
        return removed

    def clear(self) -> None:
        """Remove everything, also a broken file that was set aside."""
        for statement in ("DELETE FROM rows", "DELETE FROM metrics", "DELETE FROM notes"):
            self._write(statement)
        if self.path:
            _aside(self.path).unlink(missing_ok=True)

    def _open(self) -> None:
        if self.path is None:
            return
        try:
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._db = sqlite3.connect(self.path, timeout=PATIENCE, isolation_level=None)
            self._db.execute("PRAGMA synchronous = NORMAL")
            (version,) = self._db.execute("PRAGMA user_version").fetchone()
            if version != _VERSION:
                for statement in _TABLES:
                    self._db.execute(statement)
        except sqlite3.DatabaseError as error:
            self._fail(error)
        except OSError as error:
            self._stop(error.strerror or str(error))

    def _read(self, work: Callable[[sqlite3.Connection], T], otherwise: T) -> T:
        if self._db is None:
            return otherwise
        try:
            return work(self._db)
        except sqlite3.DatabaseError as error:
            self._fail(error)
            return otherwise

    def _write(self, statement: str, rows: Sequence[tuple[object, ...]] = ((),)) -> int:
        """Run one statement for each; the number of table rows that it changed."""
        return self._transact(lambda db: db.executemany(statement, rows).rowcount) or 0

    def _transact(self, work: Callable[[sqlite3.Connection], T]) -> T | None:
        def transact(db: sqlite3.Connection) -> T:
            db.execute("BEGIN IMMEDIATE")  # waits for the others here, and not half-way
            with db:
                return work(db)

        return self._read(transact, None) if self._writable else None

    def _fail(self, error: sqlite3.DatabaseError) -> None:
        name = getattr(error, "sqlite_errorname", None) or "SQLITE_CORRUPT"
        if name.startswith(_BROKEN):
            self._set_aside(str(error))
        elif name.startswith(("SQLITE_READONLY", "SQLITE_FULL", "SQLITE_BUSY")):
            # What is there can still be read.
            if self._writable:
                self._warn(f"{self.path}: cannot be written: {error}. What is scored is not kept.")
            self._writable = False
        else:
            self._stop(str(error))

    def _stop(self, why: str) -> None:
        self.close()
        self._warn(
            f"{self.path}: the cache cannot be used: {why}. Everything is scored again, and not "
            "kept. MTQE_CACHE or `runtime: {cache: ...}` name another folder."
        )

    def _set_aside(self, why: str) -> None:
        """Make room for a new file, once; what other processes still write into it is lost."""
        self.close()
        if self.path is None or self._renewed:
            self._stop(why)
            return
        self._renewed = True
        broken = _aside(self.path)
        try:
            self.path.with_name(f"{self.path.name}-journal").unlink(missing_ok=True)
            self.path.replace(broken)
        except FileNotFoundError:  # another process was faster
            pass
        except OSError as error:
            self._stop(f"it is broken ({why}) and cannot be moved: {error.strerror}")
            return
        self._warn(f"{self.path}: broken ({why}): now {broken.name}, and a new one is begun.")
        self._open()


def _aside(path: Path) -> Path:
    return path.with_name(f"{path.name}.broken")


def _metric(db: sqlite3.Connection, signature: str) -> int | None:
    found = db.execute("SELECT id FROM metrics WHERE signature = ?", (signature,)).fetchone()
    return found[0] if found else None


def _count(db: sqlite3.Connection) -> int:
    (count,) = db.execute("SELECT count(*) FROM rows").fetchone()
    return int(count)


def _short(key: str) -> bytes:
    return hashlib.blake2b(key.encode("utf-8", "surrogatepass"), digest_size=16).digest()


def _today() -> int:
    return int(time.time()) // _DAY
