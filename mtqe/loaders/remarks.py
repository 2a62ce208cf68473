"""What a reader should know about the characters of a file: findings, never changes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from mtqe.core import Finding, Severity

# What some tools take for the end of a line (str.splitlines does) and mtqe keeps as text.
_SEPARATORS = {
    "\n": "line feed",
    "\v": "vertical tab",
    "\f": "form feed",
    "\r": "lone carriage return",
    "\x85": "U+0085",
    "\u2028": "U+2028",
    "\u2029": "U+2029",
}
# Half of a pair of UTF-16, which UTF-8 cannot store and MeCab does not take.
LONE_SURROGATE = re.compile("[\ud800-\udfff]")
_SPECIAL = re.compile("[\x00-\x08\x0a-\x1f\x85\u2028\u2029]")


def about_file(path: str, code: str, message: str, severity: Severity = "info") -> Finding:
    """A finding about a whole file."""
    return Finding(code, severity, f"{path}: {message}")


def about_normalization(path: str, changed: int, total: int, unit: str) -> list[Finding]:
    """The finding `normalized`, where normalization changed anything."""
    if not changed:
        return []
    return [about_file(path, "normalized", f"{changed} of {total} {unit} changed by NFC.")]


def about_characters(path: str, texts: Iterable[tuple[int, str]]) -> list[Finding]:
    """The findings `line_separator` and `control_character` of texts with their line numbers."""
    counts, first = Counter[str](), dict[str, int]()
    for line, text in texts:
        for character in _SPECIAL.findall(text):
            counts[character] += 1
            first[character] = min(line, first.get(character, line))
    findings = []
    kept = [
        f"{counts[character]} {name} (first in line {first[character]})"
        for character, name in _SEPARATORS.items()
        if character in counts
    ]
    if kept:
        message = f"separators inside lines, kept as text: {', '.join(kept)}."
        findings.append(about_file(path, "line_separator", message, "warning"))
    controls = [character for character in counts if character not in _SEPARATORS]
    if controls:
        message = (
            f"{sum(counts[c] for c in controls)} control characters, kept as text "
            f"(first in line {min(first[c] for c in controls)})."
        )
        findings.append(about_file(path, "control_character", message, "warning"))
    return findings
