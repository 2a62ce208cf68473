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
from mtqe.scorecard import MetricInfo, Scorecard
from mtqe.texts import counted, say
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
            said = say("judgement", "cannot_judge", metric=metric.title, system=system, why=why)
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
    message = say(
        "judgement",
        "score" if not low else "below" if metric.higher_is_better else "above",
        metric=metric.title,
        score=show(score, metric),
        floor=f"{floor:g}",
    )
    return RuleResult(words, "fail" if low else "pass", message, system, document, new=score)


def _floor_of_segments(
    rule: Rule, metric: MetricInfo, words: str, card: Scorecard, system: str
) -> RuleResult:
    scores = card.scores[metric.label].segments[card.data.systems.index(system)]
    order = np.argsort(scores if metric.higher_is_better else -scores, kind="stable")
    lowest, worst = card.data.segments[order[0]], float(scores[order[0]])
    low = [i for i in order if fall(metric, rule.floor or 0.0, float(scores[i])) > SLACK]
    side = "below" if metric.higher_is_better else "above"
    message = say(
        "judgement",
        f"segments_{side}" if low else "worst_segment",
        n=len(low),
        floor=f"{rule.floor:g}",
        score=show(worst, metric),
        place=say("place", "of_document", document=lowest.document, segment=lowest.id),
    )
    return RuleResult(words, "fail" if low else "pass", message, system, new=worst)


def judge_findings(rule: Rule, card: Scorecard, systems: Sequence[str]) -> Iterator[RuleResult]:
    """`findings`: codes or severities that no segment may have."""
    unwanted = frozenset(rule.findings)
    words = say("rule", "findings", kinds=rule.findings)
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
                where = {"document": segment.document, "segment": segment.id}
                places.append(say("place", "of_document", **where))
        message = say(
            "judgement",
            "found" if places else "none_found",
            n=len(places),
            kinds=tuple(f"{code} ({count:,})" for code, count in codes.most_common()),
            places=(*places[:_NAMED], *["..."][: len(places) > _NAMED]),
        )
        yield RuleResult(words, "fail" if places else "pass", message, system)


def judge_coverage(rule: Rule, card: Scorecard, systems: Sequence[str]) -> Iterator[RuleResult]:
    """`coverage`: the share of source sentences that must be translated."""
    least = rule.coverage or 0.0
    by_document = rule.level == "document"
    key = "document_coverage" if by_document else "coverage"
    words = say("rule", key, share=f"{100 * least:g}")
    parts = [document.id for document in card.data.documents] if by_document else [None]
    for system in systems:
        for part in parts:
            found = card.coverage(system, part)
            low = found.share < least - SLACK
            message = say(
                "judgement",
                "translated",
                covered=found.covered,
                sentences=counted(found.sentences, "source_sentence"),
                share=f"{100 * found.share:.1f}",
            )
            yield RuleResult(
                words, "fail" if low else "pass", message, system, part, new=found.share
            )
