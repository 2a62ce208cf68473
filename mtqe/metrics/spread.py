"""Work spread over processes; the results are the same, whatever their number."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Generator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from multiprocessing.context import BaseContext
from typing import TypeVar

T = TypeVar("T")
R = TypeVar("R")

# Seconds of work that are worth the start of other processes.
_WORTH = 1.5
# Windows can wait for no more.
_MOST = 61


def spread(
    function: Callable[[T], R], items: Sequence[T], workers: int
) -> Generator[tuple[T, R], None, None]:
    """Items with their results, in order; close the iterator to stop early.

    Args:
        function: can be pickled, as its arguments and results can.
        items: of about the same size: the first ones tell how long the others will take.
        workers: processes that may be used.
    """
    start = time.perf_counter()
    for number, item in enumerate(items):
        left = len(items) - number
        processes = min(workers, left, _MOST)
        if processes > 1 and number and (time.perf_counter() - start) / number * left > _WORTH:
            yield from _pooled(function, items[number:], processes)
            return
        yield item, function(item)


def _pooled(
    function: Callable[[T], R], items: Sequence[T], processes: int
) -> Generator[tuple[T, R], None, None]:
    pool = ProcessPoolExecutor(processes, mp_context=_context(), initializer=_prepare)
    waiting: deque[tuple[T, Future[R]]] = deque()
    try:
        for item in items:
            waiting.append((item, pool.submit(function, item)))
            if len(waiting) > 2 * processes:
                done, future = waiting.popleft()
                yield done, future.result()
        while waiting:
            done, future = waiting.popleft()
            yield done, future.result()
    finally:
        pool.shutdown(cancel_futures=True)


def _context() -> BaseContext:
    """Never a plain fork: this process may have threads, that of a progress bar for one."""
    if sys.platform != "linux":
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    # Loaded once, in the process that the workers are copies of.
    context.set_forkserver_preload(["mtqe.metrics.bleu", "mtqe.metrics.chrf"])
    return context


def _prepare() -> None:
    """An interrupt is for the parent, and nobody outlives it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_follow_parent, daemon=True).start()


def _follow_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
