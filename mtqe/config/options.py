"""Options are the fields of a dataclass: plain data is checked against them with pydantic."""

from __future__ import annotations

import json
import re
from dataclasses import Field, dataclass, field, fields, make_dataclass
from functools import cache
from inspect import cleandoc
from typing import Annotated, Any, get_type_hints

import pydantic
from pydantic import ConfigDict, TypeAdapter, ValidationError

from mtqe.config.document import Document
from mtqe.config.explain import explain
from mtqe.config.problems import Keys, Problems

_RULES = ConfigDict(extra="forbid", strict=True, allow_inf_nan=False)


@dataclass(frozen=True)
class Options:
    """Values that passed the check.

    Attributes:
        values: field -> value, of the type that the field says.
        plain: the same as JSON data.
    """

    values: dict[str, Any]
    plain: dict[str, Any]


def check(
    document: Document, keys: Keys, classes: tuple[type, ...], problems: Problems, *, value: Any
) -> Options | None:
    """Check a mapping of the document against the fields of the classes together."""
    adapter = adapter_of(*classes)
    try:
        # As JSON: a list may be a tuple there and a mapping a dataclass, but "3" is no number.
        checked = adapter.validate_json(json.dumps(value))
    except ValidationError as error:
        for inner, message in explain(error, value, made_of(*classes)):
            problems.add(document.place((*keys, *inner)), (*keys, *inner), message)
        return None
    values = {option.name: getattr(checked, option.name) for option in fields(checked)}
    return Options(values, adapter.dump_python(checked, mode="json"))


def own_values(cls: type, options: Options, *shared: type) -> dict[str, Any]:
    """Of the checked values, those that the class is built with."""
    return {option.name: options.values[option.name] for option in _own_fields(cls, shared)}


@cache
def adapter_of(*classes: type) -> TypeAdapter[Any]:
    """What pydantic makes of the fields of the classes together."""
    return TypeAdapter(made_of(*classes))


@cache
def made_of(*classes: type) -> type:
    """One dataclass with the fields of all: a class of a plugin is never changed itself."""
    columns: list[tuple[str, Any, Any]] = []
    for position, cls in enumerate(classes):
        hints, docs = get_type_hints(cls, include_extras=True), _attribute_docs(cls)
        for option in _own_fields(cls, classes[:position]):
            hint = hints[option.name]
            if option.name in docs:
                hint = Annotated[hint, pydantic.Field(description=docs[option.name])]
            columns.append((option.name, hint, _default(option)))
    summary, _, _ = cleandoc(classes[-1].__doc__ or "").partition("\n")
    namespace = {"__pydantic_config__": _RULES, "__doc__": summary}
    return make_dataclass(
        classes[-1].__name__, columns, namespace=namespace, frozen=True, kw_only=True
    )


def _own_fields(cls: type, shared: tuple[type, ...]) -> list[Field[Any]]:
    taken = {option.name for other in shared for option in fields(other)} | {"setting"}
    return [option for option in fields(cls) if option.init and option.name not in taken]


def _default(option: Field[Any]) -> Any:
    return field(default=option.default, default_factory=option.default_factory)


def _attribute_docs(cls: type) -> dict[str, str]:
    """The `Attributes:` of a Google-style docstring."""
    _, _, block = cleandoc(cls.__doc__ or "").partition("Attributes:\n")
    entries = re.findall(r"^    (\w+): (.*(?:\n {8}.*)*)", block, re.MULTILINE)
    return {name: " ".join(text.split()) for name, text in entries}
