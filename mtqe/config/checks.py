"""The section `checks:`: which are on, and with which options."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from mtqe import plugins
from mtqe.checks import Check
from mtqe.config.document import Document
from mtqe.config.entries import find, make
from mtqe.config.options import check, own_values
from mtqe.config.problems import Keys, Problems, show


@dataclass(frozen=True)
class Checks:
    """The checks of a run.

    Attributes:
        on: in the order of the table, those of plugins behind them.
        plain: name -> options, or false for one that is off, as JSON data.
    """

    on: tuple[Check, ...]
    plain: Mapping[str, Any]


def read_checks(document: Document, problems: Problems) -> Checks | None:
    """Make the checks of a config; None when any of them is refused.

    mtqe's own are on unless they are told otherwise or need an option; a plugin's is off unless it
    is named, so that installing a package changes no run.
    """
    value = document.values.get("checks", True)
    if isinstance(value, bool):
        value = {} if value else dict.fromkeys(plugins.BUILT_IN["checks"], False)
    if not isinstance(value, dict):
        message = f"expected true, false or a mapping of checks, got {show(value)}."
        problems.add(document.place(("checks",)), ("checks",), message)
        return None
    names = dict.fromkeys([*plugins.BUILT_IN["checks"], *value])
    found = {name: _read(document, name, value, problems) for name in names}
    if any(read is None for read in found.values()):
        return None
    on = [read.check for read in found.values() if read and read.check]
    return Checks(tuple(on), {name: read.plain for name, read in found.items() if read})


@dataclass(frozen=True)
class _Read:
    """One check, and the same as JSON data; None and false where it is off."""

    check: Check | None
    plain: Any


def _read(
    document: Document, name: str, section: Mapping[str, Any], problems: Problems
) -> _Read | None:
    keys: Keys = ("checks", name)
    cls: Any = find("checks", name, document, keys, problems)
    if cls is None:
        return None
    value = section.get(name, cls.default)
    if value is False:
        return _Read(None, False)
    value = {} if value is True else value
    if not isinstance(value, dict):
        message = f"expected true, false or a mapping of options, got {show(value)}."
        problems.add(document.place(keys), keys, message)
        return None
    options = check(document, keys, (cls,), problems, value=value)
    made = options and make(cls, own_values(cls, options), document, keys, problems)
    return _Read(made, options.plain) if options and made else None
