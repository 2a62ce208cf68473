"""What several parts of a report say or ask."""

from __future__ import annotations

from mtqe.scorecard import MetricInfo, Scorecard
from mtqe.significance import Comparison, Settings
from mtqe.texts import Texts


def size(card: Scorecard, texts: Texts) -> str:
    """`112 segments in 12 documents`."""
    data = card.data
    return size_of(len(data.segments), len(data.documents), texts)


def size_of(segments: int, documents: int, texts: Texts) -> str:
    """The same, of numbers."""
    return texts(
        "headline",
        "size",
        segments=texts.count(segments, "segment"),
        documents=texts.count(documents, "document"),
    )


def coverage(card: Scorecard, system: str, texts: Texts) -> str:
    """How much of the source a system translated."""
    found = card.coverage(system)
    if system in card.data.beads:
        aside = sum(item.system in {None, system} for item in card.data.set_aside)
        return texts(
            "coverage",
            "aligned_aside" if aside else "aligned",
            covered=found.covered,
            sentences=texts.count(found.sentences, "source_sentence"),
            omissions=texts.count(found.omissions, "omission"),
            additions=texts.count(found.additions, "addition"),
            aside=texts.count(aside, "line"),
        )
    return texts(
        "coverage",
        "lines_empty" if found.omissions else "lines",
        covered=found.covered,
        segments=texts.count(found.sentences, "segment"),
        empty=texts.count(found.omissions, "empty_line"),
    )


def comparison(card: Scorecard, system: str, metric: MetricInfo) -> Comparison | None:
    """The system against the baseline; None where they were not compared."""
    mine = (c for c in card.comparisons if (c.label, c.system) == (metric.label, system))
    return next(mine, None)


def alpha(card: Scorecard) -> float:
    """What p must stay below to be significant."""
    return float(card.config.get("significance", {}).get("alpha", Settings.alpha))


def note(english: str, texts: Texts) -> str:
    """What to know about a comparison: one remark or several."""
    return "; ".join(map(texts.reason, english.split("; ")))
