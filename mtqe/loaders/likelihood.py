"""Which files belong together when their names do not tell: by what they say."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from mtqe.core import Side
from mtqe.errors import DataError
from mtqe.loaders.match import DocumentFiles, name_documents
from mtqe.pairing.align import RELATED, Aligner
from mtqe.pairing.lattice import FloatArray
from mtqe.pairing.partners import choose_partners, score_partners

ReadTexts = Callable[[Side, Sequence[str]], list[list[str]]]


def match_by_likelihood(
    source: Sequence[str],
    references: Sequence[Sequence[str]],
    systems: Mapping[str, Sequence[str]],
    *,
    aligner: Aligner,
    read: ReadTexts,
) -> list[DocumentFiles]:
    """Pair the files of each side with the source files that they translate, one to one.

    Args:
        source: paths.
        references: paths of each reference stream.
        systems: name -> paths.
        aligner: of the run.
        read: the sentences of each file, given the side and the paths.

    Returns:
        One entry per source file, sorted by name.

    Raises:
        DataError: two source files have the same name, a system has no file for a source
            document, or a file translates none.
    """
    named = name_documents(source, "the source", (aligner.source_language, aligner.target_language))
    paths = list(named.values())
    originals = read("source", paths)

    def match(side: Side, label: str, files: Sequence[str], *, whole: bool) -> dict[str, str]:
        scores = score_partners(aligner, originals, read(side, files))
        chosen = choose_partners(scores)
        left = [j for j in range(len(files)) if j not in chosen.values()]
        if left:
            near = _nearest(scores[:, left[0]], paths)
            raise DataError(f"{files[left[0]]}: {label}: no source file is its original{near}")
        if whole and (gaps := [i for i in range(len(paths)) if i not in chosen]):
            near = _nearest(scores[gaps[0]], files)
            raise DataError(f"{paths[gaps[0]]}: {label} has no file that translates it{near}")
        return {paths[i]: files[j] for i, j in chosen.items()}

    streams = [
        match("reference", f"reference {number}", files, whole=False)
        for number, files in enumerate(references, start=1)
    ]
    outputs = {
        system: match("hypothesis", f"system {system!r}", files, whole=True)
        for system, files in systems.items()
    }
    return [
        DocumentFiles(
            document=document,
            source=path,
            references=tuple(files.get(path) for files in streams),
            systems={system: files[path] for system, files in outputs.items()},
        )
        for document, path in sorted(named.items())
    ]


def _nearest(scores: FloatArray, paths: Sequence[str]) -> str:
    """The best candidate, and why it was not taken."""
    best = int(np.argmax(scores))
    reason = "but belongs to another file" if scores[best] > RELATED else f"at most {RELATED:g}"
    return (
        f"; the nearest is {paths[best]} with {scores[best]:.2f} nats a sentence, {reason}. "
        'Check the files, or list the documents under "pairs:".'
    )
