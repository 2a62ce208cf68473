"""The result of a run: the data, its scores at three levels, and how they came about."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from mtqe.core import Bead, EvalSet, Finding, Origin, Segment
from mtqe.coverage import Coverage, of_beads, of_lines, total
from mtqe.metrics import FloatArray
from mtqe.scores import ScoreTable
from mtqe.significance import Comparison
from mtqe.texts import Language

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class MetricInfo:
    """A metric of a scorecard.

    Attributes:
        label: its name in every output.
        title: its name in text.
        signature: everything that decides the number; None when it could not be bound.
        scale: width of the range that its scores usually lie in; None when unknown.
        neural: whether a model made its rows.
        unavailable: why nothing could be scored; None when it was.
    """

    label: str
    title: str
    signature: str | None
    higher_is_better: bool = True
    decimals: int = 2
    scale: float | None = None
    neural: bool = False
    unavailable: str | None = None


@dataclass(frozen=True)
class Scores:
    """One metric's scores; NaN is unscored.

    Attributes:
        segments: shape (systems, segments).
        documents: shape (systems, documents).
        systems: shape (systems,).
        intervals: shape (systems, 2), the 95 % interval of the system score.
        unscored: (system, segment) positions -> reason.
        document_intervals: shape (systems, documents, 2); None where nothing was drawn.
        clusters: by system, 1 is the best; systems of one cluster cannot be told apart. Empty
            where that was not asked.
        table: the rows that the scores were made from; None in a scorecard that was read.
    """

    segments: FloatArray
    documents: FloatArray
    systems: FloatArray
    intervals: FloatArray
    unscored: Mapping[tuple[int, int], str] = field(default_factory=dict)
    document_intervals: FloatArray | None = None
    clusters: tuple[int, ...] = ()
    table: ScoreTable | None = field(default=None, repr=False, compare=False)


@dataclass(frozen=True, repr=False)
class Scorecard:
    """All that a run found out; reports are drawn from it and from nothing else.

    Attributes:
        data: the test set and the outputs.
        metrics: in the order of the config; the scores of each stand in `scores` by label.
        headline: label of the metric that reports sort by.
        baseline: the system that the others are compared with.
        comparisons: the others against it, by every metric.
        findings: of loading, pairing, checks and metrics.
        config: the config with its defaults filled in.
        versions: package -> version, of what can move a number.
        run: time and machine: the only part that differs between runs on the same input.
    """

    data: EvalSet
    metrics: tuple[MetricInfo, ...]
    scores: Mapping[str, Scores]
    headline: str | None = None
    baseline: str | None = None
    comparisons: tuple[Comparison, ...] = ()
    findings: tuple[Finding, ...] = ()
    config: Mapping[str, Any] = field(default_factory=dict)
    versions: Mapping[str, str] = field(default_factory=dict)
    run: Mapping[str, str] = field(default_factory=dict)

    def __repr__(self) -> str:
        """Short, for notebooks: the texts are in the frames."""
        data, labels = self.data, ", ".join(self.scores) or "none"
        return (
            f"<Scorecard {data.name!r}: systems {len(data.systems)}, segments "
            f"{len(data.segments)}, documents {len(data.documents)}, scores {labels}>"
        )

    @property
    def language(self) -> Language:
        """The language that its reports are in."""
        language: Language = self.config.get("report", {}).get("language", "en")
        return language

    def in_language(self, language: Language) -> Scorecard:
        """The same, with its reports in another language."""
        report = {**self.config.get("report", {}), "language": language}
        return replace(self, config={**self.config, "report": report})

    @property
    def segments(self) -> pd.DataFrame:
        """One row per segment and system: texts, scores, findings, alignment."""
        return _frame(self.segment_rows())

    @property
    def documents(self) -> pd.DataFrame:
        """One row per document and system."""
        return _frame(self.document_rows())

    @property
    def systems(self) -> pd.DataFrame:
        """One row per system."""
        return _frame(self.system_rows())

    @cached_property
    def findings_at(self) -> Mapping[tuple[str, str], tuple[Finding, ...]]:
        """(system, segment id) -> findings; those about every system stand under each."""
        found: dict[tuple[str, str], list[Finding]] = defaultdict(list)
        for finding in self.findings:
            if finding.segment is not None:
                for system in [finding.system] if finding.system else self.data.systems:
                    found[system, finding.segment].append(finding)
        return {key: tuple(value) for key, value in found.items()}

    @cached_property
    def beads_at(self) -> Mapping[tuple[str, str], tuple[Bead, ...]]:
        """(system, segment id) -> the alignment units that touch the segment."""
        found: dict[tuple[str, str], list[Bead]] = defaultdict(list)
        for system, beads in self.data.beads.items():
            for bead in beads:
                for segment in bead.segments:
                    found[system, segment].append(bead)
        return {key: tuple(value) for key, value in found.items()}

    def coverage(self, system: str, document: str | None = None) -> Coverage:
        """Of one document, or of the whole test set."""
        parts = self._coverages[system]
        return parts[document] if document is not None else total(parts.values())

    def severities(self, system: str, document: str | None = None) -> dict[str, int]:
        """Severity -> number of findings about the system's segments."""
        names = [document] if document is not None else [d.id for d in self.data.documents]
        return {
            severity: sum(self._severities[system, name, severity] for name in names)
            for severity in ("error", "warning", "info")
        }

    @cached_property
    def _coverages(self) -> Mapping[str, Mapping[str, Coverage]]:
        found: dict[str, dict[str, Coverage]] = {}
        for system, hypotheses in self.data.outputs.items():
            by_document: dict[str, list[Bead]] = defaultdict(list)
            for bead in self.data.beads.get(system, ()):
                by_document[bead.document].append(bead)
            found[system] = {
                document.id: of_beads(by_document[document.id])
                if system in self.data.beads
                else of_lines(hypotheses[document.start : document.stop])
                for document in self.data.documents
            }
        return found

    @cached_property
    def _severities(self) -> Counter[tuple[str, str, str]]:
        document_of = {segment.id: segment.document for segment in self.data.segments}
        return Counter(
            (system, document_of[segment], finding.severity)
            for (system, segment), findings in self.findings_at.items()
            for finding in findings
        )

    def segment_rows(self) -> Iterator[dict[str, Any]]:
        """Flat rows, segment by segment, for tables."""
        for i, segment in enumerate(self.data.segments):
            for s, system in enumerate(self.data.systems):
                yield self._segment_row(i, segment, s, system)

    def document_rows(self) -> Iterator[dict[str, Any]]:
        """Flat rows, document by document, for tables."""
        for d, document in enumerate(self.data.documents):
            for s, system in enumerate(self.data.systems):
                yield {
                    "document": document.id,
                    "system": system,
                    "segments": document.stop - document.start,
                    **{label: float(x.documents[s, d]) for label, x in self.scores.items()},
                    **self._counts(system, document.id),
                }

    def system_rows(self) -> Iterator[dict[str, Any]]:
        """Flat rows, one per system, for tables."""
        for s, system in enumerate(self.data.systems):
            row: dict[str, Any] = {"system": system, "segments": len(self.data.segments)}
            for label, scores in self.scores.items():
                low, high = scores.intervals[s]
                row[label] = float(scores.systems[s])
                row[f"{label}_low"], row[f"{label}_high"] = float(low), float(high)
                row[f"{label}_unscored"] = self.unscored_count(label, s)
            yield row | self._counts(system)

    def unscored_count(self, label: str, system: int) -> int:
        """How many segments of the system this metric could not score."""
        return int(np.isnan(self.scores[label].segments[system]).sum())

    def unscored_reasons(self, label: str, system: int) -> Counter[str]:
        """Why -> how many segments of the system this metric could not score."""
        return Counter(why for (s, _), why in self.scores[label].unscored.items() if s == system)

    def origin(self, system: str, i: int) -> Origin | None:
        """Where the hypothesis of the segment at this position came from; else the segment."""
        origins = self.data.origins.get(system)
        return (origins[i] if origins else None) or self.data.segments[i].origin

    def confidence(self, system: str, segment: str) -> float | None:
        """Of the least sure alignment unit that touches the segment; None when unknown."""
        beads = self.beads_at.get((system, segment), ())
        return min((b.confidence for b in beads if b.confidence is not None), default=None)

    def _counts(self, system: str, document: str | None = None) -> dict[str, Any]:
        coverage = self.coverage(system, document)
        severities = self.severities(system, document)
        return {
            "coverage": coverage.share,
            "omissions": coverage.omissions,
            "additions": coverage.additions,
            **{f"findings_{severity}": count for severity, count in severities.items()},
        }

    def _segment_row(self, i: int, segment: Segment, s: int, system: str) -> dict[str, Any]:
        beads = self.beads_at.get((system, segment.id), ())
        source = [number for bead in beads for number in bead.source]
        covered = [number for bead in beads if bead.kind == "match" for number in bead.source]
        hypothesis = self.data.outputs[system][i]
        origin = self.origin(system, i)
        findings = self.findings_at.get((system, segment.id), ())
        row: dict[str, Any] = {
            "document": segment.document,
            "segment": segment.id,
            "system": system,
            "source": segment.source,
        }
        for r, reference in enumerate(segment.references, start=1):
            row["reference" if r == 1 else f"reference_{r}"] = reference
        row["hypothesis"] = hypothesis
        row |= {label: float(x.segments[s, i]) for label, x in self.scores.items()}
        return row | {
            "unscored": "; ".join(
                f"{label}: {x.unscored[s, i]}"
                for label, x in self.scores.items()
                if (s, i) in x.unscored
            ),
            "findings": "; ".join(finding.code for finding in findings),
            "messages": " ".join(finding.message for finding in findings),
            "alignment": "+".join(bead.kind for bead in beads),
            "confidence": self.confidence(system, segment.id),
            "coverage": len(covered) / len(source) if source else float(bool(hypothesis.strip())),
            "file": origin.file if origin else None,
            "line": origin.line if origin else None,
        }


def in_order(findings: Iterable[Finding], data: EvalSet) -> tuple[Finding, ...]:
    """The findings as records keep them, so that reports of a scorecard that was read are the same.

    Those about no segment come first, then those of each segment, system by system; each once.
    """
    systems = {system: s for s, system in enumerate(data.systems)}
    segments = {segment.id: i for i, segment in enumerate(data.segments)}

    def place(finding: Finding) -> tuple[int, int]:
        if finding.segment is None:
            return -1, 0
        return segments[finding.segment], systems.get(finding.system or "", 0)

    return tuple(dict.fromkeys(sorted(findings, key=place)))


def _frame(rows: Iterator[dict[str, Any]]) -> pd.DataFrame:
    import pandas as pd

    return pd.DataFrame(list(rows))
