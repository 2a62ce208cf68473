"""Format `table`: CSV and TSV with a header."""

from __future__ import annotations

import csv
import gzip
import io
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from mtqe.core import EvalSet, Origin
from mtqe.errors import DataError
from mtqe.loaders import Setting
from mtqe.loaders.columns import Columns
from mtqe.loaders.table import Table

Load = Callable[..., EvalSet]

COLUMNS = Columns(source="en", references=("ko",), document="doc", id="id", systems={"v1": "out"})
PLAIN = Columns(source="en", references=("ko",), systems={"v1": "out"})
HEADER = "id,doc,en,ko,out\n"
ROWS = "a1,news,Hello.,안녕하세요.,안녕.\na2,news,Bye.,안녕히 가세요.,잘 가.\n"


@pytest.fixture
def load(tmp_path: Path) -> Load:
    def loader(
        content: str | bytes, *, name: str = "t.csv", columns: Columns = COLUMNS, **options: Any
    ) -> EvalSet:
        raw = content if isinstance(content, bytes) else content.encode()
        (tmp_path / name).write_bytes(raw)
        return Table(Setting("set", "en", "ko", tmp_path), name, columns, **options).load()

    return loader


def test_rows_become_segments_that_know_where_they_came_from(load: Load) -> None:
    loaded = load(HEADER + ROWS)
    assert [segment.id for segment in loaded.segments] == ["a1", "a2"]
    assert loaded.segments[1].source == "Bye."
    assert loaded.segments[1].references == ("안녕히 가세요.",)
    assert loaded.outputs == {"v1": ("안녕.", "잘 가.")}
    assert [(d.id, d.start, d.stop) for d in loaded.documents] == [("news", 0, 2)]
    assert loaded.segments[1].origin == Origin("t.csv", 3, "en")
    assert loaded.segments[1].reference_origins == (Origin("t.csv", 3, "ko"),)
    assert loaded.origins["v1"][0] == Origin("t.csv", 2, "out")
    assert [file.path for file in loaded.inputs] == ["t.csv"]
    assert loaded.findings == ()


def test_without_ids_and_documents_rows_are_numbered(load: Load) -> None:
    loaded = load(HEADER + ROWS, columns=PLAIN)
    assert [segment.id for segment in loaded.segments] == ["1", "2"]
    assert [document.id for document in loaded.documents] == ["set"]


def test_cells_are_text_whatever_they_look_like(load: Load) -> None:
    loaded = load("en,ko,out\nNA,null, 1.0 \nNaN,,\n", columns=PLAIN)
    assert [segment.source for segment in loaded.segments] == ["NA", "NaN"]
    assert [segment.references[0] for segment in loaded.segments] == ["null", None]
    assert loaded.outputs["v1"] == (" 1.0 ", "")
    finding, empty = loaded.findings
    assert finding.code == "reference_missing"
    assert finding.message.startswith("t.csv, column 'ko': 1 of 2")
    assert (empty.code, empty.segment) == ("empty", "2")


def test_quoted_fields_hold_delimiters_quotes_and_line_breaks(load: Load) -> None:
    content = 'en,ko,out\r\n"a, ""b""","줄\r\n바꿈",x\r\ny,z,w\r\n'
    loaded = load(content, columns=PLAIN)
    assert loaded.segments[0].source == 'a, "b"'
    assert loaded.segments[0].references == ("줄\n바꿈",)
    assert [segment.origin for segment in loaded.segments] == [
        Origin("t.csv", 2, "en"),
        Origin("t.csv", 4, "en"),
    ]
    findings = {finding.code: finding.message for finding in loaded.findings}
    assert findings.keys() == {"crlf", "line_separator"}
    assert "1 line feed (first in line 2)" in findings["line_separator"]


def test_quotes_are_text_in_tab_separated_files(load: Load) -> None:
    content = 'en\tko\tout\n"Hello", she said\t"안녕\t"\r\n'
    for options in ({"name": "t.tsv"}, {"name": "t.tab"}, {"delimiter": "tab"}):
        loaded = load(content, columns=PLAIN, **options)
        assert loaded.segments[0].source == '"Hello", she said'
        assert loaded.segments[0].references == ('"안녕',)
        assert loaded.outputs["v1"] == ('"',)


@pytest.mark.parametrize("delimiter", [r"\t", "\t", "TAB"])
def test_names_of_the_tab(load: Load, delimiter: str) -> None:
    content = (HEADER + ROWS).replace(",", "\t")
    assert len(load(content, delimiter=delimiter).segments) == 2


def test_other_delimiters_and_compressed_files(load: Load) -> None:
    assert len(load((HEADER + ROWS).replace(",", ";"), delimiter=";").segments) == 2
    tabs = gzip.compress((HEADER + ROWS).replace(",", "\t").encode())
    assert len(load(tabs, name="t.tsv.gz").segments) == 2


@pytest.mark.parametrize("delimiter", ["", "||", '"', "\n"])
def test_a_delimiter_is_one_character(load: Load, delimiter: str) -> None:
    with pytest.raises(DataError, match="is not one character"):
        load(HEADER + ROWS, delimiter=delimiter)


def test_cp949(load: Load) -> None:
    loaded = load((HEADER + ROWS).encode("cp949"), encoding="cp949")
    assert loaded.outputs["v1"] == ("안녕.", "잘 가.")
    with pytest.raises(DataError, match=r"^t\.csv: not UTF-8 .* looks like CP949"):
        load((HEADER + ROWS).encode("cp949"))


def test_cells_and_column_names_are_normalised_and_counted(load: Load) -> None:
    def nfd(text: str) -> str:
        return unicodedata.normalize("NFD", text)

    columns = Columns(source="en", references=("정답",), systems={"v1": nfd("번역")})
    content = nfd("en,정답,번역,메모\nHello,안녕,하이,둘\n")
    loaded = load(content, columns=columns)
    assert loaded.segments[0].references == ("안녕",)
    assert loaded.outputs["v1"] == ("하이",)
    [finding] = loaded.findings
    assert (finding.code, finding.severity) == ("normalized", "info")
    assert "2 of 3 texts" in finding.message
    assert load(content, columns=columns, normalize="none").outputs["v1"] == (nfd("하이"),)


def test_control_characters_and_separators_are_reported(load: Load) -> None:
    loaded = load("en,ko,out\na,b,c\nd\x00,e\u2028,f\n", columns=PLAIN)
    assert loaded.segments[1].source == "d\x00"
    assert {finding.code for finding in loaded.findings} == {"line_separator", "control_character"}
    assert all("line 3" in finding.message for finding in loaded.findings)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (
            HEADER + 'a1,news,"Hel\nlo.",안녕,안녕\na2,news,Bye.\n',
            "t.csv:4: 3 fields, but the header has 5. No value for: ko, out. ",
        ),
        (
            HEADER + "a1,news,Hello, world,안녕,안녕\n",
            "t.csv:2: 6 fields, but the header has 5. Is there a ',' inside a text? Quote",
        ),
        (HEADER + "\n" + ROWS, "t.csv:2: 1 fields, but the header has 5. No value for: doc,"),
        ("id,doc,eng,ko,out\n" + ROWS, "t.csv: no column 'en'. Did you mean \"eng\"? Available: "),
        ("id,doc,en,ko,ko\n" + ROWS, "t.csv:1: the header names column 'ko' more than once"),
        (HEADER, "t.csv: a header but no rows below it"),
        (HEADER + "\n\n", "t.csv: a header but no rows below it"),
        (HEADER + ROWS + 'a3,news,"Open.,안녕,안녕\n', "t.csv:4: the row that starts here is no"),
        (HEADER + 'a1,news,"Hi" there,안녕,안녕\n', "t.csv:2: the row that starts here is no"),
        (
            HEADER + f"a1,news,{'x' * 200_000},안녕,안녕\n",
            "t.csv:2: the row that starts here is no",
        ),
        (HEADER + "a1,news,He\rllo,안녕,안녕\n", "t.csv:2: the row that starts here is no"),
        (
            HEADER + ROWS + "a1,news,x,y,z\n",
            "t.csv:4: duplicate segment id 'a1' (first at t.csv:2)",
        ),
        (
            HEADER + " ,news,x,y,z\n",
            "t.csv:2: the id is empty. Every segment needs one in t.csv, c",
        ),
        (HEADER + "a1,,x,y,z\n", "t.csv:2: the id is empty. Every segment needs one in t.csv, col"),
        (HEADER + ROWS + "a3,b,x,y,z\na4,news,x,y,z\n", "t.csv:5: document 'news' appears again"),
        ("", "t.csv: is empty"),
    ],
)
def test_bad_tables(load: Load, content: str | bytes, message: str) -> None:
    with pytest.raises(DataError) as caught:
        load(content)
    assert str(caught.value).startswith(message)


def test_a_long_row_of_a_tab_separated_file(load: Load) -> None:
    with pytest.raises(DataError, match=r"^t\.tsv:2: 4 fields, .* Replace it by a space"):
        load("en\tko\tout\na\tb\tc\td\n", name="t.tsv", columns=PLAIN)


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        (Columns(source="en", references=("ko",)), "no systems"),
        (Columns(systems={"v1": "out"}), "neither a source nor a reference"),
    ],
)
def test_columns_that_name_too_little(load: Load, columns: Columns, message: str) -> None:
    with pytest.raises(DataError, match=message):
        load(HEADER + ROWS, columns=columns)


def test_blank_lines_at_the_end_are_no_rows_but_blank_cells_are(load: Load) -> None:
    assert len(load(HEADER + ROWS + "\n\n").segments) == 2
    one = Columns(references=("ko",), systems={"v1": "ko"})
    assert load("ko\n안녕\n\n", columns=one).outputs["v1"] == ("안녕", "")


CELL = st.text(st.characters(exclude_characters="\r\ufeff", codec="utf-8"))


@given(st.lists(st.tuples(CELL, CELL, CELL), min_size=1))
def test_what_the_csv_module_writes_is_what_is_loaded(
    tmp_path_factory: pytest.TempPathFactory, rows: Any
) -> None:
    folder = tmp_path_factory.getbasetemp()
    text = io.StringIO(newline="")
    writer = csv.writer(text, quoting=csv.QUOTE_ALL)
    writer.writerows([("en", "ko", "out"), *rows])
    (folder / "trip.csv").write_bytes(text.getvalue().encode())
    setting = Setting("trip", "en", "de", folder)  # one script: no column looks swapped
    loaded = Table(setting, "trip.csv", PLAIN, normalize="none").load()
    sources, _, outputs = zip(*rows, strict=True)
    assert tuple(segment.source for segment in loaded.segments) == sources
    assert loaded.outputs["v1"] == outputs


def test_pydantic_reads_the_values_of_a_config() -> None:
    values = {
        "setting": Setting("set", "en", "ko"),
        "path": "t.csv",
        "columns": {"source": "en", "references": ["ko"], "systems": {"v1": "out"}},
    }
    assert TypeAdapter(Table).validate_python(values).columns == PLAIN
