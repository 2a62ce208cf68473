"""What a run and its reports say about noise."""

from __future__ import annotations

import numpy as np
import pytest

import mtqe
from mtqe.config import from_mapping
from mtqe.reporters.content import content
from mtqe.run import evaluate

COUNT = 30
REFERENCE = [f"문장 {i}번은 오늘 아침에 새로 쓴 글이다." for i in range(COUNT)]
WORSE = [f"글 {i}개." for i in range(COUNT)]
# Some sentences are better and some are worse.
MIXED = [
    f"문장 {i}번은 오늘 아침에 새로 쓴 {'글이' if i % 2 else '책이라고 한'}다."
    for i in range(COUNT)
]
OTHER = [
    f"문장 {i}번은 오늘 아침에 새로 쓴 {'책이라 한' if i % 2 else '글이'}다." for i in range(COUNT)
]


@pytest.fixture
def judged(tmp_path):
    def run(systems, *metrics, **significance):
        for name, lines in {"ref": REFERENCE, **systems}.items():
            tmp_path.joinpath(name).write_text("\n".join(lines) + "\n", encoding="utf-8")
        config = from_mapping(
            {
                "source_language": "en",
                "target_language": "ko",
                "root": str(tmp_path),
                "data": {
                    "format": "lines",
                    "references": ["ref"],
                    "systems": {name: name for name in systems},
                },
                "metrics": list(metrics) or ["chrf"],
                "significance": {
                    "baseline": "old",
                    "trials": 500,
                    "resamples": 200,
                    **significance,
                },
            }
        )
        return evaluate(config)

    return run


def marks(card) -> list[str]:
    return [row[1].change for row in content(card, 0).systems.rows]


def test_a_difference_that_noise_does_not_explain(judged):
    card = judged({"old": MIXED, "new": WORSE})
    report = content(card, 0)
    assert report.headline.endswith(
        "), more than noise explains (85 % or more of readers would agree)."
    )
    assert not marks(card)[1].startswith("≈")
    assert report.systems.title == "Systems (in brackets: against the baseline old)"
    assert card.scores["chrf"].clusters == (1, 2)


def test_a_difference_that_noise_may_explain(judged):
    card = judged({"old": MIXED, "new": OTHER})
    report = content(card, 0)
    assert report.headline.endswith("), which noise may explain.")
    assert marks(card)[1].startswith("≈ ")
    assert "≈ noise may explain it" in report.systems.title
    assert card.scores["chrf"].clusters == (1, 1)
    [comparison] = card.comparisons
    assert f"Smallest difference to old that would be found: chrF {comparison.mde:.2f}." in (
        report.health
    )


def test_equal_outputs(judged):
    card = judged({"old": MIXED, "new": MIXED})
    assert content(card, 0).headline.endswith("), every sentence scores the same.")
    assert not any(line.startswith("Smallest") for line in content(card, 0).health)


def test_nothing_published_says_nothing_of_readers(judged):
    card = judged({"old": MIXED, "new": WORSE}, "ter")
    assert content(card, 0).headline.endswith("), more than noise explains.")


def test_alpha_decides_what_noise_may_explain(judged):
    [comparison] = judged({"old": MIXED, "new": OTHER}).comparisons
    assert comparison.p_holm < 0.99
    card = judged({"old": MIXED, "new": OTHER}, alpha=0.99)
    assert "more than noise explains" in content(card, 0).headline
    alone = judged({"old": MIXED}, alpha=0.5)
    assert "(50 % interval " in content(alone, 0).headline


def test_every_metric_is_compared_and_documents_have_intervals(judged):
    card = judged({"old": MIXED, "new": WORSE, "third": OTHER}, "chrf", "bleu")
    assert [(c.label, c.system) for c in card.comparisons] == [
        ("chrf", "new"), ("chrf", "third"), ("bleu", "new"), ("bleu", "third"),
    ]  # fmt: skip
    for scores in card.scores.values():
        assert scores.document_intervals.shape == (3, 1, 2)
        assert (scores.document_intervals[:, 0, 0] <= scores.systems).all()
        assert (scores.document_intervals[:, 0, 1] >= scores.systems).all()


def test_without_a_baseline_nothing_is_compared():
    card = mtqe.evaluate(
        references=[REFERENCE],
        systems={"a": MIXED, "b": WORSE},
        metrics=["chrf"],
        source_language="en",
        target_language="ko",
    )
    assert card.comparisons == ()
    assert not np.isnan(card.scores["chrf"].intervals).any()


def test_a_test_of_sacrebleu_is_named(judged):
    card = judged({"old": MIXED, "new": OTHER}, test="sacrebleu-ar")
    assert [c.test for c in card.comparisons] == ["sacrebleu-ar"]
