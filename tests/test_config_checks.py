"""The section `checks:`, with stand-in checks."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

import pytest

from mtqe import config, plugins
from mtqe.checks import View
from mtqe.core import Finding, Severity
from mtqe.errors import ConfigError

HEAD = "source_language: en\ntarget_language: ko\ndata: {lines: {source: a, systems: {v1: b}}}\n"


@dataclass(frozen=True)
class Usual:
    limit: int = 3
    severity: Severity | None = None

    name: ClassVar[str] = "usual"
    default: ClassVar[bool] = True
    codes: ClassVar[Mapping[str, Severity]] = {"usual": "warning"}

    def find(self, view: View) -> Iterator[Finding]:
        yield from ()


@dataclass(frozen=True)
class Glossary(Usual):
    path: str | None = None

    name: ClassVar[str] = "glossary"
    default: ClassVar[bool] = False

    def __post_init__(self) -> None:
        if self.path is None:
            raise ValueError('needs "path:", a file of terms.')


@pytest.fixture(autouse=True)
def stand_ins(monkeypatch: pytest.MonkeyPatch) -> None:
    table = {"usual": f"{__name__}:Usual", "glossary": f"{__name__}:Glossary"}
    monkeypatch.setitem(plugins.BUILT_IN, "checks", table)


@pytest.fixture
def read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], config.RunConfig]:
    """A config with these lines."""
    monkeypatch.chdir(tmp_path)

    def run(text: str) -> config.RunConfig:
        Path("x.yaml").write_text(HEAD + text, encoding="utf-8")
        return config.load("x.yaml")

    return run


OFF = {"usual": False, "glossary": False}
ON = {"limit": 3, "severity": None}


@pytest.mark.parametrize(
    ("text", "on", "filled"),
    [
        ("", [Usual()], {"usual": ON, "glossary": False}),
        ("checks: true", [Usual()], {"usual": ON, "glossary": False}),
        ("checks: {}", [Usual()], {"usual": ON, "glossary": False}),
        ("checks: false", [], OFF),
        ("checks: {usual: false}", [], OFF),
        ("checks: {usual: true, glossary: false}", [Usual()], {"usual": ON, "glossary": False}),
        (
            "checks: {glossary: {path: t.tsv}, usual: {limit: 4, severity: info}}",
            [Usual(4, "info"), Glossary(path="t.tsv")],
            {
                "usual": {"limit": 4, "severity": "info"},
                "glossary": {"limit": 3, "severity": None, "path": "t.tsv"},
            },
        ),
    ],
)
def test_checks_are_on_as_the_table_says_unless_told_otherwise(
    read: Callable[[str], config.RunConfig], text: str, on: list[Any], filled: dict[str, Any]
) -> None:
    run = read(text)
    assert list(run.checks) == on
    assert run.filled["checks"] == filled


def test_everything_wrong_is_told_with_its_line(read: Callable[[str], config.RunConfig]) -> None:
    with pytest.raises(ConfigError) as caught:
        read("checks:\n  usal: true\n  usual: {limt: 4, severity: eror}\n  glossary: true\n")
    assert str(caught.value).splitlines() == [
        "x.yaml:5: checks.usal: unknown check 'usal'. Did you mean \"usual\"? Available: usual, "
        "glossary.",
        'x.yaml:6: checks.usual.severity: expected "info", "warning" or "error", got "eror". Did '
        'you mean "error"?',
        'x.yaml:6: checks.usual.limt: unknown key. Did you mean "limit"?',
        'x.yaml:7: checks.glossary: needs "path:", a file of terms.',
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("checks: [usual]", "checks: expected true, false or a mapping of checks, got a list."),
        (
            "checks: {usual: 3}",
            "checks.usual: expected true, false or a mapping of options, got 3.",
        ),
        (
            "checks: {usual: }",
            "checks.usual: expected true, false or a mapping of options, got nothing.",
        ),
    ],
)
def test_other_kinds_of_values_are_refused(
    read: Callable[[str], config.RunConfig], text: str, message: str
) -> None:
    with pytest.raises(ConfigError) as caught:
        read(text)
    assert str(caught.value) == f"x.yaml:4: {message}"


def test_a_plugin_is_off_unless_it_is_named(
    read: Callable[[str], config.RunConfig], monkeypatch: pytest.MonkeyPatch
) -> None:
    from importlib.metadata import EntryPoint

    point = EntryPoint("theirs", f"{__name__}:Usual", "mtqe.checks")
    monkeypatch.setattr(plugins, "entry_points", lambda group: [point])
    assert len(read("").checks) == 1
    assert read("checks: {usual: false, theirs: true}").checks == (Usual(),)
    run = config.from_mapping({**read("").filled, "root": "."})
    assert list(run.checks) == [Usual()]
