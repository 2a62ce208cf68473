"""Whether a run may be judged against the accepted scorecard at all, and what to say if not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from mtqe.accepted import Accepted
from mtqe.accepted.matching import Match, match
from mtqe.gate.former import against_accepted
from mtqe.gate.sides import Sides
from mtqe.gate.terms import Terms
from mtqe.scorecard import Scorecard
from mtqe.signatures import other_versions
from mtqe.verdict import RuleResult

_RULE = "accepted scorecard"
_SYSTEMS = "accepted systems"
# With less in common, a judgement of what is common says little about the whole.
_LEAST = 0.9


@dataclass(frozen=True)
class Ground:
    """What a judgement against the accepted scorecard stands on.

    Attributes:
        sides: None where nothing can be compared.
        results: what there is to say about the whole.
        notes: what differs without making the two incomparable.
    """

    sides: Sides | None
    results: tuple[RuleResult, ...] = ()
    notes: tuple[str, ...] = ()


def prepare(card: Scorecard, accepted: Accepted | None, terms: Terms) -> Ground:
    """See what the run and the accepted scorecard have in common."""
    if accepted is None:
        return _refused(
            f"There is no accepted scorecard in {terms.folder}. If this run is good, accept it: "
            f'run "{terms.command}", or "{terms.command} --from {terms.reports}" with the reports '
            "of this run, and commit the folder."
        )
    common = match(card.data, accepted)
    if refusal := _refusal(common, terms):
        return _refused(refusal)
    if not set(card.data.systems) & set(accepted.systems):
        return _refused(
            f"None of the accepted systems ({', '.join(accepted.systems)}) is in the run "
            f"({', '.join(card.data.systems)}). Name them alike, or run "
            f'"{terms.command}" if this is intended.'
        )
    return Ground(
        sides=against_accepted(card, accepted, common),
        results=(*_partial(common, terms), *_systems(card, accepted, terms)),
        notes=tuple(_notes(card, accepted)),
    )


def _refused(message: str) -> Ground:
    return Ground(None, (RuleResult(_RULE, "not comparable", message),))


def _refusal(common: Match, terms: Terms) -> str | None:
    again = f'Run "{terms.command}" if this is intended'
    if common.frame:
        return f"The run is not like the accepted one: {'; '.join(common.frame)}. {again}."
    if not common.differences:
        return None
    said = f"The test set is not the accepted one: {'; '.join(common.differences)}."
    if terms.on_change == "refuse":
        return f'{said} {again}; "on_change: intersect" judges what is common.'
    if common.share < _LEAST:
        return (
            f"{said} Only {100 * common.share:.0f} % is common, and {100 * _LEAST:.0f} % is "
            f"needed. {again}."
        )
    return None


def _partial(common: Match, terms: Terms) -> Iterator[RuleResult]:
    if common.differences:
        yield RuleResult(
            _RULE,
            "warn",
            f"Only {100 * common.share:.1f} % of the test set was judged: "
            f'{"; ".join(common.differences)}. Run "{terms.command}" to accept the new one.',
        )


def _systems(card: Scorecard, accepted: Accepted, terms: Terms) -> Iterator[RuleResult]:
    for system in card.data.systems:
        if system not in accepted.systems:
            message = f'Not judged, since nothing is accepted for it yet. Run "{terms.command}".'
            yield RuleResult(_SYSTEMS, "warn", message, system)
    for system in accepted.systems:
        if system not in card.data.systems:
            message = "Not judged, since the run has no such system any more."
            yield RuleResult(_SYSTEMS, "warn", message, system)


def _notes(card: Scorecard, accepted: Accepted) -> Iterator[str]:
    changed = [
        f"{package} {accepted.versions[package]} → {version}"
        for package, version in card.versions.items()
        if accepted.versions.get(package, version) != version
    ]
    if changed:
        yield f"Package versions since it was accepted: {', '.join(changed)}."
    for metric in card.metrics:
        versions = metric.neural and other_versions(
            accepted.signatures.get(metric.label, metric.signature or ""), metric.signature or ""
        )
        if versions:
            yield f"{metric.title}: accepted with {versions[0]}, now {versions[1]}."
        if metric.label not in accepted.signatures and not metric.neural and metric.signature:
            yield (
                f"{metric.title} is not in the accepted scorecard: its scores were computed from "
                "the accepted translations."
            )
