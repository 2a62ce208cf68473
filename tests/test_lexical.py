"""What BLEU, chrF and TER share: laws of their rows, and how they are made."""

from __future__ import annotations

import pickle
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sacrebleu.metrics.bleu import BLEU
from sacrebleu.metrics.chrf import CHRF
from sacrebleu.metrics.ter import TER

from mtqe.core import Runtime, Segment, Task, Translation
from mtqe.errors import MetricError
from mtqe.metrics import Metric
from mtqe.metrics.bleu import Bleu
from mtqe.metrics.chrf import Chrf
from mtqe.metrics.ter import Ter

ONE = Task("en", "ko", references=1, reference_counts=frozenset({1}))
METRICS: list[Any] = [Bleu(), Bleu(tokenize="13a"), Chrf(), Chrf(word_order=2), Ter()]
# What no tokenizer gets from a file: surrogates and controls.
ANY = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=40)
WORD = st.text("가나다라는을에서abcDE", min_size=1, max_size=4)
SENTENCE = st.lists(WORD, min_size=1, max_size=12).map(" ".join)
PAIRS = st.lists(st.tuples(SENTENCE | ANY, SENTENCE | ANY), min_size=1, max_size=6)

every_metric = pytest.mark.parametrize(
    "metric", METRICS, ids=["bleu-ko-mecab", "bleu-13a", "chrf", "chrf++", "ter"]
)


def sacrebleu_of(metric: Any, language: str = "ko") -> Any:
    kind: Any = {Bleu: BLEU, Chrf: CHRF, Ter: TER}[type(metric)]
    options = dict(vars(metric))
    return kind(**{**options, "trg_lang": language} if kind is BLEU else options)


def translate(hypothesis: str, *references: str | None) -> Translation:
    return Translation(Segment("1", "d", None, references), hypothesis)


def rows_of(bound: Any, pairs: Sequence[tuple[str, str]]) -> Any:
    return bound.statistics([translate(*pair) for pair in pairs], Runtime()).values


@every_metric
@settings(deadline=None, max_examples=40)
@given(pairs=PAIRS, data=st.data())
def test_system_score_is_that_of_the_sum(metric: Any, pairs: Any, data: Any) -> None:
    bound = metric.bind(ONE)
    values = rows_of(bound, pairs)
    order = data.draw(st.permutations(range(len(pairs))))
    score = bound.score(values[order].sum(axis=0), "system")
    hypotheses, references = zip(*pairs, strict=True)
    expected = sacrebleu_of(metric).corpus_score(list(hypotheses), [list(references)]).score
    assert float(score) == pytest.approx(expected, abs=1e-9)
    assert float(bound.score(values.sum(axis=0), "document")) == pytest.approx(expected, abs=1e-9)


@every_metric
@settings(deadline=None, max_examples=40)
@given(text=SENTENCE)
def test_a_copy_of_the_reference_is_perfect(metric: Any, text: str) -> None:
    bound = metric.bind(ONE)
    score = bound.score(rows_of(bound, [(text, text)]), "segment")
    assert score[0] == pytest.approx(100.0 if metric.higher_is_better else 0.0, abs=1e-9)


@every_metric
@settings(deadline=None, max_examples=20)
@given(pairs=PAIRS)
def test_each_row_stands_alone(metric: Any, pairs: Any) -> None:
    bound = metric.bind(ONE)
    alone = np.concatenate([rows_of(bound, [pair]) for pair in pairs])
    np.testing.assert_array_equal(rows_of(bound, pairs), alone)


@every_metric
def test_pickle_round_trip(metric: Any) -> None:
    bound = metric.bind(ONE)
    again = pickle.loads(pickle.dumps(bound))  # noqa: S301
    assert again == bound
    pairs = [("나는 학교에 갔다", "나는 어제 학교에 갔다.")]
    np.testing.assert_array_equal(rows_of(again, pairs), rows_of(bound, pairs))


def test_another_process_makes_the_same_rows() -> None:
    bound = Bleu().bind(ONE)
    texts = [translate("나는 학교에 갔다", "나는 어제 학교에 갔다.")]
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        there = pool.submit(bound.statistics, texts, Runtime()).result()
    np.testing.assert_array_equal(there.values, bound.statistics(texts, Runtime()).values)


@every_metric
def test_score_keeps_leading_axes_and_the_totals(metric: Any) -> None:
    bound = metric.bind(ONE)
    values = rows_of(bound, [("가 나 다", "가 나 라"), ("가", "나"), ("", "가 나")])
    totals = np.stack([values, values * 2])
    before = totals.copy()
    scores = bound.score(totals, "document")
    assert scores.shape == (2, 3)
    assert bound.score(totals[0, 0], "document").shape == ()
    assert bound.score(totals[:, :0], "document").shape == (2, 0)
    assert scores[1, 0] == bound.score(totals[1, 0], "document")
    np.testing.assert_array_equal(totals, before)


def test_add_k_leaves_the_totals_alone() -> None:
    bound = Bleu(smooth_method="add-k").bind(ONE)
    totals = rows_of(bound, [("가 나 다 라", "가 나 다 마")])[0]
    before = totals.copy()
    assert bound.score(totals, "system") == bound.score(totals, "system")
    np.testing.assert_array_equal(totals, before)


@every_metric
def test_no_reference_is_unscored(metric: Any) -> None:
    bound = metric.bind(ONE)
    rows = bound.statistics(
        [translate("가 나", None), translate("가 나", None, "가 나"), translate("다")], Runtime()
    )
    assert rows.unscored == {0: "no reference", 2: "no reference"}
    assert not rows.values[[0, 2]].any()
    assert rows.values[1].any()


def test_each_text_is_tokenized_once_for_all_systems(monkeypatch: pytest.MonkeyPatch) -> None:
    prepared: list[str] = []
    original = BLEU._preprocess_segment

    def count(self: BLEU, text: str) -> str:
        prepared.append(text)
        return original(self, text)

    monkeypatch.setattr(BLEU, "_preprocess_segment", count)
    bound = Bleu(tokenize="none").bind(ONE)
    systems = [[("가 나", "참 하나"), ("다", "참 둘")], [("라", "참 하나"), ("다", "참 둘")]]
    together = rows_of(bound, [pair for system in systems for pair in system])
    assert sorted(prepared) == ["가 나", "다", "라", "참 둘", "참 하나"]
    np.testing.assert_array_equal(together[2:], rows_of(bound, systems[1]))


def test_progress_adds_up_and_comes_in_pieces() -> None:
    seen: list[int] = []
    long = "가나다라 " * 100
    texts = [translate(long, str(number)) for number in range(450)] + [translate("가", None)] * 3
    Chrf().bind(ONE).statistics(texts, Runtime(advance=seen.append))
    assert sum(seen) == 453
    assert len(seen) > 3


def test_row_key_is_the_content_that_decides() -> None:
    bound = Chrf().bind(ONE)
    key = bound.row_key(translate("가", "나", None, "다"))
    assert key == bound.row_key(translate("가", None, "나", "다"))
    others = [
        ("가", "나"),
        ("가", "다", "나"),
        ("나", "나", "다"),
        ("가나", "다"),
        ("가", "", "나", "다"),
    ]
    assert key not in {bound.row_key(translate(*texts)) for texts in others}
    assert key != bound.row_key(translate("가 ", "나", "다"))


SIGNED: list[tuple[Any, Mapping[str, str]]] = [
    (Bleu(), {}),
    (Bleu(tokenize="char", lowercase=True, effective_order=True), {}),
    (Bleu(smooth_method="floor"), {}),
    (Bleu(smooth_method="add-k", smooth_value=0.25, force=True), {}),
    (Bleu(max_ngram_order=2), {"order": "2"}),
    (Bleu(smooth_method="floor", smooth_value=0.001), {"smooth_value": "0.001"}),
    (Chrf(), {}),
    (Chrf(word_order=2, char_order=4, lowercase=True, whitespace=True, eps_smoothing=True), {}),
    (Chrf(beta=3), {"beta": "3"}),
    (Ter(), {}),
    (Ter(normalized=True, no_punct=True, asian_support=True, case_sensitive=True), {}),
]
STREAMS: list[list[list[str | None]]] = [
    [["가 나", "다"]],
    [["가 나", "다"], ["가", "라"], ["나", "마"]],
    [["가 나", "다"], ["가", None], [None, None]],
    [["가 나", "다"], [None, None]],
]


def parse(signature: str) -> dict[str, str]:
    pairs = [item.split(":", 1) for item in signature.split("|")]
    assert len({key for key, _ in pairs}) == len(pairs)
    return dict(pairs)


@pytest.mark.parametrize("streams", STREAMS, ids=["one", "three", "variable", "one of two"])
@pytest.mark.parametrize(("metric", "more"), SIGNED, ids=str)
def test_signature(metric: Any, more: Mapping[str, str], streams: list[list[str | None]]) -> None:
    oracle = sacrebleu_of(metric)
    oracle.corpus_score(["가 나 다", "라"], streams)
    expected = parse(oracle.get_signature().format())
    counts = {sum(text is not None for text in texts) for texts in zip(*streams, strict=True)}
    task = Task("en", "ko", references=len(streams), reference_counts=frozenset(counts))
    assert parse(metric.bind(task).signature) == {**expected, **more}


@every_metric
def test_signature_without_normalization(metric: Metric) -> None:
    task = Task("en", "ko", 1, frozenset({1}), normalization="none")
    more = parse(metric.bind(task).signature).items() - parse(metric.bind(ONE).signature).items()
    assert more == {("unicode" if metric.name == "ter" else "norm", "none")}


@every_metric
def test_no_references_at_all(metric: Metric) -> None:
    with pytest.raises(MetricError, match="compares with a reference, but the test set has none"):
        metric.bind(Task("en", "ko", references=0, reference_counts=frozenset()))


@every_metric
def test_nothing_is_logged(metric: Any, caplog: pytest.LogCaptureFixture) -> None:
    rows_of(metric.bind(ONE), [(f"가 {number} .", "가 .") for number in range(150)])
    assert not caplog.records
    assert dict(metric.bind(ONE).companions) == {}
