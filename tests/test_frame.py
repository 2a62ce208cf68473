from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sacrebleu.metrics.bleu import BLEU
from sacrebleu.metrics.chrf import CHRF

from mtqe.core import Origin
from mtqe.pairing.align import Aligner
from mtqe.pairing.cut import cut
from mtqe.pairing.fit import Fit, fit
from mtqe.pairing.frame import Frame, build_frame
from mtqe.pairing.side import Sentence

SOURCE = [
    "The lighthouse on the northern cape was switched on again last night.",
    "It had been dark since a storm destroyed the lamp in February.",
    "Fishermen had asked the ministry for help several times.",
    "The new lamp uses a tenth of the electricity.",
    "Its light can be seen from thirty kilometres away.",
    "School classes may visit the tower from April.",
]
REFERENCE = [
    "북쪽 곶에 있는 등대가 어젯밤 다시 불을 밝혔다.",
    "2월에 폭풍으로 전등이 부서진 뒤로 등대는 줄곧 꺼져 있었다.",
    "어민들은 여러 차례 정부 부처에 도움을 요청했다.",
    "새 전등은 전기를 예전의 10분의 1만 쓴다.",
    "불빛은 30킬로미터 떨어진 곳에서도 보인다.",
    "4월부터는 학급 단위로 등대를 견학할 수 있다.",
]
SYSTEM = [
    "북쪽 곶의 등대가 어젯밤 다시 켜졌다.",
    "등대는 2월에 폭풍이 전등을 부순 뒤로 꺼져 있었다.",
    "어부들은 여러 차례 정부에 도움을 요청했다.",
    "새로운 전등은 전기를 10분의 1만 사용한다.",
    "그 불빛은 30킬로미터 밖에서도 볼 수 있다.",
    "학교 학급들은 4월부터 등대를 견학할 수 있다.",
]
LONG = (
    "According to the regional office, which published a report of two hundred pages about it, "
    "the repair of the tower, of the pier and of the road that leads there took nine months."
)
INVENTED = [
    "고양이는 창가에서 하루 종일 잠을 잤다.",
    "그 밖의 소식은 다음 주에 다시 전해 드릴 예정입니다.",
    "네.",
]


def texts(file: str, lines: Sequence[str]) -> list[Sentence]:
    return [Sentence(line, Origin(file, k + 1, 1)) for k, line in enumerate(lines)]


def frame_of(references: Sequence[list[str] | None], source: list[str] = SOURCE) -> Frame:
    return build_frame(
        "news",
        texts("en", source),
        [None if lines is None else texts("ref", lines) for lines in references],
        Aligner("en", "ko"),
    )


def hypotheses(frame: Frame, lines: list[str]) -> tuple[str, ...]:
    return fit(frame, "v1", texts("v1", lines)).hypotheses


def scores(frame: Frame, lines: list[str]) -> tuple[float, float]:
    found, references = hypotheses(frame, lines), [[s.references[0] or "" for s in frame.segments]]
    bleu = BLEU(tokenize="char").corpus_score(list(found), references).score
    return bleu, CHRF().corpus_score(list(found), references).score


def codes(fitted: Fit) -> list[str]:
    return [finding.code for finding in fitted.findings]


def test_a_frame_of_single_sentences() -> None:
    frame = frame_of([REFERENCE])
    assert [segment.id for segment in frame.segments] == [f"news:{k}" for k in range(1, 7)]
    assert [segment.source for segment in frame.segments] == SOURCE
    assert [segment.references for segment in frame.segments] == [(text,) for text in REFERENCE]
    assert frame.segments[2].origin == Origin("en", 3, 1)
    assert frame.segments[2].reference_origins == (Origin("ref", 3, 1),)
    assert (frame.findings, frame.set_aside) == ((), ())


def test_sentences_that_a_reference_merges_are_one_segment() -> None:
    merged = [REFERENCE[0], f"{REFERENCE[1][:-1]}고, {REFERENCE[2]}", *REFERENCE[3:]]
    frame = frame_of([REFERENCE, merged, None])
    assert frame.segment_of == (0, 1, 1, 2, 3, 4)
    segment = frame.segments[1]
    assert segment.source == f"{SOURCE[1]} {SOURCE[2]}"
    assert segment.references == (f"{REFERENCE[1]} {REFERENCE[2]}", merged[1], None)
    assert frame.streams[1].beads[1].segments == ("news:2",)
    assert hypotheses(frame, SYSTEM)[1] == f"{SYSTEM[1]} {SYSTEM[2]}"


def test_what_a_reference_lacks_and_has_too_much() -> None:
    frame = frame_of([REFERENCE], source=[*SOURCE[:4], LONG, *SOURCE[4:]])
    assert [segment.references for segment in frame.segments].count((None,)) == 1
    assert frame.segments[4].references == (None,)
    (missing,) = frame.findings
    assert (missing.code, missing.severity, missing.segment) == (
        "reference_missing",
        "info",
        "news:5",
    )
    long = ["이 글은 시청 누리집에 실린 글을 옮긴 것으로 사진은 등대 관리소에서 제공했다."]
    frame = frame_of([[*REFERENCE, *long]])
    assert [segment.references[0] for segment in frame.segments] == REFERENCE
    (row,) = frame.set_aside
    assert (row.text, row.side, row.origin) == (long[0], "reference", Origin("ref", 7, 1))
    assert [(f.code, f.severity) for f in frame.findings] == [("reference_only", "warning")]


def test_omission() -> None:
    fitted = fit(frame_of([REFERENCE]), "v1", texts("v1", SYSTEM[:2] + SYSTEM[3:]))
    assert fitted.hypotheses == (*SYSTEM[:2], "", *SYSTEM[3:])
    assert fitted.origins[2:4] == (None, Origin("v1", 3, 1))
    (finding,) = fitted.findings
    assert (finding.code, finding.severity, finding.segment) == ("omission", "warning", "news:3")
    assert (finding.system, SOURCE[2] in finding.message) == ("v1", True)
    assert [b.segments for b in fitted.beads if b.kind == "omission"] == [("news:3",)]


def test_omission_inside_a_merged_segment_names_the_sentence() -> None:
    merged = [REFERENCE[0], f"{REFERENCE[1][:-1]}고, {REFERENCE[2]}", *REFERENCE[3:]]
    fitted = fit(frame_of([merged]), "v1", texts("v1", SYSTEM[:2] + SYSTEM[3:]))
    assert fitted.hypotheses == (*SYSTEM[:2], *SYSTEM[3:])
    (finding,) = fitted.findings
    assert (finding.code, finding.segment) == ("omission", "news:2")
    assert SOURCE[2] in finding.message


@pytest.mark.parametrize(("place", "segment"), [(0, 0), (3, 2), (6, 5)])
def test_addition_joins_the_preceding_segment(place: int, segment: int) -> None:
    fitted = fit(
        frame_of([REFERENCE]), "v1", texts("v1", [*SYSTEM[:place], INVENTED[0], *SYSTEM[place:]])
    )
    (finding,) = fitted.findings
    assert (finding.code, finding.segment, finding.side) == (
        "addition",
        f"news:{segment + 1}",
        "hypothesis",
    )
    assert fitted.hypotheses[segment][finding.start : finding.end] == INVENTED[0]
    joined = [INVENTED[0], SYSTEM[0]] if place == 0 else [SYSTEM[segment], INVENTED[0]]
    assert fitted.hypotheses[segment] == " ".join(joined)


def test_an_addition_after_an_unscored_segment_is_still_scored() -> None:
    frame = frame_of([REFERENCE], source=[*SOURCE[:4], LONG, *SOURCE[4:]])
    assert frame.segments[4].references == (None,)
    translation = (
        "이에 관해 200쪽에 이르는 보고서를 펴낸 지방청에 따르면 탑과 부두, 그리고 그곳으로 가는 "
        "도로를 모두 수리하는 데에는 아홉 달이라는 긴 시간이 걸렸다고 한다."
    )
    lines = [*SYSTEM[:4], translation, INVENTED[1], *SYSTEM[4:]]
    found = hypotheses(frame, lines)
    assert found[5] == f"{INVENTED[1]} {SYSTEM[4]}"
    assert " ".join(found) == " ".join(lines)


def test_a_sentence_over_two_segments_is_cut() -> None:
    joined = f"{SYSTEM[3][:-1]}고, {SYSTEM[4]}"
    for frame in (frame_of([REFERENCE]), frame_of([])):
        fitted = fit(frame, "v1", texts("v1", [*SYSTEM[:3], joined, SYSTEM[5]]))
        assert fitted.hypotheses[3:5] == (f"{SYSTEM[3][:-1]}고,", SYSTEM[4])
        assert [(f.code, f.severity, f.segment) for f in fitted.findings] == [
            ("cut", "info", "news:4")
        ]
        assert fitted.origins[4] == Origin("v1", 4, len(SYSTEM[3]) + 3)
        assert fitted.beads[3].segments == ("news:4", "news:5")


def test_empty_output_is_all_omissions() -> None:
    fitted = fit(frame_of([REFERENCE]), "v1", [])
    assert fitted.hypotheses == ("",) * 6
    assert codes(fitted) == ["omission"] * 6


def test_text_that_translates_nothing_at_all_is_kept() -> None:
    frame = frame_of([REFERENCE])
    lines = ["Lorem ipsum.", "dolor sit amet consectetur."]
    assert " ".join(filter(None, hypotheses(frame, lines))) == " ".join(lines)


def test_references_are_the_evidence() -> None:
    fitted = fit(frame_of([REFERENCE]), "v1", texts("v1", SYSTEM))
    assert all("overlap" in bead.evidence[-1] for bead in fitted.beads)
    assert all((bead.confidence or 0.0) > 0.99 for bead in fitted.beads)


@pytest.mark.parametrize("references", [[REFERENCE], []])
@given(chosen=st.lists(st.sampled_from(SYSTEM + INVENTED + ["가", "a b"]), max_size=10))
def test_nothing_is_lost_and_nothing_twice(references: list[list[str]], chosen: list[str]) -> None:
    fitted = fit(frame_of(references), "v1", texts("v1", chosen))
    assert " ".join(filter(None, fitted.hypotheses)) == " ".join(chosen)
    assert [i for bead in fitted.beads for i in bead.source] == list(range(6))
    assert [j for bead in fitted.beads for j in bead.target] == list(range(len(chosen)))
    assert all(bead.document == "news" and bead.segments for bead in fitted.beads)
    empty = {f"news:{k + 1}" for k, text in enumerate(fitted.hypotheses) if not text}
    assert empty <= {f.segment for f in fitted.findings if f.code == "omission"}


@pytest.mark.parametrize("system", [SYSTEM, REFERENCE], ids=["system", "perfect"])
@pytest.mark.parametrize("invented", INVENTED)
def test_adding_a_sentence_anywhere_lowers_the_scores(system: list[str], invented: str) -> None:
    frame = frame_of([REFERENCE])
    bleu, chrf = scores(frame, system)
    for place in range(len(system) + 1):
        more = scores(frame, [*system[:place], invented, *system[place:]])
        assert more[0] < bleu
        assert more[1] < chrf


@pytest.mark.parametrize("system", [SYSTEM, REFERENCE], ids=["system", "perfect"])
def test_dropping_a_sentence_never_raises_the_scores(system: list[str]) -> None:
    frame = frame_of([REFERENCE])
    bleu, chrf = scores(frame, system)
    for place in range(len(system)):
        less = scores(frame, system[:place] + system[place + 1 :])
        assert less[0] <= bleu
        assert less[1] <= chrf


@given(
    text=st.text(alphabet="가나 ab.,", min_size=1, max_size=40).filter(str.strip),
    shares=st.lists(st.integers(1, 9), min_size=1, max_size=4),
)
def test_cut_covers_the_text(text: str, shares: list[int]) -> None:
    spans = cut(text, shares, references=["가나 가", "ab"][: len(shares)])
    assert len(spans) == len(shares)
    position = 0
    for start, end in spans:
        assert not text[position:start].strip()
        assert text[start:end] == text[start:end].strip()
        position = max(position, end)
    assert not text[position:].strip()
    filled = sum(start < end for start, end in spans)
    assert filled == min(len(shares), len(text.split()))


def test_cut_between_characters_where_there_are_no_spaces() -> None:
    assert cut("今日は寒い", [2, 3]) == [(0, 2), (2, 5)]


def test_cut_goes_by_shares_references_and_sentence_ends() -> None:
    text = "하나 둘 셋 넷 다섯 여섯"

    def parts(shares: list[int], **evidence: Any) -> list[str]:
        return [text[start:end] for start, end in cut(text, shares, **evidence)]

    assert parts([1, 1]) == ["하나 둘 셋", "넷 다섯 여섯"]
    assert parts([1, 3]) == ["하나", "둘 셋 넷 다섯 여섯"]
    assert parts([1, 1], references=["하나 둘", "셋 넷 다섯 여섯"])[0] == "하나 둘"
    assert parts([1, 1], sentence_ends={len("하나 둘")})[0] == "하나 둘"
