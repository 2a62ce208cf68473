"""What people read of a scorecard, and in which order; the reporters only draw it.

The order follows the questions that people ask: did it get worse, by how much, is the data sound,
where, which sentences, and how the numbers came about.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from mtqe.reporters import wording
from mtqe.reporters.examples import Example, leading_metric, worst_examples
from mtqe.reporters.signatures import signature_lines
from mtqe.reporters.tables import Table, alignment_table, documents_table, systems_table
from mtqe.scorecard import Scorecard
from mtqe.texts import Language, Texts, texts


@dataclass(frozen=True)
class Content:
    """A report, from top to bottom.

    Attributes:
        texts: of the language that the report is in, for whoever draws it.
        scored: whether anything was.
        health: one line each.
        documents: worst first; None where there is only one, which the systems' table shows.
        worst: the sentences to look at first.
        alignments: for text that was aligned, what became of every sentence, by system.
        signatures: the lines that say how every metric was computed, each with its title.
        run_card: what was run, on what and with what.
    """

    texts: Texts
    title: str
    headline: str
    scored: bool
    systems: Table
    health: tuple[str, ...]
    documents: Table | None
    worst: tuple[Example, ...]
    alignments: tuple[Table, ...]
    signatures: tuple[tuple[str, str], ...]
    run_card: tuple[tuple[str, str], ...]


def content(card: Scorecard, worst: int, language: Language = "en") -> Content:
    """What a report says.

    Args:
        card: the run.
        worst: number of sentences to show.
        language: that it is told in.
    """
    data, told = card.data, texts(language)
    return Content(
        texts=told,
        title=f"{data.name} ({data.source_language}-{data.target_language})",
        headline=wording.headline(card),
        scored=leading_metric(card) is not None,
        systems=systems_table(card),
        health=tuple(wording.health(card)),
        documents=documents_table(card) if len(data.documents) > 1 else None,
        worst=worst_examples(card, worst, told),
        alignments=tuple(alignment_table(card, system) for system in data.beads),
        signatures=signature_lines(card),
        run_card=tuple(_run_card(card)),
    )


def _run_card(card: Scorecard) -> Iterator[tuple[str, str]]:
    data = card.data
    metric = leading_metric(card)
    yield "Test set", f"{data.name}: {wording.size(card)}"
    yield "Languages", f"{data.source_language} to {data.target_language}"
    yield "References", str(data.reference_count)
    yield "Systems", ", ".join(data.systems)
    if card.baseline is not None:
        yield "Baseline", card.baseline
    if metric is not None:
        yield "Sorted by", metric.title
    yield "Unicode normalization", data.normalization
    yield "Test set digest", data.digest()
    for file in data.inputs:
        yield f"Input {file.path}", file.sha256
    yield from card.versions.items()
    for key, value in card.run.items():
        yield key.capitalize(), value
