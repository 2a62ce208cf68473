"""Texts through the encoder in batches of like length, several batches side by side."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any, TypeVar

import torch
from torch import Tensor

from mtqe.errors import MetricError
from mtqe.metrics.comet.engine.encoder import Batch
from mtqe.metrics.comet.engine.mixing import Reader
from mtqe.metrics.comet.engine.tokens import Tokens

T = TypeVar("T")
Take = Callable[[Tokens, Tensor, Tensor | None], T]
"""What is kept of a text: from its tokens, their mixtures, their states in the labels' layer."""


class Encoding:
    """The encoder at work.

    Attributes:
        budget: tokens of a batch at most; halved where memory runs out. A longer text is a batch
            of its own.
    """

    def __init__(self, reader: Reader, budget: int) -> None:
        self._reader = reader
        self.budget = budget

    def each(
        self, texts: Sequence[Tokens], take: Take[T], advance: Callable[[float], None]
    ) -> list[T]:
        """What is kept of each text, in order; `advance` is told the share that is done.

        Raises:
            MetricError: memory does not suffice for one text.
        """
        # Long ones first: memory runs out early or not at all, and no thread is left with them.
        order = sorted(range(len(texts)), key=lambda n: -len(texts[n].ids))
        ordered = [texts[n] for n in order]
        found: list[T] = []
        total, done = sum(map(_size, ordered)), 0
        with _side_by_side(self._reader.encoder.kernels.device) as run:
            batches = self._cut(ordered)
            for batch, kept in zip(
                batches, run(lambda b: self._run(b, take), batches), strict=True
            ):
                found += kept
                done += sum(map(_size, batch))
                advance(done / total)
        return [kept for _, kept in sorted(zip(order, found, strict=True), key=lambda x: x[0])]

    def _cut(self, texts: Sequence[Tokens]) -> list[list[Tokens]]:
        batches: list[list[Tokens]] = []
        room = 0
        for text in texts:
            if _size(text) > room:
                batches.append([])
                room = self.budget
            batches[-1].append(text)
            room -= _size(text)
        return batches

    def _run(self, texts: list[Tokens], take: Take[T]) -> list[T]:
        if len(texts) > 1 and sum(map(_size, texts)) > self.budget:
            return self._halves(texts, take)
        try:
            return self._once(texts, take)
        except (RuntimeError, MemoryError) as error:
            if not _out_of_memory(error):
                raise
            if len(texts) == 1:
                raise MetricError(
                    f"COMET: not enough memory for a text of {_size(texts[0])} tokens on "
                    f'{self._reader.encoder.kernels.device}. Close other programs, or use "device: '
                    'cpu".'
                ) from error
        self.budget = sum(map(_size, texts)) // 2
        return self._halves(texts, take)

    def _halves(self, texts: list[Tokens], take: Take[T]) -> list[T]:
        middle = len(texts) // 2
        return self._run(texts[:middle], take) + self._run(texts[middle:], take)

    @torch.inference_mode()
    def _once(self, texts: list[Tokens], take: Take[T]) -> list[T]:
        encoder = self._reader.encoder
        batch = Batch.of([text.ids for text in texts], encoder.shape.pad, encoder.kernels)
        mixed, words = self._reader.read(batch)
        kept: list[T] = []
        start = 0
        for text in texts:
            rows = slice(start, start := start + _size(text))
            kept.append(take(text, mixed[rows], None if words is None else words[rows]))
        return kept


def _size(text: Tokens) -> int:
    return len(text.ids)


def _out_of_memory(error: Exception) -> bool:
    if isinstance(error, (MemoryError, torch.OutOfMemoryError)):
        return True
    return "not enough memory" in str(error) or "can't allocate memory" in str(error)


@contextmanager
def _side_by_side(device: torch.device) -> Iterator[Callable[..., Iterator[Any]]]:
    """A `map` over as many threads as torch would use, each of which computes alone.

    Within one thread the order of a sum never changes with the number of threads, and threads that
    do not wait for each other lose less to other programs.
    """
    count = torch.get_num_threads()
    if device.type != "cpu" or count == 1:
        yield map
        return
    pool = ThreadPoolExecutor(count, initializer=torch.set_num_threads, initargs=(1,))
    try:
        yield pool.map
    finally:
        pool.shutdown(cancel_futures=True)
        torch.set_num_threads(count)
