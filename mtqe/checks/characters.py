"""Characters that no text for people holds: broken encodings, controls, marks of tokenizers."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import ClassVar, NamedTuple

from mtqe.checks.view import View
from mtqe.core import Finding, Segment, Severity, Side, Span

# UTF-8 read as Latin-1 or as Windows-1252 (â€™, Ã©, ì•ˆ), and as CP949 (占쏙옙).
_MOJIBAKE = re.compile(
    r"\ufffd|占쏙옙|â€[\u0080-\u2122]|[ÂÃ][\u0080-\u00bf]|[êëìí][\u0080-\u00bf‚-›€™š-žŸ]{2}"
)
_CONTROL = re.compile(
    r"[\u0000-\u0008\u000a-\u001f\u007f-\u009f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069"
    r"\ufeff\ufff9-\ufffb\ue000-\uf8ff\ud800-\udfff]"
)
# Subwords of BPE, SentencePiece and WordPiece, Moses' splits and escapes, unknown words.
_TOKENIZED = re.compile(
    r"@@(?=\s|$)|\u2581|(?<=\s)##(?=\w)|@[-/,.]@|&(?:quot|apos|amp|lt|gt|nbsp|#\d+|#91|#93);"
    r"|<unk>|\[UNK\]|\u2047|</?s>|<pad>"
)


class Remark(NamedTuple):
    """A piece of a text and what is wrong with it."""

    code: str
    found: str
    start: int
    end: int


def look(text: str) -> tuple[Remark, ...]:
    """The first piece of each kind."""
    return tuple(_look(text))


def _look(text: str) -> Iterator[Remark]:
    if text.isascii() and text.isprintable() and "&" not in text and "@" not in text:
        return  # most English sentences
    if not unicodedata.is_normalized("NFC", text):
        k = next(k for k in range(len(text)) if not unicodedata.is_normalized("NFC", text[: k + 1]))
        yield Remark("not_nfc", f"U+{ord(text[k]):04X}", k, k + 1)
    if found := _MOJIBAKE.search(text):
        yield Remark("mojibake", found[0], *found.span())
    if found := _CONTROL.search(text):
        yield Remark("control_character", f"U+{ord(found[0]):04X}", *found.span())
    if found := _TOKENIZED.search(text):
        yield Remark("tokenized", found[0].strip(), *found.span())


@dataclass(frozen=True)
class Characters:
    """Broken encodings, text that is not NFC, control characters, marks of tokenizers.

    Attributes:
        severity: of all its findings; default: that of each code.
    """

    severity: Severity | None = None

    name: ClassVar[str] = "characters"
    default: ClassVar[bool] = True
    codes: ClassVar[Mapping[str, Severity]] = {
        "mojibake": "error",
        "not_nfc": "warning",
        "control_character": "warning",
        "tokenized": "warning",
    }

    def find(self, view: View) -> Iterator[Finding]:
        """See `Check.find`: sources and references are looked at too."""
        for translation in view.translations:
            segment = translation.segment
            inherited = {""}
            for side, text in _given(segment):
                for remark in view.analysis(look, text):
                    inherited |= {remark.found} if side == "source" else set()
                    span = Span(side, remark.start, remark.end)
                    yield view.remark_for_all(self, remark.code, segment, span, found=remark.found)
            for remark in view.analysis(look, translation.hypothesis):
                if remark.found not in inherited:
                    span = Span("hypothesis", remark.start, remark.end)
                    yield view.remark(self, remark.code, segment, span, found=remark.found)


def _given(segment: Segment) -> Iterator[tuple[Side, str]]:
    if segment.source is not None:
        yield "source", segment.source
    for text in segment.references:
        if text is not None:
            yield "reference", text
