"""Words for a comparison: better or worse, by how much, and whether noise explains it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from mtqe.comparing import Compared, Pair
from mtqe.reporters.examples import show, show_change
from mtqe.reporters.wording import number_of
from mtqe.scorecard import MetricInfo
from mtqe.significance import MOST, Comparison, Settings

_TESTS = {
    "ar": "paired approximate randomization",
    "sacrebleu-ar": "sacreBLEU's paired approximate randomization",
    "sacrebleu-bs": "sacreBLEU's paired bootstrap",
}


def is_significant(comparison: Comparison, alpha: float) -> bool:
    """Whether noise does not explain the difference."""
    return comparison.p_holm is not None and comparison.p_holm < alpha


def is_better(comparison: Comparison, metric: MetricInfo) -> bool:
    """Whether the new system has the better score, by however little."""
    return comparison.difference > 0 if metric.higher_is_better else comparison.difference < 0


def test_line(comparison: Comparison, settings: Settings) -> str:
    """What made p, on what, with which random numbers."""
    draws = settings.resamples if comparison.test == "sacrebleu-bs" else settings.trials
    return (
        f"{_TESTS[comparison.test]}, two-sided, {draws:,} trials over "
        f"{number_of(comparison.units, comparison.unit)}, seed {settings.seed}"
    )


def headline(compared: Compared, pair: Pair) -> str:
    """What came out, in words that need no statistics."""
    leading = compared.metrics[0]
    by_label = {comparison.label: comparison for comparison in pair.comparisons}
    first = by_label.get(leading.label)
    if pair.same == compared.segments:
        return f"{pair.new} and {pair.old} are the same texts."
    if first is None:
        return f"{pair.new} and {pair.old} share no segment that {leading.title} scored."
    others = [
        (metric, by_label[metric.label])
        for metric in compared.metrics[1:]
        if metric.label in by_label
    ]
    alpha = compared.settings.alpha
    parts = [_leading(first, leading, alpha), _others(first, leading, others, alpha)]
    return " ".join(part for part in parts if part)


def _leading(comparison: Comparison, metric: MetricInfo, alpha: float) -> str:
    new, old = comparison.system, comparison.baseline
    change = (
        f"{metric.title} {show_change(comparison.difference, metric)} "
        f"({show(comparison.old, metric)} → {show(comparison.new, metric)})"
    )
    if comparison.identical:
        score = show(comparison.new, metric)
        return f"{new} and {old} are level in every sentence: {metric.title} {score}."
    if is_significant(comparison, alpha):
        word = "better" if is_better(comparison, metric) else "worse"
        return (
            f"{new} is {word} than {old} by more than noise explains: {change}"
            f"{_readers(comparison)}."
        )
    if comparison.p_holm is None:
        return f"{new} against {old}: {change}, from too few sentences to tell."
    found = f"{new} against {old}: {change}, which noise may explain"
    if comparison.mde:
        found += f"; a difference of {show(comparison.mde, metric)} would show on this test set"
    return f"{found}."


def _readers(comparison: Comparison) -> str:
    share = comparison.agreement
    if share is None:
        return ""
    return f"; {100 * share:.0f} %{' or more' if share >= MOST else ''} of readers would agree"


def _others(
    first: Comparison,
    leading: MetricInfo,
    others: Sequence[tuple[MetricInfo, Comparison]],
    alpha: float,
) -> str:
    """The metrics that say something else than the leading one."""
    clear = is_significant(first, alpha)
    sides: dict[bool, list[str]] = {True: [], False: []}
    hints: list[str] = []
    for metric, comparison in others:
        if is_significant(comparison, alpha):
            sides[is_better(comparison, metric)].append(metric.title)
        elif clear and comparison.difference and _opposite(comparison, metric, first, leading):
            hints.append(metric.title)
    if clear:
        sides[is_better(first, leading)] = []  # they agree
    said = [
        f"{_listed(titles)} {'says' if len(titles) == 1 else 'say'} {word}"
        for word, titles in (("better", sides[True]), ("worse", sides[False]))
        if titles
    ]
    if said:
        return f"The metrics disagree: {' and '.join(said)}, beyond noise."
    if hints:
        verb = "points" if len(hints) == 1 else "point"
        return f"{_listed(hints)} {verb} the other way, which noise may explain."
    return ""


def _opposite(
    comparison: Comparison, metric: MetricInfo, first: Comparison, leading: MetricInfo
) -> bool:
    return is_better(comparison, metric) != is_better(first, leading)


def _listed(titles: Iterable[str]) -> str:
    *front, last = titles
    return f"{', '.join(front)} and {last}" if front else last
