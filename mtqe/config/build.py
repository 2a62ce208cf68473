"""A document of plain data to a `RunConfig`, with the problems of all its sections at once."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mtqe.config.constraints import check_name
from mtqe.config.document import Document
from mtqe.config.entries import Data, Entry, read_data, read_metrics
from mtqe.config.model import ReportConfig, RunConfig
from mtqe.config.options import Options, check
from mtqe.config.problems import Keys, Problems
from mtqe.config.rules import check_rules
from mtqe.config.sections import File
from mtqe.loaders import Loader, Setting
from mtqe.plugins import suggest


@dataclass(frozen=True)
class Home:
    """What is known of a config beside its text.

    Attributes:
        folder: what a relative `root:` starts from.
        default_name: the name of a config that has none.
        path: the file as the user named it.
    """

    folder: Path
    default_name: str
    path: Path | None = None


def build(document: Document, home: Home, problems: Problems) -> RunConfig:
    """Check a document and make the run that it describes.

    Raises:
        ConfigError: all that is wrong, one line each.
    """
    file = check(document, (), (File,), problems, value=document.values)
    data = read_data(document, problems)
    entries = read_metrics(document, problems)
    _check_languages(document, problems)
    if entries is not None:
        _check_labels(document, [each.entry.label for each in entries], problems)
        if file is not None:
            rules = file.values["gate"]
            check_rules(document, rules, [each.entry for each in entries], problems)
    if file is None or data is None or entries is None:
        raise problems.error()
    setting = _setting(document, file.values, home, problems)
    loader = data.loader(document, setting, problems)
    if problems or loader is None:
        raise problems.error()
    return _run_config(file, data, entries, loader, home.path)


def _run_config(
    file: Options, data: Data, entries: Sequence[Entry], loader: Loader, path: Path | None
) -> RunConfig:
    setting, report = loader.setting, file.values["report"]
    headline = file.values["headline"] or (entries[0].entry.label if entries else None)
    directory = f"reports/{setting.name}" if report.directory is None else report.directory
    accepted = file.values["accepted"] or f"reports/accepted/{setting.name}"
    filled = {key: value for key, value in file.plain.items() if key != "extends"} | {
        "name": setting.name,
        "data": data.options.plain,
        "metrics": [dict(each.plain) for each in entries],
        "headline": headline,
        "report": {**file.plain["report"], "directory": directory},
        "accepted": accepted,
    }
    return RunConfig(
        name=setting.name,
        source_language=setting.source_language,
        target_language=setting.target_language,
        root=setting.root,
        path=path,
        loader=loader,
        metrics=tuple(each.entry for each in entries),
        headline=headline,
        runtime=file.values["runtime"],
        significance=file.values["significance"],
        report=ReportConfig(
            setting.root / Path(directory).expanduser(), report.formats, report.language
        ),
        gate=file.values["gate"],
        accepted=setting.root / Path(accepted).expanduser(),
        on_change=file.values["on_change"],
        filled=filled,
    )


def _setting(document: Document, values: dict[str, Any], home: Home, problems: Problems) -> Setting:
    root = (home.folder / values["root"]).resolve()
    if not _is_folder(root):
        message = f'no such folder: "{values["root"]}". Expected one, relative to this file.'
        problems.add(document.place(("root",)), ("root",), message)
    name = values["name"] or unicodedata.normalize("NFC", home.default_name)
    try:
        check_name(name)
    except ValueError as error:
        problems.add(document.place(("name",)), ("name",), f"taken from the file's name: {error}")
    return Setting(name, values["source_language"], values["target_language"], root)


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError:  # a name that is too long, a folder that is closed to us
        return False


def _check_languages(document: Document, problems: Problems) -> None:
    source, target = (document.values.get(f"{side}_language") for side in ("source", "target"))
    if isinstance(source, str) and isinstance(target, str) and _same(source, target):
        keys: Keys = ("target_language",)
        message = f'"{target}" is the source language too. Expected two languages, such as en, ko.'
        problems.add(document.place(keys), keys, message)


def _same(one: str, other: str) -> bool:
    return one.lower().replace("_", "-") == other.lower().replace("_", "-")


def _check_labels(document: Document, labels: list[str], problems: Problems) -> None:
    """`headline:` and the gate's rules speak of labels."""
    rules = document.values.get("gate")
    named: list[tuple[Keys, Any]] = [(("headline",), document.values.get("headline"))]
    for index, rule in enumerate(rules if isinstance(rules, list) else []):
        named.append(
            (("gate", index, "metric"), rule.get("metric") if isinstance(rule, dict) else None)
        )
    for keys, label in named:
        if isinstance(label, str) and label not in labels:
            message = f'no metric has the label "{label}". {suggest(label, labels)}'
            problems.add(document.place(keys), keys, message)
