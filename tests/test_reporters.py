"""The files of every report, on ordinary and on hostile texts."""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import replace

import numpy as np
import pytest
from markdown_it import MarkdownIt
from rich.cells import cell_len

from mtqe import plugins
from mtqe.core import Bead, Document, EvalSet, Finding, InputFile, Origin, Segment, SetAside
from mtqe.errors import DataError
from mtqe.reporters import Reporter
from mtqe.reporters.csv import Csv
from mtqe.reporters.html import Html
from mtqe.reporters.jsonl import JsonLines, read
from mtqe.reporters.latex import Latex
from mtqe.reporters.markdown import Markdown
from mtqe.reporters.terminal import Terminal
from mtqe.scorecard import MetricInfo, Scorecard, Scores
from mtqe.texts import LANGUAGES, Language

NAN = float("nan")
HOSTILE = (
    "<script>alert('가')</script>", "=cmd|' /C calc'!A0", "@SUM(1)", "-1+1", "+1", "\t=1", "＝1",
    "a | b\\| `c` *d* _e_ [f](http://g) <b>h</b> ~~i~~ &lt; # $x$", "거꾸로 \u202e뒤집힌 글\u202c",
    "널 \x00 문자", "\x1b[31mred\x1b[0m\x9b2J", "]]> --> */ {{ 7 * 7 }} {% raw %}",
    "[bold]굵게[/bold]", '"따옴표", 쉼표', "줄\r\n바꿈\n", "\u2028\ufeff\u200b", "가" * 50_000,
    "</td></table><p>", "",
)  # fmt: skip
ALL: list[Reporter] = [
    Csv(),
    Html(),
    JsonLines(),
    Markdown(),
    Terminal(),
    Terminal(width=60, color=True),
]


def make(texts: tuple[str, ...], *, name: str = "v1", metrics: bool = True) -> Scorecard:
    """One document, two systems; every field that can hold a text of the data holds one."""
    n = len(texts)
    label = name.replace("\x00", "")
    first = max(1, n - 1)

    def document(i: int) -> str:
        return "문서 | <d>" if i < first else "문서 2"

    data = EvalSet(
        name=name,
        source_language="en",
        target_language="ko",
        segments=tuple(
            Segment(f"{text[:40]}#{i}", document(i), text, (text[::-1], None), Origin(name, i + 1))
            for i, text in enumerate(texts)
        ),
        documents=tuple(Document(document(i), i, j) for i, j in ((0, first), (first, n)) if i < j),
        outputs={name: texts, "v2": texts[1:] + texts[:1]},
        beads={
            name: tuple(
                Bead(
                    document(i),
                    (i,),
                    (i,),
                    text,
                    text,
                    "match",
                    0.5,
                    (text,),
                    (f"{text[:40]}#{i}",),
                )
                for i, text in enumerate(texts)
            )
        },
        set_aside=(SetAside("문서 | <d>", name, name, "source", Origin(name, 1)),),
        inputs=(InputFile(name, "0" * 64),),
    )
    values = np.linspace(0, 100, 2 * n).reshape(2, n) / 3
    values[1, 0] = NAN
    scores = Scores(
        values,
        values[:, : len(data.documents)],
        values[:, 0],
        np.array([[0.5, 1.5], [NAN, NAN]]),
        {(1, 0): name},
    )
    return Scorecard(
        data=data,
        metrics=(MetricInfo(label, name, name),) if metrics else (),
        scores={label: scores} if metrics else {},
        headline=label if metrics else None,
        baseline=name,
        findings=tuple(
            Finding(name, "warning", name, segment=segment.id) for segment in data.segments
        ),
        config={"name": name},
        versions={"numpy": name},
        run={"time": name},
    )


@pytest.fixture(params=[HOSTILE[i] for i in (0, 1, 7, 8, 9, 10, 14)], ids=ascii)
def hostile(request: pytest.FixtureRequest) -> Scorecard:
    """Every text of the data is hostile, and so is every name."""
    return make(HOSTILE, name=request.param)


@pytest.fixture
def plain() -> Scorecard:
    return make(("첫째 문장입니다.", "둘째 문장.", "The third."))


def rows(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def stated(cell: str) -> str:
    """The text behind a cell."""
    return cell.removeprefix("'")


@pytest.mark.parametrize("name", plugins.names("reporters"))
def test_every_name_of_the_table_renders_the_same_bytes_twice(name: str, plain: Scorecard) -> None:
    reporter = plugins.load("reporters", name)()
    files = reporter.render(plain)
    assert files
    assert files == reporter.render(replace(plain))
    assert all(isinstance(content, bytes) for content in files.values())


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("metrics", [True, False])
def test_no_reporter_breaks_on_hostile_text(metrics: bool, language: Language) -> None:
    for reporter in ALL:
        for name in HOSTILE:
            card = make((name,), name=name, metrics=metrics).in_language(language)
            assert all(reporter.render(card).values())


def test_half_of_a_surrogate_pair_breaks_no_reporter() -> None:
    half = "\ud800 반쪽 \udfff"
    card = make((half,), name=half)
    for reporter in (*ALL, Latex()):
        for name, content in reporter.render(card).items():
            text = content.decode()
            if not name.startswith("set_aside"):
                assert "\\ud800" in text or "U+D800" in text, name
    lines = JsonLines().render(card)["segments.jsonl"].decode().splitlines()
    assert json.loads(lines[0])["hypothesis"] == half


# jsonl


def test_jsonl_way_back_gives_the_same_report(hostile: Scorecard) -> None:
    files = JsonLines().render(hostile)
    back = read(files)
    assert back.data == hostile.data
    assert back.scores.keys() == hostile.scores.keys()
    assert JsonLines().render(back) == files
    assert Csv().render(back) == Csv().render(hostile)


def test_jsonl_holds_one_record_a_line_and_no_nan(plain: Scorecard) -> None:
    files = JsonLines().render(plain)
    assert set(files) == {"segments.jsonl", "documents.jsonl", "systems.jsonl", "scorecard.json"}
    lines = files["segments.jsonl"].decode().removesuffix("\n").split("\n")
    assert len(lines) == 3 * 2
    assert "첫째 문장입니다." in lines[0]
    assert json.loads(lines[1])["scores"] == {"v1": None}
    assert b"NaN" not in b"".join(files.values())


@pytest.mark.parametrize("name", ["segments.jsonl", "documents.jsonl", "systems.jsonl"])
def test_a_changed_record_file_is_named(plain: Scorecard, name: str) -> None:
    files = dict(JsonLines().render(plain))
    files[name] = files[name].replace(b"0.5", b"0.6") + b" "
    with pytest.raises(DataError, match=rf"^{re.escape(name)}: SHA-256 .* scorecard\.json says"):
        read(files)
    del files[name]
    with pytest.raises(DataError, match=rf"^{re.escape(name)}: not there"):
        read(files)


@pytest.mark.parametrize("head", [b"", b"[]", b"{", b"\xff", b"{}"])
def test_a_broken_scorecard_is_refused(plain: Scorecard, head: bytes) -> None:
    with pytest.raises(DataError, match=r"scorecard\.json"):
        read({**JsonLines().render(plain), "scorecard.json": head})


# csv


def test_csv_gives_every_text_and_number_back(hostile: Scorecard) -> None:
    files = Csv().render(hostile)
    found = rows(files["segments.csv"])
    (label,) = hostile.scores
    systems = hostile.data.systems
    for position, row in enumerate(found):
        i, s = divmod(position, len(systems))
        assert stated(row["source"]) == stated(hostile.data.segments[i].source or "")
        assert stated(row["hypothesis"]) == stated(hostile.data.outputs[systems[s]][i])
        value = next(text for key, text in row.items() if stated(key) == stated(label))
        score = hostile.scores[label].segments[s, i]
        assert value == ("" if np.isnan(score) else repr(float(score)))
    assert len(found) == len(HOSTILE) * 2


def test_no_csv_cell_of_text_can_be_a_formula(hostile: Scorecard) -> None:
    for content in Csv().render(hostile).values():
        for line in csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")):
            assert not any(cell.startswith(tuple("=+-@\t\r\n＝＋－＠")) for cell in line)


def test_csv_is_what_excel_wants(plain: Scorecard) -> None:
    files = Csv().render(plain)
    assert set(files) == {"segments.csv", "documents.csv", "systems.csv", "set_aside.csv"}
    for content in files.values():
        assert content.startswith(b"\xef\xbb\xbf")
        assert content.endswith(b"\r\n")
        assert content.count(b"\n") == content.count(b"\r\n")
    assert [row["system"] for row in rows(files["systems.csv"])] == ["v1", "v2"]
    assert rows(files["systems.csv"])[1]["v1_low"] == ""


def test_negative_numbers_stay_numbers(plain: Scorecard) -> None:
    scores = replace(plain.scores["v1"], systems=np.array([-0.25, 1.0]))
    files = Csv().render(replace(plain, scores={"v1": scores}))
    assert rows(files["systems.csv"])[0]["v1"] == "-0.25"


# markdown


def test_markdown_shows_texts_as_they_stand(hostile: Scorecard) -> None:
    tokens = (
        MarkdownIt("commonmark")
        .enable(["table", "strikethrough"])
        .parse(Markdown(worst=99).render(hostile)["report.md"].decode())
    )
    inline = [child for token in tokens for child in token.children or ()]
    assert not {token.type for token in [*tokens, *inline]} & {
        "html_block", "html_inline", "link_open", "image", "code_inline", "fence", "code_block",
        "em_open", "softbreak", "hardbreak",
    }  # fmt: skip
    shown = ["".join(c.content for c in token.children or ()) for token in tokens]
    assert f"source: {HOSTILE[0]}" in shown
    assert f"source: {HOSTILE[7]}" in shown
    assert "hypothesis: 줄␍␊바꿈␊" in shown


def test_markdown_tables_keep_their_columns(hostile: Scorecard) -> None:
    text = Markdown().render(hostile)["report.md"].decode()
    tokens = MarkdownIt("commonmark").enable("table").parse(text)
    counts, row = set(), 0
    for token in tokens:
        row += token.type in {"td_open", "th_open"}
        if token.type == "tr_close":
            counts.add(row)
            row = 0
    # Systems: name, score, coverage, findings; documents: system and segments as well.
    assert counts == {4, 6}


@pytest.mark.parametrize(
    ("reference", "hypothesis", "gone", "new"),
    [
        ("밥을 먹는다.", "밥은 먹었다!", ["을", "는", "."], ["은", "었", "!"]),
        ("할 수 있다", "할수있다", ["␣", "␣"], []),
        ("*강조*하다", "강조하다", ["*", "*"], []),
    ],
)
def test_markdown_difference_is_marked(
    reference: str, hypothesis: str, gone: list[str], new: list[str]
) -> None:
    card = make((hypothesis,))
    segments = (replace(card.data.segments[0], references=(reference,)),)
    data = replace(card.data, segments=segments, outputs={"v1": (hypothesis,), "v2": (hypothesis,)})
    text = Markdown().render(replace(card, data=data))["report.md"].decode()
    line = next(line for line in text.split("\n") if line.startswith("- difference"))
    tokens = MarkdownIt("commonmark").enable("strikethrough").parse(line)
    inline = [child for token in tokens for child in token.children or ()]

    def inside(kind: str) -> list[str]:
        starts = [i for i, token in enumerate(inline) if token.type == f"{kind}_open"]
        stops = [i for i, token in enumerate(inline) if token.type == f"{kind}_close"]
        return ["".join(t.content for t in inline[a:b]) for a, b in zip(starts, stops, strict=True)]

    assert (inside("s"), inside("strong")) == (gone, new)


# terminal


def test_terminal_gets_no_control_character(hostile: Scorecard) -> None:
    text = Terminal(worst=99).render(hostile)["report.txt"].decode()
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", text)
    assert "[bold]굵게[/bold]" in text


def test_terminal_keeps_its_width_also_for_korean(hostile: Scorecard) -> None:
    for width in (60, 100):
        text = Terminal(width=width, worst=99).render(hostile)["report.txt"].decode()
        assert max(cell_len(line) for line in text.split("\n")) <= width
        # A text without end does not push the rest off the screen.
        assert text.count("가" * 20) < 1000


def test_terminal_marks_the_difference(plain: Scorecard) -> None:
    segments = tuple(
        replace(segment, references=("첫째 문장이다.",)) for segment in plain.data.segments
    )
    card = replace(plain, data=replace(plain.data, segments=segments))
    text = Terminal(worst=1).render(card)["report.txt"].decode()
    assert "첫째 문장[-이-]{+입니+}다." in text
    colored = Terminal(worst=1, color=True).render(card)["report.txt"].decode()
    assert "첫째 문장\x1b[31m이\x1b[0m\x1b[32m입니\x1b[0m다." in colored
    assert "[-" not in colored


def test_terminal_ignores_the_environment(
    plain: Scorecard, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = [reporter.render(plain) for reporter in ALL]
    for name, value in {"NO_COLOR": "1", "COLUMNS": "20", "TERM": "dumb"}.items():
        monkeypatch.setenv(name, value)
    assert [reporter.render(plain) for reporter in ALL] == before
    monkeypatch.delenv("NO_COLOR")
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert [reporter.render(plain) for reporter in ALL] == before


def test_terminal_lists_every_sentence_of_aligned_text_without_scores() -> None:
    card = make(("하나.", "둘."), metrics=False)
    text = Terminal().render(card)["report.txt"].decode()
    assert "no quality score, because no metric was asked for" in " ".join(text.split())
    table = text[text.index("Every sentence of v1") :]
    for expected in ("하나.", "둘.", "match", "0.50", "set aside: v1"):
        assert expected in table
    assert "Every sentence" not in Terminal().render(make(("하나.",)))["report.txt"].decode()
