"""Metrics: one file each; the only place that knows sacrebleu and comet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from mtqe.core import Finding, Level, Runtime, Task, Translation

FloatArray = NDArray[np.float64]


@dataclass(frozen=True)
class Rows:
    """Statistics of n translations.

    Attributes:
        values: shape (n, k); a sum of rows is the statistics of the texts together. The row of
            an unscored translation is zero.
        unscored: position -> why it has no score. Such a row is in no sum and no mean.
        findings: position -> what the metric noticed (`segment` and `system` are filled in later).
    """

    values: FloatArray
    unscored: Mapping[int, str] = field(default_factory=dict)
    findings: Mapping[int, Sequence[Finding]] = field(default_factory=dict)


class BoundMetric(Protocol):
    """A metric that knows its languages and references; can be pickled, holds no global state.

    It may have `remarks` too: findings about all texts alike.
    """

    @property
    def signature(self) -> str:
        """Everything that decides the number, as `key:value|key:value`."""
        ...

    @property
    def companions(self) -> Mapping[str, BoundMetric]:
        """Label suffix -> another reading of the same rows.

        Such as `max`, beside the mean over several references.
        """
        ...

    def row_key(self, translation: Translation) -> str:
        """The content that decides the translation's row."""
        ...

    def statistics(self, translations: Sequence[Translation], runtime: Runtime) -> Rows:
        """One row per translation, each independent of the others."""
        ...

    def score(self, totals: FloatArray, level: Level) -> FloatArray:
        """Summed rows of shape (..., k) to scores of shape (...)."""
        ...


class Metric(Protocol):
    """A frozen dataclass whose fields are its options.

    What a metric needs but learns only from its model (a reference, say) is left to `bind`. One
    that also reads the sentences before each one says how many in a field `context`.
    """

    @property
    def name(self) -> str:
        """Default label of its scores, such as `chrf++`."""
        ...

    @property
    def title(self) -> str:
        """The name in text, such as `chrF++`."""
        ...

    @property
    def higher_is_better(self) -> bool:
        """False for error rates."""
        ...

    @property
    def decimals(self) -> int:
        """Digits that reports show."""
        ...

    @property
    def scale(self) -> float | None:
        """Width of the range that its scores usually lie in, such as 100; None when unknown."""
        ...

    @property
    def neural(self) -> bool:
        """Whether a model makes its rows: such scores are kept, the others are computed again."""
        ...

    @property
    def needs(self) -> frozenset[str]:
        """Of `source` and `reference`, what it cannot do without (see `bind`)."""
        ...

    def bind(self, task: Task) -> BoundMetric:
        """Check all that can be checked before long work, and fill in what depends on the task.

        Raises:
            MetricError: missing weights, tokenizer or reference.
            ConfigError: an option that this metric cannot take.
        """
        ...
