"""Words' counterparts learnt from the documents of a run, each from the others' alignments."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from mtqe.core import Bead
from mtqe.pairing.keys import Key, Keys

PairedKeys = tuple[Keys, Keys]  # of the source and of the target of a bead
_Pair = tuple[Key, Key]
_Floats = NDArray[np.float64]
_Ints = NDArray[np.int64]

_KINDS = frozenset({"word", "proper", "noun", "verb"})
_CONFIDENT = 0.8
_FREQUENT = 0.1  # of the beads: words above are grammar
_ROUNDS = 8
_NULL = 0.01  # probability that a word translates nothing, against that of each partner
# Tuned on NTREX (61 documents, perturbed) and Park et al. (50 pseudo-documents).
_LEAST_COUNT = 1.5
_LEAST_STRENGTH = 0.3
_MOST_STRENGTH = 0.75


@dataclass(frozen=True)
class _Counts:
    """In how many beads keys occur, and pairs of keys as each other's translation (expected)."""

    source: Mapping[Key, int]
    target: Mapping[Key, int]
    pairs: Mapping[_Pair, float]


@dataclass(frozen=True)
class Learnt:
    """What the other documents of a run teach about the words of one document."""

    _run: _Counts
    _own: _Counts  # not counted, or a document's wrong beads would confirm themselves
    _partners: Mapping[Key, Sequence[Key]]

    def links(self, source: Iterable[Key], target: Iterable[Key]) -> Iterator[tuple[_Pair, float]]:
        """Pairs of the keys of a source and a target, with the strength of their link."""
        there = set(target)
        for key in source:
            for partner in self._partners.get(key, ()):
                if partner in there:
                    strength = self._strength(key, partner)
                    if strength >= _LEAST_STRENGTH:
                        yield (key, partner), min(strength, _MOST_STRENGTH)

    def _strength(self, key: Key, partner: Key) -> float:
        """Geometric mean of how often the one comes with the other, and the other with the one."""
        pair = key, partner
        together = self._run.pairs[pair] - self._own.pairs.get(pair, 0.0)
        if together < _LEAST_COUNT:
            return 0.0
        here = self._run.source[key] - self._own.source.get(key, 0)
        there = self._run.target[partner] - self._own.target.get(partner, 0)
        return together / float(np.sqrt(here * there))


def confident_pairs(
    source: Sequence[Keys], target: Sequence[Keys], beads: Iterable[Bead]
) -> list[PairedKeys]:
    """What to learn from in an aligned document: the keys of the beads that are likely right.

    Args:
        source: keys of its source sentences.
        target: of its target sentences.
        beads: its alignment.
    """
    return [
        (_union(source, bead.source), _union(target, bead.target))
        for bead in beads
        if bead.kind == "match" and (bead.confidence or 0.0) >= _CONFIDENT
    ]


def learn(documents: Sequence[Sequence[PairedKeys]]) -> list[Learnt]:
    """Learn words' translations: IBM model 1 (Brown et al. 1993), both directions multiplied.

    Args:
        documents: of each document of the run, see `confident_pairs`.

    Returns:
        for each document what the others teach.
    """
    source, target = _words(documents, 0), _words(documents, 1)
    meetings = _meet(documents, source, target)
    expected = np.sqrt(_expect(meetings, 0) * _expect(meetings, 1))
    totals = np.bincount(meetings.pair, weights=expected, minlength=len(meetings.words))
    often = totals >= _LEAST_COUNT
    keys = list(source), list(target)
    names = {
        int(k): (keys[0][a], keys[1][b])
        for k in np.flatnonzero(often)
        for a, b in [meetings.words[k]]
    }
    partners = defaultdict[Key, list[Key]](list)
    for a, b in names.values():
        partners[a].append(b)
    run = _Counts(source, target, {pair: float(totals[k]) for k, pair in names.items()})
    shares: list[Counter[_Pair]] = [Counter() for _ in documents]
    chosen = np.flatnonzero(often[meetings.pair])
    for document, pair, share in zip(
        meetings.document[chosen], meetings.pair[chosen], expected[chosen], strict=True
    ):
        shares[document][names[int(pair)]] += float(share)
    return [
        Learnt(run, _Counts(_count(beads, 0), _count(beads, 1), own), partners)
        for beads, own in zip(documents, shares, strict=True)
    ]


class _Meetings(NamedTuple):
    """Every pair of a source and a target word that some bead holds.

    Attributes:
        document: of each meeting, in order.
        pair: which pair meets.
        places: which occurrence of the source word, and which of the target word.
        words: shape (pairs, 2): the source and the target word of each pair.
    """

    document: _Ints
    pair: _Ints
    places: _Ints
    words: _Ints


def _meet(
    documents: Sequence[Sequence[PairedKeys]], source: Iterable[Key], target: Iterable[Key]
) -> _Meetings:
    ids = [{key: k for k, key in enumerate(side)} for side in (source, target)]
    blocks, seen = [np.zeros((5, 0), dtype=np.int64)], np.zeros((2, 1), dtype=np.int64)
    for document, beads in enumerate(documents):
        for bead in beads:
            words = [
                np.array([index[key] for key in keys if key in index], dtype=np.int64)
                for keys, index in zip(bead, ids, strict=True)
            ]
            a, b = grid = np.indices((len(words[0]), len(words[1]))).reshape(2, -1)
            met = np.stack([np.full(len(a), document), words[0][a], words[1][b]])
            blocks.append(np.concatenate([met, seen + grid]))
            seen += [[len(side)] for side in words]
    rows = np.concatenate(blocks, axis=1)
    codes, pair = np.unique(rows[1] * len(ids[1]) + rows[2], return_inverse=True)
    words_of = np.stack(np.divmod(codes, max(1, len(ids[1]))), axis=1)
    return _Meetings(rows[0], pair, rows[3:], words_of)


def _expect(meetings: _Meetings, given: int) -> _Floats:
    """Probability of each meeting to be a translation, if side `given` generates the other."""
    words, places = meetings.words[:, given], meetings.places[1 - given]
    counts: _Floats = np.ones(len(words))
    share = np.zeros(0)
    for _ in range(_ROUNDS):
        chance = (counts / np.bincount(words, weights=counts)[words])[meetings.pair]
        share = chance / (np.bincount(places, weights=chance) + _NULL)[places]
        counts = np.bincount(meetings.pair, weights=share, minlength=len(words)).astype(float)
    return share


def _words(documents: Sequence[Sequence[PairedKeys]], side: int) -> dict[Key, int]:
    """Words that more than one document has, but not every bead, and how many beads have them."""
    used: Counter[Key] = Counter()
    for beads in documents:
        used.update(_count(beads, side).keys())
    counts = _count(chain.from_iterable(documents), side)
    most = _FREQUENT * sum(map(len, documents))
    return {key: n for key, n in counts.items() if used[key] > 1 and n <= most}


def _count(beads: Iterable[PairedKeys], side: int) -> Counter[Key]:
    return Counter(key for bead in beads for key in bead[side] if key.kind in _KINDS)


def _union(sentences: Sequence[Keys], chosen: Iterable[int]) -> dict[Key, str]:
    return {key: text for k in chosen for key, text in sentences[k].items()}
