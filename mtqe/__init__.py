"""mtqe: translation quality evaluation for English and Korean.

`mtqe.evaluate` runs an evaluation and returns a `Scorecard`; `mtqe.align` pairs the sentences of
two texts; every error of ours is an `MtqeError`. They are imported when they are first used.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mtqe.api import evaluate
    from mtqe.errors import MtqeError
    from mtqe.pairing.align import Alignment, align
    from mtqe.scorecard import Scorecard

__all__ = ["Alignment", "MtqeError", "Scorecard", "align", "evaluate"]

_HOMES = {
    "Alignment": "mtqe.pairing.align",
    "MtqeError": "mtqe.errors",
    "Scorecard": "mtqe.scorecard",
    "align": "mtqe.pairing.align",
    "evaluate": "mtqe.api",
}


def __getattr__(name: str) -> Any:
    if name == "__version__":
        from importlib.metadata import version

        return version("mtqe")
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'mtqe' has no attribute {name!r}")


def __dir__() -> list[str]:
    return [*globals(), *__all__, "__version__"]
