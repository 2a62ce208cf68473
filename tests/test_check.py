"""`mtqe check` and `mtqe accept`, as a user types them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from junitparser import JUnitXml

from mtqe import output, plugins
from mtqe.cli.index import common_folder
from mtqe.errors import OutputError
from mtqe.gate import judge as gate_judge

SUBJECTS = {
    "train": "기차는", "shop": "가게는", "museum": "박물관은", "library": "도서관은",
    "market": "시장은", "school": "학교는",
}  # fmt: skip
TIMES = {"nine": "아홉 시에", "ten": "열 시에", "noon": "정오에", "seven": "일곱 시에"}
SOURCES = [f"The {s} opens at {t}." for s in SUBJECTS for t in TIMES]
REFERENCES = [f"{s} {t} 문을 엽니다." for s in SUBJECTS.values() for t in TIMES.values()]
GOOD = [f"{s} {t} 문을 열어요." for s in SUBJECTS.values() for t in TIMES.values()]
BROKEN = {2: "잘 모르겠어요", 7: "", 11: "내일 봐요", 15: "네", 20: "비가 온다"}
BAD = [BROKEN.get(i, text) for i, text in enumerate(GOOD)]
CONFIG = """\
name: {name}
source_language: en
target_language: ko
data:
  format: lines
  source: source.en
  references: [reference.ko]
  documents: documents.txt
  systems: {{v1: v1.ko}}
metrics: [chrf, bleu]
significance: {{trials: 200, resamples: 50}}
report: {{formats: [markdown]}}
gate:
- {{metric: chrf, max_drop: 1}}
- {{metric: chrf, max_worse: 3, severity: 20}}
"""


def write(name: str, lines: list[str]) -> None:
    Path(name).write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


def change(name: str, old: str, new: str) -> None:
    text = Path(name).read_text(encoding="utf-8")
    assert old in text
    Path(name).write_text(text.replace(old, new), encoding="utf-8")


def contents(folder: str) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in Path(folder).iterdir()}


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch) -> Path:
    """The current folder has the texts and the configs ci.yaml and two.yaml."""
    monkeypatch.chdir(tmp_path)
    for name in ("GITHUB_ACTIONS", "GITHUB_STEP_SUMMARY"):
        monkeypatch.delenv(name, raising=False)
    write("source.en", SOURCES)
    write("reference.ko", REFERENCES)
    write("documents.txt", [f"news-{i // 8}" for i in range(len(SOURCES))])
    write("v1.ko", GOOD)
    for name in ("ci", "two"):
        Path(f"{name}.yaml").write_text(CONFIG.format(name=name), encoding="utf-8")
    return tmp_path


def verdict(folder: str = "reports/ci") -> Any:
    return json.loads(Path(folder, "verdict.json").read_text(encoding="utf-8"))


def test_without_an_accepted_scorecard_it_is_3_and_the_reports_can_be_accepted(invoke):
    result = invoke("check", "ci.yaml")
    assert result.exit_code == 3, result.output
    said = " ".join(result.stdout.split())
    assert said.startswith("ci: not comparable. There is no accepted scorecard")
    assert "mtqe accept ci.yaml --from reports/ci" in said
    assert {"summary.md", "junit.xml", "verdict.json", "segments.jsonl", "report.md"} <= set(
        contents("reports/ci")
    )
    assert not Path("reports/accepted").exists()
    accepted = invoke("accept", "ci.yaml", "--from", "reports/ci")
    assert accepted.exit_code == 0, accepted.output
    assert invoke("check", "ci.yaml").exit_code == 0


def test_accepted_and_checked_is_an_exact_tie(invoke):
    assert invoke("accept", "ci.yaml").exit_code == 0
    result = invoke("check", "ci.yaml")
    assert result.exit_code == 0, result.output
    assert result.stdout.startswith("ci: passed. Nothing changed.\n")
    found = verdict()
    assert (found["verdict"], found["exit_code"], found["worst_segments"]) == ("pass", 0, [])
    assert [rule["mde"] for rule in found["rules"] if rule["mde"] is not None] == [0.0]
    assert {rule["difference"] for rule in found["rules"]} == {0.0, None}


def test_five_broken_sentences_are_red_and_on_the_screen(invoke):
    invoke("accept", "ci.yaml")
    before = contents("reports/accepted/ci")
    write("v1.ko", BAD)
    result = invoke("check", "ci.yaml")
    assert result.exit_code == 1, result.output
    assert result.stdout.startswith("ci: failed. v1")
    assert "5 segments fell by more than 20 chrF" in " ".join(result.stdout.split())
    for i in BROKEN:
        assert f"segment {i + 1} ·" in result.stdout
        assert SOURCES[i] in result.stdout
    worst = verdict()["worst_segments"]
    assert {segment["segment"] for segment in worst} == {str(i + 1) for i in BROKEN}
    assert contents("reports/accepted/ci") == before  # nothing but accept writes there


def test_wrong_use_is_2(invoke):
    change("ci.yaml", "gate:\n- {metric: chrf, max_drop: 1}\n- {metric: chrf, max_worse: 3, "
           "severity: 20}\n", "")  # fmt: skip
    result = invoke("check", "ci.yaml")
    assert result.exit_code == 2
    assert "ci.yaml: gate: no rules, so there is nothing to check." in result.stderr
    change("two.yaml", "max_drop: 1", "max_drop: 25")
    result = invoke("check", "two.yaml")
    assert result.exit_code == 2
    assert "two.yaml:14: gate[0].max_drop: 25 is more than 20 % of chrF's scale" in result.stderr
    change("two.yaml", "max_drop: 25", "against: v9, max_drop: 1")
    result = invoke("check", "two.yaml")
    assert result.exit_code == 2
    assert "gate[0].against: unknown system 'v9'" in result.stderr
    assert not Path("reports").exists()


def test_a_bug_is_70_and_an_interrupt_130(invoke, monkeypatch):
    invoke("accept", "ci.yaml")
    monkeypatch.setattr("mtqe.gate.judge.judge", lambda *_: 1 / 0)
    result = invoke("check", "ci.yaml")
    assert result.exit_code == 70
    assert "ZeroDivisionError" in result.stderr

    def interrupted(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr("mtqe.gate.judge.judge", interrupted)
    assert invoke("check", "ci.yaml").exit_code == 130


def test_of_several_configs_the_gravest_code_counts(invoke):
    invoke("accept", "ci.yaml")
    assert invoke("check", "ci.yaml", "two.yaml").exit_code == 3
    write("v1.ko", BAD)
    result = invoke("check", "ci.yaml", "two.yaml", "--output", "out")
    assert result.exit_code == 1  # before 3
    assert {path.name for path in Path("out").iterdir()} == {
        "ci", "two", "index.html", "summary.md", "junit.xml",
    }  # fmt: skip
    *_, one, two, last = result.stdout.splitlines()
    assert (one[:6], two[:6], last) == ("exit 1", "exit 3", "Report on all: out/summary.md")
    change("two.yaml", "metrics: [chrf", "metrics: [cherf")
    assert invoke("check", "ci.yaml", "two.yaml").exit_code == 2  # before 1


def test_several_configs_have_one_summary_and_one_junit_file(invoke):
    invoke("accept", "two.yaml")
    change("ci.yaml", "metrics: [chrf", "metrics: [cherf")
    Path("three.yaml").write_text(CONFIG.format(name="three"), encoding="utf-8")
    change("three.yaml", "report: {", "report: {directory: reports/deep/three, ")
    write("v1.ko", BAD)
    assert invoke("check", "three.yaml", "ci.yaml", "two.yaml").exit_code == 2
    summary = Path("reports/summary.md").read_text(encoding="utf-8")
    title, _, *lines = summary.splitlines()[:5]
    assert title == "# 🛑 3 configs: 1 could not be checked, 1 failed, 1 not comparable"
    assert lines[0].startswith("- 🛑 ci.yaml: could not be checked. ci.yaml:10: metrics")
    assert "cherf" in lines[0]
    assert lines[1].startswith("- ❌ two: failed. v1")
    assert lines[2].startswith("- ⛔ three: not comparable. There is no accepted scorecard")
    own = Path("reports/two/summary.md").read_text(encoding="utf-8")
    assert own in summary
    assert summary.endswith(Path("reports/deep/three/summary.md").read_text(encoding="utf-8"))
    junit = JUnitXml.fromstring(Path("reports/junit.xml").read_bytes())
    assert [suite.name for suite in junit] == ["three", "ci.yaml", "two"]
    assert [(suite.failures, suite.errors) for suite in junit] == [(0, 1), (0, 1), (1, 0)]
    (case,) = list(junit)[1]
    assert "cherf" in case.result[0].message


def test_a_bug_in_one_config_stands_in_the_reports_on_all(invoke, monkeypatch):
    invoke("accept", "two.yaml")
    judge = gate_judge.judge

    def broken(card: Any, *rest: Any) -> Any:
        return judge(card, *rest) if card.data.name == "two" else 1 / 0

    monkeypatch.setattr(gate_judge, "judge", broken)
    assert invoke("check", "ci.yaml", "two.yaml").exit_code == 70
    summary = Path("reports/summary.md").read_text(encoding="utf-8")
    assert "- 🛑 ci: could not be checked. a bug in mtqe: ZeroDivisionError" in summary
    assert "- ✅ two: passed. Nothing changed." in summary
    junit = JUnitXml.fromstring(Path("reports/junit.xml").read_bytes())
    assert (junit.errors, junit.failures) == (1, 0)


def test_the_reports_on_all_never_take_the_place_of_one(invoke):
    change("two.yaml", "report: {", "report: {directory: reports/ci/two, ")
    assert invoke("check", "ci.yaml", "two.yaml").exit_code == 3
    one = Path("reports/ci/summary.md").read_text(encoding="utf-8")
    assert one.startswith("# ⛔ ci: not comparable")
    assert Path("reports/summary.md").read_text(encoding="utf-8").startswith("# ⛔ 2 configs")


def test_report_folders_with_nothing_in_common_have_no_report_on_all(invoke, monkeypatch):
    monkeypatch.setattr("mtqe.cli.index.common_folder", lambda _: None)
    result = invoke("check", "ci.yaml", "two.yaml")
    assert result.exit_code == 3
    assert "lie in no common folder" in result.stderr
    assert "Report on all" not in result.stdout
    root = Path(Path.cwd().anchor)
    assert common_folder([root / "a/x", root / "b/y"]) is None
    assert common_folder([root / "a/b/x", root / "a/y"]) == root / "a"


def test_configs_that_cannot_be_read_leave_no_report(invoke):
    result = invoke("check", "no.yaml", "none.yaml")
    assert result.exit_code == 2
    assert result.stderr.count("no such file") == 2
    assert "common folder" not in result.stderr
    assert not Path("reports").exists()


def test_reports_on_all_that_cannot_be_written_are_2(invoke):
    Path("reports/summary.md").mkdir(parents=True)
    result = invoke("check", "ci.yaml", "two.yaml")
    assert result.exit_code == 2
    assert "summary.md" in result.stderr
    assert {"ci", "two"} <= {path.name for path in Path("reports").iterdir()}
    assert not Path("reports/junit.xml").exists()


def test_json_is_one_object_per_config(invoke):
    invoke("accept", "ci.yaml")
    result = invoke("check", "ci.yaml", "two.yaml", "--json")
    one, two = map(json.loads, result.stdout.splitlines())
    assert (one["name"], one["verdict"], one["exit_code"]) == ("ci", "pass", 0)
    assert one["headline"] == "Nothing changed."
    assert (two["name"], two["verdict"]) == ("two", "not comparable")
    assert {"schema", "rules", "worst_segments", "reports"} <= set(one)


def test_settings_lie_over_the_file(invoke):
    invoke("accept", "ci.yaml")
    write("v1.ko", BAD)
    gate = "gate=[{metric: chrf, max_worse: 5, severity: 20}]"
    assert invoke("check", "ci.yaml", "--set", gate).exit_code == 0


def test_rules_about_the_run_alone_need_nothing_accepted(invoke):
    gate = "gate=[{metric: chrf, floor: 10}, {coverage: 1}, {findings: [error]}]"
    assert invoke("check", "ci.yaml", "--set", gate).exit_code == 0
    write("v1.ko", BAD)
    assert invoke("check", "ci.yaml", "--set", gate).exit_code == 1


def test_a_system_of_the_same_run_can_be_the_measure(invoke):
    write("v2.ko", BAD)
    systems = "data.systems={v1: v1.ko, v2: v2.ko}"
    gate = "gate=[{metric: chrf, max_worse: 3, severity: 20, against: v1}]"
    assert invoke("check", "ci.yaml", "--set", systems, "--set", gate).exit_code == 1


def test_another_tokenizer_is_not_comparable(invoke):
    invoke("accept", "ci.yaml")
    arguments = ["--set", "metrics=[{name: bleu, tokenize: char}]", "--set"]
    result = invoke("check", "ci.yaml", *arguments, "gate=[{metric: bleu, max_drop: 1}]")
    assert result.exit_code == 3
    said = " ".join(result.stdout.split())
    assert "Cannot compare BLEU: accepted tok:ko-mecab-" in said
    assert ', candidate tok:char. Run "mtqe accept ci.yaml" if this is intended.' in said


def test_permuted_lines_are_the_same_test_set(invoke):
    invoke("accept", "ci.yaml")
    for name, lines in (("source.en", SOURCES), ("reference.ko", REFERENCES), ("v1.ko", GOOD)):
        write(name, [*lines[8:16], *reversed(lines[:8]), *lines[16:]])
    write("documents.txt", [f"news-{i}" for i in [1] * 8 + [0] * 8 + [2] * 8])
    result = invoke("check", "ci.yaml")
    assert result.exit_code == 0
    assert result.stdout.startswith("ci: passed. Nothing changed.")


def test_a_changed_source_is_not_comparable(invoke):
    invoke("accept", "ci.yaml")
    change("source.en", "The shop opens at nine.", "The shop closes at nine.")
    result = invoke("check", "ci.yaml")
    assert result.exit_code == 3
    assert "1 segment has another source (segment 5 of news-0, source.en:5)" in " ".join(
        result.stdout.split()
    )
    result = invoke("check", "ci.yaml", "--set", "on_change=intersect")
    assert result.exit_code == 0
    assert result.stdout.startswith("ci: passed with a warning.")


def test_a_broken_accepted_scorecard_is_2_before_any_work(invoke):
    invoke("accept", "ci.yaml")
    file = Path("reports/accepted/ci/v1.jsonl")
    file.write_text("<<<<<<< HEAD\n" + file.read_text(encoding="utf-8"), encoding="utf-8")
    result = invoke("check", "ci.yaml")
    assert result.exit_code == 2
    assert "v1.jsonl: 25 lines, but the documents of scorecard.json have 24" in result.stderr
    assert not Path("reports/ci").exists()
    again = invoke("accept", "ci.yaml")
    assert again.exit_code == 0
    assert "the former accepted scorecard was broken" in again.stderr
    assert invoke("check", "ci.yaml").exit_code == 0


def test_accept_says_what_changed_and_leaves_no_stale_file(invoke):
    write("v2.ko", GOOD)
    invoke("accept", "ci.yaml", "--set", "data.systems={v1: v1.ko, v2: v2.ko}")
    assert set(contents("reports/accepted/ci")) == {"scorecard.json", "v1.jsonl", "v2.jsonl"}
    Path("reports/accepted/ci/README.md").write_text("Ours.\n", encoding="utf-8")
    write("v1.ko", BAD)
    result = invoke("accept", "ci.yaml")
    assert set(contents("reports/accepted/ci")) == {"scorecard.json", "v1.jsonl", "README.md"}
    lines = result.stdout.splitlines()
    assert lines[0] == "Accepted: scorecard.json, v1.jsonl in reports/accepted/ci"
    assert lines[1].startswith("v1: chrF ")
    before, after = lines[1].split("chrF ")[1].split(",")[0].split(" → ")
    assert float(before) > float(after)
    assert lines[2] == "v2: removed"
    again = invoke("accept", "ci.yaml").stdout.splitlines()
    assert again[1].startswith("v1 (same texts): chrF ")


def test_accepting_twice_writes_the_same_bytes(invoke):
    invoke("accept", "ci.yaml")
    before = contents("reports/accepted/ci")
    invoke("run", "ci.yaml", "--set", "report.formats=[jsonl]")
    result = invoke("accept", "ci.yaml", "--from", "reports/ci")
    assert result.exit_code == 0, result.output
    assert "v1 (same texts): chrF" in result.stdout
    assert contents("reports/accepted/ci") == before


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (
            lambda: change("v1.ko", "기차는", "열차는"),
            "reports/ci: v1.ko has changed since",
        ),
        (lambda: change("ci.yaml", "[chrf, bleu]", "[chrf]"), "made with another config: metrics"),
        (lambda: Path("reports/ci/segments.jsonl").unlink(), "segments.jsonl: not there"),
        (lambda: change("reports/ci/segments.jsonl", "기차는", "열차는"), "the file was changed"),
    ],
)
def test_results_that_no_longer_match_are_refused(invoke, refused, spoil, message):
    invoke("check", "ci.yaml")
    spoil()
    assert message in refused("accept", "ci.yaml", "--from", "reports/ci")


def test_an_empty_folder_has_nothing_to_accept(refused):
    Path("empty").mkdir()
    assert "empty: no scorecard here" in refused("accept", "ci.yaml", "--from", "empty")


def test_accept_changes_nothing_when_it_cannot_write(invoke, monkeypatch):
    invoke("accept", "ci.yaml")
    before = contents("reports/accepted/ci")
    write("v1.ko", BAD)

    def full(*_):
        raise OutputError("no space left")

    monkeypatch.setattr(output, "_swap", full)
    assert invoke("accept", "ci.yaml").exit_code == 2
    assert contents("reports/accepted/ci") == before


def test_github_gets_a_summary_and_annotations(invoke, monkeypatch):
    invoke("accept", "ci.yaml")
    write("v1.ko", BAD)
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", "summary.md")
    result = invoke("check", "ci.yaml")
    assert result.exit_code == 1
    assert Path("summary.md").read_text(encoding="utf-8") == Path(
        "reports/ci/summary.md"
    ).read_text(encoding="utf-8")
    marks = [line for line in result.stdout.splitlines() if line.startswith("::error ")]
    assert len(marks) == 5
    assert "file=v1.ko,line=3," in "\n".join(marks)
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", "no/such/folder/summary.md")
    result = invoke("check", "ci.yaml")
    assert result.exit_code == 1
    assert "warning: " in result.stderr


def test_github_gets_one_summary_of_several_configs_and_ten_annotations(invoke, monkeypatch):
    for name in ("ci", "two"):
        invoke("accept", f"{name}.yaml")
    write("v1.ko", [f"{text} {text}" for text in BAD[:12]] + ["" for _ in BAD[12:]])
    change("two.yaml", "- {metric: chrf, max_drop: 1}\n", "")
    change("two.yaml", "max_worse: 3", "max_worse: 24")
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", "step.md")
    result = invoke("check", "two.yaml", "ci.yaml")
    assert result.exit_code == 1
    joined = Path("reports/summary.md").read_bytes()
    assert Path("step.md").read_bytes() == joined
    marks = [
        line for line in result.stdout.splitlines() if line.startswith(("::error", "::notice"))
    ]
    assert len(marks) == 10
    assert all(mark.startswith("::error ") for mark in marks)


def test_a_config_that_fails_alone_stands_in_the_step_summary(invoke, monkeypatch):
    change("ci.yaml", "metrics: [chrf", "metrics: [cherf")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", "step.md")
    assert invoke("check", "ci.yaml").exit_code == 2
    assert Path("step.md").read_text(encoding="utf-8").startswith("# 🛑 ci.yaml: could not be")


def test_half_of_a_surrogate_pair_is_refused_with_its_place(refused):
    lines = [
        '{"s": "Yes.", "r": "네.", "o": "네."}',
        r'{"s": "No.", "r": "아니요.", "o": "\ud800"}',
    ]
    write("d.jsonl", lines)
    streams = (
        "format: jsonl\n  path: d.jsonl\n  fields: {source: s, references: [r], systems: {v1: o}}"
    )
    head, rest = CONFIG.format(name="half").split("format: lines", 1)
    config = head + streams + "\nmetrics" + rest.split("metrics", 1)[1]
    Path("half.yaml").write_text(config, encoding="utf-8")
    for command in ("run", "check", "accept"):
        message = refused(command, "half.yaml")
        assert "d.jsonl:2: the field 'o' holds half of a surrogate pair ('\\ud800')" in message


def test_scores_of_a_model_are_kept_and_never_computed_again(invoke, monkeypatch):
    monkeypatch.setitem(plugins.BUILT_IN["metrics"], "grade", "gate_fixtures:Grade")
    model = "metrics=[chrf, {name: grade, neural: true}]"
    rules = "gate=[{metric: grade, max_drop: 1, require_significance: false}]"
    write("v1.ko", [f"{40 + i}.1234567 {text}" for i, text in enumerate(GOOD)])
    assert invoke("check", "ci.yaml", "--set", model, "--set", rules).exit_code == 3
    with monkeypatch.context() as patch:
        patch.setattr("gate_fixtures.BoundGrade.statistics", lambda *_: 1 / 0)
        result = invoke("accept", "ci.yaml", "--set", model, "--from", "reports/ci")
    assert result.exit_code == 0, result.output
    first = Path("reports/accepted/ci/v1.jsonl").read_text(encoding="utf-8").splitlines()[0]
    assert json.loads(first)["scores"] == {"grade": 40.123457}
    assert invoke("check", "ci.yaml", "--set", model, "--set", rules).exit_code == 0
    assert verdict()["rules"][0]["mde"] == 0
    write("v1.ko", [f"{38 + i}.1234567 {text}" for i, text in enumerate(GOOD)])
    assert invoke("check", "ci.yaml", "--set", model, "--set", rules).exit_code == 1
    lines = invoke("accept", "ci.yaml", "--set", model).stdout.splitlines()
    assert lines[1].endswith("Grade 51.62 → 49.62")
