"""Reported speech that is stated as a fact."""

import pytest
from checks_fixtures import look, marked

from mtqe.checks.reported import Reported


@pytest.mark.parametrize(
    ("source", "hypothesis", "languages", "word"),
    [
        ("The minister said prices would fall.", "물가가 내린다.", ("en", "ko"), "said"),
        ("According to the agency, it rains.", "비가 온다.", ("en", "ko"), "According to"),
        ("He has reportedly left.", "그는 떠났다.", ("en", "ko"), "reportedly"),
        ("장관은 물가가 내릴 것이라고 말했다.", "Prices will fall.", ("ko", "en"), "고 말"),
        ("기상청에 따르면 비가 온다.", "It is raining.", ("ko", "en"), "따르면"),
    ],
)
def test_who_said_it_is_lost(source, hypothesis, languages, word):
    (finding,) = look(Reported(), (source, hypothesis), languages=languages)
    assert finding.code == "reported_lost"
    assert word in marked(finding, (source, hypothesis))


@pytest.mark.parametrize(
    ("source", "hypothesis"),
    [
        ("The minister said prices would fall.", "장관은 물가가 내릴 것이라고 밝혔다."),
        ("The minister said prices would fall.", "물가가 내린다고 한다."),
        ("“It rains,” he said.", "“비가 와.” 그였다."),
        ("Prices will fall.", "물가가 내린다."),
        ("No deaths were reported.", "사망자는 없었다."),
    ],
)
def test_what_is_reported_in_any_way_is_left_alone(source, hypothesis):
    assert look(Reported(), (source, hypothesis)) == []
