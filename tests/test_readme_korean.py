"""README.ko.md is true: its commands are README's, its output and its rules are what there is."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import Result

from mtqe.cli import app
from mtqe.config import load

BLOCK = re.compile(r"(?:<!-- (.*?) -->\n)?```(\w+)\n(.*?)```", re.DOTALL)
ENGLISH, KOREAN = (
    Path(__file__).resolve().parent.parent.joinpath(name).read_text("utf-8")
    for name in ("README.md", "README.ko.md")
)


def commands(readme: str) -> list[tuple[str, ...]]:
    return [match.groups() for match in BLOCK.finditer(readme) if match[2] == "sh"]


def block(language: str) -> tuple[str, str]:
    ((marker, text),) = [(m[1], m[3]) for m in BLOCK.finditer(KOREAN) if m[2] == language]
    return marker, text


@pytest.fixture(autouse=True)
def clone(project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """What the commands need of a clone."""
    for name in ("configs", "mtqe/quickstart"):
        shutil.copytree(project / name, tmp_path / name)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "100")
    return tmp_path


def test_the_commands_are_those_of_the_readme() -> None:
    assert len(commands(KOREAN)) == 3
    assert commands(KOREAN) == commands(ENGLISH)


def test_the_output(invoke: Callable[..., Result]) -> None:
    marker, text = block("text")
    printed = invoke(*marker.removeprefix("output: mtqe ").split()).stdout
    start, *middle, end = text.split("[...]\n")
    assert printed.startswith(start.rstrip())
    assert all(part.strip() in printed for part in middle)
    assert printed.endswith(end.lstrip())


def test_the_rules_of_the_gate() -> None:
    config = Path("configs/quickstart.yaml")
    config.write_text(config.read_text("utf-8") + block("yaml")[1], encoding="utf-8")
    assert len(load(config).gate) == 3


def test_it_is_one_page_that_names_every_command_and_what_is_there(project: Path) -> None:
    assert len(KOREAN.splitlines()) <= 130
    names = [
        c.name or c.callback.__name__.strip("_") for c in app.registered_commands if c.callback
    ]
    assert [name for name in names if f"`mtqe {name}" not in KOREAN] == []
    paths = re.findall(r"`((?:configs|mtqe|reports)/[\w./-]+\.\w+)`", KOREAN)
    paths += re.findall(r"\]\((?!http)([^)]+)\)", KOREAN)
    assert paths
    assert [path for path in paths if not (project / path).exists()] == []
