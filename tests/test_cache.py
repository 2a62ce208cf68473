"""The file of kept rows: what comes out is what went in, whatever happens to the file."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtqe.cache import Store, parse_size, place
from mtqe.cache import store as module
from mtqe.cache.entry import Row, rows_of
from mtqe.cache.place import FILE, show_size
from mtqe.core import Finding, Span

ROW = Row(np.array([0.1 + 0.2, 1.0]))
ODD = Row(
    np.zeros(2), "the model gave no number",
    (Finding("span", "error", "나쁜 말", side="hypothesis", start=0, values=(("a", "b"),)),),
)  # fmt: skip

NUMBERS = st.floats(allow_nan=False)
TEXTS = st.text(max_size=20)
SPANS = st.builds(Span, st.sampled_from(["source", "hypothesis"]), st.integers(0, 9), st.just(9))
FINDINGS = st.builds(
    Finding, code=TEXTS, severity=st.sampled_from(["info", "warning", "error"]), message=TEXTS,
    side=st.none() | st.sampled_from(["source", "hypothesis"]), start=st.none() | st.integers(0, 9),
    text=st.none() | TEXTS,
    values=st.dictionaries(TEXTS, TEXTS, max_size=2).map(lambda places: tuple(places.items())),
    more=st.lists(SPANS, max_size=2).map(tuple),
)  # fmt: skip
ROWS = st.builds(
    Row, st.lists(NUMBERS, min_size=1, max_size=6).map(np.array), st.none() | TEXTS,
    st.lists(FINDINGS, max_size=2).map(tuple),
)  # fmt: skip


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "cache" / FILE


@pytest.fixture
def warnings() -> list[str]:
    """What the store of `opened` warned of."""
    return []


@pytest.fixture
def store(file: Path, warnings: list[str]) -> Store:
    return Store(file, warn=warnings.append)


def equal(one: Row, other: Row) -> bool:
    same = np.array_equal(one.values, other.values)
    return same and (one.unscored, one.findings) == (other.unscored, other.findings)


def holds(file: Path, warnings: list[str]) -> bool:
    """Whether the row that every test keeps is found by another process."""
    found = Store(file, warn=warnings.append).rows("m|v:1", ["a"])
    return list(found) == ["a"] and equal(found["a"], ROW)


@given(ROWS)
def test_a_row_is_unpacked_bit_by_bit(row: Row) -> None:
    again = Row.unpack(row.pack())
    assert again.values.tobytes() == row.values.tobytes()
    assert (again.unscored, again.findings) == (row.unscored, row.findings)


def test_rows_come_out_as_they_went_in(store: Store, file: Path, warnings: list[str]) -> None:
    store.keep("comet", "m|v:1", {"a": ROW, "b": ODD})
    found = store.rows("m|v:1", ["b", "c", "a"])
    assert found.keys() == {"a", "b"}
    assert equal(found["a"], ROW)
    assert equal(found["b"], ODD)
    assert store.rows("m|v:2", ["a"]) == {}
    together = rows_of([ROW, ODD])
    assert together.unscored == {1: "the model gave no number"}
    assert together.findings == {1: ODD.findings}
    store.close()
    assert [path.name for path in file.parent.iterdir()] == [FILE]
    assert holds(file, warnings)
    assert warnings == []


def test_names_that_are_no_unicode(store: Store) -> None:
    """Such as that of a folder on Linux."""
    store.keep("comet\udcff", "model:\udcff", {"\udcff": ROW})
    store["file \udcff"] = "note"
    assert equal(store.rows("model:\udcff", ["\udcff"])["\udcff"], ROW)
    assert store.get("file \udcff") == "note"


def test_notes(store: Store, file: Path) -> None:
    assert store.get("digest") is None
    store["digest"] = "하나"
    store["digest"] = "둘"
    store.close()
    assert Store(file).get("digest") == "둘"


def test_a_store_that_keeps_nothing() -> None:
    with Store.opened(None, limit=1) as store:
        store.keep("comet", "m", {"a": ROW})
        store["note"] = "x"
        assert (store.rows("m", ["a"]), store.get("note"), store.content()) == ({}, None, [])


@pytest.mark.parametrize("damage", ["no database", "cut", "zeros", "empty tables"])
def test_a_broken_file_is_set_aside(
    store: Store, file: Path, warnings: list[str], damage: str
) -> None:
    store.keep("comet", "m|v:1", {"a": ROW, **{str(n): ODD for n in range(500)}})
    store.close()
    content = file.read_bytes()
    if damage == "empty tables":
        with sqlite3.connect(file) as db:
            db.execute("DROP TABLE rows")
        db.close()
    else:
        bad = {
            "no database": b"scores\n" * 999, "cut": content[: len(content) // 3],
            "zeros": content[:4096] + bytes(len(content) - 4096),
        }  # fmt: skip
        file.write_bytes(bad[damage])
    before = file.read_bytes()
    again = Store(file, warn=warnings.append)
    assert again.rows("m|v:1", ["a"]) == {}
    again.keep("comet", "m|v:1", {"a": ROW})
    again.close()
    [message] = warnings
    assert message.startswith(f"{file}: broken (")
    assert file.with_name(f"{FILE}.broken").read_bytes() == before
    assert holds(file, warnings)


def test_no_damaged_number_is_believed(store: Store, file: Path, warnings: list[str]) -> None:
    """Each byte of the file in turn: what comes out is right, or nothing does."""
    store.keep("comet", "m|v:1", {"a": ROW})
    store["note"] = "a note of some length"
    store.close()
    content = file.read_bytes()
    used = [position for position, byte in enumerate(content) if byte]
    for turn, position in enumerate(used):
        damaged_content = bytearray(content)
        damaged_content[position] ^= (0x01, 0x41, 0xFF)[turn % 3]
        file.write_bytes(damaged_content)
        with Store.opened(file, warn=warnings.append) as damaged:
            found, note = damaged.rows("m|v:1", ["a"]), damaged.get("note")
        assert all(equal(row, ROW) for row in found.values())
        assert note in {None, "a note of some length"}


def test_another_programs_rows_do_not_stand_in_for_ours(store: Store, file: Path) -> None:
    """Were a row's metric mixed up, its checksum would not be right."""
    store.keep("comet", "m|v:1", {"a": ROW})
    store.keep("comet", "m|v:2", {"a": ODD})
    store.close()
    with sqlite3.connect(file) as db:
        db.execute("UPDATE metrics SET signature = 'x' WHERE signature = 'm|v:1'")
        db.execute("UPDATE metrics SET signature = 'm|v:1' WHERE signature = 'm|v:2'")
    db.close()
    with pytest.warns(UserWarning, match="damaged entry"):
        assert Store(file).rows("m|v:1", ["a"]) == {}


def test_a_place_that_is_no_folder(tmp_path: Path, warnings: list[str]) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    store = Store(tmp_path / "file" / FILE, warn=warnings.append)
    store.keep("comet", "m", {"a": ROW})
    assert store.rows("m", ["a"]) == {}
    [message] = warnings
    assert "the cache cannot be used" in message
    assert "MTQE_CACHE" in message


@pytest.mark.parametrize("pragma", ["query_only = 1", "max_page_count = 1"])
def test_a_place_that_is_full_or_closed_can_still_be_read(
    store: Store, file: Path, warnings: list[str], pragma: str
) -> None:
    store.keep("comet", "m|v:1", {"a": ROW})
    assert store._file._db is not None
    store._file._db.execute(f"PRAGMA {pragma}")
    for number in range(3):
        store.keep("comet", "m|v:1", {f"{number} {each}": ODD for each in range(100)})
        assert equal(store.rows("m|v:1", ["a"])["a"], ROW)
    [message] = warnings
    assert "cannot be written" in message
    store.close()
    assert holds(file, warnings)


def test_another_process_that_does_not_let_go(
    store: Store, file: Path, warnings: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    store.keep("comet", "m|v:1", {"a": ROW})
    store.close()
    monkeypatch.setattr("mtqe.cache.file.PATIENCE", 0.01)
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    with Store.opened(file, limit=1, warn=warnings.append) as waiting:
        waiting.keep("comet", "m|v:1", {"b": ODD})
    other.execute("COMMIT")
    other.close()
    assert len(warnings) == 1
    assert holds(file, warnings)


def test_the_longest_unused_rows_go_first(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    long = Row(np.zeros(100))
    for day in range(4):
        monkeypatch.setattr(module, "_today", lambda day=day: day)
        with Store.opened(file) as store:
            store.keep("comet", f"m|day:{day}", {str(n): long for n in range(300)})
            store.rows("m|day:0", map(str, range(300)))  # used every day
    with Store.opened(file) as store:
        assert [(kept.rows, kept.used) for kept in store.content()] == [
            (300, 3 * 86_400), (300, 3 * 86_400), (300, 2 * 86_400), (300, 86_400),
        ]  # fmt: skip
        assert store.prune(days=1) == 300
        full = store.size()
        assert store.prune(full) == 0
        assert 240 <= store.prune(full * 7 // 10) <= 420
        assert store.size() <= full * 7 // 10
        left = {kept.signature: kept.rows for kept in store.content()}
        assert left.keys() >= {"m|day:0", "m|day:3"}
        assert left.get("m|day:2", 0) <= 60
    with Store.opened(file, limit=0) as store:  # smaller than an empty file is
        pass
    with Store.opened(file) as store:
        assert store.content() == []


def test_clear(store: Store, file: Path) -> None:
    store.keep("comet", "m|v:1", {"a": ROW})
    store["note"] = "x"
    file.with_name(f"{FILE}.broken").write_bytes(b"x")
    store.clear()
    assert (store.content(), store.get("note")) == ([], None)
    assert [path.name for path in file.parent.iterdir()] == [FILE]


def test_where_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cache_folder: Path) -> None:
    assert place() == cache_folder / FILE
    assert place("rows", tmp_path) == tmp_path / "rows" / FILE
    assert place(str(tmp_path / "x"), Path("root")) == tmp_path / "x" / FILE
    assert place(False) is None
    monkeypatch.setenv("MTQE_CACHE", "off")
    assert place() is None
    assert place("rows", tmp_path) == tmp_path / "rows" / FILE
    monkeypatch.delenv("MTQE_CACHE")
    own = place()
    assert own is not None
    assert own.parent.name == "mtqe"


@pytest.mark.skipif("sys.platform != 'linux'", reason="a variable of Linux desktops")
def test_the_users_cache_folder_moves_with_xdg(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("MTQE_CACHE")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert place() == tmp_path / "mtqe" / FILE


@pytest.mark.parametrize(
    ("text", "size"),
    [("500M", 500 << 20), ("2G", 2 << 30), ("1.5 k", 1536), ("10MB", 10 << 20), ("7", 7)],
)
def test_sizes(text: str, size: int) -> None:
    assert parse_size(text) == size


@pytest.mark.parametrize("text", ["", "M", "-1M", "5 apples", "1e3"])
def test_what_is_no_size(text: str) -> None:
    with pytest.raises(ValueError, match='expected a size such as "500M"'):
        parse_size(text)


def test_sizes_for_people() -> None:
    shown = [show_size(size) for size in (0, 999, 20_480, 500 << 20, 3 << 30)]
    assert shown == ["0 bytes", "999 bytes", "20.0 KB", "500.0 MB", "3.0 GB"]
