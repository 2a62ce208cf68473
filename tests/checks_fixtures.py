"""What tests of checks share: a document of pairs, looked at by one check."""

from pathlib import Path

from mtqe.checks import Check, find_all
from mtqe.core import Document, EvalSet, Finding, Segment


def look(
    check: Check,
    *pairs: tuple[str, str],
    languages: tuple[str, str] = ("en", "ko"),
    root: Path = Path(),
) -> list[Finding]:
    """The findings of a check on one document of sources and their translations."""
    segments = tuple(Segment(str(k), "d", source) for k, (source, _) in enumerate(pairs))
    hypotheses = tuple(hypothesis for _, hypothesis in pairs)
    documents = (Document("d", 0, len(pairs)),)
    data = EvalSet("t", *languages, segments, documents, {"s": hypotheses})
    return list(find_all([check], data, root=root))


def marked(finding: Finding, *pairs: tuple[str, str]) -> str:
    """The piece of text that a finding points at."""
    source, hypothesis = pairs[int(finding.segment or "")]
    return (source if finding.side == "source" else hypothesis)[finding.start : finding.end]
