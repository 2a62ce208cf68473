"""Names of people and places, and how they sound in the other language."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

from mtqe.pairing.korean import Token
from mtqe.pairing.lexicon import load_lexicon, proper_names
from mtqe.pairing.phonetic import likeness, neighbours, skeleton, skeletons, sounds
from mtqe.pairing.stems import stem


class Name(NamedTuple):
    """A word that may be a name.

    Attributes:
        text: as it stands there.
        start: its first character.
        known: whether the lexicon knows it for a place or a people.
        run: number of the run of capitalised words that it belongs to; 0 for Hangul.
        opens: whether it opens a sentence, where every word has a capital.
    """

    text: str
    start: int
    known: bool
    run: int = 0
    opens: bool = False


Pieces = Mapping[str, set[str]]  # skeleton -> pieces of words that sound so
_UPPER, _LOWER = r"A-Z\u00c0-\u00de", r"a-z\u00df-\u024f"
_NAME = re.compile(
    rf"(?<![{_UPPER}{_LOWER}'’])[{_UPPER}][{_LOWER}]+"
    # Seo-hyeon: a Korean given name of two syllables
    r"(?:-[bcdghjklmnprstwy]{0,2}(?:y?eo|eu|[ao]e|ui|w?[aeio]|y?[aeou])(?:ng|[nmlkptrbgs])?(?![a-z])"
    rf"|(?:['’]?[{_UPPER}][{_LOWER}]+)*)(?![{_UPPER}])"
)
_RUN = re.compile(
    rf"[{_UPPER}][\w'’]*(?:[\s-](?:(?:de|la|du|van|von|bin|al|el)[\s-])*[{_UPPER}][\w'’]*)*"
)
_NOT_FIRST = re.compile(r"[\w,;:)\]’'][\"”’']?\s*[\"“‘'(-]*$")
_TITLED = re.compile(r"\s[A-Z][a-z]|['’]s")
_OF_A_PART = re.compile(r"(?:North|South)\sKoreans?$")
_SHORTEST, _LONGEST = 3, 8  # letters of a Latin name; syllables of a Hangul one
# Endings of words that are no names, and capitals that mean little: titles, institutions, days.
_NO_NAME = re.compile(
    r".*(?:tion|sion|ism|ist|logy|ness|ment|ity|ics|ship|hood|ing|ed|ly|ful|less|ous|ive|ery|sight)s?"
)
_CAPITALISED = frozenset(
    Path(__file__).with_name("capitalised.txt").read_text(encoding="utf-8").split()
)
_HANGUL_WORD = re.compile(r"[가-힣]+")
_NOUNS = {
    "NNG", "NNP", "NNB", "NR", "NP", "XR", "XPN", "XSN", "MM", "MAG", "IC", "SL", "UN",
}  # fmt: skip
_PARTICLE = re.compile(
    r"(?:은|는|이|가|을|를|의|에|에서|에게|께서|과|와|으로|로|도|만|까지|부터|에는|에서는|이라고|라고|"
    r"이라는|라는|이며|이다|입니다|인|였다|이었다|처럼|보다|하고|이나|나|씨|들|들의|들은|들이)?(?![가-힣])"
)
_GLOSS = re.compile(r"[가-힣]*\s?\([A-Za-z]")
# Syllables that are in hardly any word but borrowed ones.
_BORROWED = frozenset(
    "르트스크드프브츠즈케페테카타파코토포키티피쿠투푸뉴데베네레헤체셰샤퀘메볼블클플슬줄빌벨델텔렐켈젤엘란린런"
    "론렌랜맨턴슨튼든큰칸탄판콘톤폰킨틴핀랑롱뤼튀위웨웰윌워울쉬쿨툰킴팀림터퍼커버더머너러쿄쓰뉘마"
)
_SUFFIX = re.compile(r"[인족교어왕시주군산강호해섬성가과풍식계파상씨]$")
_DEMONYM = re.compile(r"(?:ians?|eans?|ans?|ns|ese|ish|s|i)$")
# Letters at the beginning that are spoken as in the language that they come from.
_FOREIGN = (("z", "s"), ("x", "s"), ("ch", "sh"), ("q", "ch"), ("c", "ch"), ("j", "h"), ("h", ""))
_GATE = 0.75  # likeness that needs no like consonants
_CONTAINED = 0.65  # what the beginning of a longer name is worth


def latin_names(text: str) -> tuple[Name, ...]:
    """The capitalised words of an English text that may be names."""
    return tuple(_latin_names(text))


def _latin_names(text: str) -> Iterator[Name]:
    runs = [match.span() for match in _RUN.finditer(text)]
    for match in _NAME.finditer(text):
        word, start = match[0], match.start()
        if len(word) < _SHORTEST or word.casefold() in _CAPITALISED:
            continue
        if _OF_A_PART.search(text, max(0, start - 6), match.end()):
            continue  # of whom the text speaks is clear without it
        known = stem(word) in proper_names()[0]
        run = next((n for n, (a, b) in enumerate(runs, start=1) if a <= start < b), 0)
        opens = not _NOT_FIRST.search(text, max(0, start - 12), start)
        alone = opens and not _TITLED.match(text, match.end())
        yield Name(word, start, known, run, alone and not known)


@lru_cache(maxsize=1 << 14)
def is_common(word: str) -> bool:
    """Whether a capitalised word is one of the language, as far as lexicon and ending tell."""
    stems = (stem(word),)
    return (
        stems[0] not in proper_names()[0] and stems in load_lexicon().phrases
    ) or _NO_NAME.fullmatch(word.casefold()) is not None


def hangul_names(text: str, analysed: Sequence[Token]) -> Iterator[Name]:
    """The proper nouns of a Korean text that stand as words of their own, borrowed or known.

    Args:
        text: the text.
        analysed: its morphemes.
    """
    for token in analysed:
        form = text[token.start : token.end]
        if token.tag != "NNP" or len(form) < 2 or not _HANGUL_WORD.fullmatch(form):
            continue
        attached = token.start and _HANGUL_WORD.match(text, token.start - 1, token.start)
        if attached or not _PARTICLE.match(text, token.end) or _GLOSS.match(text, token.end):
            continue
        known = form in proper_names()[1]
        if known or (_BORROWED & set(form) and form not in load_lexicon().english):
            yield Name(form, token.start, known)


def word_around(text: str, start: int, end: int) -> str:
    """The Hangul word that these characters lie in."""
    while start and "가" <= text[start - 1] <= "힣":
        start -= 1
    while end < len(text) and "가" <= text[end] <= "힣":
        end += 1
    return text[start:end]


def pieces(text: str, analysed: Sequence[Token]) -> tuple[Pieces, Pieces]:
    """What of a Korean text may be a name: what nouns begin with, and what is inside of words.

    Args:
        text: the text.
        analysed: its morphemes.
    """
    nouns = {token.start: token.tag.split("-")[0] in _NOUNS for token in analysed}
    words = [(match[0], match.start()) for match in _HANGUL_WORD.finditer(text)]
    outer, inner = defaultdict[str, set[str]](set), defaultdict[str, set[str]](set)
    for n, (word, start) in enumerate(words):
        following, next_start = words[n + 1] if n + 1 < len(words) else ("", -1)
        joined = following[:4] if next_start == start + len(word) + 1 else ""
        for a in range(len(word)):
            noun = nouns.get(start + a, not nouns and a == 0)
            if noun or (a == 0 and len(word) > 2):
                _add(outer, word[a:] + joined, 1 if noun else 3)
            if a:  # behind a surname of one syllable a name may be short
                _add(inner, word[a:], 2 if a == 1 else 3)
    return outer, inner


def _add(found: dict[str, set[str]], word: str, shortest: int) -> None:
    """Add what a word begins with, by its skeleton."""
    bones = ""
    for length, syllable in enumerate(word[:_LONGEST], start=1):
        for bone in _syllable_bones(syllable):
            if not bones.endswith(bone):
                bones += bone
        if length >= shortest:
            found[bones].add(word[:length])


@lru_cache(maxsize=1 << 12)
def _syllable_bones(syllable: str) -> str:
    return skeleton(sounds(syllable)[0])


@lru_cache(maxsize=1 << 16)
def _bones(hangul: str) -> str:
    return skeleton(sounds(hangul)[0])


@lru_cache(maxsize=1 << 14)
def _variants(word: str) -> tuple[tuple[str, frozenset[str]], ...]:
    """Ways to say a Latin name, each with its skeletons: Xavier as Savier, Cubans as Cub."""
    spellings = [word]
    lower = word.casefold()
    spellings += [new + lower[len(old) :] for old, new in _FOREIGN if lower.startswith(old)]
    base = _DEMONYM.sub("", word)
    if base != word and len(base) > _SHORTEST:
        spellings.append(base)
    return tuple((spelling, frozenset(skeletons(spelling))) for spelling in spellings if spelling)


@lru_cache(maxsize=1 << 16)
def _near(one: str, other: str) -> bool:
    """Whether two skeletons are the same, or of three consonants or more and one edit apart."""
    if one == other:
        return True
    if min(len(one), len(other)) < 3 or abs(len(one) - len(other)) > 1:
        return False
    return not _neighbours(one).isdisjoint(_neighbours(other))


@lru_cache(maxsize=1 << 16)
def _neighbours(bones: str) -> frozenset[str]:
    return frozenset(neighbours(bones))


@lru_cache(maxsize=1 << 17)
def _alike(hangul: str, latin: str) -> float:
    return likeness(hangul, latin)[0]


def heard(name: str, spoken: Pieces) -> tuple[float, str]:
    """How much the piece that sounds most like a Latin name sounds like it, and the piece."""
    best, piece = 0.0, ""
    for spelling, own in _variants(name):
        for bones, words in spoken.items():
            if any(_near(one, bones) for one in own):
                for word in words:
                    alike = _alike(word, spelling)
                    if alike > best or (alike == best and len(word) < len(piece)):
                        best, piece = alike, word
    return best, piece


@lru_cache(maxsize=1 << 16)
def said(hangul: str, latin: str) -> float:
    """How much a Hangul name sounds like a Latin one, with or without what is suffixed to it."""
    short = _SUFFIX.sub("", hangul) if len(hangul) > 2 else hangul
    best = 0.0
    for form in {hangul, short}:
        own = _bones(form)
        for spelling, others in _variants(latin):
            alike = _alike(form, spelling)
            if alike < _GATE and not any(_near(own, other) for other in others):
                alike -= 0.25
            if any(_begins(own, other) for other in others):
                alike = max(alike, _CONTAINED)
            best = max(best, alike)
    return best


def _begins(one: str, other: str) -> bool:
    """Whether one of two skeletons is the beginning of the other."""
    if one == other or min(len(one), len(other)) < 3:
        return False
    return one.startswith(other) or other.startswith(one)


@cache
def phrases() -> Mapping[tuple[str, ...], frozenset[str]]:
    """English phrases (stems) of the lexicon and the Korean words that translate each."""
    found = defaultdict[tuple[str, ...], set[str]](set)
    for korean, english in load_lexicon().english.items():
        for phrase in english:
            found[phrase].add(korean.removesuffix("다"))
    return {phrase: frozenset(words) for phrase, words in found.items()}
