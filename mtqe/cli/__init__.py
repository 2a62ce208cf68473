"""The commands: the only part of mtqe that prints or exits.

Results go to stdout, progress and messages to stderr. What a command needs is imported inside it,
so that `mtqe --help` is quick.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated, Literal

import typer

from mtqe.cli.shell import (
    Command,
    Commands,
    ManyValues,
    color,
    print_card,
    processors,
    progress,
    report_path,
    width,
)

app = typer.Typer(
    cls=Commands,
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,  # plain help: rich alone takes longer than all the rest to load
    pretty_exceptions_enable=False,
    help="Translation quality evaluation for English and Korean.",
    epilog="Start with: mtqe run configs/quickstart.yaml",
)

_EVALUATE, _TEXTS, _ABOUT = "Evaluate", "Texts", "About"
_Configs = Annotated[
    list[Path], typer.Argument(metavar="CONFIG", help="Config files.", show_default=False)
]
_Output = Annotated[
    Path | None,
    typer.Option(
        metavar="DIR", help="Report folder; with several configs, each gets a folder in it."
    ),
]
_AsJson = Annotated[
    bool, typer.Option("--json", help="Print one JSON object per config instead of text.")
]
_Settings = Annotated[
    list[str], typer.Option("--set", metavar="KEY=VALUE", help="Set a key over the file's value.")
]
_Languages = Annotated[
    str,
    typer.Option("-l", "--languages", metavar="PAIR", help="Source and translation: en-ko, ..."),
]
_Units = Literal["sentences", "lines"]
_ScoreFormat = Literal["text", "json", "tsv", "latex"]
_PairFormat = Literal["table", "jsonl", "tmx"]


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        typer.echo(f"mtqe {version('mtqe')}")
        raise typer.Exit


@app.callback()
def _main(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    """Options of every command."""


@app.command(
    cls=Command, rich_help_panel=_EVALUATE, epilog="Example: mtqe run configs/quickstart.yaml"
)
def run(
    configs: _Configs,
    settings: _Settings = [],  # noqa: B006
    output: _Output = None,
    as_json: _AsJson = False,
) -> None:
    """Evaluate what configs name and write scorecards."""
    from mtqe.cli import batch

    work = batch.Run(as_json)
    raise typer.Exit(batch.perform(work, configs, settings, output, summary=not as_json))


@app.command(
    cls=Command, rich_help_panel=_EVALUATE, epilog="Example: mtqe check configs/quickstart.yaml"
)
def check(
    configs: _Configs,
    settings: _Settings = [],  # noqa: B006
    output: _Output = None,
    as_json: _AsJson = False,
) -> None:
    """Evaluate, then judge by the configs' rules: did quality get worse?

    Exits with 0 when it did not, 1 when it did, 2 for a wrong config or wrong data, and 3 when it
    cannot be told: without an accepted scorecard, or when it is of another test set.
    """
    from mtqe.cli import batch
    from mtqe.cli.checking import Check

    work = Check(as_json)
    raise typer.Exit(batch.perform(work, configs, settings, output, summary=not as_json))


@app.command(
    cls=Command, rich_help_panel=_EVALUATE, epilog="Example: mtqe accept configs/quickstart.yaml"
)
def accept(
    config: Annotated[
        Path, typer.Argument(metavar="CONFIG", help="Config file.", show_default=False)
    ],
    settings: _Settings = [],  # noqa: B006
    reports: Annotated[
        Path | None,
        typer.Option(
            "--from",
            metavar="DIR",
            help="Report folder of an earlier run or check, taken instead of evaluating.",
        ),
    ] = None,
) -> None:
    """Make a run the one that later runs are judged against."""
    from mtqe.cli import accepting

    accepting.accept(config, settings, reports)


@app.command(
    cls=ManyValues,
    rich_help_panel=_EVALUATE,
    epilog="Example: mtqe score -l en-ko -s test.en -r test.ko -t v1.ko v2.ko -m bleu chrf",
)
def score(
    languages: _Languages,
    hypotheses: Annotated[
        list[str],
        typer.Option("-t", "--hypotheses", metavar="FILE...", help="Translations; - is stdin."),
    ],
    references: Annotated[
        list[str], typer.Option("-r", "--references", metavar="FILE...", help="References.")
    ] = [],  # noqa: B006
    source: Annotated[
        str | None, typer.Option("-s", "--source", metavar="FILE", help="Source texts.")
    ] = None,
    metrics: Annotated[
        list[str],
        typer.Option(
            "-m", "--metrics", metavar="NAME...", help="bleu, chrf, chrf++, ter, comet, ..."
        ),
    ] = ["bleu", "chrf"],  # noqa: B006
    tokenize: Annotated[str | None, typer.Option(metavar="NAME", help="BLEU's tokenizer.")] = None,
    model: Annotated[
        str | None, typer.Option(metavar="MODEL", help="COMET's model: a hub id or a path.")
    ] = None,
    score_only: Annotated[
        bool, typer.Option("-b", "--score-only", help="Print numbers only.")
    ] = False,
    decimals: Annotated[
        int | None, typer.Option("-w", "--width", metavar="N", min=0, max=15, help="Decimals.")
    ] = None,
    form: Annotated[
        _ScoreFormat, typer.Option("-f", "--format", help="How to print the scores.")
    ] = "text",
    save_config: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Write a config that does the same, for mtqe run."),
    ] = None,
) -> None:
    """Score files line by line without a config, as sacreBLEU does."""
    from mtqe.cli import scoring
    from mtqe.config import from_mapping
    from mtqe.output import check_writable
    from mtqe.reporters.plain import render_scores
    from mtqe.run import Session, evaluate

    request = scoring.Request(hypotheses, languages, references, source, metrics, tokenize, model)
    values = request.config(save_config.stem if save_config else "score")
    if save_config:
        check_writable(save_config.parent)
    session = Session(progress=progress, workers=processors())
    card = evaluate(from_mapping(values, where="mtqe score"), session)
    typer.echo(render_scores(card, form, decimals=decimals, scores_only=score_only))
    if save_config:
        scoring.save(values, save_config)


@app.command(
    cls=Command, rich_help_panel=_EVALUATE, epilog="Example: mtqe report reports/quickstart -f html"
)
def report(
    directory: Annotated[
        Path,
        typer.Argument(metavar="DIR", help="Report folder of an earlier run.", show_default=False),
    ],
    formats: Annotated[
        list[str],
        typer.Option("-f", "--format", metavar="NAME", help="Report format; may be repeated."),
    ] = ["csv", "markdown", "html"],  # noqa: B006
    output: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Write into this folder instead.")
    ] = None,
) -> None:
    """Draw the reports of an earlier run again, without computing anything."""
    from mtqe.cli.reports import read_card
    from mtqe.run import write_reports

    card = read_card(directory)
    write_reports(card, output or directory, formats)
    print_card(card)
    typer.echo(f"Report: {report_path(output or directory, formats)}")


@app.command(
    cls=Command,
    rich_help_panel=_EVALUATE,
    epilog="Example: mtqe compare reports/quickstart:v1 reports/quickstart:v2",
)
def compare(
    old: Annotated[
        str, typer.Argument(metavar="A", help="The one: DIR or DIR:SYSTEM.", show_default=False)
    ],
    new: Annotated[
        str, typer.Argument(metavar="B", help="The other, in the same form.", show_default=False)
    ],
    sentences: Annotated[
        int,
        typer.Option(
            "-n", "--sentences", metavar="N", min=0, help="How many that fell, and that rose."
        ),
    ] = 5,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print one JSON object instead of text.")
    ] = False,
) -> None:
    """Compare two runs over one test set, or two systems of one run: DIR is a report folder."""
    from mtqe.cli import comparing
    from mtqe.reporters.comparison import comparison_json, draw_comparison

    compared = comparing.compare(old, new, sentences=sentences)
    if as_json:
        typer.echo(json.dumps(comparison_json(compared), ensure_ascii=False, allow_nan=False))
    else:
        typer.echo(draw_comparison(compared, width=width(), color=color()), color=color())


@app.command(
    cls=Command, rich_help_panel=_TEXTS, epilog="Example: mtqe inspect configs/quickstart.yaml"
)
def inspect(
    config: Annotated[
        Path, typer.Argument(metavar="CONFIG", help="Config file.", show_default=False)
    ],
    settings: _Settings = [],  # noqa: B006
) -> None:
    """Load, pair and check the texts of a config; compute no metric."""
    from dataclasses import replace

    from mtqe.config import load
    from mtqe.run import evaluate

    print_card(evaluate(replace(load(config, overrides=settings), metrics=(), headline=None)))


@app.command(
    cls=Command,
    rich_help_panel=_TEXTS,
    epilog="Example: mtqe align article.en.txt article.ko.txt -l en-ko",
)
def align(
    source: Annotated[
        Path, typer.Argument(metavar="SOURCE", help="The source document.", show_default=False)
    ],
    target: Annotated[
        Path, typer.Argument(metavar="TARGET", help="Its translation.", show_default=False)
    ],
    languages: _Languages = "en-ko",
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
        )
        typer.echo(drawn, color=color())
    elif form == "tmx":
        from mtqe.reporters.tmx import draw_tmx

        typer.echo(draw_tmx(aligned.beads, source_language, target_language), nl=False)
    else:
        for record in aligned.records():
            typer.echo(json.dumps(record, ensure_ascii=False))


@app.command(name="list", cls=Command, rich_help_panel=_ABOUT, epilog="Example: mtqe list")
def list_() -> None:
    """Show the loaders, metrics, checks and report formats that are installed."""
    from mtqe import plugins

    for kind in plugins.BUILT_IN:
        typer.echo(kind if plugins.names(kind) else f"{kind}: none")
        for name, source in plugins.names(kind).items():
            summary = (plugins.load(kind, name).__doc__ or "").strip().split("\n", 1)[0]
            typer.echo(f"  {name:<10} {summary}" + ("" if source == "mtqe" else f" [{source}]"))
