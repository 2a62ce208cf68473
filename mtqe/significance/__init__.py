"""How sure a score is, and whether a difference of two is noise."""

from __future__ import annotations

from mtqe.significance.comparison import Comparison
from mtqe.significance.intervals import DOCUMENTS_NEEDED, intervals, unit_of
from mtqe.significance.settings import Settings, Test, Unit

__all__ = ["DOCUMENTS_NEEDED", "Comparison", "Settings", "Test", "Unit", "intervals", "unit_of"]
