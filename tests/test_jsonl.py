"""Format `jsonl`: one object per line."""

from __future__ import annotations

import gzip
import json
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
from mtqe.loaders.jsonl import JsonLines

Load = Callable[..., EvalSet]

FIELDS = Columns(source="en", references=("ko",), systems={"v1": "out"})
ROWS = [
    {"id": 7, "doc": "news", "en": "Hello.", "ko": "안녕하세요.", "out": "안녕."},
    {"id": "b", "doc": "news", "en": "Bye.", "ko": "안녕히 가세요.", "out": "잘 가."},
]


DOC = {"doc": "news"}


def dump(rows: Any) -> str:
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def row(**changes: Any) -> str:
    return json.dumps({"en": "a", "ko": "b", "out": "c", **changes})


@pytest.fixture
def load(tmp_path: Path) -> Load:
    def loader(
        content: str | bytes, *, name: str = "t.jsonl", fields: Columns = FIELDS, **options: Any
    ) -> EvalSet:
        raw = content if isinstance(content, bytes) else content.encode()
        (tmp_path / name).write_bytes(raw)
        return JsonLines(Setting("set", "en", "ko", tmp_path), name, fields, **options).load()

    return loader


def test_objects_become_segments_that_know_where_they_came_from(load: Load) -> None:
    fields = Columns("en", ("ko",), document="doc", id="id", systems={"v1": "out"})
    loaded = load(dump(ROWS), fields=fields)
    assert [segment.id for segment in loaded.segments] == ["7", "b"]
    assert [(d.id, d.start, d.stop) for d in loaded.documents] == [("news", 0, 2)]
    assert loaded.segments[1].source == "Bye."
    assert loaded.segments[1].references == ("안녕히 가세요.",)
    assert loaded.outputs == {"v1": ("안녕.", "잘 가.")}
    assert loaded.segments[1].origin == Origin("t.jsonl", 2, "en")
    assert loaded.segments[1].reference_origins == (Origin("t.jsonl", 2, "ko"),)
    assert loaded.origins["v1"][0] == Origin("t.jsonl", 1, "out")
    assert [file.path for file in loaded.inputs] == ["t.jsonl"]
    assert loaded.findings == ()


def test_a_dot_goes_into_an_object_unless_it_is_part_of_a_key(load: Load) -> None:
    fields = Columns("a.b", ("meta.ref.ko",), document="meta.doc", systems={"v1": "x"})
    record = {"a.b": "Hi", "a": {"b": "no"}, "x": "", "meta": {"ref": {"ko": "안녕"}, "doc": 3}}
    loaded = load(dump([record]), fields=fields)
    assert loaded.segments[0].source == "Hi"
    assert loaded.segments[0].references == ("안녕",)
    assert loaded.documents[0].id == "3"


def test_null_and_blank_references_are_absent_other_blanks_stay(load: Load) -> None:
    loaded = load("\n".join([row(ko=None), row(ko=" ", out=""), row(en="")]))
    assert [segment.references[0] for segment in loaded.segments] == [None, None, "b"]
    assert loaded.outputs["v1"] == ("c", "", "c")
    assert loaded.segments[2].source == ""
    finding, empty = loaded.findings
    assert finding.code == "reference_missing"
    assert finding.message.startswith("t.jsonl, field 'ko': 2 of 3")
    assert (empty.code, empty.system, empty.segment) == ("empty", "v1", "2")


def test_escapes_are_decoded_before_normalization(load: Load) -> None:
    decomposed = unicodedata.normalize("NFD", "한국")
    loaded = load(row(out=decomposed) + "\n" + row(out="\ud83d\ude00"))
    assert loaded.outputs["v1"] == ("한국", "\U0001f600")
    [finding] = loaded.findings
    assert (finding.code, finding.severity) == ("normalized", "info")
    assert "1 of 6 texts" in finding.message
    assert load(row(out=decomposed), normalize="none").outputs["v1"] == (decomposed,)


def test_separators_inside_strings_are_text_and_reported(load: Load) -> None:
    loaded = load(row() + "\n" + json.dumps({"en": "a\u2028b\n", "ko": "b", "out": "c\x01"}))
    assert loaded.segments[1].source == "a\u2028b\n"
    messages = {finding.code: finding.message for finding in loaded.findings}
    assert messages.keys() == {"line_separator", "control_character"}
    assert "1 U+2028 (first in line 2)" in messages["line_separator"]


def test_a_raw_line_separator_does_not_end_the_object(load: Load) -> None:
    assert load(dump([{"en": "a\u2028b", "ko": "b", "out": "c"}])).segments[0].source == "a\u2028b"


def test_byte_order_mark_carriage_returns_and_gz(load: Load) -> None:
    content = "\ufeff" + row() + "\r\n" + row() + "\r\n"
    loaded = load(gzip.compress(content.encode()), name="t.jsonl.gz")
    assert [finding.code for finding in loaded.findings] == ["bom", "crlf"]
    assert len(loaded.segments) == 2


def test_cp949(load: Load) -> None:
    loaded = load(dump(ROWS).encode("cp949"), encoding="cp949")
    assert loaded.outputs["v1"] == ("안녕.", "잘 가.")
    with pytest.raises(DataError, match=r"^t\.jsonl: not UTF-8 .* looks like CP949"):
        load(dump(ROWS).encode("cp949"))


def test_blank_lines_at_the_end_are_skipped(load: Load) -> None:
    assert len(load(row() + "\n\n \n").segments) == 1


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ('{"en": "a", "ko" "b"}', "t.jsonl:2: not JSON at column 18: Expecting ':' delimiter. "),
        ('{"en": "a", "en": "b"}', "t.jsonl:2: not a usable JSON object: the key 'en' is there"),
        ('{"en": ' + "9" * 5000 + "}", "t.jsonl:2: not a usable JSON object: "),
        ("[" * 200_000, "t.jsonl:2: not a usable JSON object: "),
        ("[1, 2]", "t.jsonl:2: a list, expected a JSON object"),
        ("3", "t.jsonl:2: a number, expected a JSON object"),
        ("null", "t.jsonl:2: null, expected a JSON object"),
        ("\n" + row(), "t.jsonl:2: a blank line, expected a JSON object"),
        (
            '{"en": "a", "koo": "b", "out": "c"}',
            "t.jsonl:2: no field 'ko'. Did you mean \"koo\"? Available: en, koo, out.",
        ),
        (row(en=None), "t.jsonl:2: the field 'en' is null, expected a text. "),
        (row(en=3), "t.jsonl:2: the field 'en' is a number, expected a text. "),
        (row(ko=["b"]), "t.jsonl:2: the field 'ko' is a list, expected a text. "),
        (row(out={}), "t.jsonl:2: the field 'out' is an object, expected a text. "),
        (row(out=True), "t.jsonl:2: the field 'out' is a truth value, expected a text. "),
        (
            row(out="a\ud800"),
            "t.jsonl:2: the field 'out' holds half of a surrogate pair ('\\ud800')",
        ),
    ],
)
def test_bad_lines(load: Load, line: str, message: str) -> None:
    with pytest.raises(DataError) as caught:
        load(row() + "\n" + line + "\n")
    assert str(caught.value).startswith(message)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "t.jsonl: is empty"),
        ("\n \n", "t.jsonl: only blank lines"),
        (
            row(id="a", meta=DOC) + "\n" + row(id="a", meta=DOC),
            "t.jsonl:2: duplicate segment id 'a'",
        ),
        (row(id=True, meta=DOC), "t.jsonl:1: the field 'id' is a truth value"),
        (row(id=None, meta=DOC), "t.jsonl:1: the field 'id' is null"),
        (row(id="", meta=DOC), "t.jsonl:1: the id is empty"),
        (row(id="a"), "t.jsonl:1: no field 'meta.doc'. Available: en, ko, out, id."),
        (row(id="a", meta=3), "t.jsonl:1: no field 'meta.doc'. Did you mean \"meta\"? "),
        (row(id="a", meta={"dok": 1}), "t.jsonl:1: no field 'meta.doc'. Did you mean \"dok\"? "),
        (row(id="a", meta={"doc": "../x"}), "t.jsonl:1: the document id '../x' has"),
    ],
)
def test_bad_files_and_ids(load: Load, content: str | bytes, message: str) -> None:
    fields = Columns("en", ("ko",), document="meta.doc", id="id", systems={"v1": "out"})
    with pytest.raises(DataError) as caught:
        load(content, fields=fields)
    assert str(caught.value).startswith(message)


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        (Columns(source="en"), "no systems"),
        (Columns(systems={"v1": "out"}), "neither a source nor a reference"),
    ],
)
def test_fields_that_name_too_little(load: Load, fields: Columns, message: str) -> None:
    with pytest.raises(DataError, match=message):
        load(row(), fields=fields)


TEXT = st.text(st.characters(codec="utf-8"))


@given(st.lists(st.tuples(TEXT, TEXT), min_size=1), st.booleans())
def test_what_json_writes_is_what_is_loaded(
    tmp_path_factory: pytest.TempPathFactory, rows: Any, ascii_only: bool
) -> None:
    folder = tmp_path_factory.getbasetemp()
    lines = [
        json.dumps({"en": source, "out": output}, ensure_ascii=ascii_only) + "\n"
        for source, output in rows
    ]
    (folder / "trip.jsonl").write_bytes("".join(lines).encode())
    setting, fields = Setting("trip", "en", "de", folder), Columns("en", systems={"v1": "out"})
    loaded = JsonLines(setting, "trip.jsonl", fields, normalize="none").load()
    assert [(segment.source, output) for segment, output in
            zip(loaded.segments, loaded.outputs["v1"], strict=True)] == rows  # fmt: skip


def test_pydantic_reads_the_values_of_a_config() -> None:
    values = {
        "setting": Setting("set", "en", "ko"),
        "path": "t.jsonl",
        "fields": {"source": "en", "references": ["ko"], "systems": {"v1": "out"}},
    }
    assert TypeAdapter(JsonLines).validate_python(values).fields == FIELDS
