"""Texts that are already in memory, from `mtqe.evaluate`."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from mtqe.core import EvalSet, Finding, Normalization, Origin
from mtqe.errors import DataError
from mtqe.loaders import Setting
from mtqe.loaders.assemble import Stream, Streams, assemble, require_streams
from mtqe.loaders.remarks import LONE_SURROGATE, about_characters, about_normalization
from mtqe.pairing.normalise import normalise


@dataclass(frozen=True)
class Memory:
    """Sequences of the same length: lists, or columns of a data frame.

    Attributes:
        references: one sequence per reference stream; None or "" means that it is absent there.
        documents: the id of each segment's document; without it, all are one document.
        ids: the segments' ids; without it, they are numbered from 1.
    """

    setting: Setting
    source: Sequence[str] | None = None
    references: Sequence[Sequence[str | None]] = ()
    systems: Mapping[str, Sequence[str]] = field(default_factory=dict)
    documents: Sequence[object] | None = None
    ids: Sequence[object] | None = None
    normalize: Normalization = "nfc"

    def load(self) -> EvalSet:
        """Check and pair the sequences.

        Raises:
            DataError: unequal lengths, or something that is no text.
        """
        for name in self.systems:
            if not isinstance(name, str):
                raise DataError(f"systems: {name!r} is a {type(name).__name__}, expected a name.")
            _refuse_half(f"systems: {name!a}", name)
        findings: list[Finding] = []
        source = self._stream("source", self.source, findings) if self.source is not None else None
        references = [
            self._stream(f"references[{r}]", texts, findings, absent="")
            for r, texts in enumerate(self.references)
        ]
        systems = {
            name: self._stream(f"systems[{name!r}]", texts, findings)
            for name, texts in self.systems.items()
        }
        require_streams(self.setting, source, references, systems)
        streams = Streams(
            source=source,
            references=tuple(references),
            systems=systems,
            documents=self._names("documents", self.documents),
            ids=self._names("ids", self.ids),
        )
        _check_lengths(streams)
        return assemble(
            self.setting, streams, normalization=self.normalize, inputs=(), findings=findings
        )

    def _stream(
        self, name: str, texts: object, findings: list[Finding], *, absent: str | None = None
    ) -> Stream:
        if isinstance(texts, str) or not isinstance(texts, Collection):
            raise DataError(f"{name}: {texts!r} is a {type(texts).__name__}, expected a list.")
        raw = [
            absent if absent is not None and _is_absent(text) else _text(name, i, text)
            for i, text in enumerate(texts)
        ]
        clean = tuple(normalise(text, self.normalize) for text in raw)
        changed = sum(a != b for a, b in zip(raw, clean, strict=True))
        findings += about_normalization(name, changed, len(raw), "texts")
        findings += about_characters(name, enumerate(clean, start=1))
        return Stream(name, clean, tuple(Origin(name, i + 1) for i in range(len(clean))))

    def _names(self, name: str, values: Sequence[object] | None) -> Stream | None:
        if values is None:
            return None
        return self._stream(name, ["" if _is_absent(value) else str(value) for value in values], [])


def _is_absent(value: Any) -> bool:
    """None, or what a data frame has in its place: NaN, NA, NaT."""
    if value is None or isinstance(value, str):
        return value is None
    import pandas as pd

    return pd.api.types.is_scalar(value) and bool(pd.isna(value))


def _text(name: str, index: int, value: object) -> str:
    if isinstance(value, str):
        _refuse_half(f"{name}[{index}]", value)
        return value
    raise DataError(
        f"{name}[{index}]: {value!r} is a {type(value).__name__}, expected a text."
        + (" References are a list of streams." if name.startswith("references") else "")
    )


def _refuse_half(where: str, text: str) -> None:
    half = LONE_SURROGATE.search(text)
    if half:
        raise DataError(
            f"{where}: holds half of a surrogate pair ({half.group()!a}), which UTF-8 cannot "
            "store. Correct the text."
        )


def _check_lengths(streams: Streams) -> None:
    frame = streams.frame
    if not frame.texts:
        raise DataError(f"{frame.name}: no texts to evaluate. Give one per segment.")
    others = [*streams.references, *streams.systems.values(), streams.documents, streams.ids]
    for stream in filter(None, others):
        if len(stream.texts) != len(frame.texts):
            raise DataError(
                f"{stream.name}: {len(stream.texts)} texts, but {frame.name} has "
                f"{len(frame.texts)}. Give one per segment (references are a list of streams: "
                "[[every first reference], [every second reference]])."
            )
