from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest

from mtqe.core import Document, EvalSet, Segment
from mtqe.reporters.plain import render_scores
from mtqe.scorecard import MetricInfo, Scorecard, Scores

NAN = np.nan


def scores(systems: list[float], intervals: list[list[float]], unscored=None) -> Scores:
    segments = np.array([[score, score] for score in systems])
    for position in unscored or {}:
        segments[position] = NAN
    return Scores(
        segments=segments,
        documents=segments[:, :1],
        systems=np.array(systems),
        intervals=np.array(intervals),
        unscored=unscored or {},
    )


@pytest.fixture
def card() -> Scorecard:
    """Two systems; BLEU lacks a segment of the second one, COMET is not here."""
    data = EvalSet(
        name="small",
        source_language="en",
        target_language="ko",
        segments=tuple(Segment(str(i), "d", "Yes.", ("네.",)) for i in (1, 2)),
        documents=(Document("d", 0, 2),),
        outputs={"v1": ("네.", "응."), "my_50%_run": ("예.", "네.")},
    )
    gone = {(s, i): "no model" for s in (0, 1) for i in (0, 1)}
    return Scorecard(
        data=data,
        metrics=(
            MetricInfo("bleu", "BLEU", "tok:13a", decimals=2),
            MetricInfo("ter", "TER", "tok:tercom", higher_is_better=False, decimals=1),
            MetricInfo("comet", "COMET", None, decimals=4, unavailable="no model"),
        ),
        scores={
            "bleu": scores([30.128, 9.5], [[20.0, 40.5], [NAN, NAN]], {(1, 0): "no reference"}),
            "ter": scores([55.04, 104.96], [[50.0, 60.0], [90.0, 120.0]]),
            "comet": scores([NAN, NAN], [[NAN, NAN]] * 2, gone),
        },
        headline="bleu",
    )


@pytest.fixture
def alone(card: Scorecard) -> Scorecard:
    """The second system by itself."""
    data = replace(card.data, outputs={"my_50%_run": ("예.", "네.")})
    kept = {
        label: Scores(
            segments=x.segments[1:],
            documents=x.documents[1:],
            systems=x.systems[1:],
            intervals=x.intervals[1:],
            unscored={(0, i): reason for (s, i), reason in x.unscored.items() if s == 1},
        )
        for label, x in card.scores.items()
    }
    return replace(card, data=data, scores=kept)


def test_one_system_has_a_line_per_metric_as_sacrebleu_writes_it(alone: Scorecard) -> None:
    assert render_scores(alone, "text").splitlines() == [
        "BLEU|tok:13a = 9.50",
        "TER|tok:tercom = 105.0",
        "COMET = -",
        "COMET: not scored: no model",
        "BLEU: my_50%_run: 1 of 2 unscored: no reference",
    ]


def test_several_systems_are_a_table_with_signatures_below(card: Scorecard) -> None:
    assert render_scores(card, "text").splitlines() == [
        "System       BLEU    TER  COMET",
        "v1          30.13   55.0      -",
        "my_50%_run   9.50  105.0      -",
        "",
        "BLEU|tok:13a",
        "TER|tok:tercom",
        "COMET: not scored: no model",
        "BLEU: my_50%_run: 1 of 2 unscored: no reference",
    ]


def test_all_reasons_are_told_and_no_name_can_move_the_cursor(card: Scorecard) -> None:
    gone = {(1, 0): "no reference", (1, 1): "no source"}
    outputs = {"v1": card.data.outputs["v1"], "v\x1b[2J\t2": card.data.outputs["my_50%_run"]}
    bleu = scores([30.128, NAN], [[20.0, 40.5], [NAN, NAN]], gone)
    strange = replace(
        card,
        data=replace(card.data, outputs=outputs),
        scores={**card.scores, "bleu": bleu},
    )
    lines = render_scores(strange, "text").splitlines()
    assert lines[2].startswith("v␛[2J␉2 ")
    assert lines[-1] == "BLEU: v␛[2J␉2: 2 of 2 unscored: no reference; no source"
    assert render_scores(strange, "tsv").splitlines()[2].split("\t")[0] == "v␛[2J␉2"


def test_decimals_hold_for_every_metric(card: Scorecard) -> None:
    rows = render_scores(card, "tsv", decimals=0).splitlines()
    assert rows == ["system\tbleu\tter\tcomet", "v1\t30\t55\t-", "my_50%_run\t10\t105\t-"]


def test_scores_only(card: Scorecard, alone: Scorecard) -> None:
    assert render_scores(card, "text", scores_only=True) == "30.13\t55.0\t-\n9.50\t105.0\t-"
    assert render_scores(alone, "json", scores_only=True, decimals=1) == "9.5\t105.0\t-"


def test_json_has_full_numbers_and_null(card: Scorecard) -> None:
    objects = json.loads(render_scores(card, "json", decimals=0))
    assert [(item["system"], item["label"]) for item in objects] == [
        (system, label) for system in ("v1", "my_50%_run") for label in ("bleu", "ter", "comet")
    ]
    assert objects[0] == {
        "system": "v1",
        "name": "BLEU",
        "label": "bleu",
        "score": 30.128,
        "interval": [20.0, 40.5],
        "signature": "tok:13a",
        "unscored": 0,
    }
    bleu, comet = objects[3], objects[5]
    assert (bleu["score"], bleu["interval"], bleu["unscored"]) == (9.5, None, 1)
    assert (comet["score"], comet["interval"], comet["signature"]) == (None, None, None)
    assert comet["unscored"] == 2


def test_latex_is_escaped_and_shows_which_way_is_better(card: Scorecard) -> None:
    lines = render_scores(card, "latex").splitlines()
    assert lines[0] == r"\begin{tabular}{lrrr}"
    assert lines[2] == r"System & BLEU $\uparrow$ & TER $\downarrow$ & COMET $\uparrow$ \\"
    assert lines[5] == r"my\_50\%\_run & 9.50 & 105.0 & - \\"
    assert lines[-2:] == ["% BLEU|tok:13a", "% TER|tok:tercom"]


def test_every_special_character_of_latex_is_escaped(alone: Scorecard) -> None:
    name = r"a\b{c}&%$#_~^"
    strange = replace(alone, data=replace(alone.data, outputs={name: ("예.", "네.")}))
    cell = render_scores(strange, "latex").splitlines()[4].split(" & ")[0]
    assert cell == (r"a\textbackslash{}b\{c\}\&\%\$\#\_\textasciitilde{}\textasciicircum{}")
