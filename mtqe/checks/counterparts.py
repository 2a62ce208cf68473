"""The counterparts of the names of two texts, one English and one Korean."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from mtqe.checks.view import View
from mtqe.pairing.korean import tokens
from mtqe.pairing.lexicon import load_lexicon
from mtqe.pairing.names import (
    Name,
    Pieces,
    hangul_names,
    heard,
    is_common,
    latin_names,
    phrases,
    pieces,
    said,
    word_around,
)
from mtqe.pairing.phonetic import likeness, skeletons
from mtqe.pairing.stems import stem

HEARD, _KNOWN, _INSIDE = 0.6, 0.7, 0.75  # likeness of a name, a known one, one inside of a word
_SAID, _SAID_KNOWN = 0.6, 0.65  # the same from Hangul
_PERHAPS = 0.45  # likeness of what may be a bad spelling of a name, not another one
_LIKE_LOWER = 0.15  # less is a word worth that has no capital
_WORD = re.compile(r"[A-Za-z\u00c0-\u024f]+")
_LONGEST_PHRASE = 5
_SHORT_FORMS = (
    (re.compile(r"\bU\.?S\.?(?:A\.?)?(?![A-Za-z])"), "American"),
    (re.compile(r"\bU\.?K\.?(?![A-Za-z])"), "British"),
    (re.compile(r"\bU\.?N\.?(?![A-Za-z])"), "United Nations"),
    (re.compile(r"\bE\.?U\.?(?![A-Za-z])"), "European Union"),
    (re.compile(r"\bDPRK\b|\bPyongyang\b|\bthe North\b"), "North Korea"),
)


class Lost(NamedTuple):
    """A name without counterpart.

    Attributes:
        score: how much the likeliest counterpart sounds like it.
        alone: whether no other word of its run of capitalised words has a counterpart.
    """

    name: Name
    score: float
    alone: bool = True

    def sure(self, names: bool) -> bool:
        """Whether it alone is reason enough to speak up.

        Args:
            names: whether the English text has any: many a borrowed word looks like a name.
        """
        if not names and not self.name.known:
            return False
        if not self.alone:
            return self.score < 0.2 and min(map(len, skeletons(self.name.text))) > 2
        return self.name.known or self.score < _PERHAPS


@dataclass(frozen=True)
class Compared:
    """What became of the names of an English and a Korean text.

    Attributes:
        english: those that the Korean text lacks.
        korean: those that the English text lacks.
        spellings: English name -> how the Korean text has it.
        names: whether the English text has any.
        kept: names of both texts that have a counterpart.
    """

    english: tuple[Lost, ...]
    korean: tuple[Lost, ...]
    spellings: Mapping[Name, str]
    names: bool
    kept: frozenset[str]


def compare(english: str, korean: str, common: frozenset[str], view: View) -> Compared:
    """Find the counterparts of all names, by the lexicon and by sound.

    Args:
        english: a text.
        korean: its counterpart.
        common: words that the test set has in lower case.
        view: whose analysis is used.
    """
    names = view.analysis(latin_names, english)
    others = tuple(hangul_names(korean, view.analysis(tokens, korean)))
    lost, spellings = _lost_english(names, english, korean, common, view) if names else ([], {})
    added = [Lost(o, score) for o in others if (score := _score(o, english, korean)) is not None]
    without = {one.name for one in (*lost, *added)}
    # What sounds a little alike is one name in a bad spelling.
    loose = {
        (one.name, other.name)
        for one in lost
        for other in added
        if not (one.name.known and other.name.known)
        and likeness(other.name.text, one.name.text)[0] >= _PERHAPS
    }
    spellings |= {one: other.text for one, other in loose}
    return Compared(
        tuple(one for one in lost if all(one.name != a for a, _ in loose)),
        tuple(other for other in added if all(other.name != b for _, b in loose)),
        spellings,
        any(not name.opens for name in names),
        frozenset(name.text for name in (*names, *others) if name not in without),
    )


def _lost_english(
    names: Sequence[Name], english: str, korean: str, common: frozenset[str], view: View
) -> tuple[list[Lost], dict[Name, str]]:
    covered = _covered(english, korean.replace(" ", ""))
    spoken: tuple[Pieces, Pieces] | None = None
    found: set[int] = set()
    spellings: dict[Name, str] = {}
    lost: list[tuple[Name, float]] = []
    for name in names:
        if name.text.casefold() in korean.casefold() or name.start in covered:
            found.add(name.run)
            continue
        ordinary = not name.known and (name.text.casefold() in common or is_common(name.text))
        if spoken is None:
            spoken = pieces(korean, view.analysis(tokens, korean))
        score, piece = best_heard(name.text, spoken)
        if score >= (_KNOWN if name.known else HEARD):
            if not ordinary or score > _INSIDE:
                found.add(name.run)
            if not ordinary:
                spellings[name] = piece
        elif not ordinary and not name.opens:
            lost.append((name, score))
    return [Lost(name, score, name.run not in found) for name, score in lost], spellings


def best_heard(name: str, spoken: tuple[Pieces, Pieces]) -> tuple[float, str]:
    """What sounds most like a name; inside of a word only what sounds very much like it."""
    outer, inner = spoken
    score, piece = heard(name, outer)
    if score < HEARD:
        deeper, inside = heard(name, inner)
        if deeper >= _INSIDE and (len(inside) > 2 or "-" in name):  # 서현 in 민서현: Seo-hyeon
            return deeper, inside
    return score, piece


def _covered(english: str, korean: str) -> set[int]:
    """Where the words begin that the lexicon finds in the Korean text (without spaces)."""
    words = list(_WORD.finditer(english))
    stems = [stem(word[0]) for word in words]
    known = phrases()
    covered: set[int] = set()
    for size in range(1, _LONGEST_PHRASE + 1):
        for a in range(len(words) - size + 1):
            translations = known.get(tuple(stems[a : a + size]), frozenset())
            if any(word in korean for word in translations):
                covered |= {word.start() for word in words[a : a + size]}
    return covered


def _score(name: Name, english: str, korean: str) -> float | None:
    """How much any word of the English text sounds like a Korean name; None for enough."""
    english = " ".join([english, *(long for short, long in _SHORT_FORMS if short.search(english))])
    words = _WORD.findall(english)
    around = word_around(korean, name.start, name.start + len(name.text))
    if _translated(name.text, around, f" {' '.join(map(stem, words))} "):
        return None
    enough, best = (_SAID_KNOWN if name.known else _SAID), 0.0
    for word, worth in _said_words(words):
        best = max(best, said(name.text, word) - worth)
        if best >= enough:
            return None
    return best


def _said_words(words: Sequence[str]) -> Iterator[tuple[str, float]]:
    """What a name may write, and what to take off its likeness: capitals first, then pairs."""
    yield from ((word, 0.0) for word in words if len(word) > 1 and word[0].isupper())
    yield from ((a + b.casefold(), 0.0) for a, b in pairwise(words) if len(a) > 1 < len(b))
    yield from ((word, _LIKE_LOWER) for word in words if len(word) > 2 and word[0].islower())


def _translated(name: str, around: str, stems: str) -> bool:
    """Whether the lexicon translates it, alone or in the word around it, by what the text has."""
    start = around.find(name)
    return any(
        f" {' '.join(phrase)} " in stems
        for a in range(start + 1)
        for b in range(start + len(name), len(around) + 1)
        for phrase in load_lexicon().english.get(around[a:b], ())
    )
