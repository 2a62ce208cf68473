"""The options of intervals and tests: the section `significance:` of a config."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import Field

from mtqe.errors import ConfigError
from mtqe.plugins import suggest

Unit = Literal["document", "segment"]
Test = Literal["ar", "sacrebleu-bs", "sacrebleu-ar"]


@dataclass(frozen=True)
class Settings:
    """Intervals and tests between systems.

    Attributes:
        baseline: the system that the others are compared with.
        test: `ar` is paired approximate randomization; the others are sacreBLEU's own.
        unit: what is swapped and drawn; `auto` takes documents from 20 of them on.
        trials: of approximate randomization.
        resamples: draws of an interval.
        seed: of the random numbers.
        alpha: p-values below it are significant, and intervals cover the rest.
    """

    baseline: str | None = None
    test: Test = "ar"
    unit: Literal["auto", "document", "segment"] = "auto"
    trials: Annotated[int, Field(ge=100)] = 10_000
    resamples: Annotated[int, Field(ge=1)] = 1000
    seed: Annotated[int, Field(ge=0)] = 12345
    alpha: Annotated[float, Field(gt=0, lt=1)] = 0.05

    def check_baseline(self, systems: Sequence[str]) -> None:
        """Refuse a baseline that the data does not have.

        Raises:
            ConfigError: names the systems.
        """
        if self.baseline is not None and self.baseline not in systems:
            raise ConfigError(
                f"significance.baseline: unknown system {self.baseline!r}. "
                + suggest(self.baseline, systems)
            )
