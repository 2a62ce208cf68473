"""The encoder's tokenizer, by `tokenizers` alone, cut where COMET cuts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from mtqe.errors import MetricError

RESERVED = 2
"""Positions that COMET leaves unused when it cuts a single text."""


@dataclass(frozen=True, slots=True)
class Tokens:
    """A text as the encoder reads it.

    Attributes:
        ids: with the special tokens at both ends.
        offsets: for each token, its first character and the one behind it, in the text.
        length: tokens before anything was cut off.
    """

    ids: tuple[int, ...]
    offsets: tuple[tuple[int, int], ...]
    length: int


class Tokenizer:
    """The tokenizer.json of an XLM-R encoder.

    Attributes:
        positions: tokens that the encoder has positions for.
        limit: tokens that COMET lets a single text have.
        pad: id of the padding token, which a text may contain as `<pad>`.
        end: id of the token that ends a text and separates two.
    """

    def __init__(self, file: Path, positions: int) -> None:
        from tokenizers import Tokenizer as Reader

        self.positions = positions
        self.limit = positions - RESERVED
        self._reader = Reader.from_file(str(file))
        self._reader.no_padding()
        self._reader.no_truncation()
        ids = [self._reader.token_to_id(token) for token in ("<pad>", "</s>")]
        if None in ids:
            raise MetricError(f"{file}: has no tokens <pad> and </s>. Use XLM-R's own file.")
        self.pad, self.end = ids

    def count(self, text: str) -> int:
        """Tokens of a text, uncut, with the special ones."""
        return len(self._reader.encode(text).ids)

    def __call__(self, texts: Sequence[str]) -> list[Tokens]:
        """The texts, cut to `limit`."""
        # One by one: in a batch it starts threads, and speaks up when the process is forked later.
        encoded = map(self._reader.encode, texts)
        return [self._cut(encoding.ids, encoding.offsets) for encoding in encoded]

    def join(self, parts: Sequence[Tokens]) -> Tokens:
        """Hypothesis and other texts as one, cut to `positions` at the end."""
        first, *others = (self._without_padding(part) for part in parts)
        ids = first
        for other in others:
            ids = (*ids, self.end, *other[1:])
        uncut = len(ids) + sum(part.length - len(part.ids) for part in parts)
        return Tokens(ids[: self.positions], parts[0].offsets, uncut)

    def _cut(self, ids: list[int], offsets: list[tuple[int, int]]) -> Tokens:
        length = len(ids)
        if length > self.limit:
            # The closing token stays.
            ids = [*ids[: self.limit - 1], ids[-1]]
            offsets = [*offsets[: self.limit - 1], offsets[-1]]
        return Tokens(tuple(ids), tuple(offsets), length)

    def _without_padding(self, tokens: Tokens) -> tuple[int, ...]:
        return tuple(token for token in tokens.ids if token != self.pad)
