from __future__ import annotations

import re
from pathlib import Path

import pytest

from mtqe.errors import DataError
from mtqe.pairing.lexicon import load_lexicon, phrase_of


def test_the_package_and_cldr() -> None:
    lexicon = load_lexicon()
    assert len(lexicon.english) > 4000
    assert phrase_of("North Korea") in lexicon.english["북한"]
    assert phrase_of("Moscow") in lexicon.english["모스크바"]
    assert phrase_of("economy") in lexicon.english["경제"]
    assert 2 in lexicon.phrase_sizes["north"]


def test_the_packaged_file_is_well_formed(project: Path) -> None:
    file = project / "mtqe/pairing/lexicon-ko-en.tsv"
    header, *lines = file.read_text(encoding="utf-8").splitlines()
    assert header == "korean\tenglish"
    rows = [line.split("\t") for line in lines]
    assert len(rows) > 2000
    assert all(re.fullmatch(r"[\uac00-\ud7a3A-Z0-9 ]+", row[0]) and row[1] for row in rows)


def test_a_file_of_ones_own(tmp_path: Path) -> None:
    file = tmp_path / "my.tsv"
    file.write_text("korean\tenglish\n# mine\n새싹 채소\tsprout; baby greens\n", encoding="utf-8")
    lexicon = load_lexicon(file, own=False)
    assert dict(lexicon.english) == {
        "새싹채소": frozenset({phrase_of("sprout"), phrase_of("baby greens")})
    }


def test_a_line_without_translation(tmp_path: Path) -> None:
    file = tmp_path / "my.tsv"
    file.write_text("korean\tenglish\n나무\n", encoding="utf-8")
    with pytest.raises(DataError, match=r"my\.tsv:2: '나무', expected a Korean word, a tab"):
        load_lexicon(file)
