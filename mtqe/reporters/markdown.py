"""The report as GitHub-flavoured Markdown, for pull requests and wikis."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from mtqe.reporters.characters import visible
from mtqe.reporters.content import Content, content
from mtqe.reporters.difference import Difference
from mtqe.reporters.examples import Example
from mtqe.reporters.tables import Cell, Table
from mtqe.scorecard import Scorecard
from mtqe.texts import Texts

_ACTIVE = re.compile(r"[\\`*_\[\]<>|~&$#]")
# Markers open and close only beside white space when punctuation is inside of them (CommonMark
# 6.2), and Korean has no space there: the thinnest one of Unicode makes them work anywhere.
_HAIR = "\u200a"
_MARKS = {"delete": "~~", "insert": "**"}


@dataclass(frozen=True)
class Markdown:
    """`report.md`.

    Attributes:
        worst: number of sentences to show.
    """

    worst: int = 20

    def render(self, card: Scorecard) -> Mapping[str, bytes]:
        """One file; no text of the data can become markup."""
        return {
            "report.md": (
                "\n".join(_report(content(card, self.worst, card.language))) + "\n"
            ).encode()
        }


def _report(report: Content) -> Iterator[str]:
    texts = report.texts
    yield f"# {escape(report.title)}\n"
    yield f"**{escape(report.headline)}**\n"
    yield from draw_table(report.systems)
    yield f"## {texts('title', 'health')}\n"
    yield from (f"- {escape(line)}" for line in report.health)
    yield ""
    for table in (report.findings, report.documents):
        if table:
            yield from draw_table(table)
    if not report.scored:
        for table in report.alignments:
            yield from draw_table(table)
    if report.worst:
        yield f"## {texts('title', 'worst')}\n"
        for example in report.worst:
            yield from _example(example, texts)
    if report.signatures:
        yield from _pairs(texts("title", "signatures"), report.signatures)
    yield from _pairs(texts("title", "run"), report.run_card)


def draw_table(table: Table) -> Iterator[str]:
    """The lines of a table under its title."""
    yield f"## {escape(table.title)}\n"
    yield _row(map(escape, table.columns))
    yield _row("--:" if i >= table.numbers else "---" for i in range(len(table.columns)))
    yield from (_row(map(_cell, cells)) for cells in table.rows)
    yield ""


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _cell(cell: Cell) -> str:
    text = f"**{escape(cell.text)}**" if cell.best else escape(cell.text)
    change = f"({cell.change})" if cell.change else ""
    return " ".join(part for part in (text, escape(cell.detail), change) if part)


def _example(example: Example, texts: Texts) -> Iterator[str]:
    yield f"### {escape(f'{example.place}, {example.system}')}\n"
    yield from (f"- {escape(fact)}" for fact in (example.scores, example.pairing) if fact)
    if example.source is not None:
        yield f"- {texts('label', 'source')}: {escape(example.source)}"
    for reference in example.references:
        yield f"- {texts('label', 'reference')}: {escape(reference)}"
    yield f"- {texts('label', 'hypothesis')}: {escape(example.hypothesis)}"
    if example.difference is not None:
        yield f"- {texts('label', 'difference')}: {marked(example.difference)}"
    for finding in example.findings:
        code = texts.word("code", finding.code)
        yield f"- {texts('label', finding.severity)}: {escape(code)}: {escape(finding.message)}"
    if example.origin:
        yield f"- {escape(example.origin)}"
    yield ""


def marked(found: Difference) -> str:
    """What was deleted struck out, what was inserted in bold."""
    return "".join(
        f"{_HAIR}{_MARKS[operation]}{_inside(text)}{_MARKS[operation]}{_HAIR}"
        if operation in _MARKS
        else escape(text)
        for operation, text in found
    )


def _inside(text: str) -> str:
    """White space at the ends becomes visible: it would keep the markers from closing."""
    stripped = text.strip()
    start = len(text) - len(text.lstrip())
    end = len(text) - start - len(stripped)
    return "␣" * start + escape(stripped) + "␣" * end


def _pairs(title: str, pairs: Iterable[tuple[str, str]]) -> Iterator[str]:
    yield f"## {title}\n"
    yield from (f"- {escape(key)}: {escape(value)}" for key, value in pairs)
    yield ""


def escape(text: str) -> str:
    """Text that Markdown shows as it stands, on one line."""
    return _ACTIVE.sub(r"\\\g<0>", visible(text))
