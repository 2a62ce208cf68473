"""Omissions and additions inside a sentence."""

import pytest
from checks_fixtures import look, marked
from hypothesis import given
from hypothesis import strategies as st

from mtqe.checks.content import Content, best_run

WHOLE = (
    "The museum closes on Monday, and the library sells old books to students.",
    "박물관은 월요일에 문을 닫고 도서관은 학생들에게 오래된 책을 판다.",
)
SHORT = "박물관은 월요일에 문을 닫는다."


def test_a_dropped_clause_is_named_and_marked_in_the_source():
    pair = WHOLE[0], SHORT
    (finding,) = look(Content(), pair)
    assert (finding.code, finding.severity) == ("content_omitted", "info")
    assert {"library", "books", "students"} <= set(dict(finding.values)["words"].split(", "))
    assert marked(finding, pair).startswith("library")


def test_an_added_clause_is_named_and_marked_in_the_translation():
    pair = "The museum closes on Monday.", WHOLE[1]
    (finding,) = look(Content(), pair)
    assert finding.code == "content_added"
    assert {"도서관", "학생", "책"} <= set(dict(finding.values)["words"].split(", "))
    assert marked(finding, pair).startswith("도서관")


@pytest.mark.parametrize(
    "pair",
    [
        WHOLE,
        ("The museum closes on Monday.", SHORT),
        ("Minister Belousov left.", "벨로우소프(Belousov) 장관이 떠났다."),
        ("Yes.", "네."),
    ],
)
@pytest.mark.parametrize("turned", [False, True])
def test_a_whole_translation_is_left_alone(pair, turned):
    pairs, languages = (pair[::-1], ("ko", "en")) if turned else (pair, ("en", "ko"))
    assert look(Content(), pairs, languages=languages) == []


def test_what_the_run_never_translates_counts_less():
    # Everywhere else, too, the translation goes without this clause: a habit of the run.
    habit = [
        ("The museum closes on Monday, said the ministry of culture.", SHORT),
        ("The museum opens on Friday, said the ministry of culture.", "박물관은 금요일에 연다."),
        (
            "The library closes on Sunday, said the ministry of culture.",
            "도서관은 일요일에 닫는다.",
        ),
    ] * 3
    alone = {finding.code for finding in look(Content(threshold=-2), habit[0])}
    assert "content_omitted" in alone
    together = look(Content(threshold=-2), *habit)
    assert not [f for f in together if f.code == "content_omitted" and f.segment == "0"]


def test_other_language_pairs_are_left_alone():
    assert look(Content(), ("Das Museum schließt am Montag.", SHORT), languages=("de", "ko")) == []


@given(st.lists(st.floats(-5, 5), max_size=12))
def test_the_best_run_is_the_best_of_all(values):
    best, start, end = best_run(values)
    sums = [sum(values[a:b]) for a in range(len(values)) for b in range(a + 1, len(values) + 1)]
    assert best == pytest.approx(max([0.0, *sums]), abs=1e-9)
    assert best == pytest.approx(sum(values[start:end]), abs=1e-9)
