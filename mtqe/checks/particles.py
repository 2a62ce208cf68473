"""Korean particles whose form does not agree with the final consonant before them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import ClassVar, NamedTuple

from mtqe.checks.view import View
from mtqe.core import Finding, Severity, Span
from mtqe.pairing.korean import Token, plausibility, tokens

# After a consonant, after a vowel.
_PAIRS = (("은", "는"), ("이", "가"), ("을", "를"), ("과", "와"), ("으로", "로"))
_OTHER = {form: other for pair in _PAIRS for form, other in (pair, pair[::-1])}
_AFTER_CONSONANT = frozenset(consonant for consonant, _ in _PAIRS)
_RIEUL = 8  # 으로 is 로 after it, too
# A syllable, closing quotation marks, a particle that may have others behind it, the word's end.
_PLACE = re.compile(
    r"([가-힣])(?<!으(?=로))[’”\"'」』]*"
    r"((?:으로|로)(?=(?:서|써|부터|는|도|만|의|까지)?(?![가-힣]))|[은는이가을를과와](?![가-힣]))"
)
_SURE = {"를", "으로"}  # no word ends so: 를 after a consonant, 으로 after a vowel
# Nats that the other form makes the whole sentence likelier: where the analyser sees no word that
# ends so, where it sees a verb (나은), where it sees a word or there may be a name (수은, 마우이).
_LIKELIER = (1.5, 4.0, 6.0)
_SURNAMES = "강고곽구권김남노류문민박배백서성손송신심안양오우유윤이임장전정조주차채최한허홍황"
_KOREAN_NAME = re.compile(rf"(?<![가-힣])[{_SURNAMES}]?[가-힣]은$")
_VERBAL = {"VV", "VV-R", "VV-I", "VA", "VA-R", "VA-I", "VX", "EP", "XSV", "XSA"}


class Wrong(NamedTuple):
    """A particle in the wrong form.

    Attributes:
        found: its word so far.
        right: the same with the other form.
        start: of that word in the text.
        end: of the particle.
    """

    found: str
    right: str
    start: int
    end: int


def agrees(particle: str, before: str) -> bool:
    """Whether a particle has the form that belongs after a Hangul syllable."""
    final = (ord(before) - 0xAC00) % 28
    consonant = final != 0 and not (final == _RIEUL and particle in {"으로", "로"})
    return consonant == (particle in _AFTER_CONSONANT)


def wrong_particles(text: str, found: tuple[Token, ...]) -> Iterator[Wrong]:
    """The particles of a text in the wrong form.

    Args:
        text: Korean.
        found: its morphemes; without any, only what no word ends in counts.
    """
    for match in _PLACE.finditer(text):
        particle = match[2]
        if agrees(particle, match[1]):
            continue
        right = text[: match.start(2)] + _OTHER[particle] + text[match.end(2) :]
        if _is_particle(text, right, match.start(2), particle, found):
            start, end = text.rfind(" ", 0, match.start()) + 1, match.end(2)
            word = text[start : match.start(2)]
            yield Wrong(text[start:end], word + _OTHER[particle], start, end)


def _is_particle(
    text: str, right: str, start: int, particle: str, found: tuple[Token, ...]
) -> bool:
    """Whether what looks like a particle is one, and not the end of a word or of a verb's form."""
    there = [k for k, token in enumerate(found) if token.start <= start < token.end]
    if not there:
        return particle in _SURE
    last, before = found[there[-1]], found[max(0, there[-1] - 1)]
    if last.tag[0] == "J" and last.start == start:
        return True
    verb = last.tag[0] == "E" and before.tag in _VERBAL and before.start < start
    if verb and particle == "는":  # 있는
        return False
    gain = plausibility(right) - plausibility(text)
    if last.start == start:
        unknown_name = particle == "이" and not before.known  # 마우 + 이
        return gain > (_LIKELIER[1] if verb else _LIKELIER[2] if unknown_name else _LIKELIER[0])
    name = particle == "이" or (particle == "은" and _KOREAN_NAME.search(text, 0, start + 1))
    return gain > (_LIKELIER[2] if last.known or name else _LIKELIER[0])


@dataclass(frozen=True)
class Particles:
    """Korean particles that do not agree with the word before them: 책를, 사과은.

    Attributes:
        severity: of all its findings; default: that of each code.
    """

    severity: Severity | None = None

    name: ClassVar[str] = "particles"
    default: ClassVar[bool] = True
    codes: ClassVar[Mapping[str, Severity]] = {"particle": "error"}

    def find(self, view: View) -> Iterator[Finding]:
        """See `Check.find`."""
        if view.target_language != "ko":
            return
        for translation in view.translations:
            text = translation.hypothesis
            for wrong in wrong_particles(text, view.analysis(tokens, text)):
                span = Span("hypothesis", wrong.start, wrong.end)
                yield view.remark(
                    self,
                    "particle",
                    translation.segment,
                    span,
                    found=wrong.found,
                    right=wrong.right,
                )
