"""Where the keys of a text stand, computed once for all checks that ask."""

from __future__ import annotations

from dataclasses import dataclass

from mtqe.checks.analysis import Analysis
from mtqe.pairing.keys import Place, place_hangul_keys, place_keys
from mtqe.pairing.korean import content_words, tokens
from mtqe.pairing.languages import script_of
from mtqe.pairing.lexicon import load_lexicon


@dataclass(frozen=True)
class FindPlaces:
    """Finds the keys of texts in a language; `analysis(FindPlaces(analysis, "ko"), text)`."""

    analysis: Analysis
    language: str

    def __call__(self, text: str) -> tuple[Place, ...]:
        """The keys of a text, with the package's own lexicon."""
        if script_of(self.language) == "hangul":
            words = content_words(self.analysis(tokens, text))
            return tuple(place_hangul_keys(text, self.language, words, load_lexicon()))
        return tuple(place_keys(text, self.language, load_lexicon()))
