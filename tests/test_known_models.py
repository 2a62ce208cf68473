"""What is known of models: licences and scales in `mtqe list`, languages, and their sanity."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from typer.testing import Result

from mtqe.core import Task
from mtqe.metrics import Rows
from mtqe.metrics.comet import Comet, known, sanity
from mtqe.metrics.comet.bound import BoundComet
from mtqe.metrics.comet.model import Model

Invoke = Callable[..., Result]
TASK = Task("en", "ko", references=1, reference_counts=frozenset({1}))
XLMR = Model("ours", {"encoder_model": "XLM-RoBERTa"})


def test_the_list_tells_licences_and_scales(invoke: Invoke) -> None:
    lines = [" ".join(line.split()) for line in invoke("list").stdout.splitlines()]
    assert "Unbabel/wmt22-comet-da Apache-2.0, reads references, 0 to 1" in lines
    kiwi = "Unbabel/wmt22-cometkiwi-da CC-BY-NC-SA-4.0, gated, reads no references, 0 to 1"
    assert kiwi in lines
    assert any("NC: not for commercial work" in line for line in lines)


def test_the_scale_is_the_models() -> None:
    assert Comet().scale == 1.0
    assert Comet(model="Unbabel/wmt20-comet-qe-da").scale is None
    assert Comet(model="models/ours").scale == 1.0
    assert Comet().higher_is_better


def test_a_source_that_is_missing_is_told_before_the_hub_is_asked() -> None:
    assert Comet().needs == {"source"}
    assert Comet(model="models/ours", input="src").needs == {"source"}
    assert Comet(model="models/ours").needs == Comet(model="Unbabel/XCOMET-XL").needs == set()


def test_every_gated_model_forbids_commercial_work_and_the_others_do_not() -> None:
    for name, model in known.MODELS.items():
        assert model.gated != known.commercial(model.licence), name


@pytest.mark.parametrize("language", ["en", "ko", "KO-kr", "zh-Hant", "nb", "iw"])
def test_languages_of_the_encoder(language: str) -> None:
    assert known.uncovered(XLMR, replace(TASK, target_language=language)) == ()


def test_a_language_that_the_encoder_has_not_learned(
    comet_checkpoints: Path, invoke: Invoke, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    [found] = known.uncovered(XLMR, replace(TASK, source_language="mi"))
    assert (found.code, found.severity, found.segment) == ("language_unknown", "warning", None)
    assert "COMET's model ours has not learned the language mi" in found.message
    other = Model("ours", {"encoder_model": "RemBERT"})
    assert known.uncovered(other, replace(TASK, source_language="mi")) == ()
    monkeypatch.chdir(tmp_path)
    for name, text in {"a.mi": "Kia ora.", "v1.ko": "안녕하세요."}.items():
        Path(name).write_text(f"{text}\n", encoding="utf-8")
    model = comet_checkpoints / "referenceless_regression_metric"
    Path("run.yaml").write_text(
        "source_language: mi\ntarget_language: ko\nreport: {formats: [markdown]}\n"
        "data: {format: lines, source: a.mi, systems: {v1: v1.ko}}\n"
        f"metrics: [{{name: comet, model: {model}}}]\n",
        encoding="utf-8",
    )
    for _ in range(2):  # the second time from kept rows
        done = invoke("run", "run.yaml", "--output", "out")
        assert done.exit_code == 0, done.stderr
        assert "has not learned the language mi" in Path("out/report.md").read_text("utf-8")


def score_as(monkeypatch: pytest.MonkeyPatch, means: list[float]) -> None:
    """Let every model score the kinds of sentences like this, in their order."""

    def statistics(self, translations, runtime):
        values = np.repeat(means, len(translations) // len(means))
        return Rows(np.stack([values, values, np.ones(len(values)), values], axis=1))

    monkeypatch.setattr(BoundComet, "statistics", statistics)


def test_a_model_that_knows_good_from_bad(
    comet_checkpoints: Path, invoke: Invoke, monkeypatch: pytest.MonkeyPatch
) -> None:
    score_as(monkeypatch, [0.9, 0.6, 0.7, 0.3])
    done = invoke("list", "--check", "--model", comet_checkpoints / "regression_metric")
    assert (done.exit_code, done.stderr) == (0, "")
    assert [line.split() for line in done.stdout.splitlines()[1:5]] == [
        ["good", "0.9000"], ["copied", "0.6000"], ["wrong", "language", "0.7000"],
        ["unrelated", "0.3000"],
    ]  # fmt: skip
    assert "In order: good translations score best." in done.stdout


def test_a_model_that_does_not(
    comet_checkpoints: Path, invoke: Invoke, monkeypatch: pytest.MonkeyPatch
) -> None:
    score_as(monkeypatch, [0.6, 0.6, 0.7, 0.3])
    done = invoke("list", "--model", comet_checkpoints / "regression_metric")
    assert done.stdout.count("not below the good ones") == 2
    assert "NOT in order: do not trust this model's scores" in done.stdout


@pytest.mark.parametrize("family", ["regression_metric", "referenceless_regression_metric"])
def test_the_sentences_are_scored_by_the_model(comet_checkpoints: Path, family: str) -> None:
    from mtqe.core import Runtime

    found = sanity.check(Comet(model=str(comet_checkpoints / family)), Path(), Runtime("cpu"))
    assert list(found.means) == ["good", "copied", "wrong language", "unrelated"]
    assert len(set(found.means.values())) == 4


def test_no_model_is_here(invoke: Invoke, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    huggingface_hub = pytest.importorskip("huggingface_hub")
    monkeypatch.setattr(huggingface_hub.constants, "HF_HUB_CACHE", str(tmp_path))
    done = invoke("list", "--check")
    assert done.exit_code == 0
    assert "mtqe fetch Unbabel/wmt22-comet-da" in done.stdout
