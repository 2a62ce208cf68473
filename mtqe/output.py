"""Writes the files of a report: all of them or none, whatever happens."""

from __future__ import annotations

import errno
import os
import shutil
import signal
import tempfile
import threading
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import FrameType

from mtqe.errors import OutputError


def check_writable(directory: Path) -> None:
    """Find out before long work that a report could not be written after it.

    Raises:
        OutputError: something else stands in the way, or permission is missing.
    """
    try:
        existing = next(path for path in (directory, *directory.parents) if path.exists())
    except OSError as error:  # a name that is too long, a folder that is closed to us
        raise OutputError(_explain(directory, error)) from error
    if not existing.is_dir():
        raise OutputError(
            f"{directory}: cannot write reports here: {existing} is a file, expected a folder. "
            "Choose another folder with --output or report.directory."
        )
    if not os.access(existing, os.W_OK | os.X_OK):
        raise OutputError(
            f"{directory}: cannot write reports here: no permission to write in {existing}. "
            "Choose another folder with --output or report.directory."
        )


def write(directory: Path, files: Mapping[str, bytes]) -> None:
    """Replace the files of a folder together.

    Contents are first written beside the folder's files, then renamed into place; when a rename
    fails, those already done are taken back. An interrupt waits until the renames are through.

    Args:
        directory: made when it is not there.
        files: name -> content.

    Raises:
        OutputError: no permission, no space, or a file that another program holds open; the
            folder is as it was.
    """
    check_writable(directory)
    try:
        directory.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".mtqe-", dir=directory) as beside:
            new, old = Path(beside, "new"), Path(beside, "old")
            new.mkdir()
            old.mkdir()
            for name, content in files.items():
                (new / name).write_bytes(content)
            with _interrupts_held():
                _swap(directory, new, old, list(files))
    except OSError as error:
        raise OutputError(_explain(directory, error)) from error


def _swap(directory: Path, new: Path, old: Path, names: list[str]) -> None:
    with ExitStack() as undo:
        for name in names:
            target = directory / name
            if target.exists():
                _keep(target, old / name)
                undo.callback((old / name).replace, target)
            else:
                undo.callback(target.unlink, missing_ok=True)
            (new / name).replace(target)
        undo.pop_all()


def _keep(target: Path, copy: Path) -> None:
    """A second name for the old content, so that the first is never missing; else a copy."""
    try:
        copy.hardlink_to(target)
    except (OSError, NotImplementedError):
        shutil.copy2(target, copy)


@contextmanager
def _interrupts_held() -> Iterator[None]:
    """Hold Ctrl-C back until the block is through (only the main thread ever gets it)."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    held: list[int] = []

    def remember(number: int, _frame: FrameType | None) -> None:
        held.append(number)

    before = signal.signal(signal.SIGINT, remember)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
    if held:
        raise KeyboardInterrupt


def _explain(directory: Path, error: OSError) -> str:
    where = error.filename or directory
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return f"{where}: no space left on the disk; nothing was changed. Free some and run again."
    if isinstance(error, PermissionError):
        return (
            f"{where}: cannot be written: no permission, or another program holds it open; "
            "nothing was changed. Close it, or choose another folder with --output."
        )
    return f"{where}: cannot be written: {error.strerror or error}; nothing was changed."
