"""A run, as a config describes it: plain frozen data with everything filled in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field

from mtqe.cache import DEFAULT_LIMIT
from mtqe.checks import Check
from mtqe.config.constraints import Device, Size
from mtqe.core import Backend
from mtqe.gate import Rule
from mtqe.loaders import Loader
from mtqe.metrics import Metric
from mtqe.significance import Settings
from mtqe.texts import Language


@dataclass(frozen=True)
class RuntimeConfig:
    """How to compute; never changes a score.

    Attributes:
        device: `auto`, `cpu`, `cuda` or `cuda:N`.
        batch_size: segments in one forward pass of a neural metric.
        backend: what computes COMET: `engine`, mtqe's own; `comet`, unbabel-comet's predict;
            `auto`, the engine where it knows the model's encoder.
        offline: never touch the network.
        cache: folder where the scores of neural metrics are kept for later runs, or false; default:
            that of the environment variable MTQE_CACHE, else the user's cache folder.
        cache_limit: how large it may grow; what was not used for longest goes first.
    """

    device: Device = "auto"
    batch_size: Annotated[int, Field(ge=1)] = 16
    backend: Backend = "auto"
    offline: bool = False
    cache: str | Literal[False] | None = None
    cache_limit: Size = DEFAULT_LIMIT


@dataclass(frozen=True)
class ReportConfig:
    """Where the reports go, and which.

    Attributes:
        directory: absolute.
        formats: names of reporters.
        language: of what people read.
    """

    directory: Path
    formats: tuple[str, ...]
    language: Language = "en"


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
        checks: those that are on.
        headline: label of the metric that sums the run up; None without metrics.
        accepted: absolute folder of the accepted scorecard.
        on_change: what `mtqe check` does when the test set is not the accepted one.
        filled: the config with all defaults, as plain JSON data. Its paths stay as written, so it
            names nothing of this machine.
    """

    name: str
    source_language: str
    target_language: str
    root: Path
    path: Path | None
    loader: Loader
    checks: tuple[Check, ...]
    metrics: tuple[MetricEntry, ...]
    headline: str | None
    runtime: RuntimeConfig
    significance: Settings
    report: ReportConfig
    gate: tuple[Rule, ...]
    accepted: Path
    on_change: Literal["refuse", "intersect"]
    filled: Mapping[str, Any]
