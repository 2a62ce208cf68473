"""A verdict as a gate would give it, and one whose every text is out to break a report."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from mtqe.core import Document, EvalSet, Origin, Segment
from mtqe.scorecard import MetricInfo, Scorecard
from mtqe.significance import Comparison
from mtqe.verdict import RuleResult, Verdict, WorstSegment

# What workflow commands, XML, Markdown, HTML, terminals and encodings trip over.
HOSTILE = (
    "%0A::error::50 %,: \r\n::add-mask::a\n##[error]b \x00\x08\x1b[31m ]]> <b>&amp;</b> 😀👩‍👩‍👧 "
    "\ud83dx\udc00 \ufffe\uffff | ` **a** ~~b~~ \u202egnp\u2028 <!-- ![x](y) 번역\n# 제목"
)


@pytest.fixture
def hostile() -> str:
    return HOSTILE


@pytest.fixture(scope="session")
def candidate() -> Scorecard:
    """The scorecard that the verdict is about; only its metrics matter here."""
    return Scorecard(
        data=EvalSet(
            name="nightly",
            source_language="en",
            target_language="ko",
            segments=(Segment("1", "news-01", "Yes.", ("네.",)),),
            documents=(Document("news-01", 0, 1),),
            outputs={"v2": ("네.",)},
        ),
        metrics=(
            MetricInfo("chrf", "chrF", "nc:6", decimals=2, scale=100),
            MetricInfo("comet", "COMET", "rev:1", decimals=4, neural=True),
            MetricInfo("ter", "TER", "tok:tercom", higher_is_better=False, decimals=1),
        ),
        scores={},
        headline="chrf",
        config={"significance": {"alpha": 0.05}},
    )


@pytest.fixture
def comparison() -> Comparison:
    """v2 fell by two points of chrF."""
    return Comparison(
        label="chrf", system="v2", baseline="v2", document=None,
        old=45.2, new=43.1, interval=(-3.0, -1.2), p=0.0004, p_holm=0.0008, mde=1.3,
        agreement=0.85, units=119, segments=119, note="p is optimistic: units are segments.",
    )  # fmt: skip


@pytest.fixture
def verdict(comparison: Comparison) -> Verdict:
    """One rule of each outcome, three metrics, two documents, two sentences."""
    others = (
        replace(comparison, label="comet", old=0.8512, new=0.8499, p=0.2, p_holm=0.4, mde=0.004),
        replace(comparison, label="ter", old=60.0, new=60.0, mde=0.0, interval=(0.0, 0.0)),
    )
    documents = tuple(
        replace(
            comparison,
            document=name,
            new=new,
            units=9,
            p=None,
            p_holm=None,
            interval=None,
            mde=None,
        )
        for name, new in (("news-02", 30.0), ("news-01", 46.0))
    )
    return Verdict(
        name="nightly",
        headline="v2 is worse by an amount that readers would notice; news-02 explains most of it.",
        results=(
            RuleResult(
                rule="chrf: the system may fall by 1", outcome="fail", system="v2",
                message="chrF fell by 2.1, and noise does not explain it.",
                comparison=comparison, old=45.2, new=43.1,
            ),
            RuleResult("comet: the system may fall by 0.1", "not comparable", "No model.", "v2"),
            RuleResult(
                "ter: a document may rise by 4", "warn", "It could not see a rise of 4.", "v2",
                "news-02", documents[0], old=45.2, new=30.0,
            ),
            RuleResult("coverage is at least 98 %", "pass", "118 of 119.", "v2", old=1.0, new=0.99),
        ),
        comparisons=(comparison, *others),
        documents=documents,
        worst=(
            WorstSegment(
                "news-02", "13", "v2", "chrf", 61.2, 12.03,
                "The bridge was built in 1932.", "그 다리는 1932년에 지어졌다.",
                "그 다리는 1923년에 무너졌다.", Origin("data/v2.ko", 13),
            ),
            WorstSegment(
                "news-01", "4", "v2", "chrf", 50.0, 0.0, "Nobody came.", "아무도 오지 않았다.", "",
            ),
        ),
        notes=("sacrebleu was 2.5.1 and is 2.6.0.",),
    )  # fmt: skip


@pytest.fixture
def poisoned(verdict: Verdict) -> Callable[[str], Verdict]:
    """The same verdict with one text in every place that holds one."""

    def poison(text: str) -> Verdict:
        def named(found: Comparison) -> Comparison:
            document = found.document and text
            return replace(found, system=text, baseline=text + "!", document=document, note=text)

        return Verdict(
            name=text,
            headline=text,
            results=tuple(
                replace(
                    result,
                    rule=text,
                    message=text,
                    system=text,
                    document=text,
                    comparison=result.comparison and named(result.comparison),
                    old=np.nan,
                    new=np.inf,
                )
                for result in verdict.results
            ),
            comparisons=tuple(map(named, verdict.comparisons)),
            documents=tuple(map(named, verdict.documents)),
            worst=tuple(
                replace(
                    segment,
                    document=text,
                    segment=text,
                    system=text,
                    source=text,
                    old_hypothesis=text,
                    new_hypothesis=text[::-1],
                    origin=Origin("data/50%, a:b.ko", 7),
                )
                for segment in verdict.worst
            ),
            notes=(text,),
        )

    return poison
