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
from mtqe.texts import joined, say
from mtqe.verdict import RuleResult

_RULE = say("rule", "accepted")
_SYSTEMS = say("rule", "accepted_systems")
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
        facts = {"folder": terms.folder, "command": terms.command, "reports": terms.reports}
        return _refused(say("frame", "nothing_accepted", **facts))
    common = match(card.data, accepted)
    if refusal := _refusal(common, terms):
        return _refused(refusal)
    if not set(card.data.systems) & set(accepted.systems):
        return _refused(
            say(
                "frame",
                "no_system",
                accepted=tuple(accepted.systems),
                systems=card.data.systems,
                command=terms.command,
            )
        )
    return Ground(
        sides=against_accepted(card, accepted, common),
        results=(*_partial(common, terms), *_systems(card, accepted, terms)),
        notes=tuple(_notes(card, accepted)),
    )


def _refused(message: str) -> Ground:
    return Ground(None, (RuleResult(_RULE, "not comparable", message),))


def _refusal(common: Match, terms: Terms) -> str | None:
    if common.frame:
        differences = joined("items", *common.frame)
        return say("frame", "other_frame", differences=differences, command=terms.command)
    if not common.differences or (terms.on_change == "intersect" and common.share >= _LEAST):
        return None
    return say(
        "frame",
        "other_set" if terms.on_change == "refuse" else "too_little",
        differences=joined("items", *common.differences),
        share=f"{100 * common.share:.0f}",
        least=f"{100 * _LEAST:.0f}",
        command=terms.command,
    )


def _partial(common: Match, terms: Terms) -> Iterator[RuleResult]:
    if common.differences:
        message = say(
            "frame",
            "partly",
            share=f"{100 * common.share:.1f}",
            differences=joined("items", *common.differences),
            command=terms.command,
        )
        yield RuleResult(_RULE, "warn", message)


def _systems(card: Scorecard, accepted: Accepted, terms: Terms) -> Iterator[RuleResult]:
    for system in card.data.systems:
        if system not in accepted.systems:
            message = say("frame", "new_system", command=terms.command)
            yield RuleResult(_SYSTEMS, "warn", message, system)
    for system in accepted.systems:
        if system not in card.data.systems:
            yield RuleResult(_SYSTEMS, "warn", say("frame", "gone_system"), system)


def _notes(card: Scorecard, accepted: Accepted) -> Iterator[str]:
    changed = tuple(
        f"{package} {accepted.versions[package]} → {version}"
        for package, version in card.versions.items()
        if accepted.versions.get(package, version) != version
    )
    if changed:
        yield say("frame", "versions", versions=changed)
    for metric in card.metrics:
        versions = metric.neural and other_versions(
            accepted.signatures.get(metric.label, metric.signature or ""), metric.signature or ""
        )
        if versions:
            accepted_with, now = versions
            yield say("frame", "packages", metric=metric.title, accepted=accepted_with, now=now)
        if metric.label not in accepted.signatures and not metric.neural and metric.signature:
            yield say("frame", "computed", metric=metric.title)
