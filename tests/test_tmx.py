"""The translation memory, read back by a parser that is not ours."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtqe.core import Bead
from mtqe.reporters.tmx import draw_tmx

LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
BEADS = [
    Bead("news", (0,), (0,), "It rains.", "비가 온다.", "match", confidence=0.98765),
    Bead("news", (1,), (), "Nobody came.", "", "omission", confidence=0.9),
    Bead("news", (), (1,), "", "광고", "addition", confidence=0.9),
    Bead("news", (2, 3), (2,), "We wait. He, too.", "우리도 그도 기다린다.", "match"),
]


def drawn(beads: list[Bead]) -> str:
    return draw_tmx(beads, "en", "ko")


def read(text: str) -> ET.Element:
    return ET.fromstring(text.encode())  # noqa: S314 - our own text


def units(text: str) -> list[dict[str, str | None]]:
    """Each unit's texts by language, and its properties."""
    return [
        {v.attrib[LANGUAGE]: v.findtext("seg") for v in unit.findall("tuv")}
        | {p.attrib["type"]: p.text for p in unit.findall("prop")}
        for unit in read(text).findall("body/tu")
    ]


def bead(source: str, target: str = "가", document: str = "news") -> Bead:
    return Bead(document, (0,), (0,), source, target, "match")


def test_matches_only_in_order():
    assert units(drawn(BEADS)) == [
        {"en": "It rains.", "ko": "비가 온다.", "x-document": "news", "x-confidence": "0.9877"},
        {"en": "We wait. He, too.", "ko": "우리도 그도 기다린다.", "x-document": "news"},
    ]


def test_the_header_has_what_tmx_demands():
    """TMX 1.4b: these seven attributes, and properties before variants."""
    root = read(drawn(BEADS))
    assert (root.tag, root.attrib) == ("tmx", {"version": "1.4"})
    assert [child.tag for child in root] == ["header", "body"]
    header = dict(root[0].attrib)
    assert header.pop("creationtoolversion")
    assert header == {
        "creationtool": "mtqe",
        "segtype": "sentence",
        "o-tmf": "mtqe",
        "adminlang": "en",
        "srclang": "en",
        "datatype": "plaintext",
    }
    first, second = root.findall("body/tu")
    assert [child.tag for child in first] == ["prop", "prop", "tuv", "tuv"]
    assert first.attrib == {}
    assert second.attrib == {"segtype": "block"}


def test_without_a_match():
    assert units(drawn([])) == units(drawn(BEADS[1:3])) == []


def test_the_same_beads_give_the_same_bytes():
    text = drawn(BEADS)
    assert text == drawn(list(BEADS))
    assert text.startswith('<?xml version="1.0" encoding="UTF-8"?>\n<tmx version="1.4">\n')
    assert text.endswith("</tmx>\n")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\x00b\x1b[31m", "a␀b␛[31m"),
        ("one\r\ntwo\tthree", "one␍\ntwo\tthree"),
        ("\ud800 \ufffe \uffff", "[U+D800] [U+FFFE] [U+FFFF]"),
        ("\u200bsoft\xad \u202eleft", "\u200bsoft\xad \u202eleft"),
        ('<b>&amp; "]]>', '<b>&amp; "]]>'),
        (" around  it ", " around  it "),
        ("😀 𠮷", "😀 𠮷"),
    ],
)
def test_what_a_text_holds(text, shown):
    found = units(drawn([bead(text, document=text)]))
    assert found == [{"en": shown, "ko": "가", "x-document": shown}]


@given(st.text(st.characters(codec=None), min_size=1), st.text(st.characters(codec=None)))
def test_any_text_is_valid_xml(source, target):
    [unit] = units(drawn([bead(source, target)]))
    allowed = [c for c in source if c in "\t\n" or (c >= " " and not "\ud800" <= c <= "\udfff")]
    kept = [c for c in allowed if c not in "\ufffe\uffff"]
    assert len(unit["en"] or "") >= len(source)
    assert set(kept) <= set(unit["en"] or "")
