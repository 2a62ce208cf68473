"""Errors planted into English translations."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence

from planting import Planted, World, swap

from mtqe.pairing.keys import find_keys
from mtqe.pairing.lexicon import load_lexicon
from mtqe.pairing.stems import stem

_NAME = re.compile(r"(?<=[a-z,] )[A-Z][a-z]{2,}(?: [A-Z][a-z]{2,})*\b")
# Days and months are dates, and the words that people and languages are called by are no names.
_NO_NAME = re.compile(
    r"(Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|January|February|March|April|May|June|July|August"
    r"|September|October|November|December|.*(?:ish|ian|ean|ese|ans?|ic|ch)$|The|This|That|God|Mr|Mrs|Dr"
)
_CLAUSE = (3, 0.2, 0.7)  # words, and their share of the text's characters
_BORDER = re.compile(
    r",\s|;\s|(?<=[.!?])\s|\s(?=(?:and|but|which|who|because|while|where|when|after|before|although)\s)"
)


def name(source: str, target: str, world: World) -> Planted | None:
    """A name is another one."""
    for match in world.shuffled(list(_names(target))):
        if match[0] in world.names and len(re.findall(re.escape(match[0]), target)) == 1:
            other = world.choose([n for n in world.names if n not in target and match[0] not in n])
            return Planted(source, target, swap(target, *match.span(), other))
    return None


def names(texts: Sequence[str]) -> list[str]:
    """Runs of capitalised words that the texts have nowhere in lower case."""
    common = {word for text in texts for word in re.findall(r"\b[a-z]+\b", text)}
    return [
        match[0]
        for text in texts
        for match in _names(text)
        if not {word.casefold() for word in match[0].split()} & common
    ]


def _names(text: str) -> Iterator[re.Match[str]]:
    for match in _NAME.finditer(text):
        if not any(_NO_NAME.fullmatch(word) for word in match[0].split()):
            yield match


def untranslated(source: str, target: str, world: World) -> Planted | None:
    """A Korean word of the source stands where its English counterpart stood."""
    lexicon = load_lexicon()
    (keys,) = find_keys([source], "ko", lexicon)
    known = {
        phrase[0]: key.text
        for key in keys
        if key.kind == "noun" and key.text in source
        for phrase in lexicon.english.get(key.text, ())
        if len(phrase) == 1
    }
    places = [m for m in re.finditer(r"\b[a-z]{4,}\b", target) if stem(m[0]) in known]
    for match in world.shuffled(places):
        return Planted(source, target, swap(target, *match.span(), known[stem(match[0])]))
    return None


def clause(source: str, target: str, world: World) -> Planted | None:
    """A clause is missing: from one comma, conjunction or sentence end to the next."""
    borders = [0, *(match.start() for match in _BORDER.finditer(target)), len(target.rstrip(" ."))]
    least, low, high = _CLAUSE
    spans = [
        (a, b)
        for a, b in itertools.pairwise(borders)
        if len(target[a:b].split()) >= least and low <= (b - a) / len(target) <= high
    ]
    if not spans:
        return None
    a, b = spans[int(world.rng.integers(len(spans)))]
    left = (target[:a] + target[b:]).lstrip(" ,;")
    return Planted(source, target, left[:1].upper() + left[1:]) if len(left) > 1 else None


def article(source: str, target: str, world: World) -> Planted | None:
    """A for an, or an for a."""
    matches = list(re.finditer(r"\b[Aa]n?(?= [a-z])", target))
    for match in world.shuffled(matches):
        return Planted(source, target, swap(target, *match.span(), _OTHER[match[0]]))
    return None


_OTHER = {"a": "an", "an": "a", "A": "An", "An": "A"}


def doubled(source: str, target: str, world: World) -> Planted | None:
    """An article stands twice."""
    for match in world.shuffled(list(re.finditer(r"\b(?:the|a|an)\b", target))):
        return Planted(source, target, swap(target, *match.span(), f"{match[0]} {match[0]}"))
    return None
