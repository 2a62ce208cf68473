"""A verdict for CI servers: JUnit XML, annotations and step summaries of GitHub."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from junitparser import Error, Failure, JUnitXml, Skipped, TestCase

from mtqe.core import Origin
from mtqe.errors import OutputError
from mtqe.reporters.characters import visible
from mtqe.reporters.verdict import (
    Part,
    annotate,
    append_step_summary,
    failed,
    gravest,
    inert,
    join_junit,
    join_summaries,
    judged,
    junit_file,
    junit_suite,
    render,
)
from mtqe.reporters.verdict.github import _message, _property
from mtqe.reporters.verdict.summary import LIMIT
from mtqe.verdict import Outcome, RuleResult, Verdict, WorstSegment

COMMAND = re.compile(r"::(\w+) (.*?)::(.*)")


def parsed(command: str) -> tuple[str, dict[str, str], str]:
    """A workflow command as GitHub's runner reads it: kind, properties, message."""
    found = COMMAND.fullmatch(command)
    assert found is not None
    kind, properties, message = found.groups()
    pairs = (pair.split("=", 1) for pair in properties.split(","))
    return kind, {key: unescaped(value) for key, value in pairs}, unescaped(message)


def unescaped(text: str) -> str:
    for code, character in (("%3A", ":"), ("%2C", ","), ("%0D", "\r"), ("%0A", "\n"), ("%25", "%")):
        text = text.replace(code, character)
    return text


def cases(content: bytes) -> list[TestCase]:
    return [case for suite in JUnitXml.fromstring(content) for case in suite]


@pytest.fixture
def junit(verdict, candidate) -> list[TestCase]:
    return cases(render(verdict, candidate)["junit.xml"])


def test_there_is_a_case_for_every_rule_and_for_every_document_without_one(junit):
    assert [case.name for case in junit] == [
        "chrf: the system may fall by 1 · v2",
        "comet: the system may fall by 0.1 · v2",
        "ter: a document may rise by 4 · v2 · news-02",
        "coverage is at least 98 % · v2",
        "document news-01",
    ]
    assert {case.classname for case in junit} == {"nightly.v2"}


def test_a_failure_is_red_and_shows_its_figures_and_sentences(junit):
    (failure,) = junit[0].result
    assert isinstance(failure, Failure)
    assert failure.message == "chrF fell by 2.1, and noise does not explain it."
    assert "chrF 45.20 → 43.10: -2.10 worse; 95 % interval [-3.00, -1.20]" in failure.text
    assert "difference: 그 다리는 [-1932-]{+1923+}년에" in failure.text


def test_what_cannot_be_compared_is_red_too(junit):
    (error,) = junit[1].result
    assert isinstance(error, Error)
    assert error.message == "No model."


def test_a_warning_passes_and_is_readable(junit):
    assert junit[2].is_passed
    assert "It could not see a rise of 4." in junit[2].system_out
    assert junit[3].is_passed


def test_a_document_that_no_rule_judges_is_neither_green_nor_red(junit):
    (skipped,) = junit[4].result
    assert isinstance(skipped, Skipped)
    assert "chrF 45.20 → 46.00" in junit[4].system_out


def test_the_sentences_of_a_document_rule_are_those_of_the_document(verdict, candidate):
    failed = RuleResult("a document may fall by 4", "fail", "It fell.", "v2", "news-01")
    content = junit_file([junit_suite(replace(verdict, results=(failed,)), candidate)])
    text = cases(content)[0].result[0].text
    assert "Nobody came." in text
    assert "The bridge" not in text


def test_several_configs_make_one_file(verdict, candidate):
    suites = [junit_suite(replace(verdict, name=name), candidate) for name in ("news", "chat")]
    found = JUnitXml.fromstring(junit_file(suites))
    assert [suite.name for suite in found] == ["news", "chat"]
    assert (found.tests, found.failures, found.errors, found.skipped) == (10, 2, 2, 2)
    found.update_statistics()
    assert (found.tests, found.failures, found.errors, found.skipped) == (10, 2, 2, 2)


def test_junit_is_valid_xml_whatever_the_text_holds(poisoned, hostile, candidate):
    found = cases(render(poisoned(hostile), candidate)["junit.xml"])
    message = found[0].result[0].message
    assert "]]> <b>&amp;</b> 😀👩‍👩‍👧 [U+D83D]x[U+DC00] [U+FFFE][U+FFFF]" in message
    assert "␀␈␛[31m" in message


@given(text=st.text(st.characters(exclude_categories=()), max_size=30))
def test_any_text_can_stand_in_junit(candidate, text):
    result = RuleResult(text, "fail", text, text)
    (case,) = cases(junit_file([junit_suite(Verdict(text, "", (result,)), candidate)]))
    (failure,) = case.result
    assert failure.text == f"failed: {failure.message}"
    assert ".".join(part for part in (failure.message, failure.message) if part) == case.classname


def test_an_annotation_stands_on_the_line_of_the_segment(verdict, candidate):
    (command,) = annotate(verdict, candidate, Path())
    kind, properties, message = parsed(command)
    assert kind == "error"
    assert properties == {
        "file": "data/v2.ko",
        "line": "13",
        "title": "news-02, segment 13 · v2 · chrF 61.20 → 12.03 (-49.17)",
    }
    assert message == "before: 그 다리는 1932년에 지어졌다.\nnow: 그 다리는 1923년에 무너졌다."


def test_the_path_is_relative_to_where_the_job_runs(verdict, candidate, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for root in (Path("configs/.."), tmp_path / "configs" / ".."):
        (command,) = annotate(verdict, candidate, root)
        assert parsed(command)[1]["file"] == "data/v2.ko"
    assert parsed(annotate(verdict, candidate, Path("a/b"))[0])[1]["file"] == "a/b/data/v2.ko"
    assert annotate(verdict, candidate, tmp_path.parent) == ()


@pytest.mark.parametrize(
    ("outcome", "kind"),
    [("fail", "error"), ("not comparable", "error"), ("warn", "warning"), ("pass", "notice")],
)
def test_an_annotation_is_as_loud_as_the_verdict(verdict, candidate, outcome, kind):
    judged = replace(verdict, results=(RuleResult("rule", outcome, "message"),))
    assert parsed(annotate(judged, candidate, Path())[0])[0] == kind


def test_there_are_ten_annotations_at_most(verdict, candidate):
    many = replace(verdict, worst=verdict.worst * 30)
    assert len(annotate(many, candidate, Path())) == 10


def test_hostile_text_stays_inside_of_its_annotation(poisoned, hostile, candidate):
    for command in annotate(poisoned(hostile), candidate, Path()):
        assert len(command.splitlines()) == 1
        command.encode()
        assert not {"\x00", "\x1b"} & set(command)
        kind, properties, message = parsed(command)
        assert kind == "error"
        assert list(properties) == ["file", "line", "title"]
        assert properties["file"] == "data/50%, a:b.ko"
        assert message.startswith("before: %0A::error::50 %,: ␍␊::add-mask::a␊##[error]b ␀")


@given(text=st.text(max_size=30))
def test_escaping_can_be_undone_and_leaves_nothing_that_acts(text):
    assert unescaped(_message(text)) == unescaped(_property(text)) == text
    assert not {"\r", "\n"} & set(_message(text))
    assert not {"\r", "\n", ":", ","} & set(_property(text))


def test_no_command_works_inside_of_inert_text(hostile):
    text = visible(f"::error::a\n{hostile}", keep="\n")
    first, *inside, last = inert(text).rstrip("\n").split("\n")
    token = first.removeprefix("::stop-commands::")
    assert last == f"::{token}::"
    assert "\n".join(inside) == text
    assert token not in text


@pytest.fixture
def step(tmp_path, monkeypatch) -> Path:
    path = Path(tmp_path, "step.md")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(path))
    return path


def test_the_step_summary_is_appended_to(step):
    append_step_summary("# 하나\n")
    append_step_summary("# 둘\n")
    assert step.read_text("utf-8") == "# 하나\n\n# 둘\n"


def test_outside_of_github_there_is_no_step_summary(monkeypatch, tmp_path):
    monkeypatch.delenv("GITHUB_STEP_SUMMARY", raising=False)
    monkeypatch.chdir(tmp_path)
    append_step_summary("# One\n")
    assert not list(tmp_path.iterdir())


def test_the_step_summary_never_grows_over_what_github_shows(step):
    for _ in range(3):
        append_step_summary("- 한 줄\n" * 50_000)
    content = step.read_bytes()
    assert LIMIT - 200 < len(content) <= LIMIT
    assert content.decode().endswith("- 한 줄\n\n… the rest left out here: GitHub shows no more "
                                     "than 1 MiB; see summary.md.\n")  # fmt: skip
    with pytest.raises(OutputError, match="the step's summary is full"):
        append_step_summary("- 한 줄\n" * 50_000)
    assert step.read_bytes() == content


def test_a_step_summary_that_cannot_be_written_is_an_error_of_output(tmp_path, monkeypatch):
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path))
    with pytest.raises(OutputError, match=r"the step's summary cannot be written: .*summary\.md"):
        append_step_summary("# One\n")


def test_a_summary_of_many_configs_has_a_line_for_each_and_fits(verdict, candidate):
    long = replace(verdict, worst=verdict.worst * 10, results=verdict.results * 60)
    parts = [judged(replace(long, name=f"config-{i}"), candidate, Path()) for i in range(30)]
    text = join_summaries([*parts, failed("last.yaml", "last.yaml:3: no such key.")], 300_000)
    assert len(text.encode()) <= 300_000
    lines = text.splitlines()
    assert lines[2] == "- 🛑 last.yaml: could not be checked. last.yaml:3: no such key."
    assert [line.split(":")[0] for line in lines[3:33]] == [f"- ❌ config-{i}" for i in range(30)]
    assert "… more is left out here" in text
    assert parts[0].summary in text


def test_an_error_that_would_break_reports_stands_in_them(hostile):
    part = failed(hostile, f"{hostile}\nsecond line")
    (case,) = cases(join_junit([part]))
    assert "[U+D83D]x[U+DC00]" in case.classname
    assert "second line" in case.result[0].text
    text = join_summaries([part, part])
    text.encode()
    assert "<b>" not in text.replace("\\<b", "")


def test_the_gravest_annotations_come_first_and_each_config_has_its_turn(verdict, candidate):
    def part(name: str, outcome: Outcome) -> Part:
        worst = tuple(
            replace(verdict.worst[0], origin=Origin(f"{name}.ko", i + 1)) for i in range(8)
        )
        results = (RuleResult("rule", outcome, "message"),)
        return judged(replace(verdict, results=results, worst=worst), candidate, Path())

    parts = [part("calm", "pass"), part("one", "fail"), part("doubt", "warn"), part("two", "fail")]
    found = [parsed(line)[1] for line in gravest(parts)]
    assert [each["file"] for each in found] == ["one.ko", "two.ko"] * 5
    assert [each["line"] for each in found] == [str(i // 2 + 1) for i in range(10)]
    assert [parsed(line)[0] for line in gravest([parts[0], parts[2]])] == (
        ["warning"] * 8 + ["notice"] * 2
    )


def test_a_segment_without_a_place_has_no_annotation(candidate):
    segment = WorstSegment("d", "1", "v2", "chrf", 2.0, 1.0, None, "a", "b")
    placed = replace(segment, origin=Origin("out.ko", 3))
    judged = Verdict("n", "h", (), worst=(segment, placed))
    (command,) = annotate(judged, candidate, Path())
    assert parsed(command)[1]["line"] == "3"
