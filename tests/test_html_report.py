"""The HTML report as a file: what stands in it, and what cannot. `test_browser` opens it."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import re
from collections.abc import Callable
from dataclasses import replace
from html.parser import HTMLParser
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from test_reporters import HOSTILE, make

from mtqe.config import from_mapping
from mtqe.core import Finding
from mtqe.reporters.html import Html
from mtqe.reporters.html.page import SCRIPTS
from mtqe.reporters.jsonl import JsonLines, read
from mtqe.run import evaluate
from mtqe.scorecard import Scorecard
from mtqe.texts import texts
from mtqe.verdict import RuleResult, Verdict

STATIC = files("mtqe.reporters.html") / "static"


class Page(HTMLParser):
    """What a browser would make of the page."""

    def __init__(self, card: Scorecard, reporter: Html | None = None) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.raw: dict[str, str] = {}
        self.open: list[str] = []
        self.feed((reporter or Html()).render(card)["report.html"].decode())
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in {"meta", "br"}:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] in {"script", "style"}:
            name = dict(self.tags[-1][1]).get("type") or "style"
            self.raw[name] = self.raw.get(name, "") + data
        else:
            self.texts.append(data)

    @property
    def payload(self) -> dict[str, Any]:
        """What the page's script unpacks."""
        found = json.loads(gzip.decompress(base64.b64decode(self.raw["text/plain"])))
        assert isinstance(found, dict)
        return found


@pytest.fixture
def plain() -> Scorecard:
    return make(("첫째 문장입니다.", "둘째 문장.", "The third."))


@pytest.mark.parametrize("name", HOSTILE, ids=range(len(HOSTILE)))
def test_no_tag_of_the_data(name: str) -> None:
    page = Page(make(HOSTILE, name=name))
    assert page.open == []
    assert {tag for tag, _ in page.tags} <= {
        "html", "head", "meta", "title", "style", "script", "body", "header", "main", "section",
        "h1", "h2", "p", "ul", "li", "div", "table", "thead", "tbody", "tr", "th", "td", "small",
        "span", "b", "a", "dl", "dt", "dd", "button", "details", "summary", "dialog", "noscript",
        "svg", "line", "nav",
    }  # fmt: skip
    for tag, attributes in page.tags:
        assert not any(key.startswith("on") or key in {"src", "style"} for key in attributes)
        assert re.fullmatch(r"(#[a-z]+)?", attributes.get("href") or "")
        assert tag != "script" or attributes["type"] in {"module", "text/plain"}
    assert len([tag for tag, _ in page.tags if tag == "script"]) == 2


def test_what_stands_in_the_page_is_read_as_it_is() -> None:
    for name, shown in (
        ("<script>alert('가')</script>", "<script>alert('가')</script>"),
        ("널 \x00 문자", "널 ␀ 문자"),
        ("\x1b[31mred\x1b[0m\x9b2J", "␛[31mred␛[0m[U+009B]2J"),
        ("거꾸로 \u202e뒤집힌 글\u202c", "거꾸로 [U+202E]뒤집힌 글[U+202C]"),
        ("\ud800 반쪽", "[U+D800] 반쪽"),
    ):
        page = Page(make(("가", "나"), name=name))
        assert shown in page.texts
        assert not re.search("[\x00\x1b\x9b\u202e\u2066]", "".join(page.texts))
    long = "".join(Page(make(("가",), name="나" * 50_000)).texts)
    assert "나" * 1000 in long
    assert "나" * 4000 not in long


def test_the_payload_has_every_text_and_score() -> None:
    card = make((*HOSTILE, "\ud800 반쪽 \udfff"))
    payload = Page(card).payload
    assert payload["sources"] == [segment.source for segment in card.data.segments]
    assert payload["references"][0] == [segment.references[0] for segment in card.data.segments]
    systems = card.data.systems
    for s, system in enumerate(systems):
        assert tuple(payload["hypotheses"][s :: len(systems)]) == card.data.outputs[system]
        cells = payload["scores"][0][s :: len(systems)]
        expected = card.scores["v1"].segments[s]
        found = [np.nan if cell is None else cell / 10_000 for cell in cells]
        assert found == pytest.approx(expected.tolist(), abs=1e-4, nan_ok=True)
    assert payload["unscored"] == {"reasons": [["v1", "v1"]], "rows": [[0, 1, 0]]}
    assert payload["systems"] == ["v1", "v2"]
    assert payload["totals"][0][1][1:] == [None, None]


def test_places_in_texts_are_told_as_javascript_counts() -> None:
    card = make(("👍 좋다", "나"))
    segment = card.data.segments[0].id
    finding = Finding("span", "error", "m", "v1", segment, "hypothesis", 2, 4)
    rows = Page(replace(card, findings=(finding,))).payload["findings"]["rows"]
    assert rows == [[0, 0, 0, "error", 0, "hypothesis", 3, 5]]


def test_it_is_one_file_with_a_strict_policy(plain: Scorecard) -> None:
    page = Page(plain)
    text = Html().render(plain)["report.html"].decode()
    policy = next(a for tag, a in page.tags if tag == "meta" and "http-equiv" in a)["content"]

    def allowed(kind: str, raw: str) -> str:
        digest = base64.b64encode(hashlib.sha256(raw.encode()).digest()).decode()
        return f"{kind}-src 'sha256-{digest}'"

    rules = (policy or "").split("; ")
    assert rules[0] == "default-src 'none'"
    assert allowed("script", page.raw["module"]) in rules
    assert allowed("style", page.raw["style"]) in rules
    assert not re.search(r"unsafe|eval|data:|\*", policy or "")
    loose = text.replace("http://www.w3.org/2000/svg", "")
    assert not re.search(r"https?:|@import|url\(|innerHTML|\beval\b", loose)


def test_every_language_is_in_the_page(plain: Scorecard) -> None:
    page = Page(plain)
    shown = [a for tag, a in page.tags if tag in {"span", "ul", "dl"} and "lang" in a]
    languages = [attributes["lang"] for attributes in shown]
    assert languages.count("en") == languages.count("ko") > 10
    assert {"en", "ko"} == set(page.payload["texts"])


def test_the_scripts_and_the_page_say_what_there_is() -> None:
    """Every text that is asked for is there, and none is there that nobody asks for."""
    code = "".join((STATIC / f"{name}.js").read_text(encoding="utf-8") for name in SCRIPTS)
    package = files("mtqe.reporters.html")
    sources = [
        path.read_text(encoding="utf-8")
        for path in (*package.iterdir(), *(package / "templates").iterdir())
        if path.name.endswith((".py", ".html"))
    ]
    keys = set(texts("en").templates["html"])
    asked = set(re.findall(r"""\b(?:t|say)\(\s*["'](\w+)["']""", "".join([code, *sources])))
    assert asked - keys == {"judged_", "outcome_"}
    words = set(re.findall(r"[\w-]+", "".join([code, *sources])))
    made = ("sort_", "shade_", "theme_", "key_", "judged_", "outcome_", "tip_", "readers")
    assert {key for key in keys - words if not key.startswith(made)} == set()


def test_every_script_is_used() -> None:
    assert {f"{name}.js" for name in SCRIPTS} | {"style.css"} == {p.name for p in STATIC.iterdir()}


def test_only_the_worst_keep_their_texts(plain: Scorecard) -> None:
    payload = Page(plain, Html(sentences=1)).payload
    assert payload["kept"] == [1, 0, 0]  # the scores rise from first to last
    assert payload["sources"] == ["첫째 문장입니다.", None, None]
    assert payload["hypotheses"][2:] == [None] * 4
    assert len(payload["scores"][0]) == 6
    assert payload == Page(replace(plain, config={"report": {"sentences": 1}})).payload
    assert Page(plain, Html(sentences=3)).payload["kept"] is None


def test_a_config_says_how_many(tmp_path: Path) -> None:
    for name, text in {"s": "One.\nTwo.\n", "r": "하나.\n둘.\n", "v": "하나.\n셋.\n"}.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    config: dict[str, Any] = {
        "source_language": "en", "target_language": "ko", "root": str(tmp_path),
        "data": {"format": "lines", "source": "s", "references": ["r"], "systems": {"v": "v"}},
        "metrics": ["chrf"], "report": {"sentences": 1},
    }  # fmt: skip
    payload = Page(evaluate(from_mapping(config, where="test"))).payload
    assert payload["sources"] == [None, "Two."]


def test_a_report_that_was_read_is_drawn_alike(plain: Scorecard) -> None:
    back = read(JsonLines().render(plain))
    assert Html().render(back) == Html().render(plain)


def test_a_verdict_comes_first(plain: Scorecard) -> None:
    rules = tuple(
        RuleResult("chrf: may fall by 1", outcome, f"message {outcome} <b>")
        for outcome in ("fail", "warn", "not comparable", "pass")
    )
    page = Page(plain, Html(verdict=Verdict("n", "It is <i>worse</i>.", rules)))
    shown = [text for text in page.texts if text.strip()]
    assert shown.index("It is <i>worse</i>.") < shown.index("Systems")
    for rule in rules:
        assert rule.message in shown
    assert {"✖ broken", "! warning", "? not comparable", "✔ kept"} <= set(shown)


@pytest.fixture
def judged(invoke: Callable[..., Any], tmp_path: Path, project: Path) -> str:
    """The page of `mtqe check`, of texts that fell."""
    config = project / "configs" / "ci.yaml"
    worse = "data.systems.v2=mtqe/quickstart/v1.ko"
    result = invoke("check", config, "--set", worse, "--output", tmp_path / "out")
    assert result.exit_code == 1
    return (tmp_path / "out" / "report.html").read_text(encoding="utf-8")


def test_check_writes_its_verdict_into_the_page(judged: str) -> None:
    heading = judged[judged.index("<h1") : judged.index("</h1>")]
    assert "fail" in heading
    assert "v2" in heading
    assert "#s=59" in judged
