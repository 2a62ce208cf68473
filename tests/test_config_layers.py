"""`extends` and `--set`: what comes from where, and which place an error names."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from mtqe import config
from mtqe.errors import ConfigError
from mtqe.metrics.chrf import Chrf

COMMON = """\
source_language: en
target_language: ko
data:
  format: lines
  source: src.en
  systems: {v1: v1.ko, v2: v2.ko}
metrics:
  - bleu
  - name: chrf
    word_order: 2
runtime: {batch_size: 4}
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "common.yaml").write_text(COMMON, encoding="utf-8")
    return tmp_path


def load(text: str, *overrides: str) -> config.RunConfig:
    Path("x.yaml").write_text(text, encoding="utf-8")
    return config.load("x.yaml", overrides=overrides)


def refusal(text: str, *overrides: str) -> str:
    with pytest.raises(ConfigError) as caught:
        load(text, *overrides)
    return str(caught.value)


def test_mappings_merge_and_lists_replace() -> None:
    run = load(
        "extends: common.yaml\ndata: {source: other.en, systems: {v3: v3.ko}}\n"
        "metrics: [chrf]\nruntime: {device: cpu}\n"
    )
    assert run.name == "x"
    assert run.filled["data"]["source"] == "other.en"
    assert run.filled["data"]["systems"] == {"v1": "v1.ko", "v2": "v2.ko", "v3": "v3.ko"}
    assert [entry.label for entry in run.metrics] == ["chrf"]
    assert run.runtime == config.RuntimeConfig("cpu", 4)
    assert "extends" not in run.filled


def test_errors_name_the_file_and_line_that_they_stand_in(folder: Path) -> None:
    (folder / "common.yaml").write_text(COMMON + "coulour: 1\ngate: [1]\n", encoding="utf-8")
    message = refusal("extends: common.yaml\nruntime:\n  batch_size: 0\nmetrics:\n- {name: 1}\n")
    assert message.splitlines() == [
        "common.yaml:12: coulour: unknown key. Expected one of: source_language, target_language, "
        "data, name, root, extends, checks, metrics, headline, runtime, significance, report, "
        "gate, accepted, on_change.",
        "common.yaml:13: gate[0]: expected a mapping, got 1.",
        "x.yaml:3: runtime.batch_size: expected 1 or more, got 0.",
        'x.yaml:5: metrics[0]: expected the name of a metric, or a mapping with "name:".',
    ]


def test_a_replaced_list_leaves_no_lines_behind() -> None:
    message = refusal("extends: common.yaml\n\nmetrics: [bleu, {name: chrf, word_ordr: 1}]\n")
    assert message == 'x.yaml:3: metrics[1].word_ordr: unknown key. Did you mean "word_order"?'


def test_the_root_of_an_extended_file_is_relative_to_that_file(folder: Path) -> None:
    (folder / "sub/texts").mkdir(parents=True)
    (folder / "sub/base.yaml").write_text("root: texts\n" + COMMON, encoding="utf-8")
    run = load("extends: sub/base.yaml\n")
    assert run.root == (folder / "sub/texts").resolve()
    assert run.filled["root"] == "sub/texts"
    assert load("extends: sub/base.yaml\nroot: .\n").root == folder.resolve()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: 1\nextends: none.yaml\n", 'x.yaml:2: extends: no such file: "none.yaml". Expected a'),
        (f"extends: {'x' * 300}\n", "x.yaml:1: extends: no such file: "),
        ("extends: .\n", 'x.yaml:1: extends: no such file: ".".'),
        ("extends: [common.yaml]\n", "x.yaml:1: extends: no such file: a list."),
        ("extends:\n", "x.yaml:1: extends: no such file: nothing."),
        ("extends: x.yaml\n", "x.yaml:1: extends: x.yaml is itself extended by x.yaml"),
        ("extends: middle.yaml\n", "middle.yaml:2: extends: middle.yaml is itself extended by x.y"),
        ("extends: broken.yaml\n", "broken.yaml:1: not YAML"),
    ],
)
def test_extending_goes_wrong(folder: Path, text: str, message: str) -> None:
    (folder / "middle.yaml").write_text("name: m\nextends: common.yaml\n", encoding="utf-8")
    (folder / "broken.yaml").write_text("a: b: c\n", encoding="utf-8")
    assert refusal(text).startswith(message)


def filled(run: config.RunConfig, *keys: str | int) -> Any:
    value: Any = run.filled
    for key in keys:
        value = value[key]
    return value


@pytest.mark.parametrize(
    ("override", "keys", "value"),
    [
        ("name=nightly", ("name",), "nightly"),
        ("name=밤 = night", ("name",), "밤 = night"),
        ("name='2024'", ("name",), "2024"),
        ("runtime.batch_size=2", ("runtime", "batch_size"), 2),
        ("significance.seed=1", ("significance", "seed"), 1),
        (" data.source =b.en", ("data", "source"), "b.en"),
        ("data.systems.v1=w.ko", ("data", "systems"), {"v1": "w.ko", "v2": "v2.ko"}),
        ("data.systems={w: w.ko}", ("data", "systems"), {"w": "w.ko"}),
        ("metrics.1.label=x", ("metrics", 1, "label"), "x"),
        ("metrics.0=chrf", ("metrics", 0, "name"), "chrf"),
        ("headline=chrf++", ("headline",), "chrf++"),
        ("report.directory=out", ("report", "directory"), "out"),
        ("gate=[{metric: bleu, max_drop: 1}]", ("gate", 0, "level"), "system"),
    ],
)
def test_set(override: str, keys: tuple[str | int, ...], value: object) -> None:
    assert filled(load(COMMON, override), *keys) == value


def test_later_sets_build_on_earlier_ones() -> None:
    run = load(COMMON, "metrics=[{name: chrf}]", "metrics.0.word_order=1", "metrics.0.beta=3")
    [entry] = run.metrics
    expected: object = Chrf(word_order=1, beta=3)
    assert entry.metric == expected


def test_set_reaches_what_an_extended_file_says() -> None:
    assert load("extends: common.yaml\n", "runtime.batch_size=9").runtime.batch_size == 9


@pytest.mark.parametrize(
    ("override", "message"),
    [
        ("name", "--set name: expected KEY=VALUE, such as --set runtime.device=cpu."),
        ("=x", "--set : expected KEY=VALUE, such as --set runtime.device=cpu."),
        ("a..b=x", "--set a..b: expected KEY=VALUE, such as --set runtime.device=cpu."),
        ("name=2024", '--set name: name: expected a string, got 2024. Write it in quotes: "2024".'),
        ("name=[", "--set name: not YAML: expected the node content, but found '<stream end>'"),
        ("runtime.batchsize=2", "--set runtime.batchsize: runtime.batchsize: unknown key. Did you"),
        ("metrics.1.word_ordr=2", "--set metrics.1.word_ordr: metrics[1].word_ordr: unknown key."),
        ("report.formats=csv", '--set report.formats: report.formats: expected a list, got "csv".'),
        (
            "metrics.2.name=ter",
            '--set metrics.2.name: metrics is a list with the positions 0 to 1, and "2" is none of '
            "them. Set the whole list.",
        ),
        (
            "metrics.0.tokenize=char",
            '--set metrics.0.tokenize: metrics[0] is "bleu", not a mapping. '
            "Set metrics[0] as a whole.",
        ),
        ("extends=y.yaml", "--set extends: only a file says what it extends. Write it there."),
        ("metrics=[{name: ter, x: 1}]", "--set metrics: metrics[0].x: unknown key. Expected one"),
        ("runtime={device: {a: 1, a: 2}}", "--set runtime: device.a: this key stands here twice"),
    ],
)
def test_a_set_that_is_wrong(override: str, message: str) -> None:
    assert refusal(COMMON, override).splitlines()[0].startswith(message)


def test_lists_without_items_have_no_position() -> None:
    message = refusal(COMMON, "metrics=[]", "metrics.0=bleu")
    assert message == (
        '--set metrics.0: metrics is an empty list, and "0" is none of them. Set the whole list.'
    )


def test_several_sets_and_the_file_are_wrong_together() -> None:
    assert refusal(COMMON + "x: 1\n", "name", "runtime.device=tpu").splitlines() == [
        "--set name: expected KEY=VALUE, such as --set runtime.device=cpu.",
        '--set runtime.device: runtime.device: expected "auto", "cpu", "cuda" or "cuda:N", '
        'got "tpu".',
        "x.yaml:12: x: unknown key. Expected one of: source_language, target_language, data, name, "
        "root, extends, checks, metrics, headline, runtime, significance, report, gate, accepted, "
        "on_change.",
    ]
