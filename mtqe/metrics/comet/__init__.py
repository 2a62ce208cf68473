"""COMET (Rei et al. 2020, 2022): the models and numbers of unbabel-comet."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import ClassVar, Literal, get_args

from mtqe.core import Task
from mtqe.errors import ConfigError
from mtqe.metrics.comet import inputs, known, packages
from mtqe.metrics.comet.bound import MAX, OTHER, BoundComet, OnEmpty
from mtqe.metrics.comet.identity import Identity, identify
from mtqe.metrics.comet.inputs import Input
from mtqe.metrics.comet.model import Model
from mtqe.metrics.comet.plan import Plan, Precision

ContextOf = Literal["reference", "hypothesis"]
_VALUES = {
    "precision": get_args(Precision),
    "input": ("auto", *get_args(Input)),
    "context_of": ("auto", *get_args(ContextOf)),
    "on_empty": ("auto", *get_args(OnEmpty)),
}


@dataclass(frozen=True)
class Comet:
    """A learned metric: how good a COMET model thinks a translation is.

    Whether it reads references is the model's matter. With several references a segment's score
    is the mean over those it has; the companion `max` is the best of them. Where translations are
    empty, a companion is the mean by the other rule for them: `model` or `zero`.

    Attributes:
        model: OWNER/NAME on the Hugging Face hub, a .ckpt file, or the folder of a model; a path
            starts from the config's root.
        revision: branch, tag or commit of the hub's repository.
        precision: of the products; bf16 and fp16 are faster where the machine has them, and move
            scores in the third decimal.
        input: what the model reads beside the translation; auto: all that it can and the data has.
        context: sentences of the same document before each one that the model reads too, for
            regression models that pool by the average (Vernikos et al. 2022, DocCOMET).
        context_of: whose sentences stand before the translation; auto: the reference's where the
            model reads it, else the translation's own.
        on_empty: the score of an empty translation: the model's own number, or 0; auto: 0 for
            what pairing found to be left out, the model's number for an empty line, and for all
            where the model's scores have no bounds.
        trust_checkpoint: run whatever code the checkpoint holds, as much as if you ran a program of
            its maker; only for one that holds more than weights and plain settings.
    """

    model: str = known.DEFAULT
    revision: str | None = None
    precision: Precision = "fp32"
    input: Input | Literal["auto"] = "auto"
    context: int = 0
    context_of: ContextOf | Literal["auto"] = "auto"
    on_empty: OnEmpty | Literal["auto"] = "auto"
    trust_checkpoint: bool = False

    name: ClassVar[str] = "comet"
    title: ClassVar[str] = "COMET"
    higher_is_better: ClassVar[bool] = True
    decimals: ClassVar[int] = 4
    neural: ClassVar[bool] = True

    @property
    def needs(self) -> frozenset[str]:
        """The source, where that is sure without a look at the model; `bind` knows the rest."""
        reads = known.MODELS[self.model].reads if self.model in known.MODELS else "either"
        sure = "src" in self.input or (self.input == "auto" and reads != "either")
        return frozenset({"source"}) if sure else frozenset()

    @property
    def scale(self) -> float | None:
        """Width of the range that the model's scores lie in; None where it has no bounds."""
        return known.scale(self.model)

    def bind(self, task: Task) -> BoundComet:
        """Find the model (a local path, the hub cache, the hub) and fit it to the task.

        The model's small files are looked at before its weights are fetched. For a task that is
        not `ready` neither files nor packages are needed where they are remembered: such a bound
        metric knows its signature and keys, and is not to score.

        Raises:
            ConfigError: an unknown value, or an option that does not go with the model.
            NotHereError: the extra is missing, or the model or its encoder while offline.
            MetricError: the model or its encoder cannot be fetched; the model is not a supported
                one; the task lacks a source or a reference.
        """
        self._check()
        found = identify(self.model, self.revision, task, partial(self._reads, task=task))
        reads = self._reads(found.model, task)
        on_empty = self.on_empty
        if on_empty == "auto":
            on_empty = "zero" if task.aligned and self.scale else "model"
        context_of: ContextOf | Literal["auto"] = self.context_of
        if context_of == "auto":
            context_of = "reference" if "ref" in reads else "hypothesis"
        several = "ref" in reads and task.references > 1

        def signature(empty: OnEmpty, combine: str = "mean") -> str:
            parts = self._parts(found, task, reads, context_of) | {"empty": empty}
            parts |= packages.versions(task.notes)
            if task.normalization == "none":
                parts["norm"] = "none"
            if several:
                parts["combine"] = combine
            return "|".join(f"{key}:{value}" for key, value in parts.items())

        bound = BoundComet(
            signature=signature(on_empty),
            plan=self._plan(found),
            reads=reads,
            on_empty=on_empty,
            context_of=context_of,
            remarks=known.uncovered(found.model, task),
        )
        companions: dict[str, BoundComet] = {}
        if several:
            companions["max"] = replace(bound, signature=signature(on_empty, "max"), column=MAX)
        # Where scores have no bounds, 0 is no low one.
        if task.some_empty and (self.scale or on_empty == "zero"):
            other: OnEmpty = "zero" if on_empty == "model" else "model"
            companions[other] = replace(bound, signature=signature(other), column=OTHER)
        return replace(bound, companions=companions)

    def _check(self) -> None:
        for option, values in _VALUES.items():
            value = getattr(self, option)
            if value not in values:
                raise ConfigError(
                    f"comet: {option}: unknown value {value!r}. Expected {', '.join(values)}."
                )
        if self.context < 0:
            raise ConfigError(f"comet: context: expected 0 or more, got {self.context}.")

    def _reads(self, model: Model, task: Task) -> Input:
        reads = inputs.resolve(model, self.input, task)
        if self.context:
            inputs.check_context(model, self.context_of, reads)
        return reads

    def _plan(self, found: Identity) -> Plan:
        return Plan(
            checkpoint=found.checkpoint or Path(),
            content=found.weights,
            family=found.model.family,
            softmax=found.model.hparams.get("layer_transformation") == "sparsemax_patch",
            precision=self.precision,
            context=self.context,
            trust=self.trust_checkpoint,
        )

    def _parts(
        self, found: Identity, task: Task, reads: Input, context_of: ContextOf
    ) -> dict[str, str]:
        """Of the signature: the model and the options, but for the rule for empty translations."""
        commit, counts = found.model.commit, task.reference_counts if "ref" in reads else {0}
        context = {"context": str(self.context), "context_of": context_of} if self.context else {}
        return {
            "model": found.model.name,
            **({"revision": commit} if commit else {}),
            "weights": found.weights[:12],
            "encoder": found.encoder[:8],
            "class": found.model.family,
            "precision": self.precision,
            "input": reads,
            **context,
            "nrefs": str(min(counts)) if len(counts) == 1 else "var",
        }
