"""Contract checks for loaders, metrics, checks and reporters: ours, and those of plugin authors.

    from mtqe.testing import check_metric

    def test_contract():
        check_metric(MyMetric())

Every check raises `AssertionError` with the rule that is broken.
"""

from __future__ import annotations

import pickle
from collections.abc import Sequence
from dataclasses import replace
from pathlib import PureWindowsPath
from typing import get_args

import numpy as np

from mtqe.core import EvalSet, Level, Runtime, Task, Translation
from mtqe.loaders import Loader
from mtqe.metrics import BoundMetric, Metric, Rows
from mtqe.reporters import Reporter
from mtqe.testing.checks import check_check
from mtqe.testing.rules import frozen, require
from mtqe.testing.samples import (
    HOSTILE,
    BoundFake,
    FakeMetric,
    sample_scorecard,
    translations,
)

__all__ = [
    "HOSTILE",
    "LEVELS",
    "BoundFake",
    "FakeMetric",
    "check_check",
    "check_loader",
    "check_metric",
    "check_reporter",
    "sample_scorecard",
    "translations",
]

LEVELS: tuple[Level, ...] = get_args(Level)


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
    frozen(metric)
    for name in ("name", "title", "higher_is_better", "decimals", "needs"):
        require(hasattr(metric, name), f"a metric has the attribute {name}")
    task = task or Task("en", "ko", references=2, reference_counts=frozenset({1, 2}))
    texts = translations() if texts is None else texts
    bound = metric.bind(task)
    require(bool(bound.signature), "the signature is a text that is not empty")
    require(bound.signature == metric.bind(task).signature, "the signature does not change")
    named = metric.bind(replace(task, ready=False))
    require(named.signature == bound.signature, "the signature is known before scoring")
    done: list[int] = []
    rows = bound.statistics(texts, Runtime(device="cpu", advance=done.append))
    require(sum(done) == len(texts), "advance is told of every translation once")
    _check_rows(rows, len(texts))
    _check_scores(bound, rows)
    again = pickle.loads(pickle.dumps(bound))  # noqa: S301 - our own bytes
    backwards = again.statistics(texts[::-1], Runtime(device="cpu"))
    require(
        np.allclose(backwards.values[::-1], rows.values, rtol=0, atol=1e-5),
        "a row depends on its translation alone, not on order or process",
    )
    require(
        [bound.row_key(text) for text in texts] == [again.row_key(text) for text in texts],
        "the row key does not depend on the process",
    )


def check_loader(loader: Loader) -> None:
    """Check that a loader keeps to `mtqe.loaders`; its data must be there.

    Raises:
        AssertionError: names the broken rule.
    """
    frozen(loader)
    data = loader.load()
    require(isinstance(data, EvalSet), "load returns an EvalSet")
    require(data == loader.load(), "loading twice gives the same")
    require(
        (data.source_language, data.target_language)
        == (loader.setting.source_language, loader.setting.target_language),
        "the languages are those of the setting",
    )
    require(all(s.origin for s in data.segments), "every segment says where it came from")


def check_reporter(reporter: Reporter) -> None:
    """Check that a reporter keeps to `mtqe.reporters`, whatever the texts hold.

    Raises:
        AssertionError: names the broken rule.
    """
    frozen(reporter)
    for scored in (True, False):
        card = sample_scorecard(scored=scored)
        files = reporter.render(card)
        require(bool(files), "a report has at least one file")
        require(dict(files) == dict(reporter.render(card)), "the same scorecard, the same bytes")
        for name, content in files.items():
            require(name == PureWindowsPath(name).name.strip("."), f"{name!r} is a plain file name")
            require(isinstance(content, bytes), "contents are bytes")


def _check_rows(rows: Rows, count: int) -> None:
    require(rows.values.ndim == 2 and len(rows.values) == count, "rows have the shape (n, k)")
    require(rows.values.dtype == np.float64, "rows are float64")
    require(bool(np.isfinite(rows.values).all()), "rows are finite")
    for position, reason in rows.unscored.items():
        require(not rows.values[position].any(), "an unscored row is zero")
        require(bool(reason), "an unscored row has a reason")


def _check_scores(bound: BoundMetric, rows: Rows) -> None:
    scored = [i for i in range(len(rows.values)) if i not in rows.unscored]
    values = rows.values[scored]
    for level in LEVELS:
        scores = bound.score(values, level)
        require(scores.shape == (len(scored),), "score maps (n, k) to (n,)")
        require(bool(np.isfinite(scores).all()), "a scored row has a finite score")
        total = bound.score(values.sum(axis=0), level)
        require(np.shape(total) == (), "score maps (k,) to a number")
        both = bound.score(np.stack([values, values]), level)
        require(np.allclose(both, scores, rtol=0, atol=1e-12), "score maps (..., k) to (...)")
