from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from mtqe.core import Bead, BeadKind, Document, EvalSet, Finding, Origin, Segment
from mtqe.coverage import Coverage
from mtqe.reporters.jsonl import JsonLines, read
from mtqe.scorecard import MetricInfo, Scorecard, Scores, in_order

SOURCES = ("It rained all night.", "The bus was late.", "Nobody complained.")
REFERENCES = ("밤새 비가 왔다.", None, "아무도 불평하지 않았다.")
OUTPUTS = {
    "v1": ("밤새 비가 내렸다.", "버스가 늦었다.", ""),
    "v2": ("비가 왔다.", "버스는 늦었다.", "불평은 없었다."),
}
SEGMENT_SCORES = np.array([[61.5, np.nan, 0.0], [40.25, np.nan, 35.125]])


def beads(*kinds: BeadKind) -> tuple[Bead, ...]:
    """One unit per segment, and an addition behind the last one."""
    found = []
    for i, kind in enumerate(kinds):
        target = () if kind == "omission" else (i,)
        document, segment = ("b", "3") if i == 2 else ("a", str(i + 1))
        found.append(
            Bead(document, (i,), target, SOURCES[i], "…", kind, 0.9 - i / 10, (), (segment,))
        )
    found.append(Bead("b", (), (9,), "", "덧붙인 문장.", "addition", 0.5, (), ("3",)))
    return tuple(found)


@pytest.fixture
def card() -> Scorecard:
    data = EvalSet(
        name="small",
        source_language="en",
        target_language="ko",
        segments=tuple(
            Segment(
                str(i + 1), "b" if i == 2 else "a", source, (reference,), Origin("en.txt", i + 1)
            )
            for i, (source, reference) in enumerate(zip(SOURCES, REFERENCES, strict=True))
        ),
        documents=(Document("a", 0, 2), Document("b", 2, 3)),
        outputs=OUTPUTS,
        beads={"v1": beads("match", "match", "omission")},
        origins={"v1": (Origin("v1.txt", 7), None, None)},
    )
    scores = Scores(
        segments=SEGMENT_SCORES,
        documents=np.array([[61.5, 0.0], [40.25, 35.125]]),
        systems=np.array([30.75, 37.5]),
        intervals=np.array([[20.0, 41.5], [np.nan, np.nan]]),
        unscored={(0, 1): "no reference", (1, 1): "no reference"},
    )
    return Scorecard(
        data=data,
        metrics=(MetricInfo("chrf", "chrF", "case:mixed"),),
        scores={"chrf": scores},
        headline="chrf",
        findings=(
            Finding("omission", "error", "Segment 3 has no translation.", "v1", "3"),
            Finding("long", "info", "Segment 1 is long.", segment="1"),
            Finding("normalized", "info", "2 of 3 lines changed by NFC."),
        ),
    )


def test_segment_frame_has_the_texts_scores_and_fate_of_every_sentence(card: Scorecard) -> None:
    frame = card.segments
    assert list(frame.columns) == [
        "document", "segment", "system", "source", "reference", "hypothesis", "chrf", "unscored",
        "findings", "messages", "alignment", "confidence", "coverage", "file", "line",
    ]  # fmt: skip
    assert list(frame["system"]) == ["v1", "v2"] * 3
    np.testing.assert_array_equal(frame["chrf"].to_numpy(), SEGMENT_SCORES.T.ravel())
    assert list(frame["hypothesis"]) == [
        text for pair in zip(*OUTPUTS.values(), strict=True) for text in pair
    ]
    third = frame.iloc[4]
    assert third["alignment"] == "omission+addition"
    assert third["confidence"] == 0.5
    assert third["coverage"] == 0.0
    assert third["findings"] == "omission"
    assert third["messages"] == "Segment 3 has no translation."
    assert list(frame["unscored"][2:4]) == ["chrf: no reference"] * 2
    assert list(zip(frame["file"], frame["line"], strict=True))[:3] == [
        ("v1.txt", 7), ("en.txt", 1), ("en.txt", 2),
    ]  # fmt: skip


def test_several_references_are_columns() -> None:
    data = EvalSet(
        name="two", source_language="en", target_language="ko",
        segments=(
            Segment("1", "d", "Yes.", ("네.", None)),
            Segment("2", "d", "No.", (None, "아뇨.")),
        ),
        documents=(Document("d", 0, 2),), outputs={"v1": ("예.", "아니요.")},
    )  # fmt: skip
    frame = Scorecard(data, (), {}).segments
    assert frame["reference"].fillna("").tolist() == ["네.", ""]
    assert frame["reference_2"].fillna("").tolist() == ["", "아뇨."]


def test_document_frame(card: Scorecard) -> None:
    frame = card.documents
    assert list(frame["document"]) == ["a", "a", "b", "b"]
    assert list(frame["segments"]) == [2, 2, 1, 1]
    assert list(frame["chrf"]) == [61.5, 40.25, 0.0, 35.125]
    assert list(frame["coverage"]) == [1.0, 1.0, 0.0, 1.0]
    assert list(frame["additions"]) == [0, 0, 1, 0]
    assert list(frame["findings_error"]) == [0, 0, 1, 0]
    assert list(frame["findings_info"]) == [1, 1, 0, 0]


def test_system_frame(card: Scorecard) -> None:
    frame = card.systems.set_index("system")
    assert list(frame["chrf"]) == [30.75, 37.5]
    assert list(frame.loc["v1", ["chrf_low", "chrf_high"]]) == [20.0, 41.5]
    assert frame.loc[["v2"], ["chrf_low", "chrf_high"]].isna().all(axis=None)
    assert list(frame["chrf_unscored"]) == [1, 1]
    assert frame.loc["v1", "coverage"] == pytest.approx(2 / 3)


def test_coverage_counts_units_of_aligned_text_and_lines_of_parallel_text(card: Scorecard) -> None:
    assert card.coverage("v1") == Coverage(sentences=3, covered=2, omissions=1, additions=1)
    assert card.coverage("v1", "b") == Coverage(sentences=1, covered=0, omissions=1, additions=1)
    assert card.coverage("v2") == Coverage(sentences=3, covered=3, omissions=0, additions=0)


def test_a_finding_about_every_system_stands_under_each(card: Scorecard) -> None:
    assert card.severities("v1") == {"error": 1, "warning": 0, "info": 1}
    assert card.severities("v2") == {"error": 0, "warning": 0, "info": 1}


def test_findings_stand_in_the_order_of_the_test_set_each_once(card: Scorecard) -> None:
    first, second = card.data.segments[:2]
    one, two = (
        Finding("a", "info", "A.", system=card.data.systems[0], segment=segment.id)
        for segment in (first, second)
    )
    of_all, of_file = replace(one, system=None, code="b"), Finding("c", "info", "C.")
    found = in_order([two, of_all, two, one, of_file], card.data)
    assert found == (of_file, of_all, one, two)
    card = replace(card, findings=found)
    assert read(JsonLines().render(card)).findings == found
