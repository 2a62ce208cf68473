"""What all checks share: views, findings, what is remembered between systems."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import ClassVar

import pytest

from mtqe.checks import Analysis, View, find_all
from mtqe.core import Document, EvalSet, Finding, Segment, Severity, Span
from mtqe.testing import check_check

SOURCES, FIRST, SECOND = ("One.", "", "Two."), ("하나.", "둘.", " "), ("하나.", "셋.", "넷.")


@pytest.fixture
def data() -> EvalSet:
    segments = [Segment(str(i), "d", text, ("참고",)) for i, text in enumerate(SOURCES)]
    return EvalSet(
        "t", "en-GB", "ko_KR", tuple(segments), (Document("d", 0, 3),), {"a": FIRST, "b": SECOND}
    )


@dataclass(frozen=True)
class Shortest:
    """Speaks of every pair, and of every first source."""

    severity: Severity | None = None

    name: ClassVar[str] = "shortest"
    default: ClassVar[bool] = True
    codes: ClassVar[Mapping[str, Severity]] = {"short": "info", "first": "warning"}

    def find(self, view: View) -> Iterator[Finding]:
        first = view.data.segments[0]
        yield view.remark_for_all(self, "first", first, message="first")
        for segment, source, hypothesis in view.pairs:
            spans = Span("hypothesis", 0, len(hypothesis)), Span("source", 0, len(source))
            yield view.remark(self, "short", segment, *spans, message="short")


def test_findings_come_system_by_system_and_those_for_all_come_once(data: EvalSet) -> None:
    done: list[int] = []
    found = list(find_all([Shortest()], data, advance=done.append))
    more = (Span("source", 0, 4),)
    assert found == [
        Finding("first", "warning", "first", segment="0"),
        Finding("short", "info", "short", "a", "0", "hypothesis", 0, 3, more=more),
        Finding("short", "info", "short", "b", "0", "hypothesis", 0, 3, more=more),
        Finding("short", "info", "short", "b", "2", "hypothesis", 0, 2, more=more),
    ]  # fmt: skip
    assert sum(done) == 6


def test_the_option_severity_is_that_of_all_findings(data: EvalSet) -> None:
    found = list(find_all([Shortest("error")], data))
    assert {finding.severity for finding in found} == {"error"}


def test_a_view_knows_languages_without_regions(data: EvalSet) -> None:
    view = View(data, "a", Analysis([]))
    assert (view.source_language, view.target_language) == ("en", "ko")
    assert len(view.document(data.documents[0])) == 3


def test_texts_are_analysed_once_and_only_those_of_the_test_set_stay() -> None:
    asked: list[str] = []

    def length(text: str) -> int:
        asked.append(text)
        return len(text)

    analysis = Analysis(["kept"])
    for _ in range(2):
        assert [analysis(length, text) for text in ("kept", "passing", "kept")] == [4, 7, 4]
        analysis.forget()
    assert asked == ["kept", "passing", "passing"]


class Undeclared(Shortest):
    codes: ClassVar[Mapping[str, Severity]] = {"short": "info"}

    def find(self, view: View) -> Iterator[Finding]:
        yield Finding("first", "info", "first")


class Outside(Shortest):
    def find(self, view: View) -> Iterator[Finding]:
        for segment, _, hypothesis in view.pairs:
            span = Span("hypothesis", 0, len(hypothesis) + 1)
            yield view.remark(self, "short", segment, span, message="short")


class Stubborn(Shortest):
    def find(self, view: View) -> Iterator[Finding]:
        yield Finding("short", "info", "short")


@pytest.mark.parametrize(
    ("cls", "rule"),
    [
        (Undeclared, "'first' is one of its codes"),
        (Outside, "a place lies inside its text"),
        (Stubborn, "the option severity is that of all findings"),
    ],
)
def test_a_broken_check_is_found_out(cls: type[Shortest], rule: str) -> None:
    with pytest.raises(AssertionError, match=rule):
        check_check(cls())


def test_a_sound_check_is_not() -> None:
    check_check(Shortest())
