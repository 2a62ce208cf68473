"""Evidence from meaning, for users who have a multilingual sentence encoder on disk."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from mtqe.errors import NotHereError
from mtqe.pairing.lattice import BeadScorer, FloatArray, IntArray, Shape

_WEIGHT = 12.0  # nats between a likeness of chance and the very same meaning
_NEUTRAL = 0.4  # the likeness, on that scale, that speaks neither for a translation nor against it
_SAMPLE = 100  # stretches of each side that the likeness of chance is told from
_LEAST_ROOM = 0.05  # between chance and 1: texts that say one thing only must not divide by zero
_CHUNK = 4096  # beads that are compared at once: memory is this times the dimensions


class Encoder(Protocol):
    """Turns sentences of any language into vectors that are near when the meanings are."""

    def encode(self, texts: Sequence[str]) -> FloatArray:
        """One vector per text: shape (n, dimensions)."""
        ...


class EncoderScorer:
    """Adds the likeness of meanings to another scorer's evidence.

    Every sentence is encoded once; a stretch of sentences has the direction of their sum. Its
    cosine counts by how far it is above what stretches of that length have by chance, as in
    vecalign (Thompson and Koehn, 2019), for some encoders find everything alike.
    """

    def __init__(
        self,
        base: BeadScorer,
        encoder: Encoder,
        source: Sequence[str],
        target: Sequence[str],
        *,
        weight: float = _WEIGHT,
    ) -> None:
        """Encode both sides.

        Args:
            base: the evidence to add to, such as `lexical_scorer(...)` or a `LengthScorer`.
            encoder: of both languages.
            source: the sentences of the source, in order.
            target: the same of the translation.
            weight: nats between a likeness of chance and the same meaning.
        """
        self._base, self._weight = base, weight
        self._source, self._target = _sums(encoder, source), _sums(encoder, target)
        self._chances: dict[Shape, float] = {}

    def score(self, shape: Shape, source_end: IntArray, target_end: IntArray) -> FloatArray:
        """See `BeadScorer.score`."""
        scores = self._base.score(shape, source_end, target_end)
        if not len(scores):
            return scores
        sources, targets = _stretches(self._source, shape[0]), _stretches(self._target, shape[1])
        cosines = np.concatenate(
            [
                np.einsum(
                    "kd,kd->k",
                    sources[source_end[k : k + _CHUNK] - shape[0]],
                    targets[target_end[k : k + _CHUNK] - shape[1]],
                )
                for k in range(0, len(scores), _CHUNK)
            ]
        )
        chance = self._chance(shape)
        likeness = (cosines - chance) / max(1.0 - chance, _LEAST_ROOM)
        total: FloatArray = scores + self._weight * (likeness - _NEUTRAL)
        return total

    def explain(self, source: slice, target: slice) -> tuple[str, ...]:
        """See `BeadScorer.explain`."""
        vectors = [
            _directions(side[at.stop] - side[at.start])
            for side, at in ((self._source, source), (self._target, target))
        ]
        chance = self._chance((source.stop - source.start, target.stop - target.start))
        said = f"meaning {vectors[0] @ vectors[1]:.2f} alike, {chance:.2f} by chance"
        return (said, *self._base.explain(source, target))

    def _chance(self, shape: Shape) -> float:
        """The mean cosine of stretches that are no counterparts: each one's best is left out."""
        if shape not in self._chances:
            sources, targets = (
                _spread(_stretches(sums, size))
                for sums, size in zip((self._source, self._target), shape, strict=True)
            )
            cosines = np.sort(sources @ targets.T)[:, :-1]
            self._chances[shape] = float(cosines.mean()) if cosines.size else 0.0
        return self._chances[shape]


@dataclass(frozen=True)
class SentenceEncoder:
    """A model of sentence-transformers.

    Attributes:
        model: the loaded `SentenceTransformer`.
    """

    model: Any

    def encode(self, texts: Sequence[str]) -> FloatArray:
        """See `Encoder.encode`."""
        vectors = self.model.encode(list(texts), convert_to_numpy=True, show_progress_bar=False)
        return np.asarray(vectors, dtype=np.float64)


def load_encoder(path: str | Path) -> SentenceEncoder:
    """Load a multilingual sentence encoder, such as LaBSE, from a folder; never from the network.

    Args:
        path: the folder of a model that sentence-transformers has saved.

    Raises:
        NotHereError: the folder or the extra is missing, or the folder holds no such model.
    """
    folder = Path(path)
    if not folder.is_dir():
        raise _not_here(
            f"{path} is no folder",
            "Give the folder that a sentence-transformers model was saved to: nothing is fetched.",
        )
    try:
        library = import_module("sentence_transformers")
    except ModuleNotFoundError as error:
        raise _not_here(
            "a sentence encoder needs the extra: pip install 'mtqe[encoder]'", "Or align without."
        ) from error
    try:
        model = library.SentenceTransformer(str(folder), local_files_only=True)
    except (OSError, ValueError, KeyError) as error:
        said = str(error).strip().split("\n", 1)[0]
        raise _not_here(
            f"{path} holds no model that sentence-transformers can load ({said})",
            "Save it again with SentenceTransformer.save.",
        ) from error
    return SentenceEncoder(model)


def _not_here(reason: str, advice: str) -> NotHereError:
    return NotHereError(reason, f"encoder: {reason}. {advice}")


def _sums(encoder: Encoder, sentences: Sequence[str]) -> FloatArray:
    """Sums of the directions of the first 0, 1, 2, ... sentences."""
    if not sentences:
        return np.zeros((1, 1))
    directions = _directions(np.asarray(encoder.encode(sentences), dtype=np.float64))
    return np.concatenate([np.zeros((1, directions.shape[1])), directions.cumsum(axis=0)])


def _stretches(sums: FloatArray, size: int) -> FloatArray:
    """The direction of every run of so many sentences, by where it starts."""
    return _directions(sums[size:] - sums[:-size])


def _directions(vectors: FloatArray) -> FloatArray:
    lengths = np.linalg.norm(vectors, axis=-1, keepdims=True)
    directions: FloatArray = vectors / np.maximum(lengths, 1e-9)
    return directions


def _spread(vectors: FloatArray) -> FloatArray:
    """At most so many of the rows, evenly from the first to the last."""
    if len(vectors) <= _SAMPLE:
        return vectors
    return vectors[np.linspace(0, len(vectors) - 1, _SAMPLE).astype(np.int64)]
