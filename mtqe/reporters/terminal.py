"""The report for a terminal: what to know at once; the rest is in the other formats."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from rich import box
from rich.console import Console
from rich.table import Table as Grid
from rich.text import Text

from mtqe.reporters.characters import clip, visible
from mtqe.reporters.content import Content, content
from mtqe.reporters.difference import Difference
from mtqe.reporters.examples import Example
from mtqe.reporters.tables import Cell, Table
from mtqe.scorecard import Scorecard
from mtqe.texts import Texts

_DOCUMENTS = 10
# More rows than these, and only those that a person should look at are shown.
_PAIRS = 40
# Longer texts would push everything else off the screen; the other formats have all of them.
_LONGEST = 300
_MARKS = {"equal": ("", "", ""), "delete": ("[-", "-]", "red"), "insert": ("{+", "+}", "green")}
_SEVERITY = {"error": "bold red", "warning": "yellow", "info": "dim"}


@dataclass(frozen=True)
class Terminal:
    """`report.txt`, as `mtqe run` prints it.

    Attributes:
        width: columns; a Hangul syllable takes two.
        color: ANSI colours; without them a difference has the marks `[-gone-]` and `{+new+}`.
        worst: number of sentences to show.
    """

    width: int = 100
    color: bool = False
    worst: int = 3

    def render(self, card: Scorecard) -> Mapping[str, bytes]:
        """One file; no text of the data can move the cursor or change a colour."""
        text = drawn(
            self.width,
            self.color,
            lambda console: self._draw(console, content(card, self.worst, card.language)),
        )
        return {"report.txt": text.encode()}

    def _draw(self, console: Console, report: Content) -> None:
        texts = report.texts
        console.print(draw_table(report.systems))
        for _, line in report.signatures:
            console.print(plain(line, "dim"))
        if report.signatures:
            console.print()
        console.print(plain(texts("title", "health"), "bold"))
        for line in report.health:
            console.print(plain(f"- {line}"))
        console.print()
        if report.findings:
            console.print(draw_table(report.findings))
        if report.documents:
            shown = report.documents.rows[:_DOCUMENTS]
            console.print(draw_table(replace(report.documents, rows=shown)))
            if hidden := len(report.documents.rows) - len(shown):
                console.print(plain(texts("more", "documents", n=hidden), "dim"))
                console.print()
        if not report.scored:
            for table in report.alignments:
                self._alignment(console, table, texts)
        console.print(plain(report.headline, "bold"))
        console.print()
        for example in report.worst:
            console.print(plain(_place(example), "bold"))
            console.print(self._example(example, texts))

    @staticmethod
    def _alignment(console: Console, table: Table, texts: Texts) -> None:
        rows = table.rows if len(table.rows) <= _PAIRS else tuple(filter(_is_doubtful, table.rows))
        console.print(draw_table(replace(table, rows=rows), leading=1))
        if hidden := len(table.rows) - len(rows):
            console.print(plain(texts("more", "matches", n=hidden), "dim"))
            console.print()

    def _example(self, example: Example, texts: Texts) -> Grid:
        grid = texts_grid(example.source, example.references, texts)
        grid.add_row(texts("label", "hypothesis"), plain(example.hypothesis))
        if example.difference is not None:
            grid.add_row(texts("label", "difference"), marked(example.difference, self.color))
        for finding in example.findings:
            said = f"{texts.word('code', finding.code)}: {finding.message}"
            grid.add_row(texts("label", finding.severity), plain(said, _SEVERITY[finding.severity]))
        grid.add_row()
        return grid


def drawn(width: int, color: bool, draw: Callable[[Console], None]) -> str:
    """What is drawn on a console of this width, as text."""
    text = io.StringIO()
    draw(
        Console(
            file=text,
            width=width,
            color_system="standard" if color else None,
            # What the environment says (NO_COLOR, FORCE_COLOR) is for whoever prints the text.
            no_color=False,
            force_terminal=False,
            force_jupyter=False,
            legacy_windows=False,
            markup=False,
            emoji=False,
            highlight=False,
        )
    )
    return "\n".join(line.rstrip(" ") for line in text.getvalue().split("\n"))


def _is_doubtful(row: tuple[Cell, ...]) -> bool:
    return any(cell.doubtful for cell in row)


def _place(example: Example) -> str:
    parts = (example.place, example.system, example.scores, example.pairing, example.origin)
    return " · ".join(part for part in parts if part)


def texts_grid(source: str | None, references: Sequence[str], texts: Texts) -> Grid:
    """Texts of a segment with their names; those of systems are still to be added."""
    grid = Grid.grid(padding=(0, 2, 0, 0))
    grid.add_column(style="dim", no_wrap=True)
    grid.add_column(overflow="fold")
    if source is not None:
        grid.add_row(texts("label", "source"), plain(source))
    for reference in references:
        grid.add_row(texts("label", "reference"), plain(reference))
    return grid


def marked(difference: Difference, color: bool) -> Text:
    """What was deleted and inserted, in colours; without them between `[-` `-]` and `{+` `+}`."""
    found = Text()
    for operation, part in difference:
        opening, closing, style = _MARKS[operation]
        said = visible(clip(part, _LONGEST // 4 if operation == "equal" else _LONGEST))
        if color:
            # A deleted or inserted space has no colour that one could see.
            found.append(said if operation == "equal" else said.replace(" ", "␣"), style)
        else:
            found.append(f"{opening}{said}{closing}")
    return found


_NARROW = 12
"""Characters of a kind of findings and its number: `12 warnings,`."""


def draw_table(table: Table, leading: int = 0) -> Grid:
    """The table with its title; long texts are folded."""
    title = plain(table.title, "bold")
    grid = Grid(
        title=title,
        title_justify="left",
        box=box.SIMPLE_HEAD,
        padding=(0, 1, 0, 0),
        leading=leading,
    )
    for number, name in enumerate(table.columns):
        right = number >= table.numbers
        # Findings stand last: in several lines, so that a score stays beside its interval.
        narrow = _NARROW if right and number == len(table.columns) - 1 else None
        grid.add_column(
            plain(name),
            justify="right" if right else "left",
            overflow="fold",
            no_wrap=False,
            max_width=narrow,
        )
    for row in table.rows:
        grid.add_row(*map(_cell, row))
    return grid


def _cell(cell: Cell) -> Text:
    text = plain(cell.text, "bold green" if cell.best else "")
    if cell.best:
        text.append("*")
    if cell.detail:
        text.append(f" {cell.detail}", "dim")
    if cell.change:
        text.append(f" ({cell.change})")
    return text


def plain(text: str, style: str = "") -> Text:
    """Text as it stands, but for its middle where it is long and for characters that would act."""
    return Text(visible(clip(text, _LONGEST)), style)
