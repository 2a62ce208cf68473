"""Name -> class, for loaders, metrics, checks and reporters.

mtqe's own entries stand in the tables below as `module:Class`, imported only when asked for.
Other packages add theirs through entry points of the groups `mtqe.loaders`, `mtqe.metrics`,
`mtqe.checks` and `mtqe.reporters`; they cannot replace one of ours.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from importlib import import_module
from importlib.metadata import EntryPoint, entry_points
from typing import Literal

from mtqe.errors import ConfigError

Kind = Literal["loaders", "metrics", "checks", "reporters"]

BUILT_IN: dict[Kind, dict[str, str]] = {
    "loaders": {
        "lines": "mtqe.loaders.lines:Lines",
        "table": "mtqe.loaders.table:Table",
        "jsonl": "mtqe.loaders.jsonl:JsonLines",
        "documents": "mtqe.loaders.documents:Documents",
    },
    "metrics": {
        "bleu": "mtqe.metrics.bleu:Bleu",
        "chrf": "mtqe.metrics.chrf:Chrf",
        "ter": "mtqe.metrics.ter:Ter",
        "comet": "mtqe.metrics.comet:Comet",
    },
    "checks": {
        "characters": "mtqe.checks.characters:Characters",
        "length": "mtqe.checks.length:Length",
        "consistency": "mtqe.checks.consistency:Consistency",
        "language": "mtqe.checks.language:Language",
        "numbers": "mtqe.checks.numbers:Numbers",
        "names": "mtqe.checks.names:Names",
        "abbreviations": "mtqe.checks.abbreviations:Abbreviations",
        "terms": "mtqe.checks.terms:Terms",
        "form": "mtqe.checks.form:Form",
        "loops": "mtqe.checks.loops:Loops",
        "particles": "mtqe.checks.particles:Particles",
        "spacing": "mtqe.checks.spacing:Spacing",
        "register": "mtqe.checks.register:RegisterCheck",
        "english": "mtqe.checks.english:English",
        "content": "mtqe.checks.content:Content",
        "negation": "mtqe.checks.negation:Negation",
        "quantity": "mtqe.checks.quantity:Quantity",
        "reported": "mtqe.checks.reported:Reported",
    },
    "reporters": {
        "jsonl": "mtqe.reporters.jsonl:JsonLines",
        "csv": "mtqe.reporters.csv:Csv",
        "markdown": "mtqe.reporters.markdown:Markdown",
        "html": "mtqe.reporters.html:Html",
        "latex": "mtqe.reporters.latex:Latex",
        "terminal": "mtqe.reporters.terminal:Terminal",
    },
}


def names(kind: Kind) -> dict[str, str]:
    """Every available entry of a kind: name -> where it comes from."""
    found = dict.fromkeys(BUILT_IN[kind], "mtqe")
    for point in _plugins(kind):
        found.setdefault(point.name, point.dist.name if point.dist else point.value)
    return found


def load(kind: Kind, name: str) -> type:
    """Import the class behind a name.

    Raises:
        ConfigError: no entry has this name, or a plugin's module cannot be imported.
    """
    target = BUILT_IN[kind].get(name)
    if target is not None:
        module, _, attribute = target.partition(":")
        return getattr(import_module(module), attribute)  # type: ignore[no-any-return]
    for point in _plugins(kind):
        if point.name == name:
            try:
                return point.load()  # type: ignore[no-any-return]
            except (ImportError, AttributeError) as error:
                raise ConfigError(
                    f"{kind[:-1]} {name!r}: the plugin {point.value!r} does not import: {error}"
                ) from error
    raise ConfigError(f"unknown {kind[:-1]} {name!r}. {suggest(name, names(kind))}")


def suggest(word: str, known: Iterable[str]) -> str:
    """'Did you mean "tokenize"?' where one is near, and the list of what there is."""
    known = list(known)
    near = difflib.get_close_matches(word, known, n=1)
    hint = f'Did you mean "{near[0]}"? ' if near else ""
    return f"{hint}Available: {', '.join(known) or 'none'}."


def _plugins(kind: Kind) -> Iterable[EntryPoint]:
    return sorted(entry_points(group=f"mtqe.{kind}"), key=lambda point: (point.name, point.value))
