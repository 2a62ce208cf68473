"""How sure a score is, and whether a difference of two is noise."""

from __future__ import annotations

from mtqe.significance.assess import Assessment, assess
from mtqe.significance.clusters import clusters
from mtqe.significance.compare import (
    compare,
    compare_all,
    compare_documents,
    corrected,
)
from mtqe.significance.comparison import Comparison
from mtqe.significance.families import holm
from mtqe.significance.intervals import document_intervals, intervals
from mtqe.significance.pairs import NEURAL_TIE, Measured, settled
from mtqe.significance.people import MOST, agreement, kind_of
from mtqe.significance.settings import Settings, Test, Unit
from mtqe.significance.units import (
    DOCUMENTS_NEEDED,
    DOCUMENTS_TO_TEST,
    SEGMENTS_NEEDED,
    Units,
)

__all__ = [
    "DOCUMENTS_NEEDED",
    "DOCUMENTS_TO_TEST",
    "MOST",
    "NEURAL_TIE",
    "SEGMENTS_NEEDED",
    "Assessment",
    "Comparison",
    "Measured",
    "Settings",
    "Test",
    "Unit",
    "Units",
    "agreement",
    "assess",
    "clusters",
    "compare",
    "compare_all",
    "compare_documents",
    "corrected",
    "document_intervals",
    "holm",
    "intervals",
    "kind_of",
    "settled",
]
