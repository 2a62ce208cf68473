"""The sections of a config file as they are written, before they become a `RunConfig`."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated, Any, Literal

from pydantic import Field

from mtqe import texts
from mtqe.config.constraints import Label, Language, Name, Reporter
from mtqe.config.model import RuntimeConfig
from mtqe.gate import Rule
from mtqe.significance import Settings

FORMATS = ("jsonl", "csv", "markdown", "html")
DEFAULT_METRICS = ("chrf", "bleu")


@dataclass(frozen=True)
class ReportSection:
    """Where the reports go, and which.

    Attributes:
        directory: relative to `root`; default: `reports/NAME`.
        formats: names of reporters.
        language: of the report, the terminal and the findings: `en` or `ko`.
        sentences: how many keep their texts in the HTML report, the worst ones; default: all.
    """

    directory: str | None = None
    formats: tuple[Reporter, ...] = FORMATS
    language: texts.Language = "en"
    sentences: Annotated[int, Field(ge=1)] | None = None


@dataclass(frozen=True)
class File:
    """A run of mtqe: which texts, which metrics, which reports.

    Attributes:
        source_language: language code of the source texts, such as `en`.
        target_language: language code of the translations, such as `ko`.
        data: the texts and how they are stored.
        name: names the run and its folder; default: the file's name.
        root: folder that paths are relative to, itself relative to this file.
        extends: another config, relative to this file, whose keys are the defaults of this one.
        checks: name of a check to true, false or its options; or false for none.
        metrics: names of metrics, or mappings with a name and options.
        headline: label of the metric that sums the run up; default: the first.
        runtime: how to compute; never changes a score.
        significance: intervals and tests between systems.
        report: where the reports go, and which.
        gate: rules of `mtqe check`.
        accepted: folder of the accepted scorecard; default: `reports/accepted/NAME`.
        on_change: what `mtqe check` does when the test set is not the accepted one: `refuse`, or
            judge what is common (`intersect`).
    """

    source_language: Language
    target_language: Language
    data: Any
    name: Name | None = None
    root: str = "."
    extends: str | None = None
    checks: Any = True
    metrics: Any = DEFAULT_METRICS
    headline: str | None = None
    runtime: RuntimeConfig = field(default_factory=RuntimeConfig)
    significance: Settings = field(default_factory=Settings)
    report: ReportSection = field(default_factory=ReportSection)
    gate: tuple[Rule, ...] = ()
    accepted: str | None = None
    on_change: Literal["refuse", "intersect"] = "refuse"


@dataclass(frozen=True)
class DataSection:
    """What stands beside a loader's own options.

    Attributes:
        format: how the texts are stored.
    """

    format: str


@dataclass(frozen=True)
class MetricSection:
    """What stands beside a metric's own options.

    Attributes:
        name: which metric.
        label: what its scores are called; needed where a metric stands twice.
        optional: use what is on this machine, and go on without what is not.
    """

    name: str
    label: Label | None = None
    optional: bool = False
