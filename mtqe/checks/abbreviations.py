"""Abbreviations that a translation leaves as they are, though it translates what they stand for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import ClassVar

from mtqe.checks.view import View
from mtqe.core import Finding, Severity, Span

_SHORT = re.compile(r"(?<![A-Za-z])[A-Z]{3,6}(?![A-Za-z])")
_CAPITALISED = r"[A-Z][A-Za-z\u00c0-\u024f]*"
# Small words between the others have no letter of their own: DPRK.
_LONG = re.compile(rf"\b{_CAPITALISED}(?:[ -](?:(?:of|and|for|the|in|on) ){{0,2}}{_CAPITALISED})+")
_WORD = re.compile(_CAPITALISED)


@dataclass(frozen=True)
class Abbreviations:
    """Abbreviations that stay as they are where the document translates their long form.

    Attributes:
        severity: of all its findings; default: that of each code.
    """

    severity: Severity | None = None

    name: ClassVar[str] = "abbreviations"
    default: ClassVar[bool] = True
    codes: ClassVar[Mapping[str, Severity]] = {"abbreviation": "info"}

    def find(self, view: View) -> Iterator[Finding]:
        """See `Check.find`; of translations from English into another script."""
        if view.source_language != "en" or view.target_language not in {"ko", "ja", "zh"}:
            return
        for _, grouped in groupby(view.pairs, key=lambda pair: pair[0].document):
            pairs = list(grouped)
            translated = {
                short: long
                for _, source, hypothesis in pairs
                for short, long in view.analysis(long_forms, source).items()
                if not _stands(short, hypothesis)
            }
            # Once the translation has said what it stands for, it may be used.
            introduced = {
                short for short in translated if any(f"({short})" in text for _, _, text in pairs)
            }
            for segment, source, hypothesis in pairs:
                for match in _SHORT.finditer(source):
                    short = match[0]
                    if short not in translated or short in introduced:
                        continue
                    if kept := _stands(short, hypothesis):
                        yield view.remark(
                            self, "abbreviation", segment, Span("hypothesis", *kept.span()),
                            Span("source", *match.span()),
                            short=short, long=translated[short],
                        )  # fmt: skip


def long_forms(text: str) -> dict[str, str]:
    """Abbreviation -> the capitalised words of a text that it may stand for."""
    found: dict[str, str] = {}
    for run in _LONG.finditer(text):
        words = list(_WORD.finditer(run[0]))
        for first in range(len(words)):
            for last in range(first + 2, len(words)):
                initials = "".join(word[0][0] for word in words[first : last + 1])
                found[initials] = run[0][words[first].start() : words[last].end()]
    return found


def _stands(short: str, text: str) -> re.Match[str] | None:
    return re.search(rf"(?<![A-Za-z]){short}(?![A-Za-z])", text)
