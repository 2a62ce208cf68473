"""The sentences of a report: the headline, the state of the data, what has no score and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

import numpy as np

from mtqe.reporters.examples import leading_metric, show, show_change
from mtqe.scorecard import MetricInfo, Scorecard
from mtqe.significance import MOST, Comparison, Settings


def headline(card: Scorecard) -> str:
    """What came out, in words that need no statistics."""
    metric = leading_metric(card)
    judged = [system for system in card.data.systems if system != card.baseline]
    coverage = _coverage(card, (judged or card.data.systems)[0], name=len(card.data.systems) > 1)
    if metric is None:
        return f"{coverage}; no quality score, because {_why_unscored(card)}."
    verdict = _verdict(card, metric)
    return f"{verdict} {coverage}." if card.data.beads else verdict


def health(card: Scorecard) -> list[str]:
    """The state of the data: what is covered, set aside, unscored, and what was found."""
    lines = _coverages(card)
    lines += _set_aside(card)
    lines += _unscored(card)
    lines += _detectable(card)
    lines += [
        f"{finding.severity.capitalize()}: {finding.code}: {finding.message}"
        for finding in card.findings
        if finding.segment is None and finding.code != "set_aside"  # it has its own lines
    ]
    lines += [line for severity in ("error", "warning", "info") for line in _codes(card, severity)]
    return lines


def size(card: Scorecard) -> str:
    """`112 segments in 12 documents`."""
    segments, documents = len(card.data.segments), len(card.data.documents)
    return f"{number_of(segments, 'segment')} in {number_of(documents, 'document')}"


def number_of(count: int, noun: str, plural: str = "") -> str:
    """`1 segment`, `2 segments`."""
    return f"{count:,} {noun if count == 1 else plural or noun + 's'}"


def _verdict(card: Scorecard, metric: MetricInfo) -> str:
    scores = dict(zip(card.data.systems, card.scores[metric.label].systems.tolist(), strict=True))
    scored = {system: score for system, score in scores.items() if not np.isnan(score)}
    if len(scored) == 1:
        return _alone(card, metric, next(iter(scored)))
    if card.baseline in scored:
        return _against_baseline(card, card.baseline, scored, metric)
    return _ahead(scored, metric)


def _alone(card: Scorecard, metric: MetricInfo, system: str) -> str:
    scores = card.scores[metric.label]
    s = card.data.systems.index(system)
    low, high = scores.intervals[s]
    share = 100 * (1 - alpha(card))
    interval = (
        "" if np.isnan([low, high]).any()
        else f" ({share:g} % interval {show(low, metric)} to {show(high, metric)})"
    )  # fmt: skip
    missing = card.unscored_count(metric.label, s)
    scored = f"{len(card.data.segments) - missing:,} of " if missing else ""
    return (
        f"{system}: {metric.title} {show(scores.systems[s], metric)}{interval} over {scored}"
        f"{size(card)}."
    )


def _against_baseline(
    card: Scorecard, baseline: str, scored: dict[str, float], metric: MetricInfo
) -> str:
    base = scored[baseline]
    changes = [
        f"{system} against the baseline {baseline}: {metric.title} "
        f"{show_change(score - base, metric)} ({show(base, metric)} → {show(score, metric)})"
        f"{_is_it_noise(card, system, metric)}"
        for system, score in _best_first(scored, metric)
        if system != baseline
    ]
    return "; ".join(changes) + "."


def _is_it_noise(card: Scorecard, system: str, metric: MetricInfo) -> str:
    """What follows a difference, in words that need no statistics; empty when it is not known."""
    found = comparison(card, system, metric)
    if found is None:
        return ""
    if found.identical:
        return ", every sentence scores the same"
    if found.p_holm is None:
        return ", from too few sentences to tell"
    if found.p_holm >= alpha(card):
        return ", which noise may explain"
    if found.agreement is None:
        return ", more than noise explains"
    share = f"{100 * found.agreement:.0f} %" + (" or more" if found.agreement >= MOST else "")
    return f", more than noise explains ({share} of readers would agree)"


def comparison(card: Scorecard, system: str, metric: MetricInfo) -> Comparison | None:
    """The system against the baseline; None where they were not compared."""
    mine = (c for c in card.comparisons if (c.label, c.system) == (metric.label, system))
    return next(mine, None)


def alpha(card: Scorecard) -> float:
    """What p must stay below to be significant."""
    return float(card.config.get("significance", {}).get("alpha", Settings.alpha))


def _ahead(scored: dict[str, float], metric: MetricInfo) -> str:
    (best, high), (second, low), *others = _best_first(scored, metric)
    if show(high, metric) == show(low, metric):
        return f"{best} and {second} are level: {metric.title} {show(high, metric)}."
    more = f" of {number_of(len(others) + 1, 'other')}" if others else ""
    return (
        f"{best} is ahead{more}: {metric.title} {show(high, metric)} against {show(low, metric)} "
        f"for {second} ({show_change(high - low, metric)})."
    )


def _best_first(scored: dict[str, float], metric: MetricInfo) -> list[tuple[str, float]]:
    sign = -1 if metric.higher_is_better else 1
    return sorted(scored.items(), key=lambda item: sign * item[1])


def _coverages(card: Scorecard) -> list[str]:
    """One line per system, or per group of systems of which the same is true."""
    systems: dict[str, list[str]] = {}
    for system in card.data.systems:
        systems.setdefault(_coverage(card, system, name=False), []).append(system)
    if len(systems) == 1 and len(card.data.systems) > 1:
        return [f"every system: {said}." for said in systems]
    return [f"{', '.join(names)}: {said}." for said, names in systems.items()]


def _coverage(card: Scorecard, system: str, *, name: bool) -> str:
    found = card.coverage(system)
    parts = [f"{system}: "] if name else []
    if system in card.data.beads:
        aside = sum(item.system in {None, system} for item in card.data.set_aside)
        parts += [
            f"{found.covered:,} of {number_of(found.sentences, 'source sentence')} covered",
            f", {number_of(found.omissions, 'omission')}",
            f", {number_of(found.additions, 'addition')}",
            f", {number_of(aside, 'line')} set aside" if aside else "",
        ]
    else:
        parts += [
            f"{found.covered:,} of {number_of(found.sentences, 'segment')} translated",
            f", {number_of(found.omissions, 'empty line')}" if found.omissions else "",
        ]
    return "".join(parts)


def _why_unscored(card: Scorecard) -> str:
    if not card.metrics:
        return "no metric was asked for"
    reasons = [
        f"{m.title}: {(m.unavailable or _main_reason(card, m)).rstrip('.')}" for m in card.metrics
    ]
    return "; ".join(reasons)


def _main_reason(card: Scorecard, metric: MetricInfo) -> str:
    reasons = Counter(card.scores[metric.label].unscored.values())
    return reasons.most_common(1)[0][0] if reasons else "no segment has a score"


def _set_aside(card: Scorecard) -> Iterator[str]:
    groups = Counter(
        (item.document, item.system or item.side, item.reason) for item in card.data.set_aside
    )
    for (document, where, reason), count in groups.items():
        yield f"{number_of(count, 'line')} of {document} ({where}) set aside: {reason}"


def _unscored(card: Scorecard) -> Iterator[str]:
    total = len(card.data.segments)
    for metric in card.metrics:
        if metric.unavailable is not None:
            yield f"{metric.title} is missing: {metric.unavailable}"
            continue
        for s, system in enumerate(card.data.systems):
            missing = card.unscored_count(metric.label, s)
            if missing:
                reasons = card.unscored_reasons(metric.label, s)
                why = [f"{reason} ({count})" for reason, count in reasons.most_common()]
                yield (
                    f"{system}: {missing:,} of {number_of(total, 'segment')} unscored by "
                    f"{metric.title}: {_one_or_all(why, missing)}"
                )


def _detectable(card: Scorecard) -> Iterator[str]:
    """The smallest differences to the baseline that can be told from noise, and what to know."""
    sizes = []
    for metric in card.metrics:
        mdes = [c.mde for c in card.comparisons if c.label == metric.label and c.mde]
        if mdes:
            sizes.append(f"{metric.title} {show(max(mdes), metric)}")
    if sizes:
        yield f"Smallest difference to {card.baseline} that would be found: {', '.join(sizes)}."
    for note in dict.fromkeys(c.note for c in card.comparisons if c.note):
        yield f"Comparisons: {note}."


def _one_or_all(why: Sequence[str], missing: int) -> str:
    return "; ".join(why).removesuffix(f" ({missing})") or "no reason given"


def _codes(card: Scorecard, severity: str) -> Iterator[str]:
    """How often each code of this severity was found in segments."""
    codes = Counter(
        finding.code
        for finding in card.findings
        if finding.segment is not None and finding.severity == severity
    )
    if codes:
        noun = "remark" if severity == "info" else severity
        kinds = ", ".join(f"{code} ({count:,})" for code, count in codes.most_common())
        yield f"{number_of(codes.total(), noun)} in segments: {kinds}."
