"""`summary.md`: the judgement as GitHub-flavoured Markdown, never longer than GitHub takes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from mtqe.reporters.characters import clip
from mtqe.reporters.difference import Difference, difference
from mtqe.reporters.markdown import draw_table, escape, marked
from mtqe.reporters.tables import Table
from mtqe.reporters.verdict.tables import SYMBOLS, changes_table, documents_table, rules_table
from mtqe.reporters.verdict.wording import notes_of, outcome_of, place_of
from mtqe.scorecard import Scorecard
from mtqe.texts import Texts, texts
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
        total: of the items, with those that are left out for their number.
        left_out: key of what is said of those that are.
    """

    head: str
    items: Sequence[str]
    total: int
    left_out: str


def render_summary(verdict: Verdict, card: Scorecard, limit: int = LIMIT) -> str:
    """The verdict, what changed, the rules, documents and sentences worst first, notes.

    Args:
        verdict: the judgement.
        card: of the candidate.
        limit: in bytes of UTF-8, at least 64 KiB; what does not fit is left out and counted.
    """
    told = texts(card.language)
    symbol, outcome = SYMBOLS[verdict.outcome], outcome_of(verdict.outcome, told)
    headline = escape(clip(told.tell(verdict.headline), _LONGEST))
    name = escape(clip(verdict.name, _LONGEST))
    head = f"# {symbol} {name}: {outcome}\n\n**{headline}**\n\n"
    return head + "".join(_fit(_sections(verdict, card, told), limit - _size(head), told))


def _sections(verdict: Verdict, card: Scorecard, texts: Texts) -> list[_Section]:
    worst, notes = verdict.worst, notes_of(verdict, texts)
    found = [
        _of_table(changes_table(verdict, card, texts), _RESULTS),
        _of_table(rules_table(verdict, card, texts), _RESULTS),
        _of_table(documents_table(verdict, card, texts), _DOCUMENTS),
        _Section(
            f"## {texts('title', 'worst_sentences')}\n\n",
            [_sentence(segment, card, texts) for segment in worst[:_SENTENCES]],
            len(worst),
            "sentences",
        ),
        _Section(
            f"## {texts('title', 'notes')}\n\n",
            [f"- {escape(clip(note, _LONGEST))}\n" for note in notes[:_NOTES]],
            len(notes),
            "notes",
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
    return _Section(title + names + rule, rows, len(table.rows), "rows")


def _sentence(segment: WorstSegment, card: Scorecard, texts: Texts) -> str:
    facts = {
        "source": segment.source,
        "before": segment.old_hypothesis,
        "now": segment.new_hypothesis,
    }
    lines = [
        f"### {escape(clip(place_of(segment, card, texts), _LONGEST))}\n",
        *(
            f"- {texts('label', key)}: {_text(text, texts)}"
            for key, text in facts.items()
            if text is not None
        ),
        f"- {texts('label', 'difference')}: {marked(_clipped(segment))}",
    ]
    if segment.origin:
        lines.append(f"- {escape(str(segment.origin))}")
    return "\n".join(lines) + "\n\n"


def _text(text: str, texts: Texts) -> str:
    return escape(clip(text, _LONGEST)) if text.strip() else f"*{texts('label', 'nothing')}*"


def _clipped(segment: WorstSegment) -> Difference:
    """The difference, shortened most where nothing changed."""
    found = difference(segment.old_hypothesis, segment.new_hypothesis)
    return tuple(
        (operation, clip(text, _LONGEST // 4 if operation == "equal" else _LONGEST))
        for operation, text in found
    )


def _fit(sections: Sequence[_Section], room: int, texts: Texts) -> Iterator[str]:
    """Every section but the last may fill half of what is left, so that none is crowded out."""
    for number, section in enumerate(sections, start=1):
        share = room if number == len(sections) else room // 2
        part = _cut(section, share, texts)
        room -= _size(part)
        yield part


def _cut(section: _Section, room: int, texts: Texts) -> str:
    kept, used = 0, _size(section.head) + _size(_left_out(section, section.total, texts))
    for item in section.items:
        used += _size(item)
        if used > room:
            break
        kept += 1
    hidden = section.total - kept
    note = _left_out(section, hidden, texts) if hidden else ""
    return section.head + "".join(section.items[:kept]) + note + "\n" * (not note)


def _left_out(section: _Section, count: int, texts: Texts) -> str:
    return f"\n{texts('left_out', section.left_out, n=count)}\n\n"


def _size(text: str) -> int:
    return len(text.encode())
