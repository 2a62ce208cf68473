"""`mtqe list` and `mtqe fetch`: what is installed, and which models there are."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from mtqe.cli.shell import warn

if TYPE_CHECKING:
    from mtqe.metrics.comet.fetching import Fetched
    from mtqe.metrics.comet.known import Known


def fetch(
    model: Annotated[
        str,
        typer.Argument(
            metavar="MODEL",
            help="OWNER/NAME on the Hugging Face hub, or a path.",
            show_default=False,
        ),
    ],
    revision: Annotated[
        str | None, typer.Option(metavar="NAME", help="A branch, a tag or a commit of the hub.")
    ] = None,
) -> None:
    """Get a model of COMET onto this machine, and check that it is whole."""
    from mtqe.cache import Store, place
    from mtqe.metrics.comet.fetching import fetch as get

    with Store.opened(place(), warn=warn) as store:
        typer.echo("\n".join(_fetched(get(model, revision, store))))


def show_list(
    check: Annotated[
        bool,
        typer.Option("--check", help="Score a few sentences with each COMET model that is here."),
    ] = False,
    model: Annotated[
        str | None,
        typer.Option(
            metavar="MODEL", help="Check this one: a hub id or a path.", show_default=False
        ),
    ] = None,
) -> None:
    """Show the loaders, metrics, checks, report formats and COMET models that there are."""
    if check or model:
        _check(model)
        return
    from mtqe import plugins

    for kind in plugins.BUILT_IN:
        typer.echo(kind if plugins.names(kind) else f"{kind}: none")
        for name, source in plugins.names(kind).items():
            summary = (plugins.load(kind, name).__doc__ or "").strip().split("\n", 1)[0]
            typer.echo(f"  {name:<10} {summary}" + ("" if source == "mtqe" else f" [{source}]"))
    typer.echo("\n".join(_models()))


def _fetched(found: Fetched) -> Iterator[str]:
    from mtqe.cache.place import show_size
    from mtqe.metrics.comet.known import commercial

    commit, size = found.model.commit, show_size(found.checkpoint.stat().st_size)
    forbids = found.licence is not None and not commercial(found.licence)
    yield f"{found.model.name} is here" + (f", revision {commit}" if commit else "")
    yield f"  weights    {size}, {found.parameters:,} numbers, sha256 {found.sha256}"
    yield f"  file       {found.checkpoint}"
    yield f"  tokenizer  of {found.encoder}"
    licence = found.licence or "not named: ask its maker"
    yield f"  licence    {licence}" + (", not for commercial work" if forbids else "")
    if commit:
        yield f"In a config: {{name: comet, model: {found.model.name}, revision: {commit}}}"


def _models() -> Iterator[str]:
    from mtqe.metrics.comet.known import MODELS

    yield "models of comet (* is on this machine; higher is better)"
    here = set(_here())
    width = max(map(len, MODELS))
    for name, known in MODELS.items():
        yield f"{'*' if name in here else ' ':>2}{name:<{width}}  {_facts(known)}"
    yield "  NC: not for commercial work; gated: its terms must be accepted on the hub first"


def _facts(known: Known) -> str:
    return ", ".join([
        known.licence,
        *(["gated"] if known.gated else []),
        "with or without references" if known.reads == "either" else f"reads {known.reads}",
        "0 to 1" if known.unit else "no bounds, about 0 is average",
    ])  # fmt: skip


def _here() -> Iterator[str]:
    from mtqe.metrics.comet import hub
    from mtqe.metrics.comet.known import MODELS
    from mtqe.metrics.comet.model import WEIGHTS

    for name in MODELS:
        if hub.cached(name, WEIGHTS):
            yield name


def _check(model: str | None) -> None:
    names = list(_here()) if model is None else [model]
    if not names:
        typer.echo("No COMET model is on this machine. Get one: mtqe fetch Unbabel/wmt22-comet-da")
    for name in names:
        typer.echo("\n".join(_sanity(name)))


def _sanity(name: str) -> Iterator[str]:
    from mtqe.core import Runtime
    from mtqe.metrics.comet import Comet
    from mtqe.metrics.comet.sanity import GOOD, check

    found = check(Comet(model=name), Path(), Runtime())
    yield name
    for kind, mean in found.means.items():
        flaw = "" if kind == GOOD or mean < found.means[GOOD] else "  not below the good ones"
        yield f"  {kind:<16}{mean:8.4f}{flaw}"
    yield "  " + (
        "In order: good translations score best."
        if found.sane
        else "NOT in order: do not trust this model's scores. Fetch it again, or take another."
    )
