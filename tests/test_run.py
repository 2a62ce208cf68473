from __future__ import annotations

from collections.abc import Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
import pytest

from mtqe import run
from mtqe.config import MetricEntry, RunConfig, from_mapping
from mtqe.core import Finding
from mtqe.errors import ConfigError, MetricError, NotHereError
from mtqe.loaders import Setting
from mtqe.loaders.memory import Memory
from mtqe.metrics import Metric, Rows
from mtqe.run import Session, evaluate
from mtqe.testing import BoundFake, FakeMetric

SOURCE = ["The shop is closed.", "Call me later.", "It is raining.", "Thanks."]
REFERENCES = ["가게가 닫혀 있다.", "나중에 전화해 줘.", None, "고마워."]
SYSTEMS = {
    "v1": ["가게는 닫혔다.", "나중에 전화해.", "비가 온다.", "고마워."],
    "v2": ["", "이따 전화하세요.", "비가 내린다.", "감사해요."],
}
ABSENT = NotHereError("no model on this machine", "fake: no model. Run `mtqe fetch fake`.")


@dataclass(frozen=True)
class Counting(BoundFake):
    """A row is [characters of the hypothesis, 1, the most]; the companion reads the last column."""

    column: int = 0

    def statistics(self, translations, runtime):
        values = np.array([[len(t.hypothesis), 1.0, 2.0 * len(t.hypothesis)] for t in translations])
        found = {
            i: [Finding("silent", "warning", f"{t.segment.source} has no translation.")]
            for i, t in enumerate(translations)
            if not t.hypothesis
        }
        for _ in translations:
            runtime.advance(1)
        runtime.resources.setdefault("opened", []).append(runtime.device)
        return Rows(values, {}, found)

    def score(self, totals, level):
        return totals[..., self.column] / totals[..., 1]


@dataclass(frozen=True)
class Count(FakeMetric):
    """A metric without needs, that has a companion, and writes down what it is told."""

    tasks: list[Any] = field(default_factory=list)
    error: Exception | None = None

    name: ClassVar[str] = "count"
    title: ClassVar[str] = "Count"
    decimals: ClassVar[int] = 1
    scale: ClassVar[float | None] = None
    neural: ClassVar[bool] = False
    higher_is_better: ClassVar[bool] = False
    needs: ClassVar[frozenset[str]] = frozenset()

    def bind(self, task):
        self.tasks.append(task)
        if self.error:
            raise self.error
        bound = Counting("count:1")
        return replace(bound, companions={"max": replace(bound, signature="count:max", column=2)})


def config(
    *entries: MetricEntry | Metric,
    systems: Mapping[str, Any] = SYSTEMS,
    texts: Mapping[str, Any] | None = None,
    **options: Any,
) -> RunConfig:
    """A run on the texts above; `texts` are fields of the loader."""
    languages = {"source_language": "en", "target_language": "ko"}
    base = from_mapping({**languages, "data": {"format": "lines"}, "metrics": [], **options})
    given = {"source": SOURCE, "references": [REFERENCES], **(texts or {})}
    return replace(
        base,
        loader=Memory(Setting("small", "en", "ko"), systems=systems, **given),
        metrics=tuple(
            entry if isinstance(entry, MetricEntry) else MetricEntry(entry.name, entry)
            for entry in entries
        ),
    )


def test_scores_stand_under_their_labels_in_the_order_of_the_config():
    card = evaluate(config(MetricEntry("second", FakeMetric()), Count(), FakeMetric()))
    assert list(card.scores) == ["second", "count", "count-max", "fake"]
    shown = [(m.label, m.title, m.signature, m.decimals) for m in card.metrics]
    assert shown == [
        ("second", "second", "target:ko|version:1", 2),
        ("count", "Count", "count:1", 1),
        ("count-max", "Count-max", "count:max", 1),
        ("fake", "Fake", "target:ko|version:1", 2),
    ]
    assert [m.higher_is_better for m in card.metrics] == [True, False, False, True]
    np.testing.assert_array_equal(card.scores["second"].segments, card.scores["fake"].segments)


def test_a_companion_is_another_reading_of_the_same_rows():
    card = evaluate(config(MetricEntry("length", Count())))
    lengths = np.array([[len(text) for text in texts] for texts in SYSTEMS.values()])
    np.testing.assert_array_equal(card.scores["length"].segments, lengths)
    np.testing.assert_array_equal(card.scores["length-max"].segments, 2 * lengths)
    np.testing.assert_array_equal(card.scores["length"].systems, lengths.mean(axis=1))
    np.testing.assert_array_equal(
        card.scores["length-max"].intervals, 2 * card.scores["length"].intervals
    )
    assert card.metrics[1].title == "length-max"


def test_no_metric_takes_the_label_of_a_companion():
    entries = MetricEntry("length", Count()), MetricEntry("length-max", FakeMetric())
    with pytest.raises(ConfigError, match='label "length-max" is that of a score beside "length"'):
        evaluate(config(*entries))


def test_what_a_metric_cannot_score_is_nan_with_a_reason():
    card = evaluate(config(FakeMetric()))
    scores = card.scores["fake"]
    assert np.isnan(scores.segments).tolist() == [[False, False, True, False]] * 2
    assert scores.unscored == {(0, 2): "no reference", (1, 2): "no reference"}
    assert card.unscored_count("fake", 1) == 1
    assert not np.isnan(scores.systems).any()


def test_findings_of_a_metric_get_their_system_and_segment():
    card = evaluate(config(Count(), MetricEntry("again", Count())))
    found = [(f.system, f.segment, f.message) for f in card.findings if f.code == "silent"]
    assert found == [("v2", "1", "The shop is closed. has no translation.")]  # both found it
    assert card.severities("v2")["warning"] == 2  # and the loader's own: empty
    assert card.severities("v1")["warning"] == 0
    # The loader's own findings come first.
    assert card.findings[0].code == "reference_missing"


def test_an_optional_metric_that_is_not_here_scores_nothing_and_says_why():
    absent = MetricEntry("count", Count(error=ABSENT), optional=True)
    card = evaluate(config(absent, FakeMetric()))
    info, other = card.metrics
    assert (info.signature, info.unavailable) == (None, "no model on this machine")
    assert other.unavailable is None
    scores = card.scores["count"]
    for values in (scores.segments, scores.documents, scores.systems, scores.intervals):
        assert np.isnan(values).all()
    assert (scores.documents.shape, scores.intervals.shape) == ((2, 1), (2, 2))
    assert set(scores.unscored.values()) == {"no model on this machine"}
    assert [card.unscored_count("count", s) for s in (0, 1)] == [4, 4]
    assert "count-max" not in card.scores


def test_a_metric_that_is_not_optional_must_be_here():
    with pytest.raises(NotHereError, match="Run `mtqe fetch fake`"):
        evaluate(config(Count(error=ABSENT)))


def test_an_optional_metric_hides_no_other_error():
    broken = Count(error=MetricError("fake: this checkpoint is broken."))
    with pytest.raises(MetricError, match="checkpoint is broken"):
        evaluate(config(MetricEntry("count", broken, optional=True)))


@pytest.mark.parametrize("offline", [True, False])
def test_an_optional_metric_is_always_offline(offline):
    count = Count()
    entries = (MetricEntry("count", count, optional=True), MetricEntry("other", count))
    evaluate(config(*entries, runtime={"offline": offline}))
    assert [task.offline for task in count.tasks] == [True, offline]


def test_the_headline_is_the_first_metric_with_a_score_where_the_wanted_one_has_none():
    absent = MetricEntry("gone", Count(error=ABSENT), optional=True)

    def headline(*entries: MetricEntry | Metric, wanted: str | None, **more: Any) -> str | None:
        return evaluate(replace(config(*entries, **more), headline=wanted)).headline

    assert headline(absent, FakeMetric(), Count(), wanted="count") == "count"
    assert headline(absent, FakeMetric(), Count(), wanted="gone") == "fake"
    assert headline(absent, wanted="gone") is None
    assert headline(wanted=None) is None


def test_without_metrics_there_are_still_texts_and_coverage():
    card = evaluate(config())
    assert (card.metrics, card.scores) == ((), {})
    assert list(card.systems["coverage"]) == [1.0, 0.75]


@pytest.mark.parametrize("optional", [True, False])
@pytest.mark.parametrize(
    ("needs", "texts", "message"),
    [
        ("reference", {"references": []}, 'metric fake: needs a reference .* "references:"'),
        ("reference", {"references": [[None] * 4]}, "metric fake: needs a reference"),
        ("source", {"source": None}, 'metric fake: needs the source text.* "source:"'),
    ],
)
def test_what_a_metric_needs_must_be_there(needs, texts, message, optional, monkeypatch):
    monkeypatch.setattr(FakeMetric, "needs", frozenset({needs}))
    entry = MetricEntry("fake", FakeMetric(), optional=optional)
    with pytest.raises(MetricError, match=message):
        evaluate(config(entry, texts=texts))


def test_every_metric_is_bound_before_the_first_one_works():
    session = Session()
    with pytest.raises(MetricError):
        evaluate(config(Count(), Count(error=MetricError("second"))), session)
    assert session.resources == {}


def test_an_unknown_baseline_is_refused_with_a_suggestion():
    systems = {"system-a": SYSTEMS["v1"], "system-b": SYSTEMS["v2"]}
    with pytest.raises(ConfigError) as error:
        evaluate(config(systems=systems, significance={"baseline": "sytem-b"}))
    assert str(error.value) == (
        "significance.baseline: unknown system 'sytem-b'. Did you mean \"system-b\"? "
        "Available: system-a, system-b."
    )
    card = evaluate(config(systems=systems, significance={"baseline": "system-b"}))
    assert card.baseline == "system-b"


def test_one_progress_bar_counts_all_translations_and_models_are_shared():
    bars: list[list[Any]] = []

    @contextmanager
    def progress(total: int):
        bars.append([total])
        yield lambda label, done: bars[-1].append((label, done))

    session = Session(progress=progress)
    run_config = config(Count(), FakeMetric(), runtime={"device": "cpu"})
    evaluate(run_config, session)
    (total, *done), bar = bars
    assert total == sum(number for _, number in done) == 8 * len(run_config.checks)
    assert bar == [16, *[("count", 1)] * 8, ("fake", 8)]
    evaluate(run_config, session)
    assert session.resources == {"opened": ["cpu", "cpu"]}


def test_a_system_does_not_depend_on_the_others():
    both = evaluate(config(FakeMetric()))
    for s, (name, texts) in enumerate(SYSTEMS.items()):
        alone = evaluate(config(FakeMetric(), systems={name: texts}))
        for values in ("segments", "documents", "systems", "intervals"):
            expected = getattr(both.scores["fake"], values)[s]
            np.testing.assert_array_equal(getattr(alone.scores["fake"], values)[0], expected)
        assert alone.data.digest() == both.data.digest()


def test_the_seed_and_the_number_of_draws_come_from_the_config():
    def ends(**significance: int) -> list[float]:
        card = evaluate(config(Count(), significance=significance))
        low, high = card.scores["count"].intervals[1]
        return [low, high]

    assert ends() == ends(seed=12345, resamples=1000)
    assert ends(seed=1, resamples=7) != ends(seed=2, resamples=7)


def test_two_runs_differ_in_the_run_block_only():
    one, two = (evaluate(config(FakeMetric())) for _ in range(2))
    assert one.data == two.data
    assert one.findings == two.findings
    assert (one.config, one.versions) == (two.config, two.versions)
    assert one.run.keys() == two.run.keys() == {"time", "seconds", "machine", "platform"}
    assert {"python", "mtqe", "numpy", "sacrebleu"} <= set(one.versions)


def test_reports_of_all_formats_are_written_together(tmp_path: Path):
    card = evaluate(config(FakeMetric()))
    files = run.render(card, ["jsonl", "csv"])
    assert {"scorecard.json", "segments.jsonl", "segments.csv"} <= set(files)
    run.write_reports(card, tmp_path / "out", ["jsonl", "csv"])
    written = {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()}
    assert written == files
    with pytest.raises(ConfigError, match="unknown reporter 'cvs'"):
        run.write_reports(card, tmp_path / "other", ["jsonl", "cvs"])
    assert not (tmp_path / "other").exists()
