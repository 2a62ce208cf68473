from __future__ import annotations

import pytest

from mtqe.pairing.languages import language_name, line_script, script_of, split_languages


@pytest.mark.parametrize(
    ("line", "script"),
    [
        ("오늘은 비가 온다.", "hangul"),
        ("It rains today.", "latin"),
        ("KCNA가 보도했다.", "hangul"),  # 4 of 9 letters are Latin
        ("NATO EU UN KCNA IAEA 회의", "latin"),  # 2 Hangul letters are less than .3 * 17
        ("今日は東京に行きます。", "kana"),
        ("今天去北京。", "han"),
        ("Сегодня дождь.", "cyrillic"),
        ("2024. 12. 1. — 3%", None),
        ("", None),
    ],
)
def test_line_script(line: str, script: str | None) -> None:
    assert line_script(line) == script


def test_lines_of_the_other_language_are_set_aside() -> None:
    lines = ["A summary.", "", "첫 문장이다.", "1.", "Привет", "Second summary."]
    assert split_languages(lines, "ko", "en") == ([1, 2, 3, 4], [0, 5])
    assert split_languages(lines, "en", "ko") == ([0, 1, 3, 4, 5], [2])


def test_nothing_is_set_aside_when_both_share_a_script() -> None:
    lines = ["Das ist gut.", "This is good.", "한국어"]
    assert split_languages(lines, "de", "en") == ([0, 1, 2], [])


def test_names_and_scripts_of_unknown_languages() -> None:
    assert (language_name("ko"), language_name("xx")) == ("Korean", "xx")
    assert script_of("xx") == "latin"


@pytest.mark.parametrize("code", ["ko", "KO", "ko-KR", "ko_KR"])
def test_regions_and_case_do_not_matter(code: str) -> None:
    assert (language_name(code), script_of(code)) == ("Korean", "hangul")
