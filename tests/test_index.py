"""The page with a line for each run of one command, and what opens a report."""

from __future__ import annotations

import webbrowser
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

import pytest
from typer.testing import Result

from mtqe.reporters.index import Entry, draw_index
from mtqe.testing import HOSTILE

CONFIG = """\
name: {name}
source_language: en
target_language: ko
data: {{format: lines, references: [a.ko], systems: {{v1: b.ko}}}}
metrics: [chrf]
significance: {{resamples: 20}}
report: {{formats: [html, jsonl]}}
gate: [{{metric: chrf, floor: {floor}}}]
"""


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name in ("GITHUB_ACTIONS", "GITHUB_STEP_SUMMARY"):
        monkeypatch.delenv(name, raising=False)
    Path("a.ko").write_text("차 한 잔 주세요.\n비가 옵니다.\n", encoding="utf-8")
    Path("b.ko").write_text("차 한 잔 주십시오.\n비가 온다.\n", encoding="utf-8")
    Path("low.yaml").write_text(CONFIG.format(name="쉬운 것", floor=1), encoding="utf-8")
    Path("high.yaml").write_text(CONFIG.format(name="high#1", floor=99), encoding="utf-8")
    return tmp_path


class Page(HTMLParser):
    """Cells of the table, tags, and where links go."""

    def __init__(self, page: bytes) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self.tags: list[str] = []
        self.links: list[str] = []
        self.feed(page.decode())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.links += [value or "" for name, value in attrs if name in {"href", "src"}]
        if tag == "tr":
            self.rows.append([])
        elif tag in {"td", "th"}:
            self.rows[-1].append("")

    def handle_data(self, data: str) -> None:
        if self.rows and self.rows[-1] and self.tags[-1] != "script":
            self.rows[-1][-1] += data.strip()


def test_a_check_of_several_configs(invoke: Callable[..., Result]) -> None:
    result = invoke("check", "low.yaml", "high.yaml", "gone.yaml", "--output", "out")
    assert result.exit_code == 2
    page = Page(Path("out/index.html").read_bytes())
    head, low, high, gone = page.rows
    assert len(head) == len(low) == len(high) == len(gone) == 4
    assert (low[0], low[1], low[2]) == ("쉬운 것", "en-ko", "passed통과")
    assert (high[0], high[2]) == ("high#1", "failed실패")
    assert "below 99" in high[3]
    assert "99 미만" in high[3]
    assert (gone[0], gone[1], gone[2]) == ("gone.yaml", "", "could not be checked점검 불가")
    assert gone[3].count("no such file") == 2
    assert page.links == [
        "%EC%89%AC%EC%9A%B4%20%EA%B2%83/report.html",
        "high%231/report.html",
    ]


def test_a_run_of_several_configs_has_no_verdict(invoke: Callable[..., Result]) -> None:
    assert invoke("run", "low.yaml", "high.yaml").exit_code == 0
    page = Page(Path("reports/index.html").read_bytes())
    assert [len(row) for row in page.rows] == [3, 3, 3]
    assert "v1: chrF" in page.rows[1][2]


def test_without_a_page_the_other_report_is_linked(invoke: Callable[..., Result]) -> None:
    formats = "report.formats=[jsonl, markdown]"
    invoke("run", "low.yaml", "high.yaml", "--set", formats, "--output", "out")
    assert Page(Path("out/index.html").read_bytes()).links[0].endswith("/report.md")
    invoke("run", "low.yaml", "high.yaml", "--set", "report.formats=[jsonl]", "--output", "out")
    assert Page(Path("out/index.html").read_bytes()).links == []


def test_no_text_becomes_markup_and_nothing_is_fetched() -> None:
    said = {"en": HOSTILE[0], "ko": " ".join(HOSTILE)}
    entries = [Entry(text, text, {"en": text, "ko": said["ko"]}, "fail") for text in HOSTILE]
    page = Page(draw_index(entries, "ko"))
    assert page.links == []
    assert page.tags.count("script") == 1
    assert set(page.tags) <= {
        "html", "head", "meta", "title", "style", "body", "header", "h1", "span", "button", "main",
        "table", "thead", "tbody", "tr", "th", "td", "script",
    }  # fmt: skip
    assert len(page.rows) == len(HOSTILE) + 1


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The addresses that a browser was asked for."""
    found: list[str] = []

    def remember(url: str) -> bool:
        found.append(url)
        return True

    monkeypatch.setattr(webbrowser, "open", remember)
    return found


def test_a_report_is_opened(invoke: Callable[..., Result], opened: list[str]) -> None:
    invoke("run", "low.yaml", "--output", "out dir")
    assert invoke("report", "out dir").exit_code == 0
    assert opened == []
    assert invoke("report", "out dir", "--open").exit_code == 0
    assert opened == [Path("out dir/report.html").resolve().as_uri()]


def test_a_report_that_is_not_there_is_not_opened(
    invoke: Callable[..., Result], opened: list[str]
) -> None:
    invoke("run", "low.yaml", "--output", "out")
    result = invoke("report", "out", "-f", "csv", "--output", "tables", "--open")
    assert result.exit_code == 2
    assert "Draw it: --format html" in result.stderr
    assert opened == []


def test_without_a_browser_the_path_is_told(
    invoke: Callable[..., Result], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(webbrowser, "open", lambda _: False)
    invoke("run", "low.yaml", "--output", "out")
    result = invoke("report", "out", "--open")
    assert result.exit_code == 0
    assert f"Open {Path('out/report.html')} in one" in result.stderr
