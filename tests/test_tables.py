from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pytest

import mtqe
from mtqe import plugins, tables
from mtqe.core import Document, Runtime, Task
from mtqe.errors import ConfigError, DataError, MetricError
from mtqe.metrics import BoundMetric
from mtqe.reporters.jsonl import JsonLines, read
from mtqe.scorecard import Scorecard
from mtqe.testing import BoundFake, FakeMetric, translations

NAN = float("nan")
LEXICAL = (
    "chrf",
    {"name": "chrf", "word_order": 2, "whitespace": True},
    "bleu",
    {"name": "bleu", "label": "by-character", "tokenize": "char", "smooth_method": "floor"},
    {"name": "ter", "normalized": True},
)


@pytest.fixture
def evaluate() -> Callable[..., Scorecard]:
    """A run over small texts: the last segment has no reference, the second no translation."""
    source = ["The shop opens at ten.", "Close the lid.", "Two tickets, please.", "It snowed."]
    reference = ["가게는 열 시에 연다.", "뚜껑을 닫으십시오.", "표 두 장 주세요.", None]

    def run(*metrics: Any, **options: Any) -> Scorecard:
        return mtqe.evaluate(
            source=source,
            references=[reference],
            systems={
                "a": ["가게가 10시에 문을 연다.", "", "표 두 장이요.", "눈이 왔다."],
                "b": ["가게는 열 시에 연다.", "뚜껑 닫아.", "티켓 두 장 주세요.", "눈."],
            },
            documents=["d", "d", "e", "e"],
            metrics=list(metrics),
            **options,
        )

    return run


def reread(card: Scorecard) -> Scorecard:
    return read(JsonLines().render(card))


def test_lexical_rows_are_computed_again_exactly(evaluate: Callable[..., Scorecard]) -> None:
    card = evaluate(*LEXICAL)
    found = tables.rebuild(reread(card))
    assert list(found) == ["chrf", "chrf++", "bleu", "by-character", "ter"]
    for label, table in found.items():
        original = card.scores[label].table
        assert original is not None
        np.testing.assert_array_equal(table.values, original.values)
        assert table.bound.signature == original.bound.signature
        assert (
            table.unscored == original.unscored == {(0, 3): "no reference", (1, 3): "no reference"}
        )
        assert table.documents == card.data.documents
        np.testing.assert_array_equal(table.system_scores(), card.scores[label].systems)
        np.testing.assert_array_equal(table.document_scores(), card.scores[label].documents)


def test_a_table_that_is_still_there_is_taken(evaluate: Callable[..., Scorecard]) -> None:
    card = evaluate("chrf")
    assert tables.rebuild(card)["chrf"] is card.scores["chrf"].table


def test_some_of_the_systems(evaluate: Callable[..., Scorecard]) -> None:
    card = evaluate("chrf")
    whole = card.scores["chrf"].table
    assert whole is not None
    for found in (tables.rebuild(card, ["b"]), tables.rebuild(reread(card), ["b"])):
        np.testing.assert_array_equal(found["chrf"].values, whole.values[1:])
        assert found["chrf"].unscored == {(0, 3): "no reference"}


@dataclass(frozen=True)
class Neural(FakeMetric):
    """A model's scores; with the best of several readings beside the mean."""

    neural = True

    def bind(self, task: Task) -> Any:
        return Share("model:m", companions={"half": Half("model:m|half")})


@dataclass(frozen=True)
class Share(BoundFake):
    def score(self, totals: Any, level: Any) -> Any:
        return 100 * totals[..., 0] / np.maximum(totals[..., 1], 1)


@dataclass(frozen=True)
class Half(Share):
    companions: dict[str, BoundMetric] = field(default_factory=dict)

    def score(self, totals: Any, level: Any) -> Any:
        return super().score(totals, level) / 2


@dataclass(frozen=True)
class Lexical(Neural):
    words: tuple[str, ...] = ()
    neural = False


@pytest.fixture
def plugin(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(plugins.BUILT_IN["metrics"], "neural", "tests:x")
    monkeypatch.setitem(plugins.BUILT_IN["metrics"], "lexical", "tests:x")
    load = plugins.load
    monkeypatch.setattr(
        plugins,
        "load",
        lambda kind, name: {"neural": Neural, "lexical": Lexical}.get(name) or load(kind, name),
    )


@pytest.mark.usefixtures("plugin")
def test_a_model_is_not_asked_again(evaluate: Callable[..., Scorecard]) -> None:
    card = reread(evaluate({"name": "neural", "label": "n"}))
    found = tables.rebuild(replace(card, config={}))  # no config is needed for stored scores
    assert list(found) == ["n", "n-half"]
    for label, table in found.items():
        scores = card.scores[label].segments
        np.testing.assert_array_equal(table.segment_scores(), scores)
        np.testing.assert_allclose(table.system_scores(), np.nanmean(scores, axis=1), atol=1e-12)
        halves = [np.nanmean(scores[:, :2], axis=1), np.nanmean(scores[:, 2:], axis=1)]
        np.testing.assert_allclose(table.document_scores(), np.stack(halves, 1), atol=1e-12)
        assert table.unscored[0, 3] == "no reference"
    turned = tables.rebuild(card, ["b", "a"])["n"].segment_scores()
    np.testing.assert_array_equal(turned, card.scores["n"].segments[::-1])
    assert [table.bound.signature for table in found.values()] == ["model:m", "model:m|half"]


@pytest.mark.usefixtures("plugin")
def test_options_and_companions_of_a_plugin(evaluate: Callable[..., Scorecard]) -> None:
    card = evaluate({"name": "lexical", "label": "x", "words": ["a", "b"]})
    found = tables.rebuild(reread(card))
    assert list(found) == ["x", "x-half"]
    for label, table in found.items():
        np.testing.assert_array_equal(table.segment_scores(), card.scores[label].segments)


def test_the_mean_of_stored_scores() -> None:
    scores = np.array([[0.5, NAN, 1.0], [NAN, NAN, 0.25]])
    documents = (Document("d", 0, 2), Document("e", 2, 3))
    table = tables.table_of_scores(scores, documents, unscored={(0, 1): "no source"})
    np.testing.assert_array_equal(table.values[0], np.array([[0.5, 1], [0, 0], [1, 1]]))
    np.testing.assert_array_equal(table.segment_scores(), scores)
    np.testing.assert_array_equal(table.document_scores(), [[0.5, 1.0], [NAN, 0.25]])
    np.testing.assert_array_equal(table.system_scores(), [0.75, 0.25])
    assert table.unscored == {
        (0, 1): "no source",
        (1, 0): "no score is stored",
        (1, 1): "no score is stored",
    }
    assert np.isnan(table.bound.score(np.zeros(2), "system"))


def test_stored_scores_say_nothing_of_other_texts() -> None:
    mean = tables.Mean("model:m")
    with pytest.raises(MetricError, match="model:m: scores that were read"):
        mean.statistics(translations(), Runtime())
    with pytest.raises(MetricError, match="Run the evaluation again"):
        mean.row_key(translations()[0])


def test_what_was_unavailable_has_no_table(evaluate: Callable[..., Scorecard]) -> None:
    card = reread(evaluate("chrf"))
    absent = replace(card.metrics[0], unavailable="not on this machine")
    assert tables.rebuild(replace(card, metrics=(absent,))) == {}


def test_a_config_that_does_not_tell(evaluate: Callable[..., Scorecard]) -> None:
    card = reread(evaluate("chrf"))
    with pytest.raises(DataError, match="no metric with the label 'chrf'"):
        tables.rebuild(replace(card, config={}))
    [entry] = json.loads(json.dumps(card.config["metrics"]))
    with pytest.raises(ConfigError, match="unknown metric 'cheff'"):
        tables.rebuild(replace(card, config={"metrics": [{**entry, "name": "cheff"}]}))
    with pytest.raises(DataError, match="chrf: the options of the scorecard's config"):
        tables.rebuild(replace(card, config={"metrics": [{**entry, "word_order": "two"}]}))
