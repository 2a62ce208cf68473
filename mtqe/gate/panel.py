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

_NEW = "new "


class Panel:
    """Compares the two sides of every system."""

    def __init__(self, sides: Sides, metrics: Mapping[str, MetricInfo], terms: Terms) -> None:
        """Nothing is compared yet."""
        self.sides, self._metrics, self._terms = sides, metrics, terms
        # A system and its earlier self have one name.
        self._pairs = {system: (f"{_NEW}{system}", f"old {system}") for system in sides.systems}
        self.of_systems = cache(self._of_systems)
        self.of_documents = cache(self._of_documents)

    def _of_systems(self, label: str, alpha: float) -> tuple[Comparison, ...]:
        """Every system by this metric, with Holm's correction over them."""
        pairs = tuple(self._pairs.values())
        settings = replace(self._terms.settings, alpha=alpha)
        found = compare(self._measured(label), pairs, self._units, settings)
        return corrected([self._named(comparison) for comparison in found])

    def _of_documents(self, label: str, system: str, alpha: float) -> tuple[Comparison, ...]:
        """Every document of a system, with Holm's correction over them."""
        settings = replace(self._terms.settings, alpha=alpha)
        new, old = self._pairs[system]
        found = compare_documents(self._measured(label), new, old, self._units, settings)
        return tuple(map(self._named, found))

    @cached_property
    def _units(self) -> Units:
        return Units.of(self.sides.segments, self.sides.documents, self._terms.settings)

    def _measured(self, label: str) -> Measured:
        pairs = self._pairs.values()
        return Measured(
            table=self.sides.tables[label],
            systems=[*(new for new, _ in pairs), *(old for _, old in pairs)],
            label=label,
            higher_is_better=self._metrics[label].higher_is_better,
            neural=self._metrics[label].neural,
            kind=self._terms.kinds.get(label),
        )

    def _named(self, comparison: Comparison) -> Comparison:
        system = comparison.system.removeprefix(_NEW)
        baseline = system if self.sides.baseline == ACCEPTED else self.sides.baseline
        return replace(comparison, system=system, baseline=baseline)
