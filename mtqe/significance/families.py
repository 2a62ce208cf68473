"""Many tests at once."""

from __future__ import annotations

from collections.abc import Sequence


def holm(ps: Sequence[float | None]) -> list[float | None]:
    """Holm's correction (1979): p-values that may all be compared with the same alpha.

    Args:
        ps: of one family; None where there was no test, which does not count.

    Returns:
        The corrected p-values, in the same order.
    """
    known = sorted((p, position) for position, p in enumerate(ps) if p is not None)
    adjusted: list[float | None] = [None] * len(ps)
    highest = 0.0
    for rank, (p, position) in enumerate(known):
        highest = max(highest, min(1.0, p * (len(known) - rank)))
        adjusted[position] = highest
    return adjusted
