"""Contract checks for loaders, metrics and reporters: ours, and those of plugin authors.

    from mtqe.testing import check_metric

    def test_contract():
        check_metric(MyMetric())

Every check raises `AssertionError` with the rule that is broken.
"""

from __future__ import annotations

import json
import pickle
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, is_dataclass, replace
from pathlib import PureWindowsPath
from typing import Any, ClassVar

import numpy as np

from mtqe.core import Document, EvalSet, Level, Origin, Runtime, Segment, Task, Translation
from mtqe.loaders import Loader
from mtqe.metrics import BoundMetric, FloatArray, Metric, Rows
from mtqe.reporters import Reporter
from mtqe.scorecard import MetricInfo, Scorecard, Scores
from mtqe.scores import ScoreTable

LEVELS: tuple[Level, ...] = ("segment", "document", "system")
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


def check_metric(
    metric: Metric, *, task: Task | None = None, texts: Sequence[Translation] | None = None
) -> None:
    """Check that a metric keeps to `mtqe.metrics`.

    Args:
        metric: with the options to test.
        task: what it is bound to; English to Korean with two references unless given.
        texts: what it scores; `translations()` unless given.

    Raises:
        AssertionError: names the broken rule.
    """
    _frozen(metric)
    for name in ("name", "title", "higher_is_better", "decimals", "needs"):
        _require(hasattr(metric, name), f"a metric has the attribute {name}")
    task = task or Task("en", "ko", references=2, reference_counts=frozenset({1, 2}))
    texts = translations() if texts is None else texts
    bound = metric.bind(task)
    _require(bool(bound.signature), "the signature is a text that is not empty")
    _require(bound.signature == metric.bind(task).signature, "the signature does not change")
    named = metric.bind(replace(task, ready=False))
    _require(named.signature == bound.signature, "the signature is known before scoring")
    done: list[int] = []
    rows = bound.statistics(texts, Runtime(device="cpu", advance=done.append))
    _require(sum(done) == len(texts), "advance is told of every translation once")
    _check_rows(rows, len(texts))
    _check_scores(bound, rows)
    again = pickle.loads(pickle.dumps(bound))  # noqa: S301 - our own bytes
    backwards = again.statistics(texts[::-1], Runtime(device="cpu"))
    _require(
        np.allclose(backwards.values[::-1], rows.values, rtol=0, atol=1e-5),
        "a row depends on its translation alone, not on order or process",
    )
    _require(
        [bound.row_key(text) for text in texts] == [again.row_key(text) for text in texts],
        "the row key does not depend on the process",
    )


def check_loader(loader: Loader) -> None:
    """Check that a loader keeps to `mtqe.loaders`; its data must be there.

    Raises:
        AssertionError: names the broken rule.
    """
    _frozen(loader)
    data = loader.load()
    _require(isinstance(data, EvalSet), "load returns an EvalSet")
    _require(data == loader.load(), "loading twice gives the same")
    _require(
        (data.source_language, data.target_language)
        == (loader.setting.source_language, loader.setting.target_language),
        "the languages are those of the setting",
    )
    _require(all(s.origin for s in data.segments), "every segment says where it came from")


def check_reporter(reporter: Reporter) -> None:
    """Check that a reporter keeps to `mtqe.reporters`, whatever the texts hold.

    Raises:
        AssertionError: names the broken rule.
    """
    _frozen(reporter)
    for scored in (True, False):
        card = sample_scorecard(scored=scored)
        files = reporter.render(card)
        _require(bool(files), "a report has at least one file")
        _require(dict(files) == dict(reporter.render(card)), "the same scorecard, the same bytes")
        for name, content in files.items():
            _require(
                name == PureWindowsPath(name).name.strip("."), f"{name!r} is a plain file name"
            )
            _require(isinstance(content, bytes), "contents are bytes")


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


def _frozen(entry: Any) -> None:
    _require(is_dataclass(entry) and not isinstance(entry, type), "an entry is a dataclass")
    parameters: Any = getattr(type(entry), "__dataclass_params__", None)
    _require(parameters.frozen, "the dataclass is frozen")


def _check_rows(rows: Rows, count: int) -> None:
    _require(rows.values.ndim == 2 and len(rows.values) == count, "rows have the shape (n, k)")
    _require(rows.values.dtype == np.float64, "rows are float64")
    _require(bool(np.isfinite(rows.values).all()), "rows are finite")
    for position, reason in rows.unscored.items():
        _require(not rows.values[position].any(), "an unscored row is zero")
        _require(bool(reason), "an unscored row has a reason")


def _check_scores(bound: BoundMetric, rows: Rows) -> None:
    scored = [i for i in range(len(rows.values)) if i not in rows.unscored]
    values = rows.values[scored]
    for level in LEVELS:
        scores = bound.score(values, level)
        _require(scores.shape == (len(scored),), "score maps (n, k) to (n,)")
        _require(bool(np.isfinite(scores).all()), "a scored row has a finite score")
        total = bound.score(values.sum(axis=0), level)
        _require(np.shape(total) == (), "score maps (k,) to a number")
        both = bound.score(np.stack([values, values]), level)
        _require(np.allclose(both, scores, rtol=0, atol=1e-12), "score maps (..., k) to (...)")


def _require(holds: bool, rule: str) -> None:
    if not holds:
        raise AssertionError(f"broken rule: {rule}")
