"""Test sets with planted errors: which kinds there are, who plants them where."""

from __future__ import annotations

import zlib
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

import numpy as np
import planting
import planting_en
import planting_ko
import planting_meaning
from planting import Planted, Planter, World

from mtqe.core import Document, EvalSet, Segment
from mtqe.pairing.lexicon import load_lexicon
from mtqe.pairing.stems import stem

DIRECTIONS = ("en-ko", "ko-en")
DOCUMENT = 10  # lines
_MOST_PASSES = 60
_OFTEN = 0.02  # of the lines: what is in more of them is no term


@dataclass(frozen=True)
class Direction:
    """Sources, their human translations and those of systems, line by line."""

    name: str
    source: tuple[str, ...]
    human: tuple[str, ...]
    systems: Mapping[str, tuple[str, ...]]
    comet: Mapping[str, float]

    @property
    def target_language(self) -> str:
        """`ko` or `en`."""
        return self.name.split("-")[1]

    @cached_property
    def names(self) -> list[str]:
        """Names in the human translations."""
        if self.target_language == "ko":
            return [name for text in self.human for name in planting_ko.names(text)]
        return planting_en.names(self.human)

    @cached_property
    def glossary(self) -> dict[str, str]:
        """Words of the lexicon that all human translations translate in one way."""
        english, korean = (self.source, self.human)[:: 1 if self.target_language == "ko" else -1]
        glossary: dict[str, str] = {}
        for word, phrases in load_lexicon().english.items():
            for phrase in phrases:
                if len(word) > 1 and len(phrase) == 1 and len(phrase[0]) > 3:
                    self._add(glossary, word, phrase[0], english, korean)
        return glossary

    def _add(
        self,
        glossary: dict[str, str],
        word: str,
        stem_: str,
        english: Sequence[str],
        korean: Sequence[str],
    ) -> None:
        """An entry, if wherever its source term is its target term is too."""
        there = [k for k in range(len(english)) if stem_ in self._stems[k]]
        if not 0 < len(there) <= max(2, _OFTEN * len(english)) or word.endswith("다"):
            return
        forms = {w for k in there for w in english[k].split() if w.isalpha() and stem(w) == stem_}
        both = all(word in korean[k] for k in there)
        if both and (self.target_language == "ko" or self._one_way(word, there, korean)):
            base = min(forms, key=len, default="")
            if base.islower():
                pair = (base, word) if self.target_language == "ko" else (word, base)
                glossary.setdefault(*pair)

    @cached_property
    def _stems(self) -> list[set[str]]:
        english = self.source if self.target_language == "ko" else self.human
        return [{stem(w) for w in planting.words(text)} for text in english]

    def _one_way(self, word: str, there: Sequence[int], korean: Sequence[str]) -> bool:
        return all(k in there for k, text in enumerate(korean) if word in text)


@dataclass(frozen=True)
class Kind:
    """A kind of error.

    Attributes:
        planters: direction -> who plants it.
        checks: names of those that are there to find it.
        human: whether it is planted into human references only.
    """

    name: str
    planters: Mapping[str, Planter]
    checks: tuple[str, ...]
    human: bool = False


def _both(planter: Planter) -> dict[str, Planter]:
    return dict.fromkeys(DIRECTIONS, planter)


KINDS = (
    Kind("number", _both(planting.number), ("numbers",)),
    Kind("name", {"en-ko": planting_ko.name, "ko-en": planting_en.name}, ("names",)),
    Kind(
        "left in the source language",
        {"en-ko": planting_ko.untranslated, "ko-en": planting_en.untranslated},
        ("language",),
    ),
    Kind("source copied", _both(planting.copied), ("language",)),
    Kind("NFD", {"en-ko": planting.decomposed}, ("characters",)),
    Kind("particle", {"en-ko": planting_ko.particle}, ("particles",)),
    Kind("register", {"en-ko": planting_ko.register}, ("register",), human=True),
    Kind("spacing", {"en-ko": planting_ko.spacing}, ("spacing",)),
    Kind("quotation mark or bracket", _both(planting.quotation), ("form",)),
    Kind("tag, placeholder, address", _both(planting.element), ("form",)),
    Kind("term", _both(planting.term), ("terms",), human=True),
    Kind("loop", _both(planting.loop), ("form", "loops")),
    Kind(
        "clause dropped", {"en-ko": planting_ko.clause, "ko-en": planting_en.clause}, ("content",)
    ),
    Kind("clause added", _both(planting.addition), ("content",)),
    Kind(
        "negation",
        {"en-ko": planting_meaning.negation_ko, "ko-en": planting_meaning.negation_en},
        ("negation",),
    ),
    Kind("quantity", _both(planting_meaning.quantity), ("quantity",)),
    Kind("a and an", {"ko-en": planting_en.article}, ("english",)),
    Kind("doubled article", {"ko-en": planting_en.doubled}, ("english",)),
)


class Error(NamedTuple):
    """An error planted into a line, and the other lines of its document."""

    planted: Planted
    around: tuple[tuple[str, str], ...]
    place: int


def read(folder: Path, name: str, half: int | None) -> Direction:
    """A direction of a folder, with all lines or one half of them."""
    english, korean = (_lines(folder / file) for file in ("source.en", "reference.ko"))
    source, human = (english, korean) if name == "en-ko" else (korean, english)
    part = slice(*{None: (None,), 1: (len(source) // 2,), 2: (len(source) // 2, None)}[half])
    files = sorted((folder / name).glob("*"))
    systems = {file.stem: _lines(file)[part] for file in files}
    scores = folder / "published-scores.tsv"
    rows = [line.split("\t") for line in _lines(scores)] if systems else []
    comet = {system: float(score) for pair, system, _, score in rows[1:] if pair == name}
    return Direction(name, source[part], human[part], systems, comet)


def _lines(path: Path) -> tuple[str, ...]:
    return tuple(path.read_text(encoding="utf-8").rstrip("\n").split("\n"))


def plant(
    kind: Kind, direction: Direction, count: int
) -> tuple[World, list[tuple[str, list[Error]]]]:
    """Errors of one kind, with the texts that they are planted into.

    One list is one pass over all lines in another order, ten to a document, so that no sentence of
    a test set stands in it twice.
    """
    rng = np.random.default_rng(zlib.crc32(f"{kind.name} {direction.name}".encode()))
    clauses = [text for text in direction.human if len(text) < 80 and '"' not in text]
    glossary = direction.glossary if kind.name == "term" else {}
    world = World(
        direction.target_language, rng, names=direction.names, glossary=glossary,
        terms=sorted(set(glossary.values())), clauses=clauses,
    )  # fmt: skip
    systems = [] if kind.human else list(direction.systems)
    turns = [base for system in systems or ["human"] for base in dict.fromkeys(["human", system])]
    passes: list[tuple[str, list[Error]]] = []
    for turn in range(_MOST_PASSES):
        base = turns[turn % len(turns)]
        left = count - sum(len(errors) for _, errors in passes)
        errors = _plant_all(kind, direction, base, world)
        passes.append((base, errors[:left]))
        if left <= len(errors):
            break
    return world, passes


def _plant_all(kind: Kind, direction: Direction, base: str, world: World) -> list[Error]:
    """At most one error in every ten lines."""
    lines = direction.human if base == "human" else direction.systems[base]
    errors = []
    for chosen in _tens(kind, lines, world.rng):
        for place, k in enumerate(chosen):
            planted = kind.planters[direction.name](direction.source[k], lines[k], world)
            if planted is not None and lines[k].strip():
                around = tuple((direction.source[i], lines[i]) for i in chosen if i != k)
                errors.append(Error(planted, around, place))
                break
    return errors


def _tens(kind: Kind, lines: Sequence[str], rng: np.random.Generator) -> list[list[int]]:
    """All lines in another order, by tens: of one register where that is what is looked at."""
    order = rng.permutation(len(lines)).tolist()
    groups = defaultdict[str | None, list[int]](list)
    for k in order:
        groups[planting_ko.register_of(lines[k]) if kind.name == "register" else ""].append(k)
    groups.pop(None, None)
    return [
        group[k : k + DOCUMENT]
        for group in groups.values()
        for k in range(0, len(group) - DOCUMENT + 1, DOCUMENT)
    ]


def test_set(direction: Direction, errors: Sequence[Error]) -> tuple[EvalSet, list[str]]:
    """Documents of ten lines, `good` and `bad` in one line of each, and which lines those are."""
    segments: list[Segment] = []
    texts: dict[str, list[str]] = {"good": [], "bad": []}
    places = []
    for d, error in enumerate(errors):
        planted = error.planted
        rows = [(source, text, text) for source, text in error.around]
        place = min(error.place, len(rows))
        rows.insert(place, (planted.source, planted.good, planted.bad))
        places.append(str(len(segments) + place))
        for source, good, bad in rows:
            segments.append(Segment(str(len(segments)), str(d), source))
            texts["good"].append(good)
            texts["bad"].append(bad)
    return _eval_set(direction, segments, {n: tuple(t) for n, t in texts.items()}), places


def documents(direction: Direction, outputs: Mapping[str, tuple[str, ...]]) -> EvalSet:
    """All lines as they come, ten to a document."""
    segments = [
        Segment(str(k), str(k // DOCUMENT), source) for k, source in enumerate(direction.source)
    ]
    return _eval_set(direction, segments, outputs)


def _eval_set(
    direction: Direction, segments: Sequence[Segment], outputs: Mapping[str, tuple[str, ...]]
) -> EvalSet:
    sizes = Counter(segment.document for segment in segments)
    starts = np.cumsum([0, *sizes.values()]).tolist()
    found = [Document(d, a, a + n) for (d, n), a in zip(sizes.items(), starts, strict=False)]
    languages = direction.name.split("-")
    return EvalSet("planted", *languages, tuple(segments), tuple(found), outputs)
