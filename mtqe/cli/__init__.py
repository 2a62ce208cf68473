"""The commands: the only part of mtqe that prints or exits.

Results go to stdout, progress and messages to stderr. What a command needs is imported inside it,
so that `mtqe --help` is quick.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

import typer

from mtqe.cli import evaluating, keeping, models, texts
from mtqe.cli.shell import Command, Commands, ManyValues

app = typer.Typer(
    cls=Commands,
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,  # plain help: rich alone takes longer than all the rest to load
    pretty_exceptions_enable=False,
    help="Translation quality evaluation for English and Korean.",
    epilog="Start with: mtqe run configs/quickstart.yaml",
)


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


def _add(
    group: str, command: Callable[..., None], example: str, cls: type[Command] = Command
) -> None:
    name = command.__name__.removeprefix("show_")
    add = app.command(name, cls=cls, rich_help_panel=group, epilog=f"Example: mtqe {example}")
    add(command)


# In the order of the help.
_add("Evaluate", evaluating.run, "run configs/quickstart.yaml")
_add("Evaluate", evaluating.check, "check configs/ci.yaml")
_add("Evaluate", evaluating.accept, "accept configs/ci.yaml --from reports/ci")
_add(
    "Evaluate",
    evaluating.score,
    "score -l en-ko -s test.en -r test.ko -t v1.ko v2.ko -m bleu chrf",
    ManyValues,
)
_add("Evaluate", evaluating.report, "report reports/quickstart -f html")
_add("Evaluate", evaluating.compare, "compare reports/quickstart:v1 reports/quickstart:v2")
_add("Texts", texts.inspect, "inspect configs/quickstart.yaml")
_add("Texts", texts.align, "align article.en.txt article.ko.txt -l en-ko")
_add("About", models.show_list, "list --check")
_add("About", models.fetch, "fetch Unbabel/wmt22-comet-da")
app.add_typer(keeping.app, name="cache", rich_help_panel="About", epilog="Example: mtqe cache")
