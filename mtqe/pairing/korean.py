"""Content words of Korean sentences: by kiwipiepy, or by rules where it is not installed."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from importlib.util import find_spec
from itertools import pairwise
from sys import intern
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from kiwipiepy import Kiwi

_NOUNS = {"NNG", "NNP", "NR", "XR", "XPN", "XSN", "SN", "SL", "NNB"}
_PREDICATES = {"VV", "VA", "VV-R", "VV-I", "VA-R", "VA-I"}
_CONTENT = _NOUNS | _PREDICATES | {"MAG", "MM"}
_HANGUL = re.compile(r"[\uac00-\ud7a3]+")
# Particles and endings, the longest first; rules without a dictionary take one off.
_JOSA = re.compile(
    r"(?<=..)(?:에게서|으로서|으로써|이라고|까지|부터|에게|에서|에는|으로|처럼|보다|라고|이라|이나|"
    r"하고|하는|했다|한다|하며|하기|하여|되는|됐다|된다|들은|들이|들을|들의|과의|와의|은|는|이|가|을|를|"
    r"의|에|도|로|과|와|만|들)$"
)


class Morpheme(NamedTuple):
    """A piece of a sentence that bears meaning.

    Attributes:
        form: as in a dictionary: `가다` for a verb.
        kind: of word.
        start: its first character in the sentence.
        end: after its last one.
    """

    form: str
    kind: str  # "name", "noun" or "verb"
    start: int
    end: int


class Token(NamedTuple):
    """A morpheme as the analyser gives it.

    Attributes:
        form: as it is written alone: `듣` for 들 in 들었다.
        tag: of the Sejong tag set, such as `JKS`, with kiwipiepy's `-R` and `-I`.
        start: its first character in the text.
        end: after its last one; contracted morphemes overlap.
        known: whether the dictionary has it; else it is a guess at a name or a new word.
    """

    form: str
    tag: str
    start: int
    end: int
    known: bool = True


@lru_cache(maxsize=1)
def kiwi() -> Kiwi | None:
    """The analyser, loaded once (seconds); None where it is not installed."""
    if find_spec("kiwipiepy") is None:
        return None
    from kiwipiepy import Kiwi

    return Kiwi(num_workers=1)


def has_analyser() -> bool:
    """Whether morphemes come from the analyser, and not from rules."""
    return kiwi() is not None


def kiwi_borders(text: str) -> tuple[int, ...]:
    """Where the analyser sees a sentence begin, but the first one."""
    analyser = kiwi()
    return () if analyser is None else _analysed(analyser, text)[0]


def tokens(text: str) -> tuple[Token, ...]:
    """All morphemes of a text, in order; none where the analyser is not installed."""
    analyser = kiwi()
    if analyser is None:
        return ()
    found = analyser.tokenize(text)
    return tuple(Token(t.form, t.tag, t.start, t.start + t.len, not t.oov) for t in found)


def plausibility(text: str) -> float:
    """Log-probability of the best analysis of a text; 0 where the analyser is not installed."""
    analyser = kiwi()
    return 0.0 if analyser is None else float(analyser.analyze(text)[0][1])


def morphemes(text: str) -> tuple[Morpheme, ...]:
    """Content words of a sentence, in order."""
    analyser = kiwi()
    return tuple(_by_rules(text)) if analyser is None else _analysed(analyser, text)[1]


@lru_cache(maxsize=1 << 14)
def _analysed(analyser: Kiwi, text: str) -> tuple[tuple[int, ...], tuple[Morpheme, ...]]:
    """Both at once: analysing is half of all work, and a text is split before it is aligned."""
    found = analyser.tokenize(text)
    borders = [b.start for a, b in pairwise(found) if a.sent_position != b.sent_position]
    words = content_words(Token(t.form, t.tag, t.start, t.start + t.len) for t in found)
    return tuple(borders), tuple(words)


def content_words(found: Iterable[Token]) -> list[Morpheme]:
    """Those of the morphemes of a sentence that bear its meaning, in order."""
    return [
        Morpheme(*_dictionary_form(token.form, token.tag), token.start, token.end)
        for token in found
        if token.tag in _CONTENT and _HANGUL.match(token.form)
    ]


def _dictionary_form(form: str, tag: str) -> tuple[str, str]:
    if tag in _PREDICATES:
        return intern(f"{form}다"), "verb"
    return intern(form), "name" if tag == "NNP" else "noun"


def _by_rules(text: str) -> list[Morpheme]:
    found = []
    for match in _HANGUL.finditer(text):
        form = _JOSA.sub("", match[0])
        found.append(Morpheme(form, "noun", match.start(), match.start() + len(form)))
    return found
