from __future__ import annotations

import json
import math
import pathlib
import runpy
from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mtqe.errors import DataError
from mtqe.pairing.align import align, align_with
from mtqe.pairing.band import Band, full_band
from mtqe.pairing.lattice import PRIOR, FloatArray, IntArray, Lattice, Prior, Shape, adapt_prior

Path = tuple[tuple[tuple[int, int], tuple[int, int]], ...]

ENGLISH = [
    "The museum opens at nine o'clock in the morning and closes at six in the evening.",
    "Closed on Mondays.",
    "Visitors who book online one week ahead pay half of the regular price of twelve thousand won.",
    "Children enter free.",
]
KOREAN = [
    "박물관은 오전 아홉 시에 문을 열어 저녁 여섯 시에 닫습니다.",
    "월요일은 쉽니다.",
    "일주일 전에 인터넷으로 예약한 관람객은 정상 요금 만 이천 원의 절반만 냅니다.",
    "어린이는 무료입니다.",
]


def shapes(
    source: list[str], target: list[str], languages: tuple[str, str] = ("en", "ko")
) -> list[tuple[tuple[int, ...], tuple[int, ...]]]:
    alignment = align(source, target, source_language=languages[0], target_language=languages[1])
    return [(bead.source, bead.target) for bead in alignment.beads]


def test_one_to_one() -> None:
    result = align(ENGLISH, KOREAN, source_language="en", target_language="ko")
    assert [(b.source, b.target) for b in result.beads] == [((i,), (i,)) for i in range(4)]
    first = result.beads[0]
    assert (first.document, first.segments, first.kind) == ("", (), "match")
    assert (first.source_text, first.target_text) == (ENGLISH[0], KOREAN[0])
    assert first.evidence[-1].startswith("length 0.38 of")
    assert any("museum" in words and "박물관" in words for words in first.evidence)
    assert (result.coverage, result.related) == (1.0, True)


def test_both_directions() -> None:
    assert shapes(KOREAN, ENGLISH, ("ko", "en")) == shapes(ENGLISH, KOREAN)


def test_merged_sentences() -> None:
    source = [ENGLISH[0], ENGLISH[2], ENGLISH[1], ENGLISH[3]]
    target = [f"{KOREAN[0]} {KOREAN[2]}", KOREAN[1], KOREAN[3]]
    assert shapes(source, target) == [((0, 1), (0,)), ((2,), (1,)), ((3,), (2,))]


def test_omission_and_coverage() -> None:
    result = align(ENGLISH, KOREAN[:2] + KOREAN[3:], source_language="en", target_language="ko")
    assert [b.kind for b in result.beads] == ["match", "match", "omission", "match"]
    assert result.beads[2].source == (2,)
    assert result.coverage == 0.75


@pytest.mark.parametrize(
    ("source", "target", "kinds"),
    [([], [], []), (ENGLISH, [], ["omission"] * 4), ([], KOREAN, ["addition"] * 4)],
)
def test_empty_sides(source: list[str], target: list[str], kinds: list[str]) -> None:
    result = align(source, target, source_language="en", target_language="ko")
    assert [bead.kind for bead in result.beads] == kinds
    assert (result.coverage, math.isfinite(result.score_per_sentence)) == (0.0, True)


sentences = st.lists(st.text(alphabet="ab 가나.", max_size=30), max_size=9)


@given(sentences, sentences)
@settings(max_examples=60)
def test_every_sentence_once_and_in_order(source: list[str], target: list[str]) -> None:
    result = align(source, target, source_language="en", target_language="ko")
    assert [i for bead in result.beads for i in bead.source] == list(range(len(source)))
    assert [j for bead in result.beads for j in bead.target] == list(range(len(target)))
    assert all((len(b.source), len(b.target)) in PRIOR for b in result.beads)
    assert all(0.0 <= (b.confidence or 0.0) <= 1.0 for b in result.beads)


class Preset:
    """Scores every bead by a table: an independent search can then be compared."""

    def __init__(self, seed: int) -> None:
        self.table = np.random.default_rng(seed).normal(0, 3, size=(7, 7, 7, 7))

    def score(self, shape: Shape, source_end: IntArray, target_end: IntArray) -> FloatArray:
        values: FloatArray = self.table[shape[0], shape[1], source_end, target_end]
        return values

    def explain(self, source: slice, target: slice) -> tuple[str, ...]:
        return ()


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize(("n", "m"), [(1, 1), (3, 4), (5, 2)])
def test_path_and_confidence_against_all_alignments(seed: int, n: int, m: int) -> None:
    scorer = Preset(seed)

    def paths(i: int, j: int, prior: Prior) -> Iterator[tuple[float, Path]]:
        if i == j == 0:
            yield 0.0, ()
        for a, b in prior:
            if a <= i and b <= j:
                value = math.log(prior[a, b]) + (scorer.table[a, b, i, j] if a and b else 0.0)
                for total, beads in paths(i - a, j - b, prior):
                    yield total + value, (*beads, ((i - a, i), (j - b, j)))

    everything = list(paths(n, m, PRIOR))
    total = sum(math.exp(value) for value, _ in everything)
    best = max(value for value, _ in everything)
    lattice = Lattice(n, m, scorer)
    steps = lattice.steps(lattice.best_beads())
    beads = tuple(((s.source.start, s.source.stop), (s.target.start, s.target.stop)) for s in steps)
    assert {path: value for value, path in everything}[beads] == pytest.approx(best)
    for bead, step in zip(beads, steps, strict=True):
        share = sum(math.exp(value) for value, others in everything if bead in others) / total
        assert step.confidence == pytest.approx(share, abs=1e-9)
    assert lattice.log_likelihood == pytest.approx(math.log(total))
    adapted = adapt_prior(lattice.best_beads())
    total = sum(math.exp(value) for value, _ in paths(n, m, adapted))
    alignment = align_with(scorer, ["a"] * n, ["b"] * m)
    assert alignment.score_per_sentence == pytest.approx(math.log(total) / (n + m))


class Diagonal(Preset):
    def score(self, shape: Shape, source_end: IntArray, target_end: IntArray) -> FloatArray:
        return np.where((source_end == target_end) & (shape == (1, 1)), 2.0, -6.0)


def test_a_band_that_leaps_changes_no_confidence_of_a_sure_path() -> None:
    everything = full_band(60, 60)
    diagonal = np.arange(121)
    low = np.where(diagonal < 60, 0, np.maximum(everything.low, diagonal // 2 - 8))
    band = Band(low, everything.high)
    lattices = [Lattice(60, 60, Diagonal(0), band=band) for band in (everything, band)]
    full, narrow = (lattice.steps(lattice.best_beads()) for lattice in lattices)
    assert [step.source for step in narrow] == [step.source for step in full]
    assert [step.confidence for step in narrow] == pytest.approx(
        [step.confidence for step in full], abs=1e-6
    )
    assert 0.9 < min(step.confidence for step in full) < 1.0


def test_a_text_moves_the_prior_but_never_towards_nulls() -> None:
    beads = [(slice(0, 1), slice(0, 2))] * 60 + [(slice(0, 1), slice(0, 0))] * 60
    moved = adapt_prior(beads)
    assert moved[1, 2] > 5 * PRIOR[1, 2]
    assert moved[1, 0] == PRIOR[1, 0]


def test_a_long_document_with_a_gap() -> None:
    rng = np.random.default_rng(0)
    numbers = rng.integers(100, 10**6, size=2000)
    source = [f"In that year {number} people came to the museum." for number in numbers]
    target = [f"그해에는 {number}명이 박물관을 찾았다." for number in numbers]
    del target[700:740]
    result = align(source, target, source_language="en", target_language="ko")
    matches = {(b.source, b.target) for b in result.beads if b.kind == "match"}
    right = {((i,), (i - 40 * (i >= 740),)) for i in range(2000) if not 700 <= i < 740}
    assert len(matches & right) / len(right) > 0.99


def test_the_partner_is_told_from_another_text() -> None:
    own = align(ENGLISH, KOREAN, source_language="en", target_language="ko")
    weather = [
        "북부 지방에는 밤새 눈이 내려 도로가 얼어붙었다.",
        "기상청은 주말까지 추위가 이어질 것이라고 예보했다.",
        "항공편 수십 편이 취소되었다.",
        "학교들은 휴교에 들어갔다.",
    ]
    other = align(ENGLISH, weather, source_language="en", target_language="ko")
    assert (own.related, other.related) == (True, False)
    assert own.score_per_sentence > other.score_per_sentence + 1
    apart = other.apart()
    assert apart.coverage == 0
    kinds = [bead.kind for bead in apart.beads]
    assert kinds == sorted(kinds, reverse=True)  # omissions, then additions
    texts = [bead.source_text + bead.target_text for bead in apart.beads]
    assert " ".join(texts) == " ".join([*ENGLISH, *weather])
    # Nothing was matched, so nothing speaks for a match.
    assert {(bead.confidence, bead.evidence) for bead in apart.beads} == {(None, ())}
    assert not any(bead.source and bead.target for bead in apart.beads)


EDGE_CASES = {
    "numbers": (["1", "2 3", "4,000", "5.5"], ["1", "2 3", "4000", "5.5"]),
    "emoji": (["😀", "👍🏽 🎉", "❤️"], ["😀", "👍🏽 🎉", "❤️"]),
    "mixed": (["서울 Seoul 首尔", "Москва", "東京 Tokyo"], ["Seoul 서울", "モスクワ", "도쿄"]),
    "punctuation": (["...", "—", "!!"], ["…", "-", "!"]),
    "one against a hundred": (ENGLISH[:1], KOREAN * 25),
    "a hundred against one": (ENGLISH * 25, KOREAN[:1]),
    "long": (["word " * 2000, "End."], ["낱말 " * 3300, "끝."]),
    "blank": (["", " "], ["", "\u3000"]),
}


@pytest.mark.parametrize("name", EDGE_CASES)
def test_nothing_odd_is_lost(name: str) -> None:
    source, target = EDGE_CASES[name]
    for here, there, languages in ((source, target, ("en", "ko")), (target, source, ("ko", "en"))):
        found = shapes(here, there, languages)
        assert [i for a, _ in found for i in a] == list(range(len(here)))
        assert [j for _, b in found for j in b] == list(range(len(there)))


@pytest.mark.parametrize(
    ("text", "language"),
    [(ENGLISH, "en"), (KOREAN, "ko"), (["Es regnet.", "Wir gehen nach Hause.", "Gut."], "de")],
)
def test_a_text_with_itself_is_one_to_one(text: list[str], language: str) -> None:
    found = shapes(text, text, (language, language))
    assert found == [((i,), (i,)) for i in range(len(text))]


def test_languages_without_a_lexicon() -> None:
    german = [
        "Das Museum öffnet um 9 Uhr und schließt um 18 Uhr.",
        "Der Katalog von Anna Weber kostet 35 Euro.",
        "Im Café gibt es Suppe, Brot und Kuchen aus der Region.",
    ]
    english = [
        "The museum opens at 9 and closes at 18.",
        "The cafe offers soup, bread and cake from the region.",
    ]
    result = align(german, english, source_language="de", target_language="en")
    assert [b.source for b in result.beads if b.kind == "match"] == [(0,), (2,)]
    assert "9 = 9" in result.beads[0].evidence
    assert result.lexicon is False
    assert align(ENGLISH, KOREAN, source_language="en", target_language="ko").lexicon is True


def test_a_lexicon_of_ones_own(tmp_path: pathlib.Path) -> None:
    file = tmp_path / "my.tsv"
    file.write_text("korean\tenglish\n쿠르릉\tflorbish\n", encoding="utf-8")
    source, target = ["The florbish is here.", "It rains."], ["쿠르릉 왔다.", "비가 온다."]
    found = align(source, target, source_language="en", target_language="ko", lexicon=file)
    assert any("florbish" in words for words in found.beads[0].evidence)


@pytest.mark.parametrize(
    ("name", "strict", "lax"),
    [
        ("seeds", 1.0, 1.0),
        ("ntrex-b1.dev", 0.93, 0.975),
        ("ntrex-c2-sp.dev", 0.95, 0.985),
        ("park-dev-b", 0.88, 0.95),
    ],
)
def test_on_news(shared: pathlib.Path, name: str, strict: float, lax: float) -> None:
    folder = shared / "data/alignment"
    scorer = runpy.run_path(str(folder / "score.py"))
    lines = (folder / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    documents = [json.loads(line) for line in lines]
    found = scorer["score"](
        [document["gold"] for document in documents],
        [shapes(document["en"], document["ko"]) for document in documents],
    )
    assert found["strict"] >= strict
    assert found["lax"] >= lax


@pytest.mark.parametrize("texts", [("A b.", ["가."]), (["A b."], "가.")])
def test_a_text_is_no_list_of_sentences(texts: tuple[list[str], list[str]]) -> None:
    with pytest.raises(DataError, match="expected a list of its sentences"):
        align(*texts, source_language="en", target_language="ko")


def test_regions_have_the_lexicon_too() -> None:
    texts = (
        ["The hospital opened.", "Two nurses left."],
        ["병원이 문을 열었다.", "간호사 둘이 떠났다."],
    )
    plain = align(*texts, source_language="en", target_language="ko")
    regional = align(*texts, source_language="en-US", target_language="ko_KR")
    assert regional == plain
    assert plain.lexicon
