"""The Python interface: what `import mtqe` offers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any

from mtqe import run
from mtqe.config import RunConfig, from_mapping, load
from mtqe.core import SetAside, Side
from mtqe.errors import ConfigError
from mtqe.loaders import Setting
from mtqe.loaders.match import document_name
from mtqe.loaders.memory import Memory
from mtqe.loaders.text import read_text
from mtqe.pairing.align import Alignment, align
from mtqe.pairing.languages import line_script
from mtqe.pairing.side import SideReader, SideText, Units
from mtqe.scorecard import Scorecard

if TYPE_CHECKING:
    import pandas as pd


_LANGUAGES = {"hangul": "ko", "latin": "en", None: "en"}
_OTHER = {"en": "ko", "ko": "en"}


def evaluate(
    config: str | Path | RunConfig | Mapping[str, Any] | pd.DataFrame | None = None,
    *,
    source: Sequence[str] | None = None,
    references: Sequence[Sequence[str | None]] | Sequence[str] = (),
    systems: Mapping[str, Sequence[str]] | None = None,
    documents: Sequence[object] | None = None,
    columns: Mapping[str, Any] | None = None,
    source_language: str | None = None,
    target_language: str | None = None,
    **options: Any,
) -> Scorecard:
    """Evaluate what a config names, or texts that are given right here.

    Args:
        config: a config file, a mapping with the same keys, or a data frame (with `columns`).
        source: one text per segment.
        references: a list of reference streams, each with one text per segment, None where it is
            absent; or a single stream.
        systems: name -> one translation per segment.
        documents: the id of each segment's document.
        columns: the columns of the data frame, with the keys that the loader `table` has:
            `{"source": "en", "references": ["ko"], "systems": {"v1": "v1"}, "document": "doc"}`.
        source_language: such as `en`; told by the script of the texts where it is not given.
        target_language: the same for the translations.
        options: other keys of a config, such as `metrics=["chrf", "bleu"]` or `name="nightly"`.

    Returns:
        The scorecard; its `segments`, `documents` and `systems` are pandas frames.

    Raises:
        MtqeError: see `mtqe.errors`.
    """
    texts = (source, systems, documents, columns, source_language, target_language)
    if isinstance(config, str | Path | RunConfig | Mapping):
        if options or references or any(value is not None for value in texts):
            raise ConfigError("evaluate: give a config or texts, not both.")
        if isinstance(config, RunConfig):
            return run.evaluate(config)
        return run.evaluate(from_mapping(config) if isinstance(config, Mapping) else load(config))
    if config is not None:
        if columns is None:
            raise ConfigError("evaluate: a data frame needs columns={...} to say what is where.")
        source, references, systems, documents = _pick(config, columns)
    if references and isinstance(references[0], str):
        references = [references]  # type: ignore[list-item]
    some = next(iter((systems or {}).values()), ())
    target_language = target_language or _language("target_language", some)
    source_language = source_language or (
        _language("source_language", source) if source else _OTHER.get(target_language, "en")
    )
    languages = {"source_language": source_language, "target_language": target_language}
    # The texts are no part of a config: it is checked without them, and they are put in after.
    settings = from_mapping({**languages, "data": {"format": "lines"}, **options}, where="evaluate")
    loader = Memory(
        setting=Setting(settings.name, source_language, target_language),
        source=source,
        references=references,
        systems=systems or {},
        documents=documents,
    )
    filled = {**settings.filled, "data": {"format": "memory"}}
    return run.evaluate(replace(settings, loader=loader, filled=filled))


def _language(key: str, texts: Iterable[object]) -> str:
    """Korean or English, by the script of most texts."""
    scripts = Counter(line_script(str(text)) for text in texts)
    script = max(scripts, key=lambda name: (name is not None, scripts[name]), default=None)
    if script not in _LANGUAGES:
        raise ConfigError(f"evaluate: the language is not told by {script} script: give {key}=.")
    return _LANGUAGES[script]


def _pick(frame: pd.DataFrame, columns: Mapping[str, Any]) -> tuple[Any, Any, Any, Any]:
    def column(name: str) -> list[Any]:
        if name not in frame.columns:
            raise ConfigError(
                f"evaluate: columns: the data frame has no column {name!r}, only "
                f"{', '.join(map(str, frame.columns))}."
            )
        return frame[name].tolist()

    unknown = set(columns) - {"source", "references", "systems", "document"}
    if unknown:
        raise ConfigError(
            f"evaluate: columns: unknown key {sorted(unknown)[0]!r}, expected source, references, "
            "systems, document."
        )
    source, document = columns.get("source"), columns.get("document")
    return (
        None if source is None else column(source),
        [column(name) for name in columns.get("references", ())],
        {name: column(picked) for name, picked in columns.get("systems", {}).items()},
        None if document is None else column(document),
    )


@dataclass(frozen=True)
class AlignedFiles:
    """Two files whose sentences are paired.

    Attributes:
        document: named after the source file.
        set_aside: what took no part, with the reason.
    """

    document: str
    alignment: Alignment
    set_aside: tuple[SetAside, ...]

    def records(self) -> Iterator[dict[str, Any]]:
        """One JSON record per bead, then one with the summary."""
        keys = ("document", "source", "target", "source_text", "target_text", "kind")
        for bead in self.alignment.beads:
            record = asdict(replace(bead, document=self.document))
            yield {key: record[key] for key in (*keys, "confidence", "evidence")}
        yield {
            "summary": {
                "set_aside": [asdict(item) for item in self.set_aside],
                "coverage": self.alignment.coverage,
                "score_per_sentence": self.alignment.score_per_sentence,
                "related": self.alignment.related,
            }
        }


def align_files(
    source: str | Path,
    target: str | Path,
    *,
    source_language: str,
    target_language: str,
    units: Units = "sentences",
    encoding: str = "utf-8",
) -> AlignedFiles:
    """Pair the sentences of two files; lines in the other side's language are set aside.

    Raises:
        DataError: a file cannot be read, or has no text in its language.
    """
    document = document_name(str(source), (source_language, target_language))

    def read(side: Side, path: str | Path, own: str, other: str) -> SideText:
        file = read_text(PurePath(path).as_posix(), root=Path(), encoding=encoding)
        return SideReader(side, own, other, units).read(file.lines, file.origin, document=document)

    sources = read("source", source, source_language, target_language)
    targets = read("hypothesis", target, target_language, source_language)
    return AlignedFiles(
        document=document,
        alignment=align(
            [sentence.text for sentence in sources.sentences],
            [sentence.text for sentence in targets.sentences],
            source_language=source_language,
            target_language=target_language,
        ),
        set_aside=(*sources.set_aside, *targets.set_aside),
    )
