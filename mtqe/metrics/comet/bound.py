"""Rows and scores of a COMET model that has been found."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

import numpy as np

from mtqe.core import Finding, Level, Runtime, Severity, Translation
from mtqe.metrics import FloatArray, Rows
from mtqe.metrics.comet.inputs import Input
from mtqe.metrics.comet.plan import Plan
from mtqe.metrics.comet.samples import Judgement, Sample, Scorer, Text
from mtqe.metrics.comet.scorers import scorer
from mtqe.texts import finding

MEAN, MAX, COUNT, OTHER = range(4)
OnEmpty = Literal["model", "zero"]
_SEVERITIES = frozenset({"minor", "major", "critical"})
_CHUNK = 4096
"""Samples that are scored together: enough for batches of like length, few enough to hold."""


@dataclass(frozen=True)
class BoundComet:
    """A COMET model fitted to a task. It can be pickled: the loaded model is in the runtime.

    A row is `[mean over the references, best of them, 1, the mean by the other rule for empty
    translations]`; without references the first two are the score.

    Attributes:
        signature: names the model by content, the options and the packages.
        plan: the model, and how it is to be computed.
        reads: the texts that it reads beside the hypothesis.
        on_empty: the score of an empty translation: the model's own number, or 0.
        context_of: whose sentences stand before the hypothesis.
        column: which reading of the row is the score.
        remarks: about all texts alike.
        companions: `max` beside the mean of several references; `model` or `zero`, the mean by
            the other rule, where there are empty translations.
    """

    signature: str
    plan: Plan
    reads: Input
    on_empty: OnEmpty = "model"
    context_of: Literal["reference", "hypothesis"] = "reference"
    column: int = MEAN
    remarks: tuple[Finding, ...] = ()
    companions: Mapping[str, BoundComet] = field(default_factory=dict)

    def row_key(self, translation: Translation) -> str:
        """SHA-256 of the texts that the model reads."""
        texts = json.dumps(self._samples(translation))
        return hashlib.sha256(texts.encode("ascii")).hexdigest()

    def statistics(self, translations: Sequence[Translation], runtime: Runtime) -> Rows:
        """One row per translation; equal samples are scored once, and equal texts encoded once.

        Raises:
            MetricError: the checkpoint cannot be loaded, or the device is not there.
        """
        samples = [self._samples(translation) for translation in translations]
        wanted = dict.fromkeys(s for each in samples if not isinstance(each, str) for s in each)
        told = _Told(runtime.advance, len(translations), len(wanted))
        answers = self._answers(list(wanted), runtime, told)
        values = np.zeros((len(translations), OTHER + 1))
        unscored: dict[int, str] = {}
        findings: dict[int, list[Finding]] = {}
        for position, each in enumerate(samples):
            if isinstance(each, str):
                unscored[position] = each
                continue
            found = [answers[sample] for sample in each]
            if not np.isfinite([answer.score for answer in found]).all():
                unscored[position] = "the model gave no number"
                continue
            values[position], noticed = self._row(translations[position].hypothesis, found)
            if noticed:
                findings[position] = noticed
        told.all()
        return Rows(values, unscored, findings)

    def score(self, totals: FloatArray, level: Level) -> FloatArray:  # noqa: ARG002 - one formula
        """Summed rows of shape (..., k) to means of shape (...); NaN where nothing was scored."""
        count = totals[..., COUNT]
        empty = np.full(count.shape, np.nan)
        return np.divide(totals[..., self.column], count, out=empty, where=count > 0)

    def _samples(self, translation: Translation) -> list[Sample] | str:
        """What the model is to score, or why it cannot."""
        segment = translation.segment
        before = translation.context[-self.plan.context :] if self.plan.context else ()
        source: Text | None = None
        if "src" in self.reads:
            if segment.source is None:
                return "no source"
            source = (*_present(t.segment.source for t in before), segment.source)
        if "ref" not in self.reads:
            said = _present(t.hypothesis for t in before)
            return [Sample(source, (*said, translation.hypothesis), None)]
        samples = []
        for stream, reference in enumerate(segment.references):
            if reference is not None:
                earlier = _present(t.segment.references[stream] for t in before)
                said = earlier
                if self.context_of == "hypothesis":
                    said = _present(t.hypothesis for t in before)
                compared = (*earlier, reference)
                samples.append(Sample(source, (*said, translation.hypothesis), compared))
        return samples or "no reference"

    def _answers(
        self, wanted: Sequence[Sample], runtime: Runtime, told: _Told
    ) -> dict[Sample, Judgement]:
        answers: dict[Sample, Judgement] = {}
        # All translations of a source together: what they share is encoded once.
        first = {sample[0::2]: n for n, sample in reversed(list(enumerate(wanted)))}
        ordered = sorted(wanted, key=lambda sample: first[sample[0::2]])
        for start in range(0, len(ordered), _CHUNK):
            some = ordered[start : start + _CHUNK]
            answers.update(zip(some, self._scorer(runtime).score(some, told), strict=True))
        return answers

    def _scorer(self, runtime: Runtime) -> Scorer:
        found = scorer(self.plan, runtime)
        runtime.note(found.note)
        return found

    def _row(
        self, hypothesis: str, found: Sequence[Judgement]
    ) -> tuple[tuple[float, float, int, float], list[Finding]]:
        scores = [answer.score for answer in found]
        mean, best = sum(scores) / len(scores), max(scores)
        noticed = _findings(hypothesis, found)
        if hypothesis.strip():
            return (mean, best, 1, mean), noticed
        if self.on_empty == "zero":
            return (0.0, 0.0, 1, mean), noticed
        noticed.append(finding("empty_scored", "warning", score=f"{mean:.4f}"))
        return (mean, best, 1, 0.0), noticed


class _Told:
    """Turns samples that are finished into translations that are finished."""

    def __init__(self, advance: Callable[[int], None], translations: int, samples: int) -> None:
        self._advance, self._translations = advance, translations
        self._samples, self._finished, self._said = max(samples, 1), 0, 0

    def __call__(self, samples: int) -> None:
        self._finished += samples
        self._say(self._translations * self._finished // self._samples)

    def all(self) -> None:
        """Everything is finished, that for which there was nothing to do too."""
        self._say(self._translations)

    def _say(self, now: int) -> None:
        if now > self._said:
            self._advance(now - self._said)
            self._said = now


def _present(texts: Iterable[str | None]) -> Text:
    return tuple(text for text in texts if text)


def _findings(hypothesis: str, answers: Sequence[Judgement]) -> list[Finding]:
    """What the model noticed, over the references; the same thing is said once."""
    found: list[Finding] = []
    longest = max(answer.truncated for answer in answers)
    if longest:
        found.append(finding("truncated", "warning", tokens=longest))
    spans = dict.fromkeys((s.start, s.end, s.severity) for answer in answers for s in answer.spans)
    for start, end, severity in spans:
        level: Severity = "info" if severity == "minor" else "warning"
        # A model of one's own may have other labels.
        key = "span" if severity not in _SEVERITIES else None
        said = finding(f"span_{severity}", level, key, label=severity, span=hypothesis[start:end])
        found.append(replace(said, side="hypothesis", start=start, end=end))
    return found
