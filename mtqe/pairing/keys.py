"""What of a sentence its translation should show again: numbers, names, words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Literal, NamedTuple

from mtqe.core import primary_language
from mtqe.pairing.korean import Morpheme, morphemes
from mtqe.pairing.languages import script_of
from mtqe.pairing.lexicon import Lexicon
from mtqe.pairing.numbers import quantities
from mtqe.pairing.stems import stem

Kind = Literal["number", "word", "phrase", "name", "plain", "stub", "proper", "noun", "verb"]
HANGUL_KINDS: frozenset[Kind] = frozenset({"proper", "noun", "verb"})


class Key(NamedTuple):
    """A type of evidence: equal keys of both sides are counterparts of each other.

    Attributes:
        kind: `number`; of the Latin script: `word` (its stem), `phrase` (of the lexicon, stems),
            `name` (up to three capitalised words), `plain` (a word as it sounds, not capitalised),
            `stub` (how a word begins); Hangul: `proper`, `noun`, `verb`.
        text: a number's value, stems, or the word itself.
    """

    kind: Kind
    text: str


class Place(NamedTuple):
    """Where a sentence has a key.

    Attributes:
        text: how the sentence has it.
        start: its first character.
        end: after its last one.
    """

    key: Key
    text: str
    start: int
    end: int


Keys = Mapping[Key, str]  # to how the sentence has it

_LATIN = r"A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u1e00-\u1eff"
_WORD = re.compile(rf"[{_LATIN}]+|[^\W\d_{_LATIN}]+")  # Japanese has no spaces around Latin words
_LATIN_WORD = re.compile(r"[A-Za-z\u00c0-\u024f]+")
_CAPITALISED = r"[A-Z\u00c0-\u00de][A-Za-z\u00c0-\u024f]*(?:-[A-Za-z\u00c0-\u024f]+)*"
_NAMES = re.compile(rf"\b{_CAPITALISED}(?:\s{_CAPITALISED})*")
_STUB = 5  # letters in which cognates agree
_LONGEST_NAME = 3  # words
_SHORTEST_PLAIN = 4  # letters of a loanword
_SHORTEST_SOUND, _LONGEST_SOUND = 2, 8  # syllables
_NOT_NAME = """
The This That These Those There Then They He She It We You His Her Its Our Their My Your In On At
By For From With To Of And But Or If As So When While After Before What Who How Why Where A An I
Is Are Was Were Be Not
"""
_NOT_NAMES = frozenset(_NOT_NAME.split())


def find_keys(sentences: Sequence[str], language: str, lexicon: Lexicon) -> list[Keys]:
    """The keys of each sentence.

    Args:
        sentences: of one side.
        language: ISO 639-1 code.
        lexicon: whose words and phrases are looked for.
    """
    if script_of(language) == "hangul":
        placed = (place_hangul_keys(text, language, morphemes(text), lexicon) for text in sentences)
    else:
        placed = (place_keys(text, language, lexicon) for text in sentences)
    return [{place.key: place.text for place in places} for places in placed]


def place_hangul_keys(
    text: str, language: str, words: Sequence[Morpheme], lexicon: Lexicon
) -> Iterator[Place]:
    """The keys of a sentence with the content words that it has."""
    yield from _numbers(text, language)
    for match in _LATIN_WORD.finditer(text):
        yield Place(Key("word", stem(match[0])), match[0], *match.span())
    for word in words:
        if word.kind != "verb" and len(word.form) >= _SHORTEST_SOUND:
            key = Key("proper" if word.kind == "name" else "noun", word.form)
            yield Place(key, word.form, word.start, word.end)
    yield from _noun_runs(text, words)
    yield from _entries(words, lexicon)


def _numbers(text: str, language: str) -> Iterator[Place]:
    for found in quantities(text, language):
        if found.weight:
            key = Key("number", found.readings[0])
            yield Place(key, text[found.start : found.end], found.start, found.end)


def _entries(words: Sequence[Morpheme], lexicon: Lexicon) -> Iterator[Place]:
    """Words of the lexicon, the longest at each place: parts of a longer one do not count."""
    k = 0
    while k < len(words):
        end, form = _longest_entry(words, k, lexicon)
        if form:
            kind: Kind = "verb" if words[k].kind == "verb" else "noun"
            if end == k + 1 and words[k].kind == "name":
                kind = "proper"
            yield Place(Key(kind, form), form, words[k].start, words[end - 1].end)
        k = end


def _longest_entry(words: Sequence[Morpheme], k: int, lexicon: Lexicon) -> tuple[int, str]:
    """Where the longest entry that starts at word k ends, and the entry; "" if there is none."""
    found, form = (k + 1, ""), ""
    for end in range(k, min(k + 4, len(words))):
        if end > k and words[end].start - words[end - 1].end > 1:
            break
        form += words[end].form
        if form not in lexicon.beginnings:
            break
        for candidate in (form, f"{form}하다"):
            if candidate in lexicon.english:
                found = end + 1, candidate
                break
    return found


def _noun_runs(text: str, words: Sequence[Morpheme]) -> Iterator[Place]:
    """Nouns written together: unknown names come out of the analyser in pieces."""
    start = 0
    borders = [
        k + 1
        for k, (a, b) in enumerate(pairwise(words))
        if b.start != a.end or "verb" in {a.kind, b.kind}
    ]
    for end in (*borders, len(words)):
        if end - start > 1:
            span = words[start].start, words[end - 1].end
            run = text[slice(*span)]
            if _SHORTEST_SOUND <= len(run) <= _LONGEST_SOUND:
                yield Place(Key("noun", run), run, *span)
        start = end


def place_keys(text: str, language: str, lexicon: Lexicon) -> Iterator[Place]:
    """The keys of a sentence that is not written in Hangul."""
    yield from _numbers(text, language)
    english = primary_language(language) == "en"
    found = list(_WORD.finditer(text))
    for match in found:
        for key in _word_keys(match[0], english):
            yield Place(key, match[0], *match.span())
    for match in _NAMES.finditer(text):
        for key, offset in _name_keys(match[0]):
            start = match.start() + offset
            yield Place(key, key.text, start, start + len(key.text))
    stems = [stem(match[0]) if english else match[0].casefold() for match in found]
    for k, first in enumerate(stems):
        for size in lexicon.phrase_sizes.get(first, ()):
            phrase = tuple(stems[k : k + size])
            if phrase in lexicon.phrases:
                words = found[k : k + len(phrase)]
                surface = " ".join(match[0] for match in words)
                key = Key("phrase", " ".join(phrase))
                yield Place(key, surface, words[0].start(), words[-1].end())


@lru_cache(maxsize=1 << 14)
def _word_keys(word: str, english: bool) -> tuple[Key, ...]:
    keys = []
    if len(word) > 1:
        keys.append(Key("word", stem(word) if english else word.casefold()))
    if word.islower() and len(word) >= _SHORTEST_PLAIN and english:
        keys.append(Key("plain", word))
    if len(word) >= _STUB and not english:
        keys.append(Key("stub", word[:_STUB].casefold()))
    return tuple(keys)


@lru_cache(maxsize=1 << 14)
def _name_keys(name: str) -> tuple[tuple[Key, int], ...]:
    """Runs of up to three words of a capitalised run, without articles and pronouns.

    Each with its first character.
    """
    words = list(re.finditer(r"\S+", name))
    return tuple(
        (Key("name", " ".join(word[0] for word in words[a:b])), words[a].start())
        for a in range(len(words))
        for b in range(a + 1, min(a + _LONGEST_NAME, len(words)) + 1)
        if words[a][0] not in _NOT_NAMES and words[b - 1][0] not in _NOT_NAMES
    )
