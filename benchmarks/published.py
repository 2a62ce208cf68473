"""BLEU and COMET of real systems beside the figures that were published with their outputs.

    python benchmarks/published.py FLORES [MODEL]

FLORES holds `source.en`, `reference.ko`, the outputs `en-ko/SYSTEM.ko` and `ko-en/SYSTEM.en`, and
`published-scores.tsv` (direction, system, bleu, comet). MODEL is a hub id or a path, by default the
one of the published figures; nothing is downloaded: `mtqe fetch MODEL` gets it. Exits with 1 where
a score is not the published one.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterator
from pathlib import Path

import mtqe
from mtqe.scorecard import Scorecard

MODEL = "Unbabel/wmt22-comet-da"
DIRECTIONS = {"en-ko": ("source.en", "reference.ko"), "ko-en": ("reference.ko", "source.en")}
# Half a unit of the last published digit; COMET's come from half precision, which moves the fourth.
SLACK = {"bleu": 0.05, "comet": 0.0005}


def evaluate(folder: Path, direction: str, model: str) -> Scorecard:
    source_language, target_language = direction.split("-")
    source, reference = DIRECTIONS[direction]
    return mtqe.evaluate({
        "source_language": source_language,
        "target_language": target_language,
        "root": str(folder.resolve()),
        "data": {
            "format": "lines",
            "source": source,
            "references": [reference],
            "systems": f"{direction}/*.{target_language}",
        },
        "metrics": ["bleu", {"name": "comet", "model": model, "optional": True}],
        "significance": {"resamples": 1},
    })  # fmt: skip


def compare(card: Scorecard, published: list[dict[str, str]]) -> Iterator[bool]:
    """Print a line per system; whether each score is the published one."""
    scores = card.systems.set_index("system")
    for row in published:
        system, cells = row["system"], []
        for label, slack in SLACK.items():
            ours, theirs = float(scores.loc[system, label]), float(row[label])
            if ours != ours:  # NaN: not run here
                cells.append(f"{'-':>8} {theirs:>8}")
                continue
            same = abs(ours - theirs) <= slack
            cells.append(f"{ours:8.4f} {theirs:>8}{'' if same else ' DIFFERS'}")
            yield same
        print(f"  {system:<24}" + "  ".join(cells))


def main(folder: Path, model: str = MODEL) -> int:
    with (folder / "published-scores.tsv").open(encoding="utf-8", newline="") as file:
        published = list(csv.DictReader(file, delimiter="\t"))
    same: list[bool] = []
    for direction in DIRECTIONS:
        card = evaluate(folder, direction, model)
        print(f"{direction:<26}{'BLEU':>8} {'pub.':>8}  {'COMET':>8} {'pub.':>8}")
        rows = [row for row in published if row["direction"] == direction]
        same += compare(card, rows)
        for metric in card.metrics:
            if metric.unavailable:
                print(f"  {metric.title} was not run here: {metric.unavailable}")
    return 0 if all(same) else 1


if __name__ == "__main__":
    if len(sys.argv) not in {2, 3}:
        raise SystemExit(__doc__)
    raise SystemExit(main(Path(sys.argv[1]), *sys.argv[2:]))
