"""A model's settings as unbabel-comet 2.2.7 reads them, its defaults and silent rules included."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from torch import Tensor

from mtqe.errors import MetricError

_REGRESSION: dict[str, object] = {
    "pool": "avg", "layer": "mix", "layer_transformation": "softmax", "layer_norm": True,
    "activations": "Tanh", "final_activation": None, "hidden_sizes": [3072, 1024],
    "word_level_training": False,
}  # fmt: skip
_UNIFIED = _REGRESSION | {
    "sent_layer": "mix", "layer_transformation": "sparsemax", "word_layer": 24,
    "error_labels": ["minor", "major"], "input_segments": ["mt", "src", "ref"],
}  # fmt: skip
_DEFAULTS: dict[str, Mapping[str, object]] = {
    "regression_metric": _REGRESSION,
    "referenceless_regression_metric": _REGRESSION | {"hidden_sizes": [2048, 1024]},
    "unified_metric": _UNIFIED,
    "xcomet_metric": _UNIFIED
    | {
        "layer_norm": False, "word_layer": 36, "hidden_sizes": [2560, 1280],
        "error_labels": ["minor", "major", "critical"], "word_level_training": True,
    },
}  # fmt: skip


@dataclass(frozen=True)
class Settings:
    """What decides how a model computes.

    Attributes:
        family: COMET's class identifier.
        pool: how a sentence's tokens become one vector: avg, max, cls or default.
        layer: `mix` of all layers, or one of them; layer 0 are the embeddings.
        sparsemax: whether the mix's weights are made by sparsemax, not softmax.
        layer_norm: whether each layer is normalised before the mix.
        word_layer: the layer whose tokens are labelled; None for models that label none.
        labels: severities of the labels, without the first label, "no error".
        activations: of the head, by the name of torch's module.
        hidden_sizes: of the head.
        encoder: name or path of the encoder's configuration and tokenizer.
        encoder_model: which of COMET's encoders it is.
    """

    family: str
    pool: str
    layer: str | int
    sparsemax: bool
    layer_norm: bool
    word_layer: int | None
    labels: tuple[str, ...]
    activations: str
    final_activation: str | None
    hidden_sizes: tuple[int, ...]
    encoder: str
    encoder_model: str

    @classmethod
    def of(cls, family: str, hparams: Mapping[str, object], *, softmax: bool) -> Settings:
        """Read them.

        Args:
            family: COMET's class identifier.
            hparams: the checkpoint's hyper-parameters.
            softmax: hparams.yaml says "sparsemax_patch": COMET then overrides the checkpoint.
        """
        given: dict[str, Any] = {
            "encoder_model": "XLM-RoBERTa", "pretrained_model": "xlm-roberta-large",
            **_DEFAULTS[family], **hparams,
        }  # fmt: skip
        joint = family in {"unified_metric", "xcomet_metric"}
        # XCOMET always labels words.
        words = family == "xcomet_metric" or given["word_level_training"]
        return cls(
            family=family,
            # A joint model takes the first token, whatever it says of pooling.
            pool="cls" if joint else given["pool"],
            layer=given["sent_layer"] if joint else given["layer"],
            sparsemax=not softmax and given["layer_transformation"] == "sparsemax",
            layer_norm=bool(given["layer_norm"]),
            word_layer=int(given["word_layer"]) if joint and words else None,
            labels=tuple(given["error_labels"]) if joint and words else (),
            activations=given["activations"],
            final_activation=given["final_activation"],
            hidden_sizes=tuple(given["hidden_sizes"]),
            encoder=str(given["pretrained_model"]),
            encoder_model=str(given["encoder_model"]),
        )


@dataclass(frozen=True)
class Weights:
    """The weights of a checkpoint, each taken with the shape that it must have."""

    path: Path
    state: Mapping[str, Tensor]

    def take(self, name: str, *shape: int) -> Tensor:
        """A weight in fp32; one that is fp32 in the file is not copied.

        Raises:
            MetricError: it is not there, or has another shape.
        """
        tensor = self.state.get(name)
        found = None if tensor is None else tuple(tensor.shape)
        if tensor is None or found != shape:
            raise MetricError(
                f"{self.path}: COMET cannot load it: {name} has the shape {found}, expected "
                f"{shape}. Fetch or copy it again, together with the hparams.yaml that belongs "
                "to it."
            )
        return tensor.float()

    def pair(self, name: str, rows: int, columns: int) -> tuple[Tensor, Tensor]:
        """Weight (rows, columns) and bias (rows,) of a linear layer."""
        return self.take(f"{name}.weight", rows, columns), self.take(f"{name}.bias", rows)
