from __future__ import annotations

import pytest
from checks_fixtures import look, marked

from mtqe.checks.abbreviations import Abbreviations, long_forms

LONG = ("The Harbour Workers Union called a strike.", "항만 노동자 조합이 파업을 선언했다.")
KEPT = ("The HWU expects talks.", "HWU는 협상을 기대한다.")
TRANSLATED = ("The HWU expects talks.", "조합은 협상을 기대한다.")


def test_an_abbreviation_stays_though_its_long_form_is_translated():
    (finding,) = look(Abbreviations(), LONG, KEPT)
    assert (finding.code, finding.segment, marked(finding, LONG, KEPT)) == (
        "abbreviation", "1", "HWU",
    )  # fmt: skip
    assert "“Harbour Workers Union” is translated elsewhere" in finding.message


@pytest.mark.parametrize(
    "pairs",
    [
        (LONG, TRANSLATED),
        (KEPT,),
        ((LONG[0], "Harbour Workers Union(HWU)이 파업을 선언했다."), KEPT),
        (LONG, ("The HWU expects talks.", "항만 노동자 조합(HWU)은 협상을 기대한다."), KEPT),
    ],
)
def test_what_is_the_same_throughout_is_fine(pairs):
    assert look(Abbreviations(), *pairs) == []


def test_other_directions_are_left_alone():
    swapped = [pair[::-1] for pair in (LONG, KEPT)]
    assert look(Abbreviations(), *swapped, languages=("ko", "en")) == []


def test_the_words_that_an_abbreviation_may_stand_for():
    assert long_forms("the Democratic People’s Republic of Korea") == {}
    assert long_forms("Bank of New Harbour reports") == {"BNH": "Bank of New Harbour"}
    found = long_forms("In the Korean Central News Agency it says")
    assert found["KCNA"] == "Korean Central News Agency"
