"""The report as one HTML file that needs nothing else: no script, no network."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from mtqe.reporters.characters import visible
from mtqe.reporters.content import content
from mtqe.reporters.examples import all_examples
from mtqe.scorecard import Scorecard
from mtqe.texts import texts


@dataclass(frozen=True)
class Html:
    """`report.html`.

    Attributes:
        worst: number of sentences that stand apart, before all of them.
    """

    worst: int = 20

    def render(self, card: Scorecard) -> Mapping[str, bytes]:
        """One file; no text of the data can become markup."""
        environment = Environment(
            loader=PackageLoader("mtqe.reporters"),
            autoescape=True,
            undefined=StrictUndefined,
            finalize=_readable,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        page = environment.get_template("report.html").render(
            report=content(card, self.worst),
            examples=all_examples(card, texts("en")),
            source_language=card.data.source_language,
            target_language=card.data.target_language,
        )
        return {"report.html": page.encode()}


def _readable(value: object) -> object:
    is_text = isinstance(value, str) and not isinstance(value, Markup)
    return visible(str(value), keep="\n\t") if is_text else value
