"""Reports are replaced together or not at all."""

import errno
import os
import signal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtqe import output
from mtqe.errors import OutputError

FILES = {"a.txt": b"new a", "b.txt": b"new b", "c.txt": b"new c"}


def contents(directory: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in directory.iterdir()}


def test_makes_the_folder_and_leaves_nothing_else(tmp_path):
    output.write(tmp_path / "x" / "y", FILES)
    assert contents(tmp_path / "x" / "y") == FILES


@given(fail_at=st.integers(0, 2), before=st.sets(st.sampled_from(sorted(FILES))))
def test_a_failed_rename_takes_the_others_back(fail_at, before, tmp_path_factory):
    """The second or third file is held open by another program, as happens on Windows."""
    directory = tmp_path_factory.mktemp("reports")
    for name in before:
        (directory / name).write_bytes(b"old")
    real, held = Path.replace, sorted(FILES)[fail_at]

    def replace(self: Path, target: Path) -> Path:
        if self.parent.name == "new" and self.name == held:
            raise PermissionError(errno.EACCES, "held open", str(target))
        return real(self, target)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Path, "replace", replace)
        with pytest.raises(OutputError, match=r"another program holds it open.*--output"):
            output.write(directory, FILES)
    assert contents(directory) == dict.fromkeys(before, b"old")


def test_a_full_disk_changes_nothing(tmp_path, monkeypatch):
    (tmp_path / "a.txt").write_bytes(b"old")
    real = Path.write_bytes

    def full(self: Path, data: bytes) -> int:
        if self.parent.name == "new":
            raise OSError(errno.ENOSPC, "No space left on device", str(self))
        return real(self, data)

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(OutputError, match="no space left"):
        output.write(tmp_path, FILES)
    assert contents(tmp_path) == {"a.txt": b"old"}


def test_an_interrupt_waits_for_the_renames(tmp_path, monkeypatch):
    real = Path.replace

    def interrupted(self: Path, target: Path) -> Path:
        signal.raise_signal(signal.SIGINT)
        return real(self, target)

    monkeypatch.setattr(Path, "replace", interrupted)
    with pytest.raises(KeyboardInterrupt):
        output.write(tmp_path, FILES)
    assert contents(tmp_path) == FILES


def test_a_file_in_the_way(tmp_path):
    (tmp_path / "reports").write_bytes(b"")
    with pytest.raises(OutputError, match="is a file, expected a folder"):
        output.write(tmp_path / "reports" / "x", FILES)


def test_no_permission(tmp_path, monkeypatch):
    """Root may write anywhere, so the system's answer is put in its mouth."""
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    with pytest.raises(OutputError, match="no permission"):
        output.write(tmp_path / "x", FILES)
