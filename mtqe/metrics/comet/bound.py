"""Rows and scores of a COMET model that has been found."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from mtqe.core import Level, Runtime, Translation
from mtqe.metrics import FloatArray, Rows
from mtqe.metrics.comet import engine
from mtqe.metrics.comet.engine import Sample

MEAN, MAX, COUNT = range(3)
BATCHES = 32
"""Batches between two reports of progress: what one call of COMET's `predict` gets at most."""


@dataclass(frozen=True)
class BoundComet:
    """A COMET model fitted to a task. It can be pickled: the loaded model is in the runtime.

    A row is `[mean over the references, best of them, 1]`; without references both are the score.

    Attributes:
        signature: names the model by content, the precision and the packages.
        checkpoint: the file with the weights.
        revision: which content of that file is meant.
        compares: whether the model reads references.
        column: which reading of the row is the score.
        companions: `max` beside the mean of several references.
    """

    signature: str
    checkpoint: Path
    revision: str
    compares: bool
    column: int = MEAN
    companions: Mapping[str, BoundComet] = field(default_factory=dict)

    def row_key(self, translation: Translation) -> str:
        """SHA-256 of the texts that the model reads."""
        segment = translation.segment
        texts = [segment.source, translation.hypothesis]
        if self.compares:
            texts += [reference for reference in segment.references if reference is not None]
        return hashlib.sha256(json.dumps(texts).encode("ascii")).hexdigest()

    def statistics(self, translations: Sequence[Translation], runtime: Runtime) -> Rows:
        """One row per translation; equal (source, hypothesis, reference) are scored once.

        Raises:
            MetricError: the checkpoint cannot be loaded, or the device is not there.
        """
        values = np.zeros((len(translations), COUNT + 1))
        unscored: dict[int, str] = {}
        scores: dict[Sample, float] = {}
        size = BATCHES * runtime.batch_size
        for start in range(0, len(translations), size):
            chunk = translations[start : start + size]
            samples = [self._samples(translation) for translation in chunk]
            self._add_scores(scores, samples, runtime)
            for position, of_translation in enumerate(samples, start):
                if isinstance(of_translation, str):
                    unscored[position] = of_translation
                else:
                    found = [scores[sample] for sample in of_translation]
                    if np.isfinite(found).all():
                        values[position] = sum(found) / len(found), max(found), 1
                    else:
                        unscored[position] = "the model gave no number"
            runtime.advance(len(chunk))
        return Rows(values, unscored)

    def score(self, totals: FloatArray, level: Level) -> FloatArray:  # noqa: ARG002 - one formula
        """Summed rows of shape (..., k) to means of shape (...); NaN where nothing was scored."""
        count = totals[..., COUNT]
        empty = np.full(count.shape, np.nan)
        return np.divide(totals[..., self.column], count, out=empty, where=count > 0)

    def _samples(self, translation: Translation) -> list[Sample] | str:
        """What the model is to score, or why it cannot."""
        segment, hypothesis = translation.segment, translation.hypothesis
        if segment.source is None:
            return "no source"
        if not self.compares:
            return [(segment.source, hypothesis, None)]
        present = [reference for reference in segment.references if reference is not None]
        return [(segment.source, hypothesis, text) for text in present] or "no reference"

    def _add_scores(
        self, scores: dict[Sample, float], samples: Sequence[list[Sample] | str], runtime: Runtime
    ) -> None:
        wanted = (sample for each in samples if not isinstance(each, str) for sample in each)
        new = [sample for sample in dict.fromkeys(wanted) if sample not in scores]
        if new:
            scores.update(zip(new, engine.predict(self._model(runtime), new, runtime), strict=True))

    def _model(self, runtime: Runtime) -> object:
        """The loaded model, shared by all that score with this checkpoint in this process."""
        key = f"comet {self.checkpoint} {self.revision}"
        if key not in runtime.resources:
            runtime.resources[key] = engine.load(self.checkpoint)
        return runtime.resources[key]
