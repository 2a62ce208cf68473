"""The page with a line for each config of one command."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path, PurePath
from typing import TYPE_CHECKING
from urllib.parse import quote

import typer

if TYPE_CHECKING:
    from mtqe.cli.batch import Job
    from mtqe.config import RunConfig
    from mtqe.reporters.index import Entry

NAME = "index.html"
_APART = (
    "warning: the report folders lie in no common folder, so there is no report on all configs. "
    "Give one with --output."
)


def write_index(jobs: Sequence[Job], output: Path | None) -> Path | None:
    """Write the page, where there is anything to show; returns the folder.

    Args:
        jobs: in the order of the command, with how they ended.
        output: of the command; without it, the folder that holds all report folders.

    Returns:
        None where there is no such folder.

    Raises:
        OutputError: it cannot be written.
    """
    from mtqe.output import write
    from mtqe.reporters.index import draw_index

    targets = [job.target for job in jobs if job.config]
    if not targets:
        return None
    folder = output or common_folder(targets)
    if not folder:
        typer.echo(_APART, err=True)
        return None
    if any(job.finished for job in jobs):
        entries = [_entry(job, folder) for job in jobs]
        write(folder, {NAME: draw_index(entries, jobs[0].language)})
    return folder


def _entry(job: Job, folder: Path) -> Entry:
    from mtqe.reporters.index import Entry
    from mtqe.texts import LANGUAGES

    config, finished = job.config, job.finished
    languages = f"{config.source_language}-{config.target_language}" if config else ""
    return Entry(
        name=config.name if config else str(job.path),
        languages=languages,
        headline={language: job.headline(language) for language in LANGUAGES},
        outcome=finished.outcome if finished else "error",
        link=_link(config, job.target, folder) if config and finished else "",
    )


def _link(config: RunConfig, target: Path, folder: Path) -> str:
    names = {"html": "report.html", "markdown": "report.md"}
    name = next((file for form, file in names.items() if form in config.report.formats), "")
    if not name:
        return ""
    path = PurePath(os.path.relpath(target.resolve(), folder.resolve()), name)
    return quote(path.as_posix())


def common_folder(targets: Sequence[Path]) -> Path | None:
    """The innermost folder that holds all report folders; none where that is the whole disk."""
    found = [target.resolve() for target in targets]
    # One of the report folders has a report of its own.
    shared = set.intersection(*(set(path.parents) for path in found)) - set(found)
    return max(
        (path for path in shared if path.parent != path),
        key=lambda path: len(path.parts),
        default=None,
    )
