"""Ctrl-C at any moment: exit code 130, no traceback, the earlier reports as they were."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals are POSIX")

CONFIG = """\
name: demo
source_language: en
target_language: ko
data: {format: lines, source: source.en, references: [reference.ko], systems: {v1: v1.ko}}
metrics: [chrf]
checks: false  # the Korean analyser takes seconds to start
significance: {resamples: 20}
report: {directory: reports}
"""
# Gives itself the signal where the first argument says: while a module is imported, or in a call.
DRIVER = """\
import importlib, os, signal, sys
from importlib.abc import MetaPathFinder
moment, sys.argv = sys.argv[1], [sys.argv[0], *sys.argv[2:]]
signal.signal(signal.SIGINT, signal.default_int_handler)  # ignored in a background job
def interrupt(*args, **options):
    os.kill(os.getpid(), signal.SIGINT)
    for _ in range(1000):  # the signal arrives between two instructions
        pass
class Finder(MetaPathFinder):
    def find_spec(self, name, path, target=None):
        if name == moment:
            interrupt()
sys.meta_path.insert(0, Finder())
from mtqe.__main__ import main
if ":" in moment:
    module, _, path = moment.partition(":")
    owner = importlib.import_module(module)
    *owners, name = path.split(".")
    for part in owners:
        owner = getattr(owner, part)
    real = getattr(owner, name)
    def before(*args, **options):
        interrupt()
        return real(*args, **options)
    setattr(owner, name, before)
main()
raise SystemExit("no interrupt came")
"""
SLEEPER = """\
import signal, time
from mtqe.__main__ import main
from mtqe.metrics.lexical import BoundLexical
def statistics(self, translations, runtime):
    print("working", flush=True)
    time.sleep(60)
BoundLexical.statistics = statistics
signal.signal(signal.SIGINT, signal.default_int_handler)
main()
"""

LATE = """\
import atexit, os, signal
from mtqe.__main__ import main
atexit.register(os.kill, os.getpid(), signal.SIGINT)
signal.signal(signal.SIGINT, signal.default_int_handler)
main()
"""


@pytest.fixture(autouse=True)
def _place(tmp_path, monkeypatch, invoke):
    """A folder with the reports of a run, whose texts have changed since."""
    monkeypatch.chdir(tmp_path)
    files = {
        "source.en": "The train is late.\n",
        "reference.ko": "기차가 늦습니다.\n",
        "v1.ko": "열차가 늦어요.\n",
        "demo.yaml": CONFIG,
        "driver.py": DRIVER,
        "sleeper.py": SLEEPER,
    }
    for name, text in files.items():
        Path(name).write_text(text, encoding="utf-8")
    assert invoke("run", "demo.yaml").exit_code == 0
    Path("v1.ko").write_text("기차가 늦어요.\n", encoding="utf-8")


def contents() -> dict[str, bytes]:
    """All files of the report folder, hidden ones included."""
    return {str(p): p.read_bytes() for p in Path("reports").rglob("*") if p.is_file()}


def check_interrupted(returncode: int, stderr: bytes, before: dict[str, bytes]) -> None:
    assert returncode == 130, stderr.decode()
    assert b"Traceback" not in stderr
    assert contents() == before


@pytest.mark.parametrize(
    "moment",
    [
        *("typer", "mtqe.cli.shell", "mtqe.cli.batch", "mtqe.config", "pydantic", "numpy"),
        *("sacrebleu", "jinja2", "mtqe.reporters.html"),
        "mtqe.loaders.text:read_bytes",
        "mtqe.metrics.lexical:BoundLexical.statistics",
        "mtqe.scores:ScoreTable.system_scores",
        "mtqe.reporters.jsonl:JsonLines.render",
        "mtqe.reporters.html:Html.render",
        "mtqe.output:check_writable",
        "pathlib:Path.write_bytes",
        "tempfile:mkdtemp",
    ],
)
def test_an_interrupt_at_a_moment(moment):
    before = contents()
    command = [sys.executable, "driver.py", moment, "run", "demo.yaml"]
    done = subprocess.run(command, capture_output=True, check=False)
    check_interrupted(done.returncode, done.stderr, before)
    assert not list(Path("reports").glob(".mtqe-*"))


@pytest.mark.parametrize("moment", ["mtqe.gate.judge:judge", "mtqe.reporters.verdict:render"])
def test_no_new_scores_stand_beside_an_old_verdict(moment, invoke):
    rules = ["--set", "gate=[{metric: chrf, floor: 1}]"]
    assert invoke("check", "demo.yaml", *rules).exit_code == 0
    before = contents()
    Path("v1.ko").write_text("기차는 늦습니다.\n", encoding="utf-8")
    command = [sys.executable, "driver.py", moment, "check", "demo.yaml", *rules]
    done = subprocess.run(command, capture_output=True, check=False)
    check_interrupted(done.returncode, done.stderr, before)


@pytest.mark.parametrize("moment", ["mtqe.output:_swap", "pathlib:Path.replace"])
def test_an_interrupt_while_files_are_renamed_waits(moment):
    """All of the new reports, not some."""
    before = contents()
    command = [sys.executable, "driver.py", moment, "run", "demo.yaml"]
    done = subprocess.run(command, capture_output=True, check=False)
    assert done.returncode == 130
    assert b"Traceback" not in done.stderr
    after = contents()
    assert set(after) == set(before)
    kept = [name for name in before if after[name] == before[name]]
    assert kept == [str(Path("reports/set_aside.csv"))]  # empty both times


@pytest.mark.parametrize("command", [["run", "demo.yaml"], ["run", "demo.yaml", "--json"]])
def test_an_interrupt_from_the_keyboard(command):
    before = contents()
    command = [sys.executable, "sleeper.py", *command]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout
        assert process.stdout.readline().strip() == b"working"
        process.send_signal(signal.SIGINT)
        _, stderr = process.communicate()
    check_interrupted(process.returncode, stderr, before)
    assert b"interrupted: no report is half written" in stderr


def test_an_interrupt_after_the_end_comes_too_late():
    command = [sys.executable, "-c", LATE, "run", "demo.yaml"]
    done = subprocess.run(command, capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")
