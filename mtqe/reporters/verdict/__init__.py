"""Where people and CI servers look: one file per form of a verdict; a verdict in, text out."""

from __future__ import annotations

from collections.abc import Mapping

from mtqe.reporters.verdict.github import annotate, append_step_summary, inert
from mtqe.reporters.verdict.joined import (
    Part,
    failed,
    gravest,
    join_junit,
    join_summaries,
    judged,
)
from mtqe.reporters.verdict.junit import junit_file, junit_suite
from mtqe.reporters.verdict.record import render_record, verdict_record
from mtqe.reporters.verdict.summary import render_summary
from mtqe.reporters.verdict.terminal import draw_verdict
from mtqe.scorecard import Scorecard
from mtqe.verdict import Verdict

__all__ = [
    "Part",
    "annotate",
    "append_step_summary",
    "draw_verdict",
    "failed",
    "gravest",
    "inert",
    "join_junit",
    "join_summaries",
    "judged",
    "junit_file",
    "junit_suite",
    "render",
    "render_summary",
    "verdict_record",
]


def render(verdict: Verdict, card: Scorecard) -> Mapping[str, bytes]:
    """The files of a verdict.

    Args:
        verdict: the judgement.
        card: of the candidate; it knows how metrics are called and in how many digits they speak.

    Returns:
        File name -> content; the same verdict gives the same bytes.
    """
    return {
        "summary.md": render_summary(verdict, card).encode(),
        "junit.xml": junit_file([junit_suite(verdict, card)]),
        "verdict.json": render_record(verdict),
    }
