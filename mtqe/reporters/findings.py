"""What was found in translations, grouped: the gravest first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from mtqe.core import Finding, Severity
from mtqe.reporters.characters import clip
from mtqe.reporters.tables import Cell, Table
from mtqe.scorecard import Scorecard
from mtqe.texts import Texts

_SEVERITIES: Sequence[Severity] = ("error", "warning", "info")
# An example tells what a kind is; all of them stand with their sentences.
_LONGEST = 160


def findings_table(card: Scorecard, texts: Texts) -> Table | None:
    """One row per severity and code, with an example; None where nothing was found."""
    kinds = _kinds(card)
    systems = card.data.systems
    if not kinds:
        return None
    return Table(
        title=texts("table", "findings"),
        columns=(texts("column", "finding"), texts("column", "example"), *systems),
        numbers=2,
        rows=tuple(
            (
                Cell(f"{texts('label', severity)}: {texts.word('code', code)}"),
                Cell(_example(card, found, texts)),
                *(Cell(f"{counts[system]:,}") for system in systems),
            )
            for (severity, code), (found, counts) in kinds.items()
        ),
    )


def _kinds(card: Scorecard) -> dict[tuple[Severity, str], tuple[Finding, Counter[str]]]:
    """The first of every kind, and how many each system has; the most frequent first."""
    kinds: dict[tuple[Severity, str], tuple[Finding, Counter[str]]] = {}
    for finding in card.findings:
        if finding.segment is not None:
            _, counts = kinds.setdefault((finding.severity, finding.code), (finding, Counter()))
            counts.update([finding.system] if finding.system else card.data.systems)
    order = sorted(kinds, key=lambda kind: (_SEVERITIES.index(kind[0]), -kinds[kind][1].total()))
    return {kind: kinds[kind] for kind in order}


def _example(card: Scorecard, finding: Finding, texts: Texts) -> str:
    documents = {segment.id: segment.document for segment in card.data.segments}
    segment = finding.segment or ""
    place = texts("place", "segment", document=documents.get(segment, ""), segment=segment)
    return f"{place}: {clip(texts.message(finding), _LONGEST)}"
