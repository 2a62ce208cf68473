"""Articles and capital letters of English translations."""

import pytest
from checks_fixtures import look, marked

from mtqe.checks.english import English, wrong_article

# From dictionaries: the article that belongs before a word.
ARTICLES = {
    "a": "house university European one useful user euro ewe unit BBC dog 100 1st Utah",
    "an": "hour honest heir apple uncle umbrella unusual MP X 8 11 18 80 hourly island AI",
    "either": "historic herb hotel NATO MIT UN MBA",
}


@pytest.mark.parametrize("article", ARTICLES)
def test_articles_follow_the_sound(article):
    for word in ARTICLES[article].split():
        wrong = {each for each in ("a", "an") if wrong_article(each, word)}
        assert wrong == {"a", "an"} - ({"a", "an"} if article == "either" else {article}), word


@pytest.mark.parametrize(
    ("text", "code", "found", "right"),
    [
        ("She is an dentist.", "article", "an dentist", "a dentist"),
        ("A hour later it rained.", "article", "A hour", "An hour"),
        ("This is the the end.", "article_doubled", "the the", None),
        ("He saw a the dog.", "article_doubled", "a the", None),
    ],
)
def test_wrong_articles_are_marked(text, code, found, right):
    (finding,) = look(English(), ("원문", text), languages=("ko", "en"))
    assert (finding.code, marked(finding, ("원문", text))) == (code, found)
    assert dict(finding.values).get("right") == right


@pytest.mark.parametrize(
    "text",
    ["An A is better than a B.", "à la carte at the A’s", "Vitamin A is in an egg.", "a U.S. firm"],
)
def test_right_articles_are_left_alone(text):
    assert look(English(), ("원문", text), languages=("ko", "en")) == []


def test_one_sentence_in_lower_case_stands_out():
    lines = ["The line is open.", "it has 21 stops.", "Nobody was hurt."]
    (finding,) = look(English(), *(("원문", line) for line in lines), languages=("ko", "en"))
    assert (finding.code, finding.segment, finding.values) == (
        "sentence_case",
        "1",
        (("found", "it"),),
    )
    assert look(English(), ("원문", "all lower."), languages=("ko", "en")) == []
    brand = [("원문", "e-mail is free."), *[("원문", "Yes.")] * 3]
    assert look(English(), *brand, languages=("ko", "en")) == []


def test_only_english_translations_are_looked_at():
    assert look(English(), ("an dog", "개")) == []
