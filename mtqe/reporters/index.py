"""`index.html`: a line for each run of one command, with the way to its report."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from jinja2 import Environment, PackageLoader, StrictUndefined

from mtqe.reporters.characters import visible
from mtqe.texts import LANGUAGES, Language, texts
from mtqe.verdict import Outcome

# Opens in the browser's language; the buttons choose another.
_SCRIPT = """
const choose = language => { document.documentElement.lang = language; };
if (navigator.language.startsWith("ko")) choose("ko");
else if (navigator.language.startsWith("en")) choose("en");
for (const button of document.querySelectorAll("button"))
  button.addEventListener("click", () => choose(button.lang));
"""


@dataclass(frozen=True)
class Entry:
    """One run.

    Attributes:
        name: of the config; its path where that could not be read.
        languages: such as `en-ko`; empty where they are not known.
        headline: what came out, in every language.
        outcome: of the verdict, `error` where the run failed; None where nothing was judged.
        link: relative address of the report; empty where there is none.
    """

    name: str
    languages: str
    headline: Mapping[Language, str]
    outcome: Outcome | Literal["error"] | None = None
    link: str = ""


def draw_index(entries: Sequence[Entry], language: Language) -> bytes:
    """A page that needs nothing else: no network, no other file.

    Args:
        entries: in the order of the command.
        language: where the browser's is another one than those of mtqe.
    """
    environment = Environment(
        loader=PackageLoader("mtqe.reporters"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["visible"] = visible
    page = environment.get_template("index.html").render(
        entries=entries,
        judged=any(entry.outcome for entry in entries),
        language=language,
        languages=[texts(each) for each in LANGUAGES],
        script=_SCRIPT,
        script_hash=base64.b64encode(hashlib.sha256(_SCRIPT.encode()).digest()).decode(),
    )
    return page.encode()
