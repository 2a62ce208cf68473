"""How a contract says what is broken."""

from __future__ import annotations

from dataclasses import is_dataclass
from typing import Any


def require(holds: bool, rule: str) -> None:
    """Insist on a rule.

    Raises:
        AssertionError: it does not hold.
    """
    if not holds:
        raise AssertionError(f"broken rule: {rule}")


def frozen(entry: Any) -> None:
    """Insist on a frozen dataclass.

    Raises:
        AssertionError: it is none.
    """
    require(is_dataclass(entry) and not isinstance(entry, type), "an entry is a dataclass")
    parameters: Any = getattr(type(entry), "__dataclass_params__", None)
    require(parameters.frozen, "the dataclass is frozen")
