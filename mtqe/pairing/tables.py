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
from mtqe.pairing.lattice import PRIOR, FloatArray, IntArray, Shape
from mtqe.pairing.learn import Learnt
from mtqe.pairing.lexicon import Lexicon
from mtqe.pairing.links import find_links

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

    def __init__(
        self, has: Float32Array, there: Float32Array, links: IntArray, strength: FloatArray
    ) -> None:
        """Take what both sides' sentences have.

        Args:
            has: (sentences, keys) of this side.
            there: the same of the other side.
            links: (2, links), a key here and one there.
            strength: of each link.
        """
        self.has = has
        self.strength = np.zeros((has.shape[1], len(there)), dtype=np.float32)
        order = np.argsort(strength)  # where several links meet, the last one stays
        link, sentence = np.nonzero(there.T[links[1, order]])
        self.strength[links[0, order[link]], sentence] = strength[order[link]]
        self._best = self.strength.max(axis=1, initial=0.0)
        count = (self.strength > 0).sum(axis=1)
        self._share = (count + _SMOOTHING) / (len(there) + 1)
        frequency = (self.has.sum(axis=0) + _SMOOTHING) / (len(has) + 1)
        self._again = np.minimum(0.0, np.log(_AGAIN / frequency))
        self._runs: dict[int, tuple[FloatArray, FloatArray, IntArray]] = {}
        self._worths: dict[int, tuple[FloatArray, FloatArray]] = {}

    def table(self, own: int, other: int) -> FloatArray:
        """Sums of the keys' log-likelihood ratios.

        Args:
            own: sentences of this side in a bead.
            other: of the other side.

        Returns:
            shape (starts on this side, starts on the other side).
        """
        has, recurs, keys = self._run(own)
        ratios, again = self._worth(other)
        result: FloatArray = has @ ratios
        if len(keys):
            result += recurs @ again[keys]
        return result

    def _run(self, own: int) -> tuple[FloatArray, FloatArray, IntArray]:
        """Of each run of this side, which keys it has, and which of some again, and those."""
        if own not in self._runs:
            counts = reduce(np.add, _windows(self.has.astype(np.float64), own))
            keys = np.flatnonzero((counts > 1).any(axis=0))
            recurs = (counts[:, keys] > 1).astype(np.float64)
            self._runs[own] = np.minimum(counts, 1.0), recurs, keys
        return self._runs[own]

    def _worth(self, other: int) -> tuple[FloatArray, FloatArray]:
        """What each key is worth against each run of the other side, and what if it recurs."""
        if other not in self._worths:
            strength = reduce(np.maximum, _windows(self.strength.T, other)).T
            matched = strength > 0
            again = matched * self._again[:, None]
            ratios = np.tile(self._missing(other), (strength.shape[1], 1)).T
            keys, _ = np.nonzero(matched)
            ratios[matched] = self._matched(keys, strength[matched], other)
            self._worths[other] = ratios, again
        return self._worths[other]

    def forget(self) -> None:
        """Free what only tables need: a book has hundreds of pieces."""
        self._runs.clear()
        self._worths.clear()

    def weights(self, keys: IntArray, other: slice) -> FloatArray:
        """Log-likelihood ratios of keys that some of the other side's sentences match."""
        strength = self.strength[keys, other].max(axis=1, initial=0.0)
        return self._matched(keys, strength, other.stop - other.start)

    def _matched(self, keys: IntArray, strength: Float32Array, other: int) -> FloatArray:
        """Log-likelihood ratio of each key being matched that well."""
        share = self._shares(other)[keys]
        matched: FloatArray = np.clip(np.log(strength / share + 1 - strength), 0.0, _CLIP)
        return matched

    def _missing(self, other: int) -> FloatArray:
        """The same of not being matched at all."""
        missing: FloatArray = np.log((1 - self._best) / (1 - self._shares(other) * self._best))
        return missing

    def _shares(self, other: int) -> FloatArray:
        shares: FloatArray = 1 - (1 - self._share) ** other
        return shares


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
        here = {key: k for k, key in enumerate(dict.fromkeys(a for a, _, _ in links))}
        there = {key: k for k, key in enumerate(dict.fromkeys(b for _, b, _ in links))}
        self._links = links
        self._places = np.array(
            [[here[a] for a, _, _ in links], [there[b] for _, b, _ in links]], dtype=np.int64
        )
        strength = np.array([strength for _, _, strength in links])
        has = _occurrences(source, here), _occurrences(target, there)
        self._source = Side(*has, self._places, strength)
        self._target = Side(*has[::-1], self._places[::-1], strength)
        self._lacking = _lacking(source, here, lexicon), _lacking(target, there, lexicon)

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
        found = np.flatnonzero(here[self._places[0]] & there[self._places[1]])
        sources, targets = self._places[:, found]
        weights = self._source.weights(sources, target) + self._target.weights(targets, source)
        matches = [(w, *self._links[k][:2]) for w, k in zip(weights.tolist(), found, strict=True)]
        return [Match(a, b, 0.5 * _WEIGHT * w) for w, a, b in sorted(matches, reverse=True)]


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
