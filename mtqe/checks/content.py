"""Omissions and additions inside a sentence: a run of words that the other side shows nowhere."""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar, NamedTuple

from mtqe.checks.view import View
from mtqe.checks.words import words_of
from mtqe.core import Finding, Segment, Severity, Side, Span
from mtqe.pairing.keys import Key
from mtqe.pairing.korean import has_analyser
from mtqe.pairing.length import log_ratio, visible_length
from mtqe.pairing.lexicon import load_lexicon
from mtqe.pairing.links import find_links
from mtqe.pairing.units import Unit

# Probability that a translation shows a word's counterpart, and that any other sentence does:
# FLORES-200 dev, first half.
_SHOWN = {"number": 0.93, "known": 0.65, "name": 0.75, "other": 0.0}
_BY_CHANCE = 0.02
_PRIOR_WORDS = 3  # occurrences in the run that weigh as much as the table
_LEAST_SHOWN, _MOST_SHOWN = 0.05, 0.97
_SURE = 0.25  # a link below is none
_SPREAD, _SHORT_SPREAD = 0.2, 0.5  # variance of the log length: .2 ** 2 + .5 / length
# Logistic regression on the run's evidence (nats) and on how much too short its other side is
# (standard deviations): clauses dropped from FLORES-200 dev, first half.
_WEIGHTS = (-6.0, 0.83, 2.24)
_LEAST_WORDS, _MOST_WORDS = 2, 8  # that a message names
_GLOSS = re.compile(r"(?<=[가-힣])\s?\([A-Za-z][^()가-힣]*\)")  # a name as the source has it


class Compared(NamedTuple):
    """A pair of texts, each with its content words and whether the other one shows them."""

    segment: Segment
    texts: tuple[str, str]
    units: tuple[tuple[Unit, ...], tuple[Unit, ...]]
    shown: tuple[tuple[bool, ...], tuple[bool, ...]]


@dataclass
class Habits:
    """How often the translations of a run show the counterpart of a word."""

    shown: dict[Key, int] = field(default_factory=lambda: defaultdict(int))
    there: dict[Key, int] = field(default_factory=lambda: defaultdict(int))

    def add(self, units: Sequence[Unit], shown: Sequence[bool]) -> None:
        """Count the words of one text."""
        for unit, seen in zip(units, shown, strict=True):
            self.there[unit.keys[0]] += 1
            self.shown[unit.keys[0]] += seen

    def evidence(self, unit: Unit, shown: bool) -> float:
        """Log-likelihood ratio of a word's translation missing against its standing there."""
        if unit.evidence == "other":
            return -1.0 if shown else 0.0
        others = self.there[unit.keys[0]] - 1
        seen = self.shown[unit.keys[0]] - shown
        chance = (seen + _PRIOR_WORDS * _SHOWN[unit.evidence]) / (others + _PRIOR_WORDS)
        chance = min(max(chance, _LEAST_SHOWN), _MOST_SHOWN)
        return math.log(_BY_CHANCE / chance if shown else (1 - _BY_CHANCE) / (1 - chance))


def best_run(values: Sequence[float]) -> tuple[float, int, int]:
    """The largest sum of a run of values, and where that run starts and ends (Kadane)."""
    best, start, sum_ = (0.0, 0, 0), 0, 0.0
    for k, value in enumerate(values):
        if sum_ <= 0:
            start, sum_ = k, 0.0
        sum_ += value
        if sum_ > best[0]:
            best = sum_, start, k + 1
    return best


@dataclass(frozen=True)
class Content:
    """Hints at words that the translation leaves out or adds inside a sentence.

    Attributes:
        threshold: log odds from which on a run of words counts as left out or added.
        severity: of all its findings; default: that of each code.
    """

    threshold: float = 0.0
    severity: Severity | None = None

    name: ClassVar[str] = "content"
    default: ClassVar[bool] = True
    codes: ClassVar[Mapping[str, Severity]] = {"content_omitted": "info", "content_added": "info"}

    def find(self, view: View) -> Iterator[Finding]:
        """See `Check.find`."""
        if {view.source_language, view.target_language} != {"en", "ko"} or not has_analyser():
            return
        pairs = [_compare(view, *pair) for pair in view.pairs]
        habits = Habits(), Habits()
        for pair in pairs:
            for side in (0, 1):
                habits[side].add(pair.units[side], pair.shown[side])
        ratio = log_ratio(
            [pair.texts[0] for pair in pairs],
            [pair.texts[1] for pair in pairs],
            view.source_language,
            view.target_language,
        )
        for pair in pairs:
            yield from self._find(view, pair, habits, ratio)

    def _find(
        self, view: View, pair: Compared, habits: tuple[Habits, Habits], ratio: float
    ) -> Iterator[Finding]:
        source, target = (visible_length(_GLOSS.sub("", text)) for text in pair.texts)
        long = math.log(target / source) - ratio
        long /= math.sqrt(_SPREAD**2 + _SHORT_SPREAD / target)
        sides: tuple[tuple[int, Side, str, float], ...] = (
            (0, "source", "content_omitted", -long),
            (1, "hypothesis", "content_added", long),
        )
        for side, name, code, excess in sides:
            units, shown = pair.units[side], pair.shown[side]
            values = [habits[side].evidence(*each) for each in zip(units, shown, strict=True)]
            evidence, start, end = best_run(values)
            odds = _WEIGHTS[0] + _WEIGHTS[1] * evidence + _WEIGHTS[2] * excess
            missing = [units[k] for k in range(start, end) if not shown[k]]
            if len(missing) >= _LEAST_WORDS and odds > self.threshold:
                text = pair.texts[side]
                words = [text[unit.start : unit.end] for unit in missing[:_MOST_WORDS]]
                span = Span(name, missing[0].start, missing[-1].end)
                yield view.remark(self, code, pair.segment, span, words=", ".join(words))


def _compare(view: View, segment: Segment, source: str, hypothesis: str) -> Compared:
    here, there = words_of(view, source, hypothesis)
    linked: tuple[set[Key], set[Key]] = set(), set()
    for one, other, strength in find_links(here.keys, there.keys, load_lexicon()):
        if strength >= _SURE:
            linked[0].add(one)
            linked[1].add(other)
    shown = [
        tuple(not keys.isdisjoint(unit.keys) for unit in words.units)
        for keys, words in zip(linked, (here, there), strict=True)
    ]
    return Compared(segment, (source, hypothesis), (here.units, there.units), (shown[0], shown[1]))
