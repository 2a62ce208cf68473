"""`mtqe run` and what stands around it, as a user types it."""

import json
import re
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sacrebleu.metrics.bleu import BLEU
from sacrebleu.metrics.chrf import CHRF

from mtqe import plugins

SOURCES = ["The train to Busan is an hour late.", "Thank you.", "The shop opens at nine."]
REFERENCES = ["부산행 기차가 한 시간 늦습니다.", "감사합니다.", "가게는 아홉 시에 엽니다."]
SYSTEMS = {
    "v1": ["부산행 열차가 한 시간 늦어요.", "고맙습니다.", "가게는 아홉 시에 엽니다."],
    "v2": ["부산행 기차가 두 시간 늦습니다.", "감사합니다.", ""],
}
CONFIG = """\
name: {name}
source_language: en
target_language: ko
data:
  format: lines
  source: source.en
  references: [reference.ko]
  documents: documents.txt
  systems: {{v1: v1.ko, v2: v2.ko}}
metrics: [chrf, bleu]
significance: {{baseline: v1, resamples: 20}}
"""
COMMANDS = ["run", "check", "accept", "score", "report", "compare", "inspect", "align", "list"]
REPORTS = {
    *("scorecard.json", "segments.jsonl", "documents.jsonl", "systems.jsonl"),
    *("segments.csv", "documents.csv", "systems.csv", "set_aside.csv", "report.md", "report.html"),
}


def write(name: str, lines: list[str]) -> None:
    Path(name).write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


def records(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in Path(name).read_text("utf-8").splitlines()]


def contents(folder: str | Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in Path(folder).iterdir()}


@pytest.fixture(autouse=True)
def _place(tmp_path, monkeypatch):
    """The current folder has the texts and the configs one.yaml and two.yaml."""
    monkeypatch.chdir(tmp_path)
    write("source.en", SOURCES)
    write("reference.ko", REFERENCES)
    write("documents.txt", ["travel", "travel", "shop"])
    for name, texts in SYSTEMS.items():
        write(f"{name}.ko", texts)
    for name in ("one", "two"):
        Path(f"{name}.yaml").write_text(CONFIG.format(name=name), encoding="utf-8")


def test_run(invoke):
    result = invoke("run", "one.yaml")
    assert result.exit_code == 0
    assert set(contents("reports/one")) == REPORTS
    assert result.stdout.rstrip().endswith(f"Report: {Path('reports/one/report.html')}")
    assert not result.stderr
    lines = result.stdout.splitlines()
    (headline,) = [line for line in lines if line.startswith("v2 against the baseline v1: chrF")]
    assert lines.index("Data health") < lines.index(headline)
    assert any(", segment " in line for line in lines[lines.index(headline) :])


def test_records_have_the_documented_keys(invoke):
    invoke("run", "one.yaml")
    keys = {
        "segments": "document segment system source references hypothesis scores unscored "
        "findings beads origin",
        "documents": "document system segments scores intervals findings coverage",
        "systems": "system scores intervals unscored findings coverage",
    }
    for name, expected in keys.items():
        for record in records(f"reports/one/{name}.jsonl"):
            assert list(record) == expected.split()
            assert set(record["scores"]) == {"chrf", "bleu"}
    head = json.loads(Path("reports/one/scorecard.json").read_text("utf-8"))
    assert {"schema", "metrics", "versions", "digests", "config", "set_aside", "run"} <= set(head)


def test_scores_are_those_of_sacrebleu(invoke):
    invoke("run", "one.yaml")
    pairs = {"chrf": CHRF(), "bleu": BLEU(tokenize="ko-mecab")}
    sentence = {"chrf": CHRF(), "bleu": BLEU(tokenize="ko-mecab", effective_order=True)}
    for record in records("reports/one/segments.jsonl"):
        i = int(record["segment"]) - 1
        for label, metric in sentence.items():
            expected = metric.sentence_score(SYSTEMS[record["system"]][i], [REFERENCES[i]]).score
            assert record["scores"][label] == pytest.approx(expected, abs=1e-9)
    slices = {"travel": slice(0, 2), "shop": slice(2, 3), None: slice(None)}
    for record in records("reports/one/documents.jsonl") + records("reports/one/systems.jsonl"):
        part = slices[record.get("document")]
        for label, metric in pairs.items():
            texts = SYSTEMS[record["system"]][part]
            expected = metric.corpus_score(texts, [REFERENCES[part]]).score
            assert record["scores"][label] == pytest.approx(expected, abs=1e-9)


class Tomorrow(datetime):
    @classmethod
    def now(cls, tz=None):
        return datetime.now(tz) + timedelta(days=1)


def test_same_input_same_bytes(invoke, monkeypatch):
    """But for the block that holds time and machine."""
    invoke("run", "one.yaml", "--output", "a")
    monkeypatch.setattr("mtqe.run.datetime", Tomorrow)
    invoke("run", "one.yaml", "--output", "b")
    a, b = contents("a"), contents("b")
    for name in ("report.html", "report.md"):
        lines = zip(a.pop(name).splitlines(), b.pop(name).splitlines(), strict=True)
        words = {
            word for one, two in lines if one != two for word in re.findall(rb"[A-Z][a-z]+", one)
        }
        assert b"Time" in words
        assert words <= {b"Time", b"Seconds"}
    heads = [json.loads(files.pop("scorecard.json")) for files in (a, b)]
    for head in heads:
        assert {"time", "machine"} <= set(head.pop("run"))
    assert heads[0] == heads[1]
    assert a == b
    here = str(Path.cwd()).encode()
    assert not [name for name, content in contents("a").items() if here in content]


def test_set(invoke):
    settings = ["--set", "metrics=[{name: chrf, word_order: 2, label: mine}]"]
    assert invoke("run", "one.yaml", *settings, "--set", "report.formats=[jsonl]").exit_code == 0
    assert set(records("reports/one/systems.jsonl")[0]["scores"]) == {"mine"}
    assert "report.html" not in contents("reports/one")


def test_no_metrics(invoke):
    result = invoke("run", "one.yaml", "--set", "metrics=[]")
    assert result.exit_code == 0
    assert "no quality score, because" in result.stdout


def test_report_draws_the_same_again(invoke):
    invoke("run", "one.yaml")
    before = contents("reports/one")
    for name in ("report.html", "report.md", "segments.csv"):
        Path("reports/one", name).unlink()
    result = invoke("report", "reports/one")
    assert result.exit_code == 0
    assert contents("reports/one") == before
    assert f"Report: {Path('reports/one/report.html')}" in result.stdout
    assert invoke("report", "reports/one", "-f", "html", "--output", "x").exit_code == 0
    assert contents("x") == {"report.html": before["report.html"]}


def test_several_configs(invoke):
    result = invoke("run", "one.yaml", "two.yaml", "--output", "all")
    assert result.exit_code == 0
    assert set(contents("all/one")) == set(contents("all/two")) == REPORTS
    *summary, last = result.stdout.rstrip().splitlines()[-3:]
    assert [line.split()[:2] for line in summary] == [["ok", "one.yaml"], ["ok", "two.yaml"]]
    assert last == f"Report on all: {Path('all/index.html')}"
    assert all("chrF" in line for line in summary)


def test_a_config_that_fails_does_not_stop_the_others(invoke):
    Path("bad.yaml").write_text("metrics: [chrff]\n", encoding="utf-8")
    Path("gone.yaml").write_text(CONFIG.format(name="gone").replace("v2.ko", "v3.ko"), "utf-8")
    result = invoke("run", "bad.yaml", "gone.yaml", "one.yaml")
    assert result.exit_code == 2
    assert set(contents("reports/one")) == REPORTS
    assert not Path("reports/gone").exists()
    *summary, last = result.stdout.rstrip().splitlines()[-4:]
    assert last == f"Report on all: {Path('reports/index.html')}"
    assert [line.split()[:2] for line in summary] == [
        ["exit", "2"],
        ["exit", "2"],
        ["ok", "one.yaml"],
    ]
    assert "v3.ko: no such file" in summary[1]
    assert "bad.yaml:1: metrics[0]: unknown metric" in result.stderr


def test_a_bug_comes_before_other_exit_codes(invoke, monkeypatch):
    """70 > 2 > 0, and the traceback is shown."""
    from mtqe.metrics.lexical import BoundLexical

    def divide(self, translations, runtime):
        raise ZeroDivisionError("a bug")

    Path("bad.yaml").write_text("metrics: [chrff]\n", encoding="utf-8")
    monkeypatch.setattr(BoundLexical, "statistics", divide)
    result = invoke("run", "one.yaml", "bad.yaml")
    assert result.exit_code == 70
    assert "ZeroDivisionError: a bug" in result.stderr
    assert "Traceback" in result.stderr
    assert "This is a bug in mtqe" in result.stderr
    assert not Path("reports").exists()


@pytest.mark.parametrize("second", ["one.yaml", "copy.yaml", "./one.yaml"])
def test_two_configs_with_one_name(second, invoke):
    Path("copy.yaml").write_text(CONFIG.format(name="one"), encoding="utf-8")
    result = invoke("run", "one.yaml", second)
    assert result.exit_code == 2
    assert "the name 'one' is already that of one.yaml" in result.stderr
    assert not Path("reports").exists()


def test_two_configs_with_one_report_folder(invoke):
    result = invoke("run", "one.yaml", "two.yaml", "--set", "report.directory=reports/both")
    assert result.exit_code == 2
    assert "two.yaml: its reports would overwrite those of one.yaml" in result.stderr
    assert not Path("reports").exists()


def test_json(invoke):
    Path("bad.yaml").write_text("metrics: [chrff]\n", encoding="utf-8")
    result = invoke("run", "--json", "one.yaml", "bad.yaml", "two.yaml")
    assert result.exit_code == 2
    one, two = map(json.loads, result.stdout.splitlines())
    assert (one["name"], two["name"]) == ("one", "two")
    assert one["systems"] == records("reports/one/systems.jsonl")
    assert Path(one["reports"]).samefile("reports/one")
    assert "v2 against the baseline v1" in one["headline"]


def test_inspect(invoke):
    result = invoke("inspect", "one.yaml")
    assert result.exit_code == 0
    assert "3 of 3 segments" in result.stdout
    assert not Path("reports").exists()


def test_list_shows_every_entry_with_a_summary(invoke):
    result = invoke("list")
    assert result.exit_code == 0
    for kind, entries in plugins.BUILT_IN.items():
        assert (kind if entries else f"{kind}: none") in result.stdout.splitlines()
        for name in entries:
            assert re.search(rf"^  {name} +\S.{{10,}}\.$", result.stdout, re.MULTILINE)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_with_an_example(name, invoke):
    result = invoke(name, "--help")
    assert result.exit_code == 0
    assert f"Example: mtqe {name}" in " ".join(result.stdout.split())


def test_help_groups_the_commands(invoke):
    text = invoke("--help").stdout
    assert re.findall(r"^([A-Z]\w+):$", text, re.MULTILINE) == [
        "Options",
        "Evaluate",
        "Texts",
        "About",
    ]
    assert re.findall(r"^  ([a-z]+) +[A-Z]", text, re.MULTILINE) == COMMANDS
    assert text.index("Evaluate:") < text.index("\n  run ") < text.index("Texts:")


def test_version(invoke):
    assert invoke("--version").stdout.startswith("mtqe ")
