"""Arguments and options that several commands have."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

Config = Annotated[Path, typer.Argument(metavar="CONFIG", help="Config file.", show_default=False)]
Configs = Annotated[
    list[Path], typer.Argument(metavar="CONFIG", help="Config files.", show_default=False)
]
Settings = Annotated[
    list[str], typer.Option("--set", metavar="KEY=VALUE", help="Set a key over the file's value.")
]
# As `mtqe.texts` has it, which would slow the help down.
Language = Literal["en", "ko"]
ReportLanguage = Annotated[
    Language | None,
    typer.Option("--language", help="What people read is in it; default: that of the config."),
]
Languages = Annotated[
    str,
    typer.Option("-l", "--languages", metavar="PAIR", help="Source and translation: en-ko, ..."),
]
