"""TER: options, names (its numbers: test_parity.py)."""

from __future__ import annotations

import inspect
from dataclasses import asdict

import numpy as np
import pytest
from pydantic import TypeAdapter, ValidationError
from sacrebleu.metrics.ter import TER

from mtqe.core import Runtime, Segment, Task, Translation
from mtqe.metrics.ter import Ter

TASK = Task("en", "ko", references=1, reference_counts=frozenset({1}))


def test_options_are_sacrebleus() -> None:
    parameters = inspect.signature(TER).parameters
    expected = {name: p.default for name, p in parameters.items() if name != "references"}
    assert asdict(Ter()) == expected


def test_names() -> None:
    metric = Ter()
    assert (metric.name, metric.title) == ("ter", "TER")
    assert not metric.higher_is_better
    assert metric.needs == {"reference"}


def test_config_values_are_checked() -> None:
    assert TypeAdapter(Ter).validate_python({"no_punct": True}) == Ter(no_punct=True)
    with pytest.raises(ValidationError, match="no_punct"):
        TypeAdapter(Ter).validate_python({"no_punct": "some"})


@pytest.mark.parametrize(
    ("hypothesis", "reference"),
    [("", ""), ("", "가 나"), ("가 나", ""), ("나 다 라 가", "가 나 다 라")],
)
def test_empty_sides_and_shifts(hypothesis: str, reference: str) -> None:
    bound = Ter().bind(TASK)
    texts = [Translation(Segment("1", "d", None, (reference,)), hypothesis)]
    score = bound.score(bound.statistics(texts, Runtime()).values, "segment")
    np.testing.assert_array_equal(score, [TER().sentence_score(hypothesis, [reference]).score])
