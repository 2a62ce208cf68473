"""Errors of a translator, planted into good translations: the kinds that both languages share.

A planter takes a source and its translation and returns them with one error in the translation, or
None where it finds no place for one. What is planted has to be wrong, and nothing else may be.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np


@dataclass(frozen=True)
class Planted:
    """A source, a good translation of it, and the same one with an error."""

    source: str
    good: str
    bad: str


@dataclass(frozen=True)
class World:
    """What a planter may draw from beside the pair itself.

    Attributes:
        names: of the target language, for swaps.
        glossary: source term -> target term, as all translations have it.
        terms: of the target language, to take a term's place.
        clauses: of the target language, for additions.
    """

    target_language: str
    rng: np.random.Generator
    names: Sequence[str] = ()
    glossary: Mapping[str, str] = field(default_factory=dict)
    terms: Sequence[str] = ()
    clauses: Sequence[str] = ()

    def choose(self, items: Sequence[str]) -> str:
        """One of them."""
        return items[int(self.rng.integers(len(items)))]

    def shuffled(self, items: Sequence[re.Match[str]]) -> list[re.Match[str]]:
        """All of them in another order."""
        return [items[k] for k in self.rng.permutation(len(items))]


Planter = Callable[[str, str, World], Planted | None]

_NUMBER = re.compile(r"(?<![\w.,:+-])\d{1,3}(?:,\d{3})+(?![\d:])|(?<![\w.,:+-])\d+(?![\d:])")
_LOOSE_QUOTE = re.compile(r"[“”‘’\"()「」]")
_TAGS = ("<b>", "</b>")
_PLACEHOLDERS = [
    *("{0}", "%s", "{{name}}", "${count}", "<br/>", "%1$d", "&nbsp;"),
    *("https://example.org/a?b=1", "help@example.org"),
]
_ELEMENTS = (_TAGS, *((one, one) for one in _PLACEHOLDERS))
JOSA = "(?:은|는|이|가|을|를|의|에|에서|과|와|으로|로|도)?(?![가-힣])"


def swap(text: str, start: int, end: int, new: str) -> str:
    return text[:start] + new + text[end:]


def number(source: str, target: str, world: World) -> Planted | None:
    """One number is another one: a digit, its size, or two digits in the wrong order."""
    for match in world.shuffled(list(_NUMBER.finditer(target))):
        digits = match[0]
        wrong = _other_number(digits, world)
        if wrong not in {digits, *_NUMBER.findall(target)}:
            return Planted(source, target, swap(target, *match.span(), wrong))
    return None


def _other_number(digits: str, world: World) -> str:
    way = world.rng.random()
    places = [k for k, character in enumerate(digits) if character.isdigit()]
    if way < 0.25 and "," not in digits:
        return digits + "0"
    if way < 0.4 and len(digits) > 1 and digits[-1] != digits[-2] and digits.isdigit():
        return digits[:-2] + digits[-1] + digits[-2]
    k = int(world.rng.choice(places))
    others = [d for d in ("123456789" if k == 0 else "0123456789") if d != digits[k]]
    return swap(digits, k, k + 1, world.choose(others))


def quotation(source: str, target: str, world: World) -> Planted | None:
    """One quotation mark or bracket is lost."""
    if '""' in target:  # as a table has it: one more or less says little
        return None
    matches = [m for m in _LOOSE_QUOTE.finditer(target) if not _apostrophe(target, m.start())]
    for match in world.shuffled(matches):
        return Planted(source, target, swap(target, *match.span(), ""))
    return None


def _apostrophe(text: str, k: int) -> bool:
    return text[k] == "’" and text[max(0, k - 1)].isalpha() and text[k + 1 : k + 2].isalpha()


def element(source: str, target: str, world: World) -> Planted | None:
    """A tag, a placeholder, an address: in both texts, then lost or damaged in the translation."""
    opening, closing = _ELEMENTS[int(world.rng.integers(len(_ELEMENTS)))]
    texts = []
    for text in (source, target):
        words = text.split(" ")
        k = int(world.rng.integers(1, max(2, len(words))))
        if opening == closing:
            texts.append([*words[:k], opening, *words[k:]])
        else:
            texts.append([*words[: k - 1], f"{opening}{words[k - 1]}{closing}", *words[k:]])
    good = " ".join(texts[1])
    lost = closing if world.rng.random() < 0.5 else opening
    bad = good.replace(f" {lost}", "", 1) if f" {lost} " in good else good.replace(lost, "", 1)
    return Planted(" ".join(texts[0]), good, bad)


def copied(source: str, target: str, _world: World) -> Planted | None:
    """The source stands in the translation's place."""
    return Planted(source, target, source) if len(source.split()) > 2 else None


def decomposed(source: str, target: str, _world: World) -> Planted | None:
    """NFD."""
    bad = unicodedata.normalize("NFD", target)
    return Planted(source, target, bad) if bad != target else None


def loop(source: str, target: str, world: World) -> Planted | None:
    """A run of one to four words comes again and again, within the text or to its end."""
    words = target.split()
    if len(words) < 6:
        return None
    size = int(world.rng.integers(1, 5))
    k = int(world.rng.integers(0, len(words) - size + 1))
    again = words[k : k + size] * int(world.rng.integers(3, 12))
    rest = words[k + size :] if world.rng.random() < 0.5 else []
    return Planted(source, target, " ".join([*words[: k + size], *again, *rest]))


def term(source: str, target: str, world: World) -> Planted | None:
    """A term of the glossary is another word."""
    from planting_ko import with_particle

    for original, wanted in world.glossary.items():
        if source_has(original, source, world.target_language) and _stands(wanted, target, world):
            other = world.choose([t for t in world.terms if t not in target and t != wanted])
            if world.target_language == "ko":
                return Planted(source, target, with_particle(target, wanted, other))
            bad = re.sub(rf"\b{re.escape(wanted)}", other, target, count=1)
            return Planted(source, target, bad) if bad != target else None
    return None


def _stands(term_: str, text: str, world: World) -> bool:
    """Whether a term is in a text once, as a word of its own."""
    if world.target_language == "en":
        return len(re.findall(rf"\b{re.escape(term_)}(?:s|es)?\b", text)) == 1
    own = rf"(?<![가-힣]){re.escape(term_)}{JOSA}"
    return text.count(term_) == 1 and re.search(own, text) is not None


def addition(source: str, target: str, world: World) -> Planted | None:
    """A short sentence that stands elsewhere stands behind this one, too."""
    other = world.choose([text for text in world.clauses if text != target])
    return Planted(source, target, f"{target} {other}") if len(target) > len(other) else None


def words(text: str) -> list[str]:
    return re.findall(r"[A-Za-z]+", text)


def source_has(term_: str, source: str, target_language: str) -> bool:
    """Whether a term is a word, or the beginning of one, of a source."""
    if target_language == "en":
        return re.search(rf"(?<![가-힣]){re.escape(term_)}{JOSA}", source) is not None
    return re.search(rf"\b{re.escape(term_)}(?:s|es)?\b", source) is not None
