"""Runs that find rows of earlier ones: the same bytes, and only what is new is scored."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from cache_fixtures import Neural, configured, reports
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mtqe.cache import Store, place
from mtqe.errors import NotHereError
from mtqe.run import Session, evaluate

DRIVER = Path(__file__).with_name("cache_fixtures.py")
SOURCE = [f"Sentence number {n} is about ferries." for n in range(40)]
SYSTEMS = {
    "v1": [f"{n}번 문장은 여객선 이야기이다{'!' * (n % 7 == 0)}" for n in range(40)],
    "v2": [f"여러 문장 가운데 {n // 2}번째: ferries{'?' * (n % 11 == 0)}" for n in range(40)],
}
TEXTS: dict[str, Any] = {"source": SOURCE, "systems": SYSTEMS}
EVERYTHING = sorted([*SYSTEMS["v1"], *SYSTEMS["v2"]])


def start(folder: Path, name: str, fatal: int = 0) -> subprocess.Popen[bytes]:
    """The run as a process that kills itself at an event; its reports and log carry this name."""
    (folder / name).mkdir()
    (folder / "texts.json").write_text(json.dumps(TEXTS), encoding="utf-8")
    arguments = (folder / "texts.json", folder / name, folder / f"{name}.log", fatal)
    return subprocess.Popen([sys.executable, str(DRIVER), *map(str, arguments)])


def written(folder: Path, name: str) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in (folder / name).iterdir() if file.suffix}


def kept() -> int:
    with Store.opened(place()) as store:
        return sum(each.rows for each in store.content())


def watched(
    systems: dict[str, list[str]], source: Sequence[str] = SOURCE
) -> tuple[list[str], dict[str, bytes]]:
    """What a run in this process scores, and its reports."""
    seen: list[str] = []
    files = reports(configured(Neural(seen.append), source, systems))
    return seen, files


@pytest.mark.skipif("sys.platform == 'win32'", reason="signals are POSIX")
def test_a_run_that_is_killed_goes_on_where_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert start(tmp_path, "undisturbed").wait() == 0
    assert kept() == len(EVERYTHING)
    events = int((tmp_path / "undisturbed" / "events").read_text("ascii"))
    progress = []
    for fatal in np.random.default_rng(5).integers(1, events, size=10):
        monkeypatch.setenv("MTQE_CACHE", str(tmp_path / f"cache{fatal}"))
        assert start(tmp_path, f"killed{fatal}", int(fatal)).wait() == -signal.SIGKILL
        progress.append(kept())
        seen, files = watched(SYSTEMS)
        assert len(seen) == len(EVERYTHING) - progress[-1]
        assert files == written(tmp_path, "undisturbed")
        assert kept() == len(EVERYTHING)
    assert len(set(progress)) > 3  # the moments are spread over the run


def test_two_processes_at_once(tmp_path: Path) -> None:
    both = [start(tmp_path, name) for name in ("one", "two")]
    assert [process.wait() for process in both] == [0, 0]
    assert written(tmp_path, "one") == written(tmp_path, "two")
    assert kept() == len(EVERYTHING)
    where = place()
    assert where is not None
    assert [file.name for file in where.parent.iterdir()] == [where.name]


def test_only_what_has_changed_is_scored() -> None:
    seen, first = watched(SYSTEMS)
    assert sorted(seen) == EVERYTHING
    seen, second = watched(SYSTEMS)
    assert seen == []
    assert second == first
    changed = [*SYSTEMS["v1"][:9], "다른 문장", *SYSTEMS["v1"][10:]]
    seen, third = watched({**SYSTEMS, "v1": changed})
    assert seen == ["다른 문장"]
    assert third != first


def test_other_options_are_other_rows() -> None:
    watched(SYSTEMS)
    seen: list[str] = []
    evaluate(configured(Neural(seen.append, version=2), SOURCE, SYSTEMS))
    assert len(seen) == len(EVERYTHING)


def test_a_cache_that_is_gone_or_unwanted_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    _, first = watched(SYSTEMS)
    where = place()
    assert where is not None
    where.unlink()
    seen, second = watched(SYSTEMS)
    monkeypatch.setenv("MTQE_CACHE", "off")
    _, third = watched(SYSTEMS)
    assert len(seen) == len(EVERYTHING)
    assert first == second == third


LINES = st.lists(
    st.tuples(*[st.sampled_from(["a", "b!", "c?", "ab", ""])] * 3), min_size=1, max_size=6
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(LINES)
def test_with_and_without_cache_the_scorecard_is_the_same(
    monkeypatch: pytest.MonkeyPatch, cache_folder: Path, lines: list[tuple[str, ...]]
) -> None:
    """Whatever earlier examples left in it."""
    source, one, two = (list(column) for column in zip(*lines, strict=True))
    systems = {"one": one, "two": two}
    _, kept_rows = watched(systems, source)
    with monkeypatch.context() as context:
        context.setenv("MTQE_CACHE", "off")
        _, computed = watched(systems, source)
    assert kept_rows == computed


def test_a_broken_cache_is_told_and_changes_nothing() -> None:
    _, first = watched(SYSTEMS)
    where = place()
    assert where is not None
    where.write_bytes(b"no database" * 1000)
    told: list[str] = []
    second = reports(configured(Neural(), SOURCE, SYSTEMS), Session(warn=told.append))
    assert second == first
    [message] = told
    assert "broken" in message


def test_a_metric_is_bound_for_scoring_only_where_rows_are_missing() -> None:
    def ready() -> list[bool]:
        metric = Neural()
        evaluate(configured(metric, SOURCE, SYSTEMS))
        return [task.ready for task in metric.tasks]

    assert ready() == [False, True]
    assert ready() == [False]


def test_rows_are_no_longer_those_of_a_metric_whose_name_has_changed() -> None:
    """What was known of a model that is not here is not mixed with what it is by now."""

    class Renamed(Neural):
        def bind(self, task):
            return Neural(self.watch, version=1 + task.ready).bind(task)

    watched(dict(list(SYSTEMS.items())[:1]))
    seen: list[str] = []
    evaluate(configured(Renamed(seen.append), SOURCE, SYSTEMS))
    assert len(seen) == len(EVERYTHING)


def test_an_optional_metric_without_its_model_has_its_kept_scores() -> None:
    class Gone(Neural):
        def bind(self, task):
            if task.ready:
                raise NotHereError("no model", "neural: no model. Fetch it.")
            return super().bind(task)

    config = configured(Gone(), SOURCE, SYSTEMS)
    entry = replace(config.metrics[0], optional=True)
    config = replace(config, metrics=(entry,))
    assert evaluate(config).metrics[0].unavailable == "no model"
    watched(SYSTEMS)
    card = evaluate(config)
    assert card.metrics[0].unavailable is None
    assert card.unscored_count("neural", 0) == 0
    with pytest.raises(NotHereError):
        evaluate(configured(Gone(), SOURCE, {"v3": SYSTEMS["v1"][::-1]}))
