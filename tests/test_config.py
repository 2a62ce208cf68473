"""A config file to a RunConfig, with stand-in loaders and metrics: the config knows no plugin."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import FrozenInstanceError, dataclass
from pathlib import Path
from types import MappingProxyType
from typing import ClassVar, Literal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mtqe import config, plugins
from mtqe.errors import ConfigError
from mtqe.gate import Rule
from mtqe.loaders import Setting
from mtqe.significance import Settings

pytestmark = pytest.mark.usefixtures("stand_ins")
Check = Callable[[str], str]


@dataclass(frozen=True)
class Columns:
    source: str
    references: tuple[str, ...] = ()


@dataclass(frozen=True)
class Grid:
    """Rows.

    Attributes:
        path: the file.
    """

    setting: Setting
    path: str
    columns: Columns | None = None
    systems: str | Mapping[str, str] = "*.ko"
    side: Literal["left", "right"] = "left"

    def __post_init__(self) -> None:
        if self.path.endswith(".zip"):
            raise ConfigError("archives cannot be read. Unpack it.")


@dataclass(frozen=True)
class Plain:
    setting: Setting
    systems: Mapping[str, str | tuple[str, ...]]


@dataclass(frozen=True)
class Count:
    name: ClassVar[str] = "count"
    title: ClassVar[str] = "Count"


@dataclass(frozen=True)
class Overlap:
    tokenize: str = "char"
    order: int = 4
    weight: float = 1.0
    lowercase: bool = False

    title: ClassVar[str] = "Overlap"
    scale: ClassVar[float | None] = 50.0

    def __post_init__(self) -> None:
        if self.order < 1:
            raise ValueError("order must be at least 1.")

    @property
    def name(self) -> str:
        return f"overlap{self.order}"


@dataclass(frozen=True)
class Named:
    """A metric whose name is a field, as plugin authors write it."""

    name: str = "its-own-name"


@pytest.fixture
def stand_ins(monkeypatch: pytest.MonkeyPatch) -> None:
    loaders = {"grid": f"{__name__}:Grid", "plain": f"{__name__}:Plain"}
    metrics = {"count": "Count", "overlap": "Overlap", "named": "Named"}
    monkeypatch.setitem(plugins.BUILT_IN, "loaders", loaders)
    monkeypatch.setitem(plugins.BUILT_IN, "checks", {})  # see test_config_checks.py
    monkeypatch.setitem(
        plugins.BUILT_IN, "metrics", {key: f"{__name__}:{cls}" for key, cls in metrics.items()}
    )


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def complaint(folder: Path) -> Check:
    """The message about a config file `x.yaml` with this text."""

    def check(text: str) -> str:
        (folder / "x.yaml").write_text(text, encoding="utf-8")
        with pytest.raises(ConfigError) as caught:
            config.load("x.yaml")
        return str(caught.value)

    return check


HEAD = "source_language: en\ntarget_language: ko\ndata: {format: grid, path: a}\n"
BARE = HEAD + "metrics: []\n"


def write(folder: Path, text: str, name: str = "x.yaml") -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_a_full_config_becomes_a_run(folder: Path) -> None:
    (folder / "texts").mkdir()
    text = """\
name: 야간-en-ko
source_language: en
target_language: ko
root: ../texts
data:
  format: grid
  path: 본문.tsv
  columns: {source: en, references: [ko, ko2]}
  systems: {v1: 가/v1.ko}
  side: right
metrics:
  - overlap
  - {name: overlap, order: 2, tokenize: no, label: two, optional: true}
  - count
headline: two
runtime: {device: "cuda:1", batch_size: 4, offline: true}
significance: {baseline: v1, seed: 7, resamples: 50}
report: {directory: out/밤, formats: [csv]}
gate:
  - {metric: two, level: document, max_drop: 1}
"""
    path = write(folder, text, "설정/x.yaml")

    run = config.load(path)

    root = (folder / "texts").resolve()
    setting = Setting("야간-en-ko", "en", "ko", root)
    columns = Columns("en", ("ko", "ko2"))
    assert run == config.RunConfig(
        name="야간-en-ko",
        source_language="en",
        target_language="ko",
        root=root,
        path=path,
        loader=Grid(setting, "본문.tsv", columns, {"v1": "가/v1.ko"}, "right"),  # type: ignore[arg-type]
        checks=(),
        metrics=(
            config.MetricEntry("overlap4", Overlap()),  # type: ignore[arg-type]
            config.MetricEntry("two", Overlap(tokenize="no", order=2), optional=True),  # type: ignore[arg-type]
            config.MetricEntry("count", Count()),  # type: ignore[arg-type]
        ),
        headline="two",
        runtime=config.RuntimeConfig("cuda:1", 4, offline=True),
        significance=Settings("v1", seed=7, resamples=50),
        report=config.ReportConfig(root / "out/밤", ("csv",)),
        gate=(Rule(metric="two", level="document", max_drop=1.0),),
        accepted=root / "reports/accepted/야간-en-ko",
        on_change="refuse",
        filled=run.filled,
    )
    with pytest.raises(FrozenInstanceError):
        run.name = "x"  # type: ignore[misc]


def test_defaults_are_filled_in_and_name_nothing_of_this_machine(folder: Path) -> None:
    write(folder, HEAD + "metrics: [overlap, count]\n", "configs/nightly.yaml")

    run = config.load("configs/nightly.yaml")

    assert run.root == (folder / "configs").resolve()
    assert run.path == Path("configs/nightly.yaml")
    assert run.report.directory == run.root / "reports/nightly"
    assert run.filled == {
        "name": "nightly",
        "source_language": "en",
        "target_language": "ko",
        "root": ".",
        "data": {
            "format": "grid",
            "path": "a",
            "columns": None,
            "systems": "*.ko",
            "side": "left",
        },
        "checks": {},
        "metrics": [
            {
                "name": "overlap",
                "label": "overlap4",
                "optional": False,
                "tokenize": "char",
                "order": 4,
                "weight": 1.0,
                "lowercase": False,
            },
            {"name": "count", "label": "count", "optional": False},
        ],
        "headline": "overlap4",
        "runtime": {
            "device": "auto",
            "batch_size": 16,
            "backend": "auto",
            "offline": False,
            "cache": None,
            "cache_limit": "500M",
        },
        "significance": {
            "baseline": None,
            "test": "ar",
            "unit": "auto",
            "trials": 10000,
            "resamples": 1000,
            "seed": 12345,
            "alpha": 0.05,
        },
        "report": {
            "directory": "reports/nightly",
            "formats": ["jsonl", "csv", "markdown", "html"],
            "language": "en",
            "sentences": None,
        },
        "gate": [],
        "accepted": "reports/accepted/nightly",
        "on_change": "refuse",
    }
    assert json.loads(json.dumps(run.filled)) == run.filled


def test_the_filled_config_is_a_config_of_the_same_run(folder: Path) -> None:
    write(folder, HEAD + "metrics: [overlap, {name: overlap, label: b}]\nheadline: b\n")
    run = config.load("x.yaml")

    again = config.from_mapping(run.filled, root=folder)

    assert again.loader == run.loader
    assert again.metrics == run.metrics
    assert again.filled == run.filled


def test_without_metrics_there_is_no_headline(folder: Path) -> None:
    write(folder, BARE)
    run = config.load("x.yaml")
    assert run.metrics == ()
    assert run.headline is None


def test_the_format_may_be_the_only_key(folder: Path) -> None:
    write(
        folder, "source_language: en\ntarget_language: ko\nmetrics: []\ndata: {grid: {path: b}}\n"
    )
    run = config.load("x.yaml")
    assert isinstance(run.loader, Grid)
    assert run.loader.path == "b"
    assert run.filled["data"]["format"] == "grid"


def test_a_field_that_is_called_name_keeps_its_own_value(folder: Path) -> None:
    write(folder, HEAD + "metrics: [named]\n")
    assert config.load("x.yaml").headline == "its-own-name"


def test_a_member_of_a_union_may_be_a_list(folder: Path) -> None:
    write(folder, BARE.replace("{format: grid, path: a}", "{plain: {systems: {v1: [a, b]}}}"))
    loader = config.load("x.yaml").loader
    assert isinstance(loader, Plain)
    assert loader.systems == {"v1": ("a", "b")}


def test_all_problems_are_told_at_once_in_the_order_of_the_file(complaint: Check) -> None:
    text = """\
source_language: English!
data:
  format: grid
  path: 2024
  colums: {source: en}
  columns:
    references: [ko, 3]
    refs: x
metrics:
  - overlap
  - name: overlap
    label: two words
    tokenise: char
    order: "3"
  - blue
  - {name: overlap, optional: maybe}
runtime: {device: tpu, batch_size: 0}
significance: {seed: -1, resamples: 1.5}
report:
  directory: [x]
  formats: [csv, htm]
gate:
  - {metric: overlap, levle: system}
  - metric: 3
    level: sytem
    max_drop: .nan
colour: red
"""
    assert complaint(text).splitlines() == [
        "x.yaml: target_language: missing: this key is required.",
        'x.yaml:1: source_language: expected a language code such as "en" or "ko", got "English!".',
        'x.yaml:4: data.path: expected a string, got 2024. Write it in quotes: "2024".',
        'x.yaml:5: data.colums: unknown key. Did you mean "columns"?',
        "x.yaml:6: data.columns.source: missing: this key is required.",
        'x.yaml:7: data.columns.references[1]: expected a string, got 3. Write it in quotes: "3".',
        "x.yaml:8: data.columns.refs: unknown key. Expected one of: source, references.",
        "x.yaml:12: metrics[1].label: 'two words': expected letters, digits and "
        '"+", "-", "_", "." only.',
        'x.yaml:13: metrics[1].tokenise: unknown key. Did you mean "tokenize"?',
        'x.yaml:14: metrics[1].order: expected a whole number, got "3".',
        "x.yaml:15: metrics[2]: unknown metric 'blue'. Available: count, overlap, named.",
        'x.yaml:16: metrics[3].optional: expected true or false, got "maybe".',
        'x.yaml:17: runtime.device: expected "auto", "cpu", "cuda" or "cuda:N", got "tpu".',
        "x.yaml:17: runtime.batch_size: expected 1 or more, got 0.",
        "x.yaml:18: significance.resamples: expected a whole number, got 1.5.",
        "x.yaml:18: significance.seed: expected 0 or more, got -1.",
        "x.yaml:20: report.directory: expected a string, got a list.",
        "x.yaml:21: report.formats[1]: unknown reporter 'htm'. "
        'Did you mean "html"? Available: jsonl, csv, markdown, html, latex, terminal.',
        'x.yaml:23: gate[0].levle: unknown key. Did you mean "level"?',
        'x.yaml:24: gate[1].metric: expected a string, got 3. Write it in quotes: "3".',
        'x.yaml:25: gate[1].level: expected "segment", "document" or "system", got "sytem". '
        'Did you mean "system"?',
        "x.yaml:26: gate[1].max_drop: expected a finite number, got NaN.",
        "x.yaml:27: colour: unknown key. Expected one of: source_language, target_language, data, "
        "name, root, extends, checks, metrics, headline, runtime, significance, report, gate, "
        "accepted, on_change.",
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("data: 3\n", 'x.yaml:1: data: expected a mapping with "format:", got 3.'),
        ("data:\n", 'x.yaml:1: data: expected a mapping with "format:", got nothing.'),
        ("data: {}\n", "data.format: missing: this key is required. Expected one of: grid, plain."),
        ("data: {path: a}\n", "data.format: missing: this key is required."),
        ("data: {format: 3}\n", "data.format: got 3. Expected one of: grid, plain."),
        ("data: {format: gird}\n", "unknown loader 'gird'. Did you mean \"grid\"? Available: grid"),
        ("data:\n  gird: {path: a}\n", "x.yaml:2: data.gird: unknown loader 'gird'. Did you mean"),
        (
            "data:\n  grid: {path: a, paht: a}\n",
            'data.grid.paht: unknown key. Did you mean "path"?',
        ),
        ("data: {format: grid, path: a, systems: {v1: 1}}\n", "data.systems.v1: expected a string"),
        (
            "data: {format: grid, path: a, systems: 1}\n",
            'data.systems: expected a string or a mapping, got 1. Write it in quotes: "1".',
        ),
        (
            "data:\n  plain:\n    systems:\n      v1: [a]\n      v.2: 3\n",
            'x.yaml:5: data.plain.systems["v.2"]: expected a string or a list, got 3.',
        ),
        (
            "data:\n  format: grid\n  path:\n",
            "x.yaml:3: data.path: expected a string, got nothing.",
        ),
        ("data: {format: grid, path: a, setting: 1}\n", "data.setting: unknown key."),
    ],
)
def test_data_that_is_wrong(complaint: Check, text: str, message: str) -> None:
    found = complaint(text + "source_language: en\ntarget_language: ko\nmetrics: []\n")
    assert message in found
    assert len(found.splitlines()) == 1


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("metrics: overlap\n", 'x.yaml:4: metrics: expected a list, got "overlap".'),
        ("metrics:\n", "x.yaml:4: metrics: expected a list, got nothing."),
        ("metrics: [3]\n", 'metrics[0]: expected the name of a metric, or a mapping with "name:".'),
        ("metrics: [{order: 3}]\n", "metrics[0]: expected the name of a metric, or a mapping"),
        (
            "metrics: [{name: count, ordr: 3}]\n",
            "metrics[0].ordr: unknown key. Expected one of: na",
        ),
        (
            "metrics:\n- {name: overlap, weight: .inf}\n",
            "weight: expected a finite number, got Infi",
        ),
        (
            "metrics:\n\n- {name: overlap, order: 0}\n",
            "x.yaml:6: metrics[0]: order must be at leas",
        ),
        (
            "metrics:\n- {name: overlap, label: coverage}\n",
            "x.yaml:5: metrics[0].label: 'coverage' is a column of the tables already. Choose ano",
        ),
        (
            "metrics:\n- overlap\n- count\n- name: overlap\n",
            'x.yaml:7: metrics[2]: its label "overlap4" is already that of metrics[0]. '
            'Give one of them another with "label:".',
        ),
        (
            "metrics: [count]\nheadline: cuont\n",
            'x.yaml:5: headline: no metric has the label "cuont". Did you mean "count"? Available',
        ),
        (
            "metrics: []\ngate: [{metric: x, max_drop: 0}]\n",
            'x.yaml:5: gate[0].metric: no metric has the label "x". Available: none.',
        ),
        (
            "metrics: [overlap]\ngate: [{metric: overlap4, level: document}]\n",
            "x.yaml:5: gate[0]: this rule judges nothing. Expected at least one of: max_drop, "
            "floor, max_worse, findings, coverage.",
        ),
        (
            "metrics: [overlap]\ngate: [{max_drop: 1}]\n",
            'x.yaml:5: gate[0]: "max_drop" speaks of scores. Expected "metric:" with the label',
        ),
        (
            "metrics: [overlap]\ngate:\n- metric: overlap4\n  severity: 3\n",
            'x.yaml:7: gate[0].severity: it goes with "max_worse:"',
        ),
        (
            "metrics: [overlap]\ngate:\n- metric: overlap4\n  max_worse: 0\n",
            'x.yaml:7: gate[0].max_worse: it goes with "severity:"',
        ),
        (
            "metrics: [overlap]\ngate: [{metric: overlap4, level: document, max_worse: 1, "
            "severity: 2}]\n",
            "gate[0].max_worse: it counts the segments of a system.",
        ),
        (
            "metrics: []\ngate: [{coverage: .9, level: segment}]\n",
            "x.yaml:5: gate[0].coverage: it is that of a system or a document.",
        ),
        (
            "metrics: [overlap]\ngate:\n- metric: overlap4\n  max_drop: 10.5\n",
            "x.yaml:7: gate[0].max_drop: 10.5 is more than 20 % of Overlap's scale, which is 50 "
            "wide. Expected at most 10.",
        ),
        (
            "metrics: [overlap]\ngate:\n- metric: overlap4\n  max_worse: 1\n  severity: 11\n",
            "x.yaml:8: gate[0].severity: 11 is more than 20 % of Overlap's scale, which is 50",
        ),
        ("metrics: []\ngate: {metric: x}\n", "x.yaml:5: gate: expected a list, got a mapping."),
        ("metrics: []\ngate: [x]\n", 'x.yaml:5: gate[0]: expected a mapping, got "x".'),
        ("metrics: []\nruntime: 3\n", "x.yaml:5: runtime: expected a mapping, got 3."),
        ("metrics: []\nruntime:\n", "x.yaml:5: runtime: expected a mapping, got nothing."),
        ("metrics: []\nroot: nowhere\n", 'root: no such folder: "nowhere". Expected one, relative'),
        (f"metrics: []\nroot: {'x' * 300}\n", "x.yaml:5: root: no such folder: "),
        ("metrics: []\nreport: {formats: csv}\n", 'report.formats: expected a list, got "csv".'),
    ],
)
def test_sections_that_are_wrong(complaint: Check, text: str, message: str) -> None:
    found = complaint(HEAD + text)
    assert message in found
    assert len(found.splitlines()) == 1


@pytest.mark.parametrize("pair", ["ko, ko", "ko-KR, ko_kr"])
def test_two_languages_are_needed(complaint: Check, pair: str) -> None:
    source, target = pair.split(", ")
    text = BARE.replace(": ko", f": {target}").replace(": en", f": {source}")
    assert f'x.yaml:2: target_language: "{target}" is the source language too' in complaint(text)


@pytest.mark.parametrize("code", ["ko", "no", "KO", "yue", "ko_KR", "zh-Hant-TW"])
def test_language_codes(folder: Path, code: str) -> None:
    write(folder, BARE.replace("ko\n", f"{code}\n"))
    assert config.load("x.yaml").target_language == code


@pytest.mark.parametrize("code", ["k", "korean", "ko-", "ko KR", "한국어", "''", "'ko\n\n'"])
def test_what_is_no_language_code(complaint: Check, code: str) -> None:
    assert "target_language: expected a language code" in complaint(
        BARE.replace("ko\n", f"{code}\n")
    )


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("''", "is empty"),
        ("' '", "is empty"),
        ("..", "means a folder"),
        (".", "means a folder"),
        ("a/b", "holds a character"),
        (r"a\b", "holds a character"),
        ('"a\\nb"', "holds a character"),
        ("'a:b'", "holds a character"),
        ("a.", "ends with a dot"),
        ("' a'", "starts or ends with a space"),
        ("Nul.txt", "is reserved by Windows"),
    ],
)
def test_a_name_must_be_a_folder_everywhere(complaint: Check, name: str, why: str) -> None:
    message = complaint(f"name: {name}\n{BARE}")
    assert message.startswith("x.yaml:1: name: ")
    assert why in message


def test_a_file_whose_own_name_cannot_name_the_run(folder: Path) -> None:
    write(folder, BARE, "con.yaml")
    with pytest.raises(ConfigError) as caught:
        config.load("con.yaml")
    assert str(caught.value) == (
        "con.yaml: name: taken from the file's name: 'con' is reserved by Windows. "
        'Use a plain name such as "nightly-en-ko".'
    )


def test_a_loader_that_refuses_its_options(complaint: Check) -> None:
    message = complaint(BARE.replace("path: a", "path: a.zip"))
    assert message == "x.yaml:3: data: archives cannot be read. Unpack it."


def test_a_name_that_macos_took_apart_is_put_together(folder: Path) -> None:
    write(folder, BARE, "한글.yaml")  # decomposed, as HFS+ gives it
    [path] = folder.iterdir()
    assert config.load(path).name == "한글"


def test_from_mapping_takes_python_values(tmp_path: Path) -> None:
    values = MappingProxyType(
        {
            "source_language": "ko",
            "target_language": "en",
            "data": MappingProxyType({"format": "grid", "path": Path("a/b")}),
            "metrics": ("count", {"name": "overlap", "order": 1}),
        }
    )
    run = config.from_mapping(values, root=tmp_path)
    assert (run.name, run.path, run.root) == ("run", None, tmp_path.resolve())
    assert [entry.label for entry in run.metrics] == ["count", "overlap1"]
    assert run.filled["data"]["path"] == str(Path("a/b"))


def test_from_mapping_names_the_mapping() -> None:
    with pytest.raises(ConfigError) as caught:
        config.from_mapping({"data": {"format": "grid"}, "metrics": [{"nam": 1}]}, where="cell 3")
    assert str(caught.value).splitlines() == [
        "cell 3: source_language: missing: this key is required.",
        "cell 3: target_language: missing: this key is required.",
        "cell 3: data.path: missing: this key is required.",
        'cell 3: metrics[0]: expected the name of a metric, or a mapping with "name:".',
    ]


@pytest.mark.parametrize("value", [{1, 2}, b"x", object(), "\ud800", "a\0", {("a", 1): 2}])
def test_from_mapping_refuses_what_no_file_can_say(value: object) -> None:
    with pytest.raises(ConfigError, match=r"^config: .*Expected mappings, lists, strings"):
        config.from_mapping({"name": value})


def test_a_text_may_speak_of_nul(tmp_path: Path) -> None:
    values = {"source_language": "en", "target_language": "ko", "metrics": []}
    run = config.from_mapping(
        {**values, "data": {"format": "grid", "path": r"a\u0000"}}, root=tmp_path
    )
    assert run.filled["data"]["path"] == r"a\u0000"


SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text()
TREES = st.recursive(
    SCALARS | st.sampled_from(["en", "ko", "grid", "overlap", "count", "csv"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["format", "grid", "path", "columns", "systems", "name", "label", "metric"]
            )
            | st.text(max_size=3),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)
FILES = st.fixed_dictionaries(
    {},
    optional={
        **dict.fromkeys(["name", "root", "data", "metrics", "headline", "runtime"], TREES),
        **dict.fromkeys(["significance", "report", "gate", "other"], TREES),
        "source_language": st.just("en") | TREES,
        "target_language": st.just("ko") | TREES,
    },
)


@settings(
    max_examples=50,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(FILES)
def test_whatever_it_says_a_config_is_read_or_refused(values: dict[str, object]) -> None:
    message, filled = "config: ", {}
    try:
        filled = dict(config.from_mapping(values).filled)
    except ConfigError as error:
        message = str(error)
    assert all(line.startswith("config: ") for line in message.split("\n"))
    assert json.loads(json.dumps(filled)) == filled


def test_from_mapping_extends_nothing() -> None:
    with pytest.raises(ConfigError, match="config: extends: only a file"):
        config.from_mapping({"extends": "a.yaml"})


def test_importing_the_config_imports_no_metric() -> None:
    code = (
        "import sys, mtqe.config; "
        "print({'pandas', 'sacrebleu', 'torch', 'comet'} & {m.split('.')[0] for m in sys.modules})"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"
