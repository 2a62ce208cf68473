"""The texts of every language: the same keys and places, and no particle after a place."""

from __future__ import annotations

import re
from string import Formatter

import pytest

from mtqe.core import Finding
from mtqe.texts import LANGUAGES, finding, texts

ENGLISH, KOREAN = (texts(language).templates for language in ("en", "ko"))
PARTICLE = re.compile(r"\}[\"'”’」』)]*([은는이가을를과와로나라]|으로|이나|이라)(?![가-힣])")


def places(template: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(template) if name is not None}


@pytest.mark.parametrize("section", sorted(ENGLISH.keys() | KOREAN.keys()))
def test_both_languages_say_the_same_with_the_same_places(section: str) -> None:
    assert ENGLISH[section].keys() == KOREAN[section].keys()
    for key, template in ENGLISH[section].items():
        assert places(template) == places(KOREAN[section][key]), key
        assert all(template.strip() and KOREAN[section][key].strip()), key


def test_no_particle_follows_a_place_in_korean() -> None:
    assert PARTICLE.search("{name}을 찾지")
    found = [text for section in KOREAN.values() for text in section.values()]
    assert not list(filter(PARTICLE.search, found))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_finding_without_a_text_of_its_own_says_what_it_says(language: str) -> None:
    assert texts(language).message(Finding("odd", "info", "Of a plugin.")) == "Of a plugin."


def test_a_finding_is_told_in_each_language() -> None:
    empty = finding("empty", "warning")
    assert (empty.message, empty.text) == ("The translation is empty.", "empty")
    assert texts("ko").message(empty) == "번역문이 비어 있습니다."
