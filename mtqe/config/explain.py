"""pydantic's errors in plain words: what was expected, what was found, what to do."""

from __future__ import annotations

import difflib
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import fields, is_dataclass
from typing import Any, get_args, get_type_hints

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from mtqe.config.problems import Keys, show

_MISSING = {"missing", "missing_argument", "missing_keyword_only_argument"}
_UNKNOWN = {"unexpected_keyword_argument", "extra_forbidden"}
_EXPECTED = {
    "string_type": "a string",
    "path_type": "a string",
    "int_type": "a whole number",
    "float_type": "a number",
    "finite_number": "a finite number",
    "bool_type": "true or false",
    "none_required": "nothing",
    "list_type": "a list",
    "tuple_type": "a list",
    "set_type": "a list",
    "frozen_set_type": "a list",
    "dict_type": "a mapping",
    "dataclass_type": "a mapping",
    "greater_than": "more than {gt}",
    "greater_than_equal": "{ge} or more",
    "less_than": "less than {lt}",
    "less_than_equal": "{le} or less",
    "literal_error": "{expected}",
    "enum": "{expected}",
}


def explain(error: ValidationError, value: Any, cls: type) -> Iterator[tuple[Keys, str]]:
    """Where in the value each problem lies, and a sentence about it.

    Of a union (`str | Mapping[str, str]`) pydantic reports every member's failure. Only the
    members that got furthest tell what was meant; where they failed alike, they make one sentence.
    """
    unions: defaultdict[Keys, list[tuple[Keys, ErrorDetails]]] = defaultdict(list)
    for item in error.errors(include_url=False):
        keys, union = _locate(item["loc"], value, missing=item["type"] in _MISSING)
        unions[union].append((keys, item))
    for members in unions.values():
        depth = max(len(keys) for keys, _ in members)
        furthest: defaultdict[Keys, list[ErrorDetails]] = defaultdict(list)
        for keys, item in members:
            if len(keys) == depth:
                furthest[keys].append(item)
        for keys, items in furthest.items():
            yield keys, _sentence(items, keys, cls)


def _locate(loc: Keys, value: Any, *, missing: bool) -> tuple[Keys, Keys]:
    """The keys without the names of union members; and the keys of the outermost union."""
    keys: Keys = ()
    union: Keys | None = None
    for depth, part in enumerate(loc):
        if part in _keys_of(value):
            value = value[part]
        elif not (missing and depth == len(loc) - 1):
            union = keys if union is None else union
            continue
        keys = (*keys, part)
    return keys, keys if union is None else union


def _keys_of(value: Any) -> Iterable[Any]:
    return (
        range(len(value)) if isinstance(value, list) else value if isinstance(value, dict) else ()
    )


def _sentence(items: list[ErrorDetails], keys: Keys, cls: type) -> str:
    item = items[0]
    if item["type"] in _MISSING:
        return "missing: this key is required."
    if item["type"] in _UNKNOWN:
        return f"unknown key. {_suggest_key(str(keys[-1]), _known_keys(cls, keys[:-1]))}"
    if item["type"] == "value_error":
        return str(item["ctx"]["error"])
    if any(each["type"] not in _EXPECTED for each in items):
        return f"{item['msg']}, got {show(item['input'])}."
    expected = dict.fromkeys(
        _EXPECTED[each["type"]].format_map(each.get("ctx", {})).replace("'", '"') for each in items
    )
    got = show(item["input"])
    return f"expected {' or '.join(expected)}, got {got}.{_hint(item, got, expected)}"


def _hint(item: ErrorDetails, got: str, expected: Iterable[str]) -> str:
    value = item["input"]
    if "a string" in expected and isinstance(value, int | float):
        return f' Write it in quotes: "{got}".'
    choices = re.findall(r"'([^']*)'", item.get("ctx", {}).get("expected", ""))
    near = difflib.get_close_matches(value, choices, n=1) if isinstance(value, str) else []
    return f' Did you mean "{near[0]}"?' if near else ""


def _suggest_key(key: str, known: list[str]) -> str:
    near = difflib.get_close_matches(key, known, n=1)
    return f'Did you mean "{near[0]}"?' if near else f"Expected one of: {', '.join(known)}."


def _known_keys(cls: type, keys: Keys) -> list[str]:
    """The fields that a mapping at these keys of the dataclass may have."""
    classes = [cls]
    for key in keys:
        hints = [get_type_hints(each) for each in classes]
        found = [each[key] for each in hints if isinstance(key, str) and key in each]
        if found:  # else the position of a list or the key of a mapping: the same classes inside
            classes = [inner for hint in found for inner in _dataclasses_in(hint)]
    return [option.name for each in classes for option in fields(each)]


def _dataclasses_in(hint: Any) -> Iterator[type]:
    if isinstance(hint, type) and is_dataclass(hint):
        yield hint
    for argument in get_args(hint):
        yield from _dataclasses_in(argument)
