"""Which keys of two texts are counterparts of each other, and how surely."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from itertools import chain

from mtqe.pairing.keys import HANGUL_KINDS, Key
from mtqe.pairing.learn import Learnt
from mtqe.pairing.lexicon import Lexicon
from mtqe.pairing.phonetic import neighbours, probability, skeletons

Link = tuple[Key, Key, float]

# Probability that a sentence's translation shows the counterpart, tuned on NTREX and Park.
COVERAGE = {"number": 0.88, "word": 0.6, "name": 0.6, "stub": 0.4, "phrase": 0.6, "plain": 0.6}
_SAME_HANGUL = 0.6
_LEXICON = 0.85 * 0.9
_SOUND = 0.88
_LEAST_SOUND = 0.1  # a likeness below is none
_OWN = 3  # consonants
_SPELT = frozenset({"name", "plain"})


def find_links(
    source: Iterable[Key],
    target: Iterable[Key],
    lexicon: Lexicon,
    *,
    learnt: Learnt | None = None,
    sure: bool = False,
) -> list[Link]:
    """Links between the keys of a source and those of a target.

    Args:
        source: each key once.
        target: the same.
        lexicon: Korean to English; the sides may be either way round.
        learnt: what the run's other documents teach.
        sure: names count only if three consonants or more are the same in both.

    Returns:
        pairs of counterparts, each once, with the probability that a translation shows the one
        where the original has the other.
    """
    sides = set(source), set(target)
    links = defaultdict[tuple[Key, Key], float](float)
    meetings = _sure_meetings if sure else _meetings
    for key in sides[0] & sides[1]:
        links[key, key] = COVERAGE.get(key.kind, _SAME_HANGUL)
    for own, other, turned in ((*sides, False), (*sides[::-1], True)):
        hangul = [key for key in own if key.kind in HANGUL_KINDS]
        lexical = _by_lexicon(hangul, other, lexicon)
        for a, b, strength in (*lexical, *_by_sound(hangul, other, meetings)):
            pair = (b, a) if turned else (a, b)
            links[pair] = max(links[pair], strength)
    for pair, strength in learnt.links(*sides) if learnt else ():
        links[pair] = max(links[pair], strength)
    return [(a, b, strength) for (a, b), strength in sorted(links.items())]


def _by_lexicon(hangul: Iterable[Key], other: set[Key], lexicon: Lexicon) -> Iterator[Link]:
    for key in hangul:
        for phrase in lexicon.english.get(key.text, ()):
            english = Key("word" if len(phrase) == 1 else "phrase", " ".join(phrase))
            if english in other:
                yield key, english, _LEXICON


def _by_sound(
    hangul: Iterable[Key], other: Iterable[Key], meetings: Callable[[Key], frozenset[str]]
) -> Iterator[Link]:
    names = [key for key in hangul if key.kind != "verb"]
    latin = defaultdict[str, list[Key]](list)
    for key in other if names else ():
        if key.kind in _SPELT:
            for meeting in meetings(key):
                latin[meeting].append(key)
    for key in names:
        proper = key.kind == "proper"
        met = [latin[meeting] for meeting in meetings(key) if meeting in latin]
        for candidate in set(chain.from_iterable(met)):
            chance = probability(key.text, candidate.text, proper)
            if chance >= _LEAST_SOUND:
                yield key, candidate, _SOUND * chance


@lru_cache(maxsize=1 << 16)
def _meetings(key: Key) -> frozenset[str]:
    """Where words meet whose consonants are nearly the same; lower-case ones, just the same."""
    bones = skeletons(key.text)
    same = frozenset(f"={one}" for one in bones if len(one) > 1)
    if key.kind == "plain":
        return same
    near = frozenset(meeting for one in bones if one for meeting in neighbours(one))
    return near if key.kind == "name" else near | same


@lru_cache(maxsize=1 << 16)
def _sure_meetings(key: Key) -> frozenset[str]:
    """Where words meet that have the same consonants, enough of them to be a word's own."""
    return frozenset(one for one in skeletons(key.text) if len(one) >= _OWN)
