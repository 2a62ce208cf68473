"""Mistakes of the quick start that a reader sees without knowing Korean grammar are findings."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from mtqe.checks import find_all
from mtqe.config import load

CODES = {
    "number": {"number"},
    "date": {"number"},
    "name": {"name", "name_reference", "name_spelling"},
    "untranslated": {"untranslated"},
    "copy": {"copy"},
    "repetition": {"repetition"},
    "empty": {"empty"},
}


@pytest.fixture(scope="module")
def found() -> set[tuple[str, int, str, str]]:
    project = Path(__file__).parent.parent
    config = load(project / "configs" / "quickstart.yaml")
    data = config.loader.load()
    lines = {segment.id: line for line, segment in enumerate(data.segments, start=1)}
    findings = [*data.findings, *find_all(config.checks, data, root=config.root)]
    return {(f.system or "", lines[f.segment], f.code, f.severity) for f in findings if f.segment}


def test_they_are_found(found, project):
    text = (project / "mtqe/quickstart/mistakes.tsv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(text.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE))
    mistakes = [(r["system"], int(r["line"]), r["kind"]) for r in rows if r["kind"] in CODES]
    assert len(mistakes) == 13
    for system, line, kind in mistakes:
        said = {code for s, n, code, _ in found if (s, n) == (system, line)}
        assert said & CODES[kind], (system, line, kind)


def test_every_error_is_a_mistake(found, project):
    text = (project / "mtqe/quickstart/mistakes.tsv").read_text(encoding="utf-8")
    rows = csv.DictReader(text.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE)
    mistakes = {(row["system"], int(row["line"])) for row in rows}
    codes = set().union(*CODES.values())
    errors = {(s, n) for s, n, code, severity in found if severity == "error" and code in codes}
    assert errors <= mistakes
