"""Numbers, dates, times, amounts and units that source and translation do not share."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import ClassVar

from mtqe.checks.view import View
from mtqe.core import Finding, Severity, Span
from mtqe.pairing.numbers import Quantity, quantities
from mtqe.pairing.numbers.units import SIGNS, convertible

_GROUPS = re.compile(r"\d+")
Pair = tuple[Quantity, Quantity]


@dataclass(frozen=True)
class Compared:
    """What became of the numbers of two texts.

    Attributes:
        differing: a source's number with the translation's that took its place.
        missing: numbers of the source without counterpart.
        added: numbers of the translation without counterpart.
        units: numbers that agree in value but not in what they count.
    """

    differing: tuple[Pair, ...]
    missing: tuple[Quantity, ...]
    added: tuple[Quantity, ...]
    units: tuple[Pair, ...]


@cache
def finder(language: str) -> Callable[[str], tuple[Quantity, ...]]:
    """Finds the numbers of texts in a language: one function for each, as `Analysis` wants it."""

    def find(text: str) -> tuple[Quantity, ...]:
        return tuple(quantities(text, language))

    return find


@dataclass(frozen=True)
class Numbers:
    """Numbers, dates, times, amounts and units that source and translation do not share.

    Attributes:
        severity: of all its findings; default: that of each code.
    """

    severity: Severity | None = None

    name: ClassVar[str] = "numbers"
    default: ClassVar[bool] = True
    codes: ClassVar[Mapping[str, Severity]] = {
        "number": "error",
        "unit": "error",
        "number_missing": "warning",
        "number_added": "warning",
    }

    def find(self, view: View) -> Iterator[Finding]:
        """See `Check.find`."""
        in_source, in_target = finder(view.source_language), finder(view.target_language)
        for segment, source, hypothesis in view.pairs:
            ours, theirs = view.analysis(in_source, source), view.analysis(in_target, hypothesis)
            if not ours and not theirs:
                continue
            found = compare(source, ours, hypothesis, theirs)
            for code, pairs in (("number", found.differing), ("unit", found.units)):
                for one, other in pairs:
                    yield view.remark(
                        self, code, segment, _span("hypothesis", other), _span("source", one),
                        source=_show(source, one), translation=_show(hypothesis, other),
                    )  # fmt: skip
            for one in found.missing:
                yield view.remark(
                    self, "number_missing", segment, _span("source", one), source=_show(source, one)
                )
            for other in found.added:
                yield view.remark(
                    self, "number_added", segment, _span("hypothesis", other),
                    translation=_show(hypothesis, other),
                )  # fmt: skip


def _span(side: str, quantity: Quantity) -> Span:
    return Span(side, quantity.start, quantity.end)  # type: ignore[arg-type]


def _show(text: str, quantity: Quantity) -> str:
    """The number as the text has it, with the letters or the sign that it touches."""
    before = text[quantity.start - 1 : quantity.start]
    behind = re.match(r"[A-Za-z]*", text[quantity.end :])
    sign = before if before in SIGNS else ""
    return sign + text[quantity.start : quantity.end] + (behind[0] if behind else "")


def compare(
    source: str, ours: Sequence[Quantity], hypothesis: str, theirs: Sequence[Quantity]
) -> Compared:
    """Match the numbers of two texts by value; what is left over differs, is missing or added."""
    pairs, left, right = _match(ours, theirs)
    left, right = _converted(left, right)
    left, right = [q for q in left if q.weight], [q for q in right if q.weight]
    # What the other side has as well, only not as often, differs only from what it has not.
    new_left = [q for q in left if not _repeats(q, theirs)]
    new_right = [q for q in right if not _repeats(q, ours)]
    new_left = _not_in_pieces(source, new_left, hypothesis, right)
    new_right = _not_in_pieces(hypothesis, new_right, source, left)
    differing = [*_opposed(new_left, new_right)]
    differing += _opposed(_without(new_left, differing, 0), _without(right, differing, 1))
    differing += _opposed(_without(left, differing, 0), _without(new_right, differing, 1))
    return Compared(
        differing=tuple(differing),
        missing=tuple(_alone(_without(new_left, differing, 0), ours)),
        added=tuple(_alone(_without(new_right, differing, 1), theirs)),
        units=tuple(pair for pair in pairs if _units_differ(pair, ours, theirs)),
    )


def _without(side: Sequence[Quantity], pairs: Sequence[Pair], k: int) -> list[Quantity]:
    return [q for q in side if all(q is not pair[k] for pair in pairs)]


def _opposed(left: Sequence[Quantity], right: Sequence[Quantity]) -> Iterator[Pair]:
    """What each side has without counterpart, the surest first: months with months, and so on."""
    for kind in ("month", "day", ""):
        sides = [
            sorted((q for q in side if _kind(q) == kind), key=lambda q: (-q.weight, q.start))
            for side in (left, right)
        ]
        yield from zip(*sides, strict=False)


def _kind(quantity: Quantity) -> str:
    return quantity.readings[0].rpartition(" ")[0]


def _alone(left: Sequence[Quantity], side: Sequence[Quantity]) -> Iterator[Quantity]:
    """What one side has for sure, but for amounts that stand beside it in other units.

    A single one goes without saying: the past year, 지난 1년.
    """
    for one in left:
        if (
            one.weight == 2
            and one.readings[0] != "1"
            and not any(_same_amount(one, q) for q in side if q is not one)
        ):
            yield one


def _match(
    ours: Sequence[Quantity], theirs: Sequence[Quantity]
) -> tuple[list[Pair], list[Quantity], list[Quantity]]:
    """Pairs of equal numbers, and what is left over on each side."""
    pairs: list[Pair] = []
    left, right = [], list(theirs)
    for one in sorted(ours, key=lambda q: -q.weight):
        equal = [other for other in right if set(one.readings) & set(other.readings)]
        if equal:
            best = max(equal, key=lambda other: (other.unit == one.unit, other.weight))
            right.remove(best)
            pairs.append((one, best))
        else:
            left.append(one)
    return pairs, left, right


def _converted(
    left: Sequence[Quantity], right: Sequence[Quantity]
) -> tuple[list[Quantity], list[Quantity]]:
    """Without those that are equal in other units, where no number in the same unit is left."""
    pairs = [
        (a, b)
        for a in left
        for b in right
        if _same_amount(a, b)
        and all(a.unit != q.unit for q in right)
        and all(b.unit != q.unit for q in left)
    ]
    return (
        [a for a in left if all(a is not one for one, _ in pairs)],
        [b for b in right if all(b is not other for _, other in pairs)],
    )


def _same_amount(one: Quantity, other: Quantity) -> bool:
    if one.unit is None or other.unit is None or one.unit == other.unit:
        return False
    try:
        values = float(one.readings[0]), float(other.readings[0])
    except ValueError:  # a fraction or a time
        return False
    return convertible(values[0], one.unit, values[1], other.unit)


def _repeats(quantity: Quantity, others: Sequence[Quantity]) -> bool:
    return any(set(quantity.readings) & set(other.readings) for other in others)


def _not_in_pieces(
    text: str, left: Sequence[Quantity], other_text: str, right: Sequence[Quantity]
) -> list[Quantity]:
    """Those that the other side has not in pieces either, or as a piece of a larger one."""
    groups = {g for q in right for g in _digit_groups(other_text, q)}
    return [q for q in left if not (own := _digit_groups(text, q)) or not own <= groups]


def _digit_groups(text: str, quantity: Quantity) -> set[str]:
    return {
        group.lstrip("0") or "0" for group in _GROUPS.findall(text[quantity.start : quantity.end])
    }


def _units_differ(pair: Pair, ours: Sequence[Quantity], theirs: Sequence[Quantity]) -> bool:
    one, other = pair
    if one.unit is None or other.unit is None or one.unit == other.unit:
        return False
    if one.unit.dimension != other.unit.dimension and "time" in {
        one.unit.dimension,
        other.unit.dimension,
    }:  # 분 and 일 have other meanings
        return False
    # The same number may stand elsewhere with the unit.
    return not any(
        set(one.readings) & set(q.readings) and q.unit == one.unit for q in theirs
    ) and not any(set(other.readings) & set(q.readings) and q.unit == other.unit for q in ours)
