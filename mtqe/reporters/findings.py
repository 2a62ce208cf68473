"""What was found in translations, grouped: the gravest first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from operator import itemgetter

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
    """The first of every kind in the test set, and how many each system has."""
    position = {segment.id: i for i, segment in enumerate(card.data.segments)}
    kinds: dict[tuple[Severity, str], tuple[Finding, Counter[str]]] = {}
    found = ((position[f.segment], f) for f in card.findings if f.segment is not None)
    for _, finding in sorted(found, key=itemgetter(0)):
        _, counts = kinds.setdefault((finding.severity, finding.code), (finding, Counter()))
        counts.update([finding.system] if finding.system else card.data.systems)

    def rank(kind: tuple[Severity, str]) -> tuple[int, int, str]:
        severity, code = kind
        return _SEVERITIES.index(severity), -kinds[kind][1].total(), code

    return {kind: kinds[kind] for kind in sorted(kinds, key=rank)}


def _example(card: Scorecard, finding: Finding, texts: Texts) -> str:
    segment = next(s for s in card.data.segments if s.id == finding.segment)
    place = texts("place", "segment", document=segment.document, segment=segment.id)
    return f"{place}: {clip(texts.message(finding), _LONGEST)}"
