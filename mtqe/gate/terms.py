"""What a judgement is told beside the run and what was accepted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from mtqe.gate.rules import Rule
from mtqe.scorecard import MetricInfo
from mtqe.significance import Settings

# Rounding errors of sums never decide.
SLACK = 1e-9


@dataclass(frozen=True)
class Terms:
    """The terms of a judgement.

    Attributes:
        rules: what must hold.
        settings: of intervals and tests.
        on_change: what happens when the test set is not the accepted one.
        kinds: label of a metric -> what agreement with people is published by.
        folder: where the accepted scorecard should be, as messages name it.
        command: what accepts another run, such as `mtqe accept configs/ci.yaml`.
        reports: the report folder of this run, which the command can accept it from.
    """

    rules: tuple[Rule, ...]
    settings: Settings = field(default_factory=Settings)
    on_change: Literal["refuse", "intersect"] = "refuse"
    kinds: Mapping[str, str] = field(default_factory=dict)
    folder: str = "reports/accepted"
    command: str = "mtqe accept CONFIG"
    reports: str = "REPORTS"


def fall(metric: MetricInfo, old: float, new: float) -> float:
    """By how much the score got worse; negative where it got better."""
    return old - new if metric.higher_is_better else new - old
