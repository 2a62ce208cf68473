"""Where sentences end, and where a text over several segments is cut: tables of README.md.

Both are measured on documents whose segments correspond one to one: what the segments say apart is
joined, and the borders between them are to be found again. `alignment.py` prints these tables.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import accumulate
from pathlib import Path
from typing import Any

from mtqe.pairing import sentences as module
from mtqe.pairing.align import Aligner
from mtqe.pairing.cut import cut, cut_translation
from mtqe.pairing.korean import kiwi_borders

FINAL = re.compile(r"[.!?…\"'”’]+$")
DOCUMENT = 20  # lines
Splitter = Callable[[str], list[int]]


def heading(title: str, *columns: str) -> None:
    print(f"\n{title}:\n")
    row(*columns)
    row(*["---"] * len(columns))


def row(*cells: str) -> None:
    print("| " + " | ".join(cells) + " |", flush=True)


def join(segments: Sequence[str]) -> tuple[str, list[int]]:
    """The segments with spaces between them, and where each but the last ends."""
    ends = accumulate((len(segment) + 1 for segment in segments), initial=-1)
    return " ".join(segments), list(ends)[1:-1]


def endings(segments: Sequence[str]) -> dict[str, list[str]]:
    """Ways in which a translator, or a machine, may have joined segments to one sentence."""
    apart = [segment.strip() for segment in segments]
    bare = [FINAL.sub("", segment).strip() or segment for segment in apart]
    linked = [re.sub("다$", "고", segment) for segment in bare[:-1]]
    return {"full stops kept": apart, "no full stops": bare, "-고 for -다": [*linked, bare[-1]]}


def cuts(documents: Sequence[dict[str, Any]]) -> None:
    """How often the cut lies at the border, and at most one token off it."""
    plain, sources = "by length and endings", "by the sources too"
    columns = f"{plain}: right", "at most a token off", f"{sources}: right", "at most a token off"
    heading("cuts", "joined", "segments", "borders", *columns)
    aligner = Aligner("en", "ko")
    for size in (2, 3):
        runs = [
            (document["en"][k : k + size], document["ko"][k : k + size])
            for document in documents
            for k in range(0, len(document["en"]) - size + 1, size)
        ]
        for way in endings(["."]):
            joined = [(source, *join(endings(target)[way])) for source, target in runs]
            total = sum(len(ends) for _, _, ends in joined)
            hits = [0, 0, 0, 0]
            for source, text, ends in joined:
                by_length = cut(text, [len(segment) for segment in source])
                by_source = cut_translation(text, source, aligner)
                for k, spans in enumerate((by_length, by_source)):
                    right, near = found_again(text, spans, ends)
                    hits[2 * k] += right
                    hits[2 * k + 1] += near
            row(way, str(size), str(total), *(f"{hit / total:.3f}" for hit in hits))


def found_again(
    text: str, spans: Sequence[tuple[int, int]], ends: Sequence[int]
) -> tuple[int, int]:
    """How many of the ends were found, and how many up to one token."""
    places = [
        (len(text[:cut_at].split()), len(text[:end].split()))
        for (_, cut_at), end in zip(spans[:-1], ends, strict=True)
    ]
    return sum(a == b for a, b in places), sum(abs(a - b) <= 1 for a, b in places)


def splitters() -> Iterator[tuple[str, str, Splitter]]:
    def own(language: str) -> Splitter:
        return lambda text: [start for start, _ in module.split_sentences(text, language)][1:]

    def rules(text: str) -> list[int]:
        module.kiwi_borders = lambda _: ()
        try:
            return own("ko")(text)
        finally:
            module.kiwi_borders = kiwi_borders

    yield "en", "mtqe: syntok", own("en")
    yield "ko", "mtqe: rules, then Kiwi", own("ko")
    yield "ko", "the rules alone", rules
    yield "ko", "Kiwi alone", lambda text: list(kiwi_borders(text))


def plain_lines(folder: Path) -> dict[str, list[dict[str, Any]]]:
    """A corpus of one sentence a line, `dev.en` and `dev.ko`, as documents; none if not there."""
    if not folder.is_dir():
        return {}
    sides = {
        side: (folder / f"dev.{side}").read_text(encoding="utf-8").splitlines()
        for side in ("en", "ko")
    }
    documents = [
        {side: lines[k : k + DOCUMENT] for side, lines in sides.items()}
        for k in range(0, len(sides["en"]), DOCUMENT)
    ]
    return {folder.name: documents}


def sentences(texts: Mapping[str, Sequence[dict[str, Any]]]) -> None:
    """Recall of the borders between segments, and the share of the borders that lie there."""
    columns = "text", "language", "splitter", "borders", "recall", "of punctuated", "precision"
    heading("sentences", *columns)
    for name, documents in texts.items():
        for language, title, splitter in splitters():
            counts = Counter[str]()
            for document in documents:
                segments = [segment.strip() for segment in document[language]]
                counts.update(count_borders([s for s in segments if s], splitter))
            shares = [
                counts["right"] / counts["borders"],
                counts["right punctuated"] / counts["punctuated"],
                counts["right"] / counts["found"],
            ]
            borders = str(counts["borders"])
            row(name, language, title, borders, *(f"{share:.3f}" for share in shares))


def count_borders(segments: Sequence[str], splitter: Splitter) -> dict[str, int]:
    text, ends = join(segments)
    found, borders = set(splitter(text)), {end + 1 for end in ends}
    punctuated = {start for start in borders if FINAL.search(text[: start - 1])}
    return {
        "borders": len(borders),
        "found": len(found),
        "right": len(found & borders),
        "punctuated": len(punctuated),
        "right punctuated": len(found & punctuated),
    }
