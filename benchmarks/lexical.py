"""Lexical metrics at size, as ratios to sacreBLEU's command line on the same texts.

    python benchmarks/lexical.py PARK [RUNS] [systems|segments|growth ...]

PARK holds `dev.ko` and `dev.nk` of Park et al. 2016: 1,000 Korean sentences, and the same in North
Korean usage. They are repeated to the size that is wanted; every system drops and swaps words in
its own way, so that no two of its sentences are alike. Works on Linux.
"""

from __future__ import annotations

import ctypes
import json
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import numpy as np

SACREBLEU = [sys.executable, "-m", "sacrebleu"]
MTQE = [sys.executable, "-m", "mtqe"]
GROWTH = (500, 2000, 8000, 32000, 128000)


def read(path: Path) -> list[str]:
    return [line.rstrip("\r") for line in path.read_text(encoding="utf-8").split("\n")[:-1]]


def perturbed(line: str, rng: np.random.Generator) -> str:
    """The line with a word in fourteen dropped, and one in fourteen swapped with the next."""
    words = [word for word in line.split() if rng.random() > 0.07] or ["없음"]
    for i in range(len(words) - 1):
        if rng.random() < 0.07:
            words[i], words[i + 1] = words[i + 1], words[i]
    return " ".join(words)


def write_texts(park: Path, folder: Path, systems: int, segments: int) -> None:
    """A reference and the outputs of some systems, with documents of 20 segments."""
    rng = np.random.default_rng(0)

    def write(name: str, source: Sequence[str], *, as_is: bool = False) -> None:
        repeated = (source[i % len(source)] for i in range(segments))
        lines = (line if as_is else perturbed(line, rng) for line in repeated)
        (folder / name).write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")

    write("reference", read(park / "dev.ko"), as_is=segments <= 2000)
    for system in range(systems):
        write(f"system{system:02}", read(park / "dev.nk"))
    documents = "".join(f"d{i // 20}\n" for i in range(segments))
    (folder / "documents").write_text(documents, encoding="utf-8")


def write_config(folder: Path, metrics: Sequence[object], formats: Sequence[str]) -> Path:
    config = {
        "name": "bench",
        "source_language": "en",
        "target_language": "ko",
        "data": {
            "format": "lines",
            "references": ["reference"],
            "documents": "documents",
            "systems": {path.name: path.name for path in sorted(folder.glob("system*"))},
        },
        "metrics": metrics,
        "report": {"directory": "report", "formats": formats},
    }
    path = folder / "bench.yaml"
    path.write_text(json.dumps(config), encoding="utf-8")
    return path


def memory(pid: int) -> int:
    """Bytes of a process and its descendants, shared ones divided among those who share them."""
    try:
        tasks = Path(f"/proc/{pid}/task").iterdir()
        children = [child for task in tasks for child in (task / "children").read_text().split()]
        rollup = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii")
    except (OSError, ProcessLookupError):
        return 0
    own = sum(int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:"))
    return own * 1024 + sum(memory(int(child)) for child in children)


def adopt_orphans() -> None:
    """Let helpers that a command leaves to themselves as it ends become ours, to be counted."""
    ctypes.CDLL(None, use_errno=True).prctl(36, 1, 0, 0, 0)  # PR_SET_CHILD_SUBREAPER


def wait_for_orphans() -> None:
    with suppress(ChildProcessError):
        while True:
            os.wait()


class Peak(threading.Thread):
    """Samples the memory of a process until it has ended."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self.pid, self.bytes = pid, 0

    def run(self) -> None:
        """Until there is no such process."""
        while now := memory(self.pid):
            self.bytes = max(self.bytes, now)
            time.sleep(0.1)


def measure(command: Sequence[str | Path], folder: Path) -> tuple[float, float, float]:
    """Wall seconds, CPU seconds and peak MiB of a command and its processes."""
    before, start = os.times(), time.perf_counter()
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    with (folder / "messages").open("wb") as messages:
        process = subprocess.Popen(
            list(map(str, command)),
            cwd=folder,
            stdout=subprocess.DEVNULL,
            stderr=messages,
            env=environment,
        )
        peak = Peak(process.pid)
        peak.start()
        code = process.wait()
    wall = time.perf_counter() - start
    wait_for_orphans()
    after = os.times()
    if code:
        raise SystemExit((folder / "messages").read_text(encoding="utf-8"))
    user, system = after.children_user - before.children_user, after.children_system
    return wall, user + system - before.children_system, peak.bytes / 2**20


def compare(commands: dict[str, list[str | Path]], folder: Path, runs: int) -> None:
    """Run every command in turn and print medians."""
    found: dict[str, list[tuple[float, float, float]]] = {name: [] for name in commands}
    for _ in range(runs):
        for name, command in commands.items():
            found[name].append(measure(command, folder))
    for name, figures in found.items():
        wall, cpu, peak = (statistics.median(column) for column in zip(*figures, strict=True))
        print(f"| {name} | {wall:.2f} | {cpu:.2f} | {peak:.0f} |", flush=True)


def sixteen_systems(park: Path, folder: Path, runs: int) -> None:
    write_texts(park, folder, systems=16, segments=2000)
    metrics = ["bleu", "chrf", {"name": "chrf", "word_order": 2}]
    config = write_config(folder, metrics, ["jsonl", "csv", "markdown"])
    systems = sorted(folder.glob("system*"))
    paired = [*SACREBLEU, folder / "reference", "-i", *systems, "-l", "en-ko", "--paired-bs"]
    paired += ["-f", "text"]
    one_core = ["taskset", "-c", "0", *MTQE, "run", config]
    compare(
        {
            "sacrebleu --paired-bs, BLEU and chrF": [*paired, "-m", "bleu", "chrf"],
            "sacrebleu --paired-bs, chrF++": [*paired, "-m", "chrf", "--chrf-word-order", "2"],
            "mtqe run, all three, every level, reports": [*MTQE, "run", config],
            "the same, on one core": one_core,
        },
        folder,
        runs,
    )


def many_segments(park: Path, folder: Path, runs: int) -> None:
    write_texts(park, folder, systems=2, segments=32000)
    systems = sorted(folder.glob("system*"))
    files = ["-l", "en-ko", "-r", folder / "reference", "-t", *systems]
    paired = [*SACREBLEU, folder / "reference", "-i", *systems, "-l", "en-ko", "--paired-bs"]
    config = write_config(folder, ["bleu", "chrf"], ["jsonl", "csv", "markdown"])
    compare(
        {
            "sacrebleu --paired-bs, BLEU and chrF": [*paired, "-m", "bleu", "chrf", "-f", "text"],
            "mtqe score, BLEU and chrF": [*MTQE, "score", *files, "-m", "bleu", "-m", "chrf"],
            "mtqe run, the same with reports": [*MTQE, "run", config],
        },
        folder,
        runs,
    )


def growth(park: Path, folder: Path, runs: int) -> None:
    for segments in GROWTH:
        write_texts(park, folder, systems=1, segments=segments)
        config = write_config(folder, ["bleu", "chrf"], ["jsonl", "csv", "markdown"])
        compare({f"mtqe run, {segments} segments": [*MTQE, "run", config]}, folder, runs)


PARTS = {"systems": sixteen_systems, "segments": many_segments, "growth": growth}


def main() -> None:
    park = Path(sys.argv[1]).resolve()
    adopt_orphans()
    runs = int(sys.argv[2]) if len(sys.argv) > 2 else 3
    print("| command | wall s | CPU s | peak MiB |\n|---|---|---|---|")
    for part in sys.argv[3:] or PARTS:
        with tempfile.TemporaryDirectory() as folder:
            PARTS[part](park, Path(folder), runs)


if __name__ == "__main__":
    main()
