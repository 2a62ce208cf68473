"""Files that should be parallel and are not: which one, by how much, and from where on."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from mtqe.errors import DataError
from mtqe.loaders.text import TextFile

FloatArray = np.ndarray[tuple[int], np.dtype[np.float64]]

# A pair of lines whose lengths differ by more than e^2 says no more than "these do not belong".
_WORST = 2.0


def check_counts(file: TextFile, frame: TextFile) -> None:
    """Refuse a file of texts that has not one line per line of `frame`.

    Raises:
        DataError: names both counts and where the files lose step.
    """
    if len(file.lines) != len(frame.lines):
        raise DataError(
            f"{_counts(file, frame)} (they lose step near line "
            f"{find_lost_step(file.lines, frame.lines)}). Pair by id with format "
            '"table", or let mtqe align whole documents with format "documents".'
        )


def check_document_count(file: TextFile, frame: TextFile) -> None:
    """Refuse a file of document ids that has not one line per line of `frame`.

    Raises:
        DataError: names both counts.
    """
    if len(file.lines) != len(frame.lines):
        raise DataError(
            f"{_counts(file, frame)}. Give the document id of every line, one id per line."
        )


def find_lost_step(left: Sequence[str], right: Sequence[str]) -> int:
    """The 1-based line from which on two texts of unequal length no longer correspond.

    An estimate from the lines' lengths in characters: lines that translate each other are long or
    short together. Before the line they are compared one to one, behind it the longer text is
    moved by the difference of the counts; the line is where this fits best. How much longer one
    language is than the other is told by the lines themselves, in step or moved, whichever fits
    better. Where nothing speaks for a line, it is the end of the shorter text.
    """
    short, long = sorted((_log_lengths(left), _log_lengths(right)), key=len)
    in_step = long[: len(short)] - short
    moved = long[len(long) - len(short) :] - short
    splits = (_best_split(in_step, moved, float(np.median(gaps))) for gaps in (in_step, moved))
    return min(splits)[1] + 1


def _best_split(in_step: FloatArray, moved: FloatArray, level: float) -> tuple[float, int]:
    """The lowest cost, and the number of lines before the split: of equally good ones the last."""
    before, behind = (np.minimum(np.abs(gaps - level), _WORST) for gaps in (in_step, moved))
    cost = _sums(before) + behind.sum() - _sums(behind)
    # Rounded, so that equally good places are equal.
    backwards = np.round(cost[::-1], 9)
    return float(backwards.min()), len(before) - int(np.argmin(backwards))


def _counts(file: TextFile, frame: TextFile) -> str:
    return f"{file.path}: {len(file.lines)} lines, but {frame.path} has {len(frame.lines)}"


def _log_lengths(lines: Sequence[str]) -> FloatArray:
    return np.log(np.array([len(line) + 1 for line in lines], dtype=np.float64))


def _sums(values: FloatArray) -> FloatArray:
    """Sum of the first 0, 1, ... n values."""
    return np.concatenate([np.zeros(1), np.cumsum(values)])
