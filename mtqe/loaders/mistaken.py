"""Files that are probably not what the config says: told by script, and by what equals what."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice

from mtqe.core import Finding
from mtqe.errors import DataError
from mtqe.pairing.languages import language_name, line_script, script_of
from mtqe.texts import finding

# A handful of names or numbers proves nothing; of a long file its beginning is enough.
_FEWEST, _MOST = 10, 200


def refuse_wrong_language(name: str, texts: Sequence[str], language: str, other: str) -> None:
    """Refuse texts that are all in the script of the other side's language.

    Raises:
        DataError: the files, or the languages, are probably swapped.
    """
    own_script, other_script = script_of(language), script_of(other)
    if own_script == other_script:
        return
    scripts = list(islice(filter(None, map(line_script, texts)), _MOST))
    if len(scripts) >= _FEWEST and set(scripts) == {other_script}:
        raise DataError(
            f"{name}: no {language_name(language)} text: the first {len(scripts)} lines with "
            f"letters are {language_name(other)}, expected {language_name(language)}. Check which "
            "file is which, and source_language and target_language."
        )


def find_copies(
    source: Sequence[str] | None,
    references: Mapping[str, Sequence[str]],
    systems: Mapping[str, Sequence[str]],
) -> Iterator[Finding]:
    """The finding `copy`: a whole system equals the source or a reference."""
    for system, texts in systems.items():
        if len(texts) < _FEWEST:
            continue
        if source is not None and tuple(texts) == tuple(source):
            yield finding("copy", "warning", "copy_of_source", system=system)
        for name, reference in references.items():
            if tuple(texts) == tuple(reference):
                yield finding("copy", "warning", "copy_of_reference", system=system, file=name)
