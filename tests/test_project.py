"""What holds the project together: versions, the commands of CI, the quick start's configs."""

import re
import subprocess
import tomllib

import pytest

from mtqe.config import load

CONFIGS = ("quickstart", "quickstart-documents", "quickstart-no-reference")


def canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def test_every_dependency_has_a_tested_version(project):
    metadata = tomllib.loads((project / "pyproject.toml").read_text("utf-8"))["project"]
    extras = metadata["optional-dependencies"]
    wanted = [*metadata["dependencies"], *extras["comet"], *extras["test"]]
    names = {canonical(re.split(r"[\[<>=;~! ]", requirement)[0]) for requirement in wanted}
    lines = (project / "constraints.txt").read_text("utf-8").splitlines()
    pinned = {canonical(line.partition("==")[0]) for line in lines if "==" in line}
    assert names - pinned == set()
    assert "torch==2.13.0" in lines


@pytest.mark.skipif("sys.platform == 'win32'", reason="a shell script")
def test_ci_runs_the_commands_of_readme(project):
    script = (project / ".ci" / "run").read_text("utf-8")
    (function,) = re.findall(r"^command_of\(\).*$", script, flags=re.MULTILINE)
    for marker in ("first-command", "test-command"):
        assert f"command_of {marker}" in script
        done = subprocess.run(
            ["bash", "-c", f"{function}\ncommand_of {marker}"],
            cwd=project,
            capture_output=True,
            encoding="utf-8",
            check=True,
        )
        assert done.stdout.startswith("python3 -m venv .venv && ")
        assert done.stdout.count("\n") == 1


def test_every_config_is_read(project):
    there = {path.stem for path in (project / "configs").glob("*.yaml")}
    assert there == {*CONFIGS, "ci", "checks", "reference-free"}
    for name in there:
        assert load(project / "configs" / f"{name}.yaml").name == name


def test_the_quick_start_shows_what_was_planted(project, invoke, tmp_path):
    """The empty lines and the untranslated one are the three worst sentences of the lines."""
    done = invoke("run", project / "configs" / "quickstart.yaml", "--output", tmp_path)
    assert done.exit_code == 0
    worst = re.findall(r"^\S+, segment (\d+) · (v\d)", done.stdout, flags=re.MULTILINE)
    planted = (project / "mtqe" / "quickstart" / "mistakes.tsv").read_text("utf-8").splitlines()
    rows = [line.split("\t") for line in planted[1:]]
    gone = {(row[1], row[0]) for row in rows if row[3] in {"empty", "copy"}}
    assert set(worst) == gone


def test_a_reference_free_model_scores_the_quick_start(
    project, invoke, tmp_path, comet_checkpoints
):
    config = project / "configs" / "reference-free.yaml"
    done = invoke("run", config, "--output", tmp_path)
    assert done.exit_code == 0
    missing = "comet-qe is missing: model Unbabel/wmt20-comet-qe-da is not on this machine"
    assert missing in " ".join(done.stdout.split())
    model = comet_checkpoints / "referenceless_regression_metric"
    done = invoke("run", config, "--set", f"metrics.0.model={model}", "--output", tmp_path)
    assert done.exit_code == 0
    assert "v2 against the baseline v1: comet-qe" in done.stdout


@pytest.mark.parametrize("name", CONFIGS[1:])
def test_the_whole_documents_show_omissions(project, invoke, tmp_path, name):
    done = invoke("run", project / "configs" / f"{name}.yaml", "--output", tmp_path)
    assert done.exit_code == 0
    segments = (tmp_path / "segments.jsonl").read_text("utf-8").splitlines()
    lost = [line for line in segments if '"code": "omission"' in line and '"v2"' in line]
    assert any("pedal" in line for line in lost)
    assert "English text in the Korean file" in done.stdout
