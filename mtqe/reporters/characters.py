"""Characters that would act instead of being read, that hide text, or that no file can hold."""

from __future__ import annotations

import re

# Controls (C0, DEL, C1), soft hyphen, bidirectional marks, separators, zero-width characters that
# join nothing, halves of surrogate pairs (which UTF-8 cannot store), annotation marks, tags. The
# joiners U+200C and U+200D are part of writing.
ACTING = re.compile(
    "[\x00-\x1f\x7f-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff"
    "\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)


def visible(text: str, keep: str = "") -> str:
    """The text with a symbol in place of every such character, but for those in `keep`."""

    def symbol(match: re.Match[str]) -> str:
        character = match[0]
        code = ord(character)
        if character in keep:
            return character
        if code < 0x20:
            return chr(0x2400 + code)
        return "\u2421" if code == 0x7F else f"[U+{code:04X}]"

    return ACTING.sub(symbol, text)


def clip(text: str, length: int) -> str:
    """At most about this many characters: beginning and end, and how many are between."""
    if len(text) <= length:
        return text
    half = length // 2
    return f"{text[:half]} […{len(text) - 2 * half:,} characters…] {text[-half:]}"
