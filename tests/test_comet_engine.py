"""The engine's numbers are those of unbabel-comet's own `predict`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from comet_fixtures import MODELS, SENTENCES

from mtqe.core import Backend, Runtime, Segment, Task, Translation
from mtqe.errors import MetricError
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
    found: Backend = request.param
    return found


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


@pytest.fixture(
    params=["onednn fp32", "mkl fp32", "torch fp32", "onednn bf16", "torch bf16", "torch fp16"]
)
def kind(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> tuple[Any, Any]:
    """A way of multiplying that this machine has and the engine then takes; and the precision."""
    torch = pytest.importorskip("torch")
    from mtqe.metrics.comet.engine import kernels, linear

    way, precision = request.param.split()
    weight, x = (torch.zeros(n, 8, dtype=kernels.DTYPES[precision]) for n in (8, linear.TILE))
    if linear.made_by(way, weight, weight[0], x) is None:
        pytest.skip(f"this machine has no {way}")
    monkeypatch.setattr(kernels, "remembered", lambda _: way)
    return way, precision


@pytest.fixture
def threads() -> Iterator[Any]:
    """Sets the number of threads of torch for a test."""
    torch = pytest.importorskip("torch")
    before = torch.get_num_threads()
    yield torch.set_num_threads
    torch.set_num_threads(before)


@pytest.mark.parametrize("name", ["regression_metric", "xcomet_metric", "max"])
def test_no_bit_depends_on_what_is_scored_together(
    comet_checkpoints: Path, kind: tuple[Any, Any], threads: Any, name: str
) -> None:
    bound = Comet(model=str(comet_checkpoints / name), precision=kind[1]).bind(TASK)
    texts = translations()

    def rows(order: list[int], batch_size: int, count: int) -> Any:
        threads(count)
        runtime = Runtime(device="cpu", batch_size=batch_size)
        return bound.statistics([texts[n] for n in order], runtime).values

    straight = rows(list(range(len(texts))), 16, 1)
    backwards = rows(list(range(len(texts)))[::-1], 1, 2)[::-1]
    np.testing.assert_array_equal(backwards, straight)
    some = rows([12, 3, 0, 3], 64, 3)
    np.testing.assert_array_equal(some, straight[[12, 3, 0, 3]])
    for n in (0, 5, len(texts) - 1):
        np.testing.assert_array_equal(rows([n], 16, 1), straight[[n]])


@pytest.mark.parametrize(("inputs", "outputs"), [(1024, 1024), (4096, 1024), (1024, 3072)])
def test_a_row_has_the_same_bits_wherever_it_stands(
    kind: tuple[Any, Any], inputs: int, outputs: int
) -> None:
    """At the sizes of XLM-R-large, where the libraries divide their work: see `Kernels.tile`."""
    import torch

    from mtqe.metrics.comet.engine.kernels import DTYPES, Kernels
    from mtqe.metrics.comet.engine.linear import TILE

    way, precision = kind
    threads, generator = torch.get_num_threads(), torch.Generator().manual_seed(3)
    weight, x = (torch.randn(n, inputs, generator=generator) for n in (outputs, TILE))
    kernels = Kernels(torch.device("cpu"), DTYPES[precision], way, TILE)
    layer = kernels.linear(weight, torch.zeros(outputs), gelu=True)
    torch.set_num_threads(1)
    try:
        made = layer(x)
        for shift in (1, 7, 64, 100):
            assert torch.equal(layer(x.roll(shift, 0)), made.roll(shift, 0))
    finally:
        torch.set_num_threads(threads)


def test_memory_that_runs_out_costs_time_and_no_bit(
    comet_checkpoints: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from mtqe.metrics.comet.engine.mixing import Reader

    bound = Comet(model=str(comet_checkpoints / "regression_metric")).bind(TASK)
    expected = bound.statistics(translations(), Runtime(device="cpu")).values
    real, refused = Reader.read, []

    def read(self: Reader, batch: Any) -> Any:
        if len(batch.ids) > 600:
            refused.append(len(batch.ids))
            raise RuntimeError("DefaultCPUAllocator: can't allocate memory: you tried to ...")
        return real(self, batch)

    monkeypatch.setattr(Reader, "read", read)
    made = bound.statistics(translations(), Runtime(device="cpu", batch_size=64)).values
    assert refused
    np.testing.assert_array_equal(made, expected)


def test_one_text_that_does_not_fit(
    comet_checkpoints: Path, monkeypatch: pytest.MonkeyPatch, backend: Backend
) -> None:
    import torch

    def full(*_: object, **__: object) -> Any:
        raise torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 2 GiB")

    bound = Comet(model=str(comet_checkpoints / "regression_metric")).bind(TASK)
    monkeypatch.setattr("torch.nn.functional.layer_norm", full)
    with pytest.raises(MetricError, match=r"not enough memory for .* on cpu"):
        bound.statistics(translations(), Runtime(device="cpu", backend=backend))


def test_how_it_was_computed_is_noted(comet_checkpoints: Path, backend: Backend) -> None:
    bound = Comet(model=str(comet_checkpoints / "regression_metric")).bind(TASK)
    notes: list[str] = []
    bound.statistics(translations(), Runtime(device="cpu", backend=backend, note=notes.append))
    [note] = set(notes)
    promised = "last digits depend on what is scored together" not in note
    assert promised == (backend == "engine")
    assert "fp32" in note


def test_the_trial_is_made_once_and_its_file_is_never_needed(
    cache_folder: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    import torch

    from mtqe.metrics.comet.engine import trial

    made: list[Any] = []

    def counted(dtype: Any) -> str:
        made.append(dtype)
        return "torch"

    monkeypatch.setattr(trial, "trial", counted)
    assert [trial.remembered(torch.float32) for _ in range(3)] == ["torch"] * 3
    assert len(made) == 1
    for damage in ("{", "[]", "\xff"):
        (cache_folder / "kernels.json").write_text(damage, encoding="latin-1")
        assert trial.remembered(torch.float32) == "torch"
    assert len(made) == 4
    occupied = tmp_path / "file"
    occupied.write_text("no folder", encoding="utf-8")
    for nowhere in (str(occupied), "off"):
        monkeypatch.setenv("MTQE_CACHE", nowhere)
        assert trial.remembered(torch.float32) == "torch"
    assert len(made) == 6
    assert not Path("off").exists()


def test_the_trial_takes_a_way_that_is_right() -> None:
    import torch

    from mtqe.metrics.comet.engine import linear, trial

    generator = torch.Generator().manual_seed(1)
    weight, x = (torch.randn(n, 64, generator=generator) for n in (32, linear.TILE))
    bias = torch.randn(32, generator=generator)
    made = linear.WAYS[trial.trial(torch.float32)](weight, bias, False)(x)
    torch.testing.assert_close(made, x @ weight.T + bias, rtol=1e-5, atol=1e-4)


def test_a_way_that_is_wrong_or_gone_is_not_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    import torch

    from mtqe.metrics.comet.engine import linear, trial

    def gone(*_: object) -> Any:
        raise AttributeError("no such operator")

    monkeypatch.setitem(linear.WAYS, "onednn", gone)
    monkeypatch.setitem(linear.WAYS, "mkl", lambda *_: lambda x: x.new_zeros(len(x), 2048))
    assert trial.trial(torch.float32) == "torch"
