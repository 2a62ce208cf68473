"""A neural metric without a model, and runs of it in this process and in others.

As a script: CONFIG.json, the folder of the reports, a file that gets a line per scored text, and
the number of the event (a text scored, a statement of SQLite) at which the process kills itself.
"""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, ClassVar

import numpy as np

from mtqe.config import MetricEntry, RunConfig, from_mapping
from mtqe.core import Finding, Level, Runtime, Task, Translation
from mtqe.loaders import Setting
from mtqe.loaders.memory import Memory
from mtqe.metrics import FloatArray, Rows
from mtqe.run import Session, evaluate, render

Watch = Callable[[str], None]


@dataclass(frozen=True)
class Neural:
    """How many characters of the hypothesis the source has; refuses some texts, remarks on others.

    Attributes:
        watch: is told every hypothesis that is scored.
        tasks: gets every task that it is bound to.
    """

    watch: Watch = field(default=lambda text: None, compare=False)
    tasks: list[Task] = field(default_factory=list, compare=False)
    version: int = 1

    name: ClassVar[str] = "neural"
    title: ClassVar[str] = "Neural"
    higher_is_better: ClassVar[bool] = True
    decimals: ClassVar[int] = 4
    scale: ClassVar[float | None] = 1.0
    neural: ClassVar[bool] = True
    needs: ClassVar[frozenset[str]] = frozenset({"source"})

    def bind(self, task: Task) -> BoundNeural:
        self.tasks.append(task)
        return BoundNeural(f"version:{self.version}", self.watch)


@dataclass(frozen=True)
class BoundNeural:
    signature: str
    watch: Watch
    companions: Mapping[str, Any] = field(default_factory=dict)

    def row_key(self, translation: Translation) -> str:
        return json.dumps([translation.segment.source, translation.hypothesis])

    def statistics(self, translations: Sequence[Translation], runtime: Runtime) -> Rows:
        values, unscored, findings = np.zeros((len(translations), 2)), {}, {}
        for i, translation in enumerate(translations):
            text, source = translation.hypothesis, translation.segment.source or ""
            self.watch(text)
            runtime.advance(1)
            if "?" in text:
                unscored[i] = "a question"
                continue
            values[i] = sum(letter in source for letter in text) / (len(text) + 1 / 3), 1
            if "!" in text:
                findings[i] = [Finding("loud", "warning", "느낌표", side="hypothesis", start=0)]
        return Rows(values, unscored, findings)

    def score(self, totals: FloatArray, level: Level) -> FloatArray:
        return totals[..., 0] / totals[..., 1]


def configured(
    metric: Neural, source: Sequence[str], systems: Mapping[str, Sequence[str]]
) -> RunConfig:
    """A run of the metric on these texts."""
    base = from_mapping({
        "source_language": "en", "target_language": "ko", "data": {"format": "lines"},
        "metrics": [], "significance": {"resamples": 10},
    })  # fmt: skip
    loader = Memory(Setting("small", "en", "ko"), source=source, systems=systems)
    return replace(base, loader=loader, metrics=(MetricEntry("neural", metric),))


def reports(config: RunConfig, session: Session | None = None) -> dict[str, bytes]:
    """The reports of a run, without the block that tells time and machine."""
    files = render(evaluate(config, session), ["jsonl", "csv"])
    card = json.loads(files["scorecard.json"])
    del card["run"]
    return {**files, "scorecard.json": json.dumps(card).encode()}


def main(config: str, folder: str, log: str, fatal: str) -> None:
    """Run as a process of its own."""
    from mtqe.cache import rows

    vars(rows).update(_FIRST=8, _LEAST=-1.0)  # pieces stay small
    count = 0

    def event() -> None:
        nonlocal count
        count += 1
        if count == int(fatal):
            os.kill(os.getpid(), signal.SIGKILL)

    real = sqlite3.connect

    def connect(*args: Any, **options: Any) -> sqlite3.Connection:
        connection: sqlite3.Connection = real(*args, **options)
        connection.set_trace_callback(lambda statement: event())
        return connection

    sqlite3.connect = connect  # type: ignore[assignment]
    with Path(log).open("a", encoding="utf-8") as file:

        def watch(text: str) -> None:
            file.write(f"{text}\n")
            file.flush()
            event()

        texts = json.loads(Path(config).read_text(encoding="utf-8"))
        for name, content in reports(configured(Neural(watch), **texts)).items():
            Path(folder, name).write_bytes(content)
    Path(folder, "events").write_text(str(count), encoding="ascii")


if __name__ == "__main__":
    main(*sys.argv[1:])
