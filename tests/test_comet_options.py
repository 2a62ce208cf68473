"""The options of COMET: empty translations, context, precision, backend; and what it remarks."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from mtqe.core import Backend, Document, EvalSet, Runtime, Segment, Task, Translation
from mtqe.errors import ConfigError, MetricError
from mtqe.metrics.comet import Comet

TASK = Task("en", "ko", references=1, reference_counts=frozenset({1}))
STORY = (
    ("The harbour was closed on Monday.", "항구는 월요일에 닫혔다.", "월요일에 항구가 폐쇄되었다."),
    ("It opened again a day later.", "하루 뒤에 다시 열렸다.", "그다음 날 다시 문을 열었다."),
    ("No ship had left.", "", "떠난 배는 없었다."),
    ("The fishermen were angry.", "어부들은 화가 났다.", "어민들은 분노했다."),
    ("They wrote to the mayor.", "시장에게 편지를 썼다.", "그들은 시장에게 편지를 보냈다."),
)
DATA = EvalSet(
    name="story",
    source_language="en",
    target_language="ko",
    segments=tuple(
        Segment(str(n), "a" if n < 3 else "b", source, (reference,))
        for n, (source, _, reference) in enumerate(STORY)
    ),
    documents=(Document("a", 0, 3), Document("b", 3, 5)),
    outputs={"v1": tuple(hypothesis for _, hypothesis, _ in STORY)},
)


def story(context: int = 0) -> list[Translation]:
    return list(DATA.translations("v1", context))


@pytest.fixture(params=["engine", "comet"])
def runtime(request: pytest.FixtureRequest) -> Runtime:
    return Runtime(device="cpu", backend=request.param)


def test_what_pairing_found_to_be_left_out_scores_zero(
    comet_checkpoints: Path, comet_predict: Any, runtime: Runtime
) -> None:
    task = replace(TASK, aligned=True, some_empty=True)
    bound = Comet(model=str(comet_checkpoints / "regression_metric")).bind(task)
    samples = [dict(zip(("src", "mt", "ref"), texts, strict=True)) for texts in STORY]
    by_model = comet_predict("regression_metric", samples)
    rows = bound.statistics(story(), runtime)
    scores = bound.score(rows.values, "segment")
    assert scores[2] == 0
    np.testing.assert_allclose(np.delete(scores, 2), np.delete(by_model, 2), atol=1e-5)
    own = bound.companions["model"]
    np.testing.assert_allclose(own.score(rows.values, "segment"), by_model, atol=1e-5)
    assert "|empty:zero|" in bound.signature
    assert own.signature == bound.signature.replace("empty:zero", "empty:model")
    assert not rows.findings


def test_an_empty_line_has_the_models_number_and_a_remark(
    comet_checkpoints: Path, runtime: Runtime
) -> None:
    task = Task.of(DATA)
    bound = Comet(model=str(comet_checkpoints / "regression_metric")).bind(task)
    rows = bound.statistics(story(), runtime)
    scores = bound.score(rows.values, "segment")
    assert list(rows.findings) == [2]
    [remark] = rows.findings[2]
    assert remark.code == "empty_scored"
    assert f"{scores[2]:.4f}" in remark.message
    other = bound.companions["zero"].score(rows.values, "segment")
    assert other[2] == 0
    np.testing.assert_array_equal(np.delete(other, 2), np.delete(scores, 2))
    assert "|empty:model|" in bound.signature


def test_where_nothing_is_empty_there_is_one_mean(comet_checkpoints: Path) -> None:
    model = str(comet_checkpoints / "regression_metric")
    choices: tuple[Any, ...] = ("auto", "model", "zero")
    for on_empty in choices:
        assert not Comet(model=model, on_empty=on_empty).bind(TASK).companions
    task = replace(TASK, references=2, reference_counts=frozenset({2}), some_empty=True)
    bound = Comet(model=model, on_empty="zero").bind(task)
    assert set(bound.companions) == {"max", "model"}
    assert bound.signature.endswith("combine:mean")
    assert bound.companions["model"].signature.endswith("combine:mean")
    assert bound.companions["max"].signature.endswith("combine:max")


def test_where_scores_have_no_bounds_zero_is_no_low_score(
    comet_checkpoints: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mtqe.metrics.comet.known.scale", lambda _: None)
    metric = Comet(model=str(comet_checkpoints / "regression_metric"))
    bound = metric.bind(replace(TASK, aligned=True, some_empty=True))
    assert "|empty:model|" in bound.signature
    assert not bound.companions
    chosen = replace(metric, on_empty="zero").bind(replace(TASK, some_empty=True))
    assert set(chosen.companions) == {"model"}


LIGHT = """
import sys
from mtqe.core import Runtime, Segment, Task, Translation
from mtqe.metrics.comet import Comet
task = Task("en", "ko", references=1, reference_counts=frozenset({1}))
bound = Comet(model=sys.argv[1]).bind(task)
assert "torch" not in sys.modules
some = Translation(Segment("1", "d", "Thank you.", ("감사합니다.",)), "고마워요.")
bound.statistics([some], Runtime(device="cpu"))
assert "torch" in sys.modules
print([name for name in ("comet", "transformers", "pytorch_lightning") if name in sys.modules])
"""


def test_the_engine_starts_without_the_heavy_packages(comet_checkpoints: Path) -> None:
    command = [sys.executable, "-c", LIGHT, str(comet_checkpoints / "regression_metric")]
    done = subprocess.run(command, capture_output=True, check=True)
    assert (done.stdout.split(), done.stderr) == ([b"[]"], b"")


@pytest.mark.parametrize("context_of", ["reference", "hypothesis"])
def test_context_is_comets_own(
    comet_checkpoints: Path, comet_output: Any, runtime: Runtime, context_of: Any
) -> None:
    metric = Comet(
        model=str(comet_checkpoints / "regression_metric"), context=2, context_of=context_of
    )
    bound = metric.bind(TASK)
    rows = bound.statistics(story(2), runtime)
    before = {0: [], 1: [0], 2: [0, 1], 3: [], 4: [3]}
    column = {"hypothesis": 1, "reference": 2}[context_of]
    samples = [
        {
            name: " </s> ".join([*(STORY[n][whose] for n in earlier), STORY[here][own]])
            for name, own, whose in (("src", 0, 0), ("mt", 1, column), ("ref", 2, 2))
        }
        for here, earlier in before.items()
    ]
    expected = comet_output("regression_metric", samples, context=True)["scores"]
    np.testing.assert_allclose(rows.values[:, 0], expected, atol=1e-5)
    alone = Comet(model=metric.model).bind(TASK).statistics(story(), runtime).values[:, 0]
    assert abs(alone - expected)[[1, 2, 4]].min() > 1e-4
    assert f"|context:2|context_of:{context_of}|" in bound.signature


def test_the_oldest_context_goes_first(
    comet_checkpoints: Path, comet_output: Any, runtime: Runtime
) -> None:
    """A text of 510 tokens at most is read: what does not fit is context, never the sentence."""
    long = "위원회는 화요일 오전에 회의를 열었다. " * 40
    texts = [("Long ago.", long, long), ("It was Monday.", "월요일이었다.", "그날은 월요일이었다.")]
    texts.append(("The harbour was closed.", "항구는 닫혔다.", "항구가 폐쇄되었다."))
    segments = [Segment(str(n), "d", source, (ref,)) for n, (source, _, ref) in enumerate(texts)]
    first, second, third = (
        Translation(segment, hypothesis)
        for segment, (_, hypothesis, _) in zip(segments, texts, strict=True)
    )
    last = replace(third, context=(first, second))
    metric = Comet(model=str(comet_checkpoints / "regression_metric"), context=2)
    [made] = metric.bind(TASK).statistics([last], runtime).values[:, 0]
    sample = {
        "src": " </s> ".join(text[0] for text in texts),
        "mt": f"{texts[1][2]} </s> {texts[2][1]}",
        "ref": f"{texts[1][2]} </s> {texts[2][2]}",
    }
    [expected] = comet_output("regression_metric", [sample], context=True)["scores"]
    assert made == pytest.approx(expected, abs=1e-5)


def test_context_is_part_of_a_rows_key(comet_checkpoints: Path) -> None:
    model = str(comet_checkpoints / "regression_metric")
    alone, behind = story()[1], story(1)[1]
    plain, reading = Comet(model=model).bind(TASK), Comet(model=model, context=1).bind(TASK)
    assert plain.row_key(alone) == plain.row_key(behind)
    assert reading.row_key(alone) == plain.row_key(alone)
    assert reading.row_key(behind) != reading.row_key(alone)


@pytest.mark.parametrize(
    ("name", "options", "message"),
    [
        ("xcomet_metric", {}, "context: model xcomet_metric cannot read context"),
        ("max", {}, "context: model max cannot read context"),
        (
            "referenceless_regression_metric",
            {"context_of": "reference"},
            "context_of: model .* reads no reference",
        ),
    ],
)
def test_context_for_a_model_without_it(
    comet_checkpoints: Path, name: str, options: dict[str, Any], message: str
) -> None:
    with pytest.raises(ConfigError, match=message):
        Comet(model=str(comet_checkpoints / name), context=1, **options).bind(TASK)


@pytest.mark.parametrize("precision", ["bf16", "fp16"])
def test_lower_precision_is_near_and_named(
    comet_checkpoints: Path, runtime: Runtime, precision: Any
) -> None:
    model = str(comet_checkpoints / "regression_metric")
    full = Comet(model=model).bind(TASK).statistics(story(), runtime).values[:, 0]
    bound = Comet(model=model, precision=precision).bind(TASK)
    half = bound.statistics(story(), runtime).values[:, 0]
    assert 1e-6 < abs(full - half).max() < 0.05
    assert f"|precision:{precision}|" in bound.signature


@pytest.mark.parametrize(
    ("name", "limit"), [("regression_metric", 510), ("unified_metric", 512), ("kiwi", 512)]
)
def test_texts_that_the_model_cannot_read_whole_are_named(
    comet_checkpoints: Path, runtime: Runtime, name: str, limit: int
) -> None:
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(comet_checkpoints / "encoder/tokenizer.json"))
    word = next(w for w in ("위", "a", "e", "1") if len(tokenizer.encode(w).ids) <= 4)

    def tokens(text: str) -> int:
        return len(tokenizer.encode(text).ids)

    source, reference = "a", "a"
    # What is read together: for regression, each text alone.
    joint = {"unified_metric": (source, reference), "kiwi": (source,)}.get(name, ())
    others = sum(map(tokens, joint))
    texts = [" ".join([word] * n) for n in range(150, 600)]
    fits = [t for t in texts if tokens(t) + others <= limit][-1]
    too_long = next(t for t in texts if tokens(t) + others > limit)
    some = [
        Translation(Segment(str(n), "d", source, (reference,)), text)
        for n, text in enumerate((fits, too_long))
    ]
    rows = Comet(model=str(comet_checkpoints / name)).bind(TASK).statistics(some, runtime)
    assert set(rows.findings) == {1}
    [finding] = rows.findings[1]
    assert finding.code == "truncated"
    assert str(tokens(too_long) + others) in finding.message


def test_spans_point_into_the_hypothesis(comet_checkpoints: Path, runtime: Runtime) -> None:
    bound = Comet(model=str(comet_checkpoints / "xcomet_metric"), input="src").bind(TASK)
    rows = bound.statistics(story(), runtime)
    found = [(n, f) for n, each in rows.findings.items() for f in each if "span" in f.code]
    assert found
    for n, finding in found:
        assert finding.side == "hypothesis"
        assert finding.severity == ("info" if finding.code == "span_minor" else "warning")
        assert STORY[n][1][finding.start : finding.end] in finding.message
    assert "|input:src|" in bound.signature


@pytest.mark.parametrize("kind", ["another encoder", "no tokenizer.json"])
def test_what_the_engine_does_not_know_comet_computes(
    comet_checkpoints: Path, comet_predict: Any, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    from mtqe.metrics.comet.engine import encoder, model

    if kind == "another encoder":
        monkeypatch.setattr(encoder.Shape, "read", lambda _: None)
    else:
        monkeypatch.setattr(model, "_file", lambda *_: None)
    bound = Comet(model=str(comet_checkpoints / "regression_metric")).bind(TASK)
    notes: list[str] = []
    rows = bound.statistics(story(), Runtime(device="cpu", note=notes.append))
    assert notes[0].startswith("unbabel-comet's predict")
    samples = [dict(zip(("src", "mt", "ref"), texts, strict=True)) for texts in STORY]
    expected = comet_predict("regression_metric", samples)
    np.testing.assert_allclose(rows.values[:, 0], expected, atol=1e-5)
    with pytest.raises(MetricError, match='Use "backend: auto"'):
        bound.statistics(story(), Runtime(device="cpu", backend="engine"))


def test_predict_goes_on_with_smaller_batches(
    comet_checkpoints: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from comet.models import RegressionMetric

    bound = Comet(model=str(comet_checkpoints / "regression_metric")).bind(TASK)
    backend: Backend = "comet"
    runtime = Runtime(device="cpu", backend=backend, batch_size=4)
    expected = bound.statistics(story(), runtime).values
    real, sizes = RegressionMetric.predict, []

    def predict(self: Any, samples: Any, **options: Any) -> Any:
        sizes.append(options["batch_size"])
        if options["batch_size"] > 1:
            raise RuntimeError("CUDA out of memory. Tried to allocate 20.00 MiB")
        return real(self, samples, **options)

    monkeypatch.setattr(RegressionMetric, "predict", predict)
    made = bound.statistics(story(), runtime).values
    assert sizes == [4, 2, 1]
    np.testing.assert_allclose(made, expected, atol=1e-5)


CONFIG = """\
source_language: en
target_language: ko
data: {{format: lines, source: source, references: [reference], systems: {{v1: v1}}}}
metrics: [{{name: comet, model: {model}, context: 2}}]
runtime: {{backend: {backend}, device: cpu}}
significance: {{resamples: 20}}
report: {{directory: reports, formats: [jsonl]}}
"""


def test_a_run_gives_a_metric_its_context_and_says_how_it_computed(
    comet_checkpoints: Path, tmp_path: Path, invoke: Any, runtime: Runtime
) -> None:
    for name, column in (("source", 0), ("v1", 1), ("reference", 2)):
        text = "".join(f"{row[column]}\n" for row in STORY)
        (tmp_path / name).write_text(text, encoding="utf-8")
    model = comet_checkpoints / "regression_metric"
    config = tmp_path / "run.yaml"
    config.write_text(CONFIG.format(model=model, backend=runtime.backend), encoding="utf-8")
    assert invoke("run", config).exit_code == 0
    lines = (tmp_path / "reports/segments.jsonl").read_text("utf-8").splitlines()
    made = [json.loads(line)["scores"]["comet"] for line in lines]
    whole = replace(
        DATA,
        documents=(Document("a", 0, 5),),
        segments=tuple(replace(segment, document="a") for segment in DATA.segments),
    )
    bound = Comet(model=str(model), context=2).bind(TASK)
    rows = bound.statistics(list(whole.translations("v1", 2)), runtime)
    np.testing.assert_allclose(made, rows.values[:, 0], atol=1e-6)
    card = json.loads((tmp_path / "reports/scorecard.json").read_text("utf-8"))
    assert ("predict" in card["run"]["comet"]) == (runtime.backend == "comet")
    summary = [line for line in lines if '"empty_scored"' in line]
    assert len(summary) == 1
