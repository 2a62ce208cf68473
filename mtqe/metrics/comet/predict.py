"""Scoring with unbabel-comet's own code: loaded safely, run quietly, nothing left behind."""

from __future__ import annotations

import logging
import os
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, nullcontext
from typing import Any

from mtqe.errors import MetricError
from mtqe.metrics.comet.checkpoint import explained, plain_data
from mtqe.metrics.comet.plan import Plan
from mtqe.metrics.comet.samples import Judgement, Sample, Span, join

TALKATIVE = ("comet", "lightning_fabric", "pytorch_lightning", "torch", "transformers")
BATCHES = 32
"""Batches between two reports of progress: what one call of COMET's `predict` gets at most."""


class Predict:
    """A model of unbabel-comet (see `samples.Scorer`)."""

    def __init__(self, model: Any, plan: Plan, device: str, batch_size: int) -> None:
        self._model, self._plan, self._device = model, plan, device
        self._batch_size = batch_size
        self.note = (
            f"unbabel-comet's predict, {plan.precision}, on {device}; last digits depend on what "
            "is scored together"
        )
        # All that COMET's `enable_context` does, for the models that it is for.
        model.use_context = plan.context > 0

    def score(self, samples: Sequence[Sample], advance: Callable[[int], None]) -> list[Judgement]:
        """Its answers, in order; `advance` is told how many samples were just finished.

        Raises:
            MetricError: memory does not suffice for one sample.
        """
        answers: list[Judgement] = []
        while len(answers) < len(samples):
            size = BATCHES * self._batch_size
            some = samples[len(answers) : len(answers) + size]
            try:
                answers += self._predict(some)
            except (RuntimeError, MemoryError) as error:
                self._halve(error)
                continue
            advance(len(some))
        return answers

    def _halve(self, error: Exception) -> None:
        """Go on with smaller batches, if it was memory that ran out."""
        if not isinstance(error, MemoryError) and "memory" not in str(error):
            raise error
        if self._batch_size == 1:
            raise MetricError(
                f'COMET: not enough memory for one segment on {self._device}. Use "device: cpu".'
            ) from error
        self._batch_size //= 2

    def _predict(self, samples: Sequence[Sample]) -> list[Judgement]:
        with _undisturbed():
            limits = [self._read(sample) for sample in samples]
            with self._precision(), _interruptible():
                output = self._model.predict(
                    [texts for texts, _ in limits],
                    batch_size=self._batch_size,
                    num_workers=0,
                    progress_bar=False,
                    **_placement(self._device),
                )
        spans = output.get("metadata", {}).get("error_spans") or [[]] * len(samples)
        return [
            Judgement(float(score), tuple(map(_span, found)), truncated)
            for score, found, (_, truncated) in zip(output["scores"], spans, limits, strict=True)
        ]

    def _read(self, sample: Sample) -> tuple[dict[str, str], int]:
        """What COMET is given for a sample, and how long a text is that it has to cut."""
        encoder = self._model.encoder
        alone, together = encoder.max_positions - 2, encoder.max_positions

        def count(text: str) -> int:
            return len(encoder.tokenizer(text)["input_ids"])

        named = {"mt": sample.hypothesis, "src": sample.source, "ref": sample.reference}
        texts = {name: join(text, alone, count) for name, text in named.items() if text is not None}
        lengths = [count(text) for text in texts.values()]
        if self._plan.family in {"unified_metric", "xcomet_metric"}:
            # Each has one token at both ends; between two there are as many as COMET puts there.
            longest = sum(lengths) + (len(lengths) - 1) * (encoder.size_separator - 2)
            return texts, longest if longest > together else 0
        return texts, max(lengths) if max(lengths) > alone else 0

    def _precision(self) -> Any:
        """Lower precision for products only, as the engine has it."""
        import torch

        if self._plan.precision == "fp32":
            return nullcontext()
        dtype = {"bf16": torch.bfloat16, "fp16": torch.float16}[self._plan.precision]
        return torch.autocast(self._device.partition(":")[0], dtype)


def load(plan: Plan, device: str, batch_size: int) -> Predict:
    """Load a COMET model, executing no code from the file unless it is trusted.

    Raises:
        MetricError: it is not a whole COMET checkpoint, or it holds more than plain data.
    """
    path = plan.checkpoint
    with _undisturbed():
        from comet.models import load_from_checkpoint
    with _undisturbed(), _loading(trust=plan.trust), explained(path):
        warnings.filterwarnings("error", message="Found keys that are in the model state dict but")
        try:
            model = load_from_checkpoint(str(path), local_files_only=True)
        except (RuntimeError, KeyError, TypeError, OSError, EOFError, UserWarning) as error:
            detail = " ".join(str(error).split())
            raise MetricError(
                f"{path}: COMET cannot load it: {detail[:300]}. Fetch or copy it again, "
                "together with the hparams.yaml that belongs to it."
            ) from error
    return Predict(model, plan, device, batch_size)


def _span(found: dict[str, Any]) -> Span:
    return Span(found["start"], found["end"], found["severity"], found["confidence"])


def _placement(device: str) -> dict[str, Any]:
    """For one device: COMET ends the process of every other one when it uses several."""
    kind, _, index = device.partition(":")
    if kind == "cpu":
        return {"gpus": 0, "accelerator": "cpu"}
    return {"gpus": 1, "accelerator": "cuda", "devices": [int(index)]}


@contextmanager
def _interruptible() -> Iterator[None]:
    """Ctrl-C, which Lightning answers with exit(1), stays what it is."""
    try:
        yield
    except SystemExit as error:
        raise KeyboardInterrupt from error


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Silence the libraries; leave log levels, random numbers and environment as they were."""
    import torch

    levels = {name: logging.getLogger(name).level for name in TALKATIVE}
    with ExitStack() as stack:
        stack.enter_context(_same_environment())
        stack.enter_context(torch.random.fork_rng(devices=[]))
        stack.enter_context(warnings.catch_warnings())
        warnings.simplefilter("ignore")
        for name in TALKATIVE:
            logging.getLogger(name).setLevel(logging.ERROR)
        try:
            yield
        finally:
            for name, level in levels.items():
                logging.getLogger(name).setLevel(level)


@contextmanager
def _same_environment() -> Iterator[None]:
    before = dict(os.environ)
    try:
        yield
    finally:
        for name in os.environ.keys() - before.keys():
            del os.environ[name]
        os.environ.update(before)


@contextmanager
def _loading(*, trust: bool) -> Iterator[None]:
    """Make every torch.load take plain data only, or anything, whatever Lightning asks for."""
    wanted, other = "TORCH_FORCE_WEIGHTS_ONLY_LOAD", "TORCH_FORCE_NO_WEIGHTS_ONLY_LOAD"
    if trust:
        wanted, other = other, wanted
    with _same_environment(), plain_data():
        os.environ.pop(other, None)
        os.environ[wanted] = "1"
        yield
