"""Translations that are much longer or shorter than the others of their system."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from statistics import median
from typing import ClassVar

from mtqe.checks.view import View
from mtqe.core import Finding, Severity, Span

_TO_SIGMA = 1.4826  # from the median absolute deviation, of a normal distribution
_FEWEST = 10  # pairs that have a distribution
_LEAST_SIGMA = 0.15  # of the logarithm; texts of a template hardly differ


@dataclass(frozen=True)
class Length:
    """Translations much longer or shorter than the system's others are for their sources.

    Attributes:
        deviations: robust standard deviations of the logarithm of the ratio of characters.
        characters: how far from the expected length at least.
        severity: of all its findings; default: that of each code.
    """

    deviations: float = 4.0
    characters: int = 25
    severity: Severity | None = None

    name: ClassVar[str] = "length"
    default: ClassVar[bool] = True
    codes: ClassVar[Mapping[str, Severity]] = {"length": "warning"}

    def find(self, view: View) -> Iterator[Finding]:
        """See `Check.find`; of too few pairs nothing can be said."""
        if len(view.pairs) < _FEWEST:
            return
        logs = [math.log(len(h.strip()) / len(s.strip())) for _, s, h in view.pairs]
        middle = median(logs)
        sigma = max(_LEAST_SIGMA, _TO_SIGMA * median(abs(log - middle) for log in logs))
        for (segment, source, hypothesis), log in zip(view.pairs, logs, strict=True):
            expected = len(source.strip()) * math.exp(middle)
            far = abs(len(hypothesis.strip()) - expected) >= self.characters
            if far and abs(log - middle) > self.deviations * sigma:
                span = Span("hypothesis", 0, len(hypothesis))
                text = "length_long" if log > middle else "length_short"
                yield view.remark(
                    self, "length", segment, span, text=text,
                    times=f"{math.exp(abs(log - middle)):.1f}",
                )  # fmt: skip
