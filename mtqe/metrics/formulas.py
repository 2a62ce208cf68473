"""sacreBLEU's formulas for many sums of rows at once, bit for bit.

Every operation is sacreBLEU's own, in its order. Logarithms and exponentials come from `math`, as
they do there: NumPy's depend on the processor, and a verdict must not.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sacrebleu.metrics.bleu import BLEU

from mtqe.metrics import FloatArray

_EPS = 1e-16
_LOG_OF_ZERO = -9999999999.0


@dataclass(frozen=True)
class BleuFormula:
    """BLEU; the attributes are sacreBLEU's options."""

    order: int
    smooth_method: str
    smooth_value: float | None
    effective_order: bool

    def __call__(self, totals: FloatArray) -> FloatArray:
        """Rows `[words, reference words, matching n-grams.., n-grams..]` to scores."""
        correct, total = totals[:, 2 : 2 + self.order], totals[:, 2 + self.order :]
        precisions, orders = self._precisions(correct, total)
        logs = np.full(precisions.shape, _LOG_OF_ZERO)
        above = precisions > 0
        logs[above] = _each(math.log, precisions[above])
        logs[np.arange(self.order) >= orders[:, np.newaxis]] = 0
        means = _sum(logs.T) / orders
        scores = _brevity_penalty(totals[:, 0], totals[:, 1]) * _each(math.exp, means)
        scores[~correct.any(axis=1)] = 0
        return scores

    def _precisions(
        self, correct: FloatArray, total: FloatArray
    ) -> tuple[FloatArray, NDArray[np.int64]]:
        """Smoothed precisions in per cent, and the number of orders that count, both by row."""
        value = self.smooth_value
        if value is None:
            value = BLEU.SMOOTH_DEFAULTS[self.smooth_method] or 0
        if self.smooth_method == "add-k":
            more = np.where(np.arange(self.order) > 0, value, 0)
            correct, total = correct + more, total + more
        # sacreBLEU stops at the first order that the text is too short for.
        reached = np.logical_and.accumulate(total != 0, axis=1)
        precisions = np.zeros(correct.shape)
        np.divide(100 * correct, total, out=precisions, where=reached)
        unmatched = reached & (correct == 0)
        if self.smooth_method == "floor":
            np.divide(100 * value, total, out=precisions, where=unmatched)
        elif self.smooth_method == "exp":
            halvings = 2.0 ** np.cumsum(unmatched, axis=1)
            np.divide(100, halvings * total, out=precisions, where=unmatched)
        orders = reached.sum(axis=1) if self.effective_order else np.zeros(len(total), np.int64)
        return precisions, np.where(orders > 0, orders, self.order)


@dataclass(frozen=True)
class ChrfFormula:
    """chrF, chrF+ and chrF++; `beta` and `eps_smoothing` are sacreBLEU's options."""

    beta: int
    eps_smoothing: bool

    def __call__(self, totals: FloatArray) -> FloatArray:
        """Rows `[hypothesis, reference, matching n-grams]` of each order to scores."""
        factor = self.beta**2
        score: FloatArray = np.zeros(len(totals))
        precision, recall, used = np.zeros((3, len(totals)))
        orders = totals.shape[1] // 3
        for column in range(0, 3 * orders, 3):
            n_hyp, n_ref, n_match = totals[:, column : column + 3].T
            prec, rec = _ratio(n_match, n_hyp), _ratio(n_match, n_ref)
            denom = factor * prec + rec
            score += _ratio((1 + factor) * prec * rec, denom)
            both = (n_hyp > 0) & (n_ref > 0)
            precision[both] += prec[both]
            recall[both] += rec[both]
            used += both
        if self.eps_smoothing:
            return 100.0 * score / orders
        used[used == 0] = 1  # then both sums are 0
        precision, recall = precision / used, recall / used
        scores: FloatArray = (1 + factor) * precision * recall
        np.divide(scores, factor * precision + recall, out=scores, where=precision + recall > 0)
        return 100.0 * scores


def ter(totals: FloatArray) -> FloatArray:
    """TER of rows `[edits, reference words]`."""
    edits, words = totals.T
    scores: FloatArray = (edits > 0).astype(np.float64)  # against an empty reference
    np.divide(edits, words, out=scores, where=words > 0)
    return 100.0 * scores


def _ratio(part: FloatArray, whole: FloatArray) -> FloatArray:
    result = np.full(part.shape, _EPS)
    np.divide(part, whole, out=result, where=whole > 0)
    return result


def _brevity_penalty(words: FloatArray, reference_words: FloatArray) -> FloatArray:
    penalty: FloatArray = (words > 0).astype(np.float64)
    short = (words < reference_words) & (words > 0)
    exponents: FloatArray = 1.0 - reference_words[short] / words[short]
    penalty[short] = _each(math.exp, exponents)
    penalty[words >= reference_words] = 1
    return penalty


def _sum(columns: FloatArray) -> FloatArray:
    """What the built-in `sum` gives for each row: from Python 3.12 on it keeps what rounding loses.

    That is Neumaier's variant of Kahan's summation.
    """
    total, lost = np.zeros((2, columns.shape[1]))
    for column in columns:
        more = total + column
        if sys.version_info >= (3, 12):
            larger = np.abs(total) >= np.abs(column)
            lost += np.where(larger, (total - more) + column, (column - more) + total)
        total = more
    result: FloatArray = total + lost
    return result


def _each(function: Callable[[float], float], values: FloatArray) -> FloatArray:
    return np.fromiter(map(function, values.tolist()), np.float64, values.size)
