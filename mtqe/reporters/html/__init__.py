"""The report as one HTML file that needs nothing else: no network, no server, no other file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from mtqe.reporters.html.page import draw
from mtqe.scorecard import Scorecard
from mtqe.verdict import Verdict


@dataclass(frozen=True)
class Html:
    """`report.html`.

    Attributes:
        sentences: how many keep their texts, the worst ones; None: as the run's config says
            (`report: {sentences: ...}`), else all.
        verdict: what `mtqe check` decided; it comes first.
    """

    sentences: int | None = None
    verdict: Verdict | None = None

    def render(self, card: Scorecard) -> Mapping[str, bytes]:
        """One file; no text of the data can become markup or run."""
        sentences = self.sentences or card.config.get("report", {}).get("sentences")
        return {"report.html": draw(card, sentences, self.verdict).encode()}
