"""A COMET checkpoint of wmt22-comet-da's shape with random weights: for speed and memory only.

    python benchmarks/comet_model.py OUT TEXTS

TEXTS is a folder of text files that the tokenizer is trained on. Scores of such a model mean
nothing; its speed, memory and file format are those of the real one (581M parameters, 2.2 GiB).
"""

from __future__ import annotations

import json
import sys
from itertools import pairwise
from pathlib import Path
from typing import Any

import torch
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors, trainers

WORDS, HIDDEN, LAYERS, HEADS, INNER, POSITIONS = 250_002, 1024, 24, 16, 4096, 514
HEAD = (3072, 1024)
ENCODER = "encoder.model"


def save_encoder(folder: Path, texts: Path) -> None:
    special = ["<s>", "<pad>", "</s>", "<unk>", "<mask>"]
    tokenizer = Tokenizer(models.Unigram())
    tokenizer.normalizer = normalizers.NFKC()
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(replacement="\u2581")
    files = sorted(path for path in texts.rglob("*") if path.suffix in {".en", ".ko", ".txt"})
    tokenizer.train(
        [str(file) for file in files],
        trainers.UnigramTrainer(
            vocab_size=16_000, special_tokens=special, unk_token=special[3], show_progress=False
        ),
    )
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>",
        pair="<s> $A </s> </s> $B </s>",
        special_tokens=[("<s>", 0), ("</s>", 2)],
    )
    folder.mkdir(parents=True)
    tokenizer.save(str(folder / "tokenizer.json"))
    shape = {
        "model_type": "xlm-roberta", "vocab_size": WORDS, "hidden_size": HIDDEN,
        "num_hidden_layers": LAYERS, "num_attention_heads": HEADS, "intermediate_size": INNER,
        "max_position_embeddings": POSITIONS, "type_vocab_size": 1, "layer_norm_eps": 1e-5,
        "hidden_act": "gelu", "pad_token_id": 1, "bos_token_id": 0, "eos_token_id": 2,
    }  # fmt: skip
    (folder / "config.json").write_text(json.dumps(shape), encoding="utf-8")
    settings = {"tokenizer_class": "XLMRobertaTokenizerFast", "model_max_length": 512}
    (folder / "tokenizer_config.json").write_text(json.dumps(settings), encoding="utf-8")


def weights() -> dict[str, torch.Tensor]:
    state: dict[str, torch.Tensor] = {}

    def linear(name: str, rows: int, columns: int, spread: float = 0.02) -> None:
        state[f"{name}.weight"] = torch.randn(rows, columns) * spread
        state[f"{name}.bias"] = torch.zeros(rows)

    def norm(name: str) -> None:
        state[f"{name}.weight"], state[f"{name}.bias"] = torch.ones(HIDDEN), torch.zeros(HIDDEN)

    embeddings = f"{ENCODER}.embeddings"
    for name, rows in (("word", WORDS), ("position", POSITIONS), ("token_type", 1)):
        state[f"{embeddings}.{name}_embeddings.weight"] = torch.randn(rows, HIDDEN) * 0.02
    norm(f"{embeddings}.LayerNorm")
    for number in range(LAYERS):
        layer = f"{ENCODER}.encoder.layer.{number}"
        for part in ("query", "key", "value"):
            linear(f"{layer}.attention.self.{part}", HIDDEN, HIDDEN)
        linear(f"{layer}.attention.output.dense", HIDDEN, HIDDEN)
        norm(f"{layer}.attention.output.LayerNorm")
        linear(f"{layer}.intermediate.dense", INNER, HIDDEN)
        linear(f"{layer}.output.dense", HIDDEN, INNER)
        norm(f"{layer}.output.LayerNorm")
    for number in range(LAYERS + 1):
        # Unequal, and none of them is given no weight at all.
        name = f"layerwise_attention.scalar_parameters.{number}"
        state[name] = torch.tensor([0.02 * (number % 5)])
    state["layerwise_attention.gamma"] = torch.ones(1)
    state["layerwise_attention.dropout_mask"] = torch.zeros(LAYERS + 1)
    state["layerwise_attention.dropout_fill"] = torch.full((LAYERS + 1,), -1e20)
    # Plain random weights give nearly constant scores: a wider head lets a drift show.
    for number, (columns, rows) in enumerate(pairwise((6 * HIDDEN, *HEAD, 1))):
        linear(f"estimator.ff.{3 * number}", rows, columns, (1.5 / columns) ** 0.5)
    return state


def settings(encoder: Path) -> dict[str, Any]:
    return {
        "nr_frozen_epochs": 0.3, "keep_embeddings_frozen": True, "optimizer": "AdamW",
        "encoder_model": "XLM-RoBERTa", "pretrained_model": str(encoder), "pool": "avg",
        "layer": "mix", "layer_transformation": "sparsemax", "layer_norm": False, "loss": "mse",
        "dropout": 0.1, "batch_size": 4, "train_data": [], "validation_data": [],
        "hidden_sizes": list(HEAD), "activations": "Tanh", "final_activation": None,
        "load_pretrained_weights": False, "local_files_only": True,
    }  # fmt: skip


def main() -> None:
    out, texts = (Path(argument).resolve() for argument in sys.argv[1:3])
    torch.manual_seed(7)
    save_encoder(out / "encoder", texts)
    hparams = settings(out / "encoder")
    (out / "checkpoints").mkdir()
    content = {
        "epoch": 0, "global_step": 0, "pytorch-lightning_version": "2.0.0", "loops": {},
        "state_dict": weights(), "hparams_name": "kwargs", "hyper_parameters": hparams,
    }  # fmt: skip
    torch.save(content, out / "checkpoints" / "model.ckpt")
    named = hparams | {"class_identifier": "regression_metric"}
    # YAML reads JSON.
    (out / "hparams.yaml").write_text(json.dumps(named), encoding="utf-8")


if __name__ == "__main__":
    main()
