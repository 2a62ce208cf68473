"""Names that a translation lost, changed or made up, and names that it spells in two ways."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import ClassVar, NamedTuple

from rapidfuzz.distance import Indel

from mtqe.checks.view import View
from mtqe.core import Finding, Segment, Severity, Side, Span
from mtqe.pairing.korean import tokens
from mtqe.pairing.lexicon import load_lexicon
from mtqe.pairing.names import (
    Name,
    Pieces,
    hangul_names,
    heard,
    is_common,
    latin_names,
    phrases,
    pieces,
    said,
    word_around,
)
from mtqe.pairing.phonetic import likeness, skeletons, sounds
from mtqe.pairing.stems import stem

_HEARD, _KNOWN, _INSIDE = 0.6, 0.7, 0.75  # likeness of a name, a known one, one inside of a word
_SAID, _SAID_KNOWN = 0.6, 0.65  # the same from Hangul
_PERHAPS = 0.45  # likeness of what may be a bad spelling of a name, not another one
_ONE_NAME = 0.6  # likeness of two spellings of one name
_LIKE_LOWER = 0.15  # less is a word worth that has no capital
_WORD = re.compile(r"[A-Za-z\u00c0-\u024f]+")
_LOWER = re.compile(r"(?<![A-Za-z'’])[a-z]{2,}")
_LONGEST_PHRASE = 5
_SHORT_FORMS = (
    (re.compile(r"\bU\.?S\.?(?:A\.?)?(?![A-Za-z])"), "American"),
    (re.compile(r"\bU\.?K\.?(?![A-Za-z])"), "British"),
    (re.compile(r"\bU\.?N\.?(?![A-Za-z])"), "United Nations"),
    (re.compile(r"\bE\.?U\.?(?![A-Za-z])"), "European Union"),
    (re.compile(r"\bDPRK\b|\bPyongyang\b|\bthe North\b"), "North Korea"),
)


class Spelling(NamedTuple):
    """How a text has a name."""

    segment: Segment
    korean: str
    form: str


class Lost(NamedTuple):
    """A name without counterpart.

    Attributes:
        score: how much the likeliest counterpart sounds like it.
        alone: whether no other word of its run of capitalised words has a counterpart.
    """

    name: Name
    score: float
    alone: bool = True

    def sure(self, names: bool) -> bool:
        """Whether it alone is reason enough to speak up.

        Args:
            names: whether the English text has any: many a borrowed word looks like a name.
        """
        if not names and not self.name.known:
            return False
        if not self.alone:
            return self.score < 0.2 and min(map(len, skeletons(self.name.text))) > 2
        return self.name.known or self.score < _PERHAPS


@dataclass(frozen=True)
class Compared:
    """What became of the names of an English and a Korean text.

    Attributes:
        english: those that the Korean text lacks.
        korean: those that the English text lacks.
        spellings: English name -> how the Korean text has it.
        names: whether the English text has any.
    """

    english: tuple[Lost, ...]
    korean: tuple[Lost, ...]
    spellings: Mapping[Name, str]
    names: bool


def compare(english: str, korean: str, common: frozenset[str], view: View) -> Compared:
    """Find the counterparts of all names, by the lexicon and by sound.

    Args:
        english: a text.
        korean: its counterpart.
        common: words that the test set has in lower case.
        view: whose analysis is used.
    """
    names = view.analysis(latin_names, english)
    others = hangul_names(korean, view.analysis(tokens, korean))
    lost, spellings = _lost_english(names, english, korean, common, view) if names else ([], {})
    added = [Lost(o, score) for o in others if (score := _score(o, english, korean)) is not None]
    # What sounds a little alike is one name in a bad spelling.
    loose = {
        (one.name, other.name)
        for one in lost
        for other in added
        if likeness(other.name.text, one.name.text)[0] >= _PERHAPS
    }
    spellings |= {one: other.text for one, other in loose}
    return Compared(
        tuple(one for one in lost if all(one.name != a for a, _ in loose)),
        tuple(other for other in added if all(other.name != b for _, b in loose)),
        spellings,
        any(not name.opens for name in names),
    )


def _lost_english(
    names: Sequence[Name], english: str, korean: str, common: frozenset[str], view: View
) -> tuple[list[Lost], dict[Name, str]]:
    covered = _covered(english, korean.replace(" ", ""))
    spoken: tuple[Pieces, Pieces] | None = None
    found: set[int] = set()
    spellings: dict[Name, str] = {}
    lost: list[tuple[Name, float]] = []
    for name in names:
        if name.text.casefold() in korean.casefold() or name.start in covered:
            found.add(name.run)
            continue
        ordinary = not name.known and (name.text.casefold() in common or is_common(name.text))
        if spoken is None:
            spoken = pieces(korean, view.analysis(tokens, korean))
        score, piece = best_heard(name.text, spoken)
        if score >= (_KNOWN if name.known else _HEARD):
            if not ordinary or score > _INSIDE:
                found.add(name.run)
            if not ordinary:
                spellings[name] = piece
        elif not ordinary and not name.opens:
            lost.append((name, score))
    return [Lost(name, score, name.run not in found) for name, score in lost], spellings


def best_heard(name: str, spoken: tuple[Pieces, Pieces]) -> tuple[float, str]:
    """What sounds most like a name; inside of a word only what sounds very much like it."""
    outer, inner = spoken
    score, piece = heard(name, outer)
    if score < _HEARD:
        deeper, inside = heard(name, inner)
        if deeper >= _INSIDE and (len(inside) > 2 or "-" in name):  # 서현 in 민서현: Seo-hyeon
            return deeper, inside
    return score, piece


def _covered(english: str, korean: str) -> set[int]:
    """Where the words begin that the lexicon finds in the Korean text (without spaces)."""
    words = list(_WORD.finditer(english))
    stems = [stem(word[0]) for word in words]
    known = phrases()
    covered: set[int] = set()
    for size in range(1, _LONGEST_PHRASE + 1):
        for a in range(len(words) - size + 1):
            translations = known.get(tuple(stems[a : a + size]), frozenset())
            if any(word in korean for word in translations):
                covered |= {word.start() for word in words[a : a + size]}
    return covered


def _score(name: Name, english: str, korean: str) -> float | None:
    """How much any word of the English text sounds like a Korean name; None for enough."""
    english = " ".join([english, *(long for short, long in _SHORT_FORMS if short.search(english))])
    words = _WORD.findall(english)
    around = word_around(korean, name.start, name.start + len(name.text))
    if _translated(name.text, around, f" {' '.join(map(stem, words))} "):
        return None
    enough, best = (_SAID_KNOWN if name.known else _SAID), 0.0
    for word, worth in _said_words(words):
        best = max(best, said(name.text, word) - worth)
        if best >= enough:
            return None
    return best


def _said_words(words: Sequence[str]) -> Iterator[tuple[str, float]]:
    """What a name may write, and what to take off its likeness: capitals first, then pairs."""
    yield from ((word, 0.0) for word in words if len(word) > 1 and word[0].isupper())
    yield from ((a + b.casefold(), 0.0) for a, b in pairwise(words) if len(a) > 1 < len(b))
    yield from ((word, _LIKE_LOWER) for word in words if len(word) > 2 and word[0].islower())


def _translated(name: str, around: str, stems: str) -> bool:
    """Whether the lexicon translates it, alone or in the word around it, by what the text has."""
    start = around.find(name)
    return any(
        f" {' '.join(phrase)} " in stems
        for a in range(start + 1)
        for b in range(start + len(name), len(around) + 1)
        for phrase in load_lexicon().english.get(around[a:b], ())
    )


@dataclass(frozen=True)
class Names:
    """Names that are lost, changed or made up, and names that a document spells in two ways.

    Attributes:
        severity: of all its findings; default: that of each code.
    """

    severity: Severity | None = None

    name: ClassVar[str] = "names"
    default: ClassVar[bool] = True
    codes: ClassVar[Mapping[str, Severity]] = {
        "name": "warning",
        "name_missing": "warning",
        "name_added": "warning",
        "name_spelling": "warning",
        "name_reference": "info",
    }

    def find(self, view: View) -> Iterator[Finding]:
        """See `Check.find`; of English and Korean only."""
        if {view.source_language, view.target_language} != {"en", "ko"}:
            return
        side: Side = "source" if view.source_language == "en" else "hypothesis"
        common = frozenset(
            word
            for segment, source, hypothesis in view.pairs
            for word in _LOWER.findall(source if side == "source" else hypothesis)
        )
        spelled = defaultdict[tuple[str, str], list[Spelling]](list)
        for segment, source, hypothesis in view.pairs:
            english, korean = (source, hypothesis) if side == "source" else (hypothesis, source)
            found = compare(english, korean, common, view)
            yield from self._lost(view, segment, found, english_is_source=side == "source")
            for name, form in found.spellings.items():
                spelling = Spelling(segment, korean, form)
                spelled[segment.document, name.text].append(spelling)
                if side == "source":
                    yield from self._reference(view, name, spelling)
        if side == "source":
            for (_, text), spellings in spelled.items():
                yield from self._spellings(view, text, spellings)

    def _lost(
        self, view: View, segment: Segment, found: Compared, *, english_is_source: bool
    ) -> Iterator[Finding]:
        missing, added, names = found.english, found.korean, found.names
        if not english_is_source:
            missing, added = added, missing
        pairs = list(zip(missing, added, strict=False))
        for one, other in pairs:
            spans = _span("hypothesis", other.name), _span("source", one.name)
            yield view.remark(
                self, "name", segment, *spans, source=one.name.text, translation=other.name.text
            )
        for one in missing[len(pairs) :]:
            if one.sure(names) or pairs:
                span = _span("source", one.name)
                yield view.remark(self, "name_missing", segment, span, source=one.name.text)
        for other in added[len(pairs) :]:
            if other.sure(names) or pairs:
                span = _span("hypothesis", other.name)
                yield view.remark(self, "name_added", segment, span, translation=other.name.text)

    def _reference(self, view: View, name: Name, spelling: Spelling) -> Iterator[Finding]:
        """Of a name that every reference has, and none as the translation has it."""
        segment, korean, form = spelling
        references = [text for text in segment.references if text]
        start = korean.find(form)
        if start < 0 or len(form) < 2 or any(form in text for text in references):
            return
        for text in references[:1]:
            score, wanted = best_heard(name.text, pieces(text, view.analysis(tokens, text)))
            if score >= _HEARD and len(wanted) > 1 and not _same_spelling(wanted, form):
                span = Span("hypothesis", start, start + len(form))
                yield view.remark(
                    self, "name_reference", segment, span, _span("source", name),
                    source=name.text, translation=form, reference=wanted,
                )  # fmt: skip

    def _spellings(self, view: View, name: str, spellings: Sequence[Spelling]) -> Iterator[Finding]:
        """Of a name that a document's translation spells in several ways, the rarer ones."""
        (usual, _), *_ = Counter(spelling.form for spelling in spellings).most_common()
        for segment, korean, form in spellings:
            start = korean.find(form)
            if start >= 0 and len(form) > 1 and not _same_spelling(usual, form):
                span = Span("hypothesis", start, start + len(form))
                yield view.remark(
                    self, "name_spelling", segment, span,
                    source=name, translation=form, others=usual,
                )  # fmt: skip


def _same_spelling(usual: str, form: str) -> bool:
    """Whether one only has more around it, or the other word is another name altogether."""
    if usual in form or form in usual:
        return True
    return Indel.normalized_similarity(sounds(usual)[0], sounds(form)[0]) < _ONE_NAME


def _span(side: Side, name: Name) -> Span:
    return Span(side, name.start, name.start + len(name.text))
