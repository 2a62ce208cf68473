"""Sentence alignment against gold alignments: every table of README.md.

    OMP_NUM_THREADS=1 python benchmarks/alignment.py FOLDER [--only TABLE...] [--sets SET...]

FOLDER holds `score.py` and one JSON Lines file a set: `{"id", "en", "ko", "gold"}` a document.
Gale and Church's aligner is NLTK's: `pip install nltk`.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import resource
import runpy
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from aligners import SYSTEMS, Found, Pair
from splitting import cuts, heading, plain_lines, row, sentences

OTHER_TABLES = ("speed", "cuts", "splitting")
LONGEST = 5000  # sentences of one document
NOT_CONCATENATED = ("long", "seeds", "ntrex-a")  # long, read while tuning, too easy
BINS = (0.0, 0.5, 0.7, 0.9, 0.97, 0.99, 0.995, 1.01)


def read(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def gold_of(document: dict[str, Any]) -> set[Pair]:
    return {(tuple(source), tuple(target)) for source, target in document["gold"]}


def table(name: str, sets: Sequence[Path], judge: Any) -> None:
    """One system's figures on every set, and its calibration over several."""
    title, system = SYSTEMS[name]
    heading(title, "set", "strict", "lax", "null P", "null R", "refine", "pairs/s")
    pools = defaultdict[str, list[tuple[float, bool]]](list)
    means: list[list[float]] = []
    warm_up()
    for path in sets:
        documents = read(path)
        start = time.process_time()
        found = system([(document["en"], document["ko"]) for document in documents])
        seconds = time.process_time() - start
        if found is None:
            row(path.stem, *["–"] * 6)
            continue
        golds = [document["gold"] for document in documents]
        scores = judge(golds, [[bead for bead, _ in beads] for beads in found])
        speed = sum(len(document["en"]) for document in documents) / seconds
        row(path.stem, *(f"{x:.3f}" for x in scores.values()), f"{speed:.0f}")
        if path.stem.startswith("ntrex-b"):
            means.append(list(scores.values()))
        for pool in ("ntrex-b", "park", ""):
            if path.stem.startswith(pool):
                pools[f"{pool}*"] += judged(documents, found)
    if means:
        row("mean of ntrex-b*", *(f"{x:.3f}" for x in np.mean(means, axis=0)), "")
    if not any(np.isnan(confidence) for confidence, _ in pools["*"]):
        calibration(title, pools)
    if name == "lexicon":
        reliability(title, pools["*"])


def warm_up() -> None:
    """What is loaded once is no speed."""
    SYSTEMS["lexicon"][1]([(["One.", "Two."], ["하나.", "둘."])])


def judged(
    documents: Sequence[dict[str, Any]], found: Sequence[Sequence[Found]]
) -> Iterator[tuple[float, bool]]:
    """Each bead's confidence, and whether it is right."""
    for document, beads in zip(documents, found, strict=True):
        gold = gold_of(document)
        yield from ((confidence, bead in gold) for bead, confidence in beads)


def calibration(title: str, pools: dict[str, list[tuple[float, bool]]]) -> None:
    """Expected calibration error over ten bins, and how right the surest beads are."""
    heading(f"{title}: confidence", "sets", "beads", "ECE", "at .99 or more", "right of them")
    for pool, judgements in sorted(pools.items(), reverse=True):
        confidence, right = np.array(judgements, dtype=float).T
        bins = np.minimum((confidence * 10).astype(int), 9)
        gaps = np.bincount(bins, weights=right) - np.bincount(bins, weights=confidence)
        sure = confidence >= 0.99
        surely = right[sure].mean() if sure.any() else float("nan")
        numbers = np.abs(gaps).sum() / len(right), sure.mean(), surely
        row(pool, str(len(right)), *(f"{x:.3f}" for x in numbers))


def reliability(title: str, judgements: Sequence[tuple[float, bool]]) -> None:
    """How often beads of a confidence are right."""
    heading(f"{title}: by confidence, all sets", "from", "to", "beads", "mean", "right")
    confidence, right = np.array(judgements, dtype=float).T
    for low, high in pairwise(BINS):
        here = (confidence >= low) & (confidence < high)
        if here.any():
            means = confidence[here].mean(), right[here].mean()
            row(f"{low}", f"{min(high, 1)}", str(here.sum()), *(f"{x:.3f}" for x in means))


def concatenated(sets: Sequence[Path], size: int) -> list[dict[str, Any]]:
    """The sets' documents one after the other, as documents of at least so many sentences."""
    whole: list[dict[str, Any]] = []
    for document in (document for path in sets for document in read(path)):
        if sum(len(part["en"]) for part in whole) >= LONGEST:
            break
        if not whole or len(whole[-1]["en"]) >= size:
            whole.append({"en": [], "ko": [], "gold": []})
        n, m = len(whole[-1]["en"]), len(whole[-1]["ko"])
        for source, target in document["gold"]:
            whole[-1]["gold"].append([[i + n for i in source], [j + m for j in target]])
        whole[-1]["en"] += document["en"]
        whole[-1]["ko"] += document["ko"]
    return whole


def align_long(sets: Sequence[Path], size: int, judge: Any) -> None:
    """Print what documents of a size take in this process: a row of the table of `speed`."""
    documents = concatenated(sets, size)
    warm_up()
    start = time.process_time()
    found = SYSTEMS["lexicon"][1]([(document["en"], document["ko"]) for document in documents])
    seconds = time.process_time() - start
    golds = [document["gold"] for document in documents]
    scores = judge(golds, [[bead for bead, _ in beads] for beads in found or []])
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    sentences = sum(len(document["en"]) for document in documents)
    row(
        *(str(len(documents)), str(sentences), f"{seconds:.1f}", f"{sentences / seconds:.0f}"),
        *(f"{memory:.0f}", f"{scores['strict']:.3f}", f"{scores['lax']:.3f}"),
    )


def speed(folder: Path, sets: Sequence[str]) -> None:
    """The same sentences as ten documents and as one, each in a process of its own."""
    heading("speed", "documents", "sentences", "CPU s", "pairs/s", "peak MiB", "strict", "lax")
    chosen = ["--sets", *sets] if sets else []
    for size in (LONGEST // 10, LONGEST):
        command = [sys.executable, __file__, str(folder), *chosen, "--size", str(size)]
        print(subprocess.run(command, check=True, capture_output=True, text=True).stdout, end="")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--only", nargs="+", choices=(*SYSTEMS, *OTHER_TABLES), metavar="TABLE")
    parser.add_argument("--sets", nargs="+", default=[], help="names of files, without .jsonl")
    parser.add_argument("--size", type=int, help="print a row of the table of speed")
    options = parser.parse_args()
    sets = [options.folder / f"{name}.jsonl" for name in options.sets]
    sets = sets or sorted(options.folder.glob("*.jsonl"))
    judge = runpy.run_path(str(options.folder / "score.py"))["score"]
    if options.size:
        fit = [path for path in sets if not path.stem.startswith(NOT_CONCATENATED)]
        align_long(fit, options.size, judge)
        return
    chosen = options.only or (*SYSTEMS, *OTHER_TABLES)
    if "gale-church" in chosen and importlib.util.find_spec("nltk") is None:
        parser.error("NLTK is not installed: pip install nltk, or choose other tables (--only).")
    for name in SYSTEMS:
        if name in chosen:
            table(name, sets, judge)
    if "speed" in chosen:
        speed(options.folder, options.sets)
    one_to_one = {path.stem: read(path) for path in sets if path.stem.startswith("ntrex-a")}
    if "cuts" in chosen:
        for documents in one_to_one.values():
            cuts(documents)
    if "splitting" in chosen:
        sentences(one_to_one | plain_lines(options.folder.parent / "park-dev"))


if __name__ == "__main__":
    main()
