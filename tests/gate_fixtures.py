"""Runs whose segments score what their translations say, and what to judge them with."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar

import numpy as np
import pytest

from mtqe.config import MetricEntry, from_mapping
from mtqe.gate import Rule
from mtqe.gate.terms import Terms
from mtqe.loaders import Setting
from mtqe.loaders.memory import Memory
from mtqe.metrics import Rows
from mtqe.run import evaluate
from mtqe.scorecard import Scorecard
from mtqe.significance import Settings


@dataclass(frozen=True)
class BoundGrade:
    """A row is [grade, 1], where the grade is the number that the hypothesis begins with."""

    signature: str
    numbered: bool = False
    companions: Mapping[str, Any] = field(default_factory=dict)

    def row_key(self, translation):
        return translation.hypothesis

    def statistics(self, translations, runtime):
        values, unscored = np.zeros((len(translations), 2)), {}
        for i, translation in enumerate(translations):
            grade = "0.654321" if self.numbered else translation.hypothesis.split()[0]
            if translation.segment.references == (None,):
                unscored[i] = "no reference"
            elif grade == "x":
                unscored[i] = "no number"
            else:
                values[i] = float(grade), 1
        runtime.advance(len(translations))
        return Rows(values, unscored)

    def score(self, totals, level):
        return totals[..., 0] / totals[..., 1]


@dataclass(frozen=True)
class Grade:
    """A metric on a scale of 100; the scores of a neural one are kept.

    Attributes:
        numbered: give every translation the same grade, whatever it says.
    """

    signature: str = "model:a|precision:fp32|torch:2.0"
    neural: bool = False
    higher_is_better: bool = True
    numbered: bool = False

    name: ClassVar[str] = "grade"
    title: ClassVar[str] = "Grade"
    decimals: ClassVar[int] = 2
    scale: ClassVar[float | None] = 100.0
    needs: ClassVar[frozenset[str]] = frozenset()

    def bind(self, task):
        return BoundGrade(self.signature, self.numbered)


@pytest.fixture(scope="session")
def grade() -> type[Grade]:
    return Grade


@pytest.fixture(scope="session")
def graded() -> Callable[..., Scorecard]:
    """A run: system -> translations; `sources`, `references` and `documents` may be given."""

    def make(
        systems: Mapping[str, Sequence[str]],
        *metrics: Any,
        documents: Sequence[str] | None = None,
        sources: Sequence[str] | None = None,
        references: Sequence[str | None] | None = None,
        ids: Sequence[str] | None = None,
    ) -> Scorecard:
        n = len(next(iter(systems.values())))
        base = from_mapping(
            {
                "source_language": "en",
                "target_language": "ko",
                "data": {"format": "lines"},
                "metrics": [],
                "significance": {"resamples": 50},
            }
        )
        loader = Memory(
            Setting("nightly", "en", "ko"),
            source=sources or [f"Sentence number {i}." for i in range(n)],
            references=[references or [f"문장 {i}." for i in range(n)]],
            systems=systems,
            documents=documents,
            ids=ids,
        )
        entries = tuple(
            each if isinstance(each, MetricEntry) else MetricEntry(each.name, each)
            for each in metrics or (Grade(),)
        )
        return evaluate(replace(base, loader=loader, metrics=entries, headline=entries[0].label))

    return make


@pytest.fixture(scope="session")
def terms() -> Callable[..., Terms]:
    """Terms with one rule, or with several; few draws, so that tests are quick."""

    def make(*rules: Rule, **options: Any) -> Terms:
        settings = Settings(trials=400, resamples=200)
        usual: dict[str, Any] = {"settings": settings, "command": "mtqe accept x.yaml"}
        return Terms(rules=rules, **usual | options)

    return make
