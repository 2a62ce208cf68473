"""What is known of COMET's models beside their numbers: licences, scales, languages.

Licences and gates are those that the models' pages on the hub named in November 2026; the page of
a model decides.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from mtqe.core import Finding, Task, primary_language
from mtqe.metrics.comet.model import Model
from mtqe.texts import finding


@dataclass(frozen=True)
class Known:
    """A published model. Of all of them, a higher score is better.

    Attributes:
        reads: the texts beside source and translation; `either` where it does without.
        unit: its scores lie between 0 and 1; else they have no bounds.
        gated: its terms must be accepted on the hub before it can be fetched.
    """

    licence: str
    reads: Literal["references", "no references", "either"]
    unit: bool
    gated: bool = False


def commercial(licence: str) -> bool:
    """Whether a licence, by its name, allows commercial work."""
    return "-nc" not in licence.lower()


_FREE: Final = "Apache-2.0"
_CLOSED: Final = "CC-BY-NC-SA-4.0"
DEFAULT: Final = "Unbabel/wmt22-comet-da"
MODELS: Final[Mapping[str, Known]] = {
    DEFAULT: Known(_FREE, "references", unit=True),
    "Unbabel/wmt20-comet-qe-da": Known(_FREE, "no references", unit=False),
    "Unbabel/wmt20-comet-da": Known(_FREE, "references", unit=False),
    "Unbabel/eamt22-cometinho-da": Known(_FREE, "references", unit=False),
    "Unbabel/unite-mup": Known(_FREE, "either", unit=False),
    "Unbabel/wmt22-cometkiwi-da": Known(_CLOSED, "no references", unit=True, gated=True),
    "Unbabel/wmt23-cometkiwi-da-xl": Known(_CLOSED, "no references", unit=True, gated=True),
    "Unbabel/wmt23-cometkiwi-da-xxl": Known(_CLOSED, "no references", unit=True, gated=True),
    "Unbabel/wmt22-unite-da": Known(_CLOSED, "either", unit=True, gated=True),
    "Unbabel/XCOMET-XL": Known(_CLOSED, "either", unit=True, gated=True),
    "Unbabel/XCOMET-XXL": Known(_CLOSED, "either", unit=True, gated=True),
}

# Conneau et al. (2020), "Unsupervised cross-lingual representation learning at scale", table 6.
# InfoXLM and MiniLM, whose classes in COMET are these too, were made from it.
_XLMR: Final = {"XLM-RoBERTa", "XLM-RoBERTa-XL", "MiniLM"}
_LANGUAGES: Final = frozenset(
    """
    af am ar as az be bg bn br bs ca cs cy da de el en eo es et eu fa fi fr fy ga gd gl gu ha he
    hi hr hu hy id is it ja jv ka kk km kn ko ku ky la lo lt lv mg mk ml mn mr ms my ne nl no om or
    pa pl ps pt ro ru sa sd si sk sl so sq sr su sv sw ta te th tl tr ug uk ur uz vi xh yi zh
    """.split()  # noqa: SIM905 - a list of a hundred strings would be a page
)
_ALIASES: Final = {"nb": "no", "nn": "no", "iw": "he", "in": "id", "fil": "tl", "ckb": "ku"}


def scale(name: str) -> float | None:
    """Width of the range that the model's scores lie in; None where it has no bounds.

    Models that are not known are taken for ones of COMET 2, whose scores lie between 0 and 1.
    """
    known = MODELS.get(name)
    return 1.0 if known is None or known.unit else None


def uncovered(model: Model, task: Task) -> tuple[Finding, ...]:
    """A warning for each language that the model's encoder was not trained on."""
    if model.hparams.get("encoder_model") not in _XLMR:
        return ()
    return tuple(
        finding("language_unknown", "warning", language=code, model=model.name)
        for code in (task.source_language, task.target_language)
        if _ALIASES.get(primary_language(code), primary_language(code)) not in _LANGUAGES
    )
