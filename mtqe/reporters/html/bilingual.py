"""Text in every language at once: the page holds them all and shows one."""

from __future__ import annotations

from collections.abc import Mapping

from mtqe.texts import LANGUAGES, Language, texts

Bilingual = Mapping[Language, str]


def say(key: str, /, **values: object) -> Bilingual:
    """The text under a key of the section `html`, filled in.

    A value that is itself in every language is taken in the language of the text.
    """
    return {
        language: texts(language)(
            "html",
            key,
            **{
                name: value[language] if isinstance(value, Mapping) else value
                for name, value in values.items()
            },
        )
        for language in LANGUAGES
    }


def told(said: str) -> Bilingual:
    """What was said before anybody knew in which language it will be read."""
    return {language: texts(language).tell(said) for language in LANGUAGES}


def joined(*parts: Bilingual) -> Bilingual:
    """Sentences, one after the other."""
    return {language: " ".join(part[language] for part in parts) for language in LANGUAGES}


def interface() -> Mapping[Language, Mapping[str, str]]:
    """The templates that the page itself fills in."""
    return {language: texts(language).templates["html"] for language in LANGUAGES}
