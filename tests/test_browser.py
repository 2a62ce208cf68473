"""The HTML report as a person meets it: opened from disk, in a browser, without network."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import numpy as np
import pandas as pd
import pytest

from mtqe.config import load
from mtqe.core import Finding
from mtqe.reporters.characters import clip, visible
from mtqe.reporters.difference import difference
from mtqe.reporters.html import Html
from mtqe.run import evaluate
from mtqe.scorecard import Scorecard
from mtqe.verdict import RuleResult, Verdict

if TYPE_CHECKING:
    from playwright.sync_api import Page

SIDES = {
    "source": "source", "references": "reference", "systems.v1": "v1", "systems.v2": "v2",
}  # fmt: skip
QUICK = ("significance.resamples=50", "significance.trials=200")


@pytest.fixture(scope="module")
def lines() -> Scorecard:
    """The quick start: two systems, 119 sentences of 13 documents."""
    return evaluated("quickstart", "metrics=[chrf, bleu, ter]")


@pytest.fixture(scope="module")
def aligned() -> Scorecard:
    """Whole documents, with omissions and an addition."""
    some = {key: f"mtqe/quickstart/{folder}/[np]*-0[12].txt" for key, folder in SIDES.items()}
    some["references"] = f"[{some['references']!r}]"
    paths = (f"data.{key}={path}" for key, path in some.items())
    return evaluated("quickstart-documents", "metrics=[chrf, bleu]", *paths)


def evaluated(name: str, *settings: str) -> Scorecard:
    from conftest import PROJECT

    return evaluate(load(PROJECT / "configs" / f"{name}.yaml", overrides=[*settings, *QUICK]))


def numbers(page: Page) -> list[int]:
    """1-based numbers of the sentences that are drawn, from top to bottom."""
    page.evaluate(
        "() => { document.getElementById('sentences').scrollIntoView();"
        " return new Promise((done) => { setTimeout(done, 1000);"
        " requestAnimationFrame(() => setTimeout(done)); }); }"
    )
    texts = page.locator(".row .place").all_text_contents()
    return [int(text.removeprefix("#")) for text in texts]


def worst(values: Any) -> list[int]:
    """1-based numbers, smallest value first."""
    return [int(i) + 1 for i in np.argsort(values, kind="stable")]


def choose(page: Page, field: str, value: str) -> None:
    page.select_option(f"#{field}", value)


def fragment(page: Page) -> str:
    return page.url.partition("#")[2]


def test_what_is_read_first_needs_no_script(visit: Any, lines: Scorecard) -> None:
    page = visit(lines, java_script_enabled=False)
    assert "v2 against the baseline v1: chrF +18.05" in page.inner_text("h1")
    assert "JavaScript" in page.inner_text("noscript")
    table = page.inner_text("table.systems")
    assert all(text in table for text in ("45.20", "+18.05", "better", "99.1"))
    assert not page.is_visible("#sentences")


def test_a_script_that_gets_in_does_not_run(browser: Any, tmp_path: Path, lines: Scorecard) -> None:
    """What the policy is for: nothing gets in, and here it is put in by hand."""
    page_text = Html().render(lines)["report.html"].decode()
    assert "unsafe" not in page_text[: page_text.index("<title>")]
    evil = "<script>window.ran = 1</script><p id=x onclick='window.ran = 1'>x</p><img src=/x.png>"
    path = tmp_path / "evil.html"
    path.write_text(page_text.replace("<main", f"{evil}<main", 1), encoding="utf-8")
    page = browser.new_page()
    page.goto(path.as_uri())
    page.wait_for_selector("[data-ready]", state="attached")
    page.click("#x")
    assert page.evaluate("window.ran") is None
    assert page.evaluate("document.querySelector('img').naturalWidth") == 0
    page.close()


def test_sentences_come_worst_first(visit: Any, lines: Scorecard) -> None:
    page = visit(lines)
    chrf, bleu, ter = (lines.scores[label].segments for label in ("chrf", "bleu", "ter"))
    drawn = numbers(page)
    assert 2 <= len(drawn) < 60  # the rest is drawn as one scrolls
    assert drawn == worst(chrf[1])[: len(drawn)]
    for order, values in (
        ("best", -chrf[1]),
        ("fell", np.round(chrf[1] - chrf[0], 4)),
        ("rose", np.round(chrf[0] - chrf[1], 4)),
        ("length", np.array([-len(s.source or "") for s in lines.data.segments])),
        ("order", np.arange(119)),
    ):
        choose(page, "sort", order)
        drawn = numbers(page)
        assert drawn == worst(values)[: len(drawn)], order
    choose(page, "sort", "worst")
    choose(page, "metric", "bleu")
    assert numbers(page)[:3] == worst(np.round(bleu[1], 4))[:3]
    choose(page, "metric", "ter")  # lower is better
    assert numbers(page)[:3] == worst(np.round(-ter[1], 4))[:3]
    choose(page, "system", "v1")
    assert numbers(page)[:3] == worst(np.round(-ter[0], 4))[:3]


def test_where_metrics_disagree(visit: Any, lines: Scorecard) -> None:
    """By places among all segment scores, ties in the middle of theirs."""

    def places(label: str) -> Any:
        values = np.round(lines.scores[label].segments, 4)
        ranks = pd.Series(values.ravel()).rank(ascending=label != "ter").to_numpy()
        return ranks.reshape(values.shape)[1]

    ranks = np.array([places(label) for label in ("chrf", "bleu", "ter")])
    page = visit(lines, "#sort=disagree")
    drawn = numbers(page)
    assert drawn == worst(-np.ptp(ranks, axis=0))[: len(drawn)]


def test_search_and_filters(visit: Any, lines: Scorecard) -> None:
    page = visit(lines)
    page.fill("#search", "SolGaram")
    texts = [" ".join((s.source or "", s.id, s.document)) for s in lines.data.segments]
    expected = {i + 1 for i, text in enumerate(texts) if "solgaram" in text.lower()}
    assert set(numbers(page)) == expected
    assert {hit.lower() for hit in page.locator("mark").all_text_contents()} == {"solgaram"}
    assert "q=SolGaram" in fragment(page)
    page.reload()
    page.wait_for_selector("[data-ready]", state="attached")
    assert set(numbers(page)) == expected
    assert page.input_value("#search") == "SolGaram"
    page.click("#count button")
    assert "119 of 119" in page.inner_text("#count")
    assert fragment(page) == ""
    choose(page, "document", "manual-03")
    assert "9 of 119" in page.inner_text("#count")
    choose(page, "finding", "empty")
    assert numbers(page) == [67]
    page.click("#count button")
    page.click(".more summary")
    page.fill("input[aria-label='Score: from']", "40")
    page.fill("input[aria-label='Score: to']", "45")
    values = lines.scores["chrf"].segments[1]
    between = {i + 1 for i in range(119) if 40 <= values[i] <= 45}
    assert set(numbers(page)) <= between
    assert f"{len(between)} of 119" in page.inner_text("#count")
    page.fill("input[aria-label='Source length: from']", "80")
    long = {i for i in between if len(lines.data.segments[i - 1].source or "") >= 80}
    assert 0 < len(long) < len(between)
    assert set(numbers(page)) == long


def test_a_korean_search_finds_decomposed_hangul(visit: Any, lines: Scorecard) -> None:
    page = visit(lines)
    page.fill("#search", "\u1107\u1162\u1110\u1165\u1105\u1175")  # 배터리
    assert 10 in numbers(page)


def test_sentences_have_links(visit: Any, lines: Scorecard) -> None:
    page = visit(lines, "#s=88")
    row = page.locator(".row.current")
    assert row.get_attribute("data-segment") == "87"
    assert row.evaluate("row => row.getBoundingClientRect().top") < 200
    assert page.evaluate("document.activeElement.dataset.segment") == "87"
    page.reload()
    page.wait_for_selector("[data-ready]", state="attached")
    assert page.locator(".row.current .place").inner_text() == "#88"
    page.evaluate("document.querySelector('.row:not(.current) .place').click()")
    other = page.locator(".row.current .place").inner_text()
    assert other != "#88"
    page.go_back()
    assert page.locator(".row.current .place").inner_text() == "#88"


@pytest.mark.parametrize("wrong", ["#s=0", "#s=9999", "#s=x", "#system=v9&sort=?&read=x", "#%FF=%"])
def test_a_wrong_link_leads_to_the_report(visit: Any, lines: Scorecard, wrong: str) -> None:
    page = visit(lines, wrong)
    assert len(numbers(page)) > 1
    assert not page.is_visible("dialog")


def test_a_document_opens_side_by_side(visit: Any, aligned: Scorecard) -> None:
    page = visit(aligned)
    page.click("#documents th button:text-is('news-02')")
    reader = page.locator("#reader")
    assert reader.locator("h2").inner_text() == "news-02"
    assert "read=news-02" in fragment(page)
    beads = [bead for bead in aligned.data.beads["v2"] if bead.document == "news-02"]
    rows = reader.locator("tbody tr")
    assert rows.count() == len(beads)
    for bead, row in zip(beads, rows.all(), strict=True):
        text = row.inner_text()
        assert bead.source_text in text
        assert bead.target_text in text
    omitted = reader.locator("tr.omission")
    assert omitted.count() == 1
    assert "omission: nothing translates this" in omitted.inner_text()
    reader.locator("select").select_option("v1")
    assert reader.locator("thead th").nth(2).inner_text() == "v1"
    page.reload()
    page.wait_for_selector("#reader[open]")
    page.keyboard.press("Escape")
    assert not page.is_visible("#reader")
    assert "read" not in fragment(page)


def test_additions_stand_where_they_are(visit: Any, aligned: Scorecard) -> None:
    added = next(
        (system, bead)
        for system, beads in aligned.data.beads.items()
        for bead in beads
        if bead.kind == "addition"
    )
    page = visit(aligned, f"#system={added[0]}&read={added[1].document}")
    row = page.locator("#reader tr.addition")
    assert "addition: no source for this" in row.inner_text()
    assert added[1].target_text in row.inner_text()


def test_documents_are_sorted_by_any_column(visit: Any, lines: Scorecard) -> None:
    page = visit(lines)
    names = page.locator("#documents tbody th")
    scores = lines.scores["chrf"].documents[1]
    by_score = [lines.data.documents[int(d)].id for d in np.argsort(scores)]
    assert names.all_inner_texts() == by_score
    page.click("#documents thead button:has-text('chrF: v2')")
    assert names.all_inner_texts() == by_score[::-1]
    assert page.get_attribute("#documents th[aria-sort]", "aria-sort") == "descending"
    page.click("#documents thead button:text-is('Document')")
    assert names.all_inner_texts() == sorted(by_score)
    strip = page.locator("#documents tr:has-text('news-02') .strip")
    strip.click(position={"x": 3, "y": 5})
    assert page.locator(".row.current .place").inner_text() == "#10"


def test_findings_lead_to_their_sentences(visit: Any, aligned: Scorecard) -> None:
    page = visit(aligned)
    table = page.locator("#findings tbody tr")
    codes = {finding.code for finding in aligned.findings if finding.segment}
    assert table.count() == len(codes) > 1
    assert table.first.inner_text().startswith("error")
    page.click("#findings button:has-text('addition')")
    assert page.input_value("#finding") == "addition"
    system = page.input_value("#system")
    expected = {
        i + 1
        for i, segment in enumerate(aligned.data.segments)
        for finding in aligned.findings_at.get((system, segment.id), ())
        if finding.code == "addition"
    }
    assert set(numbers(page)) == expected


def test_the_sentence_in_the_window_stays_there(visit: Any, lines: Scorecard) -> None:
    page = visit(lines, "#sort=order&s=60")
    before = page.locator(".row.current").bounding_box()
    choose(page, "against", "reference")
    choose(page, "metric", "ter")
    choose(page, "language", "ko")
    after = page.locator(".row[data-segment='59']").bounding_box()
    assert before
    assert after
    assert abs(after["y"] - before["y"]) < 30


def test_the_difference_is_that_of_the_other_reports(visit: Any, lines: Scorecard) -> None:
    page = visit(lines, "#sort=order")
    assert len(numbers(page)) > 5
    for row in page.locator(".row").all():
        i = int(row.get_attribute("data-segment"))
        old, new = (lines.data.outputs[system][i] for system in ("v1", "v2"))
        parts = difference(old, new)
        for tag, operation in (("del", "delete"), ("ins", "insert")):
            expected = [text for kind, text in parts if kind == operation]
            assert row.locator(f".texts {tag}").all_text_contents() == expected
    choose(page, "against", "reference")
    first = page.locator(".row").first
    reference = lines.data.segments[0].references[0] or ""
    parts = difference(reference, lines.data.outputs["v2"][0])
    assert first.locator("del").all_text_contents() == [t for k, t in parts if k == "delete"]


def test_one_language_at_a_time(visit: Any, lines: Scorecard) -> None:
    page = visit(lines)
    assert page.get_attribute("html", "lang") == "en"
    headings = page.locator("h2:visible")
    english = headings.all_inner_texts()
    choose(page, "language", "ko")
    assert page.get_attribute("html", "lang") == "ko"
    korean = headings.all_inner_texts()
    assert len(korean) == len(english)
    assert all(re.search("[가-힣]", text) for text in korean)
    assert "문장 119개" in page.inner_text("#count")
    # What is remembered reaches the next page in the browser's own time: here it is put there.
    assert page.evaluate("localStorage.getItem('mtqe-language')") == "ko"
    page.add_init_script("localStorage.setItem('mtqe-language', 'ko')")
    page.reload()
    page.wait_for_selector("[data-ready]", state="attached")
    assert page.get_attribute("html", "lang") == "ko"


def test_it_opens_in_the_browsers_language(visit: Any, lines: Scorecard) -> None:
    assert visit(lines, locale="ko-KR").get_attribute("html", "lang") == "ko"
    assert visit(lines, locale="de-DE").get_attribute("html", "lang") == "en"
    assert visit(lines.in_language("ko")).get_attribute("html", "lang") == "ko"


def test_light_and_dark(visit: Any, lines: Scorecard) -> None:
    def page_color(page: Page) -> Any:
        return page.evaluate("getComputedStyle(document.body).backgroundColor")

    light = page_color(visit(lines, color_scheme="light"))
    page = visit(lines, color_scheme="dark")
    dark = page_color(page)
    assert dark != light
    choose(page, "theme", "light")
    assert page_color(page) == light
    choose(page, "theme", "dark")
    assert page_color(page) == dark


def test_the_keyboard_walks(visit: Any, lines: Scorecard) -> None:
    page = visit(lines)
    order = worst(lines.scores["chrf"].segments[1])

    def at() -> int:
        return int(page.evaluate("document.activeElement.dataset.segment")) + 1

    for expected in order[:30]:
        page.keyboard.press("j")
        assert at() == expected
        assert page.evaluate("document.activeElement.getBoundingClientRect().top") >= 0
    page.keyboard.press("k")
    assert at() == order[28]
    page.keyboard.press("o")
    assert page.is_visible("#reader")
    page.keyboard.press("j")  # is not heard behind a dialog
    page.keyboard.press("Escape")
    assert not page.is_visible("#reader")
    page.keyboard.press("?")
    assert page.is_visible("#help")
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    page.keyboard.type("jk")
    assert page.input_value("#search") == "jk"


def test_a_sentence_is_copied_as_a_ticket(visit: Any, lines: Scorecard) -> None:
    page = visit(lines, "#s=67", permissions=["clipboard-read", "clipboard-write"])
    page.keyboard.press("c")
    page.wait_for_selector("#toast.shown")
    ticket = page.evaluate("navigator.clipboard.readText()")
    segment = lines.data.segments[66]
    for expected in (
        "quickstart: sentence manual-03, 67",
        f"source: {segment.source}",
        f"reference: {segment.references[0]}",
        f"v1 (old): {lines.data.outputs['v1'][66]}",
        "v2 (new): ",
        "chrF 0.00",
        "warning: empty: The translation is empty.",
        "v2.ko:67",
        "report.html#s=67",
    ):
        assert expected in ticket


def test_what_cannot_be_copied_is_shown(visit: Any, lines: Scorecard) -> None:
    page = visit(lines)
    page.evaluate("Object.defineProperty(navigator, 'clipboard', {value: undefined})")
    page.click("#run summary")
    page.click("#copy-run")
    assert "Test set: quickstart" in page.input_value("#ticket textarea")


def test_every_number_is_explained(visit: Any, lines: Scorecard) -> None:
    page = visit(lines)
    for number in page.locator(".explained").all():
        number.focus()
        assert page.is_visible("#tip")
        assert page.inner_text("#tip").endswith((".", ")"))
    page.hover(".best >> nth=0")
    tip = page.inner_text("#tip")
    assert "v2 scores 45.20 by chrF" in tip
    assert "better, by more than noise explains" in tip
    page.keyboard.press("Escape")
    assert not page.is_visible("#tip")


def test_a_dot_leads_to_its_sentence(visit: Any, lines: Scorecard) -> None:
    page = visit(lines)
    assert page.locator("#charts figure").count() == 5
    scatter = page.locator("#charts figure", has_text="Old against new")
    scatter.scroll_into_view_if_needed()
    first = scatter.locator(".points").get_attribute("d").split("M")[1]
    x, y = map(float, first.removesuffix("h0").split())
    box, scale = scatter.locator("svg").bounding_box(), 360
    factor = box["width"] / scale
    page.mouse.click(box["x"] + x * factor, box["y"] + y * factor)
    assert page.locator(".row.current .place").count() == 1
    near = int(fragment(page).removeprefix("s=")) - 1
    found = lines.scores["chrf"].segments[:, near] - lines.scores["chrf"].segments[:, 0]
    assert np.abs(found).max() < 4


def spans(card: Scorecard, *found: tuple[str, str, str]) -> Scorecard:
    """The card with texts for its first sentence of v2, and findings about parts of them."""
    text = "👩‍👩‍👧 가족이 \u1112\u1161\u11ab강 공원에서 쉰다."
    outputs = {**card.data.outputs, "v2": (text, *card.data.outputs["v2"][1:])}
    findings = tuple(
        Finding(code, "error", f"about {part}", "v2", card.data.segments[0].id, "hypothesis",
                text.index(part), text.index(part) + len(part))
        for code, part, _ in found
    )  # fmt: skip
    return replace(card, data=replace(card.data, outputs=outputs), findings=findings)


def test_error_spans_are_marked_in_place(visit: Any, lines: Scorecard) -> None:
    expected = [
        ("span_minor", "가족이", "minor"),
        ("span_critical", "\u1112\u1161\u11ab강", "critical"),
        ("span_major", "쉰다", "major"),
    ]
    page = visit(spans(lines, *expected), "#s=1&against=nothing&finding=*")
    assert numbers(page) == [1]
    for _, part, weight in expected:
        marked = page.locator(f".row .span.{weight}")
        assert marked.all_text_contents() == [part]
        assert marked.get_attribute("title") == f"about {part}"


@pytest.mark.parametrize("width", [1440, 768, 360])
def test_nothing_stands_out_of_the_window(visit: Any, aligned: Scorecard, width: int) -> None:
    page = visit(aligned, viewport={"width": width, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.keyboard.press("j")
    page.keyboard.press("o")
    assert page.evaluate("document.getElementById('reader').scrollWidth") <= width


def test_paper(visit: Any, lines: Scorecard) -> None:
    page = visit(lines)
    page.emulate_media(media="print")
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    tops = page.locator(".row").evaluate_all("rows => rows.map(r => r.getBoundingClientRect().top)")
    assert len(tops) == 50
    assert tops == sorted(tops)
    assert not page.is_visible(".top")


def test_only_the_worst_keep_their_texts(visit: Any, lines: Scorecard) -> None:
    page = visit(lines, reporter=Html(sentences=20))
    lowest = lines.scores["chrf"].segments.min(axis=0)
    assert set(numbers(page)) <= set(worst(lowest)[:20])
    assert "20 of 119 sentences. This file has the texts of the worst 20." in page.inner_text(
        "#count"
    )
    dropped = lines.data.segments[worst(lowest)[-1] - 1]
    assert (dropped.source or "") not in page.content()
    page.evaluate(f"location.hash = '#s={worst(lowest)[-1]}'")
    page.wait_for_selector("#toast.shown")


HOSTILE = (
    "<script>window.ran = 1</script>", "</script><img src=x onerror='window.ran = 1'>",
    "</textarea></title></style><script>window.ran = 1</script>", "\"onload=\"window.ran=1",
    "javascript:window.ran=1", "{{ 7 * 7 }} ${7*7} {n}",
    "거꾸로 \u202e뒤집힌 글", "널 \x00 문자 \x1b[31m",
    "\ud800 반쪽 \udfff", "\u2028줄\u2029", "-->]]><!--", "__proto__", "👩‍👩‍👧‍👦 가족",
)  # fmt: skip


def hostile(text: str) -> Scorecard:
    """Every field of the data that can hold a text holds this one."""
    from test_reporters import make

    card = make((text, f"{text} 둘", f"{text} 셋"), name=text)
    documents = tuple(replace(d, id=f"{text} {k}") for k, d in enumerate(card.data.documents))
    ids = {old.id: new.id for old, new in zip(card.data.documents, documents, strict=True)}
    segments = tuple(replace(s, document=ids[s.document]) for s in card.data.segments)
    beads = {
        system: tuple(replace(bead, document=ids[bead.document]) for bead in found)
        for system, found in card.data.beads.items()
    }
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("mtqe.core.check_document_id", lambda *_: None)
        data = replace(card.data, documents=documents, segments=segments, beads=beads)
    return replace(card, data=data)


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text_is_read_and_does_nothing(visit: Any, text: str) -> None:
    card = hostile(text)
    document = re.sub("[\ud800-\udfff]", "\ufffd", clip(f"{text} 0", 120))
    page = visit(card, f"#all=yes&read={quote(document)}")
    assert page.is_visible("#reader")
    page.keyboard.press("Escape")
    for control in ("#sort", "#finding", "#against", "#language"):
        for value in page.locator(f"{control} option").evaluate_all("all => all.map(o => o.value)"):
            choose(page, control.removeprefix("#"), value)
    assert len(numbers(page)) == 3
    page.keyboard.press("j")
    page.keyboard.press("c")
    page.reload()
    page.wait_for_selector("[data-ready]", state="attached")
    assert page.evaluate("window.ran") is None
    assert page.evaluate("document.querySelectorAll('img, iframe, script:not([type])').length") == 0
    shown = visible(text, keep="\n\t")
    numbers(page)
    assert shown in page.locator(".row .text p").first.text_content()
    for place in ("table.systems tbody th", "#documents tbody th", ".remarks"):
        assert visible(clip(text, 120)).strip() in page.locator(place).first.text_content(), place


@pytest.mark.parametrize("unit", ["가", "A", "\u0301"], ids=["hangul", "latin", "marks"])
def test_text_without_a_space_keeps_the_layout(visit: Any, unit: str) -> None:
    page = visit(hostile(unit * (50_000 // len(unit))), viewport={"width": 900, "height": 700})
    assert page.evaluate("document.documentElement.scrollWidth") <= 900
    assert len(numbers(page)) >= 1
    row = page.locator(".row").first
    assert row.evaluate("row => row.scrollWidth") <= 900
    assert row.bounding_box()["height"] < 3_000


def test_axe_finds_nothing_serious(visit: Any, lines: Scorecard, aligned: Scorecard) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is missing")
    rules = (RuleResult("chrf: may fall by 1", "fail", "It fell."),)
    judged = Html(verdict=Verdict("n", "v2 is worse.", rules))
    views: list[tuple[Scorecard, str, Html, dict[str, str]]] = [
        (lines, "", judged, {"color_scheme": "light"}),
        (lines, "#q=the&all=yes", judged, {"color_scheme": "dark", "locale": "ko-KR"}),
        (aligned, "#read=news-02", Html(), {"color_scheme": "light"}),
    ]
    for card, place, reporter, options in views:
        page = visit(card, place, reporter, **options)
        found = axe.Axe().run(page).response["violations"]
        assert [(v["id"], [n["html"][:120] for n in v["nodes"][:3]]) for v in found] == []
