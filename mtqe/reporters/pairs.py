"""Two documents side by side on a terminal: the output of `mtqe align`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from rich import box
from rich.console import Console
from rich.table import Table as Grid
from rich.text import Text

from mtqe.core import Bead, SetAside
from mtqe.reporters.characters import clip, visible
from mtqe.reporters.examples import UNSURE
from mtqe.reporters.terminal import drawn
from mtqe.texts import Language, Texts, texts

_REASONS = 3
_STYLES = {"omission": "red", "addition": "yellow"}


def draw_pairs(
    beads: Sequence[Bead],
    set_aside: Sequence[SetAside],
    notes: Sequence[str] = (),
    *,
    width: int,
    color: bool,
    language: Language = "en",
) -> str:
    """The pairs in order, then what was set aside, then the notes and the sums.

    Args:
        beads: of one document.
        set_aside: what took no part.
        notes: what to know about the evidence.
        width: columns of the terminal.
        color: ANSI colours.
        language: of the words around the texts.
    """
    told = texts(language)

    def draw(console: Console) -> None:
        console.print(_table(beads, told))
        for item in set_aside:
            reason = told.reason(item.reason)
            text = told("align", "set_aside", reason=reason, origin=item.origin, text=item.text)
            console.print(
                Text(visible(clip(text, 3 * width)), "dim"), no_wrap=True, overflow="ellipsis"
            )
        for note in notes:
            console.print(Text(visible(told.reason(note)), "yellow"))
        console.print(Text(_sums(beads, set_aside, told), "bold"))

    return drawn(width, color, draw).rstrip("\n")


def _table(beads: Sequence[Bead], texts: Texts) -> Grid:
    grid = Grid(box=box.SIMPLE_HEAD, show_lines=True, expand=True, padding=(0, 1))
    grid.add_column(texts("column", "source"), ratio=1, overflow="fold")
    grid.add_column(texts("column", "translation"), ratio=1, overflow="fold")
    grid.add_column(texts("column", "sure"), justify="right", no_wrap=True)
    for bead in beads:
        sure = "" if bead.confidence is None else f"{bead.confidence:.2f}"
        unsure = bead.confidence is not None and bead.confidence < UNSURE
        source, target = (Text(visible(text)) for text in (bead.source_text, bead.target_text))
        note = Text(texts("bead", bead.kind), _STYLES.get(bead.kind, ""))
        if not bead.target:
            target = note
        elif not bead.source:
            source = note
        elif bead.evidence:
            target.append(f"\n↳ {visible('; '.join(bead.evidence[:_REASONS]))}", "dim")
        grid.add_row(
            source, target, Text(f"{sure}{'?' if unsure else ' '}", "yellow" if unsure else "dim")
        )
    return grid


def _sums(beads: Sequence[Bead], set_aside: Sequence[SetAside], texts: Texts) -> str:
    kinds = Counter(bead.kind for bead in beads)
    sentences = sum(len(bead.source) for bead in beads)
    covered = sum(len(bead.source) for bead in beads if bead.kind == "match")
    unsure = sum(b.confidence is not None and b.confidence < UNSURE for b in beads)
    return texts(
        "align",
        "sums",
        covered=covered,
        sentences=texts.count(sentences, "source_sentence"),
        omissions=texts.count(kinds["omission"], "omission"),
        additions=texts.count(kinds["addition"], "addition"),
        aside=texts.count(len(set_aside), "piece"),
        unsure=unsure,
    )
