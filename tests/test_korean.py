"""The whole command line in Korean: nothing that people read is left in English."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from typer.testing import Result

from mtqe.texts import texts

KOREAN = ("--set", "report.language=ko")
# What is no English sentence: names of metrics, forms and formats, keys, and what one types.
NAMES = frozenset(
    [
        "BLEU",
        "chrF",
        "TER",
        "COMET",
        "SacreCOMET",
        "sacreBLEU",
        "Holm",
        "NFC",
        "BOM",
        "CRLF",
        "ok",
        "exit",
        "nats",
        "vs",
        "chrf",
        "bleu",
        "fetch",
    ]
)
# Signatures, paths, and words that were cut.
ASIDE = re.compile(r"^(?:chrF|BLEU|TER|COMET)[^|\n]*\|.*$|\S*[/\\]\S*|\w+…", re.M)
WORD = re.compile(r"[A-Za-z]{2,}")


@pytest.fixture(autouse=True)
def place(project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder is a clone with the quick start."""
    for name in ("configs", "mtqe/quickstart", "reports/accepted"):
        shutil.copytree(project / name, tmp_path / name)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "250")  # so that no path is folded
    for name in ("GITHUB_ACTIONS", "GITHUB_STEP_SUMMARY"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


@pytest.fixture
def words_of_the_data() -> frozenset[str]:
    """What the quick start itself says in Latin letters, and the pieces that a difference cuts."""
    found: set[str] = set()
    for path in Path("mtqe/quickstart").rglob("*"):
        if path.is_file():
            found |= set(WORD.findall(path.as_posix()))
            found |= set(WORD.findall(path.read_text("utf-8")))
    for path in Path("configs").glob("*.yaml"):
        found |= set(WORD.findall(path.stem))
    return frozenset(found)


def english(text: str, known: frozenset[str]) -> Iterator[str]:
    """Lines with words that are neither names nor in the data."""
    for line in ASIDE.sub("", text).splitlines():
        own = [word for word in WORD.findall(line) if word not in known | NAMES]
        if own:
            yield f"{own}: {line}"


def lines_of(result: Result) -> str:
    assert result.exit_code in {0, 1, 3}, result.output
    return result.stdout


@pytest.mark.parametrize(
    "config", ["quickstart", "quickstart-documents", "quickstart-no-reference"]
)
def test_a_run(
    config: str, invoke: Callable[..., Result], words_of_the_data: frozenset[str]
) -> None:
    printed = lines_of(invoke("run", f"configs/{config}.yaml", *KOREAN, "--output", "out"))
    assert not list(english(printed, words_of_the_data))
    report, _, run_card = Path("out/report.md").read_text("utf-8").partition("## 시그니처")
    if not run_card:
        report, _, run_card = report.partition("## 실행 정보")
    assert not list(english(report, words_of_the_data))
    assert "평가 세트" in run_card
    again = lines_of(invoke("report", "out", "--output", "again"))
    assert again.replace("again", "out") == printed
    assert Path("again/report.md").read_bytes() == Path("out/report.md").read_bytes()


def test_inspect(invoke: Callable[..., Result], words_of_the_data: frozenset[str]) -> None:
    printed = lines_of(invoke("inspect", "configs/quickstart-documents.yaml", *KOREAN))
    assert "누락" in printed
    assert "품질 점수는 없습니다" in printed
    assert not list(english(printed, words_of_the_data))


def test_a_check_that_passes(
    invoke: Callable[..., Result], words_of_the_data: frozenset[str]
) -> None:
    printed = lines_of(invoke("check", "configs/ci.yaml", *KOREAN))
    assert printed.startswith("ci: 통과. 달라진 것이 없습니다.")
    assert not list(english(printed, words_of_the_data | {"ci"}))


def test_a_check_that_fails(
    invoke: Callable[..., Result], words_of_the_data: frozenset[str]
) -> None:
    shutil.copy("mtqe/quickstart/v1.ko", "mtqe/quickstart/v2.ko")
    result = invoke("check", "configs/ci.yaml", *KOREAN)
    assert result.exit_code == 1
    assert "ci: 실패. v2의 번역 품질이" in result.stdout
    known = words_of_the_data | {"ci"}
    assert not list(english(result.stdout, known))
    summary = Path("reports/ci/summary.md").read_text("utf-8")
    assert summary.startswith("# ❌ ci: 실패\n")
    assert not list(english(summary, known))
    # What programs read stays as it is.
    assert "may fall by 2" in Path("reports/ci/junit.xml").read_text("utf-8")
    assert "may fall by 2" in Path("reports/ci/verdict.json").read_text("utf-8")


def test_marks_on_lines_for_github(
    invoke: Callable[..., Result], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    shutil.copy("mtqe/quickstart/v1.ko", "mtqe/quickstart/v2.ko")
    printed = invoke("check", "configs/ci.yaml", *KOREAN).stdout
    marks = [line for line in printed.splitlines() if line.startswith("::error ")]
    assert marks
    assert all("세그먼트" in mark and "%0A현재: " in mark for mark in marks)


def test_a_check_that_cannot_compare(
    invoke: Callable[..., Result], words_of_the_data: frozenset[str]
) -> None:
    shutil.rmtree("reports/accepted")
    command = ("mtqe", "accept", "configs/ci.yaml", "--from")
    printed = lines_of(invoke("check", "configs/ci.yaml", *KOREAN))
    assert "비교 불가" in printed
    assert not list(english(printed, words_of_the_data | {*command, "ci", "accept", "from"}))


def test_accept(invoke: Callable[..., Result], words_of_the_data: frozenset[str]) -> None:
    known = words_of_the_data | {"ci", "scorecard", "json", "jsonl"}
    shutil.copy("mtqe/quickstart/v1.ko", "mtqe/quickstart/v2.ko")
    printed = lines_of(invoke("accept", "configs/ci.yaml", *KOREAN))
    assert printed.startswith("승인됨: ")
    assert "v2: chrF 45.20 → 27.16" in printed
    assert not list(english(printed, known))
    shutil.rmtree("reports/accepted")
    printed = lines_of(invoke("accept", "configs/ci.yaml", *KOREAN))
    assert printed.endswith("첫 승인입니다. 폴더를 커밋하십시오.\n")


def test_several_configs(invoke: Callable[..., Result], words_of_the_data: frozenset[str]) -> None:
    configs = ("configs/ci.yaml", "configs/quickstart-no-reference.yaml")
    printed = lines_of(invoke("run", *configs, *KOREAN, "--output", "out"))
    *_, one, two, last = printed.splitlines()
    assert one.startswith("ok      configs/ci.yaml")
    assert "품질 점수는 없습니다" in two
    assert last == f"전체 보고서: {Path('out/index.html')}"
    assert not list(english(printed, words_of_the_data | {"ci"}))


def test_compare(invoke: Callable[..., Result], words_of_the_data: frozenset[str]) -> None:
    invoke("run", "configs/quickstart.yaml", "--output", "out")
    printed = lines_of(invoke("compare", "out:v1", "out:v2", "--language", "ko"))
    assert printed.startswith("v2: v1 대비")
    assert not list(english(printed, words_of_the_data))
    assert lines_of(invoke("compare", "out:v1", "out:v2")).startswith("v2 is better than v1")


def test_align(invoke: Callable[..., Result], words_of_the_data: frozenset[str]) -> None:
    files = ("mtqe/quickstart/source/news-02.txt", "mtqe/quickstart/v2/news-02.txt")
    printed = lines_of(invoke("align", *files, "-f", "table", "--language", "ko"))
    *_, last = printed.splitlines()
    assert last.startswith("원문 10문장 중 9문장 번역됨, 누락 1건")
    evidence = re.sub(r"↳[^│]*?(?=\s{2,}|\n)", "", printed)
    assert not list(english(evidence, words_of_the_data))


def test_reports_are_drawn_again_in_another_language(invoke: Callable[..., Result]) -> None:
    invoke("run", "configs/quickstart-no-reference.yaml", "--output", "out")
    assert "## Data health" in Path("out/report.md").read_text("utf-8")
    invoke("report", "out", "--language", "ko")
    assert f"## {texts('ko')('title', 'health')}" in Path("out/report.md").read_text("utf-8")
