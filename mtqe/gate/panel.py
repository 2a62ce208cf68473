"""The comparisons that rules speak of, each made once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache, cached_property

from mtqe.gate.rules import ACCEPTED
from mtqe.gate.sides import Sides
from mtqe.gate.terms import Terms
from mtqe.scorecard import MetricInfo
from mtqe.significance import (
    Comparison,
    Measured,
    Units,
    compare,
    compare_documents,
    corrected,
)


class Panel:
    """Compares the two sides of every system."""

    def __init__(self, sides: Sides, metrics: Mapping[str, MetricInfo], terms: Terms) -> None:
        """Nothing is compared yet."""
        self.sides, self._metrics, self._terms = sides, metrics, terms
        self.of_systems = cache(self._of_systems)
        self.of_documents = cache(self._of_documents)

    def _of_systems(self, label: str, alpha: float) -> tuple[Comparison, ...]:
        """Every system by this metric, with Holm's correction over them."""
        found = [
            compare(
                self._measured(label),
                f"new {system}",
                f"old {system}",
                self._units,
                replace(self._terms.settings, alpha=alpha),
            )
            for system in self.sides.systems
        ]
        named = zip(self.sides.systems, found, strict=True)
        return corrected([self._named(made, system) for system, made in named if made is not None])

    def _of_documents(self, label: str, system: str, alpha: float) -> tuple[Comparison, ...]:
        """Every document of a system, with Holm's correction over them."""
        found = compare_documents(
            self._measured(label),
            f"new {system}",
            f"old {system}",
            self._units,
            replace(self._terms.settings, alpha=alpha),
        )
        return tuple(self._named(made, system) for made in found)

    @cached_property
    def _units(self) -> Units:
        return Units.of(self.sides.segments, self.sides.documents, self._terms.settings)

    def _measured(self, label: str) -> Measured:
        # A system and its earlier self have one name.
        names = [f"{side} {system}" for side in ("new", "old") for system in self.sides.systems]
        return Measured(
            table=self.sides.tables[label],
            systems=names,
            label=label,
            higher_is_better=self._metrics[label].higher_is_better,
            neural=self._metrics[label].neural,
            kind=self._terms.kinds.get(label),
        )

    def _named(self, comparison: Comparison, system: str) -> Comparison:
        baseline = system if self.sides.baseline == ACCEPTED else self.sides.baseline
        return replace(comparison, system=system, baseline=baseline)
