from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtqe.pairing.phonetic import likeness, neighbours, probability, skeleton, skeletons, sounds


@pytest.mark.parametrize(
    ("hangul", "latin"),
    [
        ("모차르트", "Mozart"),
        ("셰익스피어", "Shakespeare"),
        ("링컨", "Lincoln"),
        ("베를린", "Berlin"),
        ("부산", "Busan"),
        ("이순신", "Yi Sun-sin"),
        ("피카소", "Picasso"),
        ("스톡홀름", "Stockholm"),
        ("워싱턴", "Washington"),
        ("파리", "Paris"),
    ],
)
def test_names_are_told_from_others(hangul: str, latin: str) -> None:
    others = ["Madrid", "Nelson", "Garcia", "Copenhagen", "Vivaldi"]
    own = probability(hangul, latin, True)
    assert own > 2 * max(probability(hangul, other, True) for other in others)


def test_what_the_text_says_of_a_word_counts() -> None:
    assert probability("베를린", "Berlin", True) > 0.9
    assert probability("베를린", "Berlin", False) < probability("베를린", "Berlin", True)
    assert probability("버스", "bus", False) < probability("버스", "Bus", False)


def test_skeletons() -> None:
    assert [skeleton(sound) for sound in sounds("베를린")] == ["PLN"]
    assert {skeleton(sound) for sound in sounds("Berlin")} == {"PLN"}
    assert likeness("베를린", "Berlin")[1:] == (3, True)
    assert set(neighbours("PLN")) == {"PLN", "PN", "PL"}
    assert list(neighbours("PL")) == ["PL"]


@given(
    st.text(alphabet="가힣쮋김- ", min_size=1)
    | st.text(alphabet="abcdghknopqrstwxyzRÉø-", min_size=1)
)
def test_skeletons_are_those_of_all_sounds(word: str) -> None:
    assert skeletons(word) == {skeleton(sound) for sound in sounds(word)}


@given(st.text(alphabet="가힣쮋abcxyzRÉø-' 김", min_size=1), st.text(min_size=1))
def test_any_text_has_a_probability(first: str, second: str) -> None:
    assert 0.0 <= probability("가" + first, "A" + second, True) <= 1.0
    assert 1 <= len(sounds("a" + second)) <= 24
