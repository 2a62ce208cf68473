"""`mtqe fetch` against a hub on this machine, which speaks the real one's protocol."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.util import find_spec
from pathlib import Path
from types import SimpleNamespace

import pytest
from typer.testing import Result

pytestmark = [pytest.mark.enable_socket, pytest.mark.allow_hosts(["127.0.0.1"])]

Invoke = Callable[..., Result]
REGRESSION = "regression_metric"
COMMIT = "0123456789abcdef0123456789abcdef01234567"


class Hub(ThreadingHTTPServer):
    """Serves /OWNER/NAME/resolve/REVISION/FILE.

    Attributes:
        files: path under /resolve/REVISION/ with its repository -> content.
        asked: what was asked for by GET.
        lies: file -> the SHA-256 that the hub names instead of the true one.
        gated: repositories whose terms were not accepted.
    """

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.files: dict[str, bytes] = {}
        self.asked: list[str] = []
        self.lies: dict[str, str] = {}
        self.gated: set[str] = set()

    def add(self, repository: str, folder: Path) -> None:
        for path in folder.rglob("*"):
            if path.is_file():
                name = path.relative_to(folder).as_posix()
                self.files[f"{repository}/{name}"] = path.read_bytes()


class Handler(BaseHTTPRequestHandler):
    server: Hub

    def do_HEAD(self) -> None:
        self._answer(body=False)

    def do_GET(self) -> None:
        self.server.asked.append(self.path)
        self._answer(body=True)

    def log_message(self, *arguments: object) -> None:
        pass

    def _answer(self, *, body: bool) -> None:
        match = re.fullmatch(r"/(\w+/\w+)/resolve/([\w.]+)/(.+)", self.path)
        assert match
        repository, revision, name = match.groups()
        content = self.server.files.get(f"{repository}/{name}")
        error = (
            "RepoNotFound" if not any(file.startswith(repository) for file in self.server.files)
            else "GatedRepo" if repository in self.server.gated
            else "RevisionNotFound" if revision not in {"main", "v1", COMMIT}
            else "EntryNotFound" if content is None else ""
        )  # fmt: skip
        if error:
            self.send_response(403 if error == "GatedRepo" else 404)
            self.send_header("X-Error-Code", error)
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        assert content is not None
        sha256 = hashlib.sha256(content).hexdigest()
        self.send_response(200)
        self.send_header("X-Repo-Commit", COMMIT)
        self.send_header("ETag", f'"{self.server.lies.get(name, sha256)}"')
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if body:
            self.wfile.write(content)


@pytest.fixture(scope="session")
def tiny(comet_checkpoints: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model as a repository holds it, with its encoder on the hub too."""
    import torch

    folder = tmp_path_factory.mktemp("repository") / "tiny"
    shutil.copytree(comet_checkpoints / REGRESSION, folder)
    old, new = str(comet_checkpoints / "encoder"), "acme/encoder"
    hparams = folder / "hparams.yaml"
    hparams.write_text(hparams.read_text("utf-8").replace(old, new), encoding="utf-8")
    content = torch.load(folder / "checkpoints/model.ckpt", weights_only=True)
    content["hyper_parameters"]["pretrained_model"] = new
    torch.save(content, folder / "checkpoints/model.ckpt")
    (folder / "README.md").write_text("---\nlicense: cc-by-nc-sa-4.0\n---\nTiny.", encoding="utf-8")
    return folder


@pytest.fixture
def acme(
    tiny: Path, comet_checkpoints: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Iterator[Hub]:
    """A hub that has acme/tiny and acme/encoder; the cache of this machine is empty."""
    if find_spec("huggingface_hub") is None:
        pytest.skip("COMET is not installed")
    import huggingface_hub
    from huggingface_hub import constants

    with Hub() as server:
        server.add("acme/tiny", tiny)
        server.add("acme/encoder", comet_checkpoints / "encoder")
        endpoint = f"http://127.0.0.1:{server.server_port}"
        template = endpoint + "/{repo_id}/resolve/{revision}/{filename}"
        monkeypatch.setattr(constants, "ENDPOINT", endpoint)
        monkeypatch.setattr(constants, "HUGGINGFACE_CO_URL_TEMPLATE", template)
        monkeypatch.setattr(huggingface_hub.file_download, "HUGGINGFACE_CO_URL_TEMPLATE", template)
        monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path / "hub"))
        monkeypatch.setattr(constants, "HF_HUB_OFFLINE", False)
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def test_a_model_is_fetched_once_and_looked_at(acme: Hub, tiny: Path, invoke: Invoke) -> None:
    done = invoke("fetch", "acme/tiny", "--revision", "v1")
    assert (done.exit_code, done.stderr) == (0, "")
    weights = (tiny / "checkpoints/model.ckpt").read_bytes()
    sha256 = hashlib.sha256(weights).hexdigest()
    assert f"acme/tiny is here, revision {COMMIT}\n" in done.stdout
    assert re.search(rf"weights    [\d.]+ KB, [\d,]+ numbers, sha256 {sha256}", done.stdout)
    assert "tokenizer  of acme/encoder" in done.stdout
    assert "licence    cc-by-nc-sa-4.0, not for commercial work" in done.stdout
    assert f"{{name: comet, model: acme/tiny, revision: {COMMIT}}}" in done.stdout
    got = {path.rsplit("/", 1)[1] for path in acme.asked}
    assert {"hparams.yaml", "model.ckpt", "config.json", "tokenizer.json", "README.md"} <= got
    acme.asked.clear()
    assert invoke("fetch", "acme/tiny", "--revision", "v1").stdout == done.stdout
    assert acme.asked == []


def test_what_was_fetched_scores_offline(
    acme: Hub, invoke: Invoke, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert invoke("fetch", "acme/tiny").exit_code == 0
    acme.asked.clear()
    monkeypatch.chdir(tmp_path)
    for name, text in {"a.en": "Thank you.", "r.ko": "감사합니다.", "v1.ko": "고마워요."}.items():
        Path(name).write_text(f"{text}\n", encoding="utf-8")
    config = {
        "source_language": "en", "target_language": "ko", "runtime": {"offline": True},
        "data": {"format": "lines", "source": "a.en", "references": ["r.ko"],
                 "systems": {"v1": "v1.ko"}},
        "metrics": [{"name": "comet", "model": "acme/tiny"}], "report": {"formats": ["jsonl"]},
    }  # fmt: skip
    Path("run.yaml").write_text(json.dumps(config), encoding="utf-8")
    done = invoke("run", "run.yaml", "--output", "out")
    assert done.exit_code == 0, done.stderr
    card = json.loads(Path("out/scorecard.json").read_text("utf-8"))
    assert f"model:acme/tiny|revision:{COMMIT}|weights:" in card["metrics"][0]["signature"]
    assert acme.asked == []


def test_weights_that_are_not_the_hubs(acme: Hub, invoke: Invoke) -> None:
    acme.lies["checkpoints/model.ckpt"] = "0" * 64
    done = invoke("fetch", "acme/tiny")
    assert done.exit_code == 2
    assert "damaged: its SHA-256 is" in done.stderr
    assert f"the hub's is {'0' * 64}" in done.stderr


@pytest.mark.parametrize("damage", ["tokenizer.json", "checkpoints/model.ckpt"])
def test_files_that_cannot_be_loaded(acme: Hub, invoke: Invoke, damage: str) -> None:
    for name in acme.files:
        if name.endswith(damage):
            acme.files[name] = b"version https://git-lfs.github.com/spec/v1"
    done = invoke("fetch", "acme/tiny")
    assert done.exit_code == 2
    assert re.search(r"not a (tokenizer|checkpoint of PyTorch): ", done.stderr)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["acme/none"], "there is no model acme/none at http://127.0.0.1"),
        (["acme/tiny", "--revision", "v9"], "model acme/tiny has no revision 'v9'"),
        (["acme/encoder"], "acme/encoder has no hparams.yaml, so it is not a model that COMET"),
        (["acme/tiny/x"], "neither a file on this machine nor a model name"),
    ],
)
def test_what_is_not_there(acme: Hub, invoke: Invoke, arguments: list[str], message: str) -> None:
    done = invoke("fetch", *arguments)
    assert (done.exit_code, done.stdout) == (2, "")
    assert message in done.stderr
    assert acme.asked == []


@pytest.mark.parametrize("repository", ["acme/tiny", "acme/encoder"])
def test_terms_that_were_not_accepted(acme: Hub, invoke: Invoke, repository: str) -> None:
    acme.gated.add(repository)
    done = invoke("fetch", "acme/tiny")
    assert done.exit_code == 2
    assert re.search(
        rf"is gated. Accept its terms at http://127.0.0.1:\d+/{repository}, then log in here: "
        "hf auth login",
        done.stderr,
    )
    assert not any("model.ckpt" in path for path in acme.asked)  # small files come first


def test_too_little_room_is_told_before_the_download(
    acme: Hub, invoke: Invoke, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shutil.disk_usage", lambda place: SimpleNamespace(free=50_000))
    done = invoke("fetch", "acme/tiny")
    assert done.exit_code == 2
    assert re.search(r"no disk space for model acme/tiny in .*: \d\.\d GB are needed", done.stderr)
    assert not any("model.ckpt" in path for path in acme.asked)


def test_offline(acme: Hub, invoke: Invoke, monkeypatch: pytest.MonkeyPatch) -> None:
    from huggingface_hub import constants

    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)
    done = invoke("fetch", "acme/tiny")
    assert done.exit_code == 2
    assert "not on this machine (mtqe fetch acme/tiny). Offline mode forbids" in done.stderr


def test_a_model_on_this_machine_is_looked_at(comet_checkpoints: Path, invoke: Invoke) -> None:
    done = invoke("fetch", comet_checkpoints / REGRESSION)
    assert done.exit_code == 0
    assert done.stdout.startswith("regression_metric is here\n")
    assert "licence    not named: ask its maker" in done.stdout


def test_no_gigabytes_for_a_model_that_gives_no_scores(acme: Hub, invoke: Invoke) -> None:
    acme.files["acme/tiny/hparams.yaml"] = b"class_identifier: ranking_metric\n"
    done = invoke("fetch", "acme/tiny")
    assert "gives distances, no scores" in done.stderr
    assert len(acme.asked) == 1


def test_the_models_themselves_decide_on_their_licence(acme: Hub, invoke: Invoke) -> None:
    del acme.files["acme/tiny/README.md"]
    assert "licence    not named" in invoke("fetch", "acme/tiny").stdout
