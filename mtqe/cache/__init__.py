"""Rows that were computed before, by content and signature, in one SQLite file of the user.

A cache changes how long a run takes and nothing else: one that is gone, full, locked, broken or
not writable never fails a run.
"""

from mtqe.cache.place import DEFAULT_LIMIT, parse_size, place
from mtqe.cache.rows import complete, look_up
from mtqe.cache.store import Store

__all__ = ["DEFAULT_LIMIT", "Store", "complete", "look_up", "parse_size", "place"]
