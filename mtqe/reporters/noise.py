"""Words for a comparison: better or worse, by how much, and whether noise explains it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from mtqe.comparing import Compared, Pair
from mtqe.reporters.examples import show, show_change
from mtqe.scorecard import MetricInfo
from mtqe.significance import MOST, Comparison, Settings
from mtqe.texts import Texts


def is_significant(comparison: Comparison, alpha: float) -> bool:
    """Whether noise does not explain the difference."""
    return comparison.p_holm is not None and comparison.p_holm < alpha


def is_better(comparison: Comparison, metric: MetricInfo) -> bool:
    """Whether the new system has the better score, by however little."""
    return comparison.difference > 0 if metric.higher_is_better else comparison.difference < 0


def test_line(comparison: Comparison, settings: Settings, texts: Texts) -> str:
    """What made p, on what, with which random numbers."""
    draws = settings.resamples if comparison.test == "sacrebleu-bs" else settings.trials
    return texts(
        "noise",
        "test",
        test=texts("test", comparison.test),
        draws=draws,
        units=texts.count(comparison.units, comparison.unit),
        seed=settings.seed,
    )


def headline(compared: Compared, pair: Pair, texts: Texts) -> str:
    """What came out, in words that need no statistics."""
    leading = compared.metrics[0]
    by_label = {comparison.label: comparison for comparison in pair.comparisons}
    first = by_label.get(leading.label)
    names = {"new": pair.new, "old": pair.old}
    if pair.same == compared.segments:
        return texts("noise", "same_texts", **names)
    if first is None:
        return texts("noise", "nothing_scored", metric=leading.title, **names)
    others = [
        (metric, by_label[metric.label])
        for metric in compared.metrics[1:]
        if metric.label in by_label
    ]
    alpha = compared.settings.alpha
    said = _leading(first, leading, alpha, texts)
    return " ".join([said, *_others(first, leading, others, alpha, texts)])


def _leading(comparison: Comparison, metric: MetricInfo, alpha: float, texts: Texts) -> str:
    share, mde = comparison.agreement, comparison.mde
    facts = {
        "new": comparison.system,
        "old": comparison.baseline,
        "metric": metric.title,
        "score": show(comparison.new, metric),
        "change": texts(
            "noise",
            "change",
            metric=metric.title,
            change=show_change(comparison.difference, metric),
            old=show(comparison.old, metric),
            new=show(comparison.new, metric),
        ),
        "readers": "" if share is None else readers(share, texts),
        "mde": show(mde, metric) if mde else "",
    }
    if comparison.identical:
        return texts("noise", "level", **facts)
    if is_significant(comparison, alpha):
        key = "better" if is_better(comparison, metric) else "worse"
        return texts("noise", key if share is None else f"{key}_readers", **facts)
    if comparison.p_holm is None:
        return texts("noise", "too_few", **facts)
    return texts("noise", "maybe_detectable" if mde else "maybe", **facts)


def readers(share: float, texts: Texts) -> str:
    """`92 %`, `95 % or more`: the share of readers who would agree."""
    shown = texts.percent(f"{100 * share:.0f}")
    return texts("noise", "or_more", share=shown) if share >= MOST else shown


def _others(
    first: Comparison,
    leading: MetricInfo,
    others: Sequence[tuple[MetricInfo, Comparison]],
    alpha: float,
    texts: Texts,
) -> Iterator[str]:
    """The metrics that say something else than the leading one."""
    clear = is_significant(first, alpha)
    sides: dict[str, list[str]] = {"say_better": [], "say_worse": []}
    hints: list[str] = []
    for metric, comparison in others:
        better = is_better(comparison, metric)
        if is_significant(comparison, alpha):
            sides["say_better" if better else "say_worse"].append(metric.title)
        elif clear and comparison.difference and better != is_better(first, leading):
            hints.append(metric.title)
    if clear:
        sides["say_better" if is_better(first, leading) else "say_worse"] = []  # they agree
    said = [
        texts("noise", key, n=len(titles), metrics=_listed(titles, texts))
        for key, titles in sides.items()
        if titles
    ]
    if said:
        yield texts("noise", "disagree", said=_listed(said, texts))
    elif hints:
        yield texts("noise", "hints", n=len(hints), metrics=_listed(hints, texts))


def _listed(items: Sequence[str], texts: Texts) -> str:
    *front, last = items
    return texts("join", "list", front=tuple(front), last=last) if front else last
