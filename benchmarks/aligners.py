"""The aligners that `alignment.py` compares: ours in several ways, and Gale and Church's."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from mtqe.core import Bead
from mtqe.pairing.align import Aligner, align_with
from mtqe.pairing.length import LengthScorer
from mtqe.pairing.lexicon import Lexicon

LANGUAGES = {"source_language": "en", "target_language": "ko"}
ENOUGH_TO_LEARN = 50  # documents
LONGEST_GALE_CHURCH = 1500  # sentences: NLTK's memory and time are quadratic
KOREAN_PER_ENGLISH = 0.47  # characters with spaces

Text = tuple[list[str], list[str]]
Pair = tuple[tuple[int, ...], tuple[int, ...]]


class Found(NamedTuple):
    """An aligner's bead; its confidence is nan where the aligner does not tell."""

    bead: Pair
    confidence: float


System = Callable[[list[Text]], list[list[Found]] | None]  # None: not for these texts


class WithoutLexicon(Aligner):
    """Neither the shipped list nor CLDR's names."""

    @property
    def entries(self) -> Lexicon:
        """None."""
        return Lexicon({})


def each(aligner: Aligner) -> System:
    return lambda texts: [told(aligner.align(*text).beads) for text in texts]


def learning(texts: list[Text]) -> list[list[Found]] | None:
    """Each set's texts teach each other."""
    if len(texts) < ENOUGH_TO_LEARN:
        return None
    return [told(alignment.beads) for alignment in Aligner(**LANGUAGES).align_run(texts)]


def by_length(texts: list[Text]) -> list[list[Found]]:
    return [told(align_with(LengthScorer(*text, **LANGUAGES), *text).beads) for text in texts]


def gale_church(texts: list[Text]) -> list[list[Found]] | None:
    """NLTK's, with the characters per character that fit English and Korean."""
    from nltk.translate import gale_church as nltk

    class Parameters(nltk.LanguageIndependent):
        AVERAGE_CHARACTERS = KOREAN_PER_ENGLISH

    if max(len(source) for source, _ in texts) > LONGEST_GALE_CHURCH:
        return None
    lengths = [([len(s) for s in source], [len(t) for t in target]) for source, target in texts]
    links = [nltk.align_blocks(*sides, Parameters) for sides in lengths]
    return [
        [Found(bead, float("nan")) for bead in joined(pairs, len(source), len(target))]
        for pairs, (source, target) in zip(links, texts, strict=True)
    ]


def joined(links: Sequence[tuple[int, int]], n: int, m: int) -> Iterator[Pair]:
    """The beads that links make, and one for each sentence without a link."""
    groups: list[tuple[set[int], set[int]]] = []
    for i, j in sorted(links):
        if not groups or (i not in groups[-1][0] and j not in groups[-1][1]):
            groups.append((set(), set()))
        groups[-1][0].add(i)
        groups[-1][1].add(j)
    yield from ((tuple(sorted(a)), tuple(sorted(b))) for a, b in groups)
    yield from (((i,), ()) for i in sorted({*range(n)} - {i for i, _ in links}))
    yield from (((), (j,)) for j in sorted({*range(m)} - {j for _, j in links}))


SYSTEMS: dict[str, tuple[str, System]] = {
    "lexicon": ("mtqe, with its lexicon", each(Aligner(**LANGUAGES))),
    "no-lexicon": ("mtqe without any lexicon", each(WithoutLexicon(**LANGUAGES))),
    "learning": ("mtqe, learning from each set's other documents", learning),
    "length": ("mtqe by lengths alone", by_length),
    "gale-church": (f"NLTK's Gale-Church, c = {KOREAN_PER_ENGLISH}", gale_church),
}


def told(beads: Sequence[Bead]) -> list[Found]:
    return [Found((bead.source, bead.target), bead.confidence or 0.0) for bead in beads]
