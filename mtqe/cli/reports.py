"""The report folder of an earlier run."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import typer

from mtqe.cli.shell import shown
from mtqe.errors import DataError

if TYPE_CHECKING:
    from mtqe.scorecard import Scorecard


def read_card(directory: Path) -> Scorecard:
    """The scorecard that its reports were drawn from.

    Raises:
        DataError: there is none, or it is not what mtqe wrote.
    """
    from mtqe.reporters.jsonl import FILES, read

    found = [directory / name for name in FILES if (directory / name).is_file()]
    if not found:
        raise DataError(
            f"{shown(directory)}: no scorecard here, expected {', '.join(FILES)} of an earlier "
            '`mtqe run` whose report formats have "jsonl".'
        )
    return read({path.name: path.read_bytes() for path in found})


def open_page(directory: Path) -> None:
    """Open the folder's report.html in the browser.

    Raises:
        DataError: there is none.
    """
    import webbrowser

    page = directory / "report.html"
    if not page.is_file():
        raise DataError(f"{shown(page)}: no such file to open. Draw it: --format html.")
    if not webbrowser.open(page.resolve().as_uri()):
        typer.echo(f"warning: no browser was found here. Open {shown(page)} in one.", err=True)
