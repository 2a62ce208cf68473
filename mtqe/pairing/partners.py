"""Which texts of two piles translate each other, whatever their names and order."""

from __future__ import annotations

from collections import ChainMap, defaultdict
from collections.abc import Sequence

import numpy as np

from mtqe.pairing.align import RELATED, Aligner
from mtqe.pairing.keys import Key, Keys
from mtqe.pairing.lattice import FloatArray, IntArray
from mtqe.pairing.links import find_links

_TRIED = 3  # the likeliest partners of each text, which alone are aligned


def score_partners(
    aligner: Aligner, sources: Sequence[Sequence[str]], targets: Sequence[Sequence[str]]
) -> FloatArray:
    """How well each target text translates each source text.

    Args:
        aligner: for these languages.
        sources: the sentences of each text.
        targets: the same for the translations.

    Returns:
        shape (sources, targets): log-likelihood ratio (nats a sentence); -inf where others have
        so much more in common that the two were not aligned.
    """
    likeness = _likeness(aligner, sources, targets)
    scores = np.full(likeness.shape, -np.inf)
    tried = (_rank(likeness) < _TRIED) | (_rank(likeness.T) < _TRIED).T
    for i, j in np.argwhere(tried):
        scores[i, j] = aligner.align(sources[i], targets[j]).score_per_sentence
    return scores


def choose_partners(scores: FloatArray) -> dict[int, int]:
    """Pair one to one what is related, the best pair first: source -> target."""
    chosen: dict[int, int] = {}
    for i, j in zip(*np.unravel_index(np.argsort(-scores, axis=None), scores.shape), strict=True):
        if scores[i, j] > RELATED and i not in chosen and j not in chosen.values():
            chosen[int(i)] = int(j)
    return chosen


def _likeness(
    aligner: Aligner, sources: Sequence[Sequence[str]], targets: Sequence[Sequence[str]]
) -> FloatArray:
    """What each two texts share that others do not, and, where that is equal, their lengths."""
    lengths = [
        np.log([sum(map(len, sentences)) for sentences in side]) for side in (sources, targets)
    ]
    ratios = lengths[1] - lengths[0][:, None]
    likeness: FloatArray = -1e-3 * np.abs(ratios - np.median(ratios))
    here = _places(aligner, sources, aligner.source_language)
    there = _places(aligner, targets, aligner.target_language)
    for a, b, strength in find_links(here, there, aligner.entries, sure=True):
        rows, columns = here[a], there[b]
        likeness[np.ix_(rows, columns)] += strength / (len(rows) * len(columns))
    return likeness


def _places(
    aligner: Aligner, texts: Sequence[Sequence[str]], language: str
) -> dict[Key, list[int]]:
    """The texts that have each key."""
    places = defaultdict[Key, list[int]](list)
    for number, sentences in enumerate(texts):
        keys: Keys = ChainMap(*map(dict, aligner.keys(sentences, language)))
        for key in keys:
            places[key].append(number)
    return places


def _rank(values: FloatArray) -> IntArray:
    """The place of each value in its row, from the highest, 0, on."""
    ranks: IntArray = np.argsort(np.argsort(-values, axis=1, kind="stable"), axis=1)
    return ranks
