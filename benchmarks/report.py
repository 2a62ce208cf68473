"""The HTML report of a large run: its size, the time to make it, and how a browser bears it.

    python benchmarks/report.py [SEGMENTS] [SYSTEMS] [METRICS] [--file report.html]

Defaults: 10,000 segments, 6 systems, 5 metrics; the browser visits the report 7 times, medians are
printed. Needs the extra `test` and a Chromium (`--browser`). Sentences are words of the lexicon in
random order.
"""

from __future__ import annotations

import argparse
import resource
import statistics
import time
from dataclasses import replace
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from playwright.sync_api import Page, sync_playwright

from mtqe.core import Document, EvalSet, Origin, Segment
from mtqe.reporters.html import Html
from mtqe.scorecard import MetricInfo, Scorecard, Scores
from mtqe.texts import finding

ROUNDS, LONG, CHANGED = 7, 25, 0.33
_PAINTED = "performance.getEntriesByName('first-contentful-paint')[0].startTime"
# Runs in the page: does something, and waits until it is painted.
_TIMED = """async ([selector, value]) => {
  const field = document.querySelector(selector);
  const start = performance.now();
  field.value = value;
  for (const name of ["input", "change"]) field.dispatchEvent(new Event(name, {bubbles: true}));
  await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  return performance.now() - start;
}"""
_SCROLLED = """async () => {
  const frames = [];
  document.getElementById("sentences").scrollIntoView();
  let last = performance.now();
  for (let step = 0; step < 60; step++) {
    window.scrollBy(0, 900);
    await new Promise(requestAnimationFrame);
    frames.push(performance.now() - last);
    last = performance.now();
  }
  return frames;
}"""


def words() -> tuple[list[str], list[str]]:
    text = (files("mtqe.pairing") / "lexicon-ko-en.tsv").read_text(encoding="utf-8")
    rows = [line.split("\t") for line in text.splitlines() if line and not line.startswith("#")]
    return [row[0] for row in rows], [row[1].split(",")[0] for row in rows]


def scorecard(segments: int, systems: int, metrics: int) -> Scorecard:
    """A run of this size; every system changes a third of the reference's words."""
    rng = np.random.default_rng(1)
    korean, english = map(np.array, words())
    lengths = rng.integers(8, 22, segments)
    picked = [rng.integers(0, len(korean), n) for n in lengths]
    sources = [" ".join(english[p]) + "." for p in picked]
    references = [" ".join(korean[p]) + "." for p in picked]

    def changed(p: np.ndarray) -> np.ndarray:
        return np.where(rng.random(len(p)) < CHANGED, rng.integers(0, len(korean), len(p)), p)

    outputs = {
        f"system-{s}": tuple(" ".join(korean[changed(p)]) for p in picked) for s in range(systems)
    }
    starts = range(0, segments, LONG)
    data = EvalSet(
        name="large",
        source_language="en",
        target_language="ko",
        segments=tuple(
            Segment(
                str(i + 1),
                f"document-{i // LONG}",
                sources[i],
                (references[i],),
                Origin("source.en", i + 1),
            )
            for i in range(segments)
        ),
        documents=tuple(
            Document(f"document-{k}", start, min(start + LONG, segments))
            for k, start in enumerate(starts)
        ),
        outputs=outputs,
    )  # fmt: skip
    ids = [segment.id for segment in data.segments]
    return Scorecard(
        data=data,
        metrics=tuple(MetricInfo(f"m{m}", f"Metric {m}", "version:1") for m in range(metrics)),
        scores={f"m{m}": scores(rng, data) for m in range(metrics)},
        headline="m0",
        baseline="system-0",
        findings=tuple(
            replace(finding("empty", "warning"), segment=ids[int(i)], system=f"system-{s}")
            for s in range(systems)
            for i in rng.integers(0, segments, segments // 20)
        ),
    )


def scores(rng: np.random.Generator, data: EvalSet) -> Scores:
    values = rng.normal(50, 15, (len(data.systems), len(data.segments)))
    documents = np.add.reduceat(values, [d.start for d in data.documents], axis=1) / LONG
    totals = values.mean(axis=1)
    return Scores(values, documents, totals, np.column_stack([totals - 1, totals + 1]))


def browse(page: Page, address: str) -> dict[str, float]:
    """Milliseconds of one visit."""
    page.goto(address)
    page.wait_for_selector("[data-ready]")
    found = {"first paint": page.evaluate(_PAINTED), "ready": page.evaluate("performance.now()")}
    page.wait_for_timeout(500)
    word = page.evaluate("document.querySelector('.row .text p').textContent.split(' ')[2]")
    for name, selector, value in (
        ("search", "#search", word),
        ("search taken away", "#search", ""),
        ("sort", "#sort", "fell"),
        ("filter by document", "#document", "document-3"),
        ("filter taken away", "#document", ""),
        ("another system", "#system", "system-2"),
    ):
        found[name] = page.evaluate(_TIMED, [selector, value])
    frames = page.evaluate(_SCROLLED)
    found["frame while scrolling, median"] = statistics.median(frames)
    found["frame while scrolling, worst of 20"] = sorted(frames)[-len(frames) // 20]
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("sizes", type=int, nargs="*", default=[])
    parser.add_argument("--file", type=Path, help="look at this report instead of making one")
    parser.add_argument("--browser", default="/usr/bin/chromium")
    options = parser.parse_args()
    segments, systems, metrics = (*options.sizes, *(10_000, 6, 5)[len(options.sizes) :])
    with TemporaryDirectory() as folder:
        path = options.file or Path(folder, "report.html")
        if options.file is None:
            card = scorecard(segments, systems, metrics)
            start = time.perf_counter()
            path.write_bytes(Html().render(card)["report.html"])
            print(f"{segments} segments, {systems} systems, {metrics} metrics")
            print(f"{'made in':<36}{time.perf_counter() - start:>9.2f} s")
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
            print(f"{'peak memory, run and report':<36}{peak:>9.0f} MiB")
        print(f"{'file':<36}{path.stat().st_size / 2**20:>9.2f} MiB")
        visits = []
        with sync_playwright() as driver:
            for _ in range(ROUNDS):
                browser = driver.chromium.launch(
                    executable_path=options.browser, args=["--no-sandbox"]
                )
                visits.append(browse(browser.new_page(), path.resolve().as_uri()))
                browser.close()
        for name in visits[0]:
            print(f"{name:<36}{statistics.median(visit[name] for visit in visits):>9.0f} ms")


if __name__ == "__main__":
    main()
