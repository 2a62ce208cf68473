"""Findings and reasons for the page: in every language, and at a length that can be shown."""

from __future__ import annotations

from typing import Any

from mtqe.core import Finding
from mtqe.reporters.characters import clip
from mtqe.scorecard import Scorecard
from mtqe.texts import LANGUAGES, texts

# Names are shown in rows, lists and buttons: what is longer is no name any more.
_NAME, _REMARK = 120, 1000


class Table:
    """Texts that repeat, by number."""

    def __init__(self) -> None:
        """Empty."""
        self.numbers: dict[Any, int] = {}

    def __call__(self, value: Any) -> int:
        """The number of a text; -1 for None."""
        return -1 if value is None else self.numbers.setdefault(value, len(self.numbers))

    def values(self) -> list[Any]:
        """The texts, by number."""
        return list(self.numbers)


def name_of(text: str) -> str:
    """A name, at a length that can be shown anywhere."""
    return clip(text, _NAME)


def _message(finding: Finding) -> tuple[str, ...]:
    return tuple(clip(texts(language).message(finding), _REMARK) for language in LANGUAGES)


def reason_of(english: str) -> tuple[str, ...]:
    """A reason in every language."""
    return tuple(clip(texts(language).reason(english), _REMARK) for language in LANGUAGES)


def findings(card: Scorecard) -> dict[str, Any]:
    """Rows of segment, system, code, severity, message, side, start and end."""
    at = {segment.id: i for i, segment in enumerate(card.data.segments)}
    systems = {system: s for s, system in enumerate(card.data.systems)}
    codes, messages = Table(), Table()
    rows = [
        [
            at[finding.segment],
            -1 if finding.system is None else systems[finding.system],
            codes(name_of(finding.code)),
            finding.severity,
            messages(_message(finding)),
            finding.side,
            *_span(card, finding, at[finding.segment]),
        ]
        for finding in card.findings
        if finding.segment is not None
    ]
    names = [
        [texts(language).word("code", code) for language in LANGUAGES] for code in codes.values()
    ]
    return {"codes": codes.values(), "names": names, "messages": messages.values(), "rows": rows}


def _span(card: Scorecard, finding: Finding, i: int) -> tuple[int | None, int | None]:
    """Start and end in UTF-16, as JavaScript counts; None where nothing is pointed at."""
    segment = card.data.segments[i]
    text = {
        "source": segment.source,
        "reference": next(iter(segment.references), None),
        "hypothesis": card.data.outputs[finding.system][i] if finding.system else None,
        None: None,
    }[finding.side]
    if text is None or finding.start is None or finding.end is None:
        return None, None
    return _utf16(text, finding.start), _utf16(text, finding.end)


def _utf16(text: str, position: int) -> int:
    return len(text[:position].encode("utf-16-le", "surrogatepass")) // 2
