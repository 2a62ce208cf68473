"""What people read: the wording, and what comes first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from mtqe.core import Bead, BeadKind, Document, EvalSet, Finding, Segment, SetAside
from mtqe.reporters.content import content
from mtqe.scorecard import MetricInfo, Scorecard, Scores
from mtqe.texts import finding

CHRF = MetricInfo("chrf", "chrF", "case:mixed", decimals=1)
TER = MetricInfo("ter", "TER", None, higher_is_better=False, decimals=1)
NAN = float("nan")


def scored(
    totals: Mapping[str, float],
    metric: MetricInfo = CHRF,
    segments: Sequence[Sequence[float]] | None = None,
    interval: tuple[float, float] = (NAN, NAN),
    **options: Any,
) -> Scorecard:
    """A test set of two documents with a segment each."""
    values = np.array(segments or [[total, total] for total in totals.values()])
    scores = Scores(
        segments=values,
        documents=values,
        systems=np.array(list(totals.values())),
        intervals=np.tile(interval, (len(totals), 1)),
        unscored={(int(s), int(i)): "no reference" for s, i in np.argwhere(np.isnan(values))},
    )
    data = EvalSet(
        name="letters",
        source_language="en",
        target_language="ko",
        segments=(Segment("1", "x", "One.", ("하나.",)), Segment("2", "y", "Two.", ("둘.",))),
        documents=(Document("x", 0, 1), Document("y", 1, 2)),
        outputs=dict.fromkeys(totals, ("하나.", "두울.")),
    )
    return Scorecard(
        data=data,
        metrics=(metric,),
        scores={metric.label: scores},
        headline=metric.label,
        **options,
    )


def aligned(
    *kinds: BeadKind, confidences: Sequence[float | None] = (), **options: Any
) -> Scorecard:
    """One system without scores; one alignment unit per kind, one segment per source sentence."""
    beads, count = [], 0
    for position, kind in enumerate(kinds):
        count += kind != "addition"
        beads.append(
            Bead(
                document="d",
                source=() if kind == "addition" else (position,),
                target=() if kind == "omission" else (position,),
                source_text=f"Source {position}.",
                target_text=f"번역 {position}.",
                kind=kind,
                confidence=confidences[position] if confidences else None,
                segments=(str(count),),
            )
        )
    data = EvalSet(
        name="letters",
        source_language="en",
        target_language="ko",
        segments=tuple(Segment(str(i + 1), "d", f"Source {i}.") for i in range(count)),
        documents=(Document("d", 0, count),),
        outputs={"v1": tuple("번역." for _ in range(count))},
        beads={"v1": tuple(beads)},
        set_aside=options.pop("set_aside", ()),
    )
    return Scorecard(data=data, **{"metrics": (), "scores": {}, **options})


@pytest.mark.parametrize(
    ("card", "expected"),
    [
        (
            scored({"v1": 40.2, "v2": 45.1}),
            "v2 is ahead: chrF 45.1 against 40.2 for v1 (+4.9).",
        ),
        (
            scored({"v1": 40.2, "v2": 45.1}, baseline="v1"),
            "v2 against the baseline v1: chrF +4.9 (40.2 → 45.1).",
        ),
        (
            scored({"v1": 45.1, "v2": 40.2}, baseline="v1"),
            "v2 against the baseline v1: chrF -4.9 (45.1 → 40.2).",
        ),
        (
            scored({"v1": 40.2, "v2": 45.1}, TER),
            "v1 is ahead: TER 40.2 against 45.1 for v2 (-4.9).",
        ),
        (
            scored({"v1": 40.21, "v2": 40.19, "v3": 7.0}),
            "v1 and v2 are level: chrF 40.2.",
        ),
        (
            scored({"v1": 40.2, "v2": 45.1, "v3": 39.0}),
            "v2 is ahead of 2 others: chrF 45.1 against 40.2 for v1 (+4.9).",
        ),
        (
            scored({"v1": 45.1}, interval=(43.0, 47.2)),
            "v1: chrF 45.1 (95 % interval 43.0 to 47.2) over 2 segments in 2 documents.",
        ),
        (
            scored({"v1": 45.1}, segments=[[45.1, NAN]]),
            "v1: chrF 45.1 over 1 of 2 segments in 2 documents.",
        ),
        (
            scored({"v1": 45.1, "v2": NAN}),
            "v1: chrF 45.1 over 2 segments in 2 documents.",
        ),
    ],
)
def test_headline_of_scores(card: Scorecard, expected: str) -> None:
    assert content(card, 3).headline == expected


def test_headline_without_scores_tells_what_is_covered_and_why_there_is_no_score() -> None:
    aside = SetAside("d", "Summary.", "English text", "hypothesis", system="v1")
    matches: list[BeadKind] = ["match"] * 12
    card = aligned(*matches, "omission", "addition", set_aside=(aside,) * 5)
    assert content(card, 3).headline == (
        "12 of 13 source sentences covered, 1 omission, 1 addition, 5 lines set aside; "
        "no quality score, because no metric was asked for."
    )
    assert "5 lines of d (v1) set aside: English text" in content(card, 3).health


def test_headline_without_scores_gives_the_reason_of_the_metric() -> None:
    missing = MetricInfo("comet", "COMET", None, unavailable="the model is not here.")
    empty = Scores(
        np.full((1, 1), NAN), np.full((1, 1), NAN), np.full(1, NAN), np.full((1, 2), NAN),
        {(0, 0): "the model is not here."},
    )  # fmt: skip
    report = content(aligned("match", metrics=(missing,), scores={"comet": empty}), 3)
    assert report.headline.endswith("no quality score, because COMET: the model is not here.")
    assert "COMET is missing: the model is not here." in report.health
    assert report.systems.columns == ("System", "Coverage", "Findings")


def test_coverage_follows_the_headline_of_aligned_text_with_scores() -> None:
    scores = Scores(np.array([[5.0]]), np.array([[5.0]]), np.array([5.0]), np.full((1, 2), NAN))
    card = aligned("match", "addition", metrics=(CHRF,), scores={"chrf": scores}, headline="chrf")
    assert content(card, 3).headline == (
        "v1: chrF 5.0 over 1 segment in 1 document. "
        "1 of 1 source sentence covered, 0 omissions, 1 addition."
    )


def test_systems_table_marks_the_best_and_the_change_to_the_baseline() -> None:
    card = scored({"v1": 40.2, "v2": 38.0}, TER, interval=(36.0, 42.0), baseline="v1")
    first, second = content(card, 3).systems.rows
    assert [cell.text for cell in first] == ["v1 (baseline)", "40.2", "100.0 %", ""]
    assert (first[1].change, first[1].best) == ("", False)
    assert (second[1].change, second[1].best) == ("-2.2", True)
    # 40.2 lies lopsided in its interval, 38.0 lies near enough to its middle to say ±.
    assert first[1].detail == "[36.0, 42.0]"
    near = content(scored({"v1": 39.0}, TER, interval=(36.0, 42.0)), 3).systems.rows[0][1]
    assert (near.detail, near.best) == ("±3.0", False)


def test_unscored_is_a_dash_and_counted_with_its_reason() -> None:
    report = content(scored({"v1": 45.1, "v2": NAN}, segments=[[45.1, NAN], [NAN, NAN]]), 3)
    assert report.systems.rows[1][1].text == "–"
    assert "v1: 1 of 2 segments unscored by chrF: no reference" in report.health
    assert "v2: 2 of 2 segments unscored by chrF: no reference" in report.health


def test_documents_stand_worst_first_by_the_metrics_direction() -> None:
    def order(metric: MetricInfo) -> list[tuple[str, str]]:
        values = [[70.0, 20.0], [10.0, NAN]]
        table = content(scored({"v1": 45.0, "v2": 10.0}, metric, values), 3).documents
        assert table is not None
        return [(row[0].text, row[1].text) for row in table.rows]

    assert order(CHRF) == [("x", "v2"), ("y", "v1"), ("x", "v1"), ("y", "v2")]
    assert order(TER) == [("x", "v1"), ("y", "v1"), ("x", "v2"), ("y", "v2")]


def test_worst_sentences_are_by_score_with_ties_in_order() -> None:
    card = scored({"v1": 45.0, "v2": 10.0}, segments=[[20.0, 20.0], [10.0, NAN]])
    worst = content(card, 3).worst
    assert [(example.id, example.system) for example in worst] == [
        ("1", "v2"), ("1", "v1"), ("2", "v1"),
    ]  # fmt: skip
    assert worst[0].scores == "chrF 10.0"
    assert worst[2].difference == (("delete", "둘"), ("insert", "두울"), ("equal", "."))
    assert len(content(card, 1).worst) == 1


def test_worst_sentences_without_scores_are_findings_then_gaps_then_doubts() -> None:
    kinds: list[BeadKind] = ["match", "match", "match", "omission", "match", "match"]
    card = aligned(
        *kinds,
        confidences=[0.9, 0.2, None, None, 0.8, 0.8],
        findings=(
            Finding("long", "warning", "Too long.", "v1", "5"),
            Finding("number", "error", "3 is not 4.", "v1", "6"),
        ),
    )
    assert [example.id for example in content(card, 9).worst] == ["6", "5", "4", "2"]
    assert content(card, 9).worst[3].pairing == "match, confidence 0.20"


def test_alignment_table_accounts_for_every_sentence() -> None:
    aside = SetAside("d", "Summary.", "English text", "hypothesis", system="v1")
    card = aligned("match", "omission", "addition", set_aside=(aside,), confidences=[0.9, 0.5, 0.4])
    (table,) = content(card, 3).alignments
    assert [[cell.text for cell in row][3:] for row in table.rows] == [
        ["match", "0.90"], ["omission", "0.50"], ["addition", "0.40"],
        ["set aside: English text", ""],
    ]  # fmt: skip
    assert [cell.text for cell in table.rows[3]][:3] == ["d", "", "Summary."]


def test_coverage_is_never_rounded_up_to_everything() -> None:
    matches: list[BeadKind] = ["match"] * 2999
    card = aligned(*matches, "omission")
    assert content(card, 3).systems.rows[0][1].text == "99.9 %"


def found(code: str, system: str | None, segment: str | None, **values: str) -> Finding:
    return replace(finding(code, "warning", None, **values), system=system, segment=segment)


def test_findings_stand_by_their_kind_the_gravest_and_most_frequent_first() -> None:
    report = content(
        scored(
            {"v1": 40.2, "v2": 45.1},
            findings=(
                found("addition", "v1", "2", origin="v1.ko:2", said="'B'"),
                found("addition", "v2", "1", origin="v2.ko:1", said="'A'"),
                found("empty", None, "1"),
                found("empty", "v1", "2"),
                Finding("odd", "error", "Of a plugin.", "v2", "2"),
            ),
        ),
        3,
    )
    assert report.findings
    assert report.findings.columns == ("Finding", "For example", "v1", "v2")
    assert [[cell.text for cell in row] for row in report.findings.rows] == [
        ["error: odd", "y, segment 2: Of a plugin.", "0", "1"],
        ["warning: empty", "x, segment 1: The translation is empty.", "2", "1"],
        ["warning: addition", "x, segment 1: v2.ko:1: text that translates nothing: 'A'", "1", "1"],
    ]
    assert content(scored({"v1": 1.0}), 3).findings is None


def test_findings_of_many_files_take_one_line() -> None:
    files = [found("bom", None, None, file=f"{name}.txt") for name in "abc"]
    card = scored({"v1": 40.2}, findings=(*files, Finding("odd", "error", "Of a plugin.")))
    assert content(card, 3).health[-2:] == (
        "Warning: bom: a.txt: a byte order mark was dropped. (and 2 more)",
        "Error: odd: Of a plugin.",
    )
    assert content(card, 3, "ko").health[-2:] == (
        "경고: BOM: a.txt: 바이트 순서 표시(BOM)를 제거했습니다. (외 2건)",
        "오류: odd: Of a plugin.",
    )


@pytest.mark.parametrize(
    "card",
    [
        scored({"v1": 40.2, "v2": 45.1}, baseline="v1"),
        scored({"v1": 45.1}, segments=[[45.1, NAN]], interval=(43.0, 47.2)),
        aligned("match", "omission", "addition", confidences=(0.9, None, 0.3)),
        aligned("match", set_aside=(SetAside("d", "S.", "date header", "source"),)),
    ],
)  # fmt: skip
def test_both_languages_say_the_same_in_the_same_order(card: Scorecard) -> None:
    english, korean = content(card, 3), content(card, 3, "ko")
    assert korean != english
    assert len(korean.health) == len(english.health)
    assert [(e.place != k.place, e.scores) for e, k in zip(english.worst, korean.worst, strict=True)
            ] == [(True, k.scores) for k in korean.worst]  # fmt: skip
    for ours, theirs in (
        (english.systems, korean.systems),
        *zip(english.alignments, korean.alignments, strict=True),
    ):
        assert len(ours.columns) == len(theirs.columns)
        assert ours.numbers == theirs.numbers
        assert [len(row) for row in ours.rows] == [len(row) for row in theirs.rows]
        doubtful = [[cell.doubtful for cell in row] for row in ours.rows]
        assert doubtful == [[cell.doubtful for cell in row] for row in theirs.rows]


def test_a_headline_in_korean() -> None:
    card = scored({"v1": 40.2, "v2": 45.1}, baseline="v1")
    assert content(card, 3, "ko").headline == "v2: 기준 v1 대비 chrF +4.9(40.2 → 45.1)."
    card = scored({"v1": 45.1}, segments=[[45.1, NAN]], interval=(43.0, 47.2))
    assert content(card, 3, "ko").headline == (
        "v1: chrF 45.1(95% 신뢰 구간 43.0~47.2), 문서 2건, 세그먼트 2개 중 1개 채점."
    )
