"""Which texts a model reads beside the hypothesis."""

from __future__ import annotations

from typing import Literal

from mtqe.core import Task
from mtqe.errors import ConfigError, MetricError
from mtqe.metrics.comet.model import Model

Input = Literal["src+ref", "src", "ref"]

_JOINT: dict[frozenset[str], tuple[Input, ...]] = {
    frozenset({"mt", "src", "ref"}): ("src+ref", "src", "ref"),
    frozenset({"mt", "src"}): ("src",),
    frozenset({"mt", "ref"}): ("ref",),
}


def resolve(model: Model, wanted: Input | Literal["auto"], task: Task) -> Input:
    """What the model reads in this run: one thing for all segments.

    Args:
        model: its small files are here.
        wanted: `auto` for the most that both the model and the data have.
        task: what the data has.

    Raises:
        ConfigError: the model does not read that.
        MetricError: the data lacks it, or models of this kind give no scores.
    """
    able = choices(model)
    if wanted != "auto":
        if wanted not in able:
            raise ConfigError(
                f"comet: input: model {model.name} cannot read {wanted}. Expected "
                f"{' or '.join(able)}."
            )
        able = (wanted,)
    there = [each for each in able if not _lacks(each, task)]
    if there:
        return there[0]
    if not task.has_source and all("src" in each for each in able):
        raise MetricError(
            f"metric comet (model {model.name}) needs the source texts; the data has none. Add "
            '"source:" to the data, or take the metric out.'
        )
    raise MetricError(
        f"metric comet (model {model.name}) needs a reference; the data has none. Give "
        "references, or use a reference-free model such as Unbabel/wmt20-comet-qe-da."
    )


def check_context(model: Model, context_of: str, reads: Input) -> None:
    """Refuse context for a model that has no use for it, as COMET's `enable_context` ignores it.

    Raises:
        ConfigError: it is no regression model that pools by the average, or it is to be given
            sentences of a reference that it does not read.
    """
    regression = model.family in {"regression_metric", "referenceless_regression_metric"}
    if not regression or model.hparams.get("pool", "avg") != "avg":
        raise ConfigError(
            f"comet: context: model {model.name} cannot read context; only regression models with "
            'average pooling can. Remove "context:", or use Unbabel/wmt22-comet-da.'
        )
    if context_of == "reference" and "ref" not in reads:
        raise ConfigError(
            f"comet: context_of: model {model.name} reads no reference. Expected hypothesis."
        )


def choices(model: Model) -> tuple[Input, ...]:
    """What the model can read, the most first."""
    family = model.family
    if family == "regression_metric":
        return ("src+ref",)
    if family == "referenceless_regression_metric":
        return ("src",)
    if family == "xcomet_metric":
        return ("src+ref", "src", "ref")
    if family == "unified_metric":
        segments = model.hparams.get("input_segments") or ["mt", "src", "ref"]
        if isinstance(segments, list) and frozenset(segments) in _JOINT:
            return _JOINT[frozenset(segments)]
    why = (
        "it gives distances, no scores" if family == "ranking_metric"
        else f"models of class {family} are not supported"
    )  # fmt: skip
    raise MetricError(
        f"metric comet: cannot use model {model.name}: {why}. Use a regression model, such "
        "as Unbabel/wmt22-comet-da, or without references Unbabel/wmt20-comet-qe-da."
    )


def _lacks(reads: Input, task: Task) -> bool:
    return ("src" in reads and not task.has_source) or (
        "ref" in reads and not task.reference_counts
    )
