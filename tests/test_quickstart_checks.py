"""Every mistake that the quick start's systems were given is found by a check of its kind."""

import csv
from pathlib import Path

import pytest

from mtqe.checks import find_all
from mtqe.config import load

ROOT = Path(__file__).parent.parent
# Kinds of mistakes (`mistakes.tsv`) -> codes of the findings that tell of them.
CODES = {
    "register": {"register", "politeness"},
    "particle": {"particle"},
    "spacing": {"spacing"},
    "negation": {"negation_lost", "negation_added"},
    "omission": {"content_omitted"},
    "addition": {"content_added"},
}


def _mistakes():
    with (ROOT / "mtqe/quickstart/mistakes.tsv").open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        return [(row["system"], int(row["line"]), row["kind"]) for row in rows]


@pytest.fixture(scope="module")
def said():
    config = load(ROOT / "configs/quickstart.yaml")
    data = config.loader.load()
    found = find_all(config.checks, data, root=config.root)
    ids = {segment.id: line for line, segment in enumerate(data.segments, start=1)}
    return {(f.system, ids[f.segment], f.code) for f in found if f.segment is not None}


@pytest.mark.parametrize("mistake", [m for m in _mistakes() if m[2] in CODES])
def test_the_mistake_is_a_finding(said, mistake):
    system, line, kind = mistake
    assert {code for s, k, code in said if (s, k) == (system, line)} & CODES[kind]


def test_there_is_little_else(said):
    planted = {(system, line) for system, line, _ in _mistakes()}
    codes = set().union(*CODES.values())
    others = {(s, k) for s, k, code in said if code in codes and (s, k) not in planted}
    assert len(others) <= 3
