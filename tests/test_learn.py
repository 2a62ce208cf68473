"""Words' counterparts learnt from a run's documents."""

import numpy as np
import pytest

from mtqe.core import Bead
from mtqe.pairing.align import Aligner
from mtqe.pairing.keys import Key
from mtqe.pairing.learn import confident_pairs, learn
from mtqe.pairing.lexicon import Lexicon
from mtqe.pairing.links import find_links

ENGLISH = [Key("word", f"e{k}") for k in range(100)]
KOREAN = [Key("noun", f"k{k}") for k in range(100)]
THE = Key("word", "the")
PARTICLE = Key("noun", "particle")


def bead(source, target):
    return {key: key.text for key in source}, {key: key.text for key in target}


@pytest.fixture
def documents():
    """Sixty of eight beads: six words of a hundred, and their translations, one in five lost."""
    generator = np.random.default_rng(3)
    result = []
    for _ in range(60):
        beads = []
        for _ in range(8):
            words = generator.choice(100, 6, replace=False)
            kept = words[generator.random(6) < 0.8]
            source, target = [ENGLISH[k] for k in words], [KOREAN[k] for k in kept]
            beads.append(bead([THE, *source], [PARTICLE, *target]))
        result.append(beads)
    return result


def links(learnt):
    return dict(learnt.links([THE, *ENGLISH], [PARTICLE, *KOREAN]))


def test_finds_the_translations(documents):
    found = links(learn(documents)[0])
    right = set(zip(ENGLISH, KOREAN, strict=True))
    assert right <= found.keys()
    assert min(found[pair] for pair in right) > 0.5
    assert max((found[pair] for pair in found.keys() - right), default=0.0) < 0.3


def test_only_links_what_it_is_asked_about(documents):
    learnt = learn(documents)[0]
    assert dict(learnt.links(ENGLISH[:2], KOREAN[1:3])).keys() == {(ENGLISH[1], KOREAN[1])}
    assert not dict(learnt.links([Key("word", "unheard")], KOREAN))


def test_words_of_every_sentence_teach_nothing(documents):
    assert not {THE, PARTICLE} & {key for pair in links(learn(documents)[0]) for key in pair}


def test_swapping_the_sides_mirrors_the_links(documents):
    mirrored = learn([[(b, a) for a, b in beads] for beads in documents])[7]
    turned = {(b, a): w for (a, b), w in mirrored.links(KOREAN, ENGLISH)}
    assert turned == pytest.approx(links(learn(documents)[7]))


def test_the_order_of_the_documents_does_not_matter(documents):
    backwards = learn(documents[::-1])[-1]
    assert links(backwards) == pytest.approx(links(learn(documents)[0]))


def test_a_document_does_not_confirm_itself(documents):
    wrong = Key("word", "wrong"), Key("noun", "falsch")
    documents[0] += [bead(wrong[:1], wrong[1:])] * 5
    documents[1] += [bead(wrong[:1], []), bead([], wrong[1:])]
    learnt = learn(documents)
    assert wrong in dict(learnt[1].links(wrong, wrong))
    assert wrong not in dict(learnt[0].links(wrong, wrong))


def test_a_document_teaches_the_others_exactly_its_own_counts(documents):
    """Beads of a document that shares no word with the others change nothing there."""
    alone = [bead([Key("word", f"x{k}")], [Key("noun", f"y{k}")]) for k in range(5)]
    assert links(learn([*documents, alone])[0]) == pytest.approx(links(learn(documents)[0]))


def test_only_words_are_learnt(documents):
    number, name = Key("number", "7"), Key("name", "Kim")
    for beads in documents:
        beads[0] = bead([number, name], [number, Key("proper", "kim")])
    assert not dict(learn(documents)[0].links([number, name], [number, Key("proper", "kim")]))


@pytest.mark.parametrize("documents", [[], [[]], [[], []], [[bead([THE], [])], [bead([], [])]]])
def test_nothing_to_learn_from(documents):
    learnt = learn(documents)
    assert len(learnt) == len(documents)
    assert all(not links(one) for one in learnt)


def test_learns_from_sure_matches_alone():
    def made(source, target, kind, confidence):
        return Bead("", source, target, "", "", kind, confidence)

    source = [{key: key.text} for key in ENGLISH[:5]]
    target = [{key: key.text} for key in KOREAN[:4]]
    beads = [
        made((0, 1), (0,), "match", 0.9),
        made((2,), (1,), "match", 0.7),
        made((3,), (), "omission", 0.95),
        made((4,), (2,), "match", None),
        made((), (3,), "addition", 0.95),
    ]
    assert confident_pairs(source, target, beads) == [bead(ENGLISH[:2], KOREAN[:1])]


def test_links_take_the_stronger_source(documents):
    learnt = learn(documents)[0]
    lexicon = Lexicon({"k0": frozenset({("e0",)})})
    found = {(a, b): w for a, b, w in find_links(ENGLISH, KOREAN, lexicon, learnt=learnt)}
    without = {(a, b): w for a, b, w in find_links(ENGLISH, KOREAN, lexicon)}
    assert without.keys() == {(ENGLISH[0], KOREAN[0])}
    expected = links(learnt)
    expected[ENGLISH[0], KOREAN[0]] = max(expected[ENGLISH[0], KOREAN[0]], *without.values())
    assert found == pytest.approx(expected)


def test_a_run_teaches_words_that_no_lexicon_has():
    """Texts of one sentence teach which of two, as long as each other, the others translate."""
    generator = np.random.default_rng(5)
    words = ["".join(generator.choice(list("bdfgklmnprst"), 6)) for _ in range(60)]
    others = ["".join(generator.choice(list("aeiouyhwjvz"), 6)) for _ in range(60)]

    def say(vocabulary, chosen):
        return " ".join(vocabulary[k] for k in chosen)

    texts = []
    for number in range(80):
        first, second = generator.choice(60, (2, 5), replace=False)
        source = [say(words, first), say(words, second)][: 1 + number // 60]
        texts.append((source, [say(others, (first, second)[number % 2 * (number // 60)])]))
    aligner = Aligner("en", "de")

    def right(alignments):
        found = [[bead.source for bead in one.beads if bead.target] for one in alignments]
        return sum(beads == [(number % 2,)] for number, beads in enumerate(found))

    alone = right([aligner.align(*text) for text in texts[60:]])
    together = right(aligner.align_run(texts)[60:])
    assert alone < 15 < together
