"""The contract of checks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from mtqe.checks import Check, find_all
from mtqe.core import EvalSet, Finding
from mtqe.testing.rules import frozen, require
from mtqe.testing.samples import sample_scorecard


def check_check(check: Check, *, data: Sequence[EvalSet] | None = None) -> None:
    """Check that a check keeps to `mtqe.checks`, whatever the texts hold.

    Args:
        check: with the options to test.
        data: what it looks at; small test sets in both directions unless given.

    Raises:
        AssertionError: names the broken rule.
    """
    frozen(check)
    for name in ("name", "codes", "default", "severity"):
        require(hasattr(check, name), f"a check has the attribute {name}")
    for eval_set in data or (sample_scorecard().data, _backwards(sample_scorecard().data)):
        found = list(find_all([check], eval_set))
        require(found == list(find_all([check], eval_set)), "the same texts, the same findings")
        for finding in found:
            expected = check.severity or check.codes.get(finding.code)
            require(finding.code in check.codes, f"{finding.code!r} is one of its codes")
            require(finding.severity == expected, "the severity is that of the code or the option")
            require(bool(finding.message), "a finding has a message")
            _check_places(finding, eval_set)
        louder: Check = replace(check, severity="error")  # type: ignore[type-var]
        severities = {finding.severity for finding in find_all([louder], eval_set)}
        require(severities <= {"error"}, "the option severity is that of all findings")


def _backwards(data: EvalSet) -> EvalSet:
    """Translated from the other language: hypotheses of the first system as sources."""
    (first, hypotheses), *_ = data.outputs.items()
    pairs = list(zip(data.segments, hypotheses, strict=True))
    return replace(
        data,
        source_language=data.target_language,
        target_language=data.source_language,
        segments=tuple(replace(s, source=text, references=(s.source,)) for s, text in pairs),
        outputs={first: tuple(segment.source or "" for segment in data.segments)},
    )


def _check_places(finding: Finding, data: EvalSet) -> None:
    segment = next((s for s in data.segments if s.id == finding.segment), None)
    if segment is None:
        require(finding.segment is None, "a finding names a segment of the test set")
        require(finding.side is None and not finding.more, "a place is in a segment")
        return
    i = data.segments.index(segment)
    texts = {
        "source": [segment.source or ""],
        "reference": [text for text in segment.references if text is not None],
        "hypothesis": [data.outputs[name][i] for name in [finding.system] if name is not None],
    }
    first = () if finding.side is None else ((finding.side, finding.start, finding.end),)
    for side, start, end in (*first, *((s.side, s.start, s.end) for s in finding.more)):
        longest = max(map(len, texts[side]), default=0)
        require(
            start is not None and end is not None and 0 <= start < end <= longest,
            "a place lies inside its text and is not empty",
        )
