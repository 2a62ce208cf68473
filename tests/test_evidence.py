from __future__ import annotations

import numpy as np
import pytest

from mtqe.pairing.band import Band, find_band, full_band
from mtqe.pairing.evidence import EvidenceScorer
from mtqe.pairing.keys import Key, Keys
from mtqe.pairing.lattice import FloatArray, IntArray, Shape
from mtqe.pairing.lexicon import Lexicon

NONE = Lexicon({})


class Nothing:
    def score(self, shape: Shape, source_end: IntArray, target_end: IntArray) -> FloatArray:
        return np.zeros(len(source_end))

    def explain(self, source: slice, target: slice) -> tuple[str, ...]:
        return ()


def keys(*numbers: str) -> Keys:
    return {Key("number", number): number for number in numbers}


def scorer(source: list[Keys], target: list[Keys]) -> EvidenceScorer:
    band = full_band(len(source), len(target))
    return EvidenceScorer(Nothing(), source, target, lexicon=NONE, band=band)


def value(of: EvidenceScorer, shape: Shape, i: int, j: int) -> float:
    return float(of.score(shape, np.array([i]), np.array([j]))[0])


def test_what_is_shared_speaks_for_a_bead_and_what_is_elsewhere_against() -> None:
    found = scorer(
        [keys("7"), keys("8"), keys(), keys("9")], [keys("7"), keys("8"), keys(), keys("9")]
    )
    assert value(found, (1, 1), 1, 1) > 0.5
    assert value(found, (1, 1), 1, 2) < -0.5
    assert value(found, (1, 1), 3, 3) == 0.0
    assert value(found, (1, 1), 1, 1) > value(found, (2, 1), 2, 1)
    assert value(found, (2, 2), 2, 2) > value(found, (2, 1), 2, 1)


def test_a_rare_counterpart_says_more_than_a_frequent_one() -> None:
    source = [keys("1", "2"), *[keys("1") for _ in range(6)], keys()]
    found = scorer(source, source)
    assert value(found, (1, 1), 1, 1) > value(found, (1, 1), 2, 2) > 0


def test_what_the_other_text_lacks_counts_against() -> None:
    with_extra = scorer([keys("7", "55"), keys("8")], [keys("7"), keys("8")])
    without = scorer([keys("7"), keys("8")], [keys("7"), keys("8")])
    assert value(with_extra, (1, 1), 1, 1) == pytest.approx(value(without, (1, 1), 1, 1) - 0.8)


def test_a_sentence_that_only_repeats_is_no_second_half() -> None:
    rest = [keys(str(k)) for k in range(20, 40)]
    source = [keys("7", "8"), *rest]
    repeated = scorer(source, [keys("7", "8"), keys("7"), *rest])
    divided = scorer(source, [keys("8"), keys("7"), *rest])
    assert value(divided, (1, 2), 1, 2) > value(divided, (1, 1), 1, 1)
    assert value(repeated, (1, 2), 1, 2) <= value(repeated, (1, 1), 1, 1)


def test_evidence_in_words() -> None:
    found = scorer([keys("7"), keys("8", "7")], [keys("7"), keys("8")])
    assert found.explain(slice(1, 2), slice(1, 2)) == ("8 = 8",)


def test_pieces_of_a_long_text_score_like_their_surroundings() -> None:
    source = [keys(str(k)) for k in range(1000, 1400)]
    band = find_band(source, source, NONE)
    assert isinstance(band, Band)
    assert int((band.high - band.low).max()) < 100
    found = EvidenceScorer(Nothing(), source, source, lexicon=NONE, band=band)
    ends = np.arange(1, 401)
    assert (found.score((1, 1), ends, ends) > 1).all()
    assert found.explain(slice(199, 201), slice(199, 201))[0].split(" = ")[0] in {"1199", "1200"}


def test_the_band_follows_a_gap() -> None:
    source = [keys(str(k)) for k in range(1000, 1400)]
    band = find_band(source, source[:150] + source[230:], NONE)
    for i, j in [(149, 149), (231, 151), (399, 319)]:
        assert band.low[i + j] <= i <= band.high[i + j]
