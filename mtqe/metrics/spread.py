"""Work spread over processes; the results are the same, whatever their number."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
from collections import deque
from collections.abc import Callable, Generator, Iterable
from concurrent.futures import Future, ProcessPoolExecutor
from multiprocessing.context import BaseContext
from typing import TypeVar

T = TypeVar("T")
R = TypeVar("R")

# Windows can wait for no more.
_MOST = 61


def spread(
    function: Callable[[T], R], items: Iterable[T], workers: int
) -> Generator[tuple[T, R], None, None]:
    """Items with their results, in order; close the iterator to stop early.

    Args:
        function: can be pickled, as its arguments and results can.
        items: read a few ahead of what is yielded.
        workers: processes; with one, it is this one.
    """
    if workers < 2:
        yield from ((item, function(item)) for item in items)
        return
    workers = min(workers, _MOST)
    pool = ProcessPoolExecutor(workers, mp_context=_context(), initializer=_prepare)
    waiting: deque[tuple[T, Future[R]]] = deque()
    try:
        for item in items:
            waiting.append((item, pool.submit(function, item)))
            if len(waiting) > 2 * workers:
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
