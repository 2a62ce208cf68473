"""The page: what is read first is written into it, the sentences are packed beside it."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from mtqe.reporters.characters import clip, visible
from mtqe.reporters.content import content
from mtqe.reporters.html.bilingual import interface, say
from mtqe.reporters.html.overview import overview
from mtqe.reporters.html.payload import payload
from mtqe.reporters.html.verdict import judged
from mtqe.scorecard import Scorecard
from mtqe.texts import LANGUAGES
from mtqe.verdict import Verdict

# The sentences themselves are packed: what stands in the page is read at a glance.
_LONGEST = 3000
# In the order in which they need each other; together they are one module.
SCRIPTS = (
    "dom", "data", "language", "difference", "marks", "view", "select", "virtual", "findings",
    "ticket", "tools", "sentences", "strip", "documents", "reader", "plot", "charts", "controls",
    "keys", "main",
)  # fmt: skip


def draw(card: Scorecard, sentences: int | None, verdict: Verdict | None) -> str:
    """The whole page.

    Args:
        card: the run.
        sentences: how many keep their texts, the worst ones; None for all.
        verdict: what was decided about it; None where nothing was.
    """
    environment = Environment(
        loader=PackageLoader("mtqe.reporters.html"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_readable,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    style, script = _static("style.css"), "\n".join(_static(f"{name}.js") for name in SCRIPTS)
    return environment.get_template("report.html").render(
        contents={language: content(card, 0, language) for language in LANGUAGES},
        overview=overview(card),
        verdict=verdict and judged(card, verdict),
        say=say,
        language=card.language,
        source_language=card.data.source_language,
        target_language=card.data.target_language,
        style=Markup(style),  # noqa: S704 - our own files
        script=Markup(script),  # noqa: S704
        style_hash=_hash(style),
        script_hash=_hash(script),
        payload=Markup(pack({**payload(card, sentences), "texts": interface()})),  # noqa: S704
    )


def pack(value: Any) -> str:
    """JSON, gzip and base64: a quarter of the size, and nothing that a parser could trip over."""
    # Half of a surrogate pair becomes its escape, as JSON spells it.
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    packed = gzip.compress(text.encode(errors="backslashreplace"), compresslevel=6, mtime=0)
    return base64.b64encode(packed).decode()


def _static(name: str) -> str:
    return (files(__package__) / "static" / name).read_text(encoding="utf-8")


def _hash(text: str) -> str:
    """As a Content-Security-Policy names the inline text that it allows."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def _readable(value: object) -> object:
    if not isinstance(value, str) or isinstance(value, Markup):
        return value
    return visible(clip(value, _LONGEST), keep="\n\t")
