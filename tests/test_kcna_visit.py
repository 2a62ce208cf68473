"""The documents that mtqe was asked for: an article, and a summary above its translation."""

import json

import pytest

CONFIG = """
name: visit
source_language: en
target_language: ko
root: {root}
data:
  format: documents
  source: article.en.txt
  systems: {{human: translation.mixed.txt}}
metrics: []
report: {{directory: {reports}}}
"""


@pytest.fixture
def visit(shared):
    return shared / "data" / "kcna-visit"


def letters(text: str) -> list[str]:
    return sorted("".join(text.split()))


def test_align_sets_the_english_summary_aside(visit, invoke):
    done = invoke("align", visit / "article.en.txt", visit / "translation.mixed.txt", "-l", "en-ko")
    assert done.exit_code == 0
    *beads, last = map(json.loads, done.stdout.splitlines())
    aside = [item for item in last["summary"]["set_aside"] if item["side"] == "hypothesis"]
    lines = (visit / "translation.mixed.txt").read_text("utf-8").split("\n")
    assert [item["text"] for item in aside] == lines[:5]
    assert [item["origin"]["line"] for item in aside] == [1, 2, 3, 4, 5]
    assert [i for bead in beads for i in bead["source"]] == list(range(12))
    assert [i for bead in beads for i in bead["target"]] == list(range(12))


def test_a_run_without_a_reference_accounts_for_every_sentence(visit, invoke, tmp_path):
    config = tmp_path / "visit.yaml"
    config.write_text(CONFIG.format(root=visit, reports=tmp_path / "reports"), encoding="utf-8")
    done = invoke("run", config)
    assert done.exit_code == 0
    assert "source sentences covered" in done.stdout
    assert "no quality score, because no metric was asked for" in " ".join(done.stdout.split())
    lines = (tmp_path / "reports" / "segments.jsonl").read_text("utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    head = json.loads((tmp_path / "reports" / "scorecard.json").read_text("utf-8"))
    for side, key, file in (
        ("source", "source", "article.en.txt"),
        ("hypothesis", "hypothesis", "translation.mixed.txt"),
    ):
        aside = [item["text"] for item in head["set_aside"] if item["side"] == side]
        shown = " ".join([*aside, *(row[key] for row in rows)])
        assert letters(shown) == letters((visit / file).read_text("utf-8"))
