"""Texts, a metric and a scorecard to test with: small, fast, hostile."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar

import numpy as np

from mtqe.core import Document, EvalSet, Level, Origin, Runtime, Segment, Task, Translation
from mtqe.metrics import BoundMetric, FloatArray, Rows
from mtqe.scorecard import MetricInfo, Scorecard, Scores
from mtqe.scores import ScoreTable

HOSTILE = "<script>alert(1)</script> =1+1 | `x` ]]> \u202e\x00\x1b[31m [b] {{ x }} \U0001f600"
_TEXTS = (
    ("The train leaves at nine.", ("기차는 아홉 시에 떠난다.", None), "기차가 9시에 출발한다."),
    ("It did not rain in May.", ("5월에는 비가 오지 않았다.", "오월엔 비가 안 왔다."), ""),
    ("Thank you.", ("감사합니다.", "고맙습니다."), "감사합니다."),
    ("Nobody translated this.", (None, None), "아무도 이것을 번역하지 않았다."),
)


def translations() -> list[Translation]:
    """A few translations: an empty one, one without references, one that equals a reference."""
    return [
        Translation(Segment(str(i), "d", source, references, Origin("source.en", i)), hypothesis)
        for i, (source, references, hypothesis) in enumerate(_TEXTS, start=1)
    ]


def sample_scorecard(*, scored: bool = True) -> Scorecard:
    """A small scorecard of two systems whose texts hold what breaks careless reports."""
    texts = [*translations(), Translation(Segment("5", "d2", HOSTILE, (HOSTILE, None)), HOSTILE)]
    data = EvalSet(
        name="sample",
        source_language="en",
        target_language="ko",
        segments=tuple(text.segment for text in texts),
        documents=(Document("d", 0, 4), Document("d2", 4, 5)),
        outputs={name: tuple(text.hypothesis for text in texts) for name in ("a", HOSTILE)},
    )
    metric = FakeMetric().bind(Task.of(data))
    rows = metric.statistics([*texts, *texts], Runtime())
    n = len(texts)
    table = ScoreTable(
        bound=metric,
        values=rows.values.reshape(2, n, -1),
        unscored={divmod(position, n): reason for position, reason in rows.unscored.items()},
        documents=data.documents,
    )
    systems = table.system_scores()
    scores = Scores(
        segments=table.segment_scores(),
        documents=table.document_scores(),
        systems=systems,
        intervals=np.stack([systems - 1, systems + 1], axis=1),
        unscored=table.unscored,
    )
    info = MetricInfo("fake", "Fake", metric.signature)
    return Scorecard(
        data=data,
        metrics=(info,) if scored else (),
        scores={"fake": scores} if scored else {},
        headline="fake" if scored else None,
    )


@dataclass(frozen=True)
class FakeMetric:
    """The share of the reference's characters that the hypothesis has: fast, and no more."""

    name: ClassVar[str] = "fake"
    title: ClassVar[str] = "Fake"
    higher_is_better: ClassVar[bool] = True
    decimals: ClassVar[int] = 2
    scale: ClassVar[float | None] = 100.0
    neural: ClassVar[bool] = False
    needs: ClassVar[frozenset[str]] = frozenset({"reference"})

    def bind(self, task: Task) -> BoundFake:
        """Nothing depends on the task but the signature."""
        return BoundFake(f"target:{task.target_language}|version:1")


@dataclass(frozen=True)
class BoundFake:
    """`FakeMetric` for one task; a row is [characters found, characters of the reference]."""

    signature: str
    companions: Mapping[str, BoundMetric] = field(default_factory=dict)

    def row_key(self, translation: Translation) -> str:
        """Hypothesis and references."""
        return json.dumps([translation.hypothesis, translation.segment.references])

    def statistics(self, translations: Sequence[Translation], runtime: Runtime) -> Rows:
        """One row per translation."""
        values, unscored = np.zeros((len(translations), 2)), {}
        for i, translation in enumerate(translations):
            reference = next(filter(None, translation.segment.references), None)
            if reference is None:
                unscored[i] = "no reference"
            else:
                found = sum(character in translation.hypothesis for character in reference)
                values[i] = found, len(reference)
        runtime.advance(len(translations))
        return Rows(values, unscored)

    def score(self, totals: FloatArray, level: Level) -> FloatArray:  # noqa: ARG002 - one formula
        """Found share in percent."""
        return 100 * totals[..., 0] / totals[..., 1]
