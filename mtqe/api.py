"""The Python interface: what `import mtqe` offers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from inspect import signature
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any

from mtqe import run
from mtqe.config import RunConfig, from_mapping, load
from mtqe.config.sections import File
from mtqe.core import Bead, SetAside, Side
from mtqe.errors import ConfigError
from mtqe.loaders import Setting
from mtqe.loaders.match import document_name
from mtqe.loaders.memory import Memory
from mtqe.loaders.text import read_text
from mtqe.pairing.align import Alignment, align
from mtqe.pairing.languages import line_script
from mtqe.pairing.side import SideReader, SideText, Units
from mtqe.plugins import suggest
from mtqe.scorecard import Scorecard

if TYPE_CHECKING:
    import pandas as pd


_LANGUAGES = {"hangul": "ko", "latin": "en", None: None}
_OTHER: Mapping[str | None, str] = {"en": "ko", "ko": "en"}


def evaluate(
    config: str | Path | RunConfig | Mapping[str, Any] | pd.DataFrame | None = None,
    *,
    source: Sequence[str] | None = None,
    references: Sequence[Sequence[str | None]] | Sequence[str | None] | None = None,
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
    texts: tuple[Any, ...] = (source, references, systems, documents)
    if isinstance(config, str | Path | RunConfig | Mapping):
        others = (*texts, columns, source_language, target_language)
        if options or any(value is not None for value in others):
            raise ConfigError("evaluate: give a config or texts, not both.")
        if isinstance(config, RunConfig):
            return run.evaluate(config)
        return run.evaluate(from_mapping(config) if isinstance(config, Mapping) else load(config))
    if "data" in options:
        raise ConfigError("evaluate: data: a whole config is one mapping: evaluate({...}).")
    if config is not None or columns is not None:
        source, references, systems, documents = _pick(config, columns, texts)
    systems = {} if systems is None else systems
    if not isinstance(systems, Mapping):
        raise ConfigError(
            f"evaluate: systems: {type(systems).__name__}, expected a mapping: name -> texts."
        )
    some = next(iter(systems.values()), None)
    languages = _languages(source, some, source_language, target_language)
    settings = _settings(*languages, options)
    loader = Memory(
        setting=Setting(settings.name, *languages),
        source=source,
        references=_streams(references),
        systems=systems,
        documents=documents,
    )
    return run.evaluate(replace(settings, loader=loader))


def _settings(source_language: str, target_language: str, options: Mapping[str, Any]) -> RunConfig:
    """The config around texts; they are no part of it, so its own loader is to be replaced."""
    values = {
        "source_language": source_language,
        "target_language": target_language,
        "data": {"format": "lines"},
        **options,
    }
    arguments = (*list(signature(evaluate).parameters)[1:-1], *(key.name for key in fields(File)))
    known = list(dict.fromkeys(arguments))
    for key in options:
        if key not in known:
            raise ConfigError(f"evaluate: unknown argument {key!r}. {suggest(key, known)}")
    settings = from_mapping(values, where="evaluate")
    return replace(settings, filled={**settings.filled, "data": {"format": "memory"}})


def _streams(references: Any) -> list[Any]:
    """A list of reference streams; a single stream becomes a list of one."""
    if references is None:
        return []
    if isinstance(references, str) or not isinstance(references, Collection):
        return [references]  # the loader says what is wrong with it
    streams = list(references)
    return [streams] if any(isinstance(item, str) for item in streams) else streams


def _languages(
    source: object, translations: object, source_language: str | None, target_language: str | None
) -> tuple[str, str]:
    """Source and target language; one that is not told is the other of English and Korean."""
    target = target_language or _language("target_language", translations)
    own = source_language or _language("source_language", source) or _OTHER.get(target, "en")
    return own, target or _OTHER.get(own, "ko")


def _language(key: str, texts: object) -> str | None:
    """Korean or English, by the script of most texts; None where there is none that tells."""
    if isinstance(texts, str) or not isinstance(texts, Collection):
        return None
    scripts = Counter(line_script(text) for text in texts if isinstance(text, str))
    script = max(scripts, key=lambda name: (name is not None, scripts[name]), default=None)
    if script not in _LANGUAGES:
        raise ConfigError(f"evaluate: the language is not told by {script} script: give {key}=.")
    return _LANGUAGES[script]


def _pick(frame: Any, columns: Any, texts: tuple[Any, ...]) -> tuple[Any, Any, Any, Any]:
    """Source, references, systems and documents of a data frame."""
    if not hasattr(frame, "columns"):
        raise ConfigError(
            f"evaluate: {type(frame).__name__}, expected a data frame, a config file or a mapping. "
            "Texts have names: source=..., references=..., systems={...}."
        )
    if not isinstance(columns, Mapping):
        raise ConfigError("evaluate: a data frame needs columns={...} to say what is where.")
    if any(value is not None for value in texts):
        raise ConfigError("evaluate: give texts by name or a data frame, not both.")
    unknown = set(columns) - {"source", "references", "systems", "document"}
    if unknown:
        raise ConfigError(
            f"evaluate: columns: unknown key {sorted(unknown)[0]!r}, expected source, references, "
            "systems, document."
        )
    references, systems = columns.get("references", ()), columns.get("systems", {})
    if isinstance(references, str) or not isinstance(references, Collection):
        raise ConfigError(f"evaluate: columns: references: {references!r}, expected a list.")
    if not isinstance(systems, Mapping):
        raise ConfigError(f"evaluate: columns: systems: {systems!r}, expected name -> column.")
    source, document = columns.get("source"), columns.get("document")
    return (
        None if source is None else _column(frame, source),
        [_column(frame, name) for name in references],
        {system: _column(frame, name) for system, name in systems.items()},
        None if document is None else _column(frame, document),
    )


def _column(frame: pd.DataFrame, name: str) -> list[Any]:
    names = frame.columns.tolist()
    if name not in names:
        raise ConfigError(
            f"evaluate: columns: the data frame has no column {name!r}. "
            + suggest(str(name), map(str, names))
        )
    if names.count(name) > 1:
        raise ConfigError(f"evaluate: columns: the data frame has several columns {name!r}.")
    return frame[name].tolist()


@dataclass(frozen=True)
class AlignedFiles:
    """Two files whose sentences are paired.

    Attributes:
        document: named after the source file.
        set_aside: what took no part, with the reason.
        notes: what to know about the evidence, in words.
    """

    document: str
    alignment: Alignment
    set_aside: tuple[SetAside, ...]
    notes: tuple[str, ...] = ()

    @property
    def beads(self) -> tuple[Bead, ...]:
        """Those of the alignment, with the document's name."""
        return tuple(replace(bead, document=self.document) for bead in self.alignment.beads)

    def records(self) -> Iterator[dict[str, Any]]:
        """One JSON record per bead, then one with the summary."""
        keys = ("document", "source", "target", "source_text", "target_text", "kind")
        for bead in self.beads:
            record = asdict(bead)
            yield {key: record[key] for key in (*keys, "confidence", "evidence")}
        yield {
            "summary": {
                "set_aside": [asdict(item) for item in self.set_aside],
                "coverage": self.alignment.coverage,
                "score_per_sentence": self.alignment.score_per_sentence,
                "related": self.alignment.related,
                "notes": list(self.notes),
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
    alignment = align(
        [sentence.text for sentence in sources.sentences],
        [sentence.text for sentence in targets.sentences],
        source_language=source_language,
        target_language=target_language,
    )
    notes = []
    if not alignment.lexicon:
        pair = f"{source_language}-{target_language}"
        notes.append(f"no lexicon for {pair}: lengths, numbers and shared words only")
    if alignment.related is False:
        notes.append("these texts do not look like translations of each other: not aligned")
        alignment = alignment.apart()
    return AlignedFiles(
        document=document,
        alignment=alignment,
        set_aside=(*sources.set_aside, *targets.set_aside),
        notes=tuple(notes),
    )
