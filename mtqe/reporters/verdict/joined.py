"""Several configs as one: a summary, a JUnit file, and the annotations of all of them."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from mtqe.reporters.characters import clip
from mtqe.reporters.markdown import escape
from mtqe.reporters.verdict.github import MOST, annotate
from mtqe.reporters.verdict.junit import error_suite, junit_file, junit_suite
from mtqe.reporters.verdict.summary import LIMIT, render_summary
from mtqe.reporters.verdict.tables import SYMBOLS
from mtqe.reporters.verdict.wording import outcome_of
from mtqe.scorecard import Scorecard
from mtqe.texts import Language, Texts, texts
from mtqe.verdict import OUTCOMES, Outcome, Verdict

Came = Outcome | Literal["error"]
# The worst first.
_CAME: Sequence[Came] = ("error", *OUTCOMES)
_LINE = 300
_MESSAGE = 4000


@dataclass(frozen=True)
class Part:
    """What became of one config.

    Attributes:
        name: of the config; its path where that could not be read.
        line: the judgement, or what went wrong.
        summary: Markdown with all there is to say.
        suite: its test suite.
        annotations: the gravest first.
    """

    name: str
    came: Came
    line: str
    summary: str
    suite: ET.Element
    annotations: tuple[str, ...] = ()


def judged(verdict: Verdict, card: Scorecard, root: Path) -> Part:
    """The part of a config that was judged; see `annotate` for `root`."""
    return Part(
        name=verdict.name,
        came=verdict.outcome,
        line=texts(card.language).tell(verdict.headline),
        summary=render_summary(verdict, card),
        suite=junit_suite(verdict, card),
        annotations=annotate(verdict, card, root),
    )


def failed(name: str, message: str, language: Language = "en") -> Part:
    """The part of a config that could not be judged; the message stands as it is."""
    said = clip(message, _MESSAGE)
    paragraphs = "".join(f"{escape(line)}\n\n" for line in said.splitlines())
    summary = f"# {_title('error', name, texts(language))}\n\n{paragraphs}"
    return Part(name, "error", message.split("\n", 1)[0], summary, error_suite(name, said))


def join_summaries(parts: Sequence[Part], limit: int = LIMIT, language: Language = "en") -> str:
    """One line for each config, then the details; the worst first.

    Args:
        parts: in the order of the command.
        limit: in bytes of UTF-8; what does not fit is left out, and it is said where it stands.
        language: of what is said about all of them.
    """
    told = texts(language)
    ranked = sorted(parts, key=_rank)
    counts = Counter(_said(part.came, told) for part in ranked)
    said = ", ".join(told("batch", "came", n=n, came=came) for came, n in counts.items())
    head = f"# {_symbol(ranked[0].came)} {told.count(len(parts), 'config')}: {said}\n\n"
    lines = "".join(_overview(part, told) for part in ranked)
    overview = _cut(f"{head}{lines}\n", limit // 2, told)
    return overview + "".join(_details(ranked, limit - len(overview.encode()), told))


def join_junit(parts: Sequence[Part]) -> bytes:
    """One file with a suite for each config, in the order of the command."""
    return junit_file(part.suite for part in parts)


def gravest(parts: Sequence[Part]) -> tuple[str, ...]:
    """The annotations that GitHub shows: those of the worst configs, from each in turn."""
    found = [
        (_rank(part), place, line) for part in parts for place, line in enumerate(part.annotations)
    ]
    found.sort(key=lambda each: each[:2])
    return tuple(dict.fromkeys(line for _, _, line in found))[:MOST]


def _rank(part: Part) -> int:
    return _CAME.index(part.came)


def _symbol(came: Came) -> str:
    return "🛑" if came == "error" else SYMBOLS[came]


def _said(came: Came, texts: Texts) -> str:
    return texts("batch", "error") if came == "error" else outcome_of(came, texts)


def _title(came: Came, name: str, texts: Texts) -> str:
    return f"{_symbol(came)} {escape(clip(name, _LINE))}: {_said(came, texts)}"


def _overview(part: Part, texts: Texts) -> str:
    return f"- {_title(part.came, part.name, texts)}. {escape(clip(part.line, _LINE))}\n"


def _details(parts: Sequence[Part], room: int, texts: Texts) -> Iterator[str]:
    """Every part but the last may fill half of what is left, so that none is crowded out."""
    for number, part in enumerate(parts, start=1):
        text = _cut(part.summary, room if number == len(parts) else room // 2, texts)
        room -= len(text.encode())
        yield text


def _cut(text: str, room: int, texts: Texts) -> str:
    """At most so many bytes, whole lines only."""
    content = text.encode()
    if len(content) <= room:
        return text
    note = f"\n{texts('batch', 'cut')}\n\n"
    end = content.rfind(b"\n", 0, max(room - len(note.encode()), 0)) + 1
    return content[:end].decode() + note if end else ""
