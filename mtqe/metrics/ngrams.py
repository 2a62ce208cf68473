"""Exact counts of shared n-grams, for the texts of many segments at a time.

The n-grams of the references are a tree: a node stands for one n-gram of one segment, its parent
for the same n-gram without its last symbol. The hypotheses walk down that tree from every position
at once; what has left it can match nothing longer. So no n-gram is ever made, or hashed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
from numpy.typing import NDArray

IntArray = NDArray[np.int64]
Words = Sequence[Sequence[Sequence[str]]]

# A node, a symbol (code points fit) and a position are packed into one sort key of 63 bits.
_BITS = 21
_MASK = 2**_BITS - 1


@dataclass(frozen=True)
class Side:
    """The hypotheses, or the references, of a batch of segments as one array of symbols.

    Attributes:
        symbols: above 0; 0 after each text, and for what no reference holds.
        segment: the segment that each symbol is in, ascending.
        column: which of the segment's texts each symbol is in.
        texts: number of texts of each segment.
        lengths: number of symbols of each text.
    """

    symbols: IntArray
    segment: IntArray
    column: IntArray
    texts: IntArray
    lengths: IntArray

    def __post_init__(self) -> None:
        """Refuse what a sort key cannot hold.

        Raises:
            OverflowError: more than two million symbols.
        """
        if self.symbols.size > _MASK:
            raise OverflowError(f"{self.symbols.size} symbols, at most {_MASK} are possible")

    def count(self, node: IntArray, position: IntArray, nodes: int) -> IntArray:
        """Shape (nodes, texts): how many of these positions have reached each node."""
        columns = int(self.texts.max(initial=0))
        cells = np.bincount(node * columns + self.column[position], minlength=nodes * columns)
        return cells.reshape(nodes, columns)


@dataclass(frozen=True)
class Shared:
    """The n-grams of one order that the references hold.

    Attributes:
        segment: shape (n,), ascending: whose n-gram it is.
        hypotheses: shape (n, columns): how often each hypothesis of the segment holds it.
        references: shape (n, columns): the same of its references.
        texts: number of hypotheses of each segment.
    """

    segment: IntArray
    hypotheses: IntArray
    references: IntArray
    texts: IntArray

    def matches(self, most: IntArray) -> IntArray:
        """How many n-grams of each hypothesis match; all hypotheses in order.

        Args:
            most: shape (n,), how often each n-gram may be matched.
        """
        found = np.minimum(self.hypotheses, most[:, np.newaxis])
        totals = np.zeros((self.texts.size, found.shape[1]), dtype=np.int64)
        starts = np.flatnonzero(np.diff(self.segment, prepend=-1))
        if starts.size:
            totals[self.segment[starts]] = np.add.reduceat(found, starts, axis=0)
        return totals[np.arange(found.shape[1]) < self.texts[:, np.newaxis]]


def encode_characters(texts: Sequence[Sequence[str]]) -> Side:
    """The characters of each segment's texts."""
    joined = "".join(chain.from_iterable(texts))
    codes = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), dtype="<u4")
    return _side(texts, codes.astype(np.int64) + 1)


def encode_words(hypotheses: Words, references: Words) -> tuple[Side, Side]:
    """The words of each segment's texts, which are lists of words."""
    numbers: dict[str, int] = {}
    known = [
        numbers.setdefault(word, len(numbers) + 1)
        for texts in references for words in texts for word in words
    ]  # fmt: skip
    others = [numbers.get(word, 0) for texts in hypotheses for words in texts for word in words]
    return (
        _side(hypotheses, np.array(others, dtype=np.int64)),
        _side(references, np.array(known, dtype=np.int64)),
    )


def shared_ngrams(hypotheses: Side, references: Side, order: int) -> Iterator[Shared]:
    """What the texts of the same segments share, from single symbols up to this order."""
    position, place = np.flatnonzero(references.symbols), np.flatnonzero(hypotheses.symbols)
    node, walker = references.segment[position], hypotheses.segment[place]
    # The roots of the tree are the segments.
    segment = np.arange(references.texts.size)
    for n in range(order):
        node, position, keys = _grow(node, position, references.symbols, n)
        walker, place = _walk(walker, place, hypotheses.symbols, n, keys, segment.size)
        segment = segment[keys >> _BITS]
        yield Shared(
            segment,
            hypotheses.count(walker, place, segment.size),
            references.count(node, position, segment.size),
            hypotheses.texts,
        )


def _side(texts: Words, symbols: IntArray) -> Side:
    counts = np.array([len(of_segment) for of_segment in texts], dtype=np.int64)
    lengths = np.array([len(text) for text in chain.from_iterable(texts)], dtype=np.int64)
    segment = np.repeat(np.arange(counts.size), counts)
    column = np.arange(segment.size) - np.repeat(np.cumsum(counts) - counts, counts)
    spaced = np.zeros(symbols.size + lengths.size, dtype=np.int64)
    inside = np.ones(spaced.size, dtype=np.bool_)
    inside[np.cumsum(lengths + 1) - 1] = False
    spaced[inside] = symbols
    segment, column = np.repeat(segment, lengths + 1), np.repeat(column, lengths + 1)
    return Side(spaced, segment, column, counts, lengths)


def _grow(
    node: IntArray, position: IntArray, symbols: IntArray, n: int
) -> tuple[IntArray, IntArray, IntArray]:
    """The children of the nodes that these positions of the references have reached.

    Returns:
        The children's numbers and their positions, both in the order of the numbers; and for each
        child, ascending, the parent and the symbol that leads to it.
    """
    symbol = symbols[position + n]
    inside = np.flatnonzero(symbol)
    packed = (node[inside] << _BITS | symbol[inside]) << _BITS | position[inside]
    packed.sort(kind="stable")
    keys = packed >> _BITS
    first = np.diff(keys, prepend=-1) != 0
    return np.cumsum(first) - 1, packed & _MASK, keys[first]


def _walk(
    node: IntArray, position: IntArray, symbols: IntArray, n: int, keys: IntArray, nodes: int
) -> tuple[IntArray, IntArray]:
    """The positions of the hypotheses that are still in the tree, one symbol further."""
    if not keys.size:
        return node[:0], position[:0]
    symbol = symbols[position + n]
    wanted = node << _BITS | symbol
    starts = np.searchsorted(keys, np.arange(nodes + 1) << _BITS)
    child = starts[node]
    # Most nodes have one child; the others are searched where the first is not the one.
    padded = np.append(keys, -1)
    missed = np.flatnonzero((padded[child] != wanted) & (starts[node + 1] - child > 1))
    child[missed] = np.searchsorted(keys, wanted[missed])
    there = np.flatnonzero(padded[child] == wanted)
    return child[there], position[there]
