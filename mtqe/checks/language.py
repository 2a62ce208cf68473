"""Translations that are in the wrong language, as a whole or in part."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import ClassVar

from rapidfuzz.distance import Indel

from mtqe.checks.view import View
from mtqe.core import Finding, Segment, Severity, Span
from mtqe.pairing.languages import SCRIPTS, language_name, line_script, script_of

_ALIKE = 0.9  # from here on a translation is a copy of its source
_SHORT = 8  # letters; less may be a name
_LOWER = re.compile(r"\b[a-z]{2,}")
# Addresses, tags, placeholders, codes.
_NO_WORDS = re.compile(
    r"(?:https?://|www\.)[!-~]+|[\w.+-]+@[\w-]+\.[\w.-]+|[\w-]+(?:\.[\w-]+)*\.[a-z]{2,4}\b"
    r"|<[^<>]*>|\$?\{+[^{}]*\}+|%(?:\d\$)?[sd]|&\w+;|[@#/]\w+|[A-Za-z]*\d\w*"
)
# A common word, as its letters say: a name begins with a capital, an acronym has nothing else.
_COMMON = re.compile(r"(?<![A-Za-z'’&.-])[a-z]{3,}(?![A-Z'’&.]|-[A-Z])")
_KEPT = """
mph kph kmh mhz ghz dpi fps rpm kcal bps http https the von van del der den des los las dos das bin
ibn
"""
_ALWAYS_KEPT = frozenset(_KEPT.split())  # units, and what stands in names
# More than one sign of a script that neither language has; Korean writes some single ones.
_LONE = {"han": "{2,}", "greek": "{3,}"}


@cache
def _foreign(*known: str) -> re.Pattern[str]:
    """Words in the scripts that are not among the known ones."""
    others = (script for script in SCRIPTS if script not in known)
    return re.compile("|".join(f"{SCRIPTS[script]}{_LONE.get(script, '+')}" for script in others))


_MIXED = re.compile(r"[A-Za-z]+[\u0370-\u052f]\w*|[\u0370-\u052f]+[A-Za-z]\w*")


@cache
def _aside(script: str) -> re.Pattern[str]:
    """Brackets and quotation marks without a letter of the script: the original's own words."""
    inside = "[^{}" + SCRIPTS[script].strip("[]") + "]*"
    marks = ["()", "[]", "（）", "“”", "‘’", "「」", "『』", "《》", "〈〉", '""', "''"]
    pairs = (
        re.escape(mark[0]) + inside.replace("{}", re.escape(mark[1])) + re.escape(mark[1])
        for mark in marks
    )
    return re.compile("|".join(pairs))


@dataclass(frozen=True)
class Language:
    """Copies of the source, text in the wrong language or script, words left as they were.

    Attributes:
        severity: of all its findings; default: that of each code.
    """

    severity: Severity | None = None

    name: ClassVar[str] = "language"
    default: ClassVar[bool] = True
    codes: ClassVar[Mapping[str, Severity]] = {
        "copy": "error",
        "wrong_language": "error",
        "untranslated": "warning",
        "foreign_script": "warning",
        "mixed_script": "warning",
    }

    def find(self, view: View) -> Iterator[Finding]:
        """See `Check.find`."""
        source_script, target_script = map(script_of, (view.source_language, view.target_language))
        for segment, source, hypothesis in view.pairs:
            whole = Span("hypothesis", 0, len(hypothesis))
            if hypothesis in segment.references:
                continue
            if _is_copy(source, hypothesis, source_script):
                yield view.remark(self, "copy", segment, whole, text="copied")
            elif target_script not in {source_script, line_script(hypothesis)} and _has_words(
                hypothesis, source_script
            ):
                language = language_name(view.target_language)
                yield view.remark(self, "wrong_language", segment, whole, language=language)
            else:
                yield from self._parts(view, segment, source, hypothesis)

    def _parts(
        self, view: View, segment: Segment, source: str, hypothesis: str
    ) -> Iterator[Finding]:
        source_script, target_script = map(script_of, (view.source_language, view.target_language))
        accepted = " ".join([source, *(text for text in segment.references if text)])
        shown = _aside(target_script).sub(_blank, hypothesis)
        for match in _foreign("latin", source_script, target_script).finditer(shown):
            if match[0] not in accepted:
                span = Span("hypothesis", *match.span())
                yield view.remark(self, "foreign_script", segment, span, found=match[0])
        for match in _MIXED.finditer(hypothesis):
            if match[0] not in accepted:
                span = Span("hypothesis", *match.span())
                yield view.remark(self, "mixed_script", segment, span, found=match[0])
        if source_script != target_script:
            for start, end in _left(source, shown, segment.references, source_script):
                span = Span("hypothesis", start, end)
                yield view.remark(self, "untranslated", segment, span, found=hypothesis[start:end])


def _is_copy(source: str, hypothesis: str, script: str) -> bool:
    """Whether the translation is the source; names and numbers alone may be."""
    if not _has_words(source, script):
        return False
    if source == hypothesis:
        return True
    one, other = (" ".join(text.casefold().split()) for text in (source, hypothesis))
    return Indel.normalized_similarity(one, other, score_cutoff=_ALIKE) >= _ALIKE


def _has_words(text: str, script: str) -> bool:
    """Whether there is more than a name, an acronym or an address."""
    text = _NO_WORDS.sub(" ", text)
    if script == "latin":
        return len(_LOWER.findall(text)) > 1 and len(text) > _SHORT
    return len(re.findall(SCRIPTS[script], text)) > 1


def _left(
    source: str, shown: str, references: Sequence[str | None], script: str
) -> Iterator[tuple[int, int]]:
    """Runs of the source's words that are no names and that no reference keeps."""
    pattern = _COMMON if script == "latin" else re.compile(f"{SCRIPTS[script]}+")
    if not pattern.search(shown):
        return
    text = _NO_WORDS.sub(_blank, shown)
    words = {word.casefold() for word in re.findall(r"[^\W\d_]+", source)}
    kept = {word.casefold() for each in references if each for word in pattern.findall(each)}
    runs: list[tuple[int, int]] = []
    for match in pattern.finditer(text):
        word = match[0].casefold()
        if word in kept or word in _ALWAYS_KEPT or (script == "latin" and word not in words):
            continue
        if runs and not shown[runs[-1][1] : match.start()].strip(" -"):
            runs[-1] = runs[-1][0], match.end()
        else:
            runs.append(match.span())
    yield from runs


def _blank(match: re.Match[str]) -> str:
    return " " * len(match[0])
