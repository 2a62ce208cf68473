"""Before the long work: which metrics can score here, and what is left for them to score."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import chain

from mtqe.cache import Store, look_up
from mtqe.cache.rows import Known
from mtqe.config import MetricEntry, RunConfig
from mtqe.core import EvalSet, Task, Translation
from mtqe.errors import ConfigError, MetricError, NotHereError
from mtqe.metrics import BoundMetric


@dataclass(frozen=True)
class Ready:
    """A metric that has all it needs for the translations that are left.

    Attributes:
        translations: system by system.
        known: what is kept of their rows; None for a metric whose rows are never kept.
    """

    label: str
    metric: BoundMetric
    translations: tuple[Translation, ...]
    known: Known | None

    @property
    def left(self) -> int:
        """How many translations are to be scored."""
        return len(self.translations) if self.known is None else self.known.missing


def prepare(config: RunConfig, data: EvalSet, store: Store) -> dict[str, Ready | str]:
    """Every metric by its label, or why an optional one is not here.

    A neural metric whose rows are all kept needs neither its model nor its packages.

    Raises:
        MetricError: what a metric needs is missing or cannot be used.
        ConfigError: two scores have one label.
    """
    found: dict[str, Ready | str] = {}
    translations: dict[int, tuple[Translation, ...]] = {}
    for entry in config.metrics:
        context = getattr(entry.metric, "context", 0)
        if context not in translations:
            each = (data.translations(system, context) for system in data.systems)
            translations[context] = tuple(chain.from_iterable(each))
        task = Task.of(
            data,
            # An optional metric uses what is already on the machine and never downloads.
            offline=config.runtime.offline or entry.optional,
            root=config.root,
            ready=not entry.metric.neural,
            notes=store,
        )
        _check_needs(entry, task)
        try:
            found[entry.label] = _ready(entry, task, translations[context], store)
        except NotHereError as error:
            if not entry.optional:
                raise
            found[entry.label] = error.reason
    _check_companions(found)
    return found


def _ready(
    entry: MetricEntry, task: Task, translations: tuple[Translation, ...], store: Store
) -> Ready:
    metric = entry.metric.bind(task)
    if not entry.metric.neural:
        return Ready(entry.label, metric, translations, None)
    known = look_up(metric, translations, store)
    if known.missing:
        named, metric = metric, entry.metric.bind(replace(task, ready=True))
        if metric.signature != named.signature:
            known = look_up(metric, translations, store)
    return Ready(entry.label, metric, translations, known)


def companions(label: str, metric: BoundMetric) -> dict[str, BoundMetric]:
    """The other readings of a metric's rows, by their labels."""
    return {f"{label}-{suffix}": reading for suffix, reading in metric.companions.items()}


def _check_needs(entry: MetricEntry, task: Task) -> None:
    needs = entry.metric.needs
    if "reference" in needs and not task.reference_counts:
        raise MetricError(
            f"metric {entry.label}: needs a reference translation, and the data has none. "
            'Give "references:", or take the metric out.'
        )
    if "source" in needs and not task.has_source:
        raise MetricError(
            f"metric {entry.label}: needs the source text, and the data has none. "
            'Give "source:", or take the metric out.'
        )


def _check_companions(found: Mapping[str, Ready | str]) -> None:
    for label, ready in found.items():
        for other in () if isinstance(ready, str) else companions(label, ready.metric):
            if other in found:
                raise ConfigError(
                    f'metrics: the label "{other}" is that of a score beside "{label}". Give the '
                    'metric another with "label:".'
                )
