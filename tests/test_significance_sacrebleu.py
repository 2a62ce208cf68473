"""sacreBLEU's own tests give the p-values, means and intervals that are expected here."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from sacrebleu.metrics.bleu import BLEU
from sacrebleu.metrics.chrf import CHRF
from sacrebleu.metrics.ter import TER
from sacrebleu.significance import PairedTest

from mtqe.core import Document, Runtime, Segment, Task, Translation
from mtqe.metrics.bleu import Bleu
from mtqe.metrics.chrf import Chrf
from mtqe.metrics.ter import Ter
from mtqe.scores import ScoreTable
from mtqe.significance import Measured, Settings, Test, Units, compare, draws, intervals

REFERENCES = [
    "The ferry leaves at seven every morning.", "Keep the receipt for your records.",
    "The children built a castle of sand.", "Our office is closed on public holidays.",
    "Add salt and stir for two minutes.", "The bridge was opened in 1931.",
    "He forgot his umbrella on the train.", "Two of the windows were broken.",
    "Please do not feed the birds.", "The concert was put off until Friday.",
    "She paints the sea from memory.", "A new road will join the two towns.",
    "The battery lasts for ten hours.",
]  # fmt: skip
SYSTEMS = {
    "base": [
        "The ferry leaves each morning at seven.", "Keep the receipt for your records.",
        "The children built a sand castle.", "The office closes on public holidays.",
        "Put salt and stir two minutes.", "The bridge opened in 1931.",
        "He left his umbrella in the train.", "Two windows were broken.",
        "Please don't feed the birds.", "The concert was moved to Friday.",
        "She paints the sea from memory.", "A new road will link both towns.", "",
    ],
    "near": [
        "The ferry leaves each morning at seven.", "Keep the receipt for your records.",
        "The children built a castle of sand.", "The office closes on public holidays.",
        "Put salt and stir two minutes.", "The bridge opened in 1931.",
        "He left his umbrella in the train.", "Two windows broke.",
        "Please don't feed the birds.", "The concert was moved to Friday.",
        "She paints the sea from memory.", "A new road will link both towns.", "",
    ],
    "other": [
        "A ferry goes at seven.", "Hold the paper for records.",
        "Children made a castle of sand.", "Our office is closed on holidays.",
        "Add salt. Stir for two minutes.", "In 1931 the bridge was opened.",
        "He forgot his umbrella on the train.", "Two of the windows were broken.",
        "Do not feed birds.", "The concert was put off until Friday.",
        "She paints the sea by heart.", "The two towns get a new road.", "The battery lasts long.",
    ],
}  # fmt: skip
METRICS = [(Bleu(), BLEU), (Chrf(), CHRF), (Chrf(word_order=2), lambda: CHRF(word_order=2)),
           (Ter(), TER)]  # fmt: skip


def measured(metric, references, systems, language) -> tuple[Measured, list[Segment]]:
    task = Task("en" if language == "ko" else "ko", language, 1, frozenset({1}))
    bound = metric.bind(task)
    segments = [Segment(str(i), "d", None, (text,)) for i, text in enumerate(references)]
    translations = [
        Translation(segment, text)
        for texts in systems.values()
        for segment, text in zip(segments, texts, strict=True)
    ]
    values = bound.statistics(translations, Runtime()).values.reshape(
        len(systems), len(segments), -1
    )
    table = ScoreTable(bound, values, {}, [Document("d", 0, len(segments))])
    return Measured(table, list(systems), metric.name), segments


def against(mine, new, old, units, settings) -> Any:
    return next(iter(compare(mine, [(new, old)], units, settings)), None)


def check(metric, oracle, test: Any, references, systems, language="en", **options: Any):
    baseline = next(iter(systems))
    settings = Settings(baseline, f"sacrebleu-{test}", **options)  # type: ignore[arg-type]
    mine, segments = measured(metric, references, systems, language)
    units = Units.of(segments, mine.table.documents, settings)
    samples = settings.trials if test == "ar" else settings.resamples
    _, results = PairedTest(
        list(systems.items()), {"metric": oracle}, [references], test, samples,
        settings.resamples if test == "ar" else -1,
    )()  # fmt: skip
    expected: list[Any] = next(value for key, value in results.items() if key != "System")
    ends = intervals(mine, units, settings)
    np.testing.assert_allclose(ends.mean(axis=1), [r.mean for r in expected], rtol=0, atol=1e-5)
    halves = (ends[:, 1] - ends[:, 0]) / 2
    np.testing.assert_allclose(halves, [r.ci for r in expected], rtol=0, atol=1e-5)
    for name, result in list(zip(systems, expected, strict=True))[1:]:
        comparison = against(mine, name, baseline, units, settings)
        assert (comparison.p, comparison.test) == (result.p_value, settings.test)
        assert comparison.new == pytest.approx(result.score, abs=1e-9)


@pytest.mark.parametrize("test", ["ar", "bs"])
@pytest.mark.parametrize(("metric", "oracle"), METRICS)
def test_small_sets(metric, oracle, test):
    check(metric, oracle(), test, REFERENCES, SYSTEMS, trials=400, resamples=400)


def test_identical_outputs_have_the_p_that_sacrebleu_gives_them():
    systems = {"base": SYSTEMS["base"], "again": SYSTEMS["base"]}
    check(Chrf(), CHRF(), "bs", REFERENCES, systems)


@pytest.mark.parametrize("test", ["ar", "bs"])
def test_draws_do_not_depend_on_how_many_are_made_at_a_time(test, monkeypatch):
    monkeypatch.setattr(draws, "CELLS", 500)
    check(Chrf(), CHRF(), test, REFERENCES, SYSTEMS, trials=100, resamples=100)


@pytest.mark.parametrize("test", ["ar", "bs"])
def test_real_outputs_with_near_ties(test, shared):
    folder = shared / "data" / "flores-dev"

    def lines(name: str) -> list[str]:
        return Path(folder, name).read_text("utf-8").split("\n")[:997]

    google, microsoft = lines("en-ko/google.ko"), lines("en-ko/microsoft.ko")
    systems = {
        "google": google,
        "microsoft": microsoft,
        "nearly": [microsoft[i] if i % 25 == 0 else text for i, text in enumerate(google)],
        "one": [*google[:-1], microsoft[-1]],
    }
    check(Chrf(), CHRF(), test, lines("reference.ko"), systems, "ko", trials=500, resamples=200)


def test_approximate_randomization_agrees_with_sacrebleus_within_chance():
    mine, segments = measured(Chrf(), REFERENCES, SYSTEMS, "en")
    found: dict[str, Any] = {}
    tests: tuple[Test, ...] = ("ar", "sacrebleu-ar")
    for test in tests:
        settings = Settings(test=test)
        units = Units.of(segments, mine.table.documents, settings)
        found[test] = against(mine, "other", "base", units, settings).p
    p = found["sacrebleu-ar"]
    assert 0.05 < p < 0.95
    assert found["ar"] == pytest.approx(p, abs=5 * np.sqrt(2 * p * (1 - p) / 10_000))
