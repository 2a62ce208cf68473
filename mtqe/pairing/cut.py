"""Cutting a text that spans several segments."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from itertools import pairwise

import numpy as np

from mtqe.pairing.lattice import FloatArray
from mtqe.pairing.overlap import ngrams

# In shares of the text: what a border after a sentence or a comma is worth, and how much of what
# the border lies off its expected place counts against what the references say.
_SENTENCE_BORDER, _COMMA_BORDER = 0.1, 0.05
_OFF_PLACE = 0.5
# What spaces separate; Japanese and Chinese, which have none, may be cut after any character.
_CJK = r"\u3041-\u30ff\u3400-\u4dbf\u4e00-\u9fff"
_TOKEN = re.compile(rf"[{_CJK}]|[^\s{_CJK}]+")


def cut(
    text: str,
    shares: Sequence[float],
    *,
    references: Sequence[str] | None = None,
    sentence_ends: Collection[int] = (),
) -> list[tuple[int, int]]:
    """Cut a text into as many parts as there are shares, at the best token borders.

    Args:
        text: not empty.
        shares: how long the parts should be, in any unit.
        references: what each part should resemble, if known.
        sentence_ends: offsets after which a cut hurts less.

    Returns:
        half-open ranges in order; only white space lies outside them. The last parts are empty
        when there are more parts than tokens.
    """
    tokens = [match.span() for match in _TOKEN.finditer(text)]
    parts = min(len(tokens), len(shares))
    lengths = np.array([end - start for start, end in tokens], dtype=np.float64)
    reached = np.concatenate([[0.0], lengths.cumsum() / lengths.sum()])
    expected = np.cumsum(shares[:parts]) / np.sum(shares[:parts])
    worth = [
        _SENTENCE_BORDER * (end in sentence_ends) + _COMMA_BORDER * (text[end - 1] in ",;:，、")
        for _, end in tokens
    ]
    borders = np.array([0.0, *worth]) - _OFF_PLACE * np.abs(reached - expected[:, None])
    gains = np.zeros((parts, len(tokens) + 1))
    for part, reference in enumerate((references or ())[:parts]):
        gains[part, 1:] = np.cumsum(_likeness(text, tokens, reference) * lengths / lengths.sum())
    places = [0, *_best_borders(borders, gains), len(tokens)]
    spans = [(tokens[a][0], tokens[b - 1][1]) for a, b in pairwise(places)]
    return spans + [(len(text), len(text))] * (len(shares) - parts)


def _likeness(text: str, tokens: Sequence[tuple[int, int]], reference: str) -> FloatArray:
    """Share of each token's n-grams that the reference has."""
    known = set(ngrams(reference))
    shares = []
    for start, end in tokens:
        grams = ngrams(text[start:end])
        shares.append(sum(gram in known for gram in grams) / max(1, len(grams)))
    return np.array(shares)


def _best_borders(borders: FloatArray, gains: FloatArray) -> list[int]:
    """Where each part but the last ends (in tokens), every part having at least one token.

    Args:
        borders: shape (parts, tokens + 1), what it is worth to end a part there.
        gains: the same shape, what the tokens before there are worth in that part.
    """
    parts, places = gains.shape
    best = np.where(np.arange(places) == 0, 0.0, -np.inf)
    came_from = []
    for part in range(parts):
        start = best - gains[part]
        # The best start before each place, and which it is.
        running = np.concatenate([[-np.inf], np.maximum.accumulate(start)[:-1]])
        came_from.append([int(np.argmax(start[: max(1, k)])) for k in range(places)])
        best = running + gains[part] + borders[part]
    place, found = places - 1, []
    for part in range(parts - 1, 0, -1):
        place = came_from[part][place]
        found.append(place)
    return found[::-1]
