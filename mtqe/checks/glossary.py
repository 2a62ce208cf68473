"""A user's glossary: its file, and where its terms stand in a text."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import NamedTuple

from mtqe.errors import DataError
from mtqe.pairing.korean import Token, tokens
from mtqe.pairing.stems import stem

_WORD = re.compile(r"[가-힣]+|[^\W_가-힣]+")
_HANGUL = re.compile(r"[가-힣]")
# What may follow a noun, where the analyser took both for one word.
_PARTICLES = re.compile(
    r"(?:들|만|까지|부터|에서|에게|으로|로|은|는|이|가|을|를|의|에|도|과|와|이나|나|이라|라|보다|처럼){0,3}"
    r"(?![가-힣])"
)
_GRAMMAR = frozenset("EJS")  # first letters of the tags of endings, particles and punctuation
Found = tuple[int, int]


class Entry(NamedTuple):
    """One line of a glossary.

    Attributes:
        source: the term.
        targets: its translations, any of which will do.
        forbidden: what must not stand for it.
    """

    source: str
    targets: tuple[str, ...]
    forbidden: tuple[str, ...]


@dataclass(frozen=True)
class Glossary:
    """The entries of a glossary, in the order of its file."""

    entries: tuple[Entry, ...]

    @cached_property
    def _by_start(self) -> Mapping[str, Sequence[int]]:
        found = defaultdict[str, list[int]](list)
        for k, entry in enumerate(self.entries):
            found[_start(entry.source)].append(k)
        return found

    def find(self, text: Text) -> Iterator[tuple[Entry, int, int]]:
        """The first place of each term in a text, unless it is a part of a longer one there."""
        near = sorted(k for start in text.starts for k in self._by_start.get(start, ()))
        found = [(k, *place) for k in near for place in text.find(self.entries[k].source)]
        seen: set[int] = set()
        for k, start, end in found:
            inside = any(a <= start and end <= b and b - a > end - start for _, a, b in found)
            if not inside and k not in seen:
                seen.add(k)
                yield self.entries[k], start, end


def read_glossary(path: Path, name: str) -> Glossary:
    """Read a tab-separated file: source, target and, if need be, forbidden targets.

    Several targets are separated by `;`. Empty lines and lines that begin with # do not count, nor
    does a first line `source`, `target`.

    Args:
        path: of the file.
        name: how errors call it.

    Raises:
        DataError: the file cannot be read, a line has no two columns, or a source comes twice.
    """
    entries: dict[str, Entry] = {}
    for number, line in enumerate(_read(path, name), start=1):
        columns = [column.strip() for column in line.split("\t")]
        if not line.strip() or line.startswith("#"):
            continue
        if number == 1 and [column.casefold() for column in columns[:2]] == ["source", "target"]:
            continue
        if not 2 <= len(columns) <= 3 or not columns[0] or not _parts(columns[1]):
            raise DataError(
                f"{name}:{number}: {line!r}, expected a source term, a tab and its translations "
                f"(separated by ;), then maybe a tab and forbidden ones. Correct the line."
            )
        if columns[0] in entries:
            raise DataError(
                f"{name}:{number}: the term {columns[0]!r} stands in the glossary twice. Put all "
                f"its translations into one line, separated by ;."
            )
        forbidden = _parts(columns[2]) if len(columns) > 2 else ()
        entries[columns[0]] = Entry(columns[0], _parts(columns[1]), forbidden)
    return Glossary(tuple(entries.values()))


def _read(path: Path, name: str) -> list[str]:
    try:
        return path.read_text(encoding="utf-8-sig").splitlines()
    except OSError as error:
        raise DataError(
            f"{name}: the glossary cannot be read: {error.strerror}. Give a path relative to root."
        ) from error
    except UnicodeDecodeError as error:
        raise DataError(
            f"{name}: the glossary is not UTF-8 at byte {error.start}. Save it as UTF-8."
        ) from error


def _parts(column: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in column.split(";") if part.strip())


@dataclass(frozen=True)
class Text:
    """A text with its words, as terms are looked for in it.

    Attributes:
        morphemes: of a Korean text, where there is an analyser.
    """

    text: str
    morphemes: tuple[Token, ...] = ()

    @cached_property
    def _words(self) -> list[tuple[str, int, int]]:
        return [(match[0], *match.span()) for match in _WORD.finditer(self.text)]

    @cached_property
    def starts(self) -> frozenset[str]:
        """What a term that stands here begins with: see `_start`."""
        return self._stems | frozenset(_HANGUL.findall(self.text))

    @cached_property
    def _stems(self) -> frozenset[str]:
        return frozenset(stem(word.lower()) for word, _, _ in self._words)

    @cached_property
    def _content(self) -> list[Token]:
        return _bearing(self.morphemes)

    def find(self, term: str, *, inside: bool = False) -> Iterator[Found]:
        """Where a term stands, in whatever form.

        Args:
            term: one word or several.
            inside: whether a Hangul term of two syllables or more may be a part of a longer word,
                as 초청 is of 초청장.
        """
        if _HANGUL.search(term):
            if term[0] in self.text:
                inside = inside and len(term) > 1
                yield from sorted({*self._written(term, inside), *self._analysed(term)})
        elif self._stems >= _term_stems(term):
            yield from self._spelt(term)

    def _spelt(self, term: str) -> Iterator[Found]:
        """A term of the Latin script, its words in any form."""
        wanted = _WORD.findall(term)
        for k in range(len(self._words) - len(wanted) + 1):
            run = self._words[k : k + len(wanted)]
            if all(_same_word(a, b) for a, (b, _, _) in zip(wanted, run, strict=True)):
                yield run[0][1], run[-1][2]

    def _written(self, term: str, inside: bool) -> Iterator[Found]:
        """A Hangul term as it is written, with or without spaces, at the borders of morphemes."""
        letters = r"\s?".join(map(re.escape, "".join(term.split())))
        starts = {token.start for token in self.morphemes}
        ends = {token.end for token in self.morphemes} | starts
        for match in re.finditer(letters, self.text):
            start, end = match.span()
            if match[0].count(" ") > term.count(" ") and not self._one_word(start, end):
                continue
            begins = start in starts or not _HANGUL.match(self.text[start - 1 : start])
            if inside or (begins and (end in ends or _PARTICLES.match(self.text, end))):
                yield start, end

    def _one_word(self, start: int, end: int) -> bool:
        """Whether there is no particle or ending in a piece: 물 통 is one word, 이 불 is not."""
        inside = [token for token in self.morphemes if start <= token.start < end]
        return bool(inside) and not any(token.tag[0] in "EJ" for token in inside)

    def _analysed(self, term: str) -> Iterator[Found]:
        """A term by the stems of its words, without particles and endings."""
        wanted = _pieces(term)
        for k in range(len(self._content) - len(wanted) + 1 if wanted else 0):
            run = self._content[k : k + len(wanted)]
            if all(token.form == form for token, form in zip(run, wanted, strict=True)):
                yield run[0].start, max(token.end for token in run)


def _same_word(wanted: str, word: str) -> bool:
    """Whether a word is the wanted one; with a capital letter that is a name, and stays one."""
    if wanted != wanted.lower():
        return word in {wanted, f"{wanted}s", wanted.upper()}
    return stem(word.lower()) == stem(wanted)


def _start(term: str) -> str:
    """What is looked up first: a Hangul term's first syllable, the stem of another's first word."""
    if _HANGUL.match(term):
        return term[0]
    words = _WORD.findall(term)
    return stem(words[0].lower()) if words else ""


@lru_cache(maxsize=1 << 14)
def _term_stems(term: str) -> frozenset[str]:
    return frozenset(stem(word.lower()) for word in _WORD.findall(term)) or frozenset({""})


@lru_cache(maxsize=1 << 14)
def _pieces(term: str) -> tuple[str, ...]:
    return tuple(token.form for token in _bearing(tokens(term)))


def _bearing(found: Iterable[Token]) -> list[Token]:
    """Morphemes that bear a meaning."""
    return [token for token in found if token.tag[0] not in _GRAMMAR or token.tag in {"SL", "SN"}]
