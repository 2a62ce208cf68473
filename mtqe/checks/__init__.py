"""Checks: what a careful reviewer sees before any metric; one file each."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Protocol

from mtqe.checks.analysis import Analysis
from mtqe.checks.view import View
from mtqe.core import EvalSet, Finding, Severity, ignore_progress

__all__ = ["Analysis", "Check", "View", "find_all"]


class Check(Protocol):
    """A frozen dataclass whose fields are its options; each of them has a default or is required.

    The first line of its docstring is what `mtqe list` says it does.
    """

    @property
    def name(self) -> str:
        """Its key under `checks:`."""
        ...

    @property
    def codes(self) -> Mapping[str, Severity]:
        """The codes of its findings, which never change, each with its severity."""
        ...

    @property
    def default(self) -> bool:
        """Whether it is on where a config does not speak of it (of mtqe's own checks)."""
        ...

    @property
    def severity(self) -> Severity | None:
        """An option: the severity of all its findings; None leaves that of each code."""
        ...

    def find(self, view: View) -> Iterator[Finding]:
        """What there is to say about one system's translation, made with `view.remark`.

        Raises:
            DataError: a file that an option names cannot be used.
        """
        ...


def find_all(
    checks: Sequence[Check],
    data: EvalSet,
    *,
    root: Path = Path(),
    advance: Callable[[int], None] = ignore_progress,
) -> Iterator[Finding]:
    """The findings of all checks, system by system: what is known of a system's texts is dropped.

    Args:
        checks: in the order of their findings.
        data: the test set.
        root: the folder that relative paths in options start from.
        advance: called with the number of translations that a check is through with.

    Yields:
        Findings; one about the sources or the references comes once, not with every system.
    """
    analysis = Analysis(
        text for s in data.segments for text in (s.source, *s.references) if text is not None
    )
    shared: set[Finding] = set()
    for system in data.systems:
        view = View(data, system, analysis, root)
        for check in checks:
            for finding in check.find(view):
                if finding.system is None:
                    if finding in shared:
                        continue
                    shared.add(finding)
                yield finding
            advance(len(data.segments))
        analysis.forget()
