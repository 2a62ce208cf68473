"""Translations that repeat themselves: a hallucination's sign."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import ClassVar, NamedTuple

from mtqe.checks.view import View
from mtqe.core import Finding, Severity, Span

_WORD = re.compile(r"\S+")
_SYLLABLES = re.compile(r"((?:\w|\s){1,12}?\w)\1{3,}")  # without spaces between
_SENTENCE = re.compile(r"[^.!?。！？]{12,}[.!?。！？]")
_LONGEST = 12  # words that are repeated together
_EDGES = " .,;:!?\"'“”‘’()"
# This often in a row is a loop; fewer words come again on purpose: a very, very long way.
_TIMES = {1: 3, 2: 3, 3: 3}
_LONG_TIMES = 2


class Repeated(NamedTuple):
    """What comes again and again, how often, and where."""

    unit: str
    times: int
    start: int
    end: int


def repetitions(text: str) -> tuple[Repeated, ...]:
    """The runs of repeated words of a text, the sentences that stand in it again."""
    return tuple(_repetitions(text))


def _repetitions(text: str) -> Iterator[Repeated]:
    matches = list(_WORD.finditer(text))
    words = [match[0].strip(_EDGES).casefold() for match in matches]
    done = 0
    if len(set(words)) < len(words):
        k = 0
        while k < len(words):
            size, times = _run(words, k)
            if times:
                end = k + size * times - 1
                unit = text[matches[k].start() : matches[k + size - 1].end()].strip(_EDGES)
                done = matches[end].end()
                yield Repeated(unit, times, matches[k].start(), done)
                k = end
            k += 1
    if not done and (found := _SYLLABLES.search(text)) and not found[1].isdigit():
        times = len(found[0]) // len(found[1])
        if times * len(found[1]) >= _LONGEST:
            done = found.end()
            yield Repeated(found[1].strip(), times, *found.span())
    if not done:
        yield from _sentences(text)


def _run(words: list[str], k: int) -> tuple[int, int]:
    """How many words from here on are repeated in a row, and how often they stand there."""
    for size in range(1, min(_LONGEST, (len(words) - k) // 2) + 1):
        unit = words[k : k + size]
        times = 1
        while words[k + size * times : k + size * (times + 1)] == unit:
            times += 1
        if times >= _TIMES.get(size, _LONG_TIMES) and any(map(str.isalnum, "".join(unit))):
            return size, times
    return 0, 0


def _sentences(text: str) -> Iterator[Repeated]:
    seen = Counter[str]()
    for match in _SENTENCE.finditer(text):
        sentence = match[0].strip()
        seen[sentence] += 1
        if seen[sentence] == 2:
            start = match.end() - len(sentence)
            yield Repeated(sentence, 2, start, match.end())


@dataclass(frozen=True)
class Loops:
    """Words, phrases and sentences that come again and again.

    Attributes:
        severity: of all its findings; default: that of each code.
    """

    severity: Severity | None = None

    name: ClassVar[str] = "loops"
    default: ClassVar[bool] = True
    codes: ClassVar[Mapping[str, Severity]] = {"repetition": "error"}

    def find(self, view: View) -> Iterator[Finding]:
        """See `Check.find`; what the source repeats as often may be repeated."""
        for segment, source, hypothesis in view.pairs:
            found = view.analysis(repetitions, hypothesis)
            if found:
                most = max((r.times for r in view.analysis(repetitions, source)), default=0)
                for repeated in found:
                    if repeated.times > most:
                        span = Span("hypothesis", repeated.start, repeated.end)
                        yield view.remark(
                            self, "repetition", segment, span,
                            found=repeated.unit, times=repeated.times,
                        )  # fmt: skip
