"""COMET (Rei et al. 2020, 2022), through unbabel-comet."""

from __future__ import annotations

import sys
from dataclasses import dataclass, replace
from importlib.metadata import version
from importlib.util import find_spec
from typing import ClassVar, Literal

from mtqe.core import Task
from mtqe.errors import ConfigError, MetricError
from mtqe.metrics.comet import encoder
from mtqe.metrics.comet.bound import MAX, BoundComet
from mtqe.metrics.comet.hub import not_here
from mtqe.metrics.comet.model import Model, find


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

        The model's small files are looked at before its weights are fetched.

        Raises:
            ConfigError: an unknown precision.
            NotHereError: the extra is missing, or the model or its encoder while offline.
            MetricError: the model or its encoder cannot be fetched; the model is not a supported
                one; the task lacks a source or a reference.
        """
        if self.precision != "fp32":
            raise ConfigError(f"comet: precision: unknown value {self.precision!r}. Expected fp32.")
        _require_packages()
        if not task.has_source:
            raise MetricError(
                'metric comet needs the source texts; the data has none. Add "source:" to the '
                "data, or take the metric out."
            )
        model = find(self.model, self.revision, offline=task.offline, root=task.root)
        compares = model.compares(task)
        encoder.ensure(model, offline=task.offline)
        weights = model.weights(offline=task.offline)
        revision = model.revision(weights)
        bound = BoundComet(
            signature=self._signature(model, revision, task, compares=compares),
            checkpoint=weights,
            revision=revision,
            compares=compares,
        )
        if not compares or task.references < 2:
            return bound
        best = replace(bound, signature=f"{bound.signature}|combine:max", column=MAX)
        return replace(bound, signature=f"{bound.signature}|combine:mean", companions={"max": best})

    def _signature(self, model: Model, revision: str, task: Task, *, compares: bool) -> str:
        counts = task.reference_counts if compares else {0}
        parts = {
            "model": model.name,
            "revision": revision,
            "class": model.family,
            "precision": self.precision,
            "nrefs": min(counts) if len(counts) == 1 else "var",
            "comet": version("unbabel-comet"),
            "torch": version("torch"),
            "transformers": version("transformers"),
        }
        if task.normalization == "none":
            parts["norm"] = "none"
        return "|".join(f"{key}:{value}" for key, value in parts.items())


def _require_packages() -> None:
    # torchmetrics, which COMET brings, imports pkg_resources: only setuptools before 82 has it.
    if all(find_spec(name) for name in ("comet", "pkg_resources")):
        return
    if sys.version_info >= (3, 13):
        running = f"{sys.version_info[0]}.{sys.version_info[1]}"
        raise not_here("COMET needs Python 3.11 or 3.12", f"This is Python {running}.")
    raise not_here('COMET needs the extra: pip install "mtqe[comet]"', "Or take the metric out.")
