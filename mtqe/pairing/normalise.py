"""Unicode normalization: one sentence, one spelling."""

from __future__ import annotations

import unicodedata

from mtqe.core import Normalization


def normalise(text: str, form: Normalization) -> str:
    """The text in NFC, or as it is.

    Hangul written as single jamo (NFD, as macOS file systems and some exports do) looks the same
    and scores next to nothing against composed Hangul.
    """
    return unicodedata.normalize("NFC", text) if form == "nfc" else text
