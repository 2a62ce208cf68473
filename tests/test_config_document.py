"""YAML 1.2 to plain data with lines."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mtqe import config
from mtqe.config.document import Document, read
from mtqe.config.problems import Problems
from mtqe.errors import ConfigError


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def parse(text: str | bytes) -> Document:
    data = text if isinstance(text, bytes) else text.encode()
    Path("x.yaml").write_bytes(data)
    problems = Problems()
    document = read(Path("x.yaml"), problems)
    if problems:
        raise problems.error()
    return document


def refusal(text: str | bytes) -> str:
    with pytest.raises(ConfigError) as caught:
        parse(text)
    return str(caught.value)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("no", "no"),
        ("on", "on"),
        ("y", "y"),
        ("ko", "ko"),
        ("2024-01-01", "2024-01-01"),
        ("1_000", "1_000"),
        ("0b1", "0b1"),
        ("12:30:00", "12:30:00"),
        ("=", "="),
        ("'5'", "5"),
        ('"true"', "true"),
        ("!!str 5", "5"),
        ("true", True),
        ("FALSE", False),
        ("", None),
        ("~", None),
        ("null", None),
        ("012", 12),
        ("-3", -3),
        ("0o14", 12),
        ("0x1F", 31),
        ("1e3", 1000.0),
        ("-.5", -0.5),
        ("1.", 1.0),
        (".inf", math.inf),
        ("-.INF", -math.inf),
        ("9" * 5000, "9" * 5000),
        ("|\n  한국어\n  둘째 줄", "한국어\n둘째 줄\n"),
    ],
)
def test_scalars_are_those_of_yaml_1_2(text: str, value: object) -> None:
    found = parse(f"a: {text}\n").values["a"]
    assert (found, type(found)) == (value, type(value))


def test_not_a_number_is_a_float() -> None:
    assert math.isnan(parse("a: .NaN").values["a"])


def test_a_version_directive_changes_nothing() -> None:
    assert parse("%YAML 1.1\n---\na: no\n").values == {"a": "no"}


def test_every_value_knows_its_line() -> None:
    text = "# 설정\na: 1\nlist:\n  - x\n\n  - {name: y,\n     deep: [1,\n 2]}\n"
    text += "map:\n  inner:\n    last: 3\n"
    lines = {keys: place.line for keys, place in parse(text).places.items()}
    assert lines == {
        (): None,
        ("a",): 2,
        ("list",): 3,
        ("list", 0): 4,
        ("list", 1): 6,
        ("list", 1, "name"): 6,
        ("list", 1, "deep"): 7,
        ("list", 1, "deep", 0): 7,
        ("list", 1, "deep", 1): 8,
        ("map",): 9,
        ("map", "inner"): 10,
        ("map", "inner", "last"): 11,
    }


def test_a_byte_order_mark_and_windows_line_ends_do_no_harm() -> None:
    document = parse(b"\xef\xbb\xbfa: 1\r\nb:\r\n  c: two\r\n")
    assert document.values == {"a": 1, "b": {"c": "two"}}
    assert document.place(("b", "c")).line == 3


def test_anchors_are_written_out() -> None:
    assert parse("a: &x [1, {b: 2}]\nc: *x\nd: &x 3\ne: *x").values == {
        "a": [1, {"b": 2}],
        "c": [1, {"b": 2}],
        "d": 3,
        "e": 3,
    }


BILLION = "a: &a [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{name}: &{name} [{', '.join([f'*{before}'] * 10)}]\n"
    for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "x.yaml: the file is empty. Expected a mapping with keys such as"),
        ("# only a remark\n", "x.yaml: the file is empty."),
        ("--- \n...\n", "x.yaml: the file is empty."),
        ("- a\n", "x.yaml: found a list. Expected a mapping"),
        ("data\n", 'x.yaml: found "data". Expected a mapping'),
        (b"name: \xc7\xd1\n", "x.yaml: not UTF-8 at byte 6. Save the config as UTF-8."),
        ("a: 1\nb:\n\tc: d\n", "x.yaml:3: not YAML: found character '\\t' that cannot start"),
        ("a: [1,\nb: 2\n", "x.yaml:3: not YAML: expected"),
        ("a: 1\nb: 'x\n", "x.yaml:3: not YAML: found unexpected end of stream"),
        ("a: 1\nb: c: d\n", "x.yaml:2: not YAML: mapping values are not allowed here"),
        ("a: 1\n---\nb: 2\n", "x.yaml:2: not YAML: but found another document"),
        ("a: 1\nb: *x\n", "x.yaml:2: not YAML: found undefined alias"),
        ("a: 1\nb: \x01\n", "x.yaml:2: not YAML: character U+0001."),
        ("a: " + "[" * 1000, "x.yaml:1: not YAML: too many levels of nesting."),
        ("a: 1\nb: 2\na: 3\n", "x.yaml:3: a: this key stands here twice, first at x.yaml:1."),
        ("a:\n  - b: {c: 1,\n     c: 2}\n", "x.yaml:3: a[0].b.c: this key stands here twice"),
        ("a: 1\n2024: b\n", "x.yaml:2: the key 2024 is no string. Write it in quotes."),
        ("a:\n  [b]: c\n", "x.yaml:2: a: the key […] is no string."),
        ("a: !!python/object:os.system x\n", "x.yaml:1: a: tag tag:yaml.org,2002:python/object"),
        ("a:\n- !mine {b: 1}\n", "x.yaml:2: a[0]: tag !mine: leave tags out."),
        ("a: !!binary aGk=\n", "x.yaml:1: a: tag tag:yaml.org,2002:binary: leave tags out."),
        ("a:\n- &x [*x]\n", "x.yaml:2: an alias repeats too much. Write the values out."),
        (BILLION, "an alias repeats too much."),
        ('a: "b\\0"\n', "x.yaml:1: a: the text holds U+0000 or half a character."),
        ('a: "\\ud800"\n', "x.yaml:1: a: the text holds U+0000 or half a character."),
    ],
)
def test_what_is_no_config(text: Any, message: str) -> None:
    assert message in refusal(text)


@settings(
    deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(
    st.lists(st.sampled_from([*"-:?[]{}&*!|>'%@`#, \n\tab1~", ": ", "\n  ", "- ", "é한"])).map(
        "".join
    )
    | st.text()
)
def test_whatever_it_says_a_file_is_read_or_refused(text: str) -> None:
    values, message = {}, "x.yaml:"
    try:
        values = parse(text.encode("utf-8", "surrogatepass")).values
    except ConfigError as error:
        message = str(error)
    assert message.startswith("x.yaml:")
    assert isinstance(values, dict)


def test_problems_of_the_yaml_are_told_together() -> None:
    assert refusal("a: 1\na: 2\nb: !x 3\n4: 5\n").splitlines() == [
        "x.yaml:2: a: this key stands here twice, first at x.yaml:1. Leave one out.",
        "x.yaml:3: b: tag !x: leave tags out.",
        "x.yaml:4: the key 4 is no string. Write it in quotes.",
    ]


def test_a_file_that_is_not_there() -> None:
    with pytest.raises(ConfigError) as caught:
        config.load("configs/nightly.yaml")
    message = "configs/nightly.yaml: no such file. Give the path of a YAML file."
    assert str(caught.value) == message


def test_a_folder_instead_of_a_file(folder: Path) -> None:
    (folder / "configs").mkdir()
    with pytest.raises(ConfigError, match=r"^configs: this is a folder. Give the path of a YAML"):
        config.load("configs")


def test_a_file_that_cannot_be_read(monkeypatch: pytest.MonkeyPatch) -> None:
    Path("x.yaml").write_text("a: 1\n", encoding="utf-8")

    def refuse(self: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", refuse)
    with pytest.raises(ConfigError, match=r"^x.yaml: cannot be read: Permission denied\.$"):
        config.load("x.yaml")
