"""What mtqe says to people, in one file of texts per language: `en.toml`, `ko.toml`.

A text is a template of `str.format` with named places; of two forms with ` | ` between them the
first is for one (`n` is 1), the second for all other numbers. In Korean no particle follows a
place, since which one is right depends on what is filled in.

What is said where it is drawn is made by `Texts`. What is said before anybody knows in which
language it will be read (a verdict, a remark) is `Said`: English as it stands, and told in any.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from string import Formatter
from typing import Literal, get_args

from mtqe.core import Finding, Severity

Language = Literal["en", "ko"]
LANGUAGES: tuple[Language, ...] = get_args(Language)


class Said(str):
    """Text in English that `Texts.tell` tells in any language.

    Attributes:
        section: of the files of texts.
        key: of the text in that section.
        values: what fills its places: numbers, names, other `Said`, tuples of these.
    """

    __slots__ = ("key", "section", "values")
    section: str
    key: str
    values: Mapping[str, object]


def say(section: str, key: str, /, **values: object) -> Said:
    """The text under a key, filled in; see `Texts` for its form."""
    said = Said(texts("en")(section, key, **values))
    said.section, said.key, said.values = section, key, values
    return said


def counted(n: int, noun: str) -> Said:
    """`1 segment`, `2 segments`."""
    return say("count", noun, n=n)


def joined(how: str, first: str, *more: str) -> str:
    """Several texts in a row.

    Args:
        how: key of the section `join`.
        first: of them.
        more: that follow.
    """
    for each in more:
        first = say("join", how, first=first, second=each)
    return first


def recognised(english: str) -> str:
    """A reason that a scorecard gives, as something that is told in every language.

    Scorecards keep English alone, so that it is found among the English texts of the section
    `reason`. What is not there, such as a plugin's, stands as it is.
    """
    return english if isinstance(english, Said) else _recognised(english)


@lru_cache(maxsize=1024)
def _recognised(english: str) -> str:
    for pattern, key in _reasons():
        if match := pattern.fullmatch(english):
            values = {name: recognised(value) for name, value in match.groupdict().items()}
            return say("reason", key, **values)
    return english


@dataclass(frozen=True, eq=False)
class Texts:
    """The texts of one language.

    Attributes:
        templates: section -> key -> template.
    """

    language: Language
    templates: Mapping[str, Mapping[str, str]]

    def __call__(self, section: str, key: str, /, **values: object) -> str:
        """The text under a key, filled in.

        Args:
            section: of the file.
            key: in the section.
            values: what fills its places; a tuple becomes a list with commas, and `{x:clause}` is
                a sentence without its full stop.

        Raises:
            KeyError: there is no such text, or it has a place that is not among the values.
        """
        one, *more = self.templates[section][key].split(" | ")
        form = more[0] if more and str(values.get("n")) != "1" else one
        return form.format(**{name: self._value(value) for name, value in values.items()})

    def count(self, n: int, noun: str) -> str:
        """`1 segment`, `2 segments`."""
        return self("count", noun, n=n)

    def percent(self, share: str) -> str:
        """A share of a hundred, whose digits are given, with its sign."""
        return self("join", "percent", share=share)

    def sentence(self, *clauses: str) -> str:
        """One sentence of several clauses, or one sentence each."""
        return f"{self.tell(joined('clauses', *clauses))}."

    def word(self, section: str, key: str) -> str:
        """What a word of programs, such as a finding's code, is called; as it is if unknown."""
        return self.templates[section].get(key, key)

    def tell(self, said: str) -> str:
        """What was said, in this language; text that is not `Said` stands as it is."""
        if isinstance(said, Said):
            return self(said.section, said.key, **said.values)
        return said

    def message(self, finding: Finding) -> str:
        """What a finding says; as it stands where it has no text of its own here."""
        if finding.text and finding.text in self.templates["finding"]:
            values = dict(finding.values)
            if "reason" in values:
                values["reason"] = recognised(values["reason"])
            return self("finding", finding.text, **values)
        return finding.message

    def reason(self, english: str) -> str:
        """A reason that a scorecard gives, in this language; see `recognised`."""
        return english if self.language == "en" else self.tell(recognised(english))

    def _value(self, value: object) -> object:
        if isinstance(value, tuple):
            return ", ".join(str(self._value(item)) for item in value)
        return _Value(self.tell(value)) if isinstance(value, str) else value


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
    message = texts("en")("finding", key, **dict(filled))
    return Finding(code, severity, message, text=key, values=filled)


class _Value(str):
    """Text in a place of a template."""

    __slots__ = ()

    def __format__(self, spec: str) -> str:
        if spec == "clause":
            return self.removesuffix(".")
        return super().__format__(spec)


@lru_cache
def _reasons() -> tuple[tuple[re.Pattern[str], str], ...]:
    """How each reason is recognised, with its key."""
    return tuple(
        (re.compile("".join(_pattern(form)), re.DOTALL), key)
        for key, template in texts("en").templates["reason"].items()
        for form in template.split(" | ")
    )


def _pattern(form: str) -> Iterator[str]:
    """What matches a template, with its places as groups."""
    for literal, place, _, _ in Formatter().parse(form):
        yield re.escape(literal)
        if place is not None:
            yield f"(?P<{place}>.+)"
