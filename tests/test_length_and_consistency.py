from __future__ import annotations

from checks_fixtures import look

from mtqe.checks.consistency import Consistency
from mtqe.checks.length import Length

PAIRS = [
    (f"The number {k} bus leaves from the harbour.", f"{k}번 버스는 옛 항구에서 정오에 떠난다.")
    for k in range(12)
]  # fmt: skip


def test_lengths_are_judged_by_the_others_of_the_system():
    long = (PAIRS[0][0], PAIRS[0][1] * 5)
    short = (PAIRS[1][0] * 4, PAIRS[1][1])
    found = look(Length(), *PAIRS, long, short)
    assert [(f.segment, f.text, dict(f.values)["times"]) for f in found] == [
        ("12", "length_long", "5.0"),
        ("13", "length_short", "4.0"),
    ]
    assert look(Length(), *PAIRS[:5], long) == []


def test_equal_sources_and_translations_are_compared_with_the_first():
    first, other = PAIRS[0], PAIRS[1]
    found = look(
        Consistency(),
        first,
        first,
        (first[0], "다른 번역문이 여기에 있습니다."),
        (other[0], first[1]),
    )
    assert [(f.code, f.segment, f.system) for f in found] == [
        ("duplicate", "1", None),
        ("duplicate", "2", None),
        ("inconsistent", "2", "s"),
        ("same_translation", "3", "s"),
    ]


def test_short_answers_may_come_again():
    assert look(Consistency(), ("Yes.", "네."), ("Yes.", "그래요."), ("Right.", "네.")) == []
