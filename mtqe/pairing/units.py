"""The words of a sentence that say something, each with what a translation may show of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from itertools import pairwise
from typing import Literal, NamedTuple

from mtqe.pairing.keys import HANGUL_KINDS, Key, Place
from mtqe.pairing.lexicon import Lexicon

Evidence = Literal["number", "known", "name", "other"]

# English words that translations need not show.
_FUNCTION_WORDS = frozenset(
    """
a about after all also am an and any are as at be been before being both but by can could d did do
does down each even for from had has have he her here him his how i if in into is it its just
ll m many may me might more most must my no nor not of on one only onto or other our out over own
re s shall she should so some still such t than that the their them then there these they this
those to too under up us ve very was we were what when where which who whom whose why will with
would you your
""".split()  # noqa: SIM905
)


class Unit(NamedTuple):
    """A content word, or a number.

    Attributes:
        evidence: what its counterpart is told by: `known` to the lexicon; nothing for `other`.
        keys: all that it is part of, the smallest first.
    """

    start: int
    end: int
    evidence: Evidence
    keys: tuple[Key, ...]


def find_units(places: Iterable[Place], lexicon: Lexicon) -> tuple[Unit, ...]:
    """The content words of a sentence, in order, from where its keys stand."""
    spans = defaultdict[tuple[int, int], list[Place]](list)
    for place in places:
        spans[place.start, -place.end].append(place)
    units = []
    around: list[tuple[int, list[Place]]] = []  # what the current span may lie within
    order = [*sorted(spans), (1 << 30, 0)]
    for (start, end), (_, next_end) in pairwise(order):
        around = [(until, found) for until, found in around if until >= -end]
        around.append((-end, spans[start, end]))
        if -next_end <= -end and next_end:  # a smaller one lies within
            continue
        found = [place for _, here in reversed(around) for place in here]
        if found[0].text.casefold() not in _FUNCTION_WORDS:
            keys = tuple(place.key for place in found)
            units.append(Unit(start, -end, _evidence(keys, lexicon), keys))
    return tuple(units)


def _evidence(keys: Iterable[Key], lexicon: Lexicon) -> Evidence:
    """The best that a word's keys may show of it."""
    best: Evidence = "other"
    for kind, text in keys:
        if kind == "number":
            return "number"
        english = kind == "phrase" or (kind == "word" and (text,) in lexicon.phrases)
        if english or (kind in HANGUL_KINDS and text in lexicon.english):
            best = "known"
        elif kind in {"name", "proper"} and best == "other":
            best = "name"
    return best
