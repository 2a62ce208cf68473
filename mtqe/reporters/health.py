"""The state of the data: what is covered, set aside, unscored, and what was found."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from mtqe.core import Finding
from mtqe.reporters.examples import show
from mtqe.reporters.wording import coverage, note
from mtqe.scorecard import Scorecard
from mtqe.texts import Texts

_NOUNS = {"error": "error", "warning": "warning", "info": "remark"}


def health(card: Scorecard, texts: Texts) -> Iterator[str]:
    """One line each."""
    yield from _coverages(card, texts)
    yield from _set_aside(card, texts)
    yield from _unscored(card, texts)
    yield from _detectable(card, texts)
    yield from _general(card, texts)
    for severity, noun in _NOUNS.items():
        yield from _codes(card, severity, noun, texts)


def _general(card: Scorecard, texts: Texts) -> Iterator[str]:
    """What was found of whole files: one line for each kind, with the first of it."""
    kinds: dict[tuple[str, str], list[Finding]] = {}
    for finding in card.findings:
        if finding.segment is None and finding.code != "set_aside":  # it has its own lines
            kinds.setdefault((finding.severity, finding.code), []).append(finding)
    for (severity, code), (first, *others) in kinds.items():
        said = texts(
            "health", severity, code=texts.word("code", code), message=texts.message(first)
        )
        yield texts("health", "and_more", said=said, n=len(others)) if others else said


def _coverages(card: Scorecard, texts: Texts) -> Iterator[str]:
    """One line per system, or per group of systems of which the same is true."""
    systems: dict[str, list[str]] = {}
    for system in card.data.systems:
        systems.setdefault(coverage(card, system, texts), []).append(system)
    for said, names in systems.items():
        every = len(systems) == 1 and len(card.data.systems) > 1
        who = texts("health", "every_system") if every else ", ".join(names)
        yield texts("health", "coverage", system=who, coverage=said)


def _set_aside(card: Scorecard, texts: Texts) -> Iterator[str]:
    groups = Counter(
        (item.document, item.system or texts("label", item.side), item.reason)
        for item in card.data.set_aside
    )
    for (document, where, reason), count in groups.items():
        yield texts(
            "health",
            "set_aside",
            n=count,
            document=document,
            where=where,
            reason=texts.reason(reason),
        )


def _unscored(card: Scorecard, texts: Texts) -> Iterator[str]:
    segments = texts.count(len(card.data.segments), "segment")
    for metric in card.metrics:
        if metric.unavailable is not None:
            reason = texts.reason(metric.unavailable)
            yield texts("health", "unavailable", metric=metric.title, reason=reason)
            continue
        for s, system in enumerate(card.data.systems):
            missing = card.unscored_count(metric.label, s)
            if missing:
                reasons = card.unscored_reasons(metric.label, s)
                why = [
                    f"{texts.reason(reason)} ({count})" for reason, count in reasons.most_common()
                ]
                yield texts(
                    "health",
                    "unscored",
                    system=system,
                    missing=missing,
                    segments=segments,
                    metric=metric.title,
                    why=_one_or_all(why, missing) or texts("health", "no_reason"),
                )


def _one_or_all(why: Sequence[str], missing: int) -> str:
    return "; ".join(why).removesuffix(f" ({missing})")


def _detectable(card: Scorecard, texts: Texts) -> Iterator[str]:
    """The smallest differences to the baseline that can be told from noise, and what to know."""
    sizes = []
    for metric in card.metrics:
        mdes = [c.mde for c in card.comparisons if c.label == metric.label and c.mde]
        if mdes:
            sizes.append(f"{metric.title} {show(max(mdes), metric)}")
    if sizes:
        yield texts("health", "detectable", baseline=card.baseline, sizes=tuple(sizes))
    for each in dict.fromkeys(c.note for c in card.comparisons if c.note):
        yield texts("health", "comparisons", note=note(each, texts))


def _codes(card: Scorecard, severity: str, noun: str, texts: Texts) -> Iterator[str]:
    """How often each code of this severity was found in segments."""
    codes = Counter(
        finding.code
        for finding in card.findings
        if finding.segment is not None and finding.severity == severity
    )
    if codes:
        kinds = (
            texts("health", "kind", code=texts.word("code", code), n=n)
            for code, n in sorted(codes.items(), key=lambda item: (-item[1], item[0]))
        )
        found = texts.count(codes.total(), noun)
        yield texts("health", "in_segments", found=found, kinds=tuple(kinds))
