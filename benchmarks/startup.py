"""CPU seconds and wall time of whole commands: starting up, and a lexical run against sacreBLEU.

    python benchmarks/startup.py [RUNS]

Every command runs RUNS times (7), in turn with the others; medians are printed. Works on Unix.
"""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
import sys
import time
from pathlib import Path

QUICKSTART = Path(__file__).resolve().parent.parent / "mtqe" / "quickstart"
FILES = {name: str(QUICKSTART / f"{name}.ko") for name in ("reference", "v1", "v2")}
COMMANDS = {
    "python -c pass": ["-c", "pass"],
    "sacrebleu --version": ["-m", "sacrebleu", "--version"],
    "mtqe --version": ["-m", "mtqe", "--version"],
    "mtqe --help": ["-m", "mtqe", "--help"],
    "sacrebleu BLEU chrF, 2 systems": [
        "-m", "sacrebleu", FILES["reference"], "-i", FILES["v1"], FILES["v2"],
        "-m", "bleu", "chrf", "-l", "en-ko",
    ],
    "mtqe score BLEU chrF, 2 systems": [
        "-m", "mtqe", "score", "-l", "en-ko", "-r", FILES["reference"],
        "-t", FILES["v1"], FILES["v2"], "-m", "bleu", "chrf",
    ],
}  # fmt: skip


def measure(arguments: list[str]) -> tuple[float, float]:
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run(
        [sys.executable, *arguments],
        check=True,
        stdout=subprocess.DEVNULL,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": ""},
    )
    wall, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return cpu, wall


def main() -> None:
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 7
    found: dict[str, list[tuple[float, float]]] = {name: [] for name in COMMANDS}
    for run in range(runs + 1):
        for name, arguments in COMMANDS.items():
            figures = measure(arguments)
            if run:  # the first is a warm-up
                found[name].append(figures)
    print(f"{'command':<34}{'CPU s':>8}{'wall s':>8}")
    for name, figures in found.items():
        cpu, wall = (statistics.median(column) for column in zip(*figures, strict=True))
        print(f"{name:<34}{cpu:>8.3f}{wall:>8.3f}")


if __name__ == "__main__":
    main()
