"""What all commands share: exit codes, encodings, colours, progress."""

from __future__ import annotations

import errno
import io
import os
import shutil
import sys
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer
from typer.core import TyperCommand, TyperGroup

from mtqe.errors import MtqeError

if TYPE_CHECKING:
    from mtqe.scorecard import Scorecard
    from mtqe.texts import Texts

BUG, INTERRUPTED, BROKEN_PIPE = 70, 130, 141

_SUMMARY = 100  # characters of a command's line in the help


class Commands(TyperGroup):
    """All commands together."""

    def main(self, *args: Any, **extra: Any) -> Any:
        """Read the command line and run what it asks for; exits."""
        for stream in (sys.stdout, sys.stderr):
            # A pipe, or a console of another code page, gets the same UTF-8 as a terminal.
            if isinstance(stream, io.TextIOWrapper):
                stream.reconfigure(encoding="utf-8", errors="backslashreplace")
        try:
            return super().main(*args, **extra)
        except Exception as error:  # noqa: BLE001 - from reading the command line itself
            raise SystemExit(explain(error)) from None

    def format_commands(self, ctx: Any, formatter: Any) -> None:  # noqa: ARG002 - typer's signature
        """List the commands in their groups."""
        groups: dict[str, list[tuple[str, str]]] = {}
        for name, command in self.commands.items():
            rows = groups.setdefault(str(getattr(command, "rich_help_panel", "Commands")), [])
            rows.append((name, command.get_short_help_str(_SUMMARY)))
        for group, rows in groups.items():
            with formatter.section(group):
                formatter.write_dl(rows)

    def invoke(self, ctx: Any) -> Any:
        """Read the rest of the command line and run the command that it names."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt as error:
            raise typer.Exit(explain(error)) from None


class Command(TyperCommand):
    """Turns every way in which a command can end into its exit code."""

    def invoke(self, ctx: Any) -> Any:
        """Run the command."""
        try:
            result = super().invoke(ctx)
            sys.stdout.flush()
        except (typer.Exit, typer.Abort):
            raise
        except BrokenPipeError:  # the reader has gone (`| head`)
            _close_stdout()
            raise typer.Exit(BROKEN_PIPE) from None
        except Exception as error:  # noqa: BLE001 - told to the user, with a traceback for a bug
            raise typer.Exit(explain(error)) from None
        return result


class ManyValues(Command):
    """Lets `-t a.ko b.ko` stand for `-t a.ko -t b.ko`, as sacreBLEU's users write it."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Repeat the flag before each of its values."""
        flags = {
            name
            for option in self.params
            if getattr(option, "multiple", False)
            for name in option.opts
        }
        spread: list[str] = []
        flag = ""
        for i, argument in enumerate(args):
            if argument.startswith("-") and argument != "-":
                flag = argument if argument in flags else ""
            elif flag and args[i - 1] != flag:
                spread.append(flag)
            spread.append(argument)
        return super().parse_args(ctx, spread)


def explain(error: BaseException) -> int:
    """Say on stderr what went wrong; returns the exit code."""
    if isinstance(error, MtqeError):
        from mtqe.reporters.characters import visible

        # A message may quote the data: the names of columns, of fields, of files.
        typer.echo("error: " + visible(str(error), keep="\n\t"), err=True)
        return error.exit_code
    if isinstance(error, KeyboardInterrupt):
        typer.echo("interrupted: no report is half written", err=True)
        return INTERRUPTED
    if isinstance(error, OSError) and error.errno == errno.ENOSPC:  # reports have their own error
        _close_stdout()
        typer.echo("error: stdout: no space left where it goes. Free some and run again.", err=True)
        return MtqeError.exit_code
    traceback.print_exception(error)
    typer.echo("This is a bug in mtqe: please report it with the lines above.", err=True)
    return BUG


def _close_stdout() -> None:
    """Nothing more can be said there: what is still buffered must not fail again at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def color() -> bool:
    """Whether stdout shows colours."""
    return sys.stdout.isatty() and "NO_COLOR" not in os.environ


def width() -> int:
    """Columns of the terminal; 100 where there is none."""
    return max(40, shutil.get_terminal_size((100, 24)).columns)


def processors() -> int:
    """How many this process may use: less than there are in many containers."""
    if sys.platform == "linux":
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def print_report(directory: Path, formats: Sequence[str], texts: Texts) -> None:
    """Print what to open: the page for people where there is one, else the folder."""
    path = directory / "report.html" if "html" in formats else directory
    typer.echo(texts("cli", "report", path=shown(path)))


def shown(path: Path) -> str:
    """The path as a person would type it here."""
    here = Path.cwd()
    return str(path.relative_to(here) if path.is_relative_to(here) else path)


def print_card(card: Scorecard) -> None:
    """Print the report for terminals."""
    from mtqe.reporters.terminal import Terminal

    (text,) = Terminal(width=width(), color=color()).render(card).values()
    typer.echo(text.decode().rstrip("\n"), color=color())


def warn(message: str) -> None:
    """Say on stderr what the user should know, without stopping."""
    from mtqe.reporters.characters import visible

    typer.echo("warning: " + visible(message), err=True)


@contextmanager
def progress(total: int) -> Iterator[Callable[[str, int], None]]:
    """One bar on stderr while metrics work, gone when they are through; only on a terminal.

    Shows the metric at work, and over all of them what is done, the translations per second and
    the time that is left.
    """
    from mtqe.core import ignore_progress

    if not sys.stderr.isatty() or not total:
        yield ignore_progress
        return
    from rich import progress as bars
    from rich.console import Console

    columns = (
        bars.TextColumn("{task.description}"),
        bars.BarColumn(),
        bars.MofNCompleteColumn(),
        bars.TextColumn("{task.fields[speed]}"),
        bars.TimeRemainingColumn(),
    )
    with bars.Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=total, speed="")

        def advance(label: str, done: int) -> None:
            bar.advance(task, done)
            speed = bar.tasks[0].speed
            shown = f"{speed:,.1f} segments/s" if speed else ""
            bar.update(task, description=label, speed=shown)

        yield advance
