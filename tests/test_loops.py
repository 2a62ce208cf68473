from __future__ import annotations

import pytest
from checks_fixtures import look, marked
from hypothesis import given
from hypothesis import strategies as st

from mtqe.checks.loops import Loops, repetitions

SOURCE = "They agreed to meet at the station at six."


@pytest.mark.parametrize(
    ("source", "hypothesis"),
    [
        (SOURCE, "두 사람은 여섯 시에 역에서 만나기로 했다."),
        (SOURCE, "매우 매우 좋은 하나하나의 이야기다."),
        ("No, no, no, he said.", "그는 아니, 아니, 아니라고 말했다."),
        ("Ha ha ha ha!", "하하하하하!"),
        ("1 000 000 000", "1 000 000 000"),
    ],
)
def test_what_people_repeat_is_no_loop(source, hypothesis):
    assert look(Loops(), (source, hypothesis)) == []


@pytest.mark.parametrize(
    ("hypothesis", "place"),
    [
        ("여섯 시에 가기로 해 가기로 해 가기로 해.", "가기로 해 가기로 해 가기로 해."),
        ("역에서 역에서 역에서 만났다.", "역에서 역에서 역에서"),
        ("또 그 역에서 만나 또 그 역에서 만나", "또 그 역에서 만나 또 그 역에서 만나"),
        ("그리고그리고그리고그리고 갔다.", "그리고그리고그리고그리고"),
        ("오래된 역 앞에서 만났다. 비다. 오래된 역 앞에서 만났다.", "오래된 역 앞에서 만났다."),
    ],
)
def test_loops_are_found(hypothesis, place):
    pair = SOURCE, hypothesis
    (finding,) = look(Loops(), pair)
    assert marked(finding, pair) == place


WORDS = st.lists(st.sampled_from(["가", "나", "다", "라"]), min_size=1, max_size=4)


@given(WORDS, st.integers(3, 6))
def test_any_phrase_three_times_in_a_row_is_one(words, times):
    text = " ".join(["처음", *words * times, "끝"])
    assert repetitions(text)
