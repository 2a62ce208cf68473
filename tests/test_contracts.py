"""Every entry of mtqe's tables keeps to its protocol."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from mtqe import plugins
from mtqe.core import Task
from mtqe.loaders import Setting
from mtqe.metrics import Rows
from mtqe.testing import (
    BoundFake,
    FakeMetric,
    check_check,
    check_loader,
    check_metric,
    check_reporter,
)

SETTING = Setting("quick", "en", "ko")
LOADERS = {
    "lines": {"source": "source.en", "references": ("reference.ko",), "systems": {"v1": "v1.ko"}},
    "documents": {
        "source": "source/*.txt",
        "references": ("reference/*.txt",),
        "systems": {"v2": "v2/*.txt"},
    },
}


@pytest.mark.parametrize("name", plugins.BUILT_IN["loaders"])
def test_loaders(name, project, tmp_path):
    cls = plugins.load("loaders", name)
    if name in LOADERS:
        root = project / "mtqe" / "quickstart"
        check_loader(cls(setting=replace(SETTING, root=root), **LOADERS[name]))
        return
    setting = replace(SETTING, root=tmp_path)
    if name == "table":
        from mtqe.loaders.columns import Columns

        Path(tmp_path, "t.csv").write_text("en,ko,v1\nHi.,안녕.,안녕!\n", encoding="utf-8")
        columns = Columns(source="en", references=("ko",), systems={"v1": "v1"})
        check_loader(cls(setting=setting, path="t.csv", columns=columns))
    else:
        from mtqe.loaders.columns import Columns

        row = '{"en": "Hi.", "v1": "안녕!"}\n'
        Path(tmp_path, "t.jsonl").write_text(row, encoding="utf-8")
        fields = Columns(source="en", systems={"v1": "v1"})
        check_loader(cls(setting=setting, path="t.jsonl", fields=fields))


@pytest.mark.parametrize(
    ("name", "options"),
    [("bleu", {}), ("chrf", {}), ("chrf", {"word_order": 2}), ("ter", {}), ("fake", {})],
)
def test_metrics(name, options):
    cls = FakeMetric if name == "fake" else plugins.load("metrics", name)
    check_metric(cls(**options))


@pytest.mark.parametrize("family", ["regression_metric", "referenceless_regression_metric"])
def test_comet(family, comet_checkpoints):
    check_metric(plugins.load("metrics", "comet")(model=str(comet_checkpoints / family)))


@pytest.mark.parametrize("name", plugins.BUILT_IN["checks"])
def test_checks(name):
    check_check(plugins.load("checks", name)())


@pytest.mark.parametrize("name", plugins.BUILT_IN["reporters"])
def test_reporters(name):
    check_reporter(plugins.load("reporters", name)())


def test_every_metric_is_checked():
    assert set(plugins.BUILT_IN["metrics"]) == {"bleu", "chrf", "ter", "comet"}


class OrderDependent(BoundFake):
    def statistics(self, translations, runtime):
        rows = super().statistics(translations, runtime)
        return Rows(rows.values + np.arange(len(translations))[:, None], {})


class Forgetful(BoundFake):
    def statistics(self, translations, runtime):
        rows = super().statistics(translations, runtime)
        return Rows(rows.values + 1, rows.unscored)


@pytest.mark.parametrize(
    ("bound", "rule"),
    [(OrderDependent, "depends on its translation alone"), (Forgetful, "unscored row is zero")],
)
def test_a_broken_metric_is_found_out(bound, rule, monkeypatch):
    monkeypatch.setattr(FakeMetric, "bind", lambda self, task: bound("version:1"))
    with pytest.raises(AssertionError, match=rule):
        check_metric(FakeMetric(), task=Task("en", "ko", 2, frozenset({1, 2})))
