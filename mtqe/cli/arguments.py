"""Arguments and options that several commands have."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from mtqe.texts import Language

Config = Annotated[Path, typer.Argument(metavar="CONFIG", help="Config file.", show_default=False)]
Configs = Annotated[
    list[Path], typer.Argument(metavar="CONFIG", help="Config files.", show_default=False)
]
Settings = Annotated[
    list[str], typer.Option("--set", metavar="KEY=VALUE", help="Set a key over the file's value.")
]
ReportLanguage = Annotated[
    Language | None,
    typer.Option("--language", help="Of what is said; default: as the run's config says."),
]
Languages = Annotated[
    str,
    typer.Option("-l", "--languages", metavar="PAIR", help="Source and translation: en-ko, ..."),
]
