from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from mtqe import records
from mtqe.core import Bead, Document, EvalSet, Finding, InputFile, Origin, Segment, SetAside
from mtqe.errors import DataError
from mtqe.records import Records
from mtqe.scorecard import MetricInfo, Scorecard, Scores

NAN = float("nan")


@pytest.fixture
def card() -> Scorecard:
    """Two systems, two references, one of them aligned: every field holds something."""
    match = Bead(
        "a", (0,), (0, 1), "Good evening.", "안녕. 하세요.", "match", 0.75, ("length",), ("1",)
    )
    both = Bead("a", (1,), (2,), "Sit down.", "앉으세요.", "match", None, (), ("1", "2"))
    added = Bead("a", (), (3,), "", "덤.", "addition", 0.5, ("no source",), ("2",))
    segments = (
        Segment("1", "a", "Good evening.", ("안녕하세요.", None), Origin("a.en", 1, "en"),
                (Origin("a.ko", 1), None)),
        Segment("2", "a", "Sit down.", (None, None)),
        Segment("3", "b", None, ("차\u2028한 잔", ""), Origin("b.en", 1)),
    )  # fmt: skip
    data = EvalSet(
        name="kettle",
        source_language="en",
        target_language="ko",
        segments=segments,
        documents=(Document("a", 0, 2), Document("b", 2, 3)),
        outputs={"v1": ("안녕. 하세요.", "앉으세요. 덤.", ""), "v2": ("안녕", "앉아\n", "차\x00")},
        beads={"v1": (match, both, added)},
        set_aside=(SetAside("b", "Tea.", "English", "hypothesis", Origin("b.ko", 3), "v1"),),
        reference_beads=((match,), ()),
        origins={"v1": (Origin("v1.txt", 1, 5), None, None)},
        inputs=(InputFile("a.en", "0" * 64),),
        normalization="none",
    )
    chrf = Scores(
        segments=np.array([[50.1, NAN, 0.0], [1 / 3, NAN, 12.0]]),
        documents=np.array([[50.1, 0.0], [1 / 3, NAN]]),
        systems=np.array([25.05, 6.0]),
        intervals=np.array([[1.0, 49.5], [NAN, NAN]]),
        unscored={(0, 1): "no reference", (1, 1): "no reference"},
    )
    return Scorecard(
        data=data,
        metrics=(
            MetricInfo("chrf", "chrF", "nrefs:2"),
            MetricInfo("ter", "TER", None, False, 1, unavailable="x"),
        ),
        scores={"chrf": chrf, "ter": replace(chrf, systems=np.full(2, NAN))},
        headline="chrf",
        baseline="v2",
        findings=(
            Finding("normalized", "info", "a.en: nothing."),
            Finding("number", "error", "3만 is not 30,000.", "v2", "1", "hypothesis", 0, 2),
            Finding("long", "warning", "long", segment="3"),
        ),
        config={"metrics": ["chrf", {"name": "ter"}], "root": None},
        versions={"numpy": "1.26.4"},
        run={"time": "2026-01-01T00:00:00+00:00"},
    )


def taken(card: Scorecard) -> Records:
    """The card's records as JSON gives them back."""
    found = Records(
        head=records.head_record(card, {}),
        systems=list(records.system_records(card)),
        documents=list(records.document_records(card)),
        segments=list(records.segment_records(card)),
    )
    return Records(
        **{
            name: json.loads(json.dumps(getattr(found, name), allow_nan=False))
            for name in ("head", "systems", "documents", "segments")
        }
    )


def test_round_trip(card: Scorecard) -> None:
    back = records.scorecard(taken(card))
    assert back.data == card.data
    for label, scores in card.scores.items():
        for name in ("segments", "documents", "systems", "intervals"):
            np.testing.assert_array_equal(
                getattr(back.scores[label], name), getattr(scores, name), err_msg=name
            )
        assert back.scores[label].unscored == scores.unscored
    bare: dict[str, Any] = {"data": card.data, "scores": {}}
    assert replace(back, **bare) == replace(card, **bare)


def test_segment_record_has_the_agreed_fields(card: Scorecard) -> None:
    first, second = list(records.segment_records(card))[1:3]
    assert list(first) == [
        "document", "segment", "system", "source", "references", "hypothesis", "scores",
        "unscored", "findings", "beads", "origin",
    ]  # fmt: skip
    assert first["system"] == "v2"
    assert first["references"] == ["안녕하세요.", None]
    assert first["scores"] == {"chrf": 1 / 3, "ter": 1 / 3}
    assert first["findings"][0]["code"] == "number"
    assert second["scores"]["chrf"] is None
    assert second["unscored"]["chrf"] == "no reference"
    assert [bead["kind"] for bead in second["beads"]] == ["match", "addition"]


def test_document_and_system_records_have_the_agreed_fields(card: Scorecard) -> None:
    document = next(records.document_records(card))
    assert list(document) == [
        "document", "system", "segments", "scores", "intervals", "findings", "coverage",
    ]  # fmt: skip
    v1, v2 = records.system_records(card)
    assert list(v1) == ["system", "scores", "intervals", "unscored", "findings", "coverage"]
    assert v1["intervals"]["chrf"] == [1.0, 49.5]
    assert v2["intervals"]["chrf"] is None
    assert v1["unscored"] == {"chrf": 1, "ter": 1}
    assert v2["findings"] == {"error": 1, "warning": 1, "info": 0}


def test_another_schema_version_is_refused(card: Scorecard) -> None:
    found = taken(card)
    with pytest.raises(DataError, match=r"scorecard\.json: schema version 99; this mtqe reads 1"):
        records.scorecard(replace(found, head={**found.head, "schema": 99}))


@pytest.mark.parametrize("key", ["systems", "metrics", "documents", "findings"])
def test_a_head_without_a_key_is_refused(card: Scorecard, key: str) -> None:
    found = taken(card)
    head = {name: value for name, value in found.head.items() if name != key}
    with pytest.raises(DataError, match=rf"scorecard\.json: not what mtqe writes .*{key}"):
        records.scorecard(replace(found, head=head))


def test_records_of_another_run_are_refused(card: Scorecard) -> None:
    found = taken(card)
    with pytest.raises(DataError, match=r"scorecard\.json: not what mtqe writes|hypotheses"):
        records.scorecard(replace(found, segments=found.segments[:-1]))
    with pytest.raises(DataError, match=r"scorecard\.json: not what mtqe writes"):
        records.scorecard(replace(found, systems=[]))
