"""What separates two texts: by characters where they carry meaning, by words in Latin script."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

from rapidfuzz.distance import Levenshtein

Operation = Literal["equal", "delete", "insert"]
Difference = tuple[tuple[Operation, str], ...]

# Single letters that two English words share tell nothing, a Hangul syllable does.
_WORD = "[A-Za-z0-9\u00c0-\u024f\u0300-\u036f]+"
# Decomposed Hangul and combining marks stay with their letter: half a syllable cannot be read.
_UNIT = re.compile(
    f"{_WORD}|"
    "[\u1100-\u115f\ua960-\ua97f]+[\u1160-\u11a7\ud7b0-\ud7c6]+[\u11a8-\u11ff\ud7cb-\ud7fb]*"
    "|.[\u0300-\u036f]*",
    re.DOTALL,
)


def difference(before: str, after: str) -> Difference:
    """How one text becomes the other.

    What is shared between two changes that are both longer is taken into the change: single
    letters that stay by chance make two unlike sentences unreadable.

    Returns:
        Pairs of operation and text; `equal` and `delete` together are `before`, `equal` and
        `insert` together are `after`.
    """
    found: list[tuple[Operation, str]] = []
    deleted = inserted = ""
    chunks = list(_chunks(before, after))
    for position, (kept, old, new) in enumerate(chunks):
        following = max(map(len, chunks[position][1:]))
        if 0 < len(kept) < min(following, max(len(deleted), len(inserted))):
            deleted, inserted = deleted + kept, inserted + kept
        elif kept:
            found += _change(deleted, inserted)
            found.append(("equal", kept))
            deleted = inserted = ""
        deleted, inserted = deleted + old, inserted + new
    return tuple(found + _change(deleted, inserted))


def _change(deleted: str, inserted: str) -> list[tuple[Operation, str]]:
    change: list[tuple[Operation, str]] = [("delete", deleted), ("insert", inserted)]
    return [(operation, text) for operation, text in change if text]


def _chunks(before: str, after: str) -> Iterator[tuple[str, str, str]]:
    """Triples of shared text, then deleted, then inserted text."""
    old, new = _UNIT.findall(before), _UNIT.findall(after)
    kept = deleted = inserted = ""
    for code in Levenshtein.opcodes(old, new):
        left = "".join(old[code.src_start : code.src_end])
        if code.tag == "equal":
            if deleted or inserted:
                yield kept, deleted, inserted
            kept, deleted, inserted = left, "", ""
        else:
            deleted += left
            inserted += "".join(new[code.dest_start : code.dest_end])
    yield kept, deleted, inserted
