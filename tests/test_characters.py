from __future__ import annotations

import unicodedata

import pytest
from checks_fixtures import look, marked

from mtqe.checks.characters import Characters

SOURCE = "It’s raining in Zürich."


@pytest.mark.parametrize(
    ("text", "code", "place"),
    [
        (unicodedata.normalize("NFD", "취리히에"), "not_nfc", "\u1175"),
        ("취리히\ufffd에 비가 온다.", "mojibake", "\ufffd"),
        ("ì·¨ë¦¬ížˆì— ë¹„ê°€ ì˜¨ë‹¤.", "mojibake", "ì·¨"),
        ("Itâ€™s raining.", "mojibake", "â€™"),
        ("취리히에\u200f 비가 온다.", "control_character", "\u200f"),
        ("취리히@@ 에 비가 온다.", "tokenized", "@@"),
        ("▁취리히에 ▁비가 온다.", "tokenized", "▁"),
        ("취리히 ##에 비가 온다.", "tokenized", "##"),
        ("취리히에 &quot;비&quot;가 온다.", "tokenized", "&quot;"),
    ],
)
def test_what_no_text_for_people_holds(text, code, place):
    pair = SOURCE, text
    (finding,) = look(Characters(), pair)
    assert (finding.code, finding.system) == (code, "s")
    assert marked(finding, pair) == place or code == "not_nfc"


def test_sound_texts_have_no_finding():
    assert (
        look(Characters(), (SOURCE, "취리히에 비가 온다. “정말?” – 네… 100 %, é, ñ, Í, a@b.kr"))
        == []
    )


def test_what_the_source_has_is_said_of_the_source_alone():
    pair = "A &amp; B", "A &amp; B다."
    (finding,) = look(Characters(), pair)
    assert (finding.system, finding.side) == (None, "source")
