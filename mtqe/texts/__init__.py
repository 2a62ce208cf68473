"""What mtqe says to people, in one file of texts per language: `en.toml`, `ko.toml`.

A text is a template of `str.format` with named places. In Korean no particle follows a place, since
which one is right depends on what is filled in.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Literal, get_args

from mtqe.core import Finding, Severity

Language = Literal["en", "ko"]
LANGUAGES: tuple[Language, ...] = get_args(Language)


@dataclass(frozen=True)
class Texts:
    """The texts of one language.

    Attributes:
        templates: section -> key -> template.
    """

    language: Language
    templates: Mapping[str, Mapping[str, str]]

    def __call__(self, section: str, key: str, /, **values: object) -> str:
        """The text under a key, filled in.

        Raises:
            KeyError: there is no such text, or it has a place that is not among the values.
        """
        return self.templates[section][key].format(**values)

    def message(self, finding: Finding) -> str:
        """What a finding says; as it stands where it has no text of its own here."""
        template = self.templates["finding"].get(finding.text or "")
        return finding.message if template is None else template.format(**dict(finding.values))


@lru_cache
def texts(language: Language) -> Texts:
    """The texts of a language."""
    content = (files(__name__) / f"{language}.toml").read_text(encoding="utf-8")
    return Texts(language, tomllib.loads(content))


def finding(code: str, severity: Severity, text: str | None = None, **values: object) -> Finding:
    """A finding whose message stands in the files of texts, under `finding`.

    Args:
        code: short and stable, such as `omission`.
        severity: see `Finding`.
        text: the key of its message; default: the code.
        values: what fills the message's places.
    """
    key = text or code
    filled = tuple((name, str(value)) for name, value in values.items())
    message = texts("en").templates["finding"][key].format(**dict(filled))
    return Finding(code, severity, message, text=key, values=filled)
