"""What the gate decided, and why: plain data that every report of it is drawn from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from mtqe.core import Origin
from mtqe.significance import Comparison

Outcome = Literal["pass", "warn", "fail", "not comparable"]
# The first that any rule has is that of the whole.
OUTCOMES: Sequence[Outcome] = ("fail", "not comparable", "warn", "pass")
EXIT_CODES: dict[Outcome, int] = {"pass": 0, "warn": 0, "fail": 1, "not comparable": 3}


@dataclass(frozen=True)
class RuleResult:
    """One rule, judged for one system (and one document).

    Attributes:
        rule: the rule in words, such as `chrf: the system may fall by 0.5`.
        system: None when the rule could not be judged for any.
        document: None for the whole test set.
        comparison: the figures behind it; None where nothing was compared.
        old: what was accepted; None where nothing was.
        new: what the candidate has.
        message: one sentence in words that need no statistics.
    """

    rule: str
    outcome: Outcome
    message: str
    system: str | None = None
    document: str | None = None
    comparison: Comparison | None = None
    old: float | None = None
    new: float | None = None


@dataclass(frozen=True)
class WorstSegment:
    """A segment that fell.

    Attributes:
        old: score of the old hypothesis.
        new: score of the new one.
        old_hypothesis: what was accepted.
        origin: where the new hypothesis stands.
    """

    document: str
    segment: str
    system: str
    metric: str
    old: float
    new: float
    source: str | None
    old_hypothesis: str
    new_hypothesis: str
    origin: Origin | None = None


@dataclass(frozen=True)
class Verdict:
    """The whole judgement of a run.

    Attributes:
        name: of the run.
        headline: the judgement in one line, in words that need no statistics.
        results: one per rule and system (and document), those that fail first.
        comparisons: every system against the one it is judged against, by every metric.
        documents: the same by document, worst first.
        worst: the segments that fell furthest, furthest first.
        notes: what differs without making the two incomparable, such as package versions.
    """

    name: str
    headline: str
    results: tuple[RuleResult, ...]
    comparisons: tuple[Comparison, ...] = ()
    documents: tuple[Comparison, ...] = ()
    worst: tuple[WorstSegment, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def outcome(self) -> Outcome:
        """The gravest of the rules'."""
        found = {result.outcome for result in self.results}
        return next((outcome for outcome in OUTCOMES if outcome in found), "pass")

    @property
    def exit_code(self) -> int:
        """Of `mtqe check`: 0 also for a warning, 1 for a failure, 3 for what cannot be compared."""
        return EXIT_CODES[self.outcome]
