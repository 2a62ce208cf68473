"""Quotation marks and brackets that have no partner."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple


class Loose(NamedTuple):
    """A mark without partner, and where it is."""

    kind: Literal["bracket", "quotation"]
    opens: bool
    mark: str
    start: int


_CLOSING = {
    "(": ")", "[": "]", "{": "}", "（": "）", "「": "」", "『": "』", "《": "》", "〈": "〉",
    "“": "”", "‘": "’",
}  # fmt: skip
_OPENING = {closing: opening for opening, closing in _CLOSING.items()}
_BRACKETS = frozenset("()[]{}（）")
_STRAIGHT = frozenset("\"'")
_MARK = re.compile("[" + re.escape("".join([*_CLOSING, *_OPENING, *_STRAIGHT])) + "]")
_SMILEY = re.compile(r"[:;]-?$")
_INCHES = re.compile(r"(?:^|[\s'’.])\d{1,3}[\"”](?:[\s-]|$)")
_LATIN = re.compile(r"[A-Za-z]")
# The end of a word that owns something or lacks a letter, and its beginning: dogs', goin', '90s.
_SHORTENED = re.compile(r"(?:s|in|z|x|\d)$", re.IGNORECASE)
_LEFT_OUT = re.compile(r"\d0s|\d\d\b|t(?:is|was|il)\b|em\b|n\b|cause\b", re.IGNORECASE)

_BEFORE_WORD, _AFTER_WORD = re.compile(r'(?<=[\s(])""'), re.compile('""')


def loose_marks(text: str) -> tuple[Loose, ...]:
    """The marks of a text that have no partner."""
    if not _MARK.search(text):
        return ()
    return tuple(_loose_marks(_unescaped(text)))


def _unescaped(text: str) -> str:
    """A cell of a table whose quotes are doubled, with single ones; all else keeps its place."""
    if len(text) > 2 and text[0] == text[-1] == '"' and '""' in text:
        return _AFTER_WORD.sub('" ', _BEFORE_WORD.sub(' "', f" {text[1:-1]} "))
    return text


def _loose_marks(text: str) -> Iterator[Loose]:
    open_: list[tuple[str, int]] = []
    for match in _MARK.finditer(text):
        mark, k = match[0], match.start()
        if mark in _CLOSING or (mark in _STRAIGHT and _opens(text, mark, k, open_)):
            open_.append((mark, k))
        elif mark not in "'’" or not _is_apostrophe(text, k):
            partner = _partner(mark, open_)
            if partner is not None:
                del open_[partner]
            elif not _stands_alone(text, mark, k):
                yield _loose(mark, k, opens=False)
    for mark, k in open_:
        if mark not in "'‘" or not _LEFT_OUT.match(text, k + 1):
            yield _loose(mark, k, opens=True)


def _loose(mark: str, k: int, *, opens: bool) -> Loose:
    return Loose("bracket" if mark in _BRACKETS else "quotation", opens, mark, k)


def _opens(text: str, mark: str, k: int, open_: list[tuple[str, int]]) -> bool:
    """Whether a straight mark opens: by what is around it, else because none is open."""
    if mark == "'" and (_is_apostrophe(text, k) or _LEFT_OUT.match(text, k + 1)):
        return False
    before, after = text[k - 1 : k].strip(), text[k + 1 : k + 2].strip()
    if not after:
        return False
    if not before or before in "([{“‘":
        return True
    return before.isalpha() and after.isalnum() and _partner(mark, open_) is None


def _partner(mark: str, open_: list[tuple[str, int]]) -> int | None:
    """The last mark that is open and goes with it; curly and straight ones go together too."""
    wanted = {mark if mark in _STRAIGHT else _OPENING[mark]}
    wanted |= {'"': {"“"}, "'": {"‘"}, "”": {'"'}, "’": {"'"}}.get(mark, set())
    return next((n for n in range(len(open_) - 1, -1, -1) if open_[n][0] in wanted), None)


def _is_apostrophe(text: str, k: int) -> bool:
    """Whether it stands inside of a Latin word: don't."""
    return bool(k and text[k - 1].isalnum() and _LATIN.match(text, k + 1))


def _stands_alone(text: str, mark: str, k: int) -> bool:
    """Whether a mark closes nothing on purpose."""
    if mark in "'’":
        return bool(_SHORTENED.search(text, max(0, k - 2), k) or _LEFT_OUT.match(text, k + 1))
    if mark in '"”':
        return _INCHES.search(text, max(0, k - 4), k + 2) is not None
    return mark == ")" and _SMILEY.search(text, max(0, k - 2), k) is not None
