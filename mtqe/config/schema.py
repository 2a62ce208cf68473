"""The JSON schema with which editors complete and check a config while it is written."""

from __future__ import annotations

from typing import Any, Final

from pydantic import TypeAdapter

from mtqe import plugins
from mtqe.config.options import adapter_of
from mtqe.config.sections import DataSection, File, MetricSection

_DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
# What stands beside the options of an entry.
_FRAMES: Final[dict[plugins.Kind, tuple[type, ...]]] = {
    "loaders": (DataSection,),
    "metrics": (MetricSection,),
    "checks": (),
}


def json_schema() -> dict[str, Any]:
    """The schema of a config file with mtqe's own loaders, checks and metrics, as JSON data."""
    entries = [(kind, name) for kind in _FRAMES for name in plugins.BUILT_IN[kind]]
    adapters = [
        (f"{kind}.{name}", adapter_of(*_FRAMES[kind], plugins.load(kind, name)))
        for kind, name in entries
    ]
    schemas, shared = TypeAdapter.json_schemas(
        [(key, "validation", adapter) for key, adapter in [("file", adapter_of(File)), *adapters]]
    )
    definitions = shared["$defs"]

    def resolved(key: str) -> dict[str, Any]:
        schema: dict[str, Any] = dict(schemas[key, "validation"])
        reference = schema.get("$ref", "").removeprefix("#/$defs/")
        return definitions.pop(reference) if reference else schema

    top = resolved("file")
    loaders = {name: resolved(f"loaders.{name}") for name in plugins.BUILT_IN["loaders"]}
    metrics = {name: resolved(f"metrics.{name}") for name in plugins.BUILT_IN["metrics"]}
    checks = {name: resolved(f"checks.{name}") for name in plugins.BUILT_IN["checks"]}
    data = _data(loaders)
    top["properties"]["metrics"] |= {"type": "array", "items": _metric(metrics)}
    top["properties"]["checks"] |= {"oneOf": [{"type": "boolean"}, _checks(checks)]}
    top["properties"]["data"] |= {"type": "object"}
    required = top.pop("required")
    # A file that extends another may leave anything to it, and parts of `data:` too.
    rule = {
        "if": {"required": ["extends"]},
        "else": {"required": required, "properties": {"data": data}},
    }
    return {"$schema": _DIALECT, **top, **rule, "title": "mtqe config", "$defs": definitions}


def _data(loaders: dict[str, Any]) -> dict[str, Any]:
    """Either `{format: NAME, options...}` or `{NAME: {options...}}`."""
    long = [_named(schema, "format", name) for name, schema in loaders.items()]
    short = [_short(schema, name) for name, schema in loaders.items()]
    return {"type": "object", "oneOf": [*long, *short]}


def _metric(metrics: dict[str, Any]) -> dict[str, Any]:
    """Either a name or `{name: NAME, options...}`."""
    mappings = [_named(schema, "name", name) for name, schema in metrics.items()]
    return {"oneOf": [{"enum": list(metrics)}, *mappings]}


def _checks(checks: dict[str, Any]) -> dict[str, Any]:
    """A mapping of names to true, false or options."""
    named = {name: {"oneOf": [{"type": "boolean"}, schema]} for name, schema in checks.items()}
    return {"type": "object", "properties": named, "additionalProperties": False}


def _named(schema: dict[str, Any], key: str, name: str) -> dict[str, Any]:
    properties = schema["properties"]
    return {**schema, "properties": {**properties, key: {**properties[key], "const": name}}}


def _short(schema: dict[str, Any], name: str) -> dict[str, Any]:
    own = {key: value for key, value in schema["properties"].items() if key != "format"}
    required = [key for key in schema.get("required", []) if key != "format"]
    inner = {**schema, "properties": own, "required": required}
    return {
        "type": "object",
        "properties": {name: inner},
        "required": [name],
        "additionalProperties": False,
    }
