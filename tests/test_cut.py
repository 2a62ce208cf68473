from __future__ import annotations

from itertools import combinations, pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtqe.core import Origin
from mtqe.pairing.align import Aligner
from mtqe.pairing.cut import _best_borders, cut, cut_translation
from mtqe.pairing.fit import fit
from mtqe.pairing.frame import build_frame
from mtqe.pairing.side import Sentence

ALIGNER = Aligner("en", "ko")


def parts(text: str, sources: list[str], aligner: Aligner = ALIGNER) -> list[str]:
    return [text[start:end] for start, end in cut_translation(text, sources, aligner)]


def sentences(file: str, texts: list[str]) -> list[Sentence]:
    return [Sentence(text, Origin(file, k + 1, 1)) for k, text in enumerate(texts)]


# The sources say much in few words and little in many: by length, the cut falls elsewhere.
MISLEADING = {
    "numbers": (
        [
            "In 1987, 412 people lived in that village in the hills.",
            "Today, as far as anybody can tell, it is 35 people at most.",
        ],
        [
            "1987년에는 언덕 위의 그 마을에 사는 주민이 412명",
            "오늘날에는 누가 보더라도 많아야 35명",
        ],
    ),
    "names": (
        [
            "Anna Kowalski and Peter Jenkins won the final.",
            "It was rather close, said Miriam Vogel of the jury.",
        ],
        [
            "결승에서 이긴 사람은 안나 코발스키 그리고 피터 젠킨스",
            "미리엄 보겔은 아주 아쉬운 차이라는 평가",
        ],
    ),
    "Latin words": (
        [
            "For a long time all there was to learn was HTML.",
            "Then, after a few more years, came CSS and PDF.",
        ],
        ["오랫동안 우리가 배워야만 했던 모든 것은 HTML", "CSS 그리고 PDF 나온 것은 몇 년 뒤"],
    ),
    "a lexicon": (
        [
            "The new hospital hired ten doctors.",
            "At the school there is no money for teachers.",
        ],
        ["새로 문을 연 병원에서는 의사 열 명 채용", "학교에는 교사 쓸 돈 아예 없음"],
    ),
}


@pytest.mark.parametrize("name", MISLEADING)
def test_what_the_sources_say_outweighs_their_lengths(name: str) -> None:
    sources, translations = MISLEADING[name]
    text = " ".join(translations)
    by_length = cut(text, [len(source) for source in sources])
    assert by_length[0][1] != len(translations[0])
    assert parts(text, sources) == translations


@pytest.mark.parametrize("name", MISLEADING)
def test_a_system_is_cut_by_the_sources_where_there_is_no_reference(name: str) -> None:
    sources, translations = MISLEADING[name]
    frame = build_frame("news", sentences("en", sources), [], ALIGNER)
    fitted = fit(frame, "v1", sentences("v1", [" ".join(translations)]))
    assert fitted.hypotheses == tuple(translations)
    assert [finding.code for finding in fitted.findings] == ["cut"]


def test_three_parts_the_other_way_round() -> None:
    sources = [
        "기차는 9시 40분에 떠난다.",
        "어른이나 아이나 표는 똑같이 7,500원이다.",
        "나머지는 KTX에 문의한다.",
    ]
    translations = [
        "The train leaves at 9:40",
        "tickets cost 7,500 won",
        "KTX knows all the rest",
    ]
    assert parts(" ".join(translations), sources, Aligner("ko", "en")) == translations


@pytest.mark.parametrize(
    "text",
    [
        "비가 많이 와서 길이 막혔고 결국 회의는 열리지 못했다",
        "모두가 왔다. 그러나 아무도 말이 없었다",
    ],
)
def test_clauses_and_sentences_end_well(text: str) -> None:
    (_, end), _ = cut(text, [4, 6])
    assert text[:end].endswith(("막혔고", "왔다."))


words = st.sampled_from(
    ["병원", "학교에서", "1987년", "안나", "CSS", "했다.", "가고,", "a", "日本"]
)
sources = st.lists(
    st.sampled_from(["The hospital.", "Anna, 1987", "CSS", "At school", "", "\u3000"]),
    min_size=1,
    max_size=4,
)


@given(st.lists(words, min_size=1, max_size=9), st.sampled_from([" ", "  ", "\t", ""]), sources)
def test_the_pieces_are_the_text(chosen: list[str], space: str, sources: list[str]) -> None:
    text = space.join(chosen)
    spans = cut_translation(text, sources, ALIGNER)
    assert len(spans) == len(sources)
    starts = [start for start, _ in spans]
    pieces = [text[a:b] for a, b in pairwise([0, *starts[1:], len(text)])]
    assert "".join(pieces) == text
    for piece, (start, end) in zip(pieces, spans, strict=True):
        assert piece.strip() == text[start:end]


@given(st.integers(1, 4), st.integers(0, 4), st.integers(0, 99))
def test_the_borders_are_the_best_of_all(parts: int, more: int, seed: int) -> None:
    places = parts + more + 1
    random = np.random.default_rng(seed)
    borders, gains = random.normal(size=(2, parts, places))

    def worth(inner: tuple[int, ...]) -> float:
        ends = [0, *inner, places - 1]
        gained = [gains[k, b] - gains[k, a] for k, (a, b) in enumerate(pairwise(ends))]
        return float(sum(gained) + sum(borders[k, b] for k, b in enumerate(ends[1:])))

    best = max(combinations(range(1, places - 1), parts - 1), key=worth)
    assert tuple(_best_borders(borders, gains)) == best
