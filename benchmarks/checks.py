"""Checks against planted errors and human references: every table of README.md's "Checks".

    python benchmarks/checks.py FOLDER [--only TABLE...] [--kinds KIND...] [--half 1|2] [--show N]

FOLDER holds `source.en`, `reference.ko` and, of systems, `en-ko/*.ko`, `ko-en/*.en` and
`published-scores.tsv`. Planted are 500 errors of each kind, in the human references and in the
outputs of the systems by turns, one in a document of ten lines; one is found when a check of its
kind says something that it does not say without it.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from planted import DIRECTIONS, KINDS, Direction, Kind, documents, plant, read, test_set
from planting import Planted
from splitting import heading, row

from mtqe import plugins
from mtqe.checks import Check, find_all
from mtqe.core import EvalSet, Finding
from mtqe.pairing import korean

TABLES = ("planted", "alarms", "systems", "speed")


def made(names: Sequence[str], glossary: Path | None = None) -> list[Check]:
    """The checks of these names, as far as there are any."""
    found: list[Check] = []
    for name in names:
        if name in plugins.BUILT_IN["checks"]:
            options = {"glossary": str(glossary)} if name == "terms" and glossary else {}
            found.append(plugins.load("checks", name)(**options))
    return found


def all_checks(glossary: Path | None = None) -> list[Check]:
    return made(list(plugins.BUILT_IN["checks"]), glossary)


def planted_table(
    directions: Sequence[Direction], kinds: Sequence[Kind], count: int, show: int
) -> None:
    columns = ("kind", "direction", "planted", "human", "systems", "both", "alarms without")
    heading("Recall on planted errors, and sentences with alarms without them", *columns)
    for kind in kinds:
        for direction in directions:
            if direction.name in kind.planters:
                total = count // len([d for d in directions if d.name in kind.planters])
                _planted_row(kind, direction, total, show)


def _planted_row(kind: Kind, direction: Direction, count: int, show: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        world, errors = plant(kind, direction, count)
        glossary = Path(folder) / "terms.tsv"
        lines = ["source\ttarget", *(f"{a}\t{b}" for a, b in world.glossary.items())]
        glossary.write_text("\n".join(lines) + "\n", encoding="utf-8")
        checks = made(kind.checks, glossary)
        hits: dict[bool, list[bool]] = {True: [], False: []}
        missed: list[Planted] = []
        alarms, sentences = 0, 0
        for base, group in errors:
            data, places = test_set(direction, group)
            said = defaultdict[tuple[str, str], set[tuple[str, str]]](set)
            for f in find_all(checks, data):
                said[f.system or "", f.segment or ""].add((f.code, f.message))
            if base == "human":
                alarms += sum(system == "good" for system, _ in said)
                sentences += len(data.segments)
            for place, error in zip(places, group, strict=True):
                hit = bool(said["bad", place] - said["good", place])
                hits[base == "human"].append(hit)
                missed += [] if hit else [error.planted]
    groups = (hits[True], hits[False], hits[True] + hits[False])
    shares = [f"{np.mean(group):.3f}" if group and checks else "–" for group in groups]
    alarm = f"{100 * alarms / max(1, sentences):.1f} %"
    row(kind.name, direction.name, str(len(groups[2])), *shares, alarm)
    for error in missed[:show]:
        print(f"    {error.source}\n    {error.good}\n    {error.bad}\n")


def alarms_table(directions: Sequence[Direction], names: Sequence[str], show: int) -> None:
    """Findings on the human references, in documents of ten lines as they come."""
    heading(
        "Sentences of the human references with a finding",
        *("direction", "check", "code", "severity", "sentences", "share"),
    )
    for direction in directions:
        data = documents(direction, {"human": direction.human})
        counts = defaultdict[tuple[str, str, str], set[str]](set)
        for check in made(names):
            for finding in find_all([check], data):
                if finding.system is not None and finding.segment is not None:
                    for code in (finding.code, "any"):
                        key = (check.name, code, finding.severity if code != "any" else "")
                        counts[key].add(finding.segment)
                    if show:
                        _tell(finding, data)
        for (name, code, severity), places in sorted(counts.items()):
            share = f"{100 * len(places) / len(data.segments):.1f} %"
            row(direction.name, name, code, severity, str(len(places)), share)


def _tell(finding: Finding, data: EvalSet) -> None:
    k = int(finding.segment or 0)
    print(f"    {finding.code}: {finding.message}\n        {data.segments[k].source}")
    print(f"        {data.outputs[finding.system or ''][k]}")


def systems_table(directions: Sequence[Direction]) -> None:
    """Findings per 100 sentences of each system beside what COMET says."""
    heading("Findings of systems", "direction", "system", "errors", "warnings", "hints", "COMET")
    for direction in directions:
        if not direction.systems:
            continue
        data = documents(direction, direction.systems)
        counts = defaultdict[tuple[str, str], int](int)
        for finding in find_all(all_checks(), data):
            counts[finding.system or "", finding.severity] += 1
        per = 100 / len(data.segments)
        rows = []
        for system, comet in direction.comet.items():
            figures = [counts[system, s] * per for s in ("error", "warning", "info")]
            rows.append([*figures, comet])
            row(direction.name, system, *(f"{x:.1f}" for x in figures), f"{comet:.4f}")
        table = np.array(rows)
        weighty, every = table[:, 0] + table[:, 1], table[:, :3].sum(axis=1)
        for title, values in (("errors and warnings", weighty), ("all findings", every)):
            r = np.corrcoef(values, table[:, 3])[0, 1]
            ranks = np.corrcoef(_ranks(values), _ranks(table[:, 3]))[0, 1]
            print(f"{direction.name}, {title} with COMET: Pearson {r:.2f}, Spearman {ranks:.2f}")


def _ranks(values: np.ndarray) -> np.ndarray:
    return np.argsort(np.argsort(values)).astype(float)


def speed_table(directions: Sequence[Direction]) -> None:
    """Pairs a second of CPU time, all checks and each one, with the Korean analyser and without."""
    heading("Speed", "check", "direction", "analyser", "pairs/s")
    for analyser in (korean.kiwi, lambda: None):
        korean.kiwi = analyser  # type: ignore[assignment]
        for direction in directions:
            data = documents(direction, {"human": direction.human})
            checks = all_checks()
            list(find_all(checks, data))  # what is loaded once is no speed
            for title, group in [("all", checks), *((c.name, [c]) for c in checks)]:
                start = time.process_time()
                list(find_all(group, data))
                speed = len(data.segments) / (time.process_time() - start)
                with_it = "yes" if analyser() is not None else "no"
                row(title, direction.name, with_it, f"{speed:.0f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--only", nargs="+", choices=TABLES, default=TABLES)
    parser.add_argument("--kinds", nargs="+", choices=[kind.name for kind in KINDS])
    checks = list(plugins.BUILT_IN["checks"])
    parser.add_argument("--checks", nargs="+", choices=checks, default=checks)
    parser.add_argument("--directions", nargs="+", choices=DIRECTIONS, default=DIRECTIONS)
    parser.add_argument("--half", type=int, choices=(1, 2), help="only this half of the lines")
    parser.add_argument("--count", type=int, default=500)
    parser.add_argument("--show", type=int, default=0, help="misses and alarms to print")
    arguments = parser.parse_args()
    directions = [read(arguments.folder, name, arguments.half) for name in arguments.directions]
    kinds = [k for k in KINDS if not arguments.kinds or k.name in arguments.kinds]
    if "planted" in arguments.only:
        planted_table(directions, kinds, arguments.count, arguments.show)
    if "alarms" in arguments.only:
        alarms_table(directions, arguments.checks, arguments.show)
    if "systems" in arguments.only:
        systems_table(directions)
    if "speed" in arguments.only:
        speed_table(directions)


if __name__ == "__main__":
    main()
