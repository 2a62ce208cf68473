"""README is true: its commands and its code run, its output and its tree are what there is."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from mtqe import plugins
from mtqe.cli import app
from mtqe.config import load
from mtqe.testing import check_metric

README = Path(__file__).resolve().parent.parent.joinpath("README.md").read_text("utf-8")
BLOCKS = re.findall(r"(?:<!-- (.*?) -->\n)?```(\w+)\n(.*?)```", README, flags=re.DOTALL)
COMMANDS = [
    line
    for marker, language, block in BLOCKS
    if language == "sh" and not marker
    for line in block.splitlines()
]


def block(marker: str) -> str:
    found: list[str] = [text for name, _, text in BLOCKS if name == marker]
    assert len(found) == 1
    return found[0]


@pytest.fixture
def clone(project, tmp_path):
    """What README's commands need of a clone."""
    shutil.copytree(project / "configs", tmp_path / "configs")
    shutil.copytree(project / "mtqe" / "quickstart", tmp_path / "mtqe" / "quickstart")
    shutil.copytree(project / "reports" / "accepted", tmp_path / "reports" / "accepted")
    return tmp_path


def run(command: str, folder: Path) -> str:
    program, *arguments = command.split()
    assert program == "mtqe"
    done = subprocess.run(
        [sys.executable, "-m", "mtqe", *arguments],
        cwd=folder,
        env={**os.environ, "COLUMNS": "100"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_commands(clone):
    assert len(COMMANDS) >= 6
    for command in COMMANDS:
        run(command, clone)


def test_the_output(clone):
    output = run("mtqe run configs/quickstart.yaml", clone)
    start, *middle, end = block("output: mtqe run configs/quickstart.yaml").split("[...]\n")
    assert output.startswith(start.rstrip())
    assert all(part.strip() in output for part in middle)
    assert output.endswith(end.lstrip())


def test_the_alignment(shared, tmp_path):
    for name in ("article.en.txt", "translation.mixed.txt"):
        shutil.copy(shared / "data" / "kcna-visit" / name, tmp_path)
    command, *parts = block("align: kcna-visit").split("[...]\n")
    output = run(command.strip().removeprefix("$ ") + " --format table", tmp_path)
    assert any(part.strip() for part in parts)
    assert all(part.strip("\n") in output for part in parts)


def test_the_rules_of_the_gate(clone):
    block_of_rules = next(text for _, language, text in BLOCKS if language == "yaml")
    config = clone / "configs" / "quickstart.yaml"
    config.write_text(config.read_text("utf-8") + block_of_rules, encoding="utf-8")
    assert len(load(config).gate) == 5


def test_the_notebook(clone, monkeypatch):
    monkeypatch.chdir(clone)
    (code,) = [text for name, language, text in BLOCKS if language == "python" and not name]
    names: dict[str, object] = {}
    exec(code, names)  # noqa: S102 - our own README
    assert set(names) >= {"card", "alignment"}


def test_the_example_metric(monkeypatch, tmp_path):
    code = block("example-metric")
    tmp_path.joinpath("example_metric.py").write_text(code, encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    metrics = {**plugins.BUILT_IN["metrics"], "length": "example_metric:LengthRatio"}
    monkeypatch.setitem(plugins.BUILT_IN, "metrics", metrics)
    check_metric(plugins.load("metrics", "length")())
    import mtqe

    card = mtqe.evaluate(
        source=["Four", "Six of"], systems={"a": ["ab", "abc"]}, metrics=["length"],
        source_language="en", target_language="ko",
    )  # fmt: skip
    assert card.systems["length"].item() == 0.5


def test_the_two_commands_are_one_line_each_and_install_the_tested_versions():
    for marker in ("first-command", "test-command"):
        (line,) = block(marker).splitlines()
        assert "-c constraints.txt" in line
        assert line.startswith("python3 -m venv .venv && ")


def test_it_is_short_and_names_everything():
    assert len(README.splitlines()) <= 300
    commands = [
        command.name or getattr(command.callback, "__name__", "")
        for command in app.registered_commands
    ]
    assert [name for name in commands if f"`mtqe {name}" not in README] == []
    entries = [name for kind in plugins.BUILT_IN for name in plugins.BUILT_IN[kind]]
    assert [name for name in entries if f"`{name}`" not in README and name not in README] == []


def test_the_tree_is_the_code(project):
    tree = README[README.index("```text\nmtqe/") :]
    tree = tree[: tree.index("```\n\n")]
    there = {
        f"{path.name}/" if path.is_dir() else path.name
        for path in (project / "mtqe").iterdir()
        if path.name[0] not in "._" and path.suffix in {"", ".py"}
    }
    assert {name for name in there if name not in tree} == {"quickstart/"}


def test_links_and_paths_lead_somewhere(project):
    paths = re.findall(r"`((?:configs|mtqe|\.ci)/[\w./-]+)`", README)
    paths += re.findall(r"\]\((?!http)([^)]+)\)", README)
    made_up = {"mtqe/metrics/length.py"}
    assert [path for path in paths if path not in made_up and not (project / path).exists()] == []
