"""The JSON schema for editors, and the configs that the project comes with."""

from __future__ import annotations

import json
from pathlib import Path

from mtqe import config, plugins
from mtqe.config.schema import json_schema

AGAIN = """configs/schema.json is stale. Write it again:
python -c "
import json, pathlib, mtqe.config.schema as s
text = json.dumps(s.json_schema(), indent=2, ensure_ascii=False)
pathlib.Path('configs/schema.json').write_text(text + chr(10), encoding='utf-8', newline=chr(10))"
"""


def test_the_schema_in_configs_is_up_to_date(project: Path) -> None:
    text = (project / "configs/schema.json").read_text(encoding="utf-8")
    assert json.loads(text) == json_schema(), AGAIN


def test_the_schema_knows_every_loader_and_metric() -> None:
    schema = json_schema()
    data = schema["else"]["properties"]["data"]["oneOf"]
    long = [each for each in data if "format" in each["properties"]]
    short = [each for each in data if "format" not in each["properties"]]
    loaders = list(plugins.BUILT_IN["loaders"])
    assert [each["properties"]["format"]["const"] for each in long] == loaders
    assert [list(each["properties"]) for each in short] == [[name] for name in loaders]
    names, *mappings = schema["properties"]["metrics"]["items"]["oneOf"]
    metrics = list(plugins.BUILT_IN["metrics"])
    assert names == {"enum": metrics}
    assert [each["properties"]["name"]["const"] for each in mappings] == metrics


def test_unknown_keys_are_refused_everywhere_in_the_schema() -> None:
    def closed(node: object) -> None:
        if isinstance(node, list):
            for item in node:
                closed(item)
        if isinstance(node, dict):
            if node.get("type") == "object" and "properties" in node:
                assert node.get("additionalProperties") is False, node
            for item in node.values():
                closed(item)

    closed(json_schema())


def test_references_of_the_schema_lead_somewhere() -> None:
    schema = json_schema()
    found = set(json.dumps(schema).split('"#/$defs/')[1:])
    assert {name.split('"')[0] for name in found} == set(schema["$defs"])


def test_options_carry_what_their_docstrings_say() -> None:
    mappings = json_schema()["properties"]["metrics"]["items"]["oneOf"][1:]
    chrf = next(each for each in mappings if each["properties"]["name"]["const"] == "chrf")
    word_order = chrf["properties"]["word_order"]
    assert word_order["default"] == 0
    assert word_order["description"] == "longest word n-gram; 2 makes chrF++."


def test_the_configs_of_the_project_load(project: Path) -> None:
    names = [config.load(path).name for path in sorted((project / "configs").glob("*.yaml"))]
    assert "quickstart" in names
