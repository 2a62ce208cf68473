"""Korean words and what they are in English: the package's own list, CLDR names, a user's list."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

from mtqe.errors import DataError
from mtqe.pairing.stems import stem

_OWN = Path(__file__).with_name("lexicon-ko-en.tsv")
_LATIN_WORD = re.compile(r"[A-Za-z\u00c0-\u024f]+")
_HANGUL = re.compile(r"[\uac00-\ud7a3 ]+")
Phrase = tuple[str, ...]
# In a name of a place or of a currency, but most often none themselves.
_COMMON = "crown typical south north east west southern northern world moon easter us"
_COMMON_STEMS = frozenset(map(stem, _COMMON.split()))


@dataclass(frozen=True)
class Lexicon:
    """Which English phrases (stems of their words) translate a Korean word (without spaces)."""

    english: Mapping[str, frozenset[Phrase]]

    @cached_property
    def phrases(self) -> frozenset[Phrase]:
        """Every English phrase that translates something."""
        return frozenset(phrase for phrases in self.english.values() for phrase in phrases)

    @cached_property
    def phrase_sizes(self) -> Mapping[str, frozenset[int]]:
        """How many words the English phrases of more than one have, by their first word."""
        sizes = defaultdict[str, set[int]](set)
        for phrase in self.phrases:
            if len(phrase) > 1:
                sizes[phrase[0]].add(len(phrase))
        return {word: frozenset(found) for word, found in sizes.items()}

    @cached_property
    def beginnings(self) -> frozenset[str]:
        """What Korean words begin with, the words themselves included."""
        return frozenset(word[:k] for word in self.english for k in range(1, len(word) + 1))


@lru_cache(maxsize=4)
def load_lexicon(user_file: Path | None = None, *, own: bool = True) -> Lexicon:
    """Read the lexicon.

    Args:
        user_file: tab-separated `korean`, `english`, translations separated by `;`, with a header.
        own: whether the package's list and CLDR's names belong to it.

    Raises:
        DataError: a line of the user's file has no two columns.
    """
    files = ([_OWN] if own else []) + ([user_file] if user_file else [])
    entries = defaultdict[str, set[Phrase]](set)
    for file in files:
        for korean, english in _read(file):
            _add(entries, korean, english)
    if own:
        for korean, english in _cldr():
            _add(entries, korean, english)
    return Lexicon({korean: frozenset(phrases) for korean, phrases in entries.items()})


@lru_cache(maxsize=1)
def proper_names() -> tuple[frozenset[str], frozenset[str]]:
    """What the lexicon knows of places and peoples: stems of English words, and Korean words."""
    from babel import Locale

    places = {phrase_of(name) for name in Locale("en").territories.values()}
    places |= {phrase_of(english) for _, english in _cldr()}
    entries = defaultdict[str, set[Phrase]](set)
    for korean, english in (*_read(_OWN), *_cldr()):
        _add(entries, korean, english)
    proper = {korean: phrases for korean, phrases in entries.items() if phrases & places}
    words = {phrase[0] for phrases in proper.values() for phrase in phrases if len(phrase) == 1}
    units = {phrase[-1] for phrase in map(phrase_of, Locale("en").currencies.values()) if phrase}
    return frozenset(words - units - _COMMON_STEMS), frozenset(proper)


def phrase_of(text: str) -> Phrase:
    """The stems of the words of an English phrase."""
    return tuple(stem(word) for word in _LATIN_WORD.findall(text))


def _add(entries: defaultdict[str, set[Phrase]], korean: str, english: str) -> None:
    if phrase := phrase_of(english):
        entries[korean.replace(" ", "")].add(phrase)


def _read(file: Path) -> Iterator[tuple[str, str]]:
    lines = file.read_text(encoding="utf-8").splitlines()
    for number, line in enumerate(lines[1:], start=2):
        if not line.strip() or line.startswith("#"):
            continue
        columns = line.split("\t")
        if len(columns) < 2 or not columns[0].strip() or not columns[1].strip():
            raise DataError(
                f"{file}:{number}: {line!r}, expected a Korean word, a tab and its English "
                f"translations, separated by ;. Correct the line or remove it."
            )
        for english in columns[1].split(";"):
            yield columns[0].strip(), english.strip()


def _cldr() -> Iterator[tuple[str, str]]:
    """Names of territories, languages, currencies, scripts and cities in both languages."""
    from babel import Locale

    korean, english = Locale("ko"), Locale("en")
    for table in ("territories", "languages", "currencies", "scripts"):
        names = getattr(english, table)
        for code, name in getattr(korean, table).items():
            if code in names and not code.isdigit() and _HANGUL.fullmatch(name):
                yield name, names[code]
                if table == "currencies":  # 미국 달러, US Dollar: the last word names the unit
                    yield name.split()[-1], names[code].split()[-1]
    zones = english.time_zones
    for code, zone in korean.time_zones.items():
        city = zone.get("city")
        if city and _HANGUL.fullmatch(city):
            name = zones.get(code, {}).get("city", code.rpartition("/")[2].replace("_", " "))
            yield city, name
