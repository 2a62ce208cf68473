"""`mtqe align --format`: a table, JSON lines, a translation memory."""

import json
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from mtqe.core import Bead
from mtqe.reporters.pairs import draw_pairs

EN = """\
The train to Busan is an hour late. A bus leaves for Daegu at half past nine.
The weather will be better on Tuesday, the railway said in a statement.
"""
KO = """\
부산행 기차가 한 시간 늦습니다.
화요일에는 날씨가 나아질 것이라고 철도공사가 성명에서 밝혔습니다.
"""
OTHER_KO = """\
우리 할머니는 겨울마다 마당에서 김장을 하신다.
배추를 소금에 절여 하룻밤 두었다가 씻고 양념에 버무린다.
고양이는 장독대 위에서 그 모습을 조용히 지켜본다.
"""
DE = """\
Der Zug nach Busan hat eine Stunde Verspätung. Ein Bus fährt um 9.30 Uhr nach Daegu.
Am Dienstag soll das Wetter besser werden, teilte die Bahn in einer Erklärung mit.
"""


@pytest.fixture(autouse=True)
def _place(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name, text in {"news.en": EN, "news.ko": KO, "news.de": DE, "kimchi.ko": OTHER_KO}.items():
        Path(name).write_text(text, encoding="utf-8")


def words(text: str) -> str:
    return " ".join(text.split())


def test_json_lines_are_what_a_pipe_gets(invoke):
    result = invoke("align", "news.en", "news.ko", "--format", "jsonl")
    assert result.exit_code == 0
    assert result.stdout == invoke("align", "news.en", "news.ko").stdout
    assert json.loads(result.stdout.splitlines()[-1])["summary"]["notes"] == []


def test_a_table_also_in_a_pipe(invoke, monkeypatch):
    monkeypatch.setenv("COLUMNS", "120")
    result = invoke("align", "news.en", "news.ko", "-f", "table")
    assert result.exit_code == 0
    assert "\x1b" not in result.stdout
    shown = words(result.stdout)
    assert "↳ Tuesday = 화요일; " in shown
    assert "omission" in shown
    assert shown.endswith("2 of 3 source sentences covered, 1 omission, 0 additions, "
                          "0 pieces of text set aside, 0 unsure (?).")  # fmt: skip
    assert "lexicon" not in shown


def test_a_translation_memory_of_what_is_matched(invoke):
    result = invoke("align", "news.en", "news.ko", "-f", "tmx")
    assert result.exit_code == 0
    root = ET.fromstring(result.stdout.encode())  # noqa: S314 - our own text
    assert root[0].attrib["srclang"] == "en"
    pairs = [[seg.text for seg in unit.iter("seg")] for unit in root.iter("tu")]
    english = EN.replace("late. A bus", "late.\nA bus").splitlines()
    assert pairs == [[english[0], KO.splitlines()[0]], [english[2], KO.splitlines()[1]]]
    assert {prop.text for prop in root.iter("prop") if prop.attrib["type"] == "x-document"} == {
        "news"
    }


def test_an_unknown_format(invoke):
    result = invoke("align", "news.en", "news.ko", "-f", "xliff")
    assert result.exit_code == 2
    assert "'xliff' is not one of 'table', 'jsonl', 'tmx'" in result.stderr


def test_a_pair_without_a_lexicon_says_so(invoke):
    note = "no lexicon for en-de: lengths, numbers and shared words only"
    options = ("align", "news.en", "news.de", "-l", "en-de")
    summary = json.loads(invoke(*options).stdout.splitlines()[-1])["summary"]
    assert (summary["notes"], summary["related"]) == ([note], None)
    assert note in words(invoke(*options, "-f", "table").stdout)


def test_texts_that_are_no_translations_of_each_other(invoke):
    Path("long.en").write_text(EN * 2, encoding="utf-8")
    options = ("align", "long.en", "kimchi.ko")
    summary = json.loads(invoke(*options).stdout.splitlines()[-1])["summary"]
    note = "these texts do not look like translations of each other: not aligned"
    assert (summary["notes"], summary["related"]) == ([note], False)
    assert summary["coverage"] == 0
    assert note in words(invoke(*options, "-f", "table").stdout)
    assert "<tu>" not in invoke(*options, "-f", "tmx").stdout


def test_at_most_three_reasons_under_a_pair_in_faint_letters():
    reasons = tuple(f"{word} = \x1b{word}" for word in ("one", "two", "three", "four"))
    bead = Bead("", (0,), (0,), "A", "가", "match", confidence=0.3, evidence=reasons)
    shown = draw_pairs([bead], [], width=120, color=True)
    assert "\x1b[2m↳ one = ␛one; two = ␛two; three = ␛three\x1b[0m" in shown
    assert "four" not in shown
