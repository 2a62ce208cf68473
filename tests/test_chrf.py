"""chrF: options, names, what it refuses (its numbers: test_parity.py)."""

from __future__ import annotations

import inspect
from dataclasses import asdict

import pytest
from pydantic import TypeAdapter, ValidationError
from sacrebleu.metrics.chrf import CHRF

from mtqe.core import Task
from mtqe.errors import ConfigError
from mtqe.metrics.chrf import Chrf

TASK = Task("en", "ko", references=1, reference_counts=frozenset({1}))


def test_options_are_sacrebleus() -> None:
    parameters = inspect.signature(CHRF).parameters
    expected = {name: p.default for name, p in parameters.items() if name != "references"}
    assert asdict(Chrf()) == expected


@pytest.mark.parametrize(
    ("metric", "name", "title"),
    [
        (Chrf(), "chrf", "chrF"),
        (Chrf(word_order=1), "chrf+", "chrF+"),
        (Chrf(word_order=2), "chrf++", "chrF++"),
        (Chrf(word_order=2, beta=3), "chrf++", "chrF3++"),
    ],
)
def test_names(metric: Chrf, name: str, title: str) -> None:
    assert (metric.name, metric.title) == (name, title)
    assert metric.higher_is_better
    assert metric.needs == {"reference"}


@pytest.mark.parametrize(
    ("metric", "message"),
    [
        (Chrf(char_order=-1), "chrf: char_order is -1, expected 0 or more"),
        (Chrf(word_order=-1), "chrf: word_order is -1, expected 0 or more"),
        (Chrf(beta=-2), "chrf: beta is -2, expected 0 or more"),
        (Chrf(char_order=0), "chrf: char_order and word_order are 0"),
    ],
)
def test_refused_options(metric: Chrf, message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        metric.bind(TASK)


def test_config_values_are_checked() -> None:
    assert TypeAdapter(Chrf).validate_python({"word_order": 2}) == Chrf(word_order=2)
    with pytest.raises(ValidationError, match="word_order"):
        TypeAdapter(Chrf).validate_python({"word_order": "two"})
