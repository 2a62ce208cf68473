"""What only the rules of the gate together with the metrics can tell: limits, labels, nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from mtqe.config.document import Document
from mtqe.config.model import MetricEntry
from mtqe.config.problems import Problems
from mtqe.gate import Rule

# A larger limit is most often one that was meant for another scale.
_LARGEST = 0.2
_JUDGING = ("max_drop", "floor", "max_worse", "findings", "coverage")
_OF_SCORES = ("max_drop", "floor", "max_worse")


def check_rules(
    document: Document, rules: Sequence[Rule], entries: Sequence[MetricEntry], problems: Problems
) -> None:
    """Refuse rules that would judge nothing, or something else than they seem to."""
    metrics = {entry.label: entry for entry in entries}
    for index, rule in enumerate(rules):
        for key, message in _wrong(rule, metrics):
            keys = ("gate", index, key) if key else ("gate", index)
            problems.add(document.place(keys), keys, message)


def _wrong(rule: Rule, metrics: Mapping[str, MetricEntry]) -> Iterator[tuple[str, str]]:
    given = [key for key in _JUDGING if getattr(rule, key) not in {None, ()}]
    if not given and rule.severity is None:
        judging = ", ".join(_JUDGING)
        yield "", f"this rule judges nothing. Expected at least one of: {judging}."
    if rule.metric is None and (scored := [key for key in given if key in _OF_SCORES]):
        yield "", f'"{scored[0]}" speaks of scores. Expected "metric:" with the label of a metric.'
    if rule.severity is not None and rule.max_worse is None:
        yield "severity", 'it goes with "max_worse:", the number of segments that may fall so far.'
    if rule.max_worse is not None and rule.severity is None:
        yield "max_worse", 'it goes with "severity:", the fall from which on a segment counts.'
    if rule.max_worse is not None and rule.level == "document":
        yield "max_worse", 'it counts the segments of a system. Take "level: document" out.'
    if rule.coverage is not None and rule.level == "segment":
        yield "coverage", 'it is that of a system or a document. Take "level: segment" out.'
    yield from _too_large(rule, metrics)


def _too_large(rule: Rule, metrics: Mapping[str, MetricEntry]) -> Iterator[tuple[str, str]]:
    entry = metrics.get(rule.metric or "")
    scale = entry.metric.scale if entry else None
    if entry is None or scale is None:
        return
    for key, limit in (("max_drop", rule.max_drop), ("severity", rule.severity)):
        if limit is not None and limit > _LARGEST * scale:
            yield (
                key,
                f"{limit:g} is more than {100 * _LARGEST:g} % of {entry.metric.title}'s scale, "
                f"which is {scale:g} wide. Expected at most {_LARGEST * scale:g}.",
            )
