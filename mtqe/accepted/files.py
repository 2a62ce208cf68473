"""An accepted scorecard as files: `scorecard.json`, and one file a system."""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any

from mtqe.accepted.model import Accepted, AcceptedSystem

HEAD = "scorecard.json"
SCHEMA = 1

_PLAIN = re.compile(r"[A-Za-z0-9][\w.+-]{0,59}", re.ASCII)
# Windows keeps these for devices, with any ending.
_RESERVED = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?", re.IGNORECASE)


def encode(accepted: Accepted) -> dict[str, bytes]:
    """The files of the folder: name -> content; the same scorecard gives the same bytes."""
    names = file_names(accepted.systems)
    documents = groupby(key.document for key in accepted.keys)
    head = {
        # In the order of the test set, which is that of the lines.
        "documents": {document: len(list(group)) for document, group in documents},
        "metrics": {
            label: {"neural": label in accepted.neural, "signature": signature}
            for label, signature in sorted(accepted.signatures.items())
        },
        "name": accepted.name,
        "normalization": accepted.normalization,
        "schema": SCHEMA,
        "source_language": accepted.source_language,
        "systems": dict(sorted(names.items())),
        "target_language": accepted.target_language,
        "versions": dict(sorted(accepted.versions.items())),
    }
    text = json.dumps(head, ensure_ascii=False, allow_nan=False, indent=2)
    return {HEAD: _bytes([text])} | {
        names[name]: _bytes(map(_dumps, _lines(accepted, system)))
        for name, system in accepted.systems.items()
    }


def file_names(systems: Iterable[str]) -> dict[str, str]:
    """A safe file name for every system; plain names, as most are, stand as they are."""
    systems = list(systems)
    alike = Counter(name.casefold() for name in systems)
    return {
        name: f"{name}.jsonl"
        if _PLAIN.fullmatch(name) and not _RESERVED.fullmatch(name) and alike[name.casefold()] == 1
        else f"{_slug(name)}.jsonl"
        for name in systems
    }


def _slug(name: str) -> str:
    digest = hashlib.sha256(_bytes([name])).hexdigest()[:12]
    readable = re.sub(r"[^A-Za-z0-9_]+", "-", name)[:40].strip("-")
    return f"{readable}-{digest}" if readable else f"system-{digest}"


def _lines(accepted: Accepted, system: AcceptedSystem) -> Iterator[dict[str, Any]]:
    for i, (name, key) in enumerate(zip(accepted.ids, accepted.keys, strict=True)):
        line = {
            "id": name,
            "source": key.source,
            "refs": key.references,  # short: half of a file is keys and digests
            "hypothesis": system.hypotheses[i],
        }
        scores = {label: scores[i] for label, scores in sorted(system.scores.items())}
        yield {**line, "scores": scores} if scores else line


def _dumps(record: object) -> str:
    return json.dumps(record, ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def _bytes(lines: Iterable[str]) -> bytes:
    # A lone surrogate becomes its escape, as JSON spells it.
    return "".join(f"{line}\n" for line in lines).encode("utf-8", "backslashreplace")
