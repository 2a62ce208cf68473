"""What a COMET model is asked, and what it answers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

Text = tuple[str, ...]
"""A sentence behind the sentences before it, oldest first; without context it stands alone."""

Measure = Callable[[str], int]
"""Tokens of a text, the special ones among them."""

SEPARATOR = " </s> "
"""Between the sentences of a text with context, as the authors of COMET's `--enable-context` do."""


class Sample(NamedTuple):
    """What one score is about; None is what the model does not read."""

    source: Text | None
    hypothesis: Text
    reference: Text | None

    def texts(self) -> list[Text]:
        """Those that there are: hypothesis, source, reference."""
        return [text for text in (self.hypothesis, self.source, self.reference) if text is not None]


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of the hypothesis that the model takes for an error.

    Attributes:
        start: 0-based character of the hypothesis.
        end: the character behind it.
        severity: `minor`, `major` or `critical`; a model may have labels of its own.
        confidence: mean probability of the label over the tokens, in [0, 1].
    """

    start: int
    end: int
    severity: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Judgement:
    """The model's answer to a sample.

    Attributes:
        truncated: tokens of a text that the model could not read whole (of all of them where it
            reads them together); 0 where nothing was cut.
    """

    score: float
    spans: tuple[Span, ...] = ()
    truncated: int = 0


class Scorer(Protocol):
    """A loaded model."""

    @property
    def note(self) -> str:
        """How it computes: for the run block, which no score depends on."""
        ...

    def score(self, samples: Sequence[Sample], advance: Callable[[int], None]) -> list[Judgement]:
        """Its answers, in order; `advance` is told how many samples were just finished."""
        ...


def join(text: Text, limit: int, measure: Measure) -> str:
    """One string, with as many of the sentences before it as fit, the nearest ones.

    Args:
        text: see `Text`.
        limit: tokens that the model reads of a text.
        measure: counts the tokens of a string.
    """
    for first in range(len(text) - 1):
        joined = SEPARATOR.join(text[first:])
        if measure(joined) <= limit:
            return joined
    return text[-1]
