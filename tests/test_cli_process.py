"""The command as a process of its own: what it imports, exit codes, encodings, pipes."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

SOURCE = "The train to Busan is an hour late.\nThank you.\n"
REFERENCE = "부산행 기차가 한 시간 늦습니다.\n감사합니다.\n"
HYPOTHESIS = "부산행 열차가 한 시간 늦어요.\n고맙습니다.\n"
CONFIG = """\
name: demo
source_language: en
target_language: ko
data: {format: lines, source: source.en, references: [reference.ko], systems: {v1: v1.ko}}
metrics: [chrf, bleu]
checks: false  # the Korean analyser takes seconds to start
significance: {resamples: 20}
"""
MTQE = [sys.executable, "-m", "mtqe"]
HEAVY = "torch transformers comet"
# Runs the command in this interpreter and says which of these modules it has loaded.
IMPORTS = """\
import sys
from mtqe.__main__ import main
try:
    main()
except SystemExit as end:
    print(*sorted(set(sys.argv[0].split()) & set(sys.modules)), file=sys.stderr)
    raise
"""


@pytest.fixture(autouse=True)
def _place(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    files = {"source.en": SOURCE, "reference.ko": REFERENCE, "v1.ko": HYPOTHESIS}
    for name, text in {**files, "demo.yaml": CONFIG}.items():
        Path(name).write_text(text, encoding="utf-8")


def start(*arguments: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [*MTQE, *arguments], capture_output=True, check=False, env={**os.environ, **environment}
    )


def watched(heavy: str, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """A command whose last line on stderr says which of these modules it has loaded."""
    command = [sys.executable, "-c", IMPORTS.replace("sys.argv[0]", repr(heavy)), *arguments]
    return subprocess.run(
        command, capture_output=True, check=False, text=True, encoding="utf-8",
        env={**os.environ, **environment},
    )  # fmt: skip


def imported(heavy: str, *arguments: str) -> list[str]:
    """Which of these modules a command loads."""
    done = watched(heavy, *arguments)
    assert done.returncode == 0, done.stderr
    return done.stderr.split()


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], ["score", "--help"]])
def test_help_loads_nothing_heavy(arguments):
    """(Typer itself tells the types of a command's options with pydantic, where it is there.)"""
    heavy = "pandas sacrebleu numpy rich ruamel jinja2 torch transformers comet"
    if "score" not in arguments:
        heavy += " pydantic"
    assert imported(heavy, *arguments) == []


@pytest.mark.parametrize("arguments", [["run", "demo.yaml"], ["inspect", "demo.yaml"]])
def test_lexical_metrics_load_no_neural_library(arguments):
    assert imported("sacrebleu torch transformers comet pandas", *arguments) == ["sacrebleu"]


def test_align_loads_no_metric():
    Path("a.en").write_text(SOURCE, encoding="utf-8")
    Path("a.ko").write_text(HYPOTHESIS, encoding="utf-8")
    assert imported("sacrebleu torch pandas", "align", "a.en", "a.ko") == []


def test_exit_codes():
    assert start("run", "demo.yaml").returncode == 0
    assert start("run", "none.yaml").returncode == 2
    wrong = start("rnu")
    assert wrong.returncode == 2
    assert b"Did you mean 'run'?" in wrong.stderr
    assert start().returncode == 2


def test_a_bug(tmp_path):
    """Not an exit code that means something else, and with a traceback."""
    driver = tmp_path / "driver.py"
    driver.write_text(
        "import mtqe.__main__\n"
        "from mtqe.metrics.chrf import Chrf\n"
        "Chrf.bind = lambda self, task: 1 / 0\n"
        "mtqe.__main__.main()\n",
        encoding="utf-8",
    )
    command = [sys.executable, driver, "run", "demo.yaml"]
    done = subprocess.run(command, capture_output=True, check=False)
    assert done.returncode == 70
    assert b"Traceback" in done.stderr
    assert b"ZeroDivisionError: division by zero" in done.stderr
    assert not Path("reports").exists()


@pytest.mark.parametrize("offline", ["1", "0"])
@pytest.mark.parametrize("model", ["Unbabel/wmt22-comet-da", "models/x.ckpt"])
def test_a_missing_model_is_one_clear_error_at_once(model, offline, tmp_path):
    """Before what takes seconds is loaded. The hub is one that refuses: port 9 of this machine."""
    hub = {"HF_ENDPOINT": "http://127.0.0.1:9", "HF_HOME": str(tmp_path / "hub")}
    settings = ["--set", f"metrics=[{{name: comet, model: {model}}}]"]
    done = watched(HEAVY, "run", "demo.yaml", *settings, HF_HUB_OFFLINE=offline, **hub)
    assert done.returncode == 2
    *lines, loaded = done.stderr.splitlines()
    [message] = lines
    assert message.startswith("error: metric comet: ")
    assert model in message
    assert loaded == ""
    assert not Path("reports").exists()


@pytest.mark.parametrize("encoding", ["cp949", "ascii"])
def test_a_pipe_gets_utf8(encoding):
    """Whatever the console's code page: ☕ is not in CP949."""
    Path("v1.ko").write_text("부산행 열차가 ☕ 늦어요.\n고맙습니다.\n", encoding="utf-8")
    settings = {"PYTHONIOENCODING": encoding, "PYTHONUTF8": "0", "LC_ALL": "C"}
    done = start("run", "demo.yaml", **settings)
    assert done.returncode == 0
    assert "부산행 열차가 ☕ 늦어요." in done.stdout.decode("utf-8")
    done = start("run", "demo.yaml", "--json", **settings)
    assert json.loads(done.stdout.decode("utf-8"))["name"] == "demo"
    done = start("run", "demo.yaml", "--set", "metrics=[한글]", **settings)
    assert done.returncode == 2
    assert done.stderr.startswith(b"error: ")


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGPIPE there")
@pytest.mark.parametrize("arguments", [["align", "a.en", "a.ko"], ["list"], ["run", "demo.yaml"]])
def test_a_reader_that_has_gone(arguments):
    """`mtqe align ... | head -1`, at its worst: nobody reads at all."""
    Path("a.en").write_text(SOURCE, encoding="utf-8")
    Path("a.ko").write_text(HYPOTHESIS, encoding="utf-8")
    reader, writer = os.pipe()
    os.close(reader)
    command = [*MTQE, *arguments]
    done = subprocess.run(command, stdout=writer, stderr=subprocess.PIPE, check=False)
    os.close(writer)
    assert done.returncode == 141
    assert done.stderr == b""


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
@pytest.mark.parametrize("arguments", [["list"], ["run", "demo.yaml"], ["--help"]])
def test_a_full_disk_behind_stdout(arguments):
    with Path("/dev/full").open("wb") as full:
        command = [*MTQE, *arguments]
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, check=False)
    assert done.returncode == 2
    assert done.stderr.startswith(b"error: stdout: no space left")
    assert b"Traceback" not in done.stderr
