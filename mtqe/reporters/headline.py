"""The headline of a run: what came out, in words that need no statistics."""

from __future__ import annotations

from collections import Counter

import numpy as np

from mtqe.reporters.examples import leading_metric, show, show_change
from mtqe.reporters.noise import readers
from mtqe.reporters.wording import alpha, comparison, coverage, size
from mtqe.scorecard import MetricInfo, Scorecard
from mtqe.texts import Texts


def headline(card: Scorecard, texts: Texts) -> str:
    """What came out."""
    metric = leading_metric(card)
    systems = card.data.systems
    first = next((system for system in systems if system != card.baseline), systems[0])
    covered = coverage(card, first, texts)
    if len(systems) > 1:
        covered = texts("coverage", "of_system", system=first, coverage=covered)
    if metric is None:
        return texts("headline", "unscored", coverage=covered, why=_why_unscored(card, texts))
    came = _scored(card, metric, texts)
    return f"{came} {texts('headline', 'covered', coverage=covered)}" if card.data.beads else came


def _scored(card: Scorecard, metric: MetricInfo, texts: Texts) -> str:
    scores = dict(zip(card.data.systems, card.scores[metric.label].systems.tolist(), strict=True))
    scored = {system: score for system, score in scores.items() if not np.isnan(score)}
    if len(scored) == 1:
        return _alone(card, metric, next(iter(scored)), texts)
    if card.baseline in scored:
        return _against_baseline(card, card.baseline, scored, metric, texts)
    return _ahead(scored, metric, texts)


def _alone(card: Scorecard, metric: MetricInfo, system: str, texts: Texts) -> str:
    scores = card.scores[metric.label]
    s = card.data.systems.index(system)
    score, (low, high) = show(scores.systems[s], metric), scores.intervals[s]
    if not np.isnan([low, high]).any():
        share = texts.percent(f"{100 * (1 - alpha(card)):g}")
        ends = {"low": show(low, metric), "high": show(high, metric)}
        score = texts("headline", "score_interval", score=score, share=share, **ends)
    missing = card.unscored_count(metric.label, s)
    return texts(
        "headline",
        "alone_partly" if missing else "alone",
        system=system,
        metric=metric.title,
        score=score,
        scored=len(card.data.segments) - missing,
        size=size(card, texts),
    )


def _against_baseline(
    card: Scorecard, baseline: str, scored: dict[str, float], metric: MetricInfo, texts: Texts
) -> str:
    base = scored[baseline]
    changes = []
    for system, score in _best_first(scored, metric):
        if system != baseline:
            said = texts(
                "headline",
                "against",
                system=system,
                baseline=baseline,
                metric=metric.title,
                change=show_change(score - base, metric),
                old=show(base, metric),
                new=show(score, metric),
            )
            changes.append(_with_noise(said, card, system, metric, texts))
    return texts.sentence(*changes)


def _with_noise(said: str, card: Scorecard, system: str, metric: MetricInfo, texts: Texts) -> str:
    """A difference, and whether noise explains it where that is known."""
    found = comparison(card, system, metric)
    if found is None:
        return said
    if found.identical:
        return texts("headline", "identical", said=said)
    if found.p_holm is None:
        return texts("headline", "too_few", said=said)
    if found.p_holm >= alpha(card):
        return texts("headline", "maybe_noise", said=said)
    if found.agreement is None:
        return texts("headline", "no_noise", said=said)
    share = readers(found.agreement, texts)
    return texts("headline", "no_noise_readers", said=said, readers=share)


def _ahead(scored: dict[str, float], metric: MetricInfo, texts: Texts) -> str:
    (best, high), (second, low), *others = _best_first(scored, metric)
    if show(high, metric) == show(low, metric):
        score = show(high, metric)
        return texts(
            "headline", "level", best=best, second=second, metric=metric.title, score=score
        )
    return texts(
        "headline",
        "ahead_of_many" if others else "ahead",
        best=best,
        second=second,
        n=len(others) + 1,
        metric=metric.title,
        high=show(high, metric),
        low=show(low, metric),
        change=show_change(high - low, metric),
    )


def _best_first(scored: dict[str, float], metric: MetricInfo) -> list[tuple[str, float]]:
    sign = -1 if metric.higher_is_better else 1
    return sorted(scored.items(), key=lambda item: sign * item[1])


def _why_unscored(card: Scorecard, texts: Texts) -> str:
    if not card.metrics:
        return texts("headline", "no_metric")
    reasons = [
        f"{metric.title}: {_main_reason(card, metric, texts).rstrip('.')}"
        for metric in card.metrics
    ]
    return "; ".join(reasons)


def _main_reason(card: Scorecard, metric: MetricInfo, texts: Texts) -> str:
    if metric.unavailable:
        return texts.reason(metric.unavailable)
    reasons = Counter(card.scores[metric.label].unscored.values())
    if not reasons:
        return texts("headline", "no_segment")
    return texts.reason(reasons.most_common(1)[0][0])
