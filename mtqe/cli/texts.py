"""The commands about texts alone, without scores: what they take, and who does the work."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated, Literal

import typer

from mtqe.cli.arguments import Config, Language, Languages, Settings
from mtqe.cli.shell import color, print_card, width

_Units = Literal["sentences", "lines"]
_PairFormat = Literal["table", "jsonl", "tmx"]


def inspect(
    config: Config,
    settings: Settings = [],  # noqa: B006
) -> None:
    """Load, pair and check the texts of a config; compute no metric."""
    from dataclasses import replace

    from mtqe.config import load
    from mtqe.run import evaluate

    print_card(evaluate(replace(load(config, overrides=settings), metrics=(), headline=None)))


def align(
    source: Annotated[
        Path, typer.Argument(metavar="SOURCE", help="The source document.", show_default=False)
    ],
    target: Annotated[
        Path, typer.Argument(metavar="TARGET", help="Its translation.", show_default=False)
    ],
    languages: Languages = "en-ko",
    units: Annotated[
        _Units, typer.Option(help="What is paired: sentences, or whole lines.")
    ] = "sentences",
    form: Annotated[
        _PairFormat | None,
        typer.Option(
            "-f",
            "--format",
            help="How to print the pairs: a table (on a terminal), JSON lines (elsewhere), or a "
            "translation memory of what is matched.",
            show_default=False,
        ),
    ] = None,
    encoding: Annotated[str, typer.Option(metavar="NAME", help="Of both files.")] = "utf-8",
    language: Annotated[
        Language, typer.Option("--language", help="The words around the table are in it.")
    ] = "en",
) -> None:
    """Pair the sentences of two documents.

    A table on a terminal; otherwise JSON lines, one per pair, and a last one with the summary.
    """
    from mtqe.api import align_files
    from mtqe.cli.scoring import language_pair

    source_language, target_language = language_pair(languages)
    aligned = align_files(
        source,
        target,
        source_language=source_language,
        target_language=target_language,
        units=units,
        encoding=encoding,
    )
    form = form or ("table" if sys.stdout.isatty() else "jsonl")
    if form == "table":
        from mtqe.reporters.pairs import draw_pairs

        drawn = draw_pairs(
            aligned.alignment.beads,
            aligned.set_aside,
            aligned.notes,
            width=width(),
            color=color(),
            language=language,
        )
        typer.echo(drawn, color=color())
    elif form == "tmx":
        from mtqe.reporters.tmx import draw_tmx

        typer.echo(draw_tmx(aligned.beads, source_language, target_language), nl=False)
    else:
        for record in aligned.records():
            typer.echo(json.dumps(record, ensure_ascii=False))
