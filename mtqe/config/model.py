"""A run, as a config describes it: plain frozen data with everything filled in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field

from mtqe.config.constraints import Device
from mtqe.core import Level
from mtqe.loaders import Loader
from mtqe.metrics import Metric


@dataclass(frozen=True)
class RuntimeConfig:
    """How to compute; never changes a score.

    Attributes:
        device: `auto`, `cpu`, `cuda` or `cuda:N`.
        batch_size: segments in one forward pass of a neural metric.
        offline: never touch the network.
    """

    device: Device = "auto"
    batch_size: Annotated[int, Field(ge=1)] = 16
    offline: bool = False


@dataclass(frozen=True)
class SignificanceConfig:
    """Intervals and tests between systems.

    Attributes:
        baseline: the system that the others are compared with.
        seed: of the random numbers.
        resamples: trials of a test and draws of an interval.
    """

    baseline: str | None = None
    seed: Annotated[int, Field(ge=0)] = 12345
    resamples: Annotated[int, Field(ge=1)] = 1000


@dataclass(frozen=True)
class ReportConfig:
    """Where the reports go, and which.

    Attributes:
        directory: absolute.
        formats: names of reporters.
    """

    directory: Path
    formats: tuple[str, ...]


@dataclass(frozen=True)
class GateRule:
    """One rule of the gate: how far a score may fall.

    Attributes:
        metric: label of a metric.
        max_drop: in points of the metric's own scale.
        level: whose scores are judged.
    """

    metric: str
    max_drop: Annotated[float, Field(ge=0)]
    level: Level = "system"


@dataclass(frozen=True)
class MetricEntry:
    """A metric under the label that its scores carry.

    Attributes:
        optional: use what is on this machine, and go on without what is not.
    """

    label: str
    metric: Metric
    optional: bool = False


@dataclass(frozen=True)
class RunConfig:
    """Everything that decides a run.

    Attributes:
        name: of the test set and of the run's folder.
        root: absolute folder that relative paths start from.
        path: the config file as it was named; None when there was none.
        loader: ready to load.
        headline: label of the metric that sums the run up; None without metrics.
        filled: the config with all defaults, as plain JSON data. Its paths stay as written, so it
            names nothing of this machine.
    """

    name: str
    source_language: str
    target_language: str
    root: Path
    path: Path | None
    loader: Loader
    metrics: tuple[MetricEntry, ...]
    headline: str | None
    runtime: RuntimeConfig
    significance: SignificanceConfig
    report: ReportConfig
    gate: tuple[GateRule, ...]
    filled: Mapping[str, Any]
