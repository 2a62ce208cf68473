"""Errors planted into Korean translations; words are conjugated by kiwipiepy."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from typing import Any

from planting import JOSA, Planted, World, swap

from mtqe.pairing.korean import kiwi
from mtqe.pairing.lexicon import load_lexicon
from mtqe.pairing.stems import stem

# Particles after a consonant and after a vowel.
PAIRS = (("은", "는"), ("이", "가"), ("을", "를"), ("과", "와"), ("으로", "로"))
_OTHER = {form: other for pair in PAIRS for form, other in (pair, pair[::-1])}
_SHORT_NAME = 2  # syllables
_CLAUSE = (8, 0.2, 0.7)  # characters, and their share of the text
_POLITE = ("습니다", "ᆸ니다")
_PLAIN = ("다", "ᆫ다", "는다")
# Connective endings that join clauses, and verbs that lean on the one before them.
_JOINING = {
    "고",
    "며",
    "으며",
    "지만",
    "면서",
    "으면서",
    "어서",
    "아서",
    "는데",
    "ᆫ데",
    "은데",
    "자",
}
_AUXILIARIES = {"있", "하", "말", "보", "싶", "않", "못"}
Token = Any


def tokens(text: str) -> list[Token]:
    return list(_kiwi().tokenize(text))


def join(pieces: Sequence[tuple[str, str]]) -> str:
    return str(_kiwi().join(list(pieces)))


def _kiwi() -> Any:
    if (analyser := kiwi()) is None:
        raise SystemExit("Planting into Korean needs kiwipiepy.")
    return analyser


def final(character: str) -> int:
    """Number of the final consonant: 0 none, 8 ㄹ."""
    return (ord(character) - 0xAC00) % 28 if "가" <= character <= "힣" else 0


def agreeing(particle: str, before: str) -> str:
    """The form of a particle that agrees with the syllable before it."""
    for after_consonant, after_vowel in PAIRS:
        if particle in {after_consonant, after_vowel}:
            vowel = final(before) == 0 or (after_vowel == "로" and final(before) == 8)
            return after_vowel if vowel else after_consonant
    return particle


def with_particle(text: str, old: str, new: str) -> str:
    """The text with one word instead of another, its particle in the form that agrees."""
    start = text.index(old)
    end = start + len(old)
    match = re.match(r"(으로|로|은|는|이|가|을|를|과|와)(?![가-힣])", text[end:])
    particle = match[1] if match else ""
    return swap(text, start, end + len(particle), new + agreeing(particle, new[-1]))


def particle(source: str, target: str, world: World) -> Planted | None:
    """A particle in the form that does not agree with the word before it."""
    places = [
        t
        for t in tokens(target)
        if t.tag.startswith("J") and t.form in _OTHER and t.len == len(t.form)
        and t.start and "가" <= target[t.start - 1] <= "힣"
        and not re.match(r"[가-힣]", target[t.start + t.len :])
        and agreeing(t.form, target[t.start - 1]) == t.form
    ]  # fmt: skip
    if not places:
        return None
    t = places[int(world.rng.integers(len(places)))]
    return Planted(source, target, swap(target, t.start, t.start + t.len, _OTHER[t.form]))


def name(source: str, target: str, world: World) -> Planted | None:
    """A name is another one."""
    if not re.search(r"(?<!^)\b[A-Z][a-z]+", source) or re.search(r"\([A-Z][a-z]", target):
        return None
    runs = list(names(target))
    for k in world.rng.permutation(len(runs)):
        other = world.choose([n for n in world.names if n not in target and runs[k] not in n])
        if target.count(runs[k]) == 1:
            return Planted(source, target, with_particle(target, runs[k], other))
    return None


def names(text: str) -> Iterator[str]:
    """Proper nouns of two syllables or more that stand alone as a word."""
    for t in tokens(text):
        before, after = text[: t.start][-1:], text[t.start + t.len :]
        alone = not re.match(r"[가-힣]", before) and re.match(JOSA, after)
        if t.tag == "NNP" and t.len >= _SHORT_NAME and alone:
            yield text[t.start : t.start + t.len]


def untranslated(source: str, target: str, world: World) -> Planted | None:
    """An English word of the source stands where its Korean counterpart stood."""
    lexicon = load_lexicon()
    words = {stem(word): word for word in re.findall(r"\b[a-z]{4,}\b", source)}
    places = [
        (t, words[phrase[0]])
        for t in tokens(target)
        if t.tag == "NNG" and t.len > 1
        for phrase in sorted(lexicon.english.get(t.form, ()))
        if len(phrase) == 1 and phrase[0] in words
    ]
    if not places:
        return None
    t, word = places[int(world.rng.integers(len(places)))]
    return Planted(source, target, swap(target, t.start, t.start + t.len, word))


def spacing(source: str, target: str, world: World) -> Planted | None:
    """A dependent noun is written together with the word before it."""
    found = tokens(target)
    places = [
        b
        for a, b in itertools.pairwise(found)
        if a.tag == "ETM" and b.tag == "NNB" and target[b.start - 1] == " "
    ]
    if not places:
        return None
    t = places[int(world.rng.integers(len(places)))]
    return Planted(source, target, swap(target, t.start - 1, t.start, ""))


def clause(source: str, target: str, world: World) -> Planted | None:
    """A clause is missing: from one connective ending, or sentence end, to the next."""
    borders = [0, *_clause_ends(target), len(target)]
    least, low, high = _CLAUSE
    spans = [
        (a, b)
        for a, b in itertools.pairwise(borders)
        if b - a >= least and low <= (b - a) / len(target) <= high
        and (b < len(target) or target[a - 2 : a - 1] in {".", "!", "?"})
    ]  # fmt: skip
    if not spans:
        return None
    a, b = spans[int(world.rng.integers(len(spans)))]
    return Planted(source, target, swap(target, a, b, "").strip())


def _clause_ends(text: str) -> Iterator[int]:
    """Where a sentence or a clause ends that the rest of the text does not need."""
    found = tokens(text)
    for t, after in itertools.pairwise(found):
        end = t.start + t.len
        left = re.match(r"[,\s]+", text[end:])
        joined = t.form in _JOINING and after.tag != "VX" and after.form not in _AUXILIARIES
        if left and (t.tag == "SF" or (t.tag == "EC" and (joined or left[0][0] == ","))):
            yield end + len(left[0])


def register(source: str, target: str, world: World) -> Planted | None:
    """The last sentence ends in another register: 다, 습니다, 어요."""
    found = tokens(target)
    k = last_ending(found)
    own = register_of(target)
    if k is None or own is None or (found[k - 1].tag == "VX" and found[k - 1].form != "있"):
        return None
    wanted = world.choose([r for r in ("plain", "formal", "polite") if r != own])
    pieces = [(t.form, t.tag) for t in found[word_start(found, k) : k]]
    if wanted == "polite" and pieces[-1][1] == "VCP":
        noun = target[found[word_start(found, k)].start : found[k - 1].start]
        if not noun:
            return None
        new = noun + ("예요" if final(noun[-1]) == 0 else "이에요")
    else:
        new = join([*pieces, (_ending(wanted, *pieces[-1]), "EF")])
    start = found[word_start(found, k)].start
    return Planted(source, target, swap(target, start, found[k].start + found[k].len, new))


def register_of(text: str) -> str | None:
    """The register of a text's last sentence; None where it is neither plain nor formal."""
    found = tokens(text)
    k = last_ending(found)
    if k is None:
        return None
    return {**dict.fromkeys(_POLITE, "formal"), **dict.fromkeys(_PLAIN, "plain")}.get(found[k].form)


def last_ending(found: Sequence[Token]) -> int | None:
    """Index of the last sentence's ending, if nothing but punctuation follows it."""
    k = len(found) - 1
    while k > 1 and found[k].tag in {"SF", "SSC", "SW"}:
        k -= 1
    return k if k > 1 and found[k].tag == "EF" and found[-1].tag == "SF" else None


def word_start(found: Sequence[Token], k: int) -> int:
    """Index of the first morpheme of the word, between spaces, that morpheme k belongs to."""
    while k and found[k - 1].start + found[k - 1].len >= found[k].start:
        k -= 1
    return k


def _ending(wanted: str, form: str, tag: str) -> str:
    """The declarative ending of a register after a stem or a tense."""
    vowel = final(form[-1]) in {0, 8}
    if wanted == "polite":
        return "어요"
    if wanted == "formal":
        return "ᆸ니다" if vowel else "습니다"
    verb = tag in {"VV", "XSV", "VV-R", "VV-I", "VX"} and form not in {"있", "없"}
    return "다" if not verb else "ᆫ다" if vowel else "는다"
