"""The sections that name a plugin: `data:` a loader, `metrics:` several metrics."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from mtqe import plugins
from mtqe.config.document import Document
from mtqe.config.model import MetricEntry
from mtqe.config.options import Options, check, own_values
from mtqe.config.problems import Keys, Problems, show, spell
from mtqe.config.sections import DEFAULT_METRICS, DataSection, MetricSection
from mtqe.errors import ConfigError, MtqeError
from mtqe.loaders import Loader, Setting


@dataclass(frozen=True)
class Data:
    """A loader's class with its checked options; the setting is still to come."""

    keys: Keys
    cls: type
    options: Options

    def loader(self, document: Document, setting: Setting, problems: Problems) -> Loader | None:
        """The loader, or None when it refuses its options."""
        values = own_values(self.cls, self.options, DataSection)
        loader: Loader | None = make(
            self.cls, {"setting": setting, **values}, document, self.keys, problems
        )
        return loader


@dataclass(frozen=True)
class Entry:
    """A metric of the config, and the same as JSON data."""

    entry: MetricEntry
    plain: Mapping[str, Any]


def read_data(document: Document, problems: Problems) -> Data | None:
    """Find and check the loader: `{format: table, ...}`, or in short `{table: {...}}`."""
    keys: Keys = ("data",)
    value = document.values.get("data")
    if not isinstance(value, dict):
        if "data" in document.values:  # its absence is a problem of the file as a whole
            message = f'expected a mapping with "format:", got {show(value)}.'
            problems.add(document.place(keys), keys, message)
        return None
    name, named_at = value.get("format"), (*keys, "format")
    if len(value) == 1 and name is None:
        [(name, inner)] = value.items()
        if isinstance(inner, dict):
            named_at = keys = (*keys, name)
            value = {"format": name, **inner}
        else:
            name = None
    if not isinstance(name, str):
        found = "missing: this key is required" if name is None else f"got {show(name)}"
        message = f"{found}. Expected one of: {', '.join(plugins.names('loaders'))}."
        problems.add(document.place(named_at), named_at, message)
        return None
    cls = find("loaders", name, document, named_at, problems)
    options = cls and check(document, keys, (DataSection, cls), problems, value=value)
    return Data(keys, cls, options) if cls and options else None


def read_metrics(document: Document, problems: Problems) -> list[Entry] | None:
    """Find, check and make the metrics; None when any of them is refused."""
    value = document.values.get("metrics", list(DEFAULT_METRICS))
    if not isinstance(value, list):
        message = f"expected a list, got {show(value)}."
        problems.add(document.place(("metrics",)), ("metrics",), message)
        return None
    found = [_metric(document, index, item, problems) for index, item in enumerate(value)]
    entries = [each for each in found if each is not None]
    first: dict[str, int] = {}
    for index, each in enumerate(found):
        if each is None:
            continue
        other = first.setdefault(each.entry.label, index)
        if other != index:
            problems.add(
                document.place(("metrics", index)),
                ("metrics", index),
                f'its label "{each.entry.label}" is already that of {spell(("metrics", other))}. '
                'Give one of them another with "label:".',
            )
    return entries if len(entries) == len(value) else None


def _metric(document: Document, index: int, item: Any, problems: Problems) -> Entry | None:
    keys: Keys = ("metrics", index)
    value = {"name": item} if isinstance(item, str) else item
    if not isinstance(value, dict) or not isinstance(value.get("name"), str):
        message = 'expected the name of a metric, or a mapping with "name:".'
        problems.add(document.place(keys), keys, message)
        return None
    named_at = keys if isinstance(item, str) else (*keys, "name")
    cls = find("metrics", value["name"], document, named_at, problems)
    options = cls and check(document, keys, (MetricSection, cls), problems, value=value)
    if not cls or not options:
        return None
    metric = make(cls, own_values(cls, options, MetricSection), document, keys, problems)
    if metric is None:
        return None
    label = options.values["label"] or metric.name
    entry = MetricEntry(label, metric, options.values["optional"])
    return Entry(entry, {**options.plain, "label": label})


def find(
    kind: plugins.Kind, name: str, document: Document, keys: Keys, problems: Problems
) -> type | None:
    """The class behind a name, or None with the problem added."""
    try:
        return plugins.load(kind, name)
    except ConfigError as error:
        problems.add(document.place(keys), keys, str(error))
        return None


def make(
    cls: type, values: dict[str, Any], document: Document, keys: Keys, problems: Problems
) -> Any:
    """An entry with these options, or None with the problem that it has with them."""
    try:
        return cls(**values)
    except (MtqeError, ValueError) as error:  # what a class's own __post_init__ refuses
        problems.add(document.place(keys), keys, str(error))
        return None
