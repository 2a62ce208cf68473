"""The words of a sentence that say something, each with what a translation may show of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Literal, NamedTuple

from mtqe.pairing.keys import HANGUL_KINDS, Key, Place
from mtqe.pairing.lexicon import Lexicon

Evidence = Literal["number", "known", "name", "latin", "other"]

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
        spans[place.start, place.end].append(place)
    order = sorted(spans, key=lambda span: (span[0], -span[1]))
    units = []
    for k, (start, end) in enumerate(order):
        if k + 1 < len(order) and order[k + 1][1] <= end:  # a smaller one lies within
            continue
        around = [span for span in order[max(0, k - 8) : k + 1] if span[1] >= end]
        found = [place for span in reversed(around) for place in spans[span]]
        if found[0].text.casefold() not in _FUNCTION_WORDS:
            keys = tuple(place.key for place in found)
            units.append(Unit(start, end, _evidence(keys, lexicon), keys))
    return tuple(units)


def _evidence(keys: Iterable[Key], lexicon: Lexicon) -> Evidence:
    kinds = {key.kind for key in keys}
    if "number" in kinds:
        return "number"
    if kinds & HANGUL_KINDS:
        known = any(key.text in lexicon.english for key in keys)
        return "known" if known else "name" if "proper" in kinds else "other"
    if "phrase" in kinds or any(
        key.kind == "word" and (key.text,) in lexicon.phrases for key in keys
    ):
        return "known"
    return "name" if "name" in kinds else "other"
