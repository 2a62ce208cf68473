"""Word lists of checks: written as words, read as one pattern."""

from __future__ import annotations

import re


def word_list(words: str) -> re.Pattern[str]:
    """A pattern that finds English words, whatever their case.

    Args:
        words: separated by white space; `_` is a space, a `*` at the end any further letters.
    """
    patterns = (
        re.escape(word).replace("_", " ").replace(r"\*", "[a-z]*") for word in words.split()
    )
    return re.compile(rf"\b(?:{'|'.join(patterns)})\b", re.IGNORECASE)


def syllables(words: str) -> re.Pattern[str]:
    """A pattern that finds pieces of Korean words.

    Args:
        words: regular expressions, separated by white space; `_` is a space or none.
    """
    return re.compile("|".join(word.replace("_", " ?") for word in words.split()))
