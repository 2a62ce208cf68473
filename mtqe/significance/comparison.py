"""What a comparison of two systems by one metric found out."""

from __future__ import annotations

from dataclasses import dataclass

from mtqe.significance.settings import Test, Unit


@dataclass(frozen=True)
class Comparison:
    """Two systems on the same segments, by one metric, in the metric's own scale.

    Only segments that the metric scored in both systems are compared.

    Attributes:
        label: of the metric.
        system: the new one.
        baseline: the old one.
        document: None for the whole test set.
        old: score of the baseline.
        new: score of the system.
        interval: of the difference; None where there are too few units for one.
        p: two-sided; None where there are too few units for a test.
        p_holm: p after Holm's correction within its table; None where p is.
        mde: the smallest true difference that this comparison would find with a power of 80 %.
        agreement: share of human raters who would agree that the better one is better; None where
            nothing is published for this metric.
        test: what made p.
        unit: what was swapped and drawn.
        units: how many of them.
        segments: how many segments were compared.
        note: what to know about p and the interval, in a sentence; often empty.
    """

    label: str
    system: str
    baseline: str
    document: str | None
    old: float
    new: float
    interval: tuple[float, float] | None = None
    p: float | None = None
    p_holm: float | None = None
    mde: float | None = None
    agreement: float | None = None
    test: Test = "ar"
    unit: Unit = "segment"
    units: int = 0
    segments: int = 0
    note: str = ""

    @property
    def difference(self) -> float:
        """New minus old, whatever the metric's direction."""
        return self.new - self.old

    @property
    def identical(self) -> bool:
        """Whether no unit differs: then nothing can be detected, and nothing has to be."""
        return self.mde == 0
