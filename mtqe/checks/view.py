"""One system's translation of a test set, as a check sees it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from mtqe import texts
from mtqe.checks.analysis import Analysis
from mtqe.core import (
    Document,
    EvalSet,
    Finding,
    Segment,
    Span,
    Translation,
    primary_language,
)

if TYPE_CHECKING:
    from mtqe.checks import Check


@dataclass(frozen=True)
class View:
    """What a check may look at.

    Attributes:
        data: the whole test set.
        system: the one whose translation is looked at.
        analysis: results about texts that several checks share: `view.analysis(tokens, text)`.
        root: the folder that relative paths in options start from.
    """

    data: EvalSet
    system: str
    analysis: Analysis
    root: Path = Path()

    @cached_property
    def source_language(self) -> str:
        """Without its region: `en`."""
        return primary_language(self.data.source_language)

    @cached_property
    def target_language(self) -> str:
        """Without its region: `ko`."""
        return primary_language(self.data.target_language)

    @cached_property
    def translations(self) -> tuple[Translation, ...]:
        """One per segment, in order; source and hypothesis may be missing or empty."""
        return tuple(self.data.translations(self.system))

    @cached_property
    def pairs(self) -> tuple[tuple[Segment, str, str], ...]:
        """(segment, source, hypothesis) where both have a text: what most checks are about."""
        return tuple(
            (t.segment, t.segment.source, t.hypothesis)
            for t in self.translations
            if t.segment.source and t.segment.source.strip() and t.hypothesis.strip()
        )

    def document(self, document: Document) -> tuple[Translation, ...]:
        """The translations of one of `data.documents`."""
        return self.translations[document.start : document.stop]

    def remark(
        self,
        check: Check,
        code: str,
        segment: Segment,
        *spans: Span,
        text: str | None = None,
        message: str | None = None,
        **values: object,
    ) -> Finding:
        """A finding about this system's translation of a segment.

        Args:
            check: which of its codes this is decides the severity.
            code: one of the check's codes.
            segment: where.
            spans: the places it speaks of, the one to look at first in front.
            text: key of the message in `mtqe/texts`; default: the code.
            message: the message itself, of a check whose texts are not there.
            values: what fills the message's places.
        """
        severity = check.severity or check.codes[code]
        if message is None:
            found = texts.finding(code, severity, text, **values)
        else:
            found = Finding(code, severity, message)
        if spans:
            first, *more = spans
            found = replace(
                found, side=first.side, start=first.start, end=first.end, more=tuple(more)
            )
        return replace(found, system=self.system, segment=segment.id)

    def remark_for_all(
        self, check: Check, code: str, segment: Segment, *spans: Span, **values: str
    ) -> Finding:
        """The same about a source or a reference, whatever the system."""
        return replace(self.remark(check, code, segment, *spans, **values), system=None)
