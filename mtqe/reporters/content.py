"""What people read of a scorecard, and in which order; the reporters only draw it.

The order follows the questions that people ask: did it get worse, by how much, is the data sound,
where, which sentences, and how the numbers came about.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from mtqe.reporters.examples import Example, leading_metric, worst_examples
from mtqe.reporters.findings import findings_table
from mtqe.reporters.headline import headline
from mtqe.reporters.health import health
from mtqe.reporters.signatures import signature_lines
from mtqe.reporters.tables import Table, alignment_table, documents_table, systems_table
from mtqe.reporters.wording import size
from mtqe.scorecard import Scorecard
from mtqe.texts import Language, Texts, texts


@dataclass(frozen=True)
class Content:
    """A report, from top to bottom.

    Attributes:
        texts: of the language that the report is in, for whoever draws it.
        scored: whether anything was.
        health: one line each.
        findings: those in translations by their kind, the gravest first; None where there are none.
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
    findings: Table | None
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
        headline=headline(card, told),
        scored=leading_metric(card) is not None,
        systems=systems_table(card, told),
        health=tuple(health(card, told)),
        findings=findings_table(card, told),
        documents=documents_table(card, told) if len(data.documents) > 1 else None,
        worst=worst_examples(card, worst, told),
        alignments=tuple(alignment_table(card, system, told) for system in data.beads),
        signatures=signature_lines(card, told),
        run_card=tuple(_run_card(card, told)),
    )


def _run_card(card: Scorecard, texts: Texts) -> Iterator[tuple[str, str]]:
    data = card.data
    metric = leading_metric(card)
    facts = {
        "test_set": f"{data.name}: {size(card, texts)}",
        "languages": texts("run", "pair", source=data.source_language, target=data.target_language),
        "references": str(data.reference_count),
        "systems": ", ".join(data.systems),
        "baseline": card.baseline,
        "sorted_by": metric.title if metric else None,
        "normalization": data.normalization,
        "digest": data.digest(),
    }
    for key, fact in facts.items():
        if fact is not None:
            yield texts("run", key), fact
    for file in data.inputs:
        yield texts("run", "input", path=file.path), file.sha256
    yield from card.versions.items()
    for key, value in card.run.items():
        yield texts.word("run", key).capitalize(), value
