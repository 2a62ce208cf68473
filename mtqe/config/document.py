"""YAML 1.2 text to plain data that remembers its lines; the only place that knows YAML."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode
from ruamel.yaml.reader import ReaderError

from mtqe.config.problems import Keys, Place, Problems, show
from mtqe.config.scalars import core_value, is_text
from mtqe.errors import ConfigError

# Aliases of aliases grow without limit ("billion laughs"); no honest config comes near this.
_MOST_NODES = 100_000
_YAML_TAG = "tag:yaml.org,2002:"
_TAGS = {"str", "int", "float", "bool", "null", "timestamp", "merge", "value", "seq", "map"}


@dataclass(frozen=True)
class Document:
    """A config as plain data.

    Attributes:
        values: dicts with string keys, lists, strings, numbers, booleans and None.
        places: where each of them was written; `()` is the whole.
    """

    values: dict[str, Any]
    places: dict[Keys, Place]

    def place(self, keys: Keys) -> Place:
        """Where the value, or the nearest thing around it, was written."""
        while keys and keys not in self.places:
            keys = keys[:-1]
        return self.places[keys]


def read(path: Path, problems: Problems) -> Document:
    """Read a YAML file.

    Raises:
        ConfigError: the file cannot be read, or is not a YAML mapping in UTF-8.
    """
    file = path.as_posix()
    try:
        if path.is_dir():
            raise ConfigError(f"{file}: this is a folder. Give the path of a YAML file.")
        text = path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        raise ConfigError(f"{file}: no such file. Give the path of a YAML file.") from None
    except OSError as error:
        raise ConfigError(f"{file}: cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise ConfigError(
            f"{file}: not UTF-8 at byte {error.start}. Save the config as UTF-8."
        ) from None
    walk = _Walk(problems, file)
    values = walk.read(text)
    if not isinstance(values, dict):
        found = "the file is empty" if values is None else f"found {show(values)}"
        raise ConfigError(
            f'{file}: {found}. Expected a mapping with keys such as "source_language:" and "data:".'
        )
    return Document(values, {**walk.places, (): Place(file)})


def read_value(text: str, place: Place, problems: Problems) -> Any:
    """Read the YAML of one value that was given outside of a file.

    Raises:
        ConfigError: the text is not YAML.
    """
    return _Walk(problems, place.file, numbered=False).read(text)


@dataclass
class _Walk:
    """One way through the nodes of a YAML text."""

    problems: Problems
    file: str
    numbered: bool = True
    places: dict[Keys, Place] = field(default_factory=dict)
    _nodes: int = 0

    def read(self, text: str) -> Any:
        yaml = YAML(typ="safe", pure=True)
        yaml.composer.warn_double_anchors = False
        try:
            node = yaml.compose(text)
            return None if node is None else self._value(node, (), ())
        except MarkedYAMLError as error:
            line = error.problem_mark.line if error.problem_mark else 0
            raise self._broken(
                line, " ".join(filter(None, [error.problem, error.context]))
            ) from None
        except ReaderError as error:
            line = text.count("\n", 0, error.position)
            raise self._broken(line, f"character U+{ord(text[error.position]):04X}") from None
        except YAMLError as error:
            raise self._broken(0, str(error)) from None
        except RecursionError:
            raise self._broken(0, "too many levels of nesting") from None

    def _broken(self, line: int, what: str) -> ConfigError:
        return ConfigError(
            f"{self._place(line)}: not YAML: {' '.join(what.split())}. Indent with spaces, not "
            'tabs, close every quote and bracket, and quote texts that hold ": " or " #" or begin '
            'with "*", such as "*.ko".'
        )

    def _place(self, line: int) -> Place:
        return Place(self.file, line + 1 if self.numbered else None)

    def _value(self, node: Node, keys: Keys, above: tuple[int, ...]) -> Any:
        line = node.start_mark.line
        self._nodes += 1
        if self._nodes > _MOST_NODES or id(node) in above:
            raise ConfigError(
                f"{self._place(line)}: an alias repeats too much. Write the values out."
            )
        if str(node.tag).removeprefix(_YAML_TAG) not in _TAGS:
            self.problems.add(self._place(line), keys, f"tag {node.tag!s}: leave tags out.")
            return None
        if isinstance(node, MappingNode):
            return self._mapping(node, keys, (*above, id(node)))
        if isinstance(node, SequenceNode):
            items = []
            for index, item in enumerate(node.value):
                self.places[*keys, index] = self._place(item.start_mark.line)
                items.append(self._value(item, (*keys, index), (*above, id(node))))
            return items
        return self._scalar(node, keys)

    def _mapping(self, node: MappingNode, keys: Keys, above: tuple[int, ...]) -> dict[str, Any]:
        result: dict[str, Any] = {}
        for key_node, value_node in node.value:
            place = self._place(key_node.start_mark.line)
            key = self._value(key_node, keys, above)
            if not isinstance(key, str):
                self.problems.add(
                    place, keys, f"the key {_source(key_node)} is no string. Write it in quotes."
                )
                continue
            here = (*keys, key)
            if key in result:
                first = self.places[here]
                self.problems.add(
                    place, here, f"this key stands here twice, first at {first}. Leave one out."
                )
                continue
            self.places[here] = place
            result[key] = self._value(value_node, here, above)
        return result

    def _scalar(self, node: Node, keys: Keys) -> Any:
        text = str(node.value)
        plain = isinstance(node, ScalarNode) and not node.style
        value = core_value(text) if plain and node.tag != f"{_YAML_TAG}str" else text
        if isinstance(value, str) and not is_text(value):
            place = self._place(node.start_mark.line)
            self.problems.add(place, keys, "the text holds U+0000 or half a character.")
            return ""
        return value


def _source(node: Node) -> str:
    return str(node.value) if isinstance(node, ScalarNode) else "[…]"


def dump(values: Mapping[str, Any]) -> str:
    """Keys and values as the YAML of a config file."""
    yaml, text = YAML(), StringIO()
    yaml.dump(dict(values), text)
    return text.getvalue()
