"""Whether people would notice a difference.

Kocmi, Zouhar, Federmann and Post (2024), "Navigating the metrics maze: reconciling score magnitudes
and accuracies", arXiv:2401.06760: how large a difference must be for this share of human raters
to agree that the better system is better.
"""

from __future__ import annotations

import numpy as np

from mtqe.metrics import Metric

MOST = 0.85
"""The largest share that is published: larger differences have at least this one."""
_SHARES = (0.5, 0.6, 0.7, 0.8, MOST)
_THRESHOLDS = {
    "BLEU": (0.0, 0.78, 1.39, 2.34, 3.35),
    "chrF": (0.0, 0.54, 1.00, 1.63, 2.12),
    "Unbabel/wmt22-comet-da": (0.0, 0.0018, 0.0035, 0.0056, 0.0071),
    "Unbabel/wmt22-cometkiwi-da": (0.0, 0.0016, 0.0033, 0.0053, 0.0067),
}


def kind_of(metric: Metric) -> str:
    """What the thresholds are published by: the model where there is one, else the title."""
    return str(getattr(metric, "model", metric.title))


def agreement(kind: str | None, difference: float) -> float | None:
    """The share of human raters who would agree that the better one is better.

    Args:
        kind: see `kind_of`.
        difference: of two system scores, in the metric's own scale.

    Returns:
        Between the published shares, on a line; at most `MOST`; None where nothing is published.
    """
    if kind not in _THRESHOLDS:
        return None
    return float(np.interp(abs(difference), _THRESHOLDS[kind], _SHARES))
