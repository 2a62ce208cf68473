"""What a user may decide about the pairing of sentences."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Pairing:
    """How the sentences of whole documents are paired.

    Attributes:
        lexicon: a tab-separated file of Korean words and their English translations that counts
            beside the package's own.
        learn: whether a run of many documents is paired twice, the second time with the words
            that its other documents teach.
    """

    lexicon: str | None = None
    learn: bool = True
