"""What it takes to score with a model, known before anything is loaded."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

Precision = Literal["fp32", "bf16", "fp16"]


@dataclass(frozen=True)
class Plan:
    """A model and the options that decide its numbers.

    Attributes:
        checkpoint: the file with the weights.
        content: which content of that file is meant.
        family: COMET's class identifier, as hparams.yaml has it.
        softmax: hparams.yaml wants the layers weighed by softmax, whatever the checkpoint says.
        precision: of the products.
        context: sentences before each one that the model reads too.
        trust: run whatever code the checkpoint holds.
    """

    checkpoint: Path
    content: str
    family: str
    softmax: bool = False
    precision: Precision = "fp32"
    context: int = 0
    trust: bool = False
