"""Work spread over processes."""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
from itertools import count
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from mtqe.core import Runtime, Segment, Task, Translation
from mtqe.metrics import batches, spread
from mtqe.metrics.bleu import Bleu
from mtqe.metrics.chrf import Chrf
from mtqe.metrics.ter import Ter

TEXTS = [f"{i} 번째 문장은 여기에서 {i * i} 쪽으로 끝난다." for i in range(60)]
TRANSLATIONS = [
    Translation(Segment(str(i), "d", None, (text,)), other)
    for other_first in (0, 3)
    for i, text in enumerate(TEXTS)
    for other in [TEXTS[(i + other_first) % len(TEXTS)]]
]


@pytest.fixture
def always(monkeypatch: pytest.MonkeyPatch) -> None:
    """Small batches, and other processes after the first of them."""
    monkeypatch.setattr(spread, "_WORTH", 0.0)
    monkeypatch.setattr(batches, "_CHARACTERS", 500)


@pytest.mark.usefixtures("always")
@pytest.mark.parametrize("metric", [Bleu(), Chrf(word_order=2), Ter()], ids=str)
def test_the_number_of_workers_changes_nothing(metric: Any) -> None:
    bound = metric.bind(Task("en", "ko", 1, frozenset({1})))
    done: list[int] = []
    alone = bound.statistics(TRANSLATIONS, Runtime())
    shared = bound.statistics(TRANSLATIONS, Runtime(workers=2, advance=done.append))
    np.testing.assert_array_equal(shared.values, alone.values)
    assert sum(done) == len(TRANSLATIONS)
    assert len(done) > 3


def process_of(item: int) -> int:
    return os.getpid() if item else 0


@pytest.mark.parametrize(("seconds", "stays"), [(0.4, True), (0.6, False)])
def test_little_work_stays_in_this_process(
    monkeypatch: pytest.MonkeyPatch, seconds: float, stays: bool
) -> None:
    clock = SimpleNamespace(perf_counter=count(0.0, seconds).__next__)  # an item takes so long
    monkeypatch.setattr(spread, "time", clock)
    found = dict(spread.spread(process_of, range(4), workers=2))
    assert list(found) == [0, 1, 2, 3]
    assert (found[3] == os.getpid()) == stays


@pytest.mark.usefixtures("always")
def test_other_processes_keep_the_order() -> None:
    found = list(spread.spread(process_of, range(9), workers=2))
    assert [item for item, _ in found] == list(range(9))
    assert os.getpid() not in {process for _, process in found}


@pytest.mark.usefixtures("always")
def test_closing_stops_the_processes() -> None:
    work = spread.spread(process_of, range(1000), workers=2)
    next(work)
    next(work)
    assert multiprocessing.active_children()
    work.close()
    assert not multiprocessing.active_children()


SCRIPT = """
import os, signal, sys, time
from mtqe.metrics import spread

spread._WORTH = 0.0


def work(item):
    time.sleep(0.05)
    return os.getpid()


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.default_int_handler)  # ignored in a background job
    for number, (_, process) in enumerate(spread.spread(work, range(10000), workers=2)):
        if number:
            print(process, flush=True)
"""


@pytest.mark.skipif(os.name == "nt", reason="sends signals of POSIX")
@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGKILL"])
def test_no_process_outlives_the_run(tmp_path: Path, name: str) -> None:
    script = tmp_path / "work.py"
    script.write_text(SCRIPT, encoding="utf-8")
    command = [sys.executable, str(script)]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    ) as run:
        assert run.stdout is not None
        workers: set[str] = set()
        while len(workers) < 2:
            workers.add(run.stdout.readline())
        number = getattr(signal, name)
        # An interrupt from the keyboard goes to all processes.
        os.killpg(run.pid, number) if name == "SIGINT" else run.send_signal(number)
        # All of them hold its end of the pipes: these end when the last one has gone.
        _, messages = run.communicate(timeout=60)
    assert messages.count("KeyboardInterrupt") == (name == "SIGINT")
