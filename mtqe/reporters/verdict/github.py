"""What GitHub's runner reads: annotations on lines of files, and the summary of a step."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from mtqe.errors import OutputError
from mtqe.reporters.characters import clip, visible
from mtqe.reporters.verdict.summary import LIMIT
from mtqe.reporters.verdict.wording import place_of
from mtqe.scorecard import Scorecard
from mtqe.texts import texts
from mtqe.verdict import Outcome, Verdict, WorstSegment

# GitHub shows no more of a kind for one step.
MOST = 10
_LONGEST = 500
_KINDS: dict[Outcome, str] = {
    "fail": "error", "not comparable": "error", "warn": "warning", "pass": "notice",
}  # fmt: skip


def annotate(verdict: Verdict, card: Scorecard, root: Path) -> tuple[str, ...]:
    """Workflow commands that mark the worst segments in their files.

    Args:
        verdict: the judgement.
        card: of the candidate.
        root: folder that the origins' paths are relative to.

    Returns:
        One line each, at most 10; only segments whose file and line are known and lie below the
        current folder, which in a job is the repository.
    """
    found = (_annotation(segment, verdict, card, root) for segment in verdict.worst)
    return tuple(line for line in found if line)[:MOST]


def _annotation(segment: WorstSegment, verdict: Verdict, card: Scorecard, root: Path) -> str:
    if segment.origin is None:
        return ""
    here = Path.cwd()
    path = Path(os.path.normpath(here / root / segment.origin.file))
    if not path.is_relative_to(here):
        return ""
    told = texts(card.language)
    title = visible(place_of(segment, card, told))
    found = {"before": segment.old_hypothesis, "now": segment.new_hypothesis}
    message = "\n".join(
        f"{told('label', key)}: {visible(clip(text, _LONGEST))}" for key, text in found.items()
    )
    return (
        f"::{_KINDS[verdict.outcome]} "
        f"file={_property(visible(path.relative_to(here).as_posix()))},line={segment.origin.line},"
        f"title={_property(clip(title, _LONGEST))}::{_message(message)}"
    )


def _message(text: str) -> str:
    """As GitHub's own toolkit escapes a message."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    """As GitHub's own toolkit escapes a property."""
    return _message(text).replace(":", "%3A").replace(",", "%2C")


def inert(text: str) -> str:
    """Text in which GitHub's runner takes no line for a command, whatever it holds.

    The word that switches commands on again is the text's own digest, which it cannot hold.
    """
    token = hashlib.sha256(text.encode()).hexdigest()
    return f"::stop-commands::{token}\n{text}\n::{token}::\n"


def append_step_summary(text: str) -> None:
    """Add Markdown to the summary of the job's step; does nothing outside of GitHub Actions.

    The file never grows over 1 MiB, which GitHub would not show: what does not fit is cut at a
    line, and a note says so.

    Raises:
        OutputError: the file cannot be written, or is full; a verdict must not depend on it.
    """
    name = os.environ.get("GITHUB_STEP_SUMMARY")
    if not name:
        return
    path = Path(name)
    try:
        used = path.stat().st_size if path.exists() else 0
        with path.open("ab") as file:
            file.write(_cut(f"\n{text}" if used else text, LIMIT - used, name))
    except OSError as error:
        raise OutputError(
            f"{name}: the step's summary cannot be written: {error.strerror or error}; "
            "summary.md in the report folder holds it."
        ) from error


def _cut(text: str, room: int, name: str) -> bytes:
    content = text.encode()
    if len(content) <= room:
        return content
    note = "\n… the rest left out here: GitHub shows no more than 1 MiB; see summary.md.\n".encode()
    if room < len(note):
        raise OutputError(
            f"{name}: the step's summary is full: GitHub shows no more than 1 MiB; summary.md in "
            "the report folder holds this one."
        )
    return content[: content.rfind(b"\n", 0, room - len(note)) + 1] + note
