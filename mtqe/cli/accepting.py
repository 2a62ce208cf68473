"""`mtqe accept`: makes a run the accepted one; nothing else writes there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from mtqe.cli import shell
from mtqe.cli.reports import read_card
from mtqe.errors import DataError

if TYPE_CHECKING:
    from mtqe.accepted import Accepted
    from mtqe.config import RunConfig
    from mtqe.scorecard import Scorecard

# What of a config decides its results.
_DECIDING = ("name", "source_language", "target_language", "data", "metrics")


def accept(path: Path, settings: Sequence[str], reports: Path | None) -> None:
    """Evaluate a config, or take the results of an earlier run, and accept them.

    Raises:
        ConfigError: the config is wrong, or is not that of the earlier run.
        DataError: the results are incomplete, or the texts are not those of the earlier run.
        OutputError: nothing was changed.
    """
    from mtqe.accepted import encode, of_card
    from mtqe.config import load
    from mtqe.output import check_writable, write
    from mtqe.reporters.characters import visible
    from mtqe.run import Session, evaluate
    from mtqe.texts import texts

    config = load(path, overrides=settings)
    check_writable(config.accepted)
    session = Session(progress=shell.progress)
    card = evaluate(config, session) if reports is None else _earlier(config, reports)
    files = encode(of_card(card))
    former = _former(config)
    write(config.accepted, files)
    if former:
        _remove_stale(config.accepted, former, files)
    told = texts(config.report.language)
    folder = shell.shown(config.accepted)
    typer.echo(told("accept", "accepted", files=tuple(files), folder=folder))
    for line in _changes(card, former):
        typer.echo(visible(told.tell(line)))


def _earlier(config: RunConfig, reports: Path) -> Scorecard:
    """The results of an earlier run of this very config on these very texts."""
    from mtqe.run import evaluate

    stored = read_card(reports)
    where = shell.shown(reports)
    for key in _DECIDING:
        if stored.config.get(key) != config.filled[key]:
            raise DataError(
                f"{where}: made with another config: {key} differs from {config.path}. Run "
                f'"mtqe check {config.path}" again.'
            )
    # No model is loaded: what one gave is taken from the reports.
    cheap = tuple(entry for entry in config.metrics if not entry.metric.neural)
    significance = replace(config.significance, baseline=None)
    fresh = evaluate(replace(config, metrics=cheap, significance=significance))
    _check_inputs(stored, fresh, where)
    return replace(stored, data=fresh.data, scores={**stored.scores, **fresh.scores})


def _check_inputs(stored: Scorecard, fresh: Scorecard, where: str) -> None:
    then, now = stored.data, fresh.data
    before = {item.path: item.sha256 for item in then.inputs}
    after = {item.path: item.sha256 for item in now.inputs}
    changed = [name for name in before | after if before.get(name) != after.get(name)]
    same = then.digest() == now.digest() and dict(then.outputs) == dict(now.outputs)
    if changed or not same:
        what = f"{changed[0]} has changed" if changed else "the texts have changed"
        raise DataError(f"{where}: {what} since this run. Evaluate again before accepting.")


def _former(config: RunConfig) -> Accepted | None:
    from mtqe.accepted import read

    try:
        return read(Path(shell.shown(config.accepted)))
    except DataError as error:  # it is about to be replaced, perhaps for that very reason
        typer.echo(f"warning: the former accepted scorecard was broken: {error}", err=True)
        return None


def _remove_stale(directory: Path, former: Accepted, files: dict[str, bytes]) -> None:
    """Files of systems that are no more; the new head names none of them."""
    from mtqe.accepted import file_names

    for name in file_names(former.systems).values():
        if name not in files:
            (directory / name).unlink(missing_ok=True)


def _changes(card: Scorecard, former: Accepted | None) -> Iterator[str]:
    """What is different from the former accepted scorecard, in words."""
    from mtqe.accepted.matching import match
    from mtqe.texts import say

    if former is None:
        yield say("accept", "first")
        return
    common = match(card.data, former)
    for difference in (*common.frame, *common.differences):
        yield say("accept", "changed", difference=difference)
    if not common.frame and not common.differences:
        yield from _scores(card, former)
    for system in card.data.systems:
        if system not in former.systems:
            yield say("accept", "new", system=system)
    for system in former.systems:
        if system not in card.data.systems:
            yield say("accept", "removed", system=system)


def _scores(card: Scorecard, former: Accepted) -> Iterator[str]:
    from mtqe.accepted.matching import match
    from mtqe.gate.former import against_accepted
    from mtqe.reporters.examples import show
    from mtqe.texts import say

    sides = against_accepted(card, former, match(card.data, former))
    metrics = {metric.label: metric for metric in card.metrics}
    for system in sides.systems:
        changes: list[str] = []
        for label, table in sides.tables.items():
            metric, scores = metrics[label], table.system_scores()
            new, old = sides.positions(system)
            changes.append(
                f"{metric.title} {show(scores[old], metric)} → {show(scores[new], metric)}"
            )
        changes += [
            say("accept", "refused", metric=metrics[label].title, why=why)
            for label, why in sides.refused.items()
        ]
        key = "same_texts" if sides.new[system] == sides.old[system] else "scores"
        yield say("accept", key, system=system, changes=tuple(changes))
