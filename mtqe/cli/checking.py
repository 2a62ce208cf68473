"""`mtqe check`: evaluate, write the reports, then judge against what was accepted."""

from __future__ import annotations

import json
import os
import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from mtqe.cli import shell
from mtqe.cli.batch import Finished
from mtqe.errors import ConfigError, OutputError

if TYPE_CHECKING:
    from mtqe.accepted import Accepted
    from mtqe.cli.batch import Job
    from mtqe.config import RunConfig
    from mtqe.gate.terms import Terms
    from mtqe.reporters.verdict import Part
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
        parts: name of a config -> what became of it, for the reports on all of them.
    """

    as_json: bool
    accepted: dict[str, Accepted | None] = field(default_factory=dict)
    parts: dict[str, Part] = field(default_factory=dict)

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
        where = Path(shell.shown(config.accepted))  # so that messages are short
        self.accepted[config.name] = read(where) if wanted else None
        formats = dict.fromkeys([*config.report.formats, _NEEDED])
        return replace(config, report=replace(config.report, formats=tuple(formats)))

    def finish(self, config: RunConfig, card: Scorecard, target: Path) -> Finished:
        """Judge; write and print the verdict."""
        from mtqe.gate.judge import judge
        from mtqe.output import write
        from mtqe.reporters.verdict import judged, render
        from mtqe.texts import LANGUAGES, texts

        verdict = judge(card, self.accepted[config.name], _terms(config, target))
        write(target, {**render(verdict, card), **_page(config, card, verdict)})
        if self.as_json:
            typer.echo(_json(verdict, target))
        else:
            _print(verdict, card)
            shell.print_report(target, config.report.formats, texts(card.language))
        self.parts[config.name] = judged(verdict, card, config.root)
        said = {language: texts(language).tell(verdict.headline) for language in LANGUAGES}
        return Finished(verdict.exit_code, said, verdict.outcome)

    def conclude(self, jobs: Sequence[Job], folder: Path | None) -> None:
        """Tell GitHub, once for all configs; several have a summary and a JUnit file in common.

        Raises:
            OutputError: these could not be written.
        """
        from mtqe.output import write
        from mtqe.reporters.verdict import join_junit, join_summaries
        from mtqe.texts import texts

        parts = [self._part(job) for job in jobs]
        several = len(parts) > 1
        language = jobs[0].language
        summary = join_summaries(parts, language=language) if several else parts[0].summary
        _tell_github(parts, summary, as_json=self.as_json)
        if not folder:
            return
        write(folder, {"summary.md": summary.encode(), "junit.xml": join_junit(parts)})
        if not self.as_json:
            path = shell.shown(folder / "summary.md")
            typer.echo(texts(language)("cli", "report_on_all", path=path))

    def _part(self, job: Job) -> Part:
        from mtqe.reporters.verdict import failed

        name = job.config.name if job.config else str(job.path)
        if job.message:
            return failed(name, job.message, job.language)
        return self.parts[name]


def _page(config: RunConfig, card: Scorecard, verdict: Verdict) -> Mapping[str, bytes]:
    """The HTML report once more, with the verdict on top, where it is wanted."""
    from mtqe.reporters.html import Html

    return Html(verdict=verdict).render(card) if "html" in config.report.formats else {}


def _terms(config: RunConfig, target: Path) -> Terms:
    from mtqe.gate.terms import Terms
    from mtqe.significance import kind_of

    return Terms(
        rules=config.gate,
        settings=config.significance,
        on_change=config.on_change,
        kinds={entry.label: kind_of(entry.metric) for entry in config.metrics},
        folder=shell.shown(config.accepted),
        command=f"mtqe accept {shlex.quote(str(config.path))}",
        reports=shlex.quote(shell.shown(target)),
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


def _tell_github(parts: Sequence[Part], summary: str, *, as_json: bool) -> None:
    """Where GitHub Actions looks; it must not change the verdict."""
    from mtqe.reporters.verdict import append_step_summary, gravest

    for line in gravest(parts) if _in_github() else ():
        typer.echo(line, err=as_json)
    try:
        append_step_summary(summary)
    except OutputError as error:
        typer.echo(f"warning: {error}", err=True)


def _in_github() -> bool:
    return os.environ.get("GITHUB_ACTIONS") == "true"
