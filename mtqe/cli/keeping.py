"""`mtqe cache`: what is kept of earlier runs, and how to be rid of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from mtqe.cli.shell import Command, Commands, warn
from mtqe.errors import ConfigError

if TYPE_CHECKING:
    from mtqe.cache import Store

_Folder = Annotated[
    Path | None,
    typer.Option(
        "--at",
        metavar="DIR",
        help="The cache folder of a config. Default: MTQE_CACHE, else the user's cache folder.",
        show_default=False,
    ),
]

app = typer.Typer(cls=Commands, add_completion=False, rich_markup_mode=None)


@app.callback(invoke_without_command=True)
def cache(context: typer.Context, at: _Folder = None) -> None:
    """Show what is kept of earlier runs; prune it, clear it."""
    if context.invoked_subcommand is None:
        with _store(at) as store:
            typer.echo("\n".join(_lines(store)))


@app.command(cls=Command, rich_help_panel="Less", epilog="Example: mtqe cache prune --size 100M")
def prune(
    size: Annotated[
        str | None, typer.Option(metavar="SIZE", help="Keep at most so much: 500M, 2G.")
    ] = None,
    older_than: Annotated[
        str | None, typer.Option(metavar="DAYS", help="Drop what was not used for so long: 30d.")
    ] = None,
    at: _Folder = None,
) -> None:
    """Remove the rows that were not used for longest."""
    from mtqe.cache import parse_size

    if size is None and older_than is None:
        raise ConfigError("cache prune: say what is to go: --size 500M, --older-than 30d, or both.")
    try:
        limit = None if size is None else parse_size(size)
    except ValueError as error:
        raise ConfigError(f"cache prune: --size: {error}") from error
    days = None if older_than is None else _days(older_than)
    with _store(at) as store:
        removed = store.prune(limit, days=days)
        typer.echo(f"Removed: {removed:,} rows. Left: {_size(store)}")


@app.command(cls=Command, rich_help_panel="Less", epilog="Example: mtqe cache clear")
def clear(at: _Folder = None) -> None:
    """Remove everything: later runs score again, and give the same numbers."""
    with _store(at) as store:
        store.clear()
        typer.echo(f"Removed: all rows. Left: {_size(store)}")


def _store(at: Path | None) -> AbstractContextManager[Store]:
    from mtqe.cache import Store, place

    path = place(None if at is None else str(at.absolute()))
    if path is None:
        raise ConfigError("cache: MTQE_CACHE says that there is none. Name a folder with --at.")
    return Store.opened(path, warn=warn)


def _days(text: str) -> int:
    match = re.fullmatch(r"(\d+) ?(?:d|days?)?", text.strip())
    if not match:
        raise ConfigError(f"cache prune: --older-than: expected days such as 30d, got {text!r}.")
    return int(match[1])


def _lines(store: Store) -> Iterator[str]:
    from mtqe.reporters.characters import visible

    content = store.content()
    yield f"{store.path}: {_size(store)}" + ("" if content else ", no rows yet")
    for kept in content:
        day = datetime.fromtimestamp(kept.used, UTC).date()
        name = visible(f"{kept.label}|{kept.signature}")
        yield f"  {kept.rows:>9,} rows, last used {day}  {name}"


def _size(store: Store) -> str:
    from mtqe.cache.place import show_size

    return show_size(store.size())
