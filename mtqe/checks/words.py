"""The content words of a text, computed once for all checks that ask."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from mtqe.checks.analysis import Analysis
from mtqe.checks.view import View
from mtqe.pairing.keys import Key, place_hangul_keys, place_keys
from mtqe.pairing.korean import content_words, tokens
from mtqe.pairing.languages import script_of
from mtqe.pairing.lexicon import load_lexicon
from mtqe.pairing.units import Unit, find_units


class Words(NamedTuple):
    """A text's content words in order, and all its keys (see `mtqe.pairing.keys`)."""

    units: tuple[Unit, ...]
    keys: frozenset[Key]


@dataclass(frozen=True)
class FindWords:
    """Finds the words of texts in a language, by the package's own lexicon."""

    analysis: Analysis
    language: str

    def __call__(self, text: str) -> Words:
        """The words of a text."""
        lexicon = load_lexicon()
        if script_of(self.language) == "hangul":
            found = content_words(self.analysis(tokens, text))
            places = list(place_hangul_keys(text, self.language, found, lexicon))
        else:
            places = list(place_keys(text, self.language, lexicon))
        return Words(find_units(places, lexicon), frozenset(place.key for place in places))


def words_of(view: View, source: str, hypothesis: str) -> tuple[Words, Words]:
    """The words of a pair of texts."""
    finders = (
        FindWords(view.analysis, language)
        for language in (view.source_language, view.target_language)
    )
    here, there = (
        view.analysis(find, text) for find, text in zip(finders, (source, hypothesis), strict=True)
    )
    return here, there
