"""A verdict on a terminal, or in the log of a job."""

from __future__ import annotations

from dataclasses import replace

from rich.console import Console
from rich.padding import Padding
from rich.table import Table as Grid

from mtqe.reporters.difference import difference
from mtqe.reporters.tables import Table
from mtqe.reporters.terminal import draw_table, drawn, marked, plain
from mtqe.reporters.verdict.tables import changes_table, documents_table
from mtqe.reporters.verdict.wording import notes_of, outcome_of, place_of, rule_of
from mtqe.scorecard import Scorecard
from mtqe.texts import Texts, texts
from mtqe.verdict import Outcome, Verdict, WorstSegment

_RESULTS = 20
_DOCUMENTS = 10
_SENTENCES = 10
_STYLES: dict[Outcome, str] = {
    "pass": "bold green", "warn": "bold yellow", "fail": "bold red", "not comparable": "bold red",
}  # fmt: skip


def draw_verdict(verdict: Verdict, card: Scorecard, *, width: int, color: bool) -> str:
    """The verdict, what changed, the rules, documents and sentences worst first, notes.

    Args:
        verdict: the judgement.
        card: of the candidate; it knows how metrics are called and in how many digits they speak.
        width: columns; a Hangul syllable takes two.
        color: ANSI colours; without them a difference has the marks `[-gone-]` and `{+new+}`.
    """
    told = texts(card.language)

    def draw(console: Console) -> None:
        outcome = outcome_of(verdict.outcome, told)
        headline = f"{verdict.name}: {outcome}. {told.tell(verdict.headline)}"
        console.print(plain(headline, _STYLES[verdict.outcome]))
        console.print()
        _table(console, changes_table(verdict, card, told), len(verdict.comparisons), told)
        _rules(console, verdict, told)
        _table(console, documents_table(verdict, card, told), _DOCUMENTS, told)
        _sentences(console, verdict, card, told, color)
        for note in notes_of(verdict, told):
            console.print(plain(told("verdict", "note", note=note), "dim"))

    return drawn(width, color, draw).rstrip("\n") + "\n"


def _table(console: Console, table: Table, most: int, texts: Texts) -> None:
    if table.rows:
        console.print(draw_table(replace(table, rows=table.rows[:most])))
        _hidden(console, len(table.rows) - most, "rows", texts)


def _rules(console: Console, verdict: Verdict, texts: Texts) -> None:
    if not verdict.results:
        return
    console.print(plain(texts("title", "rules"), "bold"))
    for result in verdict.results[:_RESULTS]:
        line = plain(outcome_of(result.outcome, texts), _STYLES[result.outcome])
        console.print(line.append_text(plain(f" · {rule_of(result, texts)}")))
        console.print(Padding(plain(texts.tell(result.message)), (0, 0, 0, 2)))
    console.print()
    _hidden(console, len(verdict.results) - _RESULTS, "results", texts)


def _sentences(
    console: Console, verdict: Verdict, card: Scorecard, texts: Texts, color: bool
) -> None:
    if not verdict.worst:
        return
    console.print(plain(texts("title", "worst_sentences"), "bold"))
    for segment in verdict.worst[:_SENTENCES]:
        where = f" · {segment.origin}" if segment.origin else ""
        console.print(plain(place_of(segment, card, texts) + where, "bold"))
        console.print(_sentence(segment, texts, color))
    _hidden(console, len(verdict.worst) - _SENTENCES, "sentences", texts)


def _sentence(segment: WorstSegment, texts: Texts, color: bool) -> Grid:
    grid = Grid.grid(padding=(0, 2, 0, 0))
    grid.add_column(style="dim", no_wrap=True)
    grid.add_column(overflow="fold")
    if segment.source is not None:
        grid.add_row(texts("label", "source"), plain(segment.source))
    found = difference(segment.old_hypothesis, segment.new_hypothesis)
    grid.add_row(texts("label", "difference"), marked(found, color))
    if not segment.new_hypothesis.strip():
        grid.add_row(texts("label", "now"), texts("label", "nothing"))
    grid.add_row()
    return grid


def _hidden(console: Console, count: int, key: str, texts: Texts) -> None:
    if count > 0:
        console.print(plain(texts("more", key, n=count), "dim"))
        console.print()
