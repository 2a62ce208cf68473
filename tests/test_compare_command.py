"""`mtqe compare`: what it judges, what it refuses, what it says."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from sacrebleu.metrics.chrf import CHRF
from typer.testing import Result

import mtqe
from mtqe.cli.comparing import Operand
from mtqe.comparing import Compared, Pair, Side, compare_sides
from mtqe.errors import DataError
from mtqe.reporters.comparison import comparison_json, draw_comparison
from mtqe.reporters.noise import headline
from mtqe.run import write_reports
from mtqe.scorecard import MetricInfo, Scorecard, Scores
from mtqe.significance import Comparison, Settings
from mtqe.testing import HOSTILE
from mtqe.texts import texts

SOURCE = [f"Box {n} of the delivery arrived on day {n + 1}." for n in range(24)]
GOOD = [f"배송 상자 {n}번이 {n + 1}일째에 도착했다." for n in range(24)]
POOR = [f"상자 {n} 도착 날 {n + 1}." for n in range(24)]
DOCUMENTS = [f"d{n // 12}" for n in range(24)]
METRICS = ["chrf", "bleu", "ter"]


def evaluate(order: list[int] | None = None, **systems: list[str]) -> Scorecard:
    """A run over the delivery's texts, in this order."""
    order = list(range(24)) if order is None else order

    def turned(texts: list[str]) -> list[str]:
        return [texts[i] for i in order]

    return mtqe.evaluate(
        source=turned(SOURCE),
        references=[turned(GOOD)],
        systems={name: turned(texts) for name, texts in systems.items()},
        documents=turned(DOCUMENTS),
        metrics=METRICS,
    )


@pytest.fixture
def saved(tmp_path: Path) -> Callable[..., Path]:
    """Write a run into a folder of this name, as `mtqe run` does."""

    def save(name: str, card: Scorecard) -> Path:
        write_reports(card, tmp_path / name, ["jsonl"])
        return tmp_path / name

    return save


Invoke = Callable[..., Result]


def test_two_systems_of_one_run(saved: Callable[..., Path], invoke: Invoke) -> None:
    folder = saved("run", evaluate(v1=POOR, v2=GOOD))
    result = invoke("compare", f"{folder}:v1", f"{folder}:v2", "--json")
    assert result.exit_code == 0, result.output
    found = json.loads(result.stdout)
    [pair] = found["pairs"]
    assert (pair["old"], pair["new"], pair["same_hypotheses"]) == ("v1", "v2", 0)
    chrf, bleu, ter = pair["comparisons"]
    assert [x["label"] for x in (chrf, bleu, ter)] == METRICS
    expected = CHRF().corpus_score(POOR, [GOOD]).score
    assert chrf["old"] == pytest.approx(expected, abs=1e-9)
    assert chrf["new"] == pytest.approx(100)
    assert chrf["difference"] == pytest.approx(100 - expected, abs=1e-9)
    assert ter["difference"] < 0
    assert chrf["p"] == pytest.approx(1 / 10_001)
    assert {x["document"] for x in pair["documents"]} == {"d0", "d1"}
    assert pair["fell"] == []
    assert len(pair["rose"]) == 5
    assert pair["rose"][0]["new_hypothesis"] in GOOD


def test_a_loss_is_no_failure(saved: Callable[..., Path], invoke: Invoke) -> None:
    folder = saved("run", evaluate(v1=GOOD, v2=POOR))
    result = invoke("compare", f"{folder}:v1", f"{folder}:v2", "-n", 1)
    assert result.exit_code == 0
    first, *_ = result.stdout.splitlines()
    assert first.startswith("v2 is worse than v1 by more than noise explains: chrF -")
    assert result.stdout.count("[-") >= 1
    assert "the sentences that fell furthest" in result.stdout
    assert "rose furthest" not in result.stdout
    assert "10,000 trials over 24 segments, seed 12345" in result.stdout


def test_two_runs_match_by_content(saved: Callable[..., Path], invoke: Invoke) -> None:
    broken = [*GOOD[:3], "틀렸다.", *GOOD[4:]]
    before = saved("before", evaluate(v1=POOR, v2=GOOD))
    after = saved("after", evaluate([*range(12, 24), *range(11, -1, -1)], v2=broken, v1=POOR))
    found = json.loads(invoke("compare", before, after, "--json").stdout)
    first, second = found["pairs"]
    assert (first["old"], first["new"]) == ("before:v1", "after:v1")
    assert first["same_hypotheses"] == 24
    assert all(x["difference"] == 0 and x["mde"] == 0 for x in first["comparisons"])
    assert second["same_hypotheses"] == 23
    [fallen] = second["fell"]
    assert fallen["source"] == SOURCE[3]
    assert (fallen["old_hypothesis"], fallen["new_hypothesis"]) == (GOOD[3], "틀렸다.")
    assert second["rose"] == []
    [worst, *_] = second["documents"]
    assert worst["document"] == "d0"
    texts = invoke("compare", before, after).stdout
    assert "after:v1 and before:v1 are the same texts." in texts
    assert "… and 1 document without a change of score" in texts


def test_order_decides_nothing(saved: Callable[..., Path], invoke: Invoke) -> None:
    mixed = [*GOOD[:5], *POOR[5:]]
    plain = saved("plain", evaluate(v1=POOR, v2=mixed))
    turned = saved("turned", evaluate([*range(12, 24), *range(12)], v2=mixed, v1=POOR))
    one, other = (
        json.loads(invoke("compare", f"{folder}:v1", f"{folder}:v2", "--json").stdout)
        for folder in (plain, turned)
    )
    for left, right in zip(
        one["pairs"][0]["comparisons"], other["pairs"][0]["comparisons"], strict=True
    ):
        assert left["p"] == right["p"]
        assert left["difference"] == pytest.approx(right["difference"], abs=1e-9)


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Runs whose names tell which systems they have."""
    folder = tmp_path_factory.mktemp("runs")
    for run, systems in {"one": "a", "other": "b", "many": "xy", "more": "xyz"}.items():
        card = evaluate(None, **dict.fromkeys(systems, POOR))
        write_reports(card, folder / run, ["jsonl"])
    return folder


@pytest.mark.parametrize(
    ("arguments", "names"),
    [
        (("one", "other"), ("one:a", "other:b")),  # the only ones
        (("many:x", "other"), ("many:x", "other:b")),
        (("many", "other"), None),
        (("many:y", "more"), ("many:y", "more:y")),  # its namesake
        (("more:z", "many"), None),
        (("more:z", "many:y"), ("more:z", "many:y")),
        (("more:x", "more:y"), ("x", "y")),
    ],
)
def test_which_systems(
    runs: Path,
    invoke: Invoke,
    arguments: tuple[str, str],
    names: tuple[str, str] | None,
) -> None:
    result = invoke("compare", *(runs / each for each in arguments), "--json")
    if names is None:
        assert result.exit_code == 2
        assert "Name them: DIR:SYSTEM" in result.stderr
    else:
        [pair] = json.loads(result.stdout)["pairs"]
        assert (pair["old"], pair["new"]) == names


def test_a_folder_with_a_colon(saved: Callable[..., Path], invoke: Invoke) -> None:
    folder = saved("night:v1", evaluate(v1=POOR, v2=GOOD))
    [pair] = json.loads(invoke("compare", f"{folder}:v1", f"{folder}:v2", "--json").stdout)["pairs"]
    assert (pair["old"], pair["new"]) == ("v1", "v2")


def test_folders_of_one_name(saved: Callable[..., Path], invoke: Invoke) -> None:
    one, other = saved("a/run", evaluate(v=POOR)), saved("b/run", evaluate(v=GOOD))
    [pair] = json.loads(invoke("compare", one, other, "--json").stdout)["pairs"]
    assert (pair["old"], pair["new"]) == (f"{one}:v", f"{other}:v")


def test_wrong_use(saved: Callable[..., Path], invoke: Invoke, tmp_path: Path) -> None:
    folder = saved("run", evaluate(v1=POOR, v2=GOOD))
    (tmp_path / "empty").mkdir()
    for arguments, message in {
        (folder, folder): f"mtqe compare {folder}:v1 {folder}:v2",
        (f"{folder}:v1", f"{folder}:v1"): "both sides are of one run",
        (f"{folder}:v3", f"{folder}:v1"): "unknown system 'v3'. Available: v1, v2.",
        (tmp_path / "gone", folder): "gone: no such folder",
        (tmp_path / "empty", folder): "no scorecard here",
    }.items():
        result = invoke("compare", *arguments)
        assert result.exit_code == 2
        assert message in result.stderr
        assert not result.stdout


def side(card: Scorecard, label: str = "") -> Side:
    return Side(label, card, card.data.systems)


def test_another_test_set_is_refused() -> None:
    card, other = evaluate(v=POOR), evaluate(list(range(23)), v=POOR)
    with pytest.raises(DataError, match="1 segment is only in a, segment 24 of d1") as error:
        compare_sides(side(card, "a"), side(other, "b"))
    assert SOURCE[23] in str(error.value)
    changed = replace(
        card.data.segments[0], references=("다른 참조.",), source="Something else " * 20
    )
    data = replace(other.data, segments=(changed, *other.data.segments[1:]))
    with pytest.raises(DataError, match=r"2 segments are only in a, the first: .* only in b"):
        compare_sides(side(card, "a"), side(replace(other, data=data), "b"))
    swapped = replace(other.data, source_language="ko", target_language="en")
    with pytest.raises(DataError, match="a is en-ko and b is ko-en"):
        compare_sides(side(card, "a"), side(replace(other, data=swapped), "b"))


def test_metrics_that_cannot_be_compared_are_named() -> None:
    def run(*metrics: Any) -> Scorecard:
        texts: dict[str, Any] = {"source": SOURCE, "references": [GOOD], "systems": {"v": POOR}}
        return mtqe.evaluate(**texts, metrics=list(metrics))

    old = run("chrf", {"name": "bleu", "tokenize": "char"}, "ter")
    new = run("chrf", {"name": "bleu", "tokenize": "13a"})
    compared = compare_sides(side(old, "a"), side(new, "b"))
    assert [metric.label for metric in compared.metrics] == ["chrf"]
    assert compared.notes == (
        "BLEU cannot be compared: tok:char against tok:13a.",
        "TER is missing in b: it was not asked for.",
    )
    with pytest.raises(DataError, match=r"no metric can be compared\. BLEU cannot"):
        compare_sides(side(run({"name": "bleu", "tokenize": "char"}), "a"), side(new, "b"))


def test_equal_segments_belong_together_in_order() -> None:
    def run(*hypotheses: str) -> Scorecard:
        return mtqe.evaluate(
            source=["Yes.", "No.", "Yes."],
            references=[["네.", "아니요.", "네."]],
            systems={"v": list(hypotheses)},
            metrics=["chrf"],
        )

    compared = compare_sides(side(run("네.", "아니요.", "응."), "a"),
                             side(run("네.", "아니요.", "응."), "b"))  # fmt: skip
    assert compared.pairs[0].same == 3
    assert headline(compared, compared.pairs[0], texts("en")) == "b:v and a:v are the same texts."


def test_the_settings_are_those_of_the_old_run() -> None:
    card = evaluate(v1=POOR, v2=GOOD)
    config = {**card.config, "significance": {"alpha": 0.01, "trials": 200, "baseline": "v1"}}
    old = Side("", replace(card, config=config), ("v1",))
    compared = compare_sides(old, Side("", card, ("v2",)))
    assert compared.settings == Settings(alpha=0.01, trials=200)
    assert compared.pairs[0].comparisons[0].p == pytest.approx(1 / 201)
    assert "99 % interval" in draw_comparison(compared, width=160, color=False)


CHRF_INFO = MetricInfo("chrf", "chrF", "nc:6")
TER_INFO = MetricInfo("ter", "TER", "x", higher_is_better=False)
COMET_INFO = MetricInfo("comet", "COMET", "m", decimals=4, neural=True)


def judged(label: str, change: float, p: float | None, **more: Any) -> Comparison:
    return Comparison(label, "new", "old", None, 50.0, 50.0 + change, p=p, p_holm=p, **more)


@pytest.mark.parametrize(
    ("comparisons", "said"),
    [
        ([judged("chrf", 2, 0.01)],
         "new is better than old by more than noise explains: chrF +2.00 (50.00 → 52.00)."),
        ([judged("chrf", -2, 0.01, agreement=0.83)],
         "new is worse than old by more than noise explains: chrF -2.00 (50.00 → 48.00); "
         "83 % of readers would agree."),
        ([judged("chrf", -9, 0.01, agreement=0.85)],
         "new is worse than old by more than noise explains: chrF -9.00 (50.00 → 41.00); "
         "85 % or more of readers would agree."),
        ([judged("chrf", 0.5, 0.05, mde=1.5)],
         "new against old: chrF +0.50 (50.00 → 50.50), which noise may explain; a difference of "
         "1.50 would show on this test set."),
        ([judged("chrf", 0.5, None)],
         "new against old: chrF +0.50 (50.00 → 50.50), from too few sentences to tell."),
        ([judged("chrf", 0, 1.0, mde=0.0)],
         "new and old are level in every sentence: chrF 50.00."),
        ([], "new and old share no segment that chrF scored."),
        ([judged("chrf", 2, 0.01), judged("ter", -3, 0.01), judged("comet", 1, 0.01)],
         "new is better than old by more than noise explains: chrF +2.00 (50.00 → 52.00)."),
        ([judged("chrf", 2, 0.01), judged("ter", 3, 0.01), judged("comet", -1, 0.01)],
         "new is better than old by more than noise explains: chrF +2.00 (50.00 → 52.00). The "
         "metrics disagree: TER and COMET say worse, beyond noise."),
        ([judged("chrf", 2, 0.01), judged("ter", 3, 0.2), judged("comet", 0, 1.0)],
         "new is better than old by more than noise explains: chrF +2.00 (50.00 → 52.00). TER "
         "points the other way, which noise may explain."),
        ([judged("chrf", 2, 0.4), judged("ter", -3, 0.01), judged("comet", -1, 0.01)],
         "new against old: chrF +2.00 (50.00 → 52.00), which noise may explain. The metrics "
         "disagree: TER says better and COMET says worse, beyond noise."),
    ],
)  # fmt: skip
def test_the_verdict_in_words(comparisons: list[Comparison], said: str) -> None:
    pair = Pair("old", "new", 0, tuple(comparisons))
    compared = Compared("t", 30, 1, (CHRF_INFO, TER_INFO, COMET_INFO), Settings(), (pair,))
    assert headline(compared, pair, texts("en")) == said


def test_no_text_of_the_data_acts() -> None:
    card = evaluate(v1=GOOD, v2=[*GOOD[:23], HOSTILE])
    compared = compare_sides(Side("", card, ("v1",)), Side("", card, ("v2",)))
    drawn = draw_comparison(compared, width=60, color=False)
    assert not set("\x00\x1b\u202e") & set(drawn)
    assert (
        HOSTILE in json.loads(json.dumps(comparison_json(compared)))["pairs"][0]["fell"][0].values()
    )


def test_unscored_segments_are_left_out_and_said() -> None:
    references: list[str | None] = [*GOOD[:20], None, None, None, None]
    card = mtqe.evaluate(
        source=SOURCE, references=[references], systems={"a": POOR, "b": GOOD}, metrics=["chrf"]
    )
    compared = compare_sides(Side("", card, ("a",)), Side("", card, ("b",)))
    [comparison] = compared.pairs[0].comparisons
    assert comparison.segments == 20
    assert not any(math.isnan(change.new) for change in compared.pairs[0].rose)
    assert "4 segments are left out" in draw_comparison(compared, width=200, color=False)
    assert not np.isnan(comparison.difference)


def neural(card: Scorecard, scores: list[float], signature: str) -> Scorecard:
    """The run with the stored scores of a model, and nothing else."""
    values = np.array([scores])
    found = Scores(values, values[:, :2], values.mean(axis=1), np.full((1, 2), np.nan))
    return replace(
        card,
        metrics=(MetricInfo("comet", "COMET", signature, decimals=4, neural=True),),
        scores={"comet": found},
        headline="comet",
        config={"metrics": [{"name": "comet", "label": "comet", "optional": True}]},
    )


def test_a_models_scores_are_compared_as_they_were_stored() -> None:
    card, draw = evaluate(v=POOR), np.random.default_rng(1)
    before = draw.normal(0.8, 0.05, 24).tolist()
    after = [score + 0.02 for score in before]
    model = "model:m|precision:fp32|comet:2.2.{}"
    old = side(neural(card, before, model.format(6)), "a")
    compared = compare_sides(old, side(neural(card, after, model.format(7)), "b"))
    [comparison] = compared.pairs[0].comparisons
    assert comparison.difference == pytest.approx(0.02)
    assert comparison.agreement == 0.85  # of wmt22-comet-da, the default model
    assert compared.pairs[0].rose[0].new == pytest.approx(compared.pairs[0].rose[0].old + 0.02)
    assert compared.notes == (
        "COMET was made by other packages: model:m|precision:fp32|comet:2.2.6 and "
        "model:m|precision:fp32|comet:2.2.7.",
    )
    half = side(neural(card, after, "model:m|precision:fp16|comet:2.2.7"), "b")
    with pytest.raises(DataError, match="COMET cannot be compared: precision:fp32 against"):
        compare_sides(old, half)


def test_a_system_with_a_colon(tmp_path: Path) -> None:
    assert Operand.of(f"{tmp_path}:gpt:v2") == Operand(tmp_path, "gpt:v2")
    assert Operand.of(str(tmp_path)) == Operand(tmp_path, None)
