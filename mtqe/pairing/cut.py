"""Cutting a text that spans several segments."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from itertools import pairwise

import numpy as np

from mtqe.pairing.align import Aligner
from mtqe.pairing.keys import Key
from mtqe.pairing.lattice import FloatArray
from mtqe.pairing.links import find_links
from mtqe.pairing.overlap import ngrams
from mtqe.pairing.sentences import split_sentences

# In nats, tuned on NTREX (news, segments joined): what a border is worth after a sentence, a Korean
# clause and a comma; what it costs to be off its place, by the share of the text between; what it
# is worth, by the same share, that tokens are all in the part's reference.
_SENTENCE, _CLAUSE, _COMMA = 4.0, 2.0, 1.0
_OFF_PLACE, _LIKENESS = 20.0, 40.0
_CHANCE = 0.05  # probability that a part's source links to a token that does not translate it
# What spaces separate; Japanese and Chinese, which have none, may be cut after any character.
_CJK = r"\u3041-\u30ff\u3400-\u4dbf\u4e00-\u9fff"
_TOKEN = re.compile(rf"[{_CJK}]|[^\s{_CJK}]+")
_BORDERS = {
    re.compile(r"(?:고|며|면서|지만|는데|다|요),?$"): _CLAUSE,
    re.compile(r"[,;:，、]$"): _COMMA,
}

Evidence = Callable[[Sequence[str]], FloatArray]


def cut_translation(
    text: str,
    sources: Sequence[str],
    aligner: Aligner,
    *,
    references: Sequence[str] | None = None,
    sentence_ends: Collection[int] = (),
) -> list[tuple[int, int]]:
    """Cut a text into the translations of several source texts.

    Each token wants to be in the part whose source shows its counterpart: the same number, name
    or Latin word, or a word that the lexicon or the run's other documents know. Sentences that
    end within the text are good places. Everything else is as for `cut`.
    """
    found = split_sentences(text, aligner.target_language)
    return cut(
        text,
        [max(1, len(source)) for source in sources],
        evidence=lambda tokens: _linked(tokens, sources, aligner),
        references=references,
        sentence_ends={*sentence_ends, *(end for _, end in found)},
    )


def cut(
    text: str,
    shares: Sequence[float],
    *,
    evidence: Evidence | None = None,
    references: Sequence[str] | None = None,
    sentence_ends: Collection[int] = (),
) -> list[tuple[int, int]]:
    """Cut a text into as many parts as there are shares, at the best token borders.

    Args:
        text: not empty.
        shares: how long the parts should be, in any unit.
        evidence: tokens -> (parts, tokens), what speaks for each token being in each part (nats).
        references: what each part should resemble, if known.
        sentence_ends: offsets after which a cut hurts less.

    Returns:
        half-open ranges in order; only white space lies outside them. The last parts are empty
        when there are more parts than tokens.
    """
    spans = [match.span() for match in _TOKEN.finditer(text)]
    tokens = [text[start:end] for start, end in spans]
    parts = min(len(tokens), len(shares))
    lengths = np.array(list(map(len, tokens)), dtype=np.float64)
    lengths /= lengths.sum()
    reached = np.concatenate([[0.0], lengths.cumsum()])
    expected = np.cumsum(shares[:parts]) / np.sum(shares[:parts])
    worth = [
        _SENTENCE if end in sentence_ends else _border(token)
        for token, (_, end) in zip(tokens, spans, strict=True)
    ]
    borders = np.array([0.0, *worth]) - _OFF_PLACE * np.abs(reached - expected[:, None])
    gains = np.zeros((parts, len(tokens)))
    if evidence is not None and parts > 1:
        gains += evidence(tokens)[:parts]
    for part, reference in enumerate((references or ())[:parts]):
        gains[part] += _LIKENESS * _likeness(tokens, reference) * lengths
    reached_gains = np.concatenate([np.zeros((parts, 1)), gains.cumsum(axis=1)], axis=1)
    places = [0, *_best_borders(borders, reached_gains), len(tokens)]
    ranges = [(spans[a][0], spans[b - 1][1]) for a, b in pairwise(places)]
    return ranges + [(len(text), len(text))] * (len(shares) - parts)


def _border(token: str) -> float:
    """What it is worth to cut after a token."""
    return sum(worth for pattern, worth in _BORDERS.items() if pattern.search(token))


def _linked(tokens: Sequence[str], sources: Sequence[str], aligner: Aligner) -> FloatArray:
    """Log-likelihood ratio of each token's best link into each source, against chance."""
    keys = aligner.keys(tokens, aligner.target_language)
    every = {key for token in keys for key in token}
    rows = []
    for source in aligner.keys(sources, aligner.source_language):
        best = defaultdict[Key, float](float)
        for _, key, strength in find_links(source, every, aligner.entries, learnt=aligner.learnt):
            best[key] = max(best[key], strength)
        rows.append([max((best[key] for key in token), default=0.0) for token in keys])
    ratios: FloatArray = np.log1p(np.array(rows) / _CHANCE)
    return ratios


def _likeness(tokens: Sequence[str], reference: str) -> FloatArray:
    """Share of each token's n-grams that the reference has."""
    known = set(ngrams(reference))
    grams = [ngrams(token) for token in tokens]
    return np.array([sum(gram in known for gram in token) / max(1, len(token)) for token in grams])


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
