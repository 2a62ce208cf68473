"""What cannot be written, or drawn again: exit code 2, one message, nothing overwritten."""

import errno
import os
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
metrics: [chrf]
report: {directory: reports}
"""


@pytest.fixture
def place(tmp_path, monkeypatch, invoke):
    """A folder with data and the reports of a run; it is the current one."""
    monkeypatch.chdir(tmp_path)
    files = {"source.en": SOURCE, "reference.ko": REFERENCE, "v1.ko": HYPOTHESIS}
    for name, text in {**files, "demo.yaml": CONFIG}.items():
        Path(name).write_text(text, encoding="utf-8")
    assert invoke("run", "demo.yaml").exit_code == 0
    return tmp_path


def test_a_file_in_the_way_of_the_reports(refused):
    message = refused("run", "demo.yaml", "--output", "v1.ko/reports")
    assert "v1.ko is a file, expected a folder" in message
    assert "--output" in message


def test_a_folder_that_cannot_be(refused):
    name = "x" * 300
    assert f"{name}: cannot be written: " in refused("run", "demo.yaml", "--output", name)


def test_no_permission_to_write(refused, monkeypatch):
    """Root may write anywhere, so the system's answer is put in its mouth."""
    monkeypatch.setattr(os, "access", lambda path, mode: mode & os.W_OK == 0)
    message = refused("run", "demo.yaml")
    assert "no permission to write" in message
    assert "--output" in message


@pytest.mark.parametrize("command", [["run", "demo.yaml"], ["report", "reports"]])
def test_a_full_disk(command, refused, monkeypatch):
    real = Path.write_bytes

    def full(self: Path, data: bytes) -> int:
        real(self, data[:10])
        raise OSError(errno.ENOSPC, "No space left on device", str(self))

    monkeypatch.setattr(Path, "write_bytes", full)
    message = refused(*command)
    assert "no space left on the disk" in message
    assert "Free some" in message


@pytest.mark.parametrize("held", ["report.html", "segments.csv", "scorecard.json"])
def test_a_report_that_another_program_holds_open(held, refused, monkeypatch):
    Path("v1.ko").write_text(REFERENCE, encoding="utf-8")
    real = Path.replace

    def replace(self: Path, target: Path) -> Path:
        if self.parent.name == "new" and self.name == held:
            raise PermissionError(errno.EACCES, "held open", str(target))
        return real(self, target)

    monkeypatch.setattr(Path, "replace", replace)
    message = refused("run", "demo.yaml")
    assert held in message
    assert "another program holds it open" in message


def test_report_of_an_empty_folder(refused):
    Path("empty").mkdir()
    message = refused("report", "empty")
    assert message.startswith("empty: no scorecard here, expected scorecard.json")


@pytest.mark.parametrize("text", ["{", "[]", '{"schema": 1}', '{"schema": 99}'])
def test_report_of_a_broken_scorecard(text, refused):
    Path("reports/scorecard.json").write_text(text, encoding="utf-8")
    assert "Run the evaluation again" in refused("report", "reports")


def test_report_of_segments_that_were_changed(refused):
    with Path("reports/segments.jsonl").open("a", encoding="utf-8") as file:
        file.write("\n")
    message = refused("report", "reports")
    assert "segments.jsonl: SHA-256" in message
    assert "the file was changed" in message


def test_report_in_an_unknown_format(refused):
    assert 'Did you mean "html"?' in refused("report", "reports", "-f", "htm")


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (["-l", "enko"], "is no language pair"),
        (["-m", "blue"], 'Did you mean "bleu"?'),
        (["-r", "none.ko"], "none.ko: no such file"),
        (["-t", "v1.ko", "v1.ko"], "the same file twice"),
        (["--tokenize", "13b"], "tokenize"),
        (["--save-config", "v1.ko/my.yaml"], "v1.ko is a file"),
    ],
)
def test_score(options, expected, refused):
    args = ["score", "-l", "en-ko", "-r", "reference.ko", "-t", "v1.ko"]
    if options[0] in args:
        at = args.index(options[0])
        del args[at : at + 2]
    assert expected in refused(*args, *options)


def test_align(refused):
    assert "none.ko: no such file" in refused("align", "source.en", "none.ko")
    assert "is no language pair" in refused("align", "source.en", "v1.ko", "-l", "en")
    Path("v1.ko").write_bytes(HYPOTHESIS.encode("cp949"))
    assert "looks like CP949" in refused("align", "source.en", "v1.ko")
