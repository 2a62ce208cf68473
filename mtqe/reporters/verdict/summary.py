"""`summary.md`: the judgement as GitHub-flavoured Markdown, never longer than GitHub takes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from mtqe.reporters.characters import clip
from mtqe.reporters.difference import Difference, difference
from mtqe.reporters.markdown import draw_table, escape, marked
from mtqe.reporters.tables import Table
from mtqe.reporters.verdict.tables import SYMBOLS, changes_table, documents_table, rules_table
from mtqe.reporters.verdict.wording import SAID, notes_of, place_of
from mtqe.reporters.wording import number_of
from mtqe.scorecard import Scorecard
from mtqe.verdict import Verdict, WorstSegment

# What a step of a GitHub job may show, in bytes; of a longer summary it shows nothing at all.
LIMIT = 1024 * 1024
_LONGEST = 1000
_RESULTS = 200
_DOCUMENTS = 50
_SENTENCES = 20
_NOTES = 50


@dataclass(frozen=True)
class _Section:
    """A part of the summary that can be cut between two items.

    Attributes:
        noun: what an item is, in the singular.
        total: of the items, with those that are left out for their number.
    """

    head: str
    items: Sequence[str]
    noun: str
    total: int


def render_summary(verdict: Verdict, card: Scorecard, limit: int = LIMIT) -> str:
    """The verdict, what changed, the rules, documents and sentences worst first, notes.

    Args:
        verdict: the judgement.
        card: of the candidate.
        limit: in bytes of UTF-8, at least 64 KiB; what does not fit is left out and counted.
    """
    outcome = verdict.outcome
    title = f"{SYMBOLS[outcome]} {escape(clip(verdict.name, _LONGEST))}: {SAID[outcome]}"
    headline = escape(clip(verdict.headline, _LONGEST))
    head = f"# {title}\n\n**{headline}**\n\n"
    return head + "".join(_fit(_sections(verdict, card), limit - _size(head)))


def _sections(verdict: Verdict, card: Scorecard) -> list[_Section]:
    worst, notes = verdict.worst, notes_of(verdict)
    found = [
        _of_table(changes_table(verdict, card), _RESULTS),
        _of_table(rules_table(verdict), _RESULTS),
        _of_table(documents_table(verdict, card), _DOCUMENTS),
        _Section(
            "## Worst sentences\n\n",
            [_sentence(segment, card) for segment in worst[:_SENTENCES]],
            "sentence",
            len(worst),
        ),
        _Section(
            "## Notes\n\n",
            [f"- {escape(clip(note, _LONGEST))}\n" for note in notes[:_NOTES]],
            "note",
            len(notes),
        ),
    ]
    return [section for section in found if section.total]


def _of_table(table: Table, most: int) -> _Section:
    clipped = tuple(
        tuple(replace(cell, text=clip(cell.text, _LONGEST)) for cell in row)
        for row in table.rows[:most]
    )
    short = replace(table, title=clip(table.title, _LONGEST), rows=clipped)
    title, names, rule, *rows, _ = (f"{x}\n" for x in draw_table(short))
    return _Section(title + names + rule, rows, "row", len(table.rows))


def _sentence(segment: WorstSegment, card: Scorecard) -> str:
    facts = {
        "source": segment.source,
        "before": segment.old_hypothesis,
        "now": segment.new_hypothesis,
    }
    lines = [
        f"### {escape(clip(place_of(segment, card), _LONGEST))}\n",
        *(f"- {name}: {_text(text)}" for name, text in facts.items() if text is not None),
        f"- difference: {marked(_clipped(segment))}",
    ]
    if segment.origin:
        lines.append(f"- {escape(str(segment.origin))}")
    return "\n".join(lines) + "\n\n"


def _text(text: str) -> str:
    return escape(clip(text, _LONGEST)) if text.strip() else "*(nothing)*"


def _clipped(segment: WorstSegment) -> Difference:
    """The difference, shortened most where nothing changed."""
    found = difference(segment.old_hypothesis, segment.new_hypothesis)
    return tuple(
        (operation, clip(text, _LONGEST // 4 if operation == "equal" else _LONGEST))
        for operation, text in found
    )


def _fit(sections: Sequence[_Section], room: int) -> Iterator[str]:
    """Every section but the last may fill half of what is left, so that none is crowded out."""
    for number, section in enumerate(sections, start=1):
        share = room if number == len(sections) else room // 2
        part = _cut(section, share)
        room -= _size(part)
        yield part


def _cut(section: _Section, room: int) -> str:
    kept, used = 0, _size(section.head) + _size(_left_out(section, section.total))
    for item in section.items:
        used += _size(item)
        if used > room:
            break
        kept += 1
    hidden = section.total - kept
    note = _left_out(section, hidden) if hidden else ""
    return section.head + "".join(section.items[:kept]) + note + "\n" * (not note)


def _left_out(section: _Section, count: int) -> str:
    return f"\n… {number_of(count, f'more {section.noun}')} left out here.\n\n"


def _size(text: str) -> int:
    return len(text.encode())
