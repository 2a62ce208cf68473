"""`mtqe check`: evaluate, write the reports, then judge against what was accepted."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from mtqe.cli import shell
from mtqe.errors import ConfigError, OutputError

if TYPE_CHECKING:
    from mtqe.accepted import Accepted
    from mtqe.config import RunConfig
    from mtqe.gate.terms import Terms
    from mtqe.scorecard import Scorecard
    from mtqe.verdict import Verdict

# What `mtqe accept --from` reads.
_NEEDED = "jsonl"


@dataclass(frozen=True)
class Check:
    """Judges the runs of one command.

    Attributes:
        as_json: print one JSON object per config instead of text.
        accepted: name of a config -> its accepted scorecard.
    """

    as_json: bool
    accepted: dict[str, Accepted | None] = field(default_factory=dict)

    def prepare(self, config: RunConfig) -> RunConfig:
        """Read the accepted scorecard, and see to it that the run can become the next one.

        Raises:
            ConfigError: there are no rules.
            DataError: the accepted scorecard is not what mtqe wrote.
        """
        from mtqe.accepted import read
        from mtqe.gate.judge import needs_accepted

        if not config.gate:
            raise ConfigError(
                f"{config.path}: gate: no rules, so there is nothing to check. Add one, such as "
                '"- {metric: chrf, max_drop: 0.5}".'
            )
        wanted = needs_accepted(config.gate)
        self.accepted[config.name] = read(config.accepted) if wanted else None
        formats = dict.fromkeys([*config.report.formats, _NEEDED])
        return replace(config, report=replace(config.report, formats=tuple(formats)))

    def finish(self, config: RunConfig, card: Scorecard, target: Path) -> tuple[int, str]:
        """Judge; write and print the verdict."""
        from mtqe.gate.judge import judge
        from mtqe.output import write
        from mtqe.reporters.verdict import render

        verdict = judge(card, self.accepted[config.name], _terms(config, target))
        files = render(verdict, card)
        write(target, files)
        if self.as_json:
            typer.echo(_json(verdict, target))
        else:
            _print(verdict, card)
            typer.echo(f"Report: {shell.report_path(target, config.report.formats)}")
        _tell_github(verdict, card, config.root, files["summary.md"].decode(), self.as_json)
        return verdict.exit_code, verdict.headline


def _terms(config: RunConfig, target: Path) -> Terms:
    from mtqe.gate.terms import Terms
    from mtqe.significance import kind_of

    return Terms(
        rules=config.gate,
        settings=config.significance,
        on_change=config.on_change,
        kinds={entry.label: kind_of(entry.metric) for entry in config.metrics},
        folder=shell.shown(config.accepted),
        command=f"mtqe accept {config.path}",
        reports=shell.shown(target),
    )


def _print(verdict: Verdict, card: Scorecard) -> None:
    from mtqe.reporters.verdict import draw_verdict, inert

    text = draw_verdict(verdict, card, width=shell.width(), color=shell.color()).rstrip("\n")
    typer.echo(inert(text) if _in_github() else text, color=shell.color())


def _json(verdict: Verdict, target: Path) -> str:
    from mtqe.reporters.verdict import verdict_record

    record = {
        "name": verdict.name,
        "headline": verdict.headline,
        **verdict_record(verdict),
        "reports": str(target),
    }
    return json.dumps(record, ensure_ascii=False, allow_nan=False)


def _tell_github(
    verdict: Verdict, card: Scorecard, root: Path, summary: str, as_json: bool
) -> None:
    """Where GitHub Actions looks; it must not change the verdict."""
    from mtqe.reporters.verdict import annotate, append_step_summary

    for line in annotate(verdict, card, root) if _in_github() else ():
        typer.echo(line, err=as_json)
    try:
        append_step_summary(summary)
    except OutputError as error:
        typer.echo(f"warning: {error}", err=True)


def _in_github() -> bool:
    return os.environ.get("GITHUB_ACTIONS") == "true"
