"""Several configs in one command: `mtqe run`, and what `mtqe check` does alike."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import typer

from mtqe.cli import index, shell
from mtqe.errors import ConfigError, MtqeError

if TYPE_CHECKING:
    from mtqe.config import RunConfig
    from mtqe.run import Session
    from mtqe.scorecard import Scorecard
    from mtqe.texts import Language
    from mtqe.verdict import Outcome

# The exit code of the whole is the one that matters most.
_PRECEDENCE = (shell.BUG, 2, 1, 3, 0)


class Work(Protocol):
    """What a command does with its configs, around their evaluation."""

    def prepare(self, config: RunConfig) -> RunConfig:
        """Refuse a config, or change it, before any work."""
        ...

    def finish(self, config: RunConfig, card: Scorecard, target: Path) -> Finished:
        """Print what matters, once the reports are written."""
        ...

    def conclude(self, jobs: Sequence[Job], folder: Path | None) -> None:
        """Say what is to be said of all configs together, when the last is done.

        Args:
            jobs: in the order of the command.
            folder: that of the reports on all of them; None for a single config, and where their
                report folders lie in no common one.
        """
        ...


@dataclass(frozen=True)
class Finished:
    """How the work on one config ended.

    Attributes:
        code: exit code.
        headline: what came out in one line, in every language.
        outcome: of the verdict; None where nothing was judged.
    """

    code: int
    headline: Mapping[Language, str]
    outcome: Outcome | None = None


@dataclass(frozen=True)
class Run:
    """`mtqe run`: the reports are all there is."""

    as_json: bool

    def prepare(self, config: RunConfig) -> RunConfig:
        """As it is."""
        return config

    def finish(self, config: RunConfig, card: Scorecard, target: Path) -> Finished:
        """Print the scorecard."""
        from mtqe.reporters.headline import headline
        from mtqe.texts import LANGUAGES, texts

        said = {language: headline(card, texts(language)) for language in LANGUAGES}
        if self.as_json:
            typer.echo(_json(card, said["en"], target))
        else:
            shell.print_card(card)
            shell.print_report(target, config.report.formats, texts(card.language))
        return Finished(0, said)

    def conclude(self, jobs: Sequence[Job], folder: Path | None) -> None:
        """Name the page with a line for each."""
        from mtqe.texts import texts

        if folder and not self.as_json and any(job.finished for job in jobs):
            path = shell.shown(folder / index.NAME)
            typer.echo(texts(jobs[0].language)("cli", "report_on_all", path=path))


def perform(
    work: Work,
    paths: Sequence[Path],
    settings: Sequence[str],
    output: Path | None,
    *,
    summary: bool,
) -> int:
    """Evaluate the configs one after another; returns the exit code.

    A config that fails does not stop the others; two that would write over each other do, before
    any work.

    Args:
        work: what is done with each.
        paths: of the configs.
        settings: of `--set`.
        output: report folder; with several configs, each gets a folder in it.
        summary: whether several configs get a line each at the end.

    Raises:
        ConfigError: two configs have one name or one report folder.
    """
    from mtqe.run import Session

    jobs = [Job(path) for path in paths]
    for job in jobs:
        job.load(settings, work)
    loaded = [job for job in jobs if job.config]
    for job in loaded:
        job.choose_target(output, several=len(jobs) > 1)
    _check_targets(loaded)
    session = Session(progress=shell.progress)
    for job in loaded:
        job.evaluate(session, work)
    if len(jobs) > 1 and summary:
        typer.echo(_summary(jobs))
    folder = index.write_index(jobs, output) if len(jobs) > 1 else None
    work.conclude(jobs, folder)
    return min((job.code for job in jobs), key=_PRECEDENCE.index)


class Job:
    """One config: what it says and how it went.

    Attributes:
        message: why it failed; empty when it did not.
        finished: how it ended where it did not fail.
    """

    def __init__(self, path: Path) -> None:
        """Nothing is read yet."""
        self.path = path
        self.config: RunConfig | None = None
        self.target = Path()
        self.code, self.message = 0, ""
        self.finished: Finished | None = None

    @property
    def language(self) -> Language:
        """Of what people read."""
        return self.config.report.language if self.config else "en"

    @property
    def line(self) -> str:
        """What came out, or why nothing did."""
        return self.headline(self.language)

    def headline(self, language: Language) -> str:
        """The same in this language; what went wrong stands as it is."""
        return self.finished.headline[language] if self.finished else self.message.split("\n", 1)[0]

    def load(self, settings: Sequence[str], work: Work) -> None:
        """Read the file."""
        from mtqe.config import load

        with self._guarded():
            self.config = work.prepare(load(self.path, overrides=settings))

    def choose_target(self, output: Path | None, *, several: bool) -> None:
        """Decide on the report folder."""
        if self.config:
            self.target = self.config.report.directory
            if output is not None:
                self.target = output / self.config.name if several else output

    def evaluate(self, session: Session, work: Work) -> None:
        """Run it, write the reports and print what matters."""
        from mtqe.output import check_writable
        from mtqe.run import evaluate, write_reports

        with self._guarded():
            if not self.config:
                return
            check_writable(self.target)
            card = evaluate(self.config, session)
            write_reports(card, self.target, self.config.report.formats)
            self.finished = work.finish(self.config, card, self.target)
            self.code = self.finished.code

    @contextmanager
    def _guarded(self) -> Iterator[None]:
        try:
            yield
        except BrokenPipeError:
            raise
        except Exception as error:  # noqa: BLE001 - told to the user, with a traceback for a bug
            self.code = shell.explain(error)
            self.message = str(error)
            if not isinstance(error, MtqeError):
                self.message = f"a bug in mtqe: {type(error).__name__}: {error}"


def _json(card: Scorecard, line: str, target: Path) -> str:
    from mtqe.records import system_records

    record = {
        "name": card.data.name,
        "headline": line,
        "systems": list(system_records(card)),
        "signatures": {metric.label: metric.signature for metric in card.metrics},
        "reports": str(target),
    }
    return json.dumps(record, ensure_ascii=False, allow_nan=False)


def _check_targets(jobs: Sequence[Job]) -> None:
    for i, job in enumerate(jobs):
        for other in jobs[:i]:
            if job.config and other.config and job.config.name == other.config.name:
                raise ConfigError(
                    f"{job.path}: the name {job.config.name!r} is already that of {other.path}. "
                    'Give each config a name of its own: "name: ...".'
                )
            if job.target.resolve() == other.target.resolve():
                raise ConfigError(
                    f"{job.path}: its reports would overwrite those of {other.path} in "
                    f"{shell.shown(job.target)}. Give each config a folder of its own: "
                    '"report: {directory: ...}".'
                )


def _summary(jobs: Sequence[Job]) -> str:
    """One line per config, in the order of the command."""
    from mtqe.reporters.characters import visible

    size = max(len(str(job.path)) for job in jobs)
    lines = [
        f"{'ok' if job.code == 0 else f'exit {job.code}':<8}{job.path!s:<{size}}  "
        f"{visible(job.line)}"
        for job in jobs
    ]
    return "\n".join(["", *lines])
