"""The user's terms, and terms that one document translates in two ways."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import ClassVar, NamedTuple

from mtqe.checks.glossary import Glossary, Text, read_glossary
from mtqe.checks.view import View
from mtqe.checks.words import words_of
from mtqe.core import Document, Finding, Segment, Severity, Span
from mtqe.pairing.keys import HANGUL_KINDS, Key
from mtqe.pairing.korean import has_analyser, tokens
from mtqe.pairing.lexicon import load_lexicon


@dataclass(frozen=True)
class Terms:
    """Terms of a glossary that are not used, and terms translated in two ways in one document.

    Attributes:
        glossary: a tab-separated file: source term, target term, forbidden target; several targets
            are separated by `;`. Without it, only consistency is looked at.
        severity: of all its findings; default: that of each code.
    """

    glossary: str | None = None
    severity: Severity | None = None

    name: ClassVar[str] = "terms"
    default: ClassVar[bool] = True
    codes: ClassVar[Mapping[str, Severity]] = {
        "term": "warning",
        "term_forbidden": "error",
        "term_inconsistent": "info",
    }

    def find(self, view: View) -> Iterator[Finding]:
        """See `Check.find`."""
        if self.glossary is not None:
            glossary = _glossary(view.root / self.glossary, self.glossary)
            for segment, source, hypothesis in view.pairs:
                yield from self._use(view, glossary, segment, source, hypothesis)
        if {view.source_language, view.target_language} == {"en", "ko"} and has_analyser():
            for document in view.data.documents:
                yield from self._consistency(view, document)

    def _use(
        self, view: View, glossary: Glossary, segment: Segment, source: str, hypothesis: str
    ) -> Iterator[Finding]:
        here = _text(view, view.source_language, source)
        there = _text(view, view.target_language, hypothesis)
        for entry, start, end in glossary.find(here):
            at = Span("source", start, end)
            used = [place for target in entry.targets for place in there.find(target, inside=True)]
            forbidden = [
                place
                for word in entry.forbidden
                for place in there.find(word)
                if not any(a <= place[0] and place[1] <= b for a, b in used)
            ]
            right = "; ".join(entry.targets)
            for place in forbidden[:1]:
                yield view.remark(
                    self, "term_forbidden", segment, Span("hypothesis", *place), at,
                    found=hypothesis[slice(*place)], source=source[start:end], right=right,
                )  # fmt: skip
            if not used and not forbidden:
                yield view.remark(self, "term", segment, at, source=source[start:end], right=right)

    def _consistency(self, view: View, document: Document) -> Iterator[Finding]:
        """Terms of several words that a document translates now one way, now another."""
        uses = defaultdict[str, list[tuple[Segment, Use]]](list)
        for translation in view.document(document):
            source, hypothesis = translation.segment.source or "", translation.hypothesis
            for term, use in _translated(view, source, hypothesis):
                uses[term].append((translation.segment, use))
        for term, found in uses.items():
            (usual, most), *others = Counter(use.text for _, use in found).most_common()
            if others and most > others[0][1]:
                for segment, use in found:
                    if use.text != usual:
                        at = Span("hypothesis", use.start, use.end)
                        yield view.remark(
                            self, "term_inconsistent", segment, at,
                            source=term, found=use.text, usual=usual,
                        )  # fmt: skip


class Use(NamedTuple):
    """How a translation has a term, and where."""

    text: str
    start: int
    end: int


@lru_cache(maxsize=8)
def _glossary(path: Path, name: str) -> Glossary:
    return read_glossary(path, name)


def _text(view: View, language: str, text: str) -> Text:
    return Text(text, view.analysis(tokens, text) if language == "ko" else ())


def _translated(view: View, source: str, hypothesis: str) -> Iterator[tuple[str, Use]]:
    """Terms of a source that the lexicon finds once in a translation, and where."""
    here, there = words_of(view, source, hypothesis)
    for term in sorted(key for key in here.keys if _may_be_term(key)):
        found = {key.text: key for key in sorted(there.keys) if _translates(term, key)}
        if len(found) == 1:
            (used,) = found.values()
            units = [unit for unit in there.units if used in unit.keys]
            if units:
                yield term.text, Use(used.text, units[0].start, units[-1].end)


def _may_be_term(key: Key) -> bool:
    return key.kind == "phrase" or key.kind in HANGUL_KINDS


def _translates(one: Key, other: Key) -> bool:
    """Whether the lexicon has a Hangul word and an English phrase as translations."""
    if one.kind in HANGUL_KINDS:
        one, other = other, one
    if one.kind != "phrase" or other.kind not in HANGUL_KINDS:
        return False
    return tuple(one.text.split()) in load_lexicon().english.get(other.text, ())
