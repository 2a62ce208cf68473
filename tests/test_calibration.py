"""Confidences come true as often as they say; what cannot be told is called doubtful."""

import json
import math

import numpy as np
import pytest

from mtqe.core import Bead
from mtqe.pairing.align import align
from mtqe.pairing.lattice import Lattice

SETS = ("ntrex-b1.dev", "ntrex-b2.dev", "ntrex-b3.dev")  # perturbed: nulls and merges
CAPTION, LEAD, ASIDE = ((), (0,)), ((0,), (1,)), ((5,), ())


def beads_of(document) -> tuple[Bead, ...]:
    found = align(document["en"], document["ko"], source_language="en", target_language="ko")
    return found.beads


def documents(shared, name):
    path = shared / "data" / "alignment" / f"{name}.jsonl"
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


@pytest.fixture
def judged(shared):
    """Confidence and rightness of the beads of every third document, in two arrays."""
    rows = [
        (bead.confidence, [list(bead.source), list(bead.target)] in document["gold"])
        for name in SETS
        for document in documents(shared, name)[::3]
        for bead in beads_of(document)
    ]
    confidence, right = zip(*rows, strict=True)
    return np.array(confidence), np.array(right, dtype=float)


def test_confidence_is_how_often_beads_are_right(judged):
    confidence, right = judged
    bins = np.minimum((confidence * 10).astype(int), 9)
    gaps = [abs((right - confidence)[bins == k].sum()) for k in range(10)]
    assert sum(gaps) / len(right) <= 0.04
    sure = confidence >= 0.99
    assert sure.mean() > 0.4
    assert right[sure].mean() >= 0.99


def test_a_caption_is_the_doubtful_place_of_an_article(shared):
    for document in documents(shared, "seeds"):
        confidence = {(b.source, b.target): b.confidence or 0.0 for b in beads_of(document)}
        assert [list(map(list, bead)) for bead in confidence] == document["gold"]
        # The lead has this bead only in alignments that leave the caption alone: neither is surer.
        assert confidence.pop(LEAD) == pytest.approx(confidence[CAPTION], abs=0.01)
        assert 0.5 < confidence.pop(CAPTION) < 0.8
        assert confidence.pop(ASIDE) > 0.91
        assert min(confidence.values()) > 0.95


@pytest.mark.parametrize("evidence", [-9.0, -5.5, 0.0, 4.0])
def test_calibration_leaves_log_odds_in_proportion(evidence):
    class Same:
        def score(self, shape, source_end, target_end):
            return np.full(len(source_end), evidence)

        def explain(self, source, target):
            return ()

    lattice = Lattice(1, 1, Same())
    match = [(slice(0, 1), slice(0, 1))]

    def log_odds(lattice):
        """Of a match against one of the two orders of an omission and an addition."""
        (step,) = lattice.steps(match)
        return math.log(2 * step.confidence / (1 - step.confidence))

    plain, calibrated = log_odds(lattice), log_odds(lattice.calibrated())
    assert plain == pytest.approx(evidence + math.log(0.8 / 0.03**2))
    # A null is 4/3 as likely as the prior that finds it says, and there are two of them.
    assert calibrated == pytest.approx((plain - 2 * math.log(4 / 3)) / 1.25)
