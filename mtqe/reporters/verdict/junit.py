"""`junit.xml`: the judgement as CI servers show test results.

A rule that fails is a failure, one that cannot be judged is an error (both are red everywhere), a
warning passes with output. A document that no rule judges is skipped: its figures are there, and
it is neither green nor red.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterable, Iterator
from itertools import islice

from mtqe.reporters.characters import clip, visible
from mtqe.reporters.difference import difference
from mtqe.reporters.verdict.wording import figures_of, outcome_of, place_of, rule_of
from mtqe.scorecard import Scorecard
from mtqe.texts import texts
from mtqe.verdict import RuleResult, Verdict, WorstSegment

# What XML 1.0 forbids in any form, but for what `visible` replaces.
_FORBIDDEN = re.compile("[\ufffe\uffff]")
_LONGEST = 1000
_SENTENCES = 10
# CI servers tell tests by their names from one build to the next: the file stays in English.
_TEXTS = texts("en")
_MARKS = {"equal": ("", ""), "delete": ("[-", "-]"), "insert": ("{+", "+}")}


def junit_file(suites: Iterable[ET.Element]) -> bytes:
    """One file of the suites of one or several configs."""
    root = ET.Element("testsuites", name="mtqe")
    root.extend(suites)
    for name in ("tests", "failures", "errors", "skipped"):
        root.set(name, str(sum(int(suite.get(name, 0)) for suite in root)))
    ET.indent(root)
    content: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return content + b"\n"


def junit_suite(verdict: Verdict, card: Scorecard) -> ET.Element:
    """The test suite of one config: a case per rule and system, a case per document."""
    suite = ET.Element("testsuite", name=_line(verdict.name))
    suite.extend(_rule(result, verdict, card) for result in verdict.results)
    suite.extend(_documents(verdict, card))
    return _counted(suite)


def error_suite(name: str, message: str) -> ET.Element:
    """The test suite of a config that could not be judged: one case, with an error."""
    suite = ET.Element("testsuite", name=_line(name))
    case = ET.SubElement(
        suite, "testcase", classname=_line(name), name="could be checked", time="0"
    )
    found = ET.SubElement(case, "error", type="error", message=_line(message))
    found.text = "\n".join(map(_line, message.splitlines()))
    return _counted(suite)


def _counted(suite: ET.Element) -> ET.Element:
    counts = {"failures": "failure", "errors": "error", "skipped": "skipped"}
    suite.set("tests", str(len(suite)))
    for name, tag in counts.items():
        suite.set(name, str(sum(case.find(tag) is not None for case in suite)))
    suite.set("time", "0")
    return suite


def _rule(result: RuleResult, verdict: Verdict, card: Scorecard) -> ET.Element:
    case = _case(verdict, result.system, rule_of(result, _TEXTS))
    lines = [_line(f"{outcome_of(result.outcome, _TEXTS)}: {result.message}")]
    if result.comparison is not None:
        lines.append(_line(figures_of(result.comparison, card, _TEXTS)))
    if result.outcome in {"pass", "warn"}:
        ET.SubElement(case, "system-out").text = "\n".join(lines)
        return case
    if result.outcome == "fail":
        for segment in islice(_concerned(result, verdict), _SENTENCES):
            lines += ["", *_sentence(segment, card)]
    tag = "failure" if result.outcome == "fail" else "error"
    found = ET.SubElement(case, tag, type=result.outcome, message=_line(result.message))
    found.text = "\n".join(lines)
    return case


def _documents(verdict: Verdict, card: Scorecard) -> Iterator[ET.Element]:
    """Those that no rule judges: one case with the figures of all metrics, worst first."""
    judged = {(result.system, result.document) for result in verdict.results}
    figures: dict[tuple[str, str], list[str]] = {}
    for found in verdict.documents:
        if found.document is not None and (found.system, found.document) not in judged:
            key = found.system, found.document
            figures.setdefault(key, []).append(_line(figures_of(found, card, _TEXTS)))
    for (system, document), lines in figures.items():
        case = _case(verdict, system, f"document {document}")
        ET.SubElement(case, "skipped", message="no rule judges this document")
        ET.SubElement(case, "system-out").text = "\n".join(lines)
        yield case


def _case(verdict: Verdict, system: str | None, name: str) -> ET.Element:
    where = ".".join(part for part in (verdict.name, system) if part)
    return ET.Element("testcase", classname=_line(where), name=_line(name), time="0")


def _concerned(result: RuleResult, verdict: Verdict) -> Iterator[WorstSegment]:
    for segment in verdict.worst:
        if result.system in {None, segment.system} and result.document in {None, segment.document}:
            yield segment


def _sentence(segment: WorstSegment, card: Scorecard) -> Iterator[str]:
    yield _line(
        place_of(segment, card, _TEXTS) + (f" · {segment.origin}" if segment.origin else "")
    )
    if segment.source is not None:
        yield _line(f"source: {segment.source}")
    yield _line(f"before: {segment.old_hypothesis}")
    yield _line(f"now: {segment.new_hypothesis}")
    parts = (
        f"{_MARKS[operation][0]}{clip(text, _LONGEST)}{_MARKS[operation][1]}"
        for operation, text in difference(segment.old_hypothesis, segment.new_hypothesis)
    )
    yield f"difference: {_legal(''.join(parts))}"


def _line(text: str) -> str:
    """Text on one line that XML can hold."""
    return _legal(clip(text, _LONGEST))


def _legal(text: str) -> str:
    return _FORBIDDEN.sub(lambda match: f"[U+{ord(match[0]):04X}]", visible(text))
