"""Names by sound: does a Hangul word write what a Latin one says?

Both are reduced to classes of consonants (P T K C S L M N H) with vowels between them. Without the
vowels and H they are a skeleton: words with the same one, or one edit apart, are compared.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from itertools import product

from rapidfuzz.distance import Indel

_SYLLABLES = 0xAC00
# In the order of Unicode's Hangul syllables: 19 initials, 21 vowels, 28 finals.
_INITIALS = "K K N T T L M P P S S - C C C K T P H".replace("-", "").split(" ")
_VOWELS = "a e ia ie o e io ie o oa oe oe io u uo ue ui iu - ui i".replace("-", "").split(" ")
_FINALS = "- K K K N N N T L L L L L L L L M P P T T N T C K T P -".replace("-", "").split(" ")
# How Latin spelling may sound, the longest first; a coda r is silent or not.
_SPELLINGS: dict[str, tuple[str, ...]] = {
    "tch": ("C",), "sch": ("S", "SK"), "tion": ("Sion",), "ch": ("C", "K"), "sh": ("S",),
    "ph": ("P",), "th": ("S", "T"), "ck": ("K",), "gh": ("", "K"), "ts": ("C", "TS"),
    "tz": ("C",), "zz": ("C",), "ng": ("N", "NK"), "dj": ("C",), "qu": ("Ku",), "kn": ("N",),
    "wr": ("L",), "ee": ("i",), "oo": ("u",), "ou": ("u", "ou"), "x": ("KS",),
    "ce": ("Se",), "ci": ("Si",), "cy": ("Si",), "ge": ("Ce", "Ke"), "gi": ("Ci", "Ki"),
    "b": ("P",), "c": ("K",), "d": ("T",), "f": ("P",), "g": ("K",), "h": ("H",),
    "j": ("C", "i"), "k": ("K",), "l": ("L",), "m": ("M",), "n": ("N",), "p": ("P",),
    "q": ("K",), "s": ("S",), "t": ("T",), "v": ("P",), "w": ("u",), "y": ("i",), "z": ("C",),
    "r": ("", "L"),
}  # fmt: skip
_UNIT = re.compile(rf"{'|'.join(_SPELLINGS)}|[aeiou]")
_SPOKEN_R = re.compile(r"^r+|r+(?=[aiouy]|e(?!$))")
_DOUBLED = re.compile(r"([A-Za-z])\1+")
_NOT_IN_SKELETON = re.compile(r"[a-zH]")
_NOT_LETTERS = re.compile(r"[^a-z]")
_VARIANTS = 24
# Logistic regression on likeness, consonants (up to five), their product, same consonants, capital
# letter, and capital letter with a proper noun, over what chance explains: the share of pairs of
# words with nearly the same consonants that stand in one pair of sentences (69,000 pairs of words
# in news: 61 documents of NTREX, 50 pseudo-documents of Park et al.).
_WEIGHTS = (-5.99, 1.2, -2.14, 3.7, 1.5, 0.51, 2.54)
_LONG = 5  # consonants: more say no more
_EXACT_FIRST = 0.1  # of likeness, what the same consonants are worth among variants


@lru_cache(maxsize=1 << 16)
def sounds(word: str) -> tuple[str, ...]:
    """How a word may sound: `PeLouSoP` for Belousov and for 벨로우소프.

    Args:
        word: Hangul, or letters of the Latin script.
    """
    if "\uac00" <= word[0] <= "\ud7a3":
        return (_hangul(word),)
    variants = ("".join(parts) for parts in product(*_options(word)))
    return tuple(dict.fromkeys(_DOUBLED.sub(r"\1", variant) for variant in variants))


def skeletons(word: str) -> set[str]:
    """The skeletons of all sounds of a word, without spelling those out: they are far fewer."""
    if "\uac00" <= word[0] <= "\ud7a3":
        return {skeleton(sounds(word)[0])}
    found = {""}
    for variants in _options(word):
        bones = _BONES[variants]
        if bones != {""}:
            found = {_joined(start, bone) for start in found for bone in bones}
    return found


def _joined(start: str, bone: str) -> str:
    """Two pieces of a skeleton, neither with doubled letters."""
    return start + bone[1:] if start[-1:] == bone[:1] else start + bone


def _options(word: str) -> list[tuple[str, ...]]:
    """How each part of a Latin word may sound; at most 24 variants altogether."""
    letters = unicodedata.normalize("NFKD", word).casefold()
    units = _UNIT.findall(_SPOKEN_R.sub("l", _NOT_LETTERS.sub("", letters)))
    options = [_SPELLINGS.get(unit, (unit,)) for unit in units]
    while math.prod(map(len, options)) > _VARIANTS:
        longest = max(range(len(options)), key=lambda k: (len(options[k]), k))
        options[longest] = options[longest][:1]
    return options


def _hangul(word: str) -> str:
    return _DOUBLED.sub(r"\1", "".join(map(_syllable, word)))


@lru_cache(maxsize=1 << 12)
def _syllable(character: str) -> str:
    index = ord(character) - _SYLLABLES
    if not 0 <= index < 11172:
        return ""
    return _INITIALS[index // 588] + _VOWELS[index // 28 % 21] + _FINALS[index % 28]


@lru_cache(maxsize=1 << 17)
def skeleton(sound: str) -> str:
    """The consonants of a sound, without H."""
    return _DOUBLED.sub(r"\1", _NOT_IN_SKELETON.sub("", sound))


# The skeletons of whatever `_options` may hold.
_BONES = {
    options: frozenset(map(skeleton, options))
    for spellings in (*_SPELLINGS.values(), *((vowel,) for vowel in "aeiou"))
    for options in (spellings, spellings[:1])
}


def neighbours(skeleton_: str) -> Iterable[str]:
    """Keys under which skeletons of three or more consonants meet that are one edit apart."""
    yield skeleton_
    if len(skeleton_) > 2:
        for k in range(1, len(skeleton_)):
            yield skeleton_[:k] + skeleton_[k + 1 :]


def likeness(hangul: str, latin: str) -> tuple[float, int, bool]:
    """How alike two words sound.

    Returns:
        Indel similarity of the best variant in [0, 1], consonants of the Hangul word, and whether
        that variant has the very same ones.
    """
    (own,) = sounds(hangul)
    bones = skeleton(own)
    best, exact = -1.0, False
    for other, other_bones in _variants(latin):
        same = other_bones == bones
        similarity = Indel.normalized_similarity(own, other)
        if similarity + _EXACT_FIRST * same > best + _EXACT_FIRST * exact:
            best, exact = similarity, same
    return best, len(bones), exact


@lru_cache(maxsize=1 << 14)
def _variants(latin: str) -> tuple[tuple[str, str], ...]:
    """Its sounds, each with its skeleton."""
    return tuple((sound, skeleton(sound)) for sound in sounds(latin))


@lru_cache(maxsize=1 << 17)
def probability(hangul: str, latin: str, proper: bool) -> float:
    """Probability that the Hangul word transliterates the Latin one.

    Args:
        hangul: at least one syllable.
        latin: capitalised where the text has it so.
        proper: whether the Hangul word is taken for a name.
    """
    f, length, exact = likeness(hangul, latin)
    size = min(length, _LONG)
    capital = latin[0].isupper()
    w = _WEIGHTS
    logit = w[0] + w[1] * f + w[2] * size + w[3] * size * f
    logit += w[4] * exact + w[5] * capital + w[6] * (capital and proper)
    return 1 / (1 + math.exp(-logit))
