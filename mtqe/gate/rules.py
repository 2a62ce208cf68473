"""A rule of the gate, as the section `gate:` of a config holds it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from mtqe.core import Level
from mtqe.errors import ConfigError
from mtqe.plugins import suggest

ACCEPTED = "accepted"


@dataclass(frozen=True)
class Rule:
    """What must hold for the candidate to pass; every key that is given is judged.

    A drop is a worsening, whatever the metric's direction, in points of the metric's own scale.

    Attributes:
        metric: label of a metric; not needed for `findings` and `coverage`.
        level: whose scores are judged.
        max_drop: how far a score may fall.
        require_significance: a drop only fails when noise does not explain it.
        alpha: what p, after Holm's correction, must stay below to be significant.
        floor: the worst score that passes.
        max_worse: how many segments may fall by more than `severity`.
        severity: in points; goes with `max_worse`.
        findings: codes or severities that no segment of the candidate may have.
        coverage: the share of source sentences that must be translated at least.
        against: `accepted`, or a system of the same run.
    """

    metric: str | None = None
    level: Level = "system"
    max_drop: Annotated[float, Field(ge=0)] | None = None
    require_significance: bool = True
    alpha: Annotated[float, Field(gt=0, lt=1)] = 0.05
    floor: float | None = None
    max_worse: Annotated[int, Field(ge=0)] | None = None
    severity: Annotated[float, Field(gt=0)] | None = None
    findings: tuple[str, ...] = ()
    coverage: Annotated[float, Field(ge=0, le=1)] | None = None
    against: str = ACCEPTED

    @property
    def compares(self) -> bool:
        """Whether it needs something to compare the candidate with."""
        return self.max_drop is not None or self.max_worse is not None


def check_opponents(rules: Sequence[Rule], systems: Sequence[str]) -> None:
    """Refuse rules against a system that the run does not have.

    Raises:
        ConfigError: names the rule and the systems.
    """
    known = [ACCEPTED, *systems]
    for index, rule in enumerate(rules):
        if rule.against not in known:
            raise ConfigError(
                f"gate[{index}].against: unknown system {rule.against!r}. "
                + suggest(rule.against, known)
            )
