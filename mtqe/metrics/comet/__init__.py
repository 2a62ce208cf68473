"""COMET (Rei et al. 2020, 2022), through unbabel-comet."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import ClassVar, Literal

from mtqe.core import Task
from mtqe.errors import ConfigError, MetricError
from mtqe.metrics.comet import packages
from mtqe.metrics.comet.bound import MAX, BoundComet
from mtqe.metrics.comet.identity import Identity, identify


@dataclass(frozen=True)
class Comet:
    """A learned metric: how good a COMET model thinks a translation is.

    Whether it reads references is the model's matter. With several references a segment's score
    is the mean over those it has; the companion `max` is the best of them.

    Attributes:
        model: OWNER/NAME on the Hugging Face hub, a .ckpt file, or the folder of a model; a path
            starts from the config's root.
        revision: branch, tag or commit of the hub's repository.
        precision: of the computation.
    """

    model: str = "Unbabel/wmt22-comet-da"
    revision: str | None = None
    precision: Literal["fp32"] = "fp32"

    name: ClassVar[str] = "comet"
    title: ClassVar[str] = "COMET"
    higher_is_better: ClassVar[bool] = True
    decimals: ClassVar[int] = 4
    scale: ClassVar[float | None] = 1.0
    neural: ClassVar[bool] = True
    needs: ClassVar[frozenset[str]] = frozenset({"source"})

    def bind(self, task: Task) -> BoundComet:
        """Find the model (a local path, the hub cache, the hub) and fit it to the task.

        The model's small files are looked at before its weights are fetched. For a task that is
        not `ready` neither files nor packages are needed where they are remembered: such a bound
        metric knows its signature and keys, and is not to score.

        Raises:
            ConfigError: an unknown precision.
            NotHereError: the extra is missing, or the model or its encoder while offline.
            MetricError: the model or its encoder cannot be fetched; the model is not a supported
                one; the task lacks a source or a reference.
        """
        if self.precision != "fp32":
            raise ConfigError(f"comet: precision: unknown value {self.precision!r}. Expected fp32.")
        if not task.has_source:
            raise MetricError(
                'metric comet needs the source texts; the data has none. Add "source:" to the '
                "data, or take the metric out."
            )
        found = identify(self.model, self.revision, task)
        compares = found.model.compares(task)
        bound = BoundComet(
            signature=self._signature(found, task, compares=compares),
            checkpoint=found.checkpoint or Path(),
            revision=found.weights,
            compares=compares,
        )
        if not compares or task.references < 2:
            return bound
        best = replace(bound, signature=f"{bound.signature}|combine:max", column=MAX)
        return replace(bound, signature=f"{bound.signature}|combine:mean", companions={"max": best})

    def _signature(self, found: Identity, task: Task, *, compares: bool) -> str:
        counts = task.reference_counts if compares else {0}
        commit = {"revision": found.model.commit} if found.model.commit else {}
        parts = {
            "model": found.model.name,
            **commit,
            "weights": found.weights[:12],
            "encoder": found.encoder[:8],
            "class": found.model.family,
            "precision": self.precision,
            "nrefs": min(counts) if len(counts) == 1 else "var",
            **packages.versions(task.notes),
        }
        if task.normalization == "none":
            parts["norm"] = "none"
        return "|".join(f"{key}:{value}" for key, value in parts.items())
