"""A verdict for people: Markdown and terminal; and for programs: JSON."""

import json
from dataclasses import replace

import pytest
from markdown_it import MarkdownIt

from mtqe.reporters.verdict import draw_verdict, render, render_summary, verdict_record
from mtqe.reporters.verdict.summary import LIMIT
from mtqe.verdict import Verdict


def kinds(markdown: str) -> list[str]:
    """What a renderer makes of Markdown, without the texts in it."""
    tokens = MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(markdown)
    inner = (child for token in tokens for child in token.children or [token])
    return [token.type for token in inner if token.type not in {"text", "text_special"}]


@pytest.fixture
def summary(verdict, candidate) -> str:
    return render(verdict, candidate)["summary.md"].decode()


@pytest.fixture
def screen(verdict, candidate) -> str:
    return draw_verdict(verdict, candidate, width=120, color=False)


def test_there_is_a_file_for_each_reader(verdict, candidate):
    files = render(verdict, candidate)
    assert list(files) == ["summary.md", "junit.xml", "verdict.json"]
    assert files == render(verdict, candidate)


def test_the_summary_says_the_verdict_first_and_then_what_fell(summary):
    lines = summary.splitlines()
    assert lines[0] == "# ❌ nightly: failed"
    assert lines[2].startswith("**v2 is worse by an amount that readers would notice; news\u002d02")
    assert [line for line in lines if line.startswith("## ")] == [
        "## What changed: v2",
        "## Rules",
        "## Documents that changed, worst first: v2",
        "## Worst sentences",
        "## Notes",
    ]


def test_a_change_has_its_direction_interval_noise_and_what_could_be_seen(summary):
    rows = [line for line in summary.splitlines() if line.startswith("| ")]
    assert "Can detect" in rows[0]
    assert r"| 45.20 | 43.10 | -2.10 worse | \[-3.00, -1.20\] | no, p \< 0.001 | 1.30 |" in rows[2]
    assert "| ≥ 85 % |" in rows[2]  # nothing is published beyond
    assert "| -0.0013 worse |" in rows[3]
    assert "| maybe, p 0.400 | 0.0040 |" in rows[3]
    assert rows[4] == "| TER | 60.0 | 60.0 | identical |  |  |  |  |"


def test_every_rule_is_judged_in_words(summary):
    for said in ("❌ failed", "⛔ not comparable", "⚠️ passed with a warning", "✅ passed"):
        assert f"| {said} |" in summary
    assert "| Verdict | Rule | System | Document | In words |" in summary


def test_a_column_in_which_nothing_stands_is_left_out(verdict, candidate):
    text = render_summary(replace(verdict, results=verdict.results[:1]), candidate)
    assert "| Verdict | Rule | System | In words |\n| --- | --- | --- | --- |" in text


def test_a_rise_of_ter_is_worse(comparison, verdict, candidate):
    rising = replace(comparison, label="ter", old=60.0, new=62.0, interval=(1.0, 3.0))
    text = render_summary(replace(verdict, comparisons=(rising,)), candidate)
    assert r"| +2.0 worse | \[+1.0, +3.0\] |" in text


def test_two_systems_and_another_baseline_are_named(comparison, verdict, candidate):
    other = replace(comparison, system="v3", baseline="v1")
    text = render_summary(replace(verdict, comparisons=(comparison, other)), candidate)
    assert "## What changed\n" in text
    assert "| v2 | chrF |" in text
    assert "| v3 against v1 | chrF |" in text


def test_too_few_units_say_so_instead_of_a_p_value(summary):
    assert "too few (9)" in summary
    assert summary.index("| news-02 | chrF") < summary.index("| news-01 | chrF")


def test_what_did_not_change_takes_no_room(comparison, verdict, candidate):
    same = replace(comparison, new=comparison.old, mde=0.0)
    documents = (*verdict.documents, replace(same, document="news-03"))
    assert "news-03" not in render_summary(replace(verdict, documents=documents), candidate)
    nothing = replace(verdict, comparisons=(same,), documents=documents[2:])
    text = render_summary(nothing, candidate)
    assert "| chrF | 45.20 | 45.20 | identical |" in text
    assert "## Documents" not in text
    assert comparison.note not in text


def test_a_sentence_shows_what_was_accepted_what_is_there_and_the_difference(summary):
    for said in (
        "news-02, segment 13 · v2 · chrF 61.20 → 12.03 (-49.17)",
        "- before: 그 다리는 1932년에 지어졌다.",
        "- now: 그 다리는 1923년에 무너졌다.",
        "~~1932~~\u200a\u200a**1923**",
        "- data/v2.ko:13",
        "- now: *(nothing)*",
    ):
        assert said in summary


def test_no_text_becomes_markup(poisoned, hostile, candidate):
    harmless = render_summary(poisoned("가나다 말"), candidate)
    text = render_summary(poisoned(hostile), candidate)
    # Two differing texts share more or less; everything else must be the same markup.
    tags = ("s_open", "s_close", "strong_open", "strong_close")
    assert [kind for kind in kinds(text) if kind not in tags] == [
        kind for kind in kinds(harmless) if kind not in tags
    ]
    assert not {"html_inline", "html_block", "link_open", "image", "softbreak"} & set(kinds(text))


def test_the_summary_fits_whatever_comes_and_counts_what_it_left_out(verdict, candidate):
    huge = replace(
        verdict,
        results=verdict.results * 5000,
        comparisons=verdict.comparisons * 500,
        documents=verdict.documents * 5000,
        worst=verdict.worst * 5000,
        notes=tuple(map(str, range(100))),
    )
    text = render_summary(huge, candidate)
    assert len(text.encode()) <= LIMIT
    for said in ("19,800 more rows", "9,950 more rows", "9,980 more sentences", "51 more notes"):
        assert f"… {said} left out here." in text
    assert text.count("### ") == 20


@pytest.mark.parametrize("limit", [64 * 1024, LIMIT])
def test_long_hostile_texts_crowd_nothing_out(poisoned, candidate, limit):
    worst_case = poisoned("\u202e<\ud800번" * 300)
    huge = replace(worst_case, results=worst_case.results * 50, worst=worst_case.worst * 5)
    text = render_summary(huge, candidate, limit)
    assert len(text.encode()) <= limit
    for section in (
        "What changed",
        "Rules",
        "Documents that changed, worst first",
        "Worst sentences",
        "Notes",
    ):
        assert f"## {section}" in text


def test_the_record_has_exactly_the_agreed_keys(verdict):
    record = verdict_record(verdict)
    assert list(record) == ["schema", "verdict", "exit_code", "rules", "worst_segments"]
    assert record["rules"][0] == {
        "rule": "chrf: the system may fall by 1",
        "system": "v2",
        "document": None,
        "verdict": "fail",
        "old": 45.2,
        "new": 43.1,
        "difference": pytest.approx(-2.1),
        "interval": [-3.0, -1.2],
        "p": 0.0004,
        "p_holm": 0.0008,
        "mde": 1.3,
        "message": "chrF fell by 2.1, and noise does not explain it.",
    }
    assert record["rules"][3]["difference"] == pytest.approx(-0.01)
    assert record["worst_segments"][0] == {
        "document": "news-02",
        "segment": "13",
        "system": "v2",
        "metric": "chrf",
        "old": 61.2,
        "new": 12.03,
    }
    assert (record["verdict"], record["exit_code"]) == ("fail", 1)


def test_what_is_no_number_is_null(poisoned, hostile, candidate):
    content = render(poisoned(hostile), candidate)["verdict.json"].decode()
    rule = json.loads(content)["rules"][0]
    assert (rule["old"], rule["new"]) == (None, None)
    assert rule["message"] == hostile
    assert "NaN" not in content
    assert "Infinity" not in content


def test_the_screen_has_the_same_order(screen):
    assert screen.startswith("nightly: failed. v2 is worse by an amount that readers would notice")
    places = [
        screen.index(said)
        for said in (
            "What changed: v2",
            "failed · chrf: the system may fall by 1 · v2\n  chrF fell by 2.1",
            "Documents that changed, worst first: v2",
            "그 다리는 [-1932-]{+1923+}년에 [-지어-]{+무너+}졌다.",
            "now         (nothing)",
            "Note: sacrebleu was 2.5.1",
        )
    ]
    assert places == sorted(places)


def test_the_screen_shows_five_broken_sentences_and_counts_what_it_hides(verdict, candidate):
    many = replace(verdict, worst=verdict.worst * 8)
    screen = draw_verdict(many, candidate, width=100, color=False)
    assert screen.count("· v2 · chrF") == 10
    assert "… and 6 more sentences" in screen


def test_the_screen_has_colours_only_where_asked(verdict, candidate, screen):
    assert "\x1b" not in screen
    colored = draw_verdict(verdict, candidate, width=120, color=True)
    assert "\x1b[1;31mnightly: failed." in colored


@pytest.mark.parametrize("width", [40, 80, 200])
def test_hostile_text_does_nothing_on_a_screen(poisoned, hostile, candidate, width):
    screen = draw_verdict(poisoned(hostile), candidate, width=width, color=False)
    screen.encode()
    assert not {"\x00", "\x08", "\x1b", "\r", "\u202e", "\u2028"} & set(screen)


def test_an_empty_verdict_can_be_drawn(candidate):
    nothing = Verdict("nightly", "Nothing was judged.", ())
    assert draw_verdict(nothing, candidate, width=80, color=False).startswith("nightly: passed.")
    assert "## " not in render_summary(nothing, candidate)
