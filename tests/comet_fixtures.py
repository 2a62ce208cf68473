"""COMET checkpoints made on the spot: real Lightning training of a tiny model, wholly offline.

The scores of such a model mean nothing; the files are those of the real thing, with optimizer
state, callbacks and hyper-parameters. `comet_checkpoints` is a folder per model family:

    NAME/hparams.yaml, NAME/checkpoints/model.ckpt, and encoder/ (configuration and tokenizer)

`MODELS` names them: one per family, and more whose settings take another path through COMET's code.
"""

from __future__ import annotations

import csv
import logging
import os
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

SENTENCES = (
    ("The committee met on Tuesday morning.", "위원회는 화요일 오전에 회의를 열었다."),
    ("Press the red button to stop the machine.", "기계를 멈추려면 빨간 단추를 누르십시오."),
    ("Sales grew by 12 percent last year.", "지난해 매출은 12퍼센트 늘었다."),
    ("Where did you put my umbrella?", "내 우산 어디에 뒀어?"),
    ("The museum is closed on Mondays.", "박물관은 월요일에 문을 닫는다."),
    ("She has lived in Busan since 2009.", "그녀는 2009년부터 부산에 살고 있다."),
    ("Heavy rain is expected in the south.", "남부 지방에 많은 비가 예상된다."),
    ("Do not wash this coat in hot water.", "이 외투는 뜨거운 물에 빨지 마십시오."),
    ("The train to Daejeon leaves at nine.", "대전행 기차는 아홉 시에 출발한다."),
    ("He apologised and paid for the window.", "그는 사과하고 유리창 값을 물어 주었다."),
)
FAMILIES = (
    "regression_metric", "referenceless_regression_metric", "unified_metric", "xcomet_metric",
)  # fmt: skip
MODELS: dict[str, tuple[str, dict[str, Any]]] = {
    **{family: (family, {}) for family in FAMILIES},
    "max": (
        "regression_metric",
        {"pool": "max", "layer_norm": True, "final_activation": "Sigmoid"},
    ),
    "cls": ("regression_metric", {"pool": "cls", "layer": 1, "activations": "Sigmoid"}),
    "default": ("referenceless_regression_metric", {"pool": "default"}),
    "softmax": ("regression_metric", {"layer_transformation": "softmax", "layer_norm": True}),
    "patched": ("regression_metric", {"layer_transformation": "sparsemax_patch"}),
    "kiwi": ("unified_metric", {"input_segments": ["mt", "src"], "layer_norm": True}),
    "unite": ("unified_metric", {"input_segments": ["mt", "ref"], "sent_layer": 2}),
    "tagger": ("unified_metric", {"word_level_training": True}),
}
"""Folder -> family, and the settings that are not the usual ones."""


@pytest.fixture(scope="session")
def comet_checkpoints(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder described above; skips the test where COMET is not installed."""
    if find_spec("comet") is None:
        pytest.skip("COMET is not installed")
    import torch

    # Tiny products: threads that wait for each other would take most of the time.
    torch.set_num_threads(1)
    root = tmp_path_factory.mktemp("comet")
    with _calm():
        _save_encoder(root / "encoder")
        for name in MODELS:
            _train(name, root)
    return root


@pytest.fixture(scope="session")
def comet_predict(comet_output: Any) -> Callable[[str, list[dict[str, str]]], list[float]]:
    """COMET's own scores: (name, samples with src, mt, ref) -> what its `predict` returns."""

    def predict(name: str, samples: list[dict[str, str]]) -> list[float]:
        scores: list[float] = comet_output(name, samples)["scores"]
        return scores

    return predict


@pytest.fixture(scope="session")
def comet_output(comet_checkpoints: Path) -> Callable[..., Any]:
    """(name, samples with src, mt, ref, context=False) -> all that COMET's `predict` returns."""
    models: dict[str, Any] = {}

    def output(name: str, samples: list[dict[str, str]], *, context: bool = False) -> Any:
        with _calm():
            from comet import load_from_checkpoint

            if name not in models:
                path = comet_checkpoints / name / "checkpoints/model.ckpt"
                models[name] = load_from_checkpoint(str(path))
            models[name].use_context = context
            return models[name].predict(samples, gpus=0, num_workers=0, progress_bar=False)

    return output


@contextmanager
def _calm() -> Iterator[None]:
    """Lightning's and transformers' own warnings are no concern of a test."""
    environment = dict(os.environ)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        logging.disable(logging.WARNING)
        try:
            yield
        finally:
            logging.disable(logging.NOTSET)
            os.environ.clear()
            os.environ.update(environment)


def _save_encoder(folder: Path) -> None:
    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors, trainers
    from transformers import XLMRobertaConfig, XLMRobertaTokenizerFast

    special = ["<s>", "<pad>", "</s>", "<unk>", "<mask>"]
    tokenizer = Tokenizer(models.Unigram())
    tokenizer.normalizer = normalizers.NFKC()
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(replacement="\u2581")
    tokenizer.train_from_iterator(
        [text for pair in SENTENCES for text in pair],
        trainers.UnigramTrainer(
            vocab_size=400, special_tokens=special, unk_token=special[3], show_progress=False
        ),
    )
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>",
        pair="<s> $A </s> </s> $B </s>",
        special_tokens=[("<s>", 0), ("</s>", 2)],
    )
    fast = XLMRobertaTokenizerFast(tokenizer_object=tokenizer, model_max_length=512)
    fast.save_pretrained(folder)
    XLMRobertaConfig(
        vocab_size=len(fast), hidden_size=32, num_hidden_layers=2, num_attention_heads=4,
        intermediate_size=64, max_position_embeddings=514, type_vocab_size=1,
        layer_norm_eps=1e-5, pad_token_id=1, bos_token_id=0, eos_token_id=2,
    ).save_pretrained(folder)  # fmt: skip


def _train(name: str, root: Path) -> None:
    import pytorch_lightning as lightning
    import torch
    from comet.models import str2model
    from pytorch_lightning.core.saving import save_hparams_to_yaml
    from torch.utils.data import DataLoader

    family, unusual = MODELS[name]
    data, folder = root / "train.csv", root / name
    _write_training_data(data)
    torch.manual_seed(7)
    model = str2model[family](**_hyper_parameters(family, root / "encoder", data) | unusual)
    _widen(model)
    # COMET trains models that label words on a GPU only.
    steps = 0 if getattr(model, "word_level", False) else 2
    trainer = lightning.Trainer(
        max_steps=steps, accelerator="cpu", devices=1, logger=False, enable_progress_bar=False,
        enable_model_summary=False, num_sanity_val_steps=0, limit_val_batches=0,
        callbacks=[lightning.callbacks.ModelCheckpoint(dirpath=root / "every-step")],
    )  # fmt: skip
    batches = DataLoader(
        model.read_training_data(data),
        batch_size=4,
        collate_fn=lambda samples: model.prepare_sample(samples, stage="fit"),
    )
    trainer.fit(model, train_dataloaders=batches)
    folder.mkdir()
    trainer.save_checkpoint(folder / "checkpoints" / "model.ckpt")
    save_hparams_to_yaml(folder / "hparams.yaml", model.hparams)


def _hyper_parameters(family: str, encoder: Path, data: Path) -> dict[str, Any]:
    joint = family in {"unified_metric", "xcomet_metric"}
    layers = {"sent_layer": "mix", "word_layer": 2} if joint else {"pool": "avg"}
    return layers | {
        "encoder_model": "XLM-RoBERTa", "pretrained_model": str(encoder), "nr_frozen_epochs": 0.3,
        "keep_embeddings_frozen": True, "optimizer": "AdamW", "layer_transformation": "sparsemax",
        "layer_norm": False, "dropout": 0.1, "batch_size": 4, "hidden_sizes": [32, 16],
        "activations": "Tanh", "train_data": [str(data)], "validation_data": [],
        "load_pretrained_weights": False, "local_files_only": True,
    }  # fmt: skip


def _write_training_data(path: Path) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["src", "mt", "ref", "score"])
        for number, (english, korean) in enumerate(SENTENCES):
            writer.writerow([english, korean[number % 5 :], korean, number / 10])


def _widen(model: Any) -> None:
    """Random weights as they come score every text alike: make layers and head unequal."""
    import torch

    with torch.no_grad():
        if model.layerwise_attention:
            model.layerwise_attention.gamma.fill_(1.1)
            for position, parameter in enumerate(model.layerwise_attention.scalar_parameters):
                parameter.fill_(0.02 * position)
        for name, parameter in model.named_parameters():
            if name.startswith(("estimator", "hidden2tag")) and name.endswith("weight"):
                torch.nn.init.normal_(parameter, std=(3 / parameter.shape[1]) ** 0.5)
            elif name.endswith(("dense.weight", "word_embeddings.weight")):
                torch.nn.init.normal_(parameter, std=0.3)
