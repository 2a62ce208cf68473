"""False alarms, power, agreement with sacreBLEU and speed of the tests.

    python benchmarks/significance.py FOLDER [alarms | power | equal | speed]...

FOLDER holds `source.en`, `reference.ko` and `en-ko/SYSTEM.ko`. Documents are blocks of ten lines;
COMET's rows are made up: sd .1 a sentence, and .03 a document. Inside `alarms` and `power`, a test
has 1,000 trials instead of 10,000.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sacrebleu.metrics.base import Metric
from sacrebleu.metrics.bleu import BLEU
from sacrebleu.metrics.chrf import CHRF
from sacrebleu.significance import PairedTest

from mtqe.core import Document, Runtime, Segment, Task, Translation
from mtqe.metrics import BoundMetric, FloatArray
from mtqe.metrics.bleu import Bleu
from mtqe.metrics.chrf import Chrf
from mtqe.metrics.lexical import BoundLexical
from mtqe.metrics.ter import Ter
from mtqe.scores import ScoreTable
from mtqe.significance import Measured, Settings, Test, Units, clusters, compare_all, sacrebleu
from mtqe.significance.figures import figures
from mtqe.significance.randomization import randomize
from mtqe.testing import BoundFake

BLOCK = 10
ALPHA = 0.05
BATCH = 20
QUICK = Settings(trials=1000)
TESTS: tuple[Test, ...] = ("sacrebleu-ar", "sacrebleu-bs")
ORACLES: dict[str, Callable[[], Metric]] = {"chrf": CHRF, "bleu": lambda: BLEU(tokenize="ko-mecab")}


class Mean(BoundFake):
    """A row is [score, 1]."""

    def score(self, totals: FloatArray, level: str) -> FloatArray:  # noqa: ARG002 - one formula
        """The mean."""
        return totals[..., 0] / totals[..., 1]


@dataclass(frozen=True)
class Texts:
    """A test set and what real systems made of it."""

    segments: tuple[Segment, ...]
    documents: tuple[Document, ...]
    outputs: dict[str, list[str]]

    def bind(self, metric: Chrf | Bleu | Ter) -> BoundLexical:
        """The metric for English to Korean."""
        return metric.bind(Task("en", "ko", 1, frozenset({1})))

    def rows(self, bound: BoundMetric, hypotheses: list[str]) -> FloatArray:
        """Of one system: shape (segments, k)."""
        pairs = zip(self.segments, hypotheses, strict=True)
        return bound.statistics([Translation(*pair) for pair in pairs], Runtime()).values


def read(folder: Path) -> Texts:
    def lines(path: Path) -> list[str]:
        return path.read_text("utf-8").removesuffix("\n").split("\n")

    source, reference = lines(folder / "source.en"), lines(folder / "reference.ko")
    n = len(source)
    return Texts(
        tuple(Segment(str(i), str(i // BLOCK), source[i], (reference[i],)) for i in range(n)),
        tuple(Document(str(i // BLOCK), i, min(i + BLOCK, n)) for i in range(0, n, BLOCK)),
        {path.stem: lines(path) for path in sorted((folder / "en-ko").glob("*.ko"))},
    )


@dataclass(frozen=True)
class Rows:
    """Rows of two systems of like quality, and of a clearly worse one: shape (3, segments, k)."""

    name: str
    bound: BoundMetric
    values: FloatArray


def all_rows(texts: Texts) -> Iterator[Rows]:
    for metric in (Chrf(), Bleu(), Chrf(word_order=2), Ter()):
        bound = texts.bind(metric)
        # By TER, no other system is worse by as much as can be detected.
        worse = "argos" if metric.name == "ter" else "nllb"
        names = ("bergamot-base-memory", "bergamot-base", worse)
        values = np.stack([texts.rows(bound, texts.outputs[name]) for name in names])
        yield Rows(metric.name, bound, values)
    rng, n = np.random.default_rng(1), len(texts.segments)
    effect = np.repeat(rng.normal(0, 0.03, (3, len(texts.documents))), BLOCK, axis=1)[:, :n]
    scores = np.array([[0.8], [0.8], [0.75]]) + effect + rng.normal(0, 0.1, (3, n))
    yield Rows("comet", Mean("version:1"), np.stack([scores, np.ones_like(scores)], axis=2))


def by_unit(rows: Rows, size: int) -> FloatArray:
    """Rows of blocks of this many segments."""
    return np.add.reduceat(rows.values, np.arange(0, rows.values.shape[1], size), axis=1)


def alarms(texts: Texts, count: int = 2000, compared: int = 500) -> None:
    print(f"False alarms at {ALPHA}, {count} A/A trials (sacreBLEU's bootstrap: {compared})")
    for rows in all_rows(texts):
        better = -1 if rows.name == "ter" else 1
        for unit, size in (("segment", 1), ("block", BLOCK)):
            units = by_unit(rows, size)
            rng, found, drops, old_way = np.random.default_rng(2), 0, 0, 0
            for batch in range(count // BATCH):
                swapped = rng.integers(2, size=(BATCH, units.shape[1]), dtype=bool)
                pairs = np.stack([mixed(units, swapped), mixed(units, ~swapped)], axis=1)
                p = randomize(rows.bound, pairs, Settings(trials=1000, seed=batch))
                old, new = rows.bound.score(pairs.sum(axis=2), "system").T
                found += int((p < ALPHA).sum())
                drops += int(((p < ALPHA) & (better * (new - old) < 0)).sum())
                if batch < compared // BATCH:
                    whole = np.repeat(swapped, size, axis=1)[:, : rows.values.shape[1]]
                    for mask in whole:
                        pair = np.stack([mixed(rows.values, mask), mixed(rows.values, ~mask)])
                        settings = Settings(test="sacrebleu-bs", seed=batch)
                        old_way += sacrebleu.p_value(rows.bound, pair, settings) < ALPHA
            print(
                f"  {rows.name:6} {unit:8} {found / count:6.2%}  drops {drops / count:6.2%}"
                f"  sacreBLEU {old_way / compared:6.2%}",
                flush=True,
            )


def mixed(units: FloatArray, swapped: NDArray[np.bool_]) -> FloatArray:
    """The first system's units, and the second's where they are swapped."""
    return np.where(swapped[..., np.newaxis], units[1], units[0])


def power(texts: Texts, count: int = 1000) -> None:
    print(f"Power for a drop as large as the mean MDE, {count} trials")
    for rows in all_rows(texts):
        for unit, size in (("segment", 1), ("block", BLOCK)):
            units = by_unit(rows, size)
            share = planted(rows.bound, units)
            true, mde, found = trials(rows.bound, units, share, count, 3)
            print(
                f"  {rows.name:6} {unit:8} true {true:8.4f}  MDE {mde:8.4f}  found {found:6.1%}",
                flush=True,
            )


def planted(bound: BoundMetric, units: FloatArray) -> float:
    """The share of units to take from the worse system, so that the true drop is the mean MDE."""
    low, high = 0.0, 1.0
    for _ in range(12):
        share = (low + high) / 2
        true, mde, _ = trials(bound, units, share, 5 * BATCH, 4)
        low, high = (share, high) if true < mde else (low, share)
    return (low + high) / 2


def trials(
    bound: BoundMetric, units: FloatArray, share: float, count: int, seed: int
) -> tuple[float, float, float]:
    """True drop, mean MDE and share found, over test sets drawn from the real one."""
    rng, n, mdes, found = np.random.default_rng(seed), units.shape[1], 0.0, 0
    settings = QUICK if count >= 1000 else Settings(trials=100, resamples=300)
    usual = units[:2].mean(axis=(0, 1))
    worse = (1 - share) * usual + share * units[2].mean(axis=0)
    true = abs(bound.score(n * worse, "system") - bound.score(n * usual, "system"))
    for _ in range(count // BATCH):
        drawn = units[:, rng.integers(n, size=(BATCH, n))]
        swapped = rng.integers(2, size=(BATCH, n, 1), dtype=bool)
        spoilt = rng.random((BATCH, n, 1)) < share
        old = np.where(swapped, drawn[1], drawn[0])
        new = np.where(spoilt, drawn[2], np.where(swapped, drawn[0], drawn[1]))
        pairs = np.stack([old, new], axis=1)
        for figure in figures(bound, pairs, settings, "system", test=True, interval=False):
            mdes += figure.mde or 0
            found += (figure.p or 0) < ALPHA
    return float(true), mdes / count, found / count


def equal(texts: Texts) -> None:
    print("p, means and intervals against sacrebleu's own, five pairs")
    outputs, rng = texts.outputs, np.random.default_rng(5)
    pairs = [(outputs["google"], outputs["microsoft"])]
    pairs += [(outputs["bergamot-base"], outputs["bergamot-base-memory"])]
    for one, other, share in (("google", "microsoft", 0.05), ("nllb", "argos", 0.02)):
        taken = rng.random(len(texts.segments)) < share
        near = [b if x else a for a, b, x in zip(outputs[one], outputs[other], taken, strict=True)]
        pairs.append((outputs[one], near))
    pairs.append((outputs["microsoft"], [*outputs["microsoft"][:-1], outputs["google"][-1]]))
    references = [[s.references[0] or "" for s in texts.segments]]
    for metric in (Chrf(), Bleu()):
        bound = texts.bind(metric)
        for test in TESTS:
            settings = Settings(baseline="old", test=test)
            for old, new in pairs:
                own = PairedTest(
                    [("old", old), ("new", new)],
                    {metric.name: ORACLES[metric.name]()},
                    references,
                    test_type=test[-2:],
                    n_ar_confidence=0 if test == "sacrebleu-ar" else -1,
                )()[1]
                results: list[Any] = next(v for key, v in own.items() if key != "System")
                values = np.stack([texts.rows(bound, side) for side in (old, new)])
                table = ScoreTable(bound, values, {}, texts.documents)
                p = sacrebleu.p_value(bound, values, settings)
                ends = sacrebleu.intervals(table, settings, baseline=0)
                means = abs(ends.mean(axis=1) - [r.mean for r in results]).max()
                halves = abs(np.diff(ends)[:, 0] / 2 - [r.ci for r in results]).max()
                same = "equal" if p == results[1].p_value else "DIFFERS"
                print(
                    f"  {metric.name:5} {test}  p {p:.6f} {same}"
                    f"  mean within {means:.1e}  interval within {halves:.1e}",
                    flush=True,
                )


def speed(texts: Texts) -> None:
    rng, names = np.random.default_rng(6), list(texts.outputs)
    systems = dict(texts.outputs)
    while len(systems) < 16:
        one, other = rng.choice(names, 2, replace=False)
        taken = rng.random(len(texts.segments)) < 0.5
        texts_of = zip(systems[one], systems[other], taken, strict=True)
        systems[f"mix-{len(systems)}"] = [b if x else a for a, b, x in texts_of]
    references = [[s.references[0] or "" for s in texts.segments]]

    def ours(metric: Chrf | Bleu) -> None:
        bound = texts.bind(metric)
        values = np.stack([texts.rows(bound, outputs) for outputs in systems.values()])
        table = ScoreTable(bound, values, {}, texts.documents)
        measured = Measured(table, list(systems), metric.name)
        settings = Settings(baseline=names[0], unit="segment")
        units = Units.of(texts.segments, texts.documents, settings)
        comparing = seconds(lambda: compare_all(measured, units, settings))
        clustering = seconds(lambda: clusters(measured, units, settings))
        print(f"  {metric.name}: comparisons {comparing:.2f} s, clusters {clustering:.2f} s")

    def theirs() -> None:
        metrics = {name: oracle() for name, oracle in ORACLES.items()}
        PairedTest(list(systems.items()), metrics, references, test_type="ar")()

    print(f"16 systems, {len(texts.segments)} segments, 10,000 trials, CPU seconds")
    own = seconds(lambda: ours(Chrf())) + seconds(lambda: ours(Bleu()))
    print(f"  all, with rows and intervals: {own:.1f} s; sacrebleu: {seconds(theirs):.1f} s")


def seconds(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def main() -> None:
    parts = {"alarms": alarms, "power": power, "equal": equal, "speed": speed}
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("parts", nargs="*", choices=[*parts, []], default=list(parts))
    arguments = parser.parse_args()
    texts = read(arguments.folder)
    for name in arguments.parts:
        parts[name](texts)


if __name__ == "__main__":
    main()
