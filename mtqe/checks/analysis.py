"""What several checks need to know of the same texts: computed once, dropped with the system."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from typing import Any, TypeVar

T = TypeVar("T")


class Analysis:
    """Results of plain functions about texts, by function and text.

    `analysis(tokens, text)` is `tokens(text)`, computed the first time that any check asks for it.
    Results about the texts of the test set stay, others are dropped by `forget`: memory does not
    grow with the number of systems.
    """

    def __init__(self, kept: Iterable[str]) -> None:
        """Start without any result.

        Args:
            kept: the sources and references, whose results serve every system.
        """
        self._kept = frozenset(kept)
        self._lasting: dict[Hashable, Any] = {}
        self._passing: dict[Hashable, Any] = {}

    def __call__(self, function: Callable[[str], T], text: str) -> T:
        """What the function makes of the text; it must depend on nothing else."""
        results = self._lasting if text in self._kept else self._passing
        key = function, text
        if key not in results:
            results[key] = function(text)
        found: T = results[key]
        return found

    def forget(self) -> None:
        """Drop what is known of one system's texts."""
        self._passing.clear()
