"""Rules about the candidate alone: the worst score that passes, findings, coverage."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

import numpy as np

from mtqe.gate import wording
from mtqe.gate.rules import Rule
from mtqe.gate.sides import lacking_scores, unavailable
from mtqe.gate.terms import SLACK, fall
from mtqe.reporters.examples import show
from mtqe.reporters.wording import number_of
from mtqe.scorecard import MetricInfo, Scorecard
from mtqe.verdict import RuleResult

_NAMED = 3


def judge_floor(
    rule: Rule, metric: MetricInfo, card: Scorecard, systems: Sequence[str]
) -> Iterator[RuleResult]:
    """`floor`; a ceiling where lower scores are better."""
    words, data = wording.floor_rule(rule, metric), card.data
    scores = card.scores[metric.label]
    for system in systems:
        s = data.systems.index(system)
        reasons = {i: why for (t, i), why in scores.unscored.items() if t == s}
        lacking = lacking_scores(data.segments, reasons)
        if metric.unavailable is not None or lacking:
            why = lacking if metric.unavailable is None else unavailable(metric)
            said = f"Cannot judge {metric.title} of {system}: {why}."
            yield RuleResult(words, "not comparable", said, system)
        elif rule.level == "system":
            yield _floor(rule, metric, words, system, None, float(scores.systems[s]))
        elif rule.level == "document":
            for document, score in zip(data.documents, scores.documents[s].tolist(), strict=True):
                if not np.isnan(score):
                    yield _floor(rule, metric, words, system, document.id, score)
        else:
            yield _floor_of_segments(rule, metric, words, card, system)


def _floor(
    rule: Rule, metric: MetricInfo, words: str, system: str, document: str | None, score: float
) -> RuleResult:
    floor = rule.floor or 0.0
    low = fall(metric, floor, score) > SLACK
    side = "below" if metric.higher_is_better else "above"
    message = f"{metric.title} is {show(score, metric)}" + (f", {side} {floor:g}." if low else ".")
    return RuleResult(words, "fail" if low else "pass", message, system, document, new=score)


def _floor_of_segments(
    rule: Rule, metric: MetricInfo, words: str, card: Scorecard, system: str
) -> RuleResult:
    scores = card.scores[metric.label].segments[card.data.systems.index(system)]
    order = np.argsort(scores if metric.higher_is_better else -scores, kind="stable")
    lowest, worst = card.data.segments[order[0]], float(scores[order[0]])
    low = [i for i in order if fall(metric, rule.floor or 0.0, float(scores[i])) > SLACK]
    side = "below" if metric.higher_is_better else "above"
    many = f"{number_of(len(low), 'segment')} {side} {rule.floor:g}; " if low else ""
    place = f"segment {lowest.id} of {lowest.document}"
    return RuleResult(
        words,
        "fail" if low else "pass",
        f"{many}the worst is {show(worst, metric)} ({place}).",
        system,
        new=worst,
    )


def judge_findings(rule: Rule, card: Scorecard, systems: Sequence[str]) -> Iterator[RuleResult]:
    """`findings`: codes or severities that no segment may have."""
    unwanted = frozenset(rule.findings)
    words = f"no findings: {', '.join(rule.findings)}"
    for system in systems:
        codes: Counter[str] = Counter()
        places: list[str] = []
        for segment in card.data.segments:
            found = [
                finding.code
                for finding in card.findings_at.get((system, segment.id), ())
                if unwanted & {finding.code, finding.severity}
            ]
            if found:
                codes.update(found)
                places.append(f"segment {segment.id} of {segment.document}")
        kinds = ", ".join(f"{code} ({count:,})" for code, count in codes.most_common())
        more = ", ..." if len(places) > _NAMED else ""
        message = (
            f"{number_of(len(places), 'segment')} with {kinds}: {', '.join(places[:_NAMED])}{more}."
            if places
            else "None was found."
        )
        yield RuleResult(words, "fail" if places else "pass", message, system)


def judge_coverage(rule: Rule, card: Scorecard, systems: Sequence[str]) -> Iterator[RuleResult]:
    """`coverage`: the share of source sentences that must be translated."""
    least = rule.coverage or 0.0
    by_document = rule.level == "document"
    words = f"coverage{' of a document' * by_document}: {100 * least:g} % or more"
    parts = [document.id for document in card.data.documents] if by_document else [None]
    for system in systems:
        for part in parts:
            found = card.coverage(system, part)
            low = found.share < least - SLACK
            message = (
                f"{found.covered:,} of {number_of(found.sentences, 'source sentence')} "
                f"({100 * found.share:.1f} %) are translated."
            )
            yield RuleResult(
                words, "fail" if low else "pass", message, system, part, new=found.share
            )
