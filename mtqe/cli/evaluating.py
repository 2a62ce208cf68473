"""The commands that score and judge: what they take, and who does the work."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Literal

import typer

from mtqe.cli.arguments import Config, Configs, Languages, ReportLanguage, Settings
from mtqe.cli.shell import color, print_card, print_report, processors, progress, width

_Output = Annotated[
    Path | None,
    typer.Option(
        metavar="DIR", help="Report folder; with several configs, each gets a folder in it."
    ),
]
_AsJson = Annotated[
    bool, typer.Option("--json", help="Print one JSON object per config instead of text.")
]
_ScoreFormat = Literal["text", "json", "tsv", "latex"]


def run(
    configs: Configs,
    settings: Settings = [],  # noqa: B006
    output: _Output = None,
    as_json: _AsJson = False,
) -> None:
    """Evaluate what configs name and write scorecards."""
    from mtqe.cli import batch

    work = batch.Run(as_json)
    raise typer.Exit(batch.perform(work, configs, settings, output, summary=not as_json))


def check(
    configs: Configs,
    settings: Settings = [],  # noqa: B006
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


def accept(
    config: Config,
    settings: Settings = [],  # noqa: B006
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


def score(
    languages: Languages,
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
    language: ReportLanguage = None,
    show: Annotated[bool, typer.Option("--open", help="Open report.html in the browser.")] = False,
) -> None:
    """Draw the reports of an earlier run again, without computing anything."""
    from mtqe.cli.reports import open_page, read_card
    from mtqe.run import write_reports
    from mtqe.texts import texts

    card = read_card(directory)
    card = card.in_language(language or card.language)
    write_reports(card, output or directory, formats)
    print_card(card)
    print_report(output or directory, formats, texts(card.language))
    if show:
        open_page(output or directory)


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
    language: ReportLanguage = None,
) -> None:
    """Compare two runs over one test set, or two systems of one run: DIR is a report folder."""
    from mtqe.cli import comparing
    from mtqe.reporters.comparison import comparison_json, draw_comparison

    compared = comparing.compare(old, new, sentences=sentences)
    compared = replace(compared, language=language or compared.language)
    if as_json:
        typer.echo(json.dumps(comparison_json(compared), ensure_ascii=False, allow_nan=False))
    else:
        typer.echo(draw_comparison(compared, width=width(), color=color()), color=color())
