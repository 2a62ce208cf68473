"""Evidence from sentence vectors: a fake encoder, whose meanings are written in the texts."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from types import SimpleNamespace

import numpy as np
import pytest

from mtqe.errors import MtqeError, NotHereError
from mtqe.pairing.align import Alignment, align, align_with
from mtqe.pairing.encoder import EncoderScorer, load_encoder
from mtqe.pairing.lattice import FloatArray
from mtqe.pairing.length import LengthScorer

# The word after # is what a sentence means; the rest is only its length.
EN = [
    "#ship " + "The ferry to the island did not leave the harbour this morning. " * 3,
    "#fog The fog was thick.",
    "#wait Passengers were asked to wait in the hall until noon.",
    "#food There was soup and bread.",
    "#left At two o'clock it left.",
    "#thanks " + "The company thanked everyone for the patience that they had shown. " * 2,
]


class Fake:
    """A dimension per meaning; `common` is what all sentences have in common."""

    def __init__(self, common: float = 0.0) -> None:
        self.common = common
        self.calls: list[list[str]] = []
        self._index: dict[str, int] = {}

    def encode(self, texts: Sequence[str]) -> FloatArray:
        self.calls.append(list(texts))
        vectors = np.zeros((len(texts), 32))
        vectors[:, 31] = self.common
        for vector, text in zip(vectors, texts, strict=True):
            for word in text.split():
                if word.startswith("#"):
                    vector[self._index.setdefault(word, len(self._index))] = 1.0
        return vectors


def aligned(target: list[str], encoder: Fake | None, source: list[str] = EN) -> Alignment:
    lengths = LengthScorer(source, target, source_language="en", target_language="ko")
    scorer = EncoderScorer(lengths, encoder, source, target) if encoder else lengths
    return align_with(scorer, source, target)


def beads(alignment: Alignment) -> list[tuple[tuple[int, ...], tuple[int, ...]]]:
    return [(bead.source, bead.target) for bead in alignment.beads]


# Lengths that say the contrary: what is long is short here, and the third is left out.
MISLEADING = [
    "#ship 배는 못 떠났다.",
    "#fog 바다에 짙은 안개가 끼었기 때문이다.",
    "#food 빵.",
    "#left 두 시가 되어서야 배는 마침내 승객을 모두 태우고 항구를 떠나 섬으로 향했다.",
    "#thanks 고마웠다.",
]
GOLD = [((0,), (0,)), ((1,), (1,)), ((2,), ()), ((3,), (2,)), ((4,), (3,)), ((5,), (4,))]


@pytest.mark.parametrize("common", [0.0, 2.0])
def test_meaning_outweighs_misleading_lengths(common):
    """Also with an encoder that finds everything alike: its cosines are all above .8."""
    assert beads(aligned(MISLEADING, None)) != GOLD
    found = aligned(MISLEADING, Fake(common))
    assert beads(found) == GOLD
    assert all((bead.confidence or 0.0) > 0.5 for bead in found.beads)


def test_align_takes_an_encoder():
    """Numbers and words count beside it; the threshold of `related` is not for its evidence."""
    source, target = [*EN, "It is 37."], [*MISLEADING, "37이다."]
    found = align(source, target, source_language="en", target_language="ko", encoder=Fake())
    assert beads(found) == [*GOLD, ((6,), (5,))]
    assert found.beads[-1].evidence[:2] == ("meaning 0.00 alike, 0.00 by chance", "37 = 37")
    assert (found.related, found.lexicon) == (None, True)


def test_longer_beads_have_the_direction_of_the_sum():
    target = ["#ship #fog 안개로 배가 못 떠났다.", "#wait 기다렸다.", "#food 국.", "#food 빵."]
    target += ["#left 떠났다.", "#thanks 고마웠다."]
    assert beads(aligned(target, Fake())) == [
        ((0, 1), (0,)),
        ((2,), (1,)),
        ((3,), (2, 3)),
        ((4,), (4,)),
        ((5,), (5,)),
    ]


def test_every_sentence_is_encoded_once():
    encoder = Fake()
    aligned(MISLEADING, encoder)
    assert encoder.calls == [EN, MISLEADING]


def test_the_evidence_names_the_likeness():
    said = [bead.evidence for bead in aligned(MISLEADING, Fake()).beads]
    assert said[0][0] == "meaning 1.00 alike, 0.00 by chance"
    assert said[0][1].startswith("length ")
    assert said[2] == ()


def test_more_beads_than_are_compared_at_once():
    many = [f"#{k % 29} {'a' * (5 + k % 7)}" for k in range(120)]
    found = aligned(many, Fake(), source=many)
    assert beads(found) == [((k,), (k,)) for k in range(120)]


@pytest.mark.parametrize(
    ("source", "target"), [([], []), (EN, []), ([], EN), (["x"], ["y"]), (["#a"], ["#a"] * 9)]
)
def test_next_to_nothing(source, target):
    """Texts without a vector, and a single sentence: nothing to tell chance from."""
    found = aligned(target, Fake(), source=source)
    assert [i for bead in found.beads for i in bead.source] == list(range(len(source)))
    assert [j for bead in found.beads for j in bead.target] == list(range(len(target)))
    assert np.isfinite(found.score_per_sentence)


def test_a_missing_folder(tmp_path):
    with pytest.raises(NotHereError, match=r"LaBSE is no folder\. Give the folder") as caught:
        load_encoder(tmp_path / "LaBSE")
    assert isinstance(caught.value, MtqeError)


def test_a_missing_extra(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "sentence_transformers", None)
    with pytest.raises(NotHereError, match=r"pip install 'mtqe\[encoder\]'"):
        load_encoder(tmp_path)


def test_a_folder_without_a_model(tmp_path, monkeypatch):
    def refuse(*_args, **_options):
        raise OSError("no config.json\nand more")

    library = SimpleNamespace(SentenceTransformer=refuse)
    monkeypatch.setitem(sys.modules, "sentence_transformers", library)
    with pytest.raises(NotHereError, match=r"can load \(no config\.json\)\. Save it again"):
        load_encoder(tmp_path)


def test_a_model_is_loaded_from_its_folder_and_never_fetched(tmp_path, monkeypatch):
    calls = []

    class Model:
        def __init__(self, *args, **options):
            calls.append((args, options))

        def encode(self, texts, *, convert_to_numpy, show_progress_bar):
            assert (convert_to_numpy, show_progress_bar) == (True, False)
            return np.array([[len(text), 1] for text in texts], dtype=np.float32)

    library = SimpleNamespace(SentenceTransformer=Model)
    monkeypatch.setitem(sys.modules, "sentence_transformers", library)
    encoder = load_encoder(tmp_path)
    assert calls == [((str(tmp_path),), {"local_files_only": True})]
    vectors = encoder.encode(("a", "bc"))
    assert vectors.dtype == np.float64
    assert vectors.tolist() == [[1, 1], [2, 1]]
