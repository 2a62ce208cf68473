"""Evidence from length alone: a translation's length follows from its source's."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from mtqe.pairing.languages import script_of
from mtqe.pairing.lattice import FloatArray, IntArray, Shape

# Characters without spaces that say what one English character says. Hangul is the middle of what
# NTREX (.50), FLORES (.46) and Park et al. (.46) measure; the others are rough, and the document's
# own ratio corrects them.
_DENSITY = {"hangul": 0.48, "kana": 0.45, "han": 0.3}
_PRIOR_SENTENCES = 20  # how many sentences of the document weigh as much as the table
_LARGEST_CORRECTION = 0.3  # of the log ratio: a half-translated document must not look normal
_SPREAD, _SHORT_SPREAD = 0.3, 2.0  # variance of the log length: .3 ** 2 + 2 / length
_CLIP = (-8.0, 3.0)


class LengthScorer:
    """Log-likelihood ratio of the target's length, given the source's against given nothing.

    Lengths are log-normal, as in Gale and Church (1993) but with the variance of a ratio.
    """

    def __init__(
        self,
        source: Sequence[str],
        target: Sequence[str],
        *,
        source_language: str,
        target_language: str,
    ) -> None:
        self._source = _cumulative(source)
        self._target = _cumulative(target)
        self._ratio = log_ratio(source, target, source_language, target_language)

    def score(self, shape: Shape, source_end: IntArray, target_end: IntArray) -> FloatArray:
        """See `BeadScorer.score`."""
        a, b = shape
        # Many beads share a run of sentences: what depends on it alone is computed once for each.
        expected = np.log(self._source[a:] - self._source[:-a]) + self._ratio
        lengths = self._target[b:] - self._target[:-b]
        chunks, variance = np.log(lengths), _SPREAD**2 + _SHORT_SPREAD / lengths
        mean, spread = (chunks.mean(), chunks.std()) if len(chunks) else (0.0, 0.0)
        chance = _log_normal(chunks, mean, spread**2 + _SPREAD**2)
        run = target_end - b
        given = _log_normal(chunks[run], expected[source_end - a], variance[run])
        ratios: FloatArray = np.clip(given - chance[run], *_CLIP)
        return ratios

    def explain(self, source: slice, target: slice) -> tuple[str, ...]:
        """See `BeadScorer.explain`."""
        share = (self._target[target.stop] - self._target[target.start]) / (
            self._source[source.stop] - self._source[source.start]
        )
        expected = np.exp(self._ratio)
        return (f"length {share:.2f} of the source's, {expected:.2f} expected",)


def visible_length(text: str) -> int:
    """Characters without spaces; none counts as one."""
    return max(1, len("".join(text.split())))


def log_ratio(
    source: Sequence[str], target: Sequence[str], source_language: str, target_language: str
) -> float:
    """Logarithm of how long a translation is expected to be, against its source.

    Args:
        source: texts that belong together as a whole.
        target: their translations.
        source_language: ISO 639-1 code.
        target_language: the same.
    """
    prior = np.log(_density(target_language) / _density(source_language))
    sums = [sum(map(visible_length, side)) for side in (source, target)]
    sentences = min(len(source), len(target))
    own = np.log(sums[1] / sums[0]) - prior if sentences else 0.0
    weight = sentences / (sentences + _PRIOR_SENTENCES)
    return float(prior + np.clip(weight * own, -_LARGEST_CORRECTION, _LARGEST_CORRECTION))


def _cumulative(texts: Sequence[str]) -> FloatArray:
    """Visible characters before each sentence and after the last."""
    return np.concatenate([[0.0], np.cumsum([*map(visible_length, texts)], dtype=np.float64)])


def _density(language: str) -> float:
    return _DENSITY.get(script_of(language), 1.0)


def _log_normal(
    x: FloatArray, mean: FloatArray | float, variance: FloatArray | float
) -> FloatArray:
    log_density: FloatArray = -0.5 * ((x - mean) ** 2 / variance + np.log(2 * np.pi * variance))
    return log_density
