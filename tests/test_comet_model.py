from __future__ import annotations

import errno
import json
import os
import shutil
import socket
import subprocess
import sys
import threading
import time
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from mtqe.core import Task
from mtqe.errors import ConfigError, MetricError, NotHereError
from mtqe.metrics.comet import Comet, hub

REGRESSION, REFERENCE_FREE = "regression_metric", "referenceless_regression_metric"
TASK = Task("en", "ko", references=1, reference_counts=frozenset({1}))

OFFLINE = """
import json, sys
from mtqe.core import Runtime, Segment, Task, Translation
from mtqe.metrics.comet import Comet

task = Task("en", "ko", references=1, reference_counts=frozenset({1}))
comet = Comet(model="acme/tiny", revision=sys.argv[2])
bound = comet.bind(task)
heavy = [name for name in ("torch", "transformers", "comet", "pandas") if name in sys.modules]
texts = Translation(Segment("1", "d", "Thank you.", ("감사합니다.",)), "고마워요.")
rows = bound.statistics([texts], Runtime(device="cpu"))
with open(sys.argv[1], "w", encoding="utf-8") as file:
    json.dump([heavy, bound.signature, bound.score(rows.values, "segment").tolist()], file)
"""
COMMIT = "0123456789abcdef0123456789abcdef01234567"


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
    assert signature.startswith(f"model:acme/tiny|revision:{COMMIT}|weights:")
    assert "|class:regression_metric|" in signature
    sample = {"src": "Thank you.", "mt": "고마워요.", "ref": "감사합니다."}
    assert scores == pytest.approx(comet_predict(REGRESSION, [sample]), abs=1e-5)


@pytest.mark.parametrize("offline_by", ["task", "environment"])
def test_offline_and_not_here(
    no_hub: Any, monkeypatch: pytest.MonkeyPatch, offline_by: str
) -> None:
    monkeypatch.setattr(hub, "_probe", None)  # to call it would be a TypeError
    monkeypatch.setattr(no_hub.constants, "HF_HUB_OFFLINE", offline_by == "environment")
    with pytest.raises(
        MetricError,
        match=r"acme/none is not on this machine \(mtqe fetch acme/none\)\. Offline mode",
    ):
        Comet(model="acme/none").bind(replace(TASK, offline=offline_by == "task"))


@pytest.mark.parametrize("missing", ["config.json", "tokenizer.json"])
def test_the_encoder_is_named_when_it_is_missing(
    hub_cache: Path, monkeypatch: pytest.MonkeyPatch, missing: str
) -> None:
    Comet(model="acme/tiny").bind(replace(TASK, offline=True))
    (hub_cache / "models--acme--encoder/snapshots" / COMMIT / missing).unlink()
    reason = "encoder acme/encoder of model acme/tiny is not on this machine"
    with pytest.raises(MetricError, match=rf"{reason} \(mtqe fetch acme/tiny\)\. Offline mode"):
        Comet(model="acme/tiny").bind(replace(TASK, offline=True))
    hub_answers(monkeypatch, 503)
    with pytest.raises(MetricError, match=f"{reason}, and .* answers with error 503"):
        Comet(model="acme/tiny").bind(TASK)


def test_a_local_encoder_that_has_gone(comet_checkpoints: Path, tmp_path: Path) -> None:
    folder = tmp_path / "moved"
    shutil.copytree(comet_checkpoints / REGRESSION, folder)
    hparams = folder / "hparams.yaml"
    text = hparams.read_text("utf-8").replace(str(comet_checkpoints), str(tmp_path / "gone"))
    hparams.write_text(text, encoding="utf-8")
    with pytest.raises(MetricError, match=r"encoder .*gone.* of model moved is not on this mach"):
        Comet(model=str(folder)).bind(TASK)


def test_the_reason_names_what_is_missing(no_hub: Any, hub_cache: Path) -> None:
    def reason(**options: str) -> str:
        with pytest.raises(NotHereError) as caught:
            Comet(**options).bind(replace(TASK, offline=True))  # type: ignore[arg-type]
        return caught.value.reason

    gone = "model acme/none is not on this machine (mtqe fetch acme/none)"
    assert reason(model="acme/none") == gone
    at = "model acme/tiny at revision v9 is not on this machine"
    fetch = "(mtqe fetch acme/tiny --revision v9)"
    assert reason(model="acme/tiny", revision="v9") == f"{at} {fetch}"
    weights = hub_cache / "models--acme--tiny/snapshots" / COMMIT / "checkpoints/model.ckpt"
    weights.unlink()
    assert "acme/tiny" in reason(model="acme/tiny")
    assert reason(model="models/x.ckpt") == "models/x.ckpt: no such file or folder"


def test_a_relative_model_starts_from_the_root(comet_checkpoints: Path) -> None:
    bound = Comet(model=REGRESSION).bind(replace(TASK, root=comet_checkpoints, offline=True))
    assert f"model:{REGRESSION}|weights:" in bound.signature


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


def test_without_a_network_it_is_said_within_seconds(
    no_hub: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def getaddrinfo(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
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


def test_a_model_that_compares_needs_a_reference(comet_checkpoints: Path) -> None:
    task = replace(TASK, references=0, reference_counts=frozenset())
    with pytest.raises(MetricError, match=r"regression_metric\) needs a reference; the data has"):
        Comet(model=str(comet_checkpoints / REGRESSION)).bind(task)
    free = Comet(model=str(comet_checkpoints / REFERENCE_FREE)).bind(task)
    assert free.reads == "src"


def test_every_model_needs_a_source(comet_checkpoints: Path) -> None:
    with pytest.raises(MetricError, match="needs the source texts"):
        Comet(model=str(comet_checkpoints / REFERENCE_FREE)).bind(replace(TASK, has_source=False))


@pytest.mark.parametrize(
    ("hparams", "message"),
    [
        ("class_identifier: ranking_metric", "it gives distances, no scores"),
        ("class_identifier: another_metric", "models of class another_metric are not supported"),
        ("class_identifier: unified_metric\ninput_segments: [mt]", "are not supported"),
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
    with pytest.raises(MetricError, match=r"not a checkpoint of PyTorch: 23 bytes"):
        Comet(model=str(folder)).bind(TASK)
    (folder / "hparams.yaml").unlink()
    with pytest.raises(MetricError, match=r"hparams\.yaml is missing from .*folder\."):
        Comet(model=str(folder)).bind(TASK)
    with pytest.raises(MetricError, match=r"has no checkpoints/model\.ckpt"):
        Comet(model=str(tmp_path)).bind(TASK)
    with pytest.raises(MetricError, match="no such file or folder"):
        Comet(model=str(tmp_path / "none.ckpt")).bind(TASK)
    with pytest.raises(MetricError, match="no such file or folder"):
        Comet(model="~no-user-of-this-name/model.ckpt").bind(TASK)


@pytest.mark.parametrize(
    ("python", "message"),
    [((3, 13, 1), "COMET needs Python 3.11 or 3.12"), ((3, 12, 0), 'pip install "mtqe[comet]"')],
)
@pytest.mark.parametrize("missing", ["comet", "pkg_resources"])
def test_without_the_extra(
    monkeypatch: pytest.MonkeyPatch, python: tuple[int, ...], message: str, missing: str
) -> None:
    monkeypatch.setattr(
        "mtqe.metrics.comet.packages.find_spec", lambda name: name != missing or None
    )
    monkeypatch.setattr("mtqe.metrics.comet.packages.sys", SimpleNamespace(version_info=python))
    with pytest.raises(MetricError) as caught:
        Comet().bind(TASK)
    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"precision": "int8"}, "precision: unknown value 'int8'. Expected fp32, bf16, fp16"),
        ({"input": "mt"}, "input: unknown value 'mt'. Expected auto, "),
        ({"on_empty": 0}, "on_empty: unknown value 0. Expected auto, model, zero"),
        ({"context": -1}, "context: expected 0 or more, got -1"),
    ],
)
def test_options_that_there_are_not(options: dict[str, Any], message: str) -> None:
    with pytest.raises(ConfigError) as caught:
        Comet(**options).bind(TASK)
    assert message in str(caught.value)


def test_a_model_reads_one_thing_for_all_segments(comet_checkpoints: Path) -> None:
    def reads(name: str, task: Task = TASK, **options: Any) -> str:
        return Comet(model=str(comet_checkpoints / name), **options).bind(task).reads

    alone = replace(TASK, references=0, reference_counts=frozenset())
    assert reads("unified_metric") == "src+ref"
    assert reads("unified_metric", alone) == "src"
    assert reads("unified_metric", replace(TASK, has_source=False)) == "ref"
    assert reads("xcomet_metric", input="src") == "src"
    assert reads("kiwi") == "src"
    assert reads("unite") == "ref"
    with pytest.raises(ConfigError, match=r"input: model kiwi cannot read ref. Expected src\."):
        reads("kiwi", input="ref")
    with pytest.raises(MetricError, match="needs a reference"):
        reads("xcomet_metric", alone, input="src+ref")
