"""What a number of the systems' table means, in sentences that need no statistics."""

from __future__ import annotations

import math
from typing import Literal

from mtqe.reporters.examples import show, show_change
from mtqe.reporters.html.bilingual import Bilingual, joined, say
from mtqe.reporters.wording import alpha, comparison
from mtqe.scorecard import MetricInfo, Scorecard
from mtqe.significance import MOST, Comparison

Judgement = Literal["better", "worse", "noise", "unknown", "same"]
_SMALL = 0.001  # smaller values of p are not told apart


def judgement_of(card: Scorecard, system: str, metric: MetricInfo) -> Judgement | None:
    """Of a system against the baseline, by one metric; None where they were not compared."""
    found = comparison(card, system, metric)
    if found is None:
        return None
    if found.identical:
        return "same"
    if found.p_holm is None:
        return "unknown"
    if found.p_holm >= alpha(card):
        return "noise"
    return "better" if (found.difference > 0) == metric.higher_is_better else "worse"


def readers_of(found: Comparison | None) -> Bilingual | None:
    """How many would agree; None where nothing is published."""
    if found is None or found.agreement is None:
        return None
    key = "readers_most" if found.agreement >= MOST else "readers"
    return say(key, share=f"{100 * found.agreement:.0f}")


def tip_of(card: Scorecard, metric: MetricInfo, s: int, judgement: Judgement | None) -> Bilingual:
    """What a system's score by a metric means."""
    scores, system = card.scores[metric.label], card.data.systems[s]
    score, (low, high) = scores.systems[s], scores.intervals[s].tolist()
    if math.isnan(score):
        return say("tip_unscored", metric=metric.title)
    direction = "tip_higher" if metric.higher_is_better else "tip_lower"
    parts = [say(direction, metric=metric.title, system=system, score=show(score, metric))]
    if math.isfinite(low) and math.isfinite(high):
        share = f"{100 * (1 - alpha(card)):g}"
        ends = {"low": show(low, metric), "high": show(high, metric)}
        parts.append(say("tip_interval", share=share, **ends))
    found = comparison(card, system, metric)
    if found and judgement:
        parts += _tip_change(metric, found, judgement)
    missing = card.unscored_count(metric.label, s)
    if missing:
        parts.append(say("tip_missing", n=missing, total=len(card.data.segments)))
    return joined(*parts)


def _tip_change(metric: MetricInfo, found: Comparison, judgement: Judgement) -> list[Bilingual]:
    parts = [
        say(
            "tip_change",
            change=show_change(found.difference, metric),
            baseline=found.baseline,
            judgement=say(f"tip_{judgement}"),
        )
    ]
    if judgement in {"better", "worse"}:
        readers = readers_of(found)
        parts.append(say("tip_readers", readers=readers) if readers else say("tip_no_readers"))
    elif judgement == "noise" and found.mde:
        parts.append(say("tip_detectable", size=show(found.mde, metric)))
    if found.p_holm is not None:
        small = found.p_holm < _SMALL
        p = f"{_SMALL if small else found.p_holm:.3f}"
        parts.append(say("tip_p_small" if small else "tip_p", p=p))
    return parts
