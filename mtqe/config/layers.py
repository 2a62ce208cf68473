"""What lies over a config file: the file that extends it, and the command line's `--set`."""

from __future__ import annotations

from pathlib import Path, PurePosixPath
from typing import Any

from mtqe.config.document import Document, read, read_value
from mtqe.config.problems import Keys, Place, Problems, show, spell
from mtqe.errors import ConfigError


def read_extended(path: Path, problems: Problems) -> Document:
    """Read a config and, below it, the one file that it extends.

    Mappings merge deeply; lists and everything else replace.

    Raises:
        ConfigError: a file cannot be read, or the extended file extends another one.
    """
    document = read(path, problems)
    if "extends" not in document.values:
        return document
    name, place = document.values.pop("extends"), document.place(("extends",))
    if not isinstance(name, str) or not _is_file(path.parent / name):
        problem = f"no such file: {show(name)}. Expected a YAML file, relative to this one."
        raise ConfigError(f"{place}: extends: {problem}")
    base = read(path.parent / name, problems)
    if "extends" in base.values:
        raise ConfigError(
            f"{base.place(('extends',))}: extends: {name} is itself extended by {path.as_posix()}, "
            "and one level is all there is. Move its keys into one of the two files."
        )
    if isinstance(base.values.get("root"), str):  # said by that file, so relative to its folder
        base.values["root"] = str(PurePosixPath(name).parent / base.values["root"])
    return _merged(base, document)


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:  # a name that is too long, a folder that is closed to us
        return False


def _merged(base: Document, over: Document) -> Document:
    replaced: set[Keys] = set()
    values = _merge(base.values, over.values, (), replaced)
    kept = {
        keys: place
        for keys, place in base.places.items()
        if not any(keys[:length] in replaced for length in range(1, len(keys) + 1))
    }
    return Document(values, kept | over.places)


def _merge(
    base: dict[str, Any], over: dict[str, Any], keys: Keys, replaced: set[Keys]
) -> dict[str, Any]:
    result = dict(base)
    for key, value in over.items():
        old, here = base.get(key), (*keys, key)
        if isinstance(old, dict) and isinstance(value, dict):
            result[key] = _merge(old, value, here, replaced)
        else:
            result[key] = value
            replaced.add(here)
    return result


def override(document: Document, text: str, problems: Problems) -> None:
    """Put one `KEY=VALUE` of `--set` into the document.

    Raises:
        ConfigError: the value is not YAML.
    """
    name, equals, value = text.partition("=")
    parts, place = name.strip().split("."), Place(f"--set {name.strip()}")
    if not equals or "" in parts:
        problems.add(place, (), "expected KEY=VALUE, such as --set runtime.device=cpu.")
        return
    if parts[0] == "extends":
        problems.add(place, (), "only a file says what it extends. Write it there.")
        return
    keys: Keys = ()
    target: Any = document.values
    for depth, part in enumerate(parts):
        key = _step(target, part)
        if key is None:
            problems.add(place, (), _dead_end(target, part, keys))
            return
        keys = (*keys, key)
        if depth < len(parts) - 1:
            if isinstance(target, dict) and key not in target:
                target[key] = {}
                document.places[keys] = place
            target = target[key]
    target[keys[-1]] = read_value(value, place, problems)
    for stale in [known for known in document.places if known[: len(keys)] == keys]:
        del document.places[stale]
    document.places[keys] = place


def _step(target: Any, part: str) -> str | int | None:
    if isinstance(target, dict):
        return part
    if isinstance(target, list) and part.isdecimal() and int(part) < len(target):
        return int(part)
    return None


def _dead_end(target: Any, part: str, keys: Keys) -> str:
    if isinstance(target, list):
        has = f"a list with the positions 0 to {len(target) - 1}" if target else "an empty list"
        return f"{spell(keys)} is {has}, and {show(part)} is none of them. Set the whole list."
    return f"{spell(keys)} is {show(target)}, not a mapping. Set {spell(keys)} as a whole."
