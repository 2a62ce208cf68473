"""The files to copy: the GitHub action, the examples for GitHub and GitLab, configs/ci.yaml."""

import os
import re
import subprocess

import pytest
from ruamel.yaml import YAML

from mtqe.config import load


def read(path):
    return YAML(typ="safe").load(path)


@pytest.fixture
def action(project):
    return read(project / "action.yml")


@pytest.fixture
def scripts(action):
    return {step["id"]: step["run"] for step in action["runs"]["steps"] if "run" in step}


def test_the_config_judges_one_system_in_three_ways(project):
    config = load(project / "configs" / "ci.yaml")
    assert config.name == "ci"
    first, second, third = config.gate
    assert (first.metric, first.level, first.max_drop) == ("chrf", "system", 2.0)
    assert (second.level, second.max_worse, second.severity) == ("segment", 3, 20)
    assert third.coverage == 0.98


def test_the_action_uses_what_it_declares(project, action):
    text = (project / "action.yml").read_text("utf-8")
    assert set(re.findall(r"inputs\.([\w-]+)", text)) == set(action["inputs"])
    steps = action["runs"]["steps"]
    for name in re.findall(r"steps\.([\w-]+)\.", text):
        assert name in [step.get("id") for step in steps]
    names = {output for script in (s.get("run", "") for s in steps)
             for output in re.findall(r'echo "([\w-]+)=', script)}  # fmt: skip
    ours = re.findall(r"steps\.(?:names|install|check)\.outputs\.([\w-]+)", text)
    assert set(ours) == names


def test_no_input_becomes_part_of_a_script(scripts):
    assert scripts
    for script in scripts.values():
        assert "${{" not in script


def test_a_red_verdict_keeps_caches_and_reports(action):
    steps = action["runs"]["steps"]
    check = next(i for i, step in enumerate(steps) if step.get("id") == "check")
    after = steps[check + 1 :]
    assert [step["uses"].split("@")[0] for step in after] == [
        "actions/cache/save",
        "actions/cache/save",
        "actions/upload-artifact",
    ]
    assert all(step["if"].startswith("always()") for step in after)
    # The plain action saves after the job, and only when it succeeded.
    assert not any(step.get("uses", "").startswith("actions/cache@") for step in steps)


def test_caches_are_kept_where_they_are_looked_for(action):
    """Weights by the revision, once they are whole; scores anew by every run."""
    steps = action["runs"]["steps"]
    restored = {step["id"]: step["with"] for step in steps
                if step.get("uses", "").startswith("actions/cache/restore@")}  # fmt: skip
    saved = [step for step in steps if step.get("uses", "").startswith("actions/cache/save@")]
    assert [step["with"]["path"] for step in saved] == [
        restored[name]["path"] for name in ("packages", "weights", "scores")
    ]
    weights, scores = saved[1:]
    assert "exit-code == '0'" in weights["if"]
    assert weights["with"]["key"] == restored["weights"]["key"]
    assert "github.run_id" in restored["scores"]["key"]
    assert restored["scores"]["key"].startswith(restored["scores"]["restore-keys"])
    check = next(step for step in steps if step.get("id") == "check")
    assert check["env"]["MTQE_CACHE"] == restored["scores"]["path"] == scores["with"]["path"]


@pytest.mark.skipif("sys.platform == 'win32'", reason="a shell script")
@pytest.mark.parametrize("code", [0, 1, 3])
def test_the_action_passes_every_config_and_the_exit_code_on(scripts, tmp_path, code):
    python = tmp_path / "python"
    python.write_text(f'#!/bin/sh\nprintf "<%s>" "$@"\nexit {code}\n', encoding="utf-8")
    python.chmod(0o755)
    done = subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", scripts["check"]],
        env={
            "PATH": os.environ["PATH"],
            "PYTHON": str(python),
            "CONFIGS": "a b.yaml\n$(touch x).yaml\n\n",
            "GITHUB_OUTPUT": str(tmp_path / "output"),
        },
        cwd=tmp_path,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.stdout == "<-m><mtqe><check><a b.yaml><$(touch x).yaml>"
    assert done.returncode == code
    assert (tmp_path / "output").read_text("utf-8") == f"exit-code={code}\n"
    assert not (tmp_path / "x").exists()


def test_actions_are_named_by_the_same_major_versions_everywhere(project):
    files = ["action.yml", "configs/ci/github-workflow.yml", ".github/workflows/ci.yml"]
    text = "\n".join((project / file).read_text("utf-8") for file in files)
    used = set(re.findall(r"uses: (actions/[\w/-]+)@(\S+)", text))
    assert len(dict(used)) == len(used)
    assert all(re.fullmatch(r"v\d+", version) for _, version in used)


def test_the_workflow_gives_the_action_what_it_takes(project, action):
    workflow = read(project / "configs" / "ci" / "github-workflow.yml")
    (step,) = [step for step in workflow["jobs"]["check"]["steps"] if "with" in step
               and step["uses"].startswith("mtqe/")]  # fmt: skip
    assert set(step["with"]) <= set(action["inputs"])
    required = {name for name, given in action["inputs"].items() if given.get("required")}
    assert required <= set(step["with"])
    for config in step["with"]["config"].splitlines():
        assert (project / config).is_file()


def test_the_gitlab_job_publishes_where_the_config_reports(project):
    job = read(project / "configs" / "ci" / "gitlab-ci.yml")["translations"]
    config = load(project / "configs" / "ci.yaml")
    directory = config.report.directory.relative_to(config.root).as_posix()
    assert job["artifacts"]["when"] == "always"
    assert job["artifacts"]["reports"]["junit"] == f"{directory}/junit.xml"
    assert job["artifacts"]["paths"] == [directory]
    assert all(cache["when"] == "always" for cache in job["cache"])


def test_git_keeps_what_was_accepted_and_nothing_else_of_reports(project):
    if not (project / ".git").exists():
        pytest.skip("not a git clone")
    ignored = {
        path: subprocess.run(["git", "check-ignore", "-q", path], cwd=project, check=False)
        for path in ("reports/ci/junit.xml", "reports/accepted/ci/v2.jsonl")
    }
    assert [done.returncode for done in ignored.values()] == [0, 1]
