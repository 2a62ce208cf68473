"""Format `lines`: line n of every file belongs to segment n."""

from __future__ import annotations

import gzip
import unicodedata
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from mtqe.core import EvalSet, Origin
from mtqe.errors import DataError
from mtqe.loaders import Setting
from mtqe.loaders.counts import find_lost_step
from mtqe.loaders.lines import Lines

# Sentences of unlike lengths, as running text has them.
ENGLISH = (
    "The mayor spoke.",
    "She said that the new bridge across the river would open before the end of next spring.",
    "Nobody clapped.",
    "A reporter asked whether the budget had been exceeded, as the opposition had claimed in May.",
    "It had.",
    "By how much, the mayor did not want to say before the audit was finished.",
    "Outside, rain fell on the scaffolding.",
    "Two engineers in yellow jackets were measuring the distance between the pillars again.",
    "One of them laughed.",
    "The other wrote something down and shook his head for a long time.",
)
KOREAN = (
    "시장이 연설했다.",
    "그는 강을 가로지르는 새 다리가 내년 봄이 끝나기 전에 개통될 것이라고 말했다.",
    "아무도 박수를 치지 않았다.",
    "한 기자가 야당이 5월에 주장한 것처럼 예산이 초과되었는지를 물었다.",
    "그랬다.",
    "얼마나 초과되었는지 시장은 감사가 끝나기 전에는 말하려 하지 않았다.",
    "밖에서는 비계 위로 비가 내렸다.",
    "노란 조끼를 입은 기술자 두 명이 기둥 사이의 거리를 다시 재고 있었다.",
    "그중 한 명이 웃었다.",
    "다른 한 명은 무언가를 적더니 한참 동안 고개를 저었다.",
)


def write(folder: Path, **files: list[str] | tuple[str, ...] | str | bytes) -> None:
    """Write files whose names have `_` for the dot."""
    for name, content in files.items():
        if isinstance(content, bytes):
            raw = content
        else:
            raw = (
                content if isinstance(content, str) else "".join(line + "\n" for line in content)
            ).encode()
        (folder / name.replace("_", ".")).write_bytes(raw)


@pytest.fixture
def setting(tmp_path: Path) -> Setting:
    write(tmp_path, src_en=ENGLISH[:3], ref_ko=KOREAN[:3], v1_ko=KOREAN[:3])
    return Setting("news", "en", "ko", tmp_path)


def load(setting: Setting, **options: Any) -> EvalSet:
    defaults: dict[str, Any] = {
        "source": "src.en",
        "references": ("ref.ko",),
        "systems": {"v1": "v1.ko"},
    }
    return Lines(setting, **{**defaults, **options}).load()


def test_lines_become_segments_that_know_where_they_came_from(setting: Setting) -> None:
    loaded = load(setting)
    assert (loaded.name, loaded.source_language, loaded.target_language) == ("news", "en", "ko")
    assert [segment.id for segment in loaded.segments] == ["1", "2", "3"]
    assert [segment.source for segment in loaded.segments] == list(ENGLISH[:3])
    assert [segment.references for segment in loaded.segments] == [(text,) for text in KOREAN[:3]]
    assert loaded.outputs == {"v1": KOREAN[:3]}
    assert loaded.segments[1].origin == Origin("src.en", 2)
    assert loaded.segments[1].reference_origins == (Origin("ref.ko", 2),)
    assert loaded.origins["v1"][1] == Origin("v1.ko", 2)
    assert [file.path for file in loaded.inputs] == ["src.en", "ref.ko", "v1.ko"]
    assert loaded.findings == ()
    assert loaded.normalization == "nfc"


def test_without_document_ids_all_lines_are_one_document(setting: Setting, tmp_path: Path) -> None:
    assert [(d.id, d.start, d.stop) for d in load(setting).documents] == [("news", 0, 3)]
    unsafe = Setting("../news", "en", "ko", tmp_path)
    assert [document.id for document in load(unsafe).documents] == ["all"]


def test_document_ids_are_stripped_and_grouped(setting: Setting, tmp_path: Path) -> None:
    write(tmp_path, docs_txt=["a ", " a", "b/2"])
    loaded = load(setting, documents="docs.txt")
    assert [(d.id, d.start, d.stop) for d in loaded.documents] == [("a", 0, 2), ("b/2", 2, 3)]
    assert [segment.document for segment in loaded.segments] == ["a", "a", "b/2"]
    assert loaded.inputs[-1].path == "docs.txt"


@pytest.mark.parametrize(
    ("ids", "message"),
    [
        (["a", " ", "b"], r"^docs\.txt:2: the id is empty"),
        (["a", "b", "a"], r"^docs\.txt:3: document 'a' appears again .*first at docs\.txt:1"),
        (["a", "../b", "../b"], r"^docs\.txt:2: the document id '\.\./b' has"),
        (["a", "b\0", "c"], r"^docs\.txt:2: the document id 'b\\x00' holds a control character"),
        (["a", "b"], r"^docs\.txt: 2 lines, but src\.en has 3\. Give the document id of every"),
    ],
)
def test_bad_document_ids_name_their_line(
    setting: Setting, tmp_path: Path, ids: list[str], message: str
) -> None:
    write(tmp_path, docs_txt=ids)
    with pytest.raises(DataError, match=message):
        load(setting, documents="docs.txt")


def test_without_a_source_the_first_reference_gives_the_origins(
    setting: Setting, tmp_path: Path
) -> None:
    write(tmp_path, two_ko=KOREAN[:3])
    loaded = load(setting, source=None, references=("two.ko", "ref.ko"))
    assert loaded.segments[0].source is None
    assert loaded.segments[2].origin == Origin("two.ko", 3)
    assert loaded.reference_count == 2


def test_without_references(setting: Setting) -> None:
    loaded = load(setting, references=())
    assert loaded.reference_count == 0
    assert loaded.segments[0].reference_origins == ()


def test_a_blank_reference_is_absent_and_counted_other_blanks_stay(
    setting: Setting, tmp_path: Path
) -> None:
    write(tmp_path, src_en=["a", "", "c"], ref_ko=["가", " ", ""], v1_ko=["", "\u3000", "나 "])
    loaded = load(setting)
    assert [segment.references for segment in loaded.segments] == [("가",), (None,), (None,)]
    assert [segment.source for segment in loaded.segments] == ["a", "", "c"]
    assert loaded.outputs["v1"] == ("", "\u3000", "나 ")
    finding, *empty = loaded.findings
    assert (finding.code, finding.severity) == ("reference_missing", "info")
    assert [(f.code, f.segment) for f in empty] == [("empty", "1"), ("empty", "2")]
    assert finding.message.startswith("ref.ko: 2 of 3 references are empty")


def test_findings_of_every_file_are_kept(setting: Setting, tmp_path: Path) -> None:
    nfd = unicodedata.normalize("NFD", "\r\n".join(KOREAN[:3]))
    write(tmp_path, v1_ko="\ufeff" + nfd)
    loaded = load(setting)
    assert loaded.outputs["v1"] == KOREAN[:3]
    assert {finding.code for finding in loaded.findings} == {"bom", "crlf", "normalized"}
    assert all(finding.message.startswith("v1.ko: ") for finding in loaded.findings)
    assert load(setting, normalize="none").normalization == "none"


def test_a_file_of_two_systems_is_read_once(setting: Setting) -> None:
    loaded = load(setting, systems={"v1": "v1.ko", "v2": "v1.ko", "ref": "ref.ko"})
    assert loaded.systems == ("v1", "v2", "ref")
    assert [file.path for file in loaded.inputs] == ["src.en", "ref.ko", "v1.ko"]


def test_a_glob_names_systems_by_their_stems(setting: Setting, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    for name in ("google.ko", "base-4.1.ko"):
        write(tmp_path / "out", **{name: KOREAN[:3]})
    write(tmp_path / "out", a_ko_gz=gzip.compress("\n".join(KOREAN[:3]).encode()))
    loaded = load(setting, systems="out/*")
    assert loaded.systems == ("a", "base-4.1", "google")
    assert loaded.outputs["a"] == KOREAN[:3]


def test_a_glob_that_gives_one_name_twice_is_an_error(setting: Setting, tmp_path: Path) -> None:
    write(tmp_path, v1_txt=KOREAN[:3])
    with pytest.raises(DataError, match=r"two files would be system 'v1': v1\.ko and v1\.txt"):
        load(setting, systems="v1.*")


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"systems": {}}, "no systems"),
        ({"systems": ""}, "no systems"),
        ({"systems": "nothing/*.ko"}, r"^nothing/\*\.ko: no file matches"),
        ({"source": None, "references": ()}, "neither a source nor a reference"),
        ({"source": "scr.en"}, r"^scr\.en: no such file.*'src\.en'"),
    ],
)
def test_options_that_name_too_little_are_errors(
    setting: Setting, options: dict[str, Any], message: str
) -> None:
    with pytest.raises(DataError, match=message):
        load(setting, **options)


def test_cp949(setting: Setting, tmp_path: Path) -> None:
    write(tmp_path, ref_ko="\n".join(KOREAN[:3]).encode("cp949"))
    with pytest.raises(DataError, match=r"^ref\.ko: .*looks like CP949"):
        load(setting)
    write(tmp_path, v1_ko="\n".join(KOREAN[:3]).encode("cp949"))
    assert load(setting, encoding="cp949").outputs["v1"] == KOREAN[:3]


@pytest.mark.parametrize("lost", [0, 7, 30, 44, 59])
def test_unequal_counts_name_both_and_where_the_files_lose_step(
    setting: Setting, tmp_path: Path, lost: int
) -> None:
    english, korean = list(ENGLISH) * 6, list(KOREAN) * 6
    del korean[lost]
    write(tmp_path, src_en=english, ref_ko=english, v1_ko=korean)
    with pytest.raises(DataError) as caught:
        load(setting)
    message = str(caught.value)
    start = "v1.ko: 59 lines, but src.en has 60 (they lose step near line "
    assert message.startswith(start)
    assert abs(int(message.removeprefix(start).partition(")")[0]) - (lost + 1)) <= 5
    assert 'format "table"' in message
    assert 'format "documents"' in message


@pytest.mark.parametrize("extra", [3, 31, 58])
def test_lines_too_many_are_found_too(extra: int) -> None:
    english, korean = list(ENGLISH) * 6, list(KOREAN) * 6
    korean[extra:extra] = ["덧붙은 줄이다.", "이 줄도 원문에는 없는, 누군가가 덧붙인 문장이다."]
    assert abs(find_lost_step(korean, english) - (extra + 1)) <= 5
    assert find_lost_step(korean, english) == find_lost_step(english, korean)


def test_where_nothing_speaks_for_a_line_the_shorter_text_was_cut() -> None:
    assert find_lost_step(["가나다"] * 10, ["abcdef"] * 12) == 11
    assert find_lost_step(ENGLISH[:7], ENGLISH) == 8


LINE = st.text(st.characters(exclude_characters="\n\r\ufeff", codec="utf-8"))


@given(st.lists(st.tuples(LINE, LINE, LINE), min_size=1).filter(lambda rows: any(map(any, rows))))
def test_what_was_written_is_what_is_loaded(
    tmp_path_factory: pytest.TempPathFactory, rows: Any
) -> None:
    folder = tmp_path_factory.getbasetemp()
    source, reference, output = zip(*rows, strict=True)
    write(folder, src_en=source, ref_ko=reference, v1_ko=output)
    loaded = load(Setting("trip", "en", "de", folder), normalize="none")
    assert tuple(segment.source for segment in loaded.segments) == source
    assert loaded.outputs["v1"] == output
    assert tuple(segment.references[0] for segment in loaded.segments) == tuple(
        text if text.strip() else None for text in reference
    )


def test_pydantic_reads_the_values_of_a_config() -> None:
    adapter = TypeAdapter(Lines)
    values = {
        "setting": Setting("news", "en", "ko"),
        "source": "a.en",
        "references": ["a.ko", "b.ko"],
        "systems": {"v1": "v1.ko"},
    }
    assert adapter.validate_python(values).references == ("a.ko", "b.ko")
    assert adapter.validate_python({**values, "systems": "out/*.ko"}).systems == "out/*.ko"
    for wrong in ({"references": "a.ko"}, {"systems": ["v1.ko"]}, {"normalize": "nfkc"}):
        with pytest.raises(ValidationError):
            adapter.validate_python({**values, **wrong})


def test_real_outputs_of_six_systems(shared: Path) -> None:
    loaded = Lines(
        Setting("flores", "en", "ko", shared / "data/flores-dev"),
        source="source.en",
        references=("reference.ko",),
        systems="en-ko/*.ko",
    ).load()
    assert len(loaded.segments) == 997
    assert loaded.systems == (
        "argos", "bergamot-base", "bergamot-base-memory", "google", "microsoft", "nllb"
    )  # fmt: skip
    assert [i for i, text in enumerate(loaded.outputs["nllb"]) if not text] == [554]
    assert loaded.origins["nllb"][554] == Origin("en-ko/nllb.ko", 555)
