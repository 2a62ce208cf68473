from __future__ import annotations

import hashlib
import os
import pickle
import shutil
import signal
from argparse import Namespace
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from mtqe.core import Backend, Runtime, Segment, Task, Translation
from mtqe.errors import MetricError
from mtqe.metrics.comet import Comet, bound, scorers
from mtqe.metrics.comet.plan import Plan
from mtqe.metrics.comet.predict import Predict
from mtqe.metrics.comet.samples import Judgement, Sample

REGRESSION, REFERENCE_FREE, UNIFIED = (
    "regression_metric", "referenceless_regression_metric", "unified_metric",
)  # fmt: skip
TASK = Task("en", "ko", references=1, reference_counts=frozenset({1}))
PAIRS = (
    ("The ferry was cancelled because of the storm.", "폭풍 때문에 여객선이 결항되었다."),
    ("Keep the medicine away from children.", "이 약은 어린이의 손이 닿지 않는 곳에 두십시오."),
    ("I'll call you back in ten minutes.", "10분 뒤에 다시 전화할게."),
    (
        "The city plans to plant 3,000 trees by spring.",
        "시는 봄까지 나무 3천 그루를 심을 계획이다.",
    ),
    ("Thank you.", "감사합니다."),
)
HYPOTHESES = (
    "폭풍으로 배가 끊겼다.",
    "약을 아이들 가까이 두세요.",
    "10분 후 전화",
    "",
    "감사합니다.",
)


def translations(
    *extra_references: tuple[str | None, ...], keep_first: bool = True
) -> list[Translation]:
    columns = [[korean if keep_first else None for _, korean in PAIRS], *extra_references]
    return [
        Translation(Segment(str(i), "d", PAIRS[i][0], references), HYPOTHESES[i])
        for i, references in enumerate(zip(*columns, strict=True))
    ]


def samples(*, references: bool = True) -> list[dict[str, str]]:
    """What COMET itself is given for the same texts."""
    return [
        {"src": source, "mt": hypothesis} | ({"ref": korean} if references else {})
        for (source, korean), hypothesis in zip(PAIRS, HYPOTHESES, strict=True)
    ]


@pytest.fixture
def runtime() -> Runtime:
    return Runtime(device="cpu", batch_size=2)


@pytest.mark.parametrize("family", [REGRESSION, REFERENCE_FREE, UNIFIED])
def test_segment_scores_equal_comets_own(
    comet_checkpoints: Path, comet_predict: Any, runtime: Runtime, family: str
) -> None:
    bound = Comet(model=str(comet_checkpoints / family)).bind(TASK)
    rows = bound.statistics(translations(), runtime)
    expected = comet_predict(family, samples(references=family != REFERENCE_FREE))
    assert np.ptp(expected) > 0.01  # a model that scores all alike would prove nothing
    np.testing.assert_allclose(bound.score(rows.values, "segment"), expected, atol=1e-5)
    assert not rows.unscored
    total = bound.score(rows.values.sum(axis=0), "system")
    assert total == pytest.approx(np.mean(expected), abs=1e-5)


def test_a_unified_model_does_without_references(
    comet_checkpoints: Path, comet_predict: Any, runtime: Runtime
) -> None:
    task = replace(TASK, references=0, reference_counts=frozenset())
    bound = Comet(model=str(comet_checkpoints / UNIFIED)).bind(task)
    rows = bound.statistics(translations(keep_first=False), runtime)
    expected = comet_predict(UNIFIED, samples(references=False))
    np.testing.assert_allclose(bound.score(rows.values, "segment"), expected, atol=1e-5)
    assert "|nrefs:0|" in bound.signature


def test_several_references_give_mean_and_max(
    comet_checkpoints: Path, comet_predict: Any, runtime: Runtime
) -> None:
    second = ("풍랑으로 배편이 취소됐다.", None, "십 분 후에 전화하마.", None, "고맙습니다.")
    task = replace(TASK, references=2, reference_counts=frozenset({1, 2}))
    bound = Comet(model=str(comet_checkpoints / REGRESSION)).bind(task)
    values = bound.statistics(translations(second), runtime).values
    one = comet_predict(REGRESSION, samples())
    both = [
        [score] if text is None else [score, *comet_predict(REGRESSION, [{**sample, "ref": text}])]
        for score, text, sample in zip(one, second, samples(), strict=True)
    ]
    mean, best = [np.mean(each) for each in both], [max(each) for each in both]
    np.testing.assert_allclose(bound.score(values, "segment"), mean, atol=1e-5)
    companion = bound.companions["max"]
    np.testing.assert_allclose(companion.score(values, "segment"), best, atol=1e-5)
    assert "|nrefs:var|" in bound.signature
    assert bound.signature.endswith("combine:mean")
    assert companion.signature.endswith("combine:max")


def test_without_reference_or_source_a_segment_is_unscored(
    comet_checkpoints: Path, runtime: Runtime
) -> None:
    some = [
        Translation(Segment("1", "d", "Good night.", (None,)), "잘 자."),
        Translation(Segment("2", "d", None, ("안녕.",)), "안녕."),
        Translation(Segment("3", "d", "Good night.", ("잘 자라.",)), "잘 자."),
    ]
    bound = Comet(model=str(comet_checkpoints / REGRESSION)).bind(TASK)
    rows = bound.statistics(some, runtime)
    assert rows.unscored == {0: "no reference", 1: "no source"}
    assert not rows.values[:2].any()
    scores = bound.score(rows.values, "segment")
    assert np.isnan(scores[:2]).all()
    assert bound.score(rows.values.sum(axis=0), "document") == scores[2]


def test_order_and_duplicates_do_not_matter(comet_checkpoints: Path, runtime: Runtime) -> None:
    bound = Comet(model=str(comet_checkpoints / REGRESSION)).bind(TASK)
    straight = bound.statistics(translations(), runtime).values
    order = np.array([4, 0, 2, 2, 1, 3, 0])
    mixed = bound.statistics([translations()[i] for i in order], runtime).values
    np.testing.assert_allclose(mixed, straight[order], atol=1e-6)


class Fake:
    """A model that gives every sample the same."""

    note = "nothing was computed"

    def __init__(self, score: float) -> None:
        self.answer = Judgement(score)
        self.seen: list[Sample] = []

    def score(self, samples: list[Sample], advance: Any) -> list[Judgement]:
        for sample in samples:
            self.seen.append(sample)
            advance(1)
        return [self.answer] * len(samples)


def test_equal_texts_are_scored_once(
    comet_checkpoints: Path, runtime: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake = Fake(0.5)
    monkeypatch.setattr(bound, "scorer", lambda *_: fake)
    metric = Comet(model=str(comet_checkpoints / REGRESSION)).bind(TASK)
    done: list[int] = []
    notes: list[str] = []
    many = translations() * 30
    metric.statistics(many, replace(runtime, advance=done.append, note=notes.append))
    assert len(fake.seen) == len(set(fake.seen)) == len(PAIRS)
    assert sum(done) == len(many)
    assert len(done) > 1  # progress is reported on the way
    assert set(notes) == {fake.note}


def test_a_score_that_is_no_number_is_no_score(
    comet_checkpoints: Path, runtime: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bound, "scorer", lambda *_: Fake(float("nan")))
    metric = Comet(model=str(comet_checkpoints / REGRESSION)).bind(TASK)
    rows = metric.statistics(translations()[:1], runtime)
    assert rows.unscored == {0: "the model gave no number"}
    assert not rows.values.any()


def test_the_row_key_covers_what_the_model_reads(comet_checkpoints: Path) -> None:
    [base, *_] = translations()
    other = replace(base, segment=replace(base.segment, references=("다른 번역",)))
    compares = Comet(model=str(comet_checkpoints / REGRESSION)).bind(TASK)
    alone = Comet(model=str(comet_checkpoints / REFERENCE_FREE)).bind(TASK)
    assert compares.row_key(base) != compares.row_key(other)
    assert alone.row_key(base) == alone.row_key(other)
    assert alone.row_key(base) != alone.row_key(replace(base, hypothesis="배"))


def test_one_model_serves_several_metrics(
    comet_checkpoints: Path, runtime: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    loads: list[Plan] = []
    real = scorers._load

    def load(plan: Plan, its_runtime: Runtime) -> Any:
        loads.append(plan)
        return real(plan, its_runtime)

    monkeypatch.setattr(scorers, "_load", load)
    for _ in range(2):
        bound = Comet(model=str(comet_checkpoints / REGRESSION)).bind(TASK)
        bound.statistics(translations(), runtime)
    assert len(loads) == 1


def test_a_bound_metric_can_be_pickled(comet_checkpoints: Path, runtime: Runtime) -> None:
    bound = Comet(model=str(comet_checkpoints / REGRESSION)).bind(replace(TASK, references=2))
    bound.statistics(translations(), runtime)
    data = pickle.dumps(bound)
    assert pickle.loads(data) == bound  # noqa: S301 - our own
    assert len(data) < 5_000  # no model in it


def test_the_signature_names_all_that_decides(comet_checkpoints: Path, tmp_path: Path) -> None:
    folder = tmp_path / "ours"
    shutil.copytree(comet_checkpoints / REGRESSION, folder)
    by_folder = Comet(model=str(folder)).bind(replace(TASK, normalization="none")).signature
    keys = [part.partition(":")[0] for part in by_folder.split("|")]
    packages = ["comet", "torch", "transformers"]
    by_content = ["weights", "encoder", "class"]
    options = ["precision", "input", "nrefs", "empty"]
    assert keys == ["model", *by_content, *options, *packages, "norm"]
    with (folder / "checkpoints/model.ckpt").open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    assert by_folder.startswith(f"model:ours|weights:{digest[:12]}|encoder:")
    assert str(tmp_path) not in by_folder
    by_file = Comet(model=str(folder / "checkpoints/model.ckpt")).bind(TASK).signature
    assert by_folder == f"{by_file}|norm:none"
    other = Comet(model=str(comet_checkpoints / REFERENCE_FREE)).bind(TASK).signature
    assert by_file.split("|")[1] != other.split("|")[1]


def test_the_checkpoints_are_those_of_a_training_run(comet_checkpoints: Path) -> None:
    import torch

    path = comet_checkpoints / REGRESSION / "checkpoints/model.ckpt"
    content = torch.load(path, weights_only=True)
    assert content["optimizer_states"][0]["state"]
    assert any("ModelCheckpoint" in name for name in content["callbacks"])
    assert content["global_step"] == 2
    assert content["hyper_parameters"]["encoder_model"] == "XLM-RoBERTa"


def test_nothing_is_left_behind(
    comet_checkpoints: Path, capfd: pytest.CaptureFixture[str], runtime: Runtime
) -> None:
    import logging

    import torch

    bound = Comet(model=str(comet_checkpoints / REGRESSION)).bind(TASK)
    state, environment = torch.get_rng_state(), dict(os.environ)
    level = logging.getLogger("pytorch_lightning").level
    bound.statistics(translations(), runtime)
    assert torch.equal(torch.get_rng_state(), state)
    assert dict(os.environ) == environment
    assert logging.getLogger("pytorch_lightning").level == level
    assert capfd.readouterr() == ("", "")


def test_ctrl_c_stays_ctrl_c(
    comet_checkpoints: Path, runtime: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    bound = Comet(model=str(comet_checkpoints / REGRESSION)).bind(TASK)
    runtime = replace(runtime, backend="comet")
    bound.statistics(translations()[:1], runtime)
    loaded: Any = next(iter(runtime.resources.values()))
    monkeypatch.setattr(type(loaded._model), "predict_step", interrupt)
    handler = signal.getsignal(signal.SIGINT)
    with pytest.raises(KeyboardInterrupt):
        bound.statistics(translations(), runtime)
    assert signal.getsignal(signal.SIGINT) is handler


@pytest.mark.parametrize(
    ("device", "message"),
    [("cuda:97", "'cuda:97' is not available"), ("tpu", "Expected auto, cpu, cuda or cuda:N")],
)
def test_a_device_that_is_not_there(
    comet_checkpoints: Path, runtime: Runtime, device: str, message: str
) -> None:
    bound = Comet(model=str(comet_checkpoints / REGRESSION)).bind(TASK)
    with pytest.raises(MetricError, match=message):
        bound.statistics(translations(), replace(runtime, device=device))


@pytest.mark.parametrize(
    ("device", "gpus", "devices"),
    [("auto", 1, [0]), ("cuda", 1, [0]), ("cuda:1", 1, [1]), ("cpu", 0, None)],
)
def test_never_more_than_one_gpu(
    monkeypatch: pytest.MonkeyPatch, device: str, gpus: int, devices: list[int] | None
) -> None:
    torch = pytest.importorskip("torch")
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    monkeypatch.setattr(torch.cuda, "device_count", lambda: 2)
    calls: list[dict[str, Any]] = []

    def predict(inputs: list[dict[str, str]], **options: Any) -> dict[str, list[float]]:
        calls.append(options)
        return {"scores": [0.0] * len(inputs)}

    tokenizer = lambda text: {"input_ids": [0, 2]}  # noqa: E731
    encoder = SimpleNamespace(max_positions=512, tokenizer=tokenizer)
    model = SimpleNamespace(predict=predict, encoder=encoder)
    scorer = Predict(model, Plan(Path(), "", REFERENCE_FREE), scorers._device(device), 7)
    scorer.score([Sample(("a",), ("b",), None)], lambda _: None)
    [options] = calls
    assert (options["gpus"], options.get("devices")) == (gpus, devices)
    assert options["batch_size"] == 7


class Evil:
    def __init__(self, target: Path) -> None:
        self.target = target

    def __reduce__(self) -> Any:
        return Path.touch, (self.target,)


@pytest.mark.parametrize("backend", ["engine", "comet"])
def test_a_checkpoint_runs_no_code(
    comet_checkpoints: Path,
    tmp_path: Path,
    runtime: Runtime,
    monkeypatch: pytest.MonkeyPatch,
    backend: Backend,
) -> None:
    import torch

    folder, target = tmp_path / "evil", tmp_path / "touched"
    shutil.copytree(comet_checkpoints / REGRESSION, folder)
    torch.save({"state_dict": Evil(target)}, folder / "checkpoints/model.ckpt")
    bound = Comet(model=str(folder)).bind(TASK)
    monkeypatch.setenv("TORCH_FORCE_NO_WEIGHTS_ONLY_LOAD", "1")
    with pytest.raises(MetricError, match="could run code"):
        bound.statistics(translations(), replace(runtime, backend=backend))
    assert not target.exists()
    assert os.environ["TORCH_FORCE_NO_WEIGHTS_ONLY_LOAD"] == "1"


def test_settings_as_lightning_keeps_them(
    comet_checkpoints: Path, tmp_path: Path, runtime: Runtime
) -> None:
    import torch
    from pytorch_lightning.utilities.parsing import AttributeDict

    folder = tmp_path / "attributes"
    shutil.copytree(comet_checkpoints / REGRESSION, folder)
    path = folder / "checkpoints/model.ckpt"
    content = torch.load(path, weights_only=True)
    settings = content["hyper_parameters"]
    content["hyper_parameters"] = AttributeDict(settings | {"extra": Namespace(path=tmp_path)})
    torch.save(content, path)
    first, second = (
        Comet(model=str(place)).bind(TASK).statistics(translations(), runtime).values
        for place in (folder, comet_checkpoints / REGRESSION)
    )
    np.testing.assert_array_equal(first, second)


@pytest.mark.parametrize("backend", ["engine", "comet"])
@pytest.mark.parametrize("damage", ["weights", "settings", "shape"])
def test_a_checkpoint_that_is_not_whole(
    comet_checkpoints: Path, tmp_path: Path, runtime: Runtime, damage: str, backend: Backend
) -> None:
    import torch

    folder = tmp_path / "damaged"
    shutil.copytree(comet_checkpoints / REGRESSION, folder)
    path = folder / "checkpoints/model.ckpt"
    content = torch.load(path, weights_only=True)
    if damage == "weights":
        del content["state_dict"]["estimator.ff.0.weight"]
    elif damage == "shape":
        content["hyper_parameters"]["hidden_sizes"] = [8]
    else:
        del content["state_dict"]
    torch.save(content, path)
    bound = Comet(model=str(folder)).bind(TASK)
    with pytest.raises(MetricError, match=r"COMET cannot load it|not a whole COMET checkpoint"):
        bound.statistics(translations(), replace(runtime, backend=backend))
