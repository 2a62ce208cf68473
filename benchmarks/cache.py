"""What kept rows save: the same run again, and after one sentence in a hundred has changed.

    python benchmarks/cache.py FLORES MODEL [SEGMENTS]

FLORES holds `source.en`, `reference.ko` and outputs `en-ko/SYSTEM.ko`; MODEL is a COMET model, for
speed with random weights as well. Prints CPU seconds of whole processes, whether torch was
imported, and the size of the cache. Works on Linux.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

from mtqe.cache import Store, place

THREADS = {"OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}


def prepare(flores: Path, model: str, segments: int, folder: Path) -> list[Path]:
    """Texts and a config; returns the files of the systems."""
    systems = []
    files = [flores / "source.en", flores / "reference.ko", *sorted(flores.glob("en-ko/*.ko"))[:4]]
    for file in files:
        lines = file.read_text(encoding="utf-8").split("\n")[:segments]
        target = folder / file.name
        target.write_text("\n".join(lines) + "\n", encoding="utf-8")
        systems += [target] if file.parent.name == "en-ko" else []
    config = {
        "source_language": "en", "target_language": "ko", "report": {"directory": "reports"},
        "data": {"format": "lines", "source": "source.en", "references": ["reference.ko"],
                 "systems": {file.stem: file.name for file in systems}},
        "metrics": [{"name": "comet", "model": model}], "runtime": {"device": "cpu"},
    }  # fmt: skip
    (folder / "run.yaml").write_text(json.dumps(config), encoding="utf-8")
    return systems


def run(folder: Path, cache: Path) -> tuple[float, bool]:
    """CPU seconds of a run, and whether it imported torch."""
    environment = {
        **os.environ,
        **THREADS,
        "MTQE_CACHE": str(cache),
        "PYTHONPROFILEIMPORTTIME": "1",
    }
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(
        [sys.executable, "-m", "mtqe", "run", "run.yaml"],
        cwd=folder, env=environment, capture_output=True, encoding="utf-8", check=True,
    )  # fmt: skip
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    imported = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines()}
    return seconds, "torch" in imported


def change(file: Path, every: int) -> int:
    """Change a sentence in so many; how many that were."""
    lines = file.read_text(encoding="utf-8").splitlines()
    changed = [f"{line} 정말로." if n % every == 0 else line for n, line in enumerate(lines)]
    file.write_text("\n".join(changed) + "\n", encoding="utf-8")
    return sum(one != other for one, other in zip(lines, changed, strict=True))


def main(flores: Path, model: str, segments: int) -> None:
    with tempfile.TemporaryDirectory() as temporary:
        folder, cache = Path(temporary, "run"), Path(temporary, "cache")
        folder.mkdir()
        systems = prepare(flores, str(Path(model).resolve()), segments, folder)
        count = segments * len(systems)
        print(f"{segments} segments, {len(systems)} systems, 1 thread\n")
        print("| run | rows scored | CPU s | torch |\n|---|---|---|---|")
        for name, new in (("first", count), ("second", 0), ("1 % changed", None), ("again", 0)):
            scored = sum(change(file, 100) for file in systems) if new is None else new
            seconds, torch = run(folder, cache)
            print(f"| {name} | {scored} | {seconds:.2f} | {'imported' if torch else 'no'} |")
        store = Store(place(str(cache)))
        rows = sum(kept.rows for kept in store.content())
        print(f"\ncache: {rows} rows, {store.size() / rows:.0f} bytes a row")


if __name__ == "__main__":
    if len(sys.argv) not in {3, 4}:
        raise SystemExit(__doc__)
    main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]) if len(sys.argv) == 4 else 997)
