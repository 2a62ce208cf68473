"""Every score of BLEU, chrF and TER is sacreBLEU's: segments, documents, systems."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping, Sequence
from itertools import groupby, product
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from sacrebleu.metrics.bleu import BLEU
from sacrebleu.metrics.chrf import CHRF
from sacrebleu.metrics.ter import TER

from mtqe.core import Runtime, Segment, Task, Translation
from mtqe.metrics.bleu import Bleu
from mtqe.metrics.chrf import Chrf
from mtqe.metrics.ter import Ter

SIDES = {"ko": "reference", "en": "source"}
SACREBLEU: dict[type, Any] = {Bleu: BLEU, Chrf: CHRF, Ter: TER}

References = Sequence[tuple[str | None, ...]]
Cases = list[tuple[type, Mapping[str, Any]]]

# Four texts a segment: the hypothesis (∅: an empty one), then three references.
TEXTS = """\
서울시는 새 버스 노선을 5월에 연다. | 서울시가 5월에 새 버스 노선을 개통한다.
서울시는 새 버스 노선을 5월에 열 계획이다. | 5월, 서울시 새 버스 노선 개통
회의는 내일 오전 9시에 시작됩니다. | 회의는 내일 오전 9시에 시작됩니다.
내일 아침 아홉 시에 회의를 시작합니다. | 회의는 내일 오전 9시에 시작됩니다.
∅ | 전원을 끄고 케이블을 뽑으십시오. | 전원을 끈 뒤 선을 뽑으세요. | 먼저 전원을 끄세요.
네 | 네, 알겠습니다. | 네 | 예.
수출은 3억5000만 달러로 늘었다 . | 수출이 3억 5,000만 달러로 늘었다.
수출액은 3.5억 달러까지 증가했다. | 수출 증가: 3억 5천만 달러
띄어쓰기를틀리게한문장입니다 | 띄어쓰기를 틀리게 한 문장입니다.
띄어쓰기가 틀린 문장입니다. | 이 문장은 띄어쓰기가 틀렸습니다.
The new Bus Line opens in May, the city said. | The city said the new bus line opens in May.
In May, a new bus line opens, says the city. | In May, the city opens a new bus line.
Don't pull the cable; "press" the button (twice). | Do not pull it: press the button twice.
Press the "button" twice, don't pull the cable! | Don't pull it. Press (twice).
AT&amp;T's price is &quot;$4.50&quot; - 12% less | AT&T's price is "$4.50", 12% less.
AT&T's price: $4.50 (12 % less) | The price of AT&T is $4.50; that's 12% less.
안녕하세요\t여러분\x20 | 안녕하세요, 여러분. | 여러분 안녕하십니까? | 안녕하세요   여러분!
東京で「会議」が開かれた。中国的新书店今天开业 | 東京で「会議」が開催された。中国的新书店今天开张
会議は東京で開かれた。新书店今天在中国开业 | 東京、会議。新书店
값이 너무 비싸요 | 이걸로 주세요! | 더 싼 것은 없나요? | Could you wrap it, please?"""
CELLS = re.split(r" \| |\n", TEXTS.replace("∅", ""))
ROWS = [tuple(CELLS[start : start + 4]) for start in range(0, len(CELLS), 4)]
HYPOTHESES = [row[0] for row in ROWS]
REFERENCES: dict[str, References] = {
    "one": [row[1:2] for row in ROWS],
    "three": [row[1:] for row in ROWS],
    "missing": [
        tuple(None if i == 6 or (i + j) % 3 == 0 else row[j] for j in (1, 2, 3))
        for i, row in enumerate(ROWS)
    ],
}
BLEU_OPTIONS: list[Mapping[str, Any]] = [
    {},
    *({"tokenize": name} for name in ("13a", "ko-mecab", "char", "intl", "zh", "none")),
    *({"smooth_method": name} for name in ("none", "floor", "add-k")),
    {"smooth_method": "floor", "smooth_value": 0.5},
    {"smooth_method": "add-k", "smooth_value": 2},
    {"smooth_method": "add-k", "max_ngram_order": 6, "tokenize": "char"},
    {"max_ngram_order": 1, "lowercase": True},
    {"effective_order": True, "force": True},
    {"trg_lang": "ko"},
]
CHRF_OPTIONS: list[Mapping[str, Any]] = [
    {},
    {"word_order": 1},
    {"word_order": 2},
    {"word_order": 2, "beta": 1, "lowercase": True},
    {"beta": 3},
    {"whitespace": True},
    {"eps_smoothing": True, "word_order": 2, "whitespace": True},
    {"eps_smoothing": True, "char_order": 3},
    {"char_order": 0, "word_order": 1},
]
TER_OPTIONS: list[Mapping[str, Any]] = [
    dict(zip(("normalized", "no_punct", "asian_support", "case_sensitive"), switches, strict=True))
    for switches in product((False, True), repeat=4)
]
OWN = [
    *((Bleu, options) for options in BLEU_OPTIONS),
    *((Chrf, options) for options in CHRF_OPTIONS),
    *((Ter, options) for options in TER_OPTIONS),
]
ENGLISH: Cases = [(Bleu, {}), (Chrf, {}), (Chrf, {"word_order": 2}), (Ter, {})]
KOREAN = [(Bleu, {"tokenize": "ko-mecab"}), *ENGLISH[1:]]


def name(value: object) -> str:
    return value.__name__ if isinstance(value, type) else str(value)


def read(path: Path) -> list[str]:
    """Lines as every loader reads them: ended by LF, without the CR before it."""
    text = path.read_bytes().decode("utf-8")
    assert text.endswith("\n")
    return [line.removesuffix("\r") for line in text[:-1].split("\n")]


def bind(metric: Any, references: References, language: str = "en") -> Any:
    counts = {sum(text is not None for text in texts) for texts in references}
    return metric.bind(Task("", language, len(references[0]), frozenset(counts - {0})))


def translations(hypotheses: Sequence[str], references: References) -> list[Translation]:
    return [
        Translation(Segment(str(number), "d", None, texts), hypothesis)
        for number, (hypothesis, texts) in enumerate(zip(hypotheses, references, strict=True))
    ]


def check_parity(
    kind: type,
    options: Mapping[str, Any],
    hypotheses: Sequence[str],
    references: References,
    block: int | Sequence[str] = 10,
) -> None:
    """Compare all three levels, and what is unscored, with sacreBLEU's public functions."""
    bound = bind(kind(**options), references)
    rows = bound.statistics(translations(hypotheses, references), Runtime())
    empty = {i for i, texts in enumerate(references) if not any(t is not None for t in texts)}
    assert set(rows.unscored) == empty
    assert not rows.values[sorted(empty)].any()

    effective = {"effective_order": True} if kind is Bleu else {}
    sentence = SACREBLEU[kind](**{**options, **effective})
    segments = bound.score(rows.values, "segment")
    scored = [i for i in range(len(hypotheses)) if i not in empty]
    expected = [sentence.sentence_score(hypotheses[i], references[i]).score for i in scored]
    np.testing.assert_allclose(segments[scored], expected, rtol=0, atol=1e-9)

    corpus = SACREBLEU[kind](**options)

    def corpus_score(positions: Sequence[int]) -> float:
        streams = list(zip(*(references[i] for i in positions), strict=True))
        score: float = corpus.corpus_score([hypotheses[i] for i in positions], streams).score
        return score

    names = [n // block for n in range(len(hypotheses))] if isinstance(block, int) else block
    documents = [list(group) for _, group in groupby(scored, key=lambda i: names[i])]
    totals = np.array([rows.values[positions].sum(axis=0) for positions in documents])
    expected = [corpus_score(positions) for positions in documents]
    np.testing.assert_allclose(bound.score(totals, "document"), expected, rtol=0, atol=1e-9)
    system = bound.score(rows.values.sum(axis=0), "system")
    np.testing.assert_allclose(system, corpus_score(scored), rtol=0, atol=1e-9)


def thinned(references: References) -> References:
    """Leave out every fourth reference in turn, and on some lines all of them."""
    return [
        tuple(None if (i + j) % 4 == 0 or i % 50 == 7 else text for j, text in enumerate(texts))
        for i, texts in enumerate(references)
    ]


@pytest.mark.parametrize("streams", REFERENCES)
@pytest.mark.parametrize(("kind", "options"), OWN, ids=name)
def test_own_texts(kind: type, options: Mapping[str, Any], streams: str) -> None:
    check_parity(kind, options, HYPOTHESES, REFERENCES[streams], block=4)


@pytest.mark.parametrize("system", ["v1", "v2"])
@pytest.mark.parametrize(("kind", "options"), KOREAN, ids=name)
def test_quick_start(project: Path, kind: type, options: Mapping[str, Any], system: str) -> None:
    folder = project / "mtqe" / "quickstart"
    references = [(line,) for line in read(folder / "reference.ko")]
    hypotheses = read(folder / f"{system}.ko")
    check_parity(kind, options, hypotheses, references, read(folder / "documents.txt"))


@pytest.mark.parametrize(("direction", "systems"), [("en-ko", 6), ("ko-en", 7)])
def test_published_bleu(shared: Path, direction: str, systems: int) -> None:
    folder, language = shared / "data" / "flores-dev", direction[-2:]
    with (folder / "published-scores.tsv").open(encoding="utf-8", newline="") as file:
        lines = list(csv.DictReader(file, delimiter="\t"))
    published = {line["system"]: line["bleu"] for line in lines if line["direction"] == direction}
    assert len(published) == systems
    references = [(line,) for line in read(folder / f"{SIDES[language]}.{language}")]
    bound = bind(Bleu(), references, language)
    together: list[Translation] = []
    for system in published:
        hypotheses = read(folder / direction / f"{system}.{language}")
        together += translations(hypotheses, references)
    rows = bound.statistics(together, Runtime()).values
    totals = rows.reshape(len(published), len(references), -1).sum(axis=1)
    scores = [f"{score:.1f}" for score in bound.score(totals, "system")]
    assert dict(zip(published, scores, strict=True)) == published


@pytest.fixture
def nllb(shared: Path) -> tuple[list[str], References]:
    """NLLB's Korean, with its empty line; the reference and two other systems as references."""
    folder = shared / "data" / "flores-dev"
    streams = ["reference.ko", "en-ko/google.ko", "en-ko/microsoft.ko"]
    references = list(zip(*(read(folder / name) for name in streams), strict=True))
    return read(folder / "en-ko" / "nllb.ko"), references


@pytest.mark.parametrize(("kind", "options"), KOREAN, ids=name)
def test_one_reference(
    nllb: tuple[list[str], References], kind: type, options: Mapping[str, Any]
) -> None:
    hypotheses, references = nllb
    assert hypotheses.count("") == 1
    check_parity(kind, options, hypotheses, [texts[:1] for texts in references])


@pytest.mark.parametrize("some_missing", [False, True])
@pytest.mark.parametrize(("kind", "options"), KOREAN, ids=name)
def test_three_references(
    nllb: tuple[list[str], References], kind: type, options: Mapping[str, Any], some_missing: bool
) -> None:
    hypotheses, references = nllb
    lines = 200 if kind is Ter else len(hypotheses)
    if some_missing:
        references = thinned(references)
    check_parity(kind, options, hypotheses[-lines:], references[-lines:])


@pytest.mark.parametrize(("kind", "options"), ENGLISH, ids=name)
def test_english(shared: Path, kind: type, options: Mapping[str, Any]) -> None:
    folder = shared / "data" / "flores-dev"
    hypotheses = read(folder / "ko-en" / "opusmt.en")
    references = [(line,) for line in read(folder / "source.en")]
    lines = 100 if kind is Ter else len(hypotheses)
    check_parity(kind, options, hypotheses[:lines], references[:lines])


@pytest.mark.parametrize(("kind", "options"), KOREAN, ids=name)
def test_carriage_returns(shared: Path, kind: type, options: Mapping[str, Any]) -> None:
    folder = shared / "data" / "park-dev"
    raw = (folder / "dev.nk").read_bytes().decode("utf-8").split("\n")[:-1]
    assert [line.count("\r") for line in raw] == [1] * 1000
    references = [(line,) for line in read(folder / "dev.ko")]
    check_parity(kind, options, read(folder / "dev.nk"), references)
