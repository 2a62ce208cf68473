"""Two runs, or two systems of one: `mtqe compare`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from mtqe import plugins
from mtqe.cli.reports import read_card
from mtqe.cli.shell import shown
from mtqe.errors import ConfigError, DataError

if TYPE_CHECKING:
    from mtqe.comparing import Compared, Side
    from mtqe.scorecard import Scorecard


@dataclass(frozen=True)
class Operand:
    """One of the two arguments: a report folder, or one system of it.

    Attributes:
        system: None for all that the other side has too.
    """

    directory: Path
    system: str | None

    @classmethod
    def of(cls, text: str) -> Operand:
        """Read `DIR` or `DIR:SYSTEM`; a folder's name may hold a colon, as on Windows.

        Raises:
            DataError: no part before a colon is a folder.
        """
        if Path(text).is_dir():
            return cls(Path(text), None)
        end = text.rfind(":")
        while end > 0:
            if Path(text[:end]).is_dir():
                return cls(Path(text[:end]), text[end + 1 :])
            end = text.rfind(":", 0, end)
        raise DataError(
            f"{text}: no such folder. Expected the report folder of an earlier run, or one of its "
            "systems: DIR:SYSTEM."
        )


def compare(old: str, new: str, *, sentences: int) -> Compared:
    """Compare what the two arguments name.

    Raises:
        MtqeError: a folder without a scorecard, an unknown system, another test set.
    """
    from mtqe.comparing import compare_sides

    return compare_sides(*_sides(Operand.of(old), Operand.of(new)), sentences=sentences)


def _sides(old: Operand, new: Operand) -> tuple[Side, Side]:
    from mtqe.comparing import Side

    card = read_card(old.directory)
    if old.directory.resolve() == new.directory.resolve():
        before, after = _own(card, old), _own(card, new)
        if before is None or after is None or before == after:
            raise ConfigError(_one_run(old.directory, card))
        return Side("", card, (before,)), Side("", card, (after,))
    other = read_card(new.directory)
    systems = _systems(card, _own(card, old), other, _own(other, new))
    labels = (old.directory.resolve().name, new.directory.resolve().name)
    if labels[0] == labels[1]:
        labels = (shown(old.directory), shown(new.directory))
    return (
        Side(labels[0], card, tuple(system for system, _ in systems)),
        Side(labels[1], other, tuple(system for _, system in systems)),
    )


def _own(card: Scorecard, operand: Operand) -> str | None:
    systems = card.data.systems
    if operand.system is not None and operand.system not in systems:
        raise ConfigError(
            f"{shown(operand.directory)}: unknown system {operand.system!r}. "
            + plugins.suggest(operand.system, systems)
        )
    return operand.system


def _systems(
    card: Scorecard, own: str | None, other: Scorecard, theirs: str | None
) -> list[tuple[str, str]]:
    """Pairs of systems; one that is not named is the other's namesake, or the only one."""
    ours, others = card.data.systems, other.data.systems
    if own is None and theirs is None:
        namesakes = [(system, system) for system in ours if system in others]
        if namesakes:
            return namesakes
    one = own or _counterpart(theirs, ours)
    another = theirs or _counterpart(own, others)
    if one and another:
        return [(one, another)]
    raise ConfigError(
        f"which systems are to be compared? There are {', '.join(ours)} on one side and "
        f"{', '.join(others)} on the other. Name them: DIR:SYSTEM."
    )


def _counterpart(system: str | None, candidates: Sequence[str]) -> str | None:
    """The namesake of a system, else the only candidate."""
    if system in candidates:
        return system
    return candidates[0] if len(candidates) == 1 else None


def _one_run(directory: Path, card: Scorecard) -> str:
    first, second = (*card.data.systems, "OTHER")[:2]
    name = shown(directory)
    systems = ", ".join(card.data.systems)
    return (
        f"{name}: both sides are of one run; name two of its systems ({systems}): "
        f"mtqe compare {name}:{first} {name}:{second}"
    )
