"""Tables of lexical evidence: what two short texts show of each other, in log-likelihood ratios.

What speaks for a key is how much likelier its counterpart is in a translation (`strength`) than in
any other sentence of the text (`share`); what speaks against, that a translation lacks it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, reduce
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from mtqe.pairing.keys import HANGUL_KINDS, Key, Keys
from mtqe.pairing.lattice import PRIOR, FloatArray, Shape
from mtqe.pairing.learn import Learnt
from mtqe.pairing.lexicon import Lexicon
from mtqe.pairing.links import Link, find_links

Float32Array = NDArray[np.float32]
Floating = TypeVar("Floating", np.float32, np.float64)

# Tuned on NTREX (61 documents, perturbed) and Park et al. (50 pseudo-documents).
_WEIGHT = 0.7  # keys are not independent
_CLIP = 5.0  # nats, the most that one key can say
_SMOOTHING = 0.3  # sentences added to those with a counterpart
_AGAIN = 0.12  # probability that a sentence's second half repeats one of its words
# Nats against a sentence for what the whole other text shows nowhere.
_UNMATCHED = {"number": 0.8, "latin": 0.8, "name": 0.25, "known": 0.12}
_MOST_UNMATCHED = 1.5


@dataclass(frozen=True)
class Match:
    """A pair of counterparts in a bead, and what it is worth (nats)."""

    source: Key
    target: Key
    weight: float


class Side:
    """One side's keys against the other side's sentences.

    Attributes:
        has: (sentences, keys), 1 where a sentence has a key.
        strength: (keys, other sentences), the best link into that sentence.
    """

    def __init__(self, own: Sequence[Keys], other: Sequence[Keys], links: Sequence[Link]) -> None:
        self.index = {key: k for k, key in enumerate(dict.fromkeys(a for a, _, _ in links))}
        self.has = _occurrences(own, self.index)
        columns = {key: k for k, key in enumerate(dict.fromkeys(b for _, b, _ in links))}
        there = _occurrences(other, columns)
        self.strength = np.zeros((len(self.index), len(other)), dtype=np.float32)
        for a, b, strength in links:
            row = self.strength[self.index[a]]
            np.maximum(row, strength * there[:, columns[b]], out=row)
        count = (self.strength > 0).sum(axis=1)
        self._share = (count + _SMOOTHING) / (len(other) + 1)
        frequency = (self.has.sum(axis=0) + _SMOOTHING) / (len(own) + 1)
        self._worths: dict[int, tuple[FloatArray, FloatArray]] = {}
        self._again = np.minimum(0.0, np.log(_AGAIN / frequency))

    def table(self, own: int, other: int) -> FloatArray:
        """Sums of the keys' log-likelihood ratios.

        Args:
            own: sentences of this side in a bead.
            other: of the other side.

        Returns:
            shape (starts on this side, starts on the other side).
        """
        counts = reduce(np.add, _windows(self.has, own))
        ratios, again = self._worth(other)
        result: FloatArray = np.minimum(counts, 1.0) @ ratios
        if own > 1:
            result += (counts > 1) @ again
        return result

    def _worth(self, other: int) -> tuple[FloatArray, FloatArray]:
        """What each key is worth against each run of the other side, and what if it recurs."""
        if other not in self._worths:
            strength = reduce(np.maximum, _windows(self.strength.T, other)).T
            again = (strength > 0) * self._again[:, None]
            self._worths[other] = self.ratios(strength, other), again
        return self._worths[other]

    def forget(self) -> None:
        """Free what only tables need: a book has hundreds of pieces."""
        self._worths.clear()

    def weights(self, other: slice) -> FloatArray:
        """Each key's log-likelihood ratio, given some of the other side's sentences."""
        strength = self.strength[:, other].max(axis=1, keepdims=True)
        weights: FloatArray = self.ratios(strength, other.stop - other.start)[:, 0]
        return weights

    def ratios(self, strength: NDArray[Floating], other: int) -> FloatArray:
        """Log-likelihood ratio of each key being matched that well, or not at all."""
        share = (1 - (1 - self._share) ** other)[:, None]
        best = self.strength.max(axis=1, initial=0.0)[:, None]
        matched = np.clip(np.log(strength / share + 1 - strength), 0.0, _CLIP)
        missing = np.log((1 - best) / (1 - share * best))
        ratios: FloatArray = np.where(strength > 0, matched, missing)
        return ratios


class Tables:
    """The evidence of every bead of two texts that are short enough for full tables."""

    def __init__(
        self,
        source: Sequence[Keys],
        target: Sequence[Keys],
        lexicon: Lexicon,
        learnt: Learnt | None = None,
    ) -> None:
        keys = [
            list(dict.fromkeys(key for keys in side for key in keys)) for side in (source, target)
        ]
        links = find_links(keys[0], keys[1], lexicon, learnt=learnt)
        turned = [(b, a, strength) for a, b, strength in links]
        self._links = links
        self._source, self._target = Side(source, target, links), Side(target, source, turned)
        self._lacking = (
            _lacking(source, self._source.index, lexicon),
            _lacking(target, self._target.index, lexicon),
        )

    @cached_property
    def tables(self) -> dict[Shape, Float32Array]:
        """Evidence of all beads of each shape: (source starts, target starts)."""
        tables = {shape: self._table(*shape).astype(np.float32) for shape in PRIOR if all(shape)}
        self._source.forget()
        self._target.forget()
        return tables

    def _table(self, a: int, b: int) -> FloatArray:
        both = self._source.table(a, b) + self._target.table(b, a).T
        lacking = (
            reduce(np.add, _windows(self._lacking[0], a))[:, None]
            + reduce(np.add, _windows(self._lacking[1], b))[None, :]
        )
        table: FloatArray = 0.5 * _WEIGHT * both - lacking
        return table

    def matches(self, source: slice, target: slice) -> list[Match]:
        """The counterparts that a bead shows, the strongest first."""
        here = self._source.has[source].max(axis=0) > 0
        there = self._target.has[target].max(axis=0) > 0
        weights = (
            self._source.weights(target),
            self._target.weights(source),
        )
        found = [
            (weights[0][i] + weights[1][j], a, b)
            for a, b, _ in self._links
            if here[i := self._source.index[a]] and there[j := self._target.index[b]]
        ]
        return [Match(a, b, 0.5 * _WEIGHT * float(w)) for w, a, b in sorted(found, reverse=True)]


def _windows(values: NDArray[Floating], size: int) -> list[NDArray[Floating]]:
    """The first, second, ... row of every run of rows: `size` arrays."""
    return [values[k : max(0, len(values) - size + 1 + k)] for k in range(size)]


def _occurrences(sentences: Sequence[Keys], index: dict[Key, int]) -> Float32Array:
    has = np.zeros((len(sentences), len(index)), dtype=np.float32)
    for row, keys in zip(has, sentences, strict=True):
        row[[index[key] for key in keys if key in index]] = 1.0
    return has


def _lacking(sentences: Sequence[Keys], linked: Iterable[Key], lexicon: Lexicon) -> FloatArray:
    """What each sentence has that the whole other text shows nowhere (nats)."""
    known = set(linked)
    return np.array([min(_MOST_UNMATCHED, _lack(keys, known, lexicon)) for keys in sentences])


def _lack(keys: Keys, linked: set[Key], lexicon: Lexicon) -> float:
    hangul = any(key.kind in HANGUL_KINDS for key in keys)
    total = 0.0
    for key in keys:
        if key in linked:
            continue
        if key.kind == "number":
            total += _UNMATCHED["number"]
        elif key.kind == "word":
            if hangul:
                total += _UNMATCHED["latin"]
            elif (key.text,) in lexicon.phrases:
                total += _UNMATCHED["known"]
        elif key.text in lexicon.english:
            total += _UNMATCHED["known"]
        elif key.kind == "proper":
            total += _UNMATCHED["name"]
    return total
