"""Sentences of one paragraph, as offsets into it: the text itself is never rewritten."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from mtqe.pairing.korean import kiwi_borders
from mtqe.pairing.languages import script_of

_CLOSERS = r"[\"'”’」』》〉)\]}]*"
# Words that carry a quotation on (“…했다.” 라고 말했다 is one sentence), some of them only after a
# quotation mark: 하고 싶은 말 begins a sentence.
_CARRY_ON = r"(?:이?라(?:고|며|면서|는|던)|고|며|면서|는)(?=[\s,])"
_CARRY_QUOTE_ON = r"하(?:고|며|는|면서)(?=[\s,])|했[다던]"
_KOREAN_END = re.compile(
    rf"[.!?…。！？]+{_CLOSERS}(?=\s)(?!\s+{_CARRY_ON})(?!(?<=[\"'”’」』])\s+(?:{_CARRY_QUOTE_ON}))"
)
_GOES_ON = re.compile(rf"{_CARRY_ON}|{_CARRY_QUOTE_ON}")
_CJK_END = re.compile(rf"[。！？…]+{_CLOSERS}|[.!?]+{_CLOSERS}(?=\s)")
_ENDS = {"hangul": _KOREAN_END, "kana": _CJK_END, "han": _CJK_END}
# The number of a list or of a date (2024. 12. 1.), an initial, an abbreviation: no sentence ends.
_NO_END = re.compile(r"(?:[\d.]+|(?:[A-Za-z]\.)*[A-Za-z]|Mrs?|Ms|Dr|St|No|vs)\.", re.IGNORECASE)


def split_sentences(text: str, language: str) -> list[tuple[int, int]]:
    """Split a paragraph into sentences.

    Korean, Japanese and Chinese go by rules on closing punctuation, other languages by syntok.
    Where kiwipiepy is installed, it also finds Korean sentences that end without a full stop.

    Args:
        text: one line of a file: a sentence never spans lines.
        language: ISO 639-1 code, such as `ko`.

    Returns:
        half-open character ranges in order; only white space lies outside them.
    """
    ends = _ENDS.get(script_of(language))
    spans = list(_spans(text, _borders(text) if ends is None else _ends(text, ends)))
    return list(_split_further(text, spans)) if script_of(language) == "hangul" else spans


def _split_further(text: str, spans: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Each piece as Kiwi splits it: it keeps quotations whole that the rules take apart."""
    for start, end in spans:
        piece = text[start:end]
        borders = [
            at
            for at in kiwi_borders(piece)
            # Kiwi ends a sentence after a greeting's comma (안녕하세요, …): no translator does.
            if not (_GOES_ON.match(piece, at) or piece[:at].rstrip().endswith((",", "，", "、")))
        ]
        yield from ((start + a, start + b) for a, b in _spans(piece, borders))


def _ends(text: str, pattern: re.Pattern[str]) -> Iterator[int]:
    for match in pattern.finditer(text):
        words = text[max(0, match.end() - 40) : match.end()].split()
        if not _NO_END.fullmatch(words[-1]):
            yield match.end()


def _borders(text: str) -> Iterator[int]:
    """Where syntok starts a sentence."""
    from syntok.segmenter import analyze

    for paragraph in analyze(text):
        for sentence in paragraph:
            yield sentence[0].offset


def _spans(text: str, borders: Iterable[int]) -> Iterator[tuple[int, int]]:
    """The pieces between borders, without the white space around them."""
    start = 0
    for border in (*borders, len(text)):
        piece = text[start:border]
        if piece.strip():
            yield start + len(piece) - len(piece.lstrip()), start + len(piece.rstrip())
        start = border
