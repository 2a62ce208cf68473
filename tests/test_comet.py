from __future__ import annotations

import errno
import json
import os
import pickle
import shutil
import signal
import subprocess
import sys
import threading
import time
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from mtqe.core import Runtime, Segment, Task, Translation
from mtqe.errors import MetricError
from mtqe.metrics.comet import Comet, engine, hub

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


@pytest.fixture
def no_hub(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Any:
    """An empty hub cache; the module `huggingface_hub` for further patching."""
    if find_spec("comet") is None:
        pytest.skip("COMET is not installed")
    import huggingface_hub

    monkeypatch.setattr(huggingface_hub.constants, "HF_HUB_CACHE", str(tmp_path / "hub"))
    monkeypatch.setattr(huggingface_hub.constants, "HF_HUB_OFFLINE", False)
    return huggingface_hub


def hub_answers(monkeypatch: pytest.MonkeyPatch, status: int, error_code: str = "") -> None:
    import requests

    def head(url: str, **_: object) -> requests.Response:
        response = requests.Response()
        response.status_code, response.url = status, url
        response.headers["X-Error-Code"] = error_code
        response.request = requests.Request("HEAD", url).prepare()
        return response

    monkeypatch.setattr("huggingface_hub.utils.get_session", lambda: SimpleNamespace(head=head))


# ------------------------------------------------------------------------------------- scores


@pytest.mark.parametrize("family", [REGRESSION, REFERENCE_FREE, UNIFIED])
def test_segment_scores_equal_comets_own(
    comet_checkpoints: Path, comet_predict: Any, runtime: Runtime, family: str
) -> None:
    bound = Comet(model=str(comet_checkpoints / family)).bind(TASK)
    rows = bound.statistics(translations(), runtime)
    expected = comet_predict(family, samples(references=family != REFERENCE_FREE))
    assert np.ptp(expected) > 0.05  # a model that scores all alike would prove nothing
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


def test_equal_texts_are_scored_once(
    comet_checkpoints: Path, runtime: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[engine.Sample] = []

    def predict(_model: object, batch: list[engine.Sample], _runtime: Runtime) -> list[float]:
        seen.extend(batch)
        return [0.5] * len(batch)

    monkeypatch.setattr(engine, "load", lambda _path: None)
    monkeypatch.setattr(engine, "predict", predict)
    bound = Comet(model=str(comet_checkpoints / REGRESSION)).bind(TASK)
    done: list[int] = []
    many = translations() * 30
    bound.statistics(many, replace(runtime, batch_size=1, advance=done.append))
    assert len(seen) == len(set(seen)) == len(PAIRS)
    assert sum(done) == len(many)
    assert len(done) > 1  # progress is reported on the way


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
    loads: list[Path] = []
    real = engine.load

    def load(path: Path) -> Any:
        loads.append(path)
        return real(path)

    monkeypatch.setattr(engine, "load", load)
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
    assert keys == [
        "model", "revision", "class", "precision", "nrefs", "comet", "torch", "transformers", "norm",
    ]  # fmt: skip
    assert by_folder.startswith("model:ours|revision:sha256-")
    assert str(tmp_path) not in by_folder
    by_file = Comet(model=str(folder / "checkpoints/model.ckpt")).bind(TASK).signature
    assert by_folder == f"{by_file}|norm:none"
    other = Comet(model=str(comet_checkpoints / REFERENCE_FREE)).bind(TASK).signature
    assert by_file.split("|")[1] != other.split("|")[1]


# ------------------------------------------------------------------------ manners of the engine


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
    bound.statistics(translations()[:1], runtime)
    [model] = runtime.resources.values()
    monkeypatch.setattr(type(model), "predict_step", interrupt)
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

    model = SimpleNamespace(predict=predict)
    engine.predict(model, [("a", "b", None)], Runtime(device=device, batch_size=7))
    [options] = calls
    assert (options["gpus"], options.get("devices")) == (gpus, devices)
    assert options["batch_size"] == 7


class Evil:
    def __init__(self, target: Path) -> None:
        self.target = target

    def __reduce__(self) -> Any:
        return Path.touch, (self.target,)


def test_a_checkpoint_runs_no_code(
    comet_checkpoints: Path, tmp_path: Path, runtime: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    import torch

    folder, target = tmp_path / "evil", tmp_path / "touched"
    shutil.copytree(comet_checkpoints / REGRESSION, folder)
    torch.save({"state_dict": Evil(target)}, folder / "checkpoints/model.ckpt")
    bound = Comet(model=str(folder)).bind(TASK)
    monkeypatch.setenv("TORCH_FORCE_NO_WEIGHTS_ONLY_LOAD", "1")
    with pytest.raises(MetricError, match="could run code"):
        bound.statistics(translations(), runtime)
    assert not target.exists()
    assert os.environ["TORCH_FORCE_NO_WEIGHTS_ONLY_LOAD"] == "1"


@pytest.mark.parametrize("damage", ["weights", "settings", "shape"])
def test_a_checkpoint_that_is_not_whole(
    comet_checkpoints: Path, tmp_path: Path, runtime: Runtime, damage: str
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
    with pytest.raises(MetricError, match="COMET cannot load it"):
        bound.statistics(translations(), runtime)


# ------------------------------------------------------------------- finding the model, offline

OFFLINE = """
import json, sys
from mtqe.core import Runtime, Segment, Task, Translation
from mtqe.metrics.comet import Comet

task = Task("en", "ko", references=1, reference_counts=frozenset({1}))
comet = Comet(model="acme/tiny", revision=sys.argv[2])
assert comet.available(task) is None
bound = comet.bind(task)
heavy = [name for name in ("torch", "transformers", "comet", "pandas") if name in sys.modules]
texts = Translation(Segment("1", "d", "Thank you.", ("감사합니다.",)), "고마워요.")
rows = bound.statistics([texts], Runtime(device="cpu"))
with open(sys.argv[1], "w", encoding="utf-8") as file:
    json.dump([heavy, bound.signature, bound.score(rows.values, "segment").tolist()], file)
"""
COMMIT = "0123456789abcdef0123456789abcdef01234567"


@pytest.fixture(scope="session")
def hub_home(comet_checkpoints: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A HF_HOME whose cache holds acme/tiny (tag v1) and its encoder acme/encoder."""
    import torch

    home = tmp_path_factory.mktemp("home")
    for name, source in (("tiny", REGRESSION), ("encoder", "encoder")):
        repository = home / "hub" / f"models--acme--{name}"
        shutil.copytree(comet_checkpoints / source, repository / "snapshots" / COMMIT)
        (repository / "refs").mkdir()
        for reference in ("main", "v1"):
            (repository / "refs" / reference).write_text(COMMIT, encoding="ascii")
    model = home / "hub/models--acme--tiny/snapshots" / COMMIT
    old, new = str(comet_checkpoints / "encoder"), "acme/encoder"
    hparams = model / "hparams.yaml"
    hparams.write_text(hparams.read_text("utf-8").replace(old, new), encoding="utf-8")
    content = torch.load(model / "checkpoints/model.ckpt", weights_only=True)
    content["hyper_parameters"]["pretrained_model"] = new
    torch.save(content, model / "checkpoints/model.ckpt")
    return home


@pytest.fixture
def hub_cache(hub_home: Path, no_hub: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A copy of that cache, used by this process."""
    cache = tmp_path / "copy"
    shutil.copytree(hub_home / "hub", cache)
    monkeypatch.setattr(no_hub.constants, "HF_HUB_CACHE", str(cache))
    return cache


def test_from_the_hub_cache_offline_quietly_and_lazily(
    hub_home: Path, comet_predict: Any, tmp_path: Path
) -> None:
    out = tmp_path / "out.json"
    environment = os.environ | {"HF_HOME": str(hub_home), "HF_HUB_OFFLINE": "1"}
    environment.pop("HF_HUB_CACHE", None)
    command = [sys.executable, "-c", OFFLINE, str(out), "v1"]
    done = subprocess.run(command, env=environment, capture_output=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
    heavy, signature, scores = json.loads(out.read_text("utf-8"))
    assert heavy == []
    assert signature.startswith(f"model:acme/tiny|revision:{COMMIT}|class:regression_metric|")
    sample = {"src": "Thank you.", "mt": "고마워요.", "ref": "감사합니다."}
    assert scores == pytest.approx(comet_predict(REGRESSION, [sample]), abs=1e-5)


@pytest.mark.parametrize("offline_by", ["task", "environment"])
def test_offline_and_not_here(
    no_hub: Any, monkeypatch: pytest.MonkeyPatch, offline_by: str
) -> None:
    monkeypatch.setattr(hub, "_probe", None)  # to call it would be a TypeError
    monkeypatch.setattr(no_hub.constants, "HF_HUB_OFFLINE", offline_by == "environment")
    with pytest.raises(MetricError, match=r"acme/none is not on this machine. Offline mode"):
        Comet(model="acme/none").bind(replace(TASK, offline=offline_by == "task"))


@pytest.mark.parametrize("missing", ["config.json", "tokenizer.json"])
def test_the_encoder_is_named_when_it_is_missing(hub_cache: Path, missing: str) -> None:
    assert Comet(model="acme/tiny").available(TASK) is None
    (hub_cache / "models--acme--encoder/snapshots" / COMMIT / missing).unlink()
    reason = "encoder acme/encoder of model acme/tiny is not on this machine"
    assert Comet(model="acme/tiny").available(TASK) == reason
    with pytest.raises(MetricError, match=reason):
        Comet(model="acme/tiny").bind(replace(TASK, offline=True))


def test_a_local_encoder_that_has_gone(comet_checkpoints: Path, tmp_path: Path) -> None:
    folder = tmp_path / "moved"
    shutil.copytree(comet_checkpoints / REGRESSION, folder)
    hparams = folder / "hparams.yaml"
    text = hparams.read_text("utf-8").replace(str(comet_checkpoints), str(tmp_path / "gone"))
    hparams.write_text(text, encoding="utf-8")
    with pytest.raises(MetricError, match=r"encoder .*gone.* of model moved is not on this mach"):
        Comet(model=str(folder)).bind(TASK)


def test_available_names_what_is_missing(no_hub: Any, hub_cache: Path) -> None:
    assert Comet(model="acme/none").available(TASK) == "model acme/none is not on this machine"
    at = "model acme/tiny at revision v9 is not on this machine"
    assert Comet(model="acme/tiny", revision="v9").available(TASK) == at
    weights = hub_cache / "models--acme--tiny/snapshots" / COMMIT / "checkpoints/model.ckpt"
    weights.unlink()
    assert "acme/tiny" in str(Comet(model="acme/tiny").available(TASK))
    missing = "models/x.ckpt: no such file or folder"
    assert Comet(model="models/x.ckpt").available(TASK) == missing


# ------------------------------------------------------------------------------- the hub's errors


@pytest.mark.parametrize(
    ("status", "code", "message"),
    [
        (404, "RepoNotFound", "there is no model acme/none at"),
        (401, "", "there is no model acme/none at"),
        (403, "GatedRepo", "is gated. Accept its terms at https://huggingface.co/acme/none"),
        (404, "RevisionNotFound", "has no revision 'v9'"),
        (404, "EntryNotFound", "acme/none has no hparams.yaml"),
        (403, "", "answers with error 403. Log in again"),
        (503, "", "answers with error 503. Check the network"),
    ],
)
def test_what_the_hub_says(
    no_hub: Any, monkeypatch: pytest.MonkeyPatch, status: int, code: str, message: str
) -> None:
    hub_answers(monkeypatch, status, code)
    with pytest.raises(MetricError) as caught:
        Comet(model="acme/none", revision="v9").bind(TASK)
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("error", "message"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), "no disk space"),
        (RuntimeError("Data processing error: No space left on device"), "no disk space"),
        (PermissionError(errno.EACCES, "Permission denied"), "cannot store"),
        (ConnectionResetError(errno.ECONNRESET, "reset by peer"), "cannot be reached"),
    ],
)
def test_a_download_that_breaks(
    no_hub: Any, monkeypatch: pytest.MonkeyPatch, error: Exception, message: str
) -> None:
    def download(*_: object, **__: object) -> str:
        raise error

    hub_answers(monkeypatch, 200)
    monkeypatch.setattr(no_hub, "hf_hub_download", download)
    with pytest.raises(MetricError, match=message):
        Comet(model="acme/none").bind(TASK)


def test_a_download_is_small_files_first(
    no_hub: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / COMMIT).mkdir()
    hparams = tmp_path / COMMIT / "hparams.yaml"
    hparams.write_text("class_identifier: ranking_metric\n", encoding="utf-8")
    asked: list[str] = []

    def download(_repository: str, file: str, **_: object) -> str:
        asked.append(file)
        return str(hparams)

    hub_answers(monkeypatch, 200)
    monkeypatch.setattr(no_hub, "hf_hub_download", download)
    with pytest.raises(MetricError, match="gives distances, no scores"):
        Comet(model="acme/ranker").bind(TASK)
    assert asked == ["hparams.yaml"]  # and not two gigabytes of weights


def test_without_a_network_it_is_said_within_seconds(no_hub: Any) -> None:
    start = time.monotonic()
    with pytest.raises(MetricError, match=r"is not on this machine, and .* cannot be reached"):
        Comet(model="acme/none").bind(TASK)
    assert time.monotonic() - start < 5


def test_a_network_that_never_answers(no_hub: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    stop = threading.Event()
    session = SimpleNamespace(head=lambda *_, **__: stop.wait(60))
    monkeypatch.setattr("huggingface_hub.utils.get_session", lambda: session)
    monkeypatch.setattr(hub, "PATIENCE", 0.2)
    try:
        with pytest.raises(MetricError, match="cannot be reached"):
            Comet(model="acme/none").bind(TASK)
    finally:
        stop.set()


def test_a_name_that_no_hub_has(no_hub: Any) -> None:
    with pytest.raises(MetricError, match="neither a file on this machine nor a model name"):
        Comet(model="some/where/model").bind(TASK)


# --------------------------------------------------------------------- unfit models, tasks, Python


def test_a_model_that_compares_needs_a_reference(comet_checkpoints: Path) -> None:
    task = replace(TASK, references=0, reference_counts=frozenset())
    with pytest.raises(MetricError, match=r"regression_metric\) needs a reference; the data has"):
        Comet(model=str(comet_checkpoints / REGRESSION)).bind(task)
    assert Comet(model=str(comet_checkpoints / REFERENCE_FREE)).bind(task)


def test_every_model_needs_a_source(comet_checkpoints: Path) -> None:
    with pytest.raises(MetricError, match="needs the source texts"):
        Comet(model=str(comet_checkpoints / REFERENCE_FREE)).bind(replace(TASK, has_source=False))


@pytest.mark.parametrize(
    ("hparams", "message"),
    [
        ("class_identifier: ranking_metric", "it gives distances, no scores"),
        ("class_identifier: xcomet_metric", "class xcomet_metric are not supported yet"),
        ("class_identifier: unified_metric\ninput_segments: [mt, ref]", "not supported yet"),
        ("encoder_model: XLM-RoBERTa", "no class_identifier"),
        ("- a\n- b", "no class_identifier"),
        ("a: [1", "not readable as YAML"),
        ("a: !!python/object/apply:os.getcwd []", "not readable as YAML"),
    ],
)
def test_a_model_of_another_kind(
    comet_checkpoints: Path, tmp_path: Path, hparams: str, message: str
) -> None:
    folder = tmp_path / "other"
    shutil.copytree(comet_checkpoints / REGRESSION, folder)
    (folder / "hparams.yaml").write_text(hparams, encoding="utf-8")
    with pytest.raises(MetricError) as caught:
        Comet(model=str(folder)).bind(TASK)
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def test_files_that_are_no_model(comet_checkpoints: Path, tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    shutil.copytree(comet_checkpoints / REGRESSION, folder)
    with pytest.raises(MetricError, match="revision 'v1' makes no sense"):
        Comet(model=str(folder), revision="v1").bind(TASK)
    (folder / "checkpoints/model.ckpt").write_text("version https://git-lfs", encoding="ascii")
    with pytest.raises(MetricError, match="not a checkpoint: .* found 23 bytes"):
        Comet(model=str(folder)).bind(TASK)
    (folder / "hparams.yaml").unlink()
    with pytest.raises(MetricError, match=r"hparams.yaml is missing from .*folder\."):
        Comet(model=str(folder)).bind(TASK)
    with pytest.raises(MetricError, match="has no checkpoints/model.ckpt"):
        Comet(model=str(tmp_path)).bind(TASK)
    with pytest.raises(MetricError, match="no such file or folder"):
        Comet(model=str(tmp_path / "none.ckpt")).bind(TASK)


@pytest.mark.parametrize(
    ("python", "message"),
    [((3, 13, 1), "COMET needs Python 3.11 or 3.12"), ((3, 12, 0), "pip install 'mtqe[comet]'")],
)
@pytest.mark.parametrize("missing", ["comet", "pkg_resources"])
def test_without_the_extra(
    monkeypatch: pytest.MonkeyPatch, python: tuple[int, ...], message: str, missing: str
) -> None:
    monkeypatch.setattr("mtqe.metrics.comet.find_spec", lambda name: name != missing or None)
    monkeypatch.setattr("mtqe.metrics.comet.sys", SimpleNamespace(version_info=python))
    with pytest.raises(MetricError) as caught:
        Comet().bind(TASK)
    assert message in str(caught.value)
    assert message in str(Comet().available(TASK))
