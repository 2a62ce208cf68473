"""COMET against its peers: CPU seconds and memory of whole processes, one thread, fp32 unless said.

    python benchmarks/comet.py MODEL FLORES [TABLE ...]

MODEL is a folder that benchmarks/comet_model.py has made. FLORES holds source.en, reference.ko and
outputs in en-ko/*.ko; systems beyond those drop and swap words of theirs. Tables: `predict`,
`score` (the command comet-score), `half`, `start`, `growth`; all by default. Works on Linux.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import count, islice
from pathlib import Path

import numpy as np

SEGMENTS = 32
ENVIRONMENT = {**os.environ, "OMP_NUM_THREADS": "1", "HF_HUB_OFFLINE": "1"}
PREDICT = """
import json, sys, warnings
warnings.filterwarnings("ignore")
from comet import load_from_checkpoint
checkpoint, out, source, reference, *systems = sys.argv[1:]
read = lambda path: open(path, encoding="utf-8").read().split("\\n")[:-1]
model = load_from_checkpoint(checkpoint)
found = []
for system in systems:
    texts = zip(read(source), read(system), read(reference))
    samples = [{"src": s, "mt": t, "ref": r} for s, t, r in texts]
    options = {"gpus": 0, "num_workers": 0, "progress_bar": False}
    found.append(model.predict(samples, batch_size=16, **options)["scores"])
json.dump(found, open(out, "w"))
"""
LAPS = """
import json, sys, time
start = time.process_time()
from pathlib import Path
from mtqe.core import Runtime
from mtqe.metrics.comet.plan import Plan
from mtqe.metrics.comet.samples import Sample
from mtqe.metrics.comet.scorers import scorer
checkpoint, precision, source, reference, system = sys.argv[1:]
read = lambda path: open(path, encoding="utf-8").read().split("\\n")[:-1]
texts = zip(read(source), read(system), read(reference), strict=True)
samples = [Sample((s,), (t,), (r,)) for s, t, r in texts]
plan = Plan(Path(checkpoint), "", "regression_metric", precision=precision)
model = scorer(plan, Runtime(device="cpu"))
model.score([Sample(("One.",), ("하나.",), ("하나.",))], lambda _: None)
first = time.process_time()
scores = [answer.score for answer in model.score(samples, lambda _: None)]
print(json.dumps([first - start, time.process_time() - first, scores]))
"""


@dataclass(frozen=True)
class Cost:
    """Of a process: CPU seconds, and the most memory that it held, in GiB."""

    cpu: float
    memory: float


@dataclass(frozen=True)
class Bench:
    """What every table is made from."""

    model: Path
    folder: Path

    @property
    def checkpoint(self) -> str:
        """The file with the weights."""
        return str(self.model / "checkpoints" / "model.ckpt")

    def texts(self, systems: int) -> list[str]:
        """Files of source, reference and systems."""
        names = ["source", "reference", *(f"system{n}" for n in range(systems))]
        return [str(self.folder / name) for name in names]

    def mtqe(self, systems: int, precision: str = "fp32") -> tuple[Cost, list[list[float]]]:
        """`mtqe run` on a machine that knows the model, but no text; the scores by system."""
        with tempfile.TemporaryDirectory() as cache:
            # The digest of the checkpoint, which a machine makes once.
            self._run(["known", "known"], ["known"], precision, cache)
            source, reference, *outputs = self.texts(systems)
            cost = self._run([source, reference], outputs, precision, cache)
        lines = (self.folder / "report" / "segments.jsonl").read_text(encoding="utf-8").splitlines()
        scores = [json.loads(line)["scores"]["comet"] for line in lines]
        return cost, [scores[n::systems] for n in range(systems)]

    def _run(
        self, texts: Sequence[str], outputs: Sequence[str], precision: str, cache: str
    ) -> Cost:
        source, reference = texts
        config = {
            "name": "bench", "source_language": "en", "target_language": "ko",
            "data": {
                "format": "lines", "source": source, "references": [reference],
                "systems": {f"s{n}": output for n, output in enumerate(outputs)},
            },
            "metrics": [{"name": "comet", "model": str(self.model), "precision": precision}],
            "runtime": {"cache": cache},
            "report": {"directory": "report", "formats": ["jsonl"]},
        }  # fmt: skip
        path = self.folder / "bench.yaml"
        path.write_text(json.dumps(config), encoding="utf-8")
        return run([sys.executable, "-m", "mtqe", "run", str(path)])

    def predict(self, systems: int) -> tuple[Cost, list[list[float]]]:
        """unbabel-comet's `predict`, called once a system."""
        out = self.folder / "predict.json"
        arguments = [self.checkpoint, str(out), *self.texts(systems)]
        cost = run([sys.executable, "-P", "-c", PREDICT, *arguments])
        return cost, json.loads(out.read_text(encoding="utf-8"))

    def comet_score(self, systems: int) -> Cost:
        """The command of unbabel-comet, which computes in fp16 wherever it runs."""
        source, reference, *outputs = self.texts(systems)
        command = Path(sys.executable).with_name("comet-score")
        texts = ["-s", source, "-r", reference, "-t", *outputs]
        options = ["--model", self.checkpoint, "--gpus", "0", "--num_workers", "0", "--quiet"]
        return run([str(command), *texts, *options])

    def laps(self, precision: str) -> tuple[float, float, list[float]]:
        """CPU seconds to the first score, and of scoring one system; its scores."""
        arguments = [self.checkpoint, precision, *self.texts(1)]
        command = [sys.executable, "-P", "-c", LAPS, *arguments]
        done = subprocess.run(command, check=True, capture_output=True, env=ENVIRONMENT)
        first, scoring, scores = json.loads(done.stdout)
        return first, scoring, scores


def run(command: Sequence[str]) -> Cost:
    process = subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=ENVIRONMENT
    )
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"{command[:3]} failed")
    return Cost(usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 2**20)


def perturbed(line: str, rng: np.random.Generator) -> str:
    """The line with a word in fourteen dropped, and one in fourteen swapped with the next."""
    words = [word for word in line.split() if rng.random() > 0.07] or ["없음"]
    for i in range(len(words) - 1):
        if rng.random() < 0.07:
            words[i], words[i + 1] = words[i + 1], words[i]
    return " ".join(words)


def write_texts(flores: Path, folder: Path, systems: int) -> None:
    rng = np.random.default_rng(0)

    def read(path: Path) -> list[str]:
        return path.read_text(encoding="utf-8").split("\n")[:SEGMENTS]

    def write(name: str, lines: Sequence[str]) -> None:
        (folder / name).write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")

    write("known", ["Known."])
    write("source", read(flores / "source.en"))
    write("reference", read(flores / "reference.ko"))
    outputs = [read(path) for path in sorted((flores / "en-ko").glob("*.ko"))]
    others = ([perturbed(line, rng) for line in outputs[n % len(outputs)]] for n in count())
    for number, lines in enumerate(islice([*outputs, *islice(others, systems)], systems)):
        write(f"system{number}", lines)


def row(*cells: object) -> None:
    print("| " + " | ".join(f"{c:.1f}" if isinstance(c, float) else str(c) for c in cells) + " |")


def apart(one: object, other: object) -> str:
    return f"{np.abs(np.array(one) - np.array(other)).max():.1e}"


def table_predict(bench: Bench) -> None:
    row("systems", "mtqe CPU s", "GiB", "predict CPU s", "GiB", "ratio", "apart at most")
    for systems in (1, 4):
        ours, scores = bench.mtqe(systems)
        theirs, expected = bench.predict(systems)
        ratio = theirs.cpu / ours.cpu
        row(
            systems,
            ours.cpu,
            ours.memory,
            theirs.cpu,
            theirs.memory,
            ratio,
            apart(scores, expected),
        )


def table_score(bench: Bench) -> None:
    row("systems", "mtqe CPU s", "comet-score CPU s", "GiB", "ratio")
    for systems in (1, 4):
        ours, _ = bench.mtqe(systems)
        theirs = bench.comet_score(systems)
        row(systems, ours.cpu, theirs.cpu, theirs.memory, theirs.cpu / ours.cpu)


def table_half(bench: Bench) -> None:
    row("precision", "scoring CPU s", "ratio", "apart at most", "apart, mean")
    _, full, expected = bench.laps("fp32")
    for precision in ("fp32", "bf16", "fp16"):
        _, scoring, scores = bench.laps(precision)
        means = f"{abs(np.mean(scores) - np.mean(expected)):.1e}"
        row(precision, scoring, full / scoring, apart(scores, expected), means)


def table_start(bench: Bench) -> None:
    bench.laps("fp32")  # the trial of the kernels, once on a machine
    first, _, _ = bench.laps("fp32")
    print(f"start, load and a first score: {first:.1f} CPU s")


def table_growth(bench: Bench) -> None:
    one, _ = bench.mtqe(1)
    many, _ = bench.mtqe(16)
    print(f"16 systems against 1: {many.cpu:.1f} / {one.cpu:.1f} = {many.cpu / one.cpu:.1f}")


TABLES: dict[str, Callable[[Bench], None]] = {
    "predict": table_predict, "score": table_score, "half": table_half, "start": table_start,
    "growth": table_growth,
}  # fmt: skip


def main() -> None:
    model, flores, *wanted = sys.argv[1:]
    with tempfile.TemporaryDirectory() as folder:
        write_texts(Path(flores), Path(folder), systems=16)
        for name in wanted or TABLES:
            print(f"\n## {name}\n", flush=True)
            TABLES[name](Bench(Path(model).resolve(), Path(folder)))


if __name__ == "__main__":
    main()
