"""An SQLite file that several processes share, and that never makes a run fail.

It keeps a rollback journal, not a write-ahead log: writes are few and short, a process that has
ended leaves one file, and folders on a network work too. What a killed process was writing is
undone by the next one.
"""

from __future__ import annotations

import sqlite3
import warnings
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final, TypeVar

Warn = Callable[[str], None]
T = TypeVar("T")

PATIENCE: Final = 60.0
"""Seconds to wait for another process that writes; a write takes milliseconds."""
_VERSION: Final = 1
_TABLES: Final = (
    "CREATE TABLE IF NOT EXISTS metrics "
    "(id INTEGER PRIMARY KEY, signature TEXT NOT NULL UNIQUE, label TEXT NOT NULL)",
    "CREATE TABLE IF NOT EXISTS rows (id INTEGER PRIMARY KEY, metric INTEGER NOT NULL, "
    "key BLOB NOT NULL, used INTEGER NOT NULL, row BLOB NOT NULL, UNIQUE (metric, key))",
    "CREATE TABLE IF NOT EXISTS notes "
    "(key BLOB PRIMARY KEY, value BLOB NOT NULL, used INTEGER NOT NULL)",
    f"PRAGMA user_version = {_VERSION}",
)
# A damaged file may quote itself in errors that are no text.
_ERRORS: Final = (sqlite3.DatabaseError, UnicodeDecodeError)
# The file itself is wrong; anything else (locked, read-only, full) is the place's matter.
_BROKEN: Final = ("SQLITE_CORRUPT", "SQLITE_NOTADB", "SQLITE_ERROR", "SQLITE_CONSTRAINT")
_CLOSED: Final = ("SQLITE_READONLY", "SQLITE_FULL", "SQLITE_BUSY")


def warn_in_python(message: str) -> None:
    """How a caller from Python is told."""
    warnings.warn(message, stacklevel=2)


class File:
    """The tables, or nothing where they cannot be had.

    Attributes:
        path: None for a file that keeps nothing.
    """

    def __init__(self, path: Path | None, warn: Warn) -> None:
        """Open the file, or make it."""
        self.path = path
        self._warn = warn
        self._writable, self._renewed = True, False
        self._db: sqlite3.Connection | None = None
        self._inode = 0
        self._open()

    def close(self) -> None:
        """Let the file go."""
        if self._db is not None:
            self._db.close()
        self._db = None

    def size(self) -> int:
        """Bytes on the disk."""
        return self.path.stat().st_size if self.path and self.path.exists() else 0

    def read(self, work: Callable[[sqlite3.Connection], T], otherwise: T) -> T:
        """What some work finds; `otherwise` where the file cannot be read."""
        if self._db is None:
            return otherwise
        try:
            return work(self._db)
        except _ERRORS as error:
            self._fail(error)
            return otherwise

    def transact(self, work: Callable[[sqlite3.Connection], T]) -> T | None:
        """Do all of some work, or nothing; None where nothing can be written."""

        def transact(db: sqlite3.Connection) -> T:
            db.execute("BEGIN IMMEDIATE")  # waits for the others here, and not half-way
            with db:
                return work(db)

        return self.read(transact, None) if self._writable else None

    def write(self, statement: str, rows: Sequence[tuple[object, ...]] = ((),)) -> int:
        """Run one statement for each; the number of table rows that it changed."""
        return self.transact(lambda db: db.executemany(statement, rows).rowcount) or 0

    def remove_broken(self) -> None:
        """Delete a file that was set aside."""
        if self.path is not None:
            with suppress(OSError):
                _aside(self.path).unlink()

    def _open(self) -> None:
        if self.path is None:
            return
        try:
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._db = sqlite3.connect(self.path, timeout=PATIENCE, isolation_level=None)
            self._inode = self.path.stat().st_ino
            self._make_tables(self._db)
        except _ERRORS as error:
            self._fail(error)
        except OSError as error:
            self._stop(error.strerror or str(error))

    def _make_tables(self, db: sqlite3.Connection) -> None:
        db.execute("PRAGMA synchronous = NORMAL")
        (version,) = db.execute("PRAGMA user_version").fetchone()
        if version != _VERSION:
            db.execute("PRAGMA auto_vacuum = FULL")  # what is pruned leaves the disk
            db.execute("BEGIN IMMEDIATE")
            with db:
                for statement in _TABLES:
                    db.execute(statement)

    def _fail(self, error: Exception) -> None:
        name = getattr(error, "sqlite_errorname", None) or "SQLITE_CORRUPT"
        if name.startswith(_BROKEN):
            self._set_aside(str(error))
        elif name.startswith(_CLOSED):
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
        try:
            # Unless another process was faster.
            if self.path.exists() and self.path.stat().st_ino == self._inode:
                self.path.with_name(f"{self.path.name}-journal").unlink(missing_ok=True)
                self.path.replace(_aside(self.path))
        except OSError as error:
            self._stop(f"it is broken ({why}) and cannot be moved: {error.strerror}")
            return
        aside = _aside(self.path).name
        self._warn(f"{self.path}: broken ({why}): it is {aside} now, and a new one is begun.")
        self._open()


def _aside(path: Path) -> Path:
    return path.with_name(f"{path.name}.broken")
