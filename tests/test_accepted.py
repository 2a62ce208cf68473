"""The accepted scorecard: its files, what is read back, what is matched."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import mtqe
from mtqe.accepted import HEAD, encode, file_names, of_card, read
from mtqe.accepted.matching import match
from mtqe.errors import DataError
from mtqe.signatures import differing, other_versions

TEXTS = {
    "v1": ["50 기차가 늦는다.", "60.123456789 고맙습니다.", "70 문을 닫는다."],
    "v2": ["51 기차가 늦어요.", "61 감사합니다.", "x 문이 닫힌다."],
}


def written(card, folder: Path) -> Path:
    folder.mkdir(exist_ok=True)
    for name, content in encode(of_card(card)).items():
        (folder / name).write_bytes(content)
    return folder


def test_what_is_written_is_read_back(graded, grade, tmp_path):
    systems = {"v1": TEXTS["v1"], "v2": [*TEXTS["v2"][:2], "62 \u2028\ufffd"]}
    card = graded(systems, grade(neural=True), documents=["a", "a", "b"])
    accepted = of_card(card)
    found = read(written(card, tmp_path))
    assert found == accepted
    assert found.systems["v1"].scores == {"grade": (50.0, 60.123457, 70.0)}
    assert [key.document for key in found.keys] == ["a", "a", "b"]


def test_lines_hold_what_is_documented_and_nothing_of_time_or_machine(graded, grade, tmp_path):
    card = graded({"v1": TEXTS["v1"]}, grade(neural=True), documents=["b", "b", "a"])
    files = encode(of_card(card))
    assert files == encode(of_card(replace(card, run={"time": "tomorrow", "machine": "other"})))
    assert set(files) == {"scorecard.json", "v1.jsonl"}
    assert all(content.endswith(b"\n") for content in files.values())
    head = json.loads(files[HEAD])
    assert list(head) == sorted(head)
    assert list(head["documents"].items()) == [("b", 2), ("a", 1)]
    assert "run" not in head
    lines = files["v1.jsonl"].decode().splitlines()
    assert lines[0].startswith('{"id":"1","source":"')
    row = json.loads(lines[1])
    assert list(row) == ["id", "source", "refs", "hypothesis", "scores"]
    assert len(row["source"]) == len(row["refs"]) == 12
    assert row["scores"] == {"grade": 60.123457}


def test_scores_of_lexical_metrics_are_not_kept(graded):
    files = encode(of_card(graded({"v1": TEXTS["v1"]})))
    assert b"scores" not in files["v1.jsonl"]


def test_a_thousand_sentences_take_at_most_250_kib(graded, grade, shared):
    """With a neural metric's scores, whatever the system."""
    files = sorted((shared / "data/flores-dev/en-ko").iterdir())
    outputs = [path.read_text(encoding="utf-8").split("\n")[:-1] for path in files]
    assert outputs
    for lines in outputs:
        card = graded({"v1": [line or "-" for line in lines]}, grade(neural=True, numbered=True))
        made = encode(of_card(card))
        assert len(json.loads(made["v1.jsonl"].split(b"\n")[996])["scores"]) == 1
        assert sum(map(len, made.values())) <= 250 * 1024


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "a/b", "..", ".", "", "CON", "nul.txt", "번역", "a b", "x" * 300]
)
def test_names_of_systems_never_become_paths(name):
    (file,) = file_names([name]).values()
    assert file == Path(file).name
    assert file.isascii()
    assert len(file) < 100
    assert not file.startswith(".")
    assert file.split(".")[0].casefold() not in {"con", "nul"}  # Windows keeps these for devices
    assert file.endswith(".jsonl")


@given(st.lists(st.text(max_size=8), unique=True))
def test_every_system_has_a_file_of_its_own_even_where_case_is_not_told_apart(names):
    files = file_names(names)
    assert len({file.casefold() for file in files.values()}) == len(names)
    assert file_names(reversed(names)) == files


def test_plain_names_stand_as_they_are():
    assert file_names(["v1", "gpt-4.1"]) == {"v1": "v1.jsonl", "gpt-4.1": "gpt-4.1.jsonl"}
    assert "v1.jsonl" not in file_names(["v1", "V1"]).values()


def test_no_folder_is_no_accepted_scorecard(tmp_path):
    assert read(tmp_path / "nowhere") is None
    assert read(tmp_path) is None


@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        (HEAD, '"schema": 1', '"schema": 9', r"scorecard\.json: schema version 9"),
        (HEAD, "{", "[", r"scorecard\.json: not JSON"),
        (HEAD, '"v1.jsonl"', '"../v1.jsonl"', r"scorecard\.json: .*cannot be in the file"),
        (HEAD, '"v1.jsonl"', '"v9.jsonl"', r"scorecard\.json: .*cannot be in the file"),
        (HEAD, '"documents"', '"dokuments"', r"scorecard\.json: not what mtqe writes"),
        ("v1.jsonl", '{"id":"2"', '<<<<<<<{"id":"2"', r"v1\.jsonl:2: not JSON"),
        ("v1.jsonl", '"id":"2"', '"id":"7"', r"v2\.jsonl:2: another segment"),
        ("v1.jsonl", '"id":"3"', '"id":3', r'v1\.jsonl:3: "id" is no text'),
        ("v1.jsonl", ":50.0", ":NaN", r'v1\.jsonl:1: "scores" has no number for grade'),
        ("v1.jsonl", '{"grade":50.0}', "7", r'v1\.jsonl:1: "scores" has no number for grade'),
        ("v1.jsonl", "\n", "\n{}\n", r"v1\.jsonl: 6 lines, but the documents .* have 3"),
    ],
)
def test_what_is_not_as_written_is_refused_with_its_line(
    graded, grade, tmp_path, file, old, new, message
):
    systems = {"v1": TEXTS["v1"], "v2": [*TEXTS["v2"][:2], "62 문"]}
    folder = written(graded(systems, grade(neural=True)), tmp_path)
    text = (folder / file).read_text(encoding="utf-8")
    assert old in text
    (folder / file).write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(DataError, match=message):
        read(folder)


def test_a_missing_file_is_named(graded, tmp_path):
    folder = written(graded({"v1": TEXTS["v1"]}), tmp_path)
    (folder / "v1.jsonl").unlink()
    with pytest.raises(DataError, match=r"v1\.jsonl: not there"):
        read(folder)


def test_an_incomplete_run_is_not_accepted(graded):
    with pytest.raises(DataError, match="Grade has no score for segment 3 of v2: no number"):
        of_card(graded(TEXTS))
    card = graded({"v1": TEXTS["v1"]})
    missing = replace(card, metrics=(replace(card.metrics[0], unavailable="no weights"),))
    with pytest.raises(DataError, match="Grade is unavailable: no weights"):
        of_card(missing)
    with pytest.raises(DataError, match="v1 holds no text"):
        of_card(mtqe.evaluate(source=["a b"], systems={"v1": [""]}, target_language="ko",
                              source_language="en", metrics=[]))  # fmt: skip


def test_a_segment_without_a_reference_may_be_unscored(graded):
    card = graded({"v1": TEXTS["v1"]}, references=["네.", None, "아니요."])
    assert np.isnan(card.scores["grade"].segments[0, 1])
    assert of_card(card).systems["v1"].hypotheses == tuple(TEXTS["v1"])


def test_order_does_not_matter_for_what_is_common(graded):
    sources, texts = ["Yes.", "No.", "Yes."], ["1 네", "2 아니요", "3 예"]
    options = {"references": ["네.", "아니요.", "네."], "documents": ["a", "a", "a"]}
    accepted = of_card(graded({"v1": texts}, sources=sources, **options))
    again = graded(
        {"v1": ["3 예", "1 네", "2 아니요"]},
        sources=["Yes.", "Yes.", "No."],
        documents=["a", "a", "a"],
        references=["네.", "네.", "아니요."],
    )
    found = match(again.data, accepted)
    assert found.differences == ()
    assert found.share == 1
    # Of the repeated segment, equal translations belong together.
    assert found.accepted_positions(again.data.outputs["v1"], texts) == [2, 0, 1]


def test_what_differs_is_counted_with_its_first_place(graded):
    texts = {"v1": [f"{i} 문장" for i in range(6)]}
    accepted = of_card(graded(texts))
    sources = [f"Sentence number {i}." for i in range(6)]
    sources[1], sources[4] = "Another one.", "And another."
    references = [f"문장 {i}." for i in range(6)]
    references[2] = "다른 문장."
    found = match(graded(texts, sources=sources, references=references).data, accepted)
    assert [text.split(" (")[0] for text in found.differences] == [
        "2 segments have another source",
        "1 segment has other references",
    ]
    assert "first: segment 2 of" in found.differences[0]
    assert found.share == 0.5
    fewer = graded({"v1": texts["v1"][:5]})
    assert match(fewer.data, accepted).differences[0].startswith("1 segment is gone (segment 6 of")
    more = graded({"v1": [*texts["v1"], "7 새 문장"]})
    assert match(more.data, accepted).differences[0].startswith("1 segment is not accepted yet")


def test_languages_and_normalization_belong_to_the_frame(graded):
    card = graded({"v1": TEXTS["v1"]})
    accepted = of_card(card)
    other = replace(accepted, source_language="ja", normalization="none")
    assert match(card.data, accepted).frame == ()
    assert match(card.data, other).frame == (
        "the languages are en-ko, accepted ja-ko",
        "texts are normalized by nfc, accepted none",
    )


def test_signatures_are_compared_key_by_key():
    old = "nrefs:1|case:mixed|tok:13a|version:2.5.1"
    assert differing(old, "nrefs:var|tok:13a|case:mixed|version:2.6.0") is None
    assert other_versions(old, "tok:13a|version:2.6.0") == ("version:2.5.1", "version:2.6.0")
    assert differing(old, "case:mixed|tok:ko-mecab-0.996/ko-0.9.2") == (
        "tok:13a",
        "tok:ko-mecab-0.996/ko-0.9.2",
    )
    assert differing("model:a", "model:a|norm:none") == ("no norm", "norm:none")
