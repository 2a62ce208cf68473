"""Two runs over one test set, or two systems of one run, judged against each other; pure."""

from __future__ import annotations

from mtqe.comparing.judge import compare_sides
from mtqe.comparing.model import Change, Compared, Pair, Side, settings_of

__all__ = ["Change", "Compared", "Pair", "Side", "compare_sides", "settings_of"]
