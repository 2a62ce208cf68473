"""The accepted scorecard: what later runs are judged against, in a folder that git keeps.

It holds the hypotheses and the scores of neural metrics; the rows of the others are computed again
from its texts. Nothing in it depends on time or machine, and a segment is a line of its own, so
that diffs and merges are clean.
"""

from __future__ import annotations

from mtqe.accepted.files import HEAD, encode, file_names
from mtqe.accepted.model import Accepted, AcceptedSystem, Key, of_card
from mtqe.accepted.reading import read

__all__ = ["HEAD", "Accepted", "AcceptedSystem", "Key", "encode", "file_names", "of_card", "read"]
