"""Kept rows of COMET: without its model, without its packages, with the same bytes."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import Result

from mtqe.cache import Store, place
from mtqe.core import Segment, Task, Translation
from mtqe.errors import MetricError, NotHereError
from mtqe.metrics.comet import Comet, identity
from mtqe.signatures import differing, other_versions

Invoke = Callable[..., Result]
REGRESSION = "regression_metric"
TASK = Task("en", "ko", references=1, reference_counts=frozenset({1}))
TEXTS = {
    "source.en": ["The ferry was cancelled.", "Keep it away from children.", "Thank you."],
    "reference.ko": ["여객선이 결항되었다.", "어린이의 손이 닿지 않게 하십시오.", "감사합니다."],
    "v1.ko": ["배가 끊겼다.", "아이들 가까이 두세요.", "감사합니다."],
    "v2.ko": ["여객선이 떠났다.", "", "고맙습니다."],
}
CONFIG = """\
source_language: en
target_language: ko
data: {format: lines, source: source.en, references: [reference.ko], systems: "v*.ko"}
metrics: [{name: comet, model: model}]
significance: {resamples: 20}
report: {directory: reports, formats: [jsonl]}
"""
# Runs mtqe where the packages of the extra are not installed.
DRIVER = """\
import importlib.metadata as metadata, importlib.util as util, sys
from mtqe.__main__ import main
HEAVY = ("torch", "transformers", "comet", "huggingface_hub", "pytorch_lightning", "tokenizers")
class Absent:
    def find_spec(self, name, path, target=None):
        if name in HEAVY:
            raise ModuleNotFoundError(name)
real = metadata.version
def version(name):
    if name in {"unbabel-comet", "torch", "transformers"}:
        raise metadata.PackageNotFoundError(name)
    return real(name)
sys.meta_path.insert(0, Absent())
metadata.version = version
found = util.find_spec
util.find_spec = lambda name: None if name in HEAVY else found(name)
main()
"""

# Runs mtqe piece by piece, and is killed when the second piece is to be kept.
KILLED = """\
import os, signal
from mtqe.__main__ import main
from mtqe.cache import rows
vars(rows).update(_FIRST=2, _LEAST=-1.0)
real, count = rows.Store.keep, 0
def keep(*arguments):
    global count
    count += 1
    if count == 2:
        os.kill(os.getpid(), signal.SIGKILL)
    real(*arguments)
rows.Store.keep = keep
main()
"""


@pytest.fixture
def folder(comet_checkpoints: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A config, its texts and its model, in the working directory."""
    monkeypatch.chdir(tmp_path)
    shutil.copytree(comet_checkpoints / REGRESSION, tmp_path / "model")
    for name, lines in TEXTS.items():
        (tmp_path / name).write_text("\n".join(lines) + "\n", encoding="utf-8")
    (tmp_path / "run.yaml").write_text(CONFIG, encoding="utf-8")
    return tmp_path


def run_without_packages(folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", DRIVER, "run", "run.yaml", *options]
    return subprocess.run(command, cwd=folder, capture_output=True, encoding="utf-8", check=False)


def written(folder: Path) -> dict[str, str]:
    """The reports, without the block that tells time and machine."""
    files = {path.name: path.read_text("utf-8") for path in (folder / "reports").iterdir()}
    card = json.loads(files["scorecard.json"])
    del card["run"]
    return {**files, "scorecard.json": json.dumps(card)}


def test_neither_model_nor_packages_are_needed_where_every_row_is_kept(
    folder: Path, invoke: Invoke
) -> None:
    assert invoke("run", "run.yaml").exit_code == 0
    first = written(folder)
    shutil.rmtree(folder / "model")
    again = run_without_packages(folder)
    assert (again.returncode, again.stderr) == (0, "")
    assert written(folder) == first
    optional = ("--set", "metrics.0.optional=true")
    assert run_without_packages(folder, *optional).returncode == 0
    assert written(folder)["segments.jsonl"] == first["segments.jsonl"]


def test_what_is_missing_is_told_where_a_row_is_missing(folder: Path, invoke: Invoke) -> None:
    assert run_without_packages(folder).stderr.count('the extra: pip install "mtqe[comet]"') == 1
    assert invoke("run", "run.yaml").exit_code == 0
    first = written(folder)
    lines = [*TEXTS["v1.ko"][:2], "고마워요."]
    (folder / "v1.ko").write_text("\n".join(lines) + "\n", encoding="utf-8")
    done = run_without_packages(folder)
    assert done.returncode == 2
    assert 'COMET needs the extra: pip install "mtqe[comet]"' in done.stderr
    (folder / "model").rename(folder / "elsewhere")
    refused = invoke("run", "run.yaml", "--set", "runtime.offline=true")
    assert refused.exit_code == 2
    assert "model model is not on this machine" in refused.stderr
    assert written(folder) == first
    assert invoke("run", "run.yaml", "--set", "metrics.0.optional=true").exit_code == 0
    [metric] = json.loads(written(folder)["scorecard.json"])["metrics"]
    assert metric["unavailable"].startswith("model model is not on this machine")


@pytest.mark.skipif("sys.platform == 'win32'", reason="signals are POSIX")
def test_a_run_that_is_killed_goes_on_with_the_same_bits(
    folder: Path, invoke: Invoke, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever texts are scored together."""
    monkeypatch.setenv("MTQE_CACHE", "off")
    assert invoke("run", "run.yaml").exit_code == 0
    undisturbed = written(folder)
    shutil.rmtree(folder / "reports")
    monkeypatch.setenv("MTQE_CACHE", str(folder / "cache"))
    command = [sys.executable, "-c", KILLED, "run", "run.yaml"]
    assert subprocess.run(command, cwd=folder, check=False).returncode == -signal.SIGKILL
    [kept] = Store(place()).content()
    assert kept.rows == 2
    assert not (folder / "reports").exists()
    assert invoke("run", "run.yaml").exit_code == 0
    assert written(folder) == undisturbed
    [kept] = Store(place()).content()
    assert kept.rows == 6


def test_the_same_path_under_another_root_is_another_model(folder: Path) -> None:
    notes: dict[str, str] = {}
    task = replace(TASK, root=folder, notes=notes, ready=False)
    bound = Comet(model="model").bind(task)
    (folder / "model").rename(folder / "moved")
    assert Comet(model="model").bind(task).signature == bound.signature
    with pytest.raises(NotHereError):
        Comet(model="model").bind(replace(task, ready=True, offline=True))
    with pytest.raises(NotHereError):
        Comet(model="model").bind(replace(task, root=folder / "moved", offline=True))


def test_a_remembered_model_must_still_fit_the_task(folder: Path) -> None:
    notes: dict[str, str] = {}
    task = replace(TASK, root=folder, notes=notes, ready=False)
    Comet(model="model").bind(task)
    shutil.rmtree(folder / "model")
    none = replace(task, references=0, reference_counts=frozenset())
    with pytest.raises(MetricError, match="needs a reference"):
        Comet(model="model").bind(none)


def test_a_digest_is_read_again_only_for_a_changed_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reads: list[str] = []
    real = hashlib.file_digest

    def file_digest(file, name):
        reads.append(file.name)
        return real(file, name)

    monkeypatch.setattr(hashlib, "file_digest", file_digest)
    notes: dict[str, str] = {}
    path, other = tmp_path / "model.ckpt", tmp_path / "other.ckpt"
    path.write_bytes(b"one")
    first = identity.digest(path, notes)
    assert identity.digest(path, notes) == first
    assert len(reads) == 1
    facts = path.stat()
    other.write_bytes(b"two")
    os.utime(other, ns=(facts.st_atime_ns, facts.st_mtime_ns))
    other.replace(path)  # the same path, size and time
    assert identity.digest(path, notes) != first
    assert len(reads) == 2
    path.write_bytes(b"three")
    assert identity.digest(path, notes) != first


def test_a_changed_tokenizer_is_another_number(
    comet_checkpoints: Path, folder: Path, tmp_path: Path
) -> None:
    before = Comet(model="model").bind(replace(TASK, root=folder)).signature
    encoder = tmp_path / "encoder"
    shutil.copytree(comet_checkpoints / "encoder", encoder)
    hparams = folder / "model" / "hparams.yaml"
    text = hparams.read_text("utf-8").replace(str(comet_checkpoints / "encoder"), str(encoder))
    hparams.write_text(text, encoding="utf-8")
    assert Comet(model="model").bind(replace(TASK, root=folder)).signature == before
    with (encoder / "tokenizer.json").open("a", encoding="utf-8") as file:
        file.write("\n")
    assert Comet(model="model").bind(replace(TASK, root=folder)).signature != before


def test_rows_are_keyed_alike_by_a_remembered_model(folder: Path) -> None:
    notes: dict[str, str] = {}
    task = replace(TASK, root=folder, notes=notes, ready=False)
    translation = Translation(Segment("1", "d", "Thank you.", ("감사합니다.",)), "고마워.")
    key = Comet(model="model").bind(task).row_key(translation)
    shutil.rmtree(folder / "model")
    assert Comet(model="model").bind(task).row_key(translation) == key


def test_a_reference_that_has_gone_leaves_the_other_rows_as_they_are(
    folder: Path, invoke: Invoke
) -> None:
    """The signature's number of references becomes another one; of one segment, the key."""
    (folder / "second.ko").write_text("결항.\n어린이 조심.\n고마워요.\n", encoding="utf-8")
    both = 'data.references=["reference.ko", "second.ko"]'
    assert invoke("run", "run.yaml", "--set", both).exit_code == 0
    (folder / "second.ko").write_text("결항.\n\n고마워요.\n", encoding="utf-8")
    assert invoke("run", "run.yaml", "--set", both).exit_code == 0
    assert sum(kept.rows for kept in Store(place()).content()) == 6 + 2


def test_another_text_of_the_encoders_files_is_worth_a_note() -> None:
    """The hub rewrites them now and then: rows are computed again, but can be compared."""
    old, new = "model:ours|weights:1|encoder:a", "model:ours|weights:1|encoder:b"
    assert differing(old, new) is None
    assert other_versions(old, new) == ("encoder:a", "encoder:b")
    assert differing(old, "model:ours|weights:2|encoder:a") == ("weights:1", "weights:2")
