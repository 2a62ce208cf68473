"""The engine's numbers are those of unbabel-comet's own `predict`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from comet_fixtures import MODELS, SENTENCES

from mtqe.core import Backend, Runtime, Segment, Task, Translation
from mtqe.metrics.comet import Comet

TASK = Task("en", "ko", references=1, reference_counts=frozenset({1}))
LONG = " ".join(f"위원회는 {n}일 오전에 회의를 열었다." for n in range(60))
TEXTS = (
    *((english, korean[: 4 + 2 * n], korean) for n, (english, korean) in enumerate(SENTENCES)),
    ("Nothing at all.", "", "아무것도 없다."),
    ("So happy! 🎉👩‍👩‍👧‍👦", "정말 기뻐요! 🎉👩‍👩‍👧‍👦 </s> 그래요", "너무 행복해 🎉"),
    ("Where did you put my umbrella?", LONG, "내 우산 어디에 뒀어?"),
    (LONG, "위원회", LONG[::-1]),
    ("   ", " 사이  띄어쓰기 ", "\t"),
    ("A <pad> inside.", "안에 <pad> 하나.", "안에 하나."),
)


def translations(texts: Any = TEXTS) -> list[Translation]:
    return [
        Translation(Segment(str(n), "d", source, (reference,)), hypothesis)
        for n, (source, hypothesis, reference) in enumerate(texts)
    ]


def samples(reads: str, texts: Any = TEXTS) -> list[dict[str, str]]:
    """What COMET itself is given for the same texts."""
    names = {"src": 0, "mt": 1, "ref": 2}
    wanted = {"mt", *reads.split("+")}
    return [{name: row[n] for name, n in names.items() if name in wanted} for row in texts]


@pytest.fixture(params=["engine", "comet"])
def backend(request: pytest.FixtureRequest) -> Backend:
    return request.param


@pytest.mark.parametrize("name", MODELS)
def test_scores_equal_comets_own(
    comet_checkpoints: Path, comet_output: Any, backend: Backend, name: str
) -> None:
    bound = Comet(model=str(comet_checkpoints / name), on_empty="model").bind(TASK)
    rows = bound.statistics(translations(), Runtime(device="cpu", backend=backend))
    output = comet_output(name, samples(bound.reads))
    assert np.ptp(output["scores"]) > 0.01  # a model that scores all alike would prove nothing
    np.testing.assert_allclose(rows.values[:, 0], output["scores"], atol=1e-5)
    expected = output.get("metadata", {}).get("error_spans") or [[]] * len(TEXTS)
    assert [
        [(f.start, f.end, f.code) for f in rows.findings.get(n, ()) if f.code.startswith("span")]
        for n in range(len(TEXTS))
    ] == [
        list(dict.fromkeys((s["start"], s["end"], f"span_{s['severity']}") for s in spans))
        for spans in expected
    ]
