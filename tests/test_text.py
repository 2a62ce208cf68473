"""Reading: bytes to lines, strictly and without losing anything."""

from __future__ import annotations

import gzip
import hashlib
import os
import sys
import unicodedata
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtqe.core import InputFile, Origin
from mtqe.errors import DataError
from mtqe.loaders.text import find_files, read_text
from mtqe.pairing.normalise import normalise

KOREAN = "나는 학교에 간다.\n비가 온다.\n"


def write(folder: Path, name: str, content: str | bytes) -> str:
    data = content if isinstance(content, bytes) else content.encode("utf-8")
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(data)
    return name


def findings(path: str, root: Path, **options: Any) -> dict[str, tuple[str, str]]:
    found = read_text(path, root=root, **options).findings
    assert all(finding.segment is None for finding in found)
    return {finding.code: (finding.severity, finding.message) for finding in found}


def test_a_text_file_knows_its_lines_and_where_they_came_from(tmp_path: Path) -> None:
    name = write(tmp_path, "data/a.ko", KOREAN)
    file = read_text(name, root=tmp_path)
    assert file.path == "data/a.ko"
    assert file.lines == ("나는 학교에 간다.", "비가 온다.")
    assert file.origin(1) == Origin("data/a.ko", 2)
    assert file.input == InputFile("data/a.ko", hashlib.sha256(KOREAN.encode()).hexdigest())
    assert file.findings == ()


@pytest.mark.parametrize(
    ("content", "lines"),
    [
        ("a", ("a",)),
        ("a\n", ("a",)),
        ("a\n\n", ("a", "")),
        ("\n", ("",)),
        ("a\nb", ("a", "b")),
        ("a\r\nb\r\n", ("a", "b")),
        ("a\r\r\n", ("a\r",)),
        ("  a \t\n", ("  a \t",)),
    ],
)
def test_only_a_line_feed_ends_a_line_and_one_carriage_return_goes(
    tmp_path: Path, content: str | bytes, lines: Any
) -> None:
    assert read_text(write(tmp_path, "a", content), root=tmp_path).lines == lines


def test_other_separators_stay_in_the_text_and_are_reported(tmp_path: Path) -> None:
    # The text of seven lines for str.splitlines, three for universal newlines, two for sacreBLEU.
    text = "a\r\nb\u2028c\vd\fe\x85f\rg\n"
    name = write(tmp_path, "a", text)
    assert read_text(name, root=tmp_path).lines == ("a", "b\u2028c\vd\fe\x85f\rg")
    found = findings(name, tmp_path)
    assert found["crlf"][0] == "info"
    assert "1 of 2 lines" in found["crlf"][1]
    separators = [f for f in read_text(name, root=tmp_path).findings if f.code == "line_separator"]
    assert {finding.severity for finding in separators} == {"warning"}
    labels = ("vertical tab", "form feed", "lone carriage return", "U+0085", "U+2028")
    for label, finding in zip(labels, separators, strict=True):
        assert f"1 {label} (first in line 2)" in finding.message


def test_separators_are_counted(tmp_path: Path) -> None:
    name = write(tmp_path, "a", "x\na\u2029b\u2029\nc\u2029\n")
    assert "3 U+2029 (first in line 2)" in findings(name, tmp_path)["line_separator"][1]


def test_control_characters_stay_and_are_counted_but_tabs_are_text(tmp_path: Path) -> None:
    name = write(tmp_path, "a", "x\ty\na\x00b\x1b\n")
    assert read_text(name, root=tmp_path).lines == ("x\ty", "a\x00b\x1b")
    severity, message = findings(name, tmp_path)["control_character"]
    assert severity == "warning"
    assert "2 control characters" in message
    assert "line 2" in message


def test_nfd_becomes_nfc_and_is_counted(tmp_path: Path) -> None:
    name = write(tmp_path, "a", unicodedata.normalize("NFD", KOREAN) + "English\n")
    assert read_text(name, root=tmp_path).lines == (*KOREAN.splitlines(), "English")
    severity, message = findings(name, tmp_path)["normalized"]
    assert severity == "info"
    assert "2 of 3 lines" in message


def test_without_normalization_the_text_stays_and_nothing_is_reported(tmp_path: Path) -> None:
    decomposed = unicodedata.normalize("NFD", "한국어")
    name = write(tmp_path, "a", decomposed)
    assert read_text(name, root=tmp_path, normalize="none").lines == (decomposed,)
    assert findings(name, tmp_path, normalize="none") == {}


@given(st.text())
def test_normalise_is_nfc_and_idempotent(text: str) -> None:
    once = normalise(text, "nfc")
    assert unicodedata.is_normalized("NFC", once)
    assert normalise(once, "nfc") == once
    assert normalise(text, "none") == text


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le"])
def test_a_byte_order_mark_is_dropped_and_reported(tmp_path: Path, encoding: str) -> None:
    name = write(tmp_path, "a", ("\ufeff" + KOREAN).encode(encoding))
    assert read_text(name, root=tmp_path, encoding=encoding).lines[0] == "나는 학교에 간다."
    assert findings(name, tmp_path, encoding=encoding)["bom"][0] == "info"


@pytest.mark.parametrize("encoding", ["cp949", "utf-16", "euc-kr", "UTF8", "utf-8-sig"])
def test_an_encoding_that_the_config_sets_is_used(tmp_path: Path, encoding: str) -> None:
    name = write(tmp_path, "a", KOREAN.encode(encoding))
    assert read_text(name, root=tmp_path, encoding=encoding).lines == tuple(KOREAN.splitlines())


def test_gz_is_read_as_it_is(tmp_path: Path) -> None:
    raw = gzip.compress(KOREAN.encode())
    file = read_text(write(tmp_path, "a.ko.gz", raw), root=tmp_path)
    assert file.lines == tuple(KOREAN.splitlines())
    assert file.sha256 == hashlib.sha256(raw).hexdigest()


@pytest.mark.parametrize(
    "raw", [b"plain text", gzip.compress(KOREAN.encode())[:-12], b"\x1f\x8b\x08\x00" + b"\xff" * 20]
)
def test_a_broken_gz_is_an_error(tmp_path: Path, raw: bytes) -> None:
    name = write(tmp_path, "a.gz", raw)
    with pytest.raises(DataError, match=r"^a\.gz: not a whole gzip file"):
        read_text(name, root=tmp_path)


@given(st.lists(st.text(st.characters(exclude_characters="\n", codec="utf-8")), min_size=1))
def test_what_was_written_is_what_is_read(
    tmp_path_factory: pytest.TempPathFactory, lines: Any
) -> None:
    lines = [line.rstrip("\r").removeprefix("\ufeff") for line in lines]
    content = "".join(line + "\n" for line in lines)
    root = tmp_path_factory.getbasetemp()
    name = write(root, "trip", content)
    assert read_text(name, root=root, normalize="none").lines == tuple(lines)
    nfc = tuple(unicodedata.normalize("NFC", line) for line in lines)
    assert read_text(name, root=root).lines == nfc


def test_not_utf8_names_byte_line_and_the_likely_encoding(tmp_path: Path) -> None:
    content = b"fine\n" + KOREAN.encode("cp949")
    name = write(tmp_path, "data/ko.txt", content)
    with pytest.raises(DataError) as caught:
        read_text(name, root=tmp_path)
    assert str(caught.value) == (
        'data/ko.txt: not UTF-8 at byte 6 (line 2); it looks like CP949. Set "encoding: cp949". '
        "If only this file is in CP949, save it as UTF-8 instead."
    )


@pytest.mark.parametrize(
    ("content", "encoding", "advice"),
    [
        (KOREAN.encode("utf-16"), "utf-8", 'it looks like UTF-16. Set "encoding: utf-16"'),
        (KOREAN.encode("utf-16-be"), "ascii", "set the encoding that it was saved in"),
        (KOREAN.encode(), "ascii", 'it looks like UTF-8. Set "encoding: utf-8"'),
        ("café au lait\n".encode("latin-1"), "utf-8", "set the encoding that it was saved in"),
        (b"\xff\xff\xff", "utf-8", "set the encoding that it was saved in"),
        (b"\xa3\xb1\n", "utf-8", "set the encoding that it was saved in"),
    ],
)
def test_only_a_plausible_encoding_is_suggested(
    tmp_path: Path, content: str | bytes, encoding: str, advice: str
) -> None:
    name = write(tmp_path, "a", content)
    with pytest.raises(DataError) as caught:
        read_text(name, root=tmp_path, encoding=encoding)
    assert f"a: not {encoding.upper()} at byte " in str(caught.value)
    assert advice in str(caught.value)


@pytest.mark.parametrize("encoding", ["utf-9", "hex", "a\0b", ""])
def test_an_unknown_encoding_is_an_error(tmp_path: Path, encoding: str) -> None:
    name = write(tmp_path, "a", KOREAN)
    with pytest.raises(DataError, match="unknown encoding") as caught:
        read_text(name, root=tmp_path, encoding=encoding)
    assert repr(encoding) in str(caught.value)


def test_a_missing_file_lists_near_names(tmp_path: Path) -> None:
    write(tmp_path, "data/reference.ko", KOREAN)
    write(tmp_path, "data/unlike", KOREAN)
    with pytest.raises(DataError) as caught:
        read_text("data/referense.ko", root=tmp_path)
    assert str(caught.value).startswith("data/referense.ko: no such file")
    assert "Did you mean 'reference.ko'?" in str(caught.value)
    assert "unlike" not in str(caught.value)


@pytest.mark.parametrize("path", ["nowhere/a.ko", "a.ko/b", "z"])
def test_a_missing_folder_is_named(tmp_path: Path, path: str) -> None:
    write(tmp_path, "a.ko", KOREAN)
    with pytest.raises(DataError, match=f"^{path}: no such file"):
        read_text(path, root=tmp_path)


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    with pytest.raises(DataError, match=r"^data: this is a folder"):
        read_text("data", root=tmp_path)


def test_a_path_that_no_system_takes_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="cannot be read"):
        read_text("a\0b", root=tmp_path)
    with pytest.raises(DataError, match="cannot be read"):
        read_text("a" * 5000, root=tmp_path)


def test_an_unreadable_file_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    name = write(tmp_path, "a.ko", KOREAN)

    def refuse(self: Path) -> None:
        raise PermissionError(13, "Permission denied", str(self))

    # The tests may run as root, for whom every file is readable.
    monkeypatch.setattr(Path, "read_bytes", refuse)
    with pytest.raises(DataError, match=r"^a\.ko: permission to read it is denied"):
        read_text(name, root=tmp_path)


@pytest.mark.parametrize("content", [b"", b"\xef\xbb\xbf", gzip.compress(b"")])
def test_an_empty_file_is_an_error(tmp_path: Path, content: str | bytes) -> None:
    name = write(tmp_path, "a.gz" if content[:2] == b"\x1f\x8b" else "a", content)
    with pytest.raises(DataError, match=f"^{name}: is empty"):
        read_text(name, root=tmp_path)


def test_absolute_paths_and_the_home_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    write(tmp_path, "a.ko", KOREAN)
    elsewhere = Path("elsewhere")
    assert len(read_text(str(tmp_path / "a.ko"), root=elsewhere).lines) == 2
    assert read_text("~/a.ko", root=elsewhere).path == "~/a.ko"
    assert find_files("~/*.ko", root=elsewhere) == [(tmp_path / "a.ko").as_posix()]
    with pytest.raises(DataError, match="without '~'"):
        read_text("~no-such-user-here/a.ko", root=elsewhere)


def test_a_glob_is_relative_to_the_root_and_sorted(tmp_path: Path) -> None:
    for name in ("out/b.ko", "out/a.ko", "out/.hidden.ko", "out/a.en", "out/deep/c.ko"):
        write(tmp_path, name, KOREAN)
    (tmp_path / "out/folder.ko").mkdir()
    assert find_files("out/*.ko", root=tmp_path) == ["out/a.ko", "out/b.ko"]
    assert find_files("**/*.ko", root=tmp_path) == ["out/a.ko", "out/b.ko", "out/deep/c.ko"]
    assert find_files("out/[ab].ko", root=tmp_path) == ["out/a.ko", "out/b.ko"]
    absolute = (tmp_path / "out").as_posix()
    assert find_files(f"{absolute}/a.*", root=Path("x")) == [f"{absolute}/a.en", f"{absolute}/a.ko"]


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere names of files are Unicode")
def test_a_file_whose_name_is_not_unicode_is_refused(tmp_path: Path) -> None:
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff.ko")).write_text(KOREAN, encoding="utf-8")
    message = r"^\*\.ko: matches '\\udcff\.ko', whose name is not UTF-8\. Rename it\.$"
    with pytest.raises(DataError, match=message):
        find_files("*.ko", root=tmp_path)


def test_a_path_without_glob_characters_is_itself(tmp_path: Path) -> None:
    assert find_files("out/a.ko", root=tmp_path) == ["out/a.ko"]
    assert find_files(write(tmp_path, "a[1].ko", KOREAN), root=tmp_path) == ["a[1].ko"]


def test_a_glob_without_a_match_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"^out/\*\.ko: no file matches"):
        find_files("out/*.ko", root=tmp_path)


def test_real_carriage_returns(shared: Path) -> None:
    file = read_text("data/park-dev/dev.nk", root=shared)
    assert len(file.lines) == 1000
    assert not any("\r" in line for line in file.lines)
    assert [finding.code for finding in file.findings] == ["crlf"]
    assert "1000 of 1000 lines" in file.findings[0].message


@pytest.mark.skipif(os.name == "nt", reason="a backslash is a separator there")
def test_a_backslash_is_a_character_of_a_name_on_posix(tmp_path: Path) -> None:
    assert read_text(write(tmp_path, "a\\b", KOREAN), root=tmp_path).path == "a\\b"
