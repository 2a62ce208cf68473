"""`mtqe cache` shows, prunes and clears."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from typer.testing import Result

from mtqe.cache import Store
from mtqe.cache import store as module
from mtqe.cache.entry import Row
from mtqe.cache.place import FILE

Invoke = Callable[..., Result]


def fill(file: Path) -> None:
    with Store.opened(file) as store:
        store.keep("comet", "model:ours|precision:fp32", {str(n): ROW for n in range(1500)})
        store.keep("kiwi", "model:\x1b[31mtheirs", {"a": ROW})


ROW = Row(np.ones(40))


def test_what_is_kept(invoke: Invoke, cache_folder: Path) -> None:
    empty = invoke("cache")
    assert re.fullmatch(rf"{cache_folder / FILE}: \d+\.\d KB, no rows yet\n", empty.stdout)
    fill(cache_folder / FILE)
    shown = invoke("cache")
    assert (shown.exit_code, shown.stderr) == (0, "")
    first, *lines = shown.stdout.splitlines()
    assert re.fullmatch(rf"{cache_folder / FILE}: \d+\.\d KB", first)
    assert [re.sub(r"\d{4}-\d\d-\d\d", "DAY", line) for line in lines] == [
        "          1 rows, last used DAY  kiwi|model:␛[31mtheirs",
        "      1,500 rows, last used DAY  comet|model:ours|precision:fp32",
    ]


def test_prune(invoke: Invoke, cache_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_today", lambda: 100)
    fill(cache_folder / FILE)
    monkeypatch.setattr(module, "_today", lambda: 120)
    assert "Removed: 0 rows" in invoke("cache", "prune", "--older-than", "20d").stdout
    done = invoke("cache", "prune", "--size", "200K")
    assert re.match(r"Removed: [\d,]{3,} rows\. Left: 1\d\d\.\d KB\n", done.stdout)
    invoke("cache", "prune", "--older-than", "19")
    assert "no rows yet" in invoke("cache").stdout


def test_clear_and_another_folder(invoke: Invoke, cache_folder: Path, tmp_path: Path) -> None:
    fill(cache_folder / FILE)
    fill(tmp_path / FILE)
    assert invoke("cache", "clear", "--at", tmp_path).stdout.startswith("Removed: all rows.")
    assert "no rows yet" in invoke("cache", "--at", tmp_path).stdout
    assert "1,500 rows" in invoke("cache").stdout


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["prune"], "say what is to go: --size 500M, --older-than 30d, or both."),
        (["prune", "--size", "many"], '--size: expected a size such as "500M"'),
        (["prune", "--older-than", "3w"], "--older-than: expected days such as 30d, got '3w'."),
    ],
)
def test_refusals(invoke: Invoke, arguments: list[str], message: str) -> None:
    done = invoke("cache", *arguments)
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr.startswith("error: cache prune: ")
    assert message in done.stderr


def test_no_cache_at_all(invoke: Invoke, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("MTQE_CACHE", "off")
    assert invoke("cache").exit_code == 2
    monkeypatch.setenv("MTQE_CACHE", str(tmp_path / "file"))
    (tmp_path / "file").write_text("", encoding="utf-8")
    done = invoke("cache")
    assert done.exit_code == 0
    assert done.stderr.startswith("warning: ")
