"""Sentence alignment against gold alignments: the table in README.md.

    python benchmarks/alignment.py FOLDER [SET...] [--no-lexicon] [--length | --learn]

FOLDER holds `score.py` and one JSON Lines file a set: `{"id", "en", "ko", "gold"}` a document.
"""

from __future__ import annotations

import argparse
import json
import runpy
import time
from pathlib import Path
from typing import Any

import numpy as np

from mtqe.core import Bead
from mtqe.pairing import align as module
from mtqe.pairing.align import Aligner, Alignment, align, align_with
from mtqe.pairing.length import LengthScorer
from mtqe.pairing.lexicon import Lexicon

SETS = (
    "seeds", "ntrex-a.dev", "ntrex-b1.dev", "ntrex-b2.dev", "ntrex-b3.dev", "ntrex-c2-sp.dev",
    "park-dev-b", "park-dev-c2-sp", "long-1000",
)  # fmt: skip
LANGUAGES = {"source_language": "en", "target_language": "ko"}


def by_length(source: list[str], target: list[str]) -> Alignment:
    """Gale and Church (1993): lengths alone."""
    return align_with(LengthScorer(source, target, **LANGUAGES), source, target)


def lexical(source: list[str], target: list[str]) -> Alignment:
    return align(source, target, **LANGUAGES)


def learning(texts: list[tuple[list[str], list[str]]]) -> list[Alignment]:
    return Aligner(*LANGUAGES.values()).align_run(texts)


def calibration(beads: list[Bead], right: list[bool]) -> tuple[float, float]:
    """Expected calibration error over ten bins, and the share right at confidence .99 or more."""
    confidence = np.array([bead.confidence for bead in beads])
    correct = np.array(right, dtype=float)
    bins = np.minimum((confidence * 10).astype(int), 9)
    error = sum(
        abs(correct[bins == k].sum() - confidence[bins == k].sum()) for k in range(10)
    ) / len(beads)
    sure = confidence >= 0.99
    return float(error), float(correct[sure].mean()) if sure.any() else float("nan")


def measure(path: Path, judge: Any, aligner: Any) -> str:
    documents = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    start = time.process_time()
    texts = [(document["en"], document["ko"]) for document in documents]
    found = [alignment.beads for alignment in aligner(texts)]
    seconds = time.process_time() - start
    pairs = [[(bead.source, bead.target) for bead in beads] for beads in found]
    scores = judge([document["gold"] for document in documents], pairs)
    right = [
        (bead.source, bead.target) in {(tuple(a), tuple(b)) for a, b in document["gold"]}
        for document, beads in zip(documents, found, strict=True)
        for bead in beads
    ]
    error, sure = calibration([bead for beads in found for bead in beads], right)
    speed = sum(len(document["en"]) for document in documents) / seconds
    numbers = [*scores.values(), error, sure]
    return f"| {path.stem} | " + " | ".join(f"{x:.3f}" for x in numbers) + f" | {speed:.0f} |"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("sets", nargs="*", default=SETS)
    parser.add_argument("--no-lexicon", action="store_true")
    parser.add_argument("--length", action="store_true", help="lengths alone")
    parser.add_argument("--learn", action="store_true", help="each set's texts teach each other")
    options = parser.parse_args()
    if options.no_lexicon:
        module.load_lexicon = lambda *_, **__: Lexicon({})  # type: ignore[assignment]
    judge = runpy.run_path(str(options.folder / "score.py"))["score"]
    aligner = by_length if options.length else lexical
    aligner(["One.", "Two."], ["하나.", "둘."])  # what is loaded once is no speed
    run = learning if options.learn else lambda texts: [aligner(*pair) for pair in texts]
    print("| set | strict | lax | null P | null R | refine | ECE | right at .99 | pairs/s |")
    print("|---|---|---|---|---|---|---|---|---|")
    for name in options.sets:
        print(measure(options.folder / f"{name}.jsonl", judge, run), flush=True)


if __name__ == "__main__":
    main()
