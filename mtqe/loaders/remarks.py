"""What a reader should know about the characters of a file: findings, never changes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from mtqe.core import Finding, Severity
from mtqe.texts import finding

# What some tools take for the end of a line (str.splitlines does) and mtqe keeps as text.
_SEPARATORS = "\n\v\f\r\x85\u2028\u2029"
# Half of a pair of UTF-16, which UTF-8 cannot store and MeCab does not take.
LONE_SURROGATE = re.compile("[\ud800-\udfff]")
_SPECIAL = re.compile("[\x00-\x08\x0a-\x1f\x85\u2028\u2029]")


def about_file(
    path: str, code: str, severity: Severity = "info", text: str | None = None, **values: object
) -> Finding:
    """A finding about a whole file; see `mtqe.texts.finding`."""
    return finding(code, severity, text, file=path, **values)


def about_normalization(path: str, changed: int, total: int, unit: str) -> list[Finding]:
    """The finding `normalized`, where normalization changed anything: `lines` or `texts`."""
    if not changed:
        return []
    return [about_file(path, "normalized", text=f"normalized_{unit}", changed=changed, total=total)]


def about_characters(path: str, texts: Iterable[tuple[int, str]]) -> list[Finding]:
    """The findings `line_separator` and `control_character` of texts with their line numbers."""
    counts, first = Counter[str](), dict[str, int]()
    for line, text in texts:
        for character in _SPECIAL.findall(text):
            counts[character] += 1
            first[character] = min(line, first.get(character, line))
    findings = [
        about_file(
            path,
            "line_separator",
            "warning",
            f"separator_{ord(character):04x}",
            count=counts[character],
            line=first[character],
        )
        for character in _SEPARATORS
        if character in counts
    ]
    controls = [character for character in counts if character not in _SEPARATORS]
    if controls:
        count = sum(counts[character] for character in controls)
        line = min(first[character] for character in controls)
        findings.append(
            about_file(path, "control_character", "warning", "controls", count=count, line=line)
        )
    return findings
