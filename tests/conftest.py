"""Fixtures for all tests, and a count of what is skipped for want of the shared data."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from typer.testing import CliRunner, Result

from mtqe.cli import app

pytest_plugins = ["browser_fixtures", "comet_fixtures", "gate_fixtures", "verdict_fixtures"]

# The same examples on every run, so that a change is never refused for what it did not do;
# `pytest --hypothesis-profile=fresh` draws new ones. No test is timed, nor is the drawing: a busy
# machine breaks nothing.
_UNTIMED: Any = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow]}
settings.register_profile("repeatable", derandomize=True, **_UNTIMED)
settings.register_profile("fresh", **_UNTIMED)
settings.load_profile("repeatable")

PROJECT = Path(__file__).resolve().parent.parent
SHARED = Path(os.environ.get("MTQE_SHARED", PROJECT.parent / "shared"))


@pytest.fixture(autouse=True)
def cache_folder(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where this test keeps rows, its processes too: never in the user's own folder."""
    folder: Path = tmp_path_factory.mktemp("cache")
    monkeypatch.setenv("MTQE_CACHE", str(folder))
    return folder


@pytest.fixture
def project() -> Path:
    """The project's root folder."""
    return PROJECT


@pytest.fixture
def shared() -> Path:
    """The folder of real data; skips the test where it is absent."""
    if not (SHARED / "data").is_dir():
        pytest.skip("no shared data here: set MTQE_SHARED to its folder")
    return SHARED


@pytest.fixture
def invoke() -> Callable[..., Result]:
    """Run the command line in this process: arguments -> result with exit_code, stdout, stderr."""

    def run(*arguments: object) -> Result:
        return CliRunner().invoke(app, [str(argument) for argument in arguments])

    return run


@pytest.fixture
def refused(invoke: Callable[..., Result], place: Path) -> Callable[..., str]:
    """The message of a command that must fail, and leave every file of `place` as it is."""

    def contents() -> dict[Path, bytes]:
        return {path: path.read_bytes() for path in place.rglob("*") if path.is_file()}

    def run(*arguments: object) -> str:
        before = contents()
        result = invoke(*arguments)
        assert result.exit_code == 2, result.output
        assert contents() == before
        assert not result.stdout
        assert "Traceback" not in result.stderr
        assert result.stderr.startswith("error: ")
        return result.stderr.removeprefix("error: ")

    return run


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Remember how many tests want the shared data."""
    config.stash[_WANT] = sum("shared" in getattr(item, "fixturenames", ()) for item in items)


def pytest_report_collectionfinish(config: pytest.Config) -> str:
    """Say in the header whether the shared data is there."""
    found = "found" if (SHARED / "data").is_dir() else "NOT found (set MTQE_SHARED), skipping"
    return f"shared data: {found}; {config.stash.get(_WANT, 0)} tests use it"


_WANT = pytest.StashKey[int]()
