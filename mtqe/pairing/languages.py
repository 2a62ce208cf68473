"""Which language a line is in, as far as its script tells."""

from __future__ import annotations

import re
from collections.abc import Sequence

from mtqe.core import primary_language

SCRIPTS = {
    "hangul": r"[\u1100-\u11ff\u3130-\u318f\uac00-\ud7a3]",
    "kana": r"[\u3041-\u30ff\u31f0-\u31ff]",
    "han": r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]",
    "cyrillic": r"[\u0400-\u052f]",
    "greek": r"[\u0370-\u03ff]",
    "arabic": r"[\u0600-\u06ff\u0750-\u077f]",
    "hebrew": r"[\u0590-\u05ff]",
    "devanagari": r"[\u0900-\u097f]",
    "thai": r"[\u0e00-\u0e7f]",
    "latin": r"[A-Za-z\u00c0-\u024f\u1e00-\u1eff]",
}
_LETTERS = {script: re.compile(letters) for script, letters in SCRIPTS.items()}
_SCRIPT_OF = {
    "ko": "hangul",
    "ja": "kana",
    "zh": "han",
    **dict.fromkeys(["be", "bg", "kk", "mk", "ru", "sr", "uk"], "cyrillic"),
    "el": "greek",
    **dict.fromkeys(["ar", "fa", "ur"], "arabic"),
    **dict.fromkeys(["he", "yi"], "hebrew"),
    **dict.fromkeys(["hi", "mr", "ne"], "devanagari"),
    "th": "thai",
}
_NAMES = {
    "ar": "Arabic", "de": "German", "en": "English", "es": "Spanish", "fr": "French",
    "hi": "Hindi", "it": "Italian", "ja": "Japanese", "ko": "Korean", "pt": "Portuguese",
    "ru": "Russian", "th": "Thai", "uk": "Ukrainian", "vi": "Vietnamese", "zh": "Chinese",
}  # fmt: skip
# Korean text is full of Latin names and units, English text holds next to no Hangul.
_LATIN_WEIGHT = 0.3


def language_name(language: str) -> str:
    """`Korean` for `ko`; the code itself where no name is known."""
    return _NAMES.get(primary_language(language), language)


def script_of(language: str) -> str:
    """The script a language is told by: `hangul`, `kana`, ...; `latin` unless known otherwise."""
    return _SCRIPT_OF.get(primary_language(language), "latin")


def line_script(line: str) -> str | None:
    """The script a line is written in; None when it has no letters that tell."""
    counts = {script: len(letters.findall(line)) for script, letters in _LETTERS.items()}
    latin = counts.pop("latin")
    if counts["kana"]:  # Japanese is written with Han letters among its kana
        counts["kana"] += counts.pop("han")
    script = max(counts, key=lambda name: counts[name])
    if counts[script] > _LATIN_WEIGHT * latin:
        return script
    return "latin" if latin else None


def split_languages(
    lines: Sequence[str], language: str, other_language: str
) -> tuple[list[int], list[int]]:
    """Indexes of the lines that are in a file's own language, and of those in the other one.

    A line goes to the other language only if its script says so: numbers and third scripts stay,
    and so does everything when both languages share a script.
    """
    own, other = script_of(language), script_of(other_language)
    kept: list[int] = []
    aside: list[int] = []
    for index, line in enumerate(lines):
        is_other = own != other and line_script(line) == other
        (aside if is_other else kept).append(index)
    return kept, aside
