"""The sample report in reports/: what the current code makes of the quick start."""

from __future__ import annotations

import base64
import gzip
import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from mtqe.cli.reports import read_card
from mtqe.config import load
from mtqe.run import evaluate, render
from mtqe.scorecard import Scorecard

README = Path(__file__).resolve().parent.parent.joinpath("reports/README.md").read_text("utf-8")
(COMMAND,) = re.findall(r"```sh\n(.*)\n```", README)
STALE = f"reports/sample is stale. Make it again: {COMMAND}"


@pytest.fixture(scope="module")
def folder() -> Path:
    return Path(__file__).resolve().parent.parent / "reports" / "sample"


@pytest.fixture(scope="module")
def card(folder: Path) -> Scorecard:
    return read_card(folder)


def unpacked(page: bytes) -> str:
    """The page with what it holds in packed form as text: no compressor packs like another."""
    return re.sub(
        r"\bH4sI[\w+/]+=*",
        lambda match: gzip.decompress(base64.b64decode(match[0])).decode(),
        page.decode(),
    )


def test_it_is_drawn_as_the_code_draws_it(folder: Path, card: Scorecard) -> None:
    files = render(card, ("markdown", "html"))
    assert files["report.md"] == (folder / "report.md").read_bytes(), STALE
    assert unpacked(files["report.html"]) == unpacked((folder / "report.html").read_bytes()), STALE


def test_it_says_what_the_code_finds(project: Path, card: Scorecard) -> None:
    config = load(project / "configs" / "quickstart.yaml")
    # No model is loaded: the sample was made where there is none.
    cheap = tuple(entry for entry in config.metrics if not entry.metric.neural)
    fresh = evaluate(replace(config, metrics=cheap))
    assert fresh.data.digest() == card.data.digest(), STALE
    assert dict(fresh.data.outputs) == dict(card.data.outputs), STALE
    assert set(fresh.findings) == set(card.findings), STALE
    for label, scores in fresh.scores.items():
        for level in ("systems", "documents", "segments"):
            then, now = getattr(card.scores[label], level), getattr(scores, level)
            np.testing.assert_allclose(now, then, atol=1e-9, err_msg=STALE)
