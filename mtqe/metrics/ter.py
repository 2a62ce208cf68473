"""Translation edit rate as sacreBLEU defines it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import ClassVar

from sacrebleu.metrics.ter import TER

from mtqe.core import Task
from mtqe.metrics import lexical
from mtqe.metrics.formulas import ter


@dataclass(frozen=True)
class Ter:
    """Edits and shifts of words that make the reference, per reference word (Snover et al. 2006).

    A row is `[edits, words of the reference]`: the fewest edits over the references, and the mean
    of their lengths.

    Attributes:
        normalized: split off punctuation and undo XML escapes.
        no_punct: leave punctuation out.
        asian_support: let the two options above cover Chinese and Japanese characters too.
        case_sensitive: compare with case.
    """

    normalized: bool = False
    no_punct: bool = False
    asian_support: bool = False
    case_sensitive: bool = False

    name: ClassVar[str] = "ter"
    title: ClassVar[str] = "TER"
    higher_is_better: ClassVar[bool] = False
    decimals: ClassVar[int] = 2
    scale: ClassVar[float | None] = 100.0
    neural: ClassVar[bool] = False
    needs: ClassVar[frozenset[str]] = frozenset({"reference"})

    def bind(self, task: Task) -> lexical.BoundLexical:
        """Make the bound metric.

        Raises:
            MetricError: the test set has no references.
        """
        scorer = lexical.Scorer(TER, tuple(asdict(self).items()))
        return lexical.BoundLexical(
            scorer,
            lexical.SacreRows(scorer),
            corpus=ter,
            sentence=ter,
            width=2,
            signature=lexical.signature(scorer, task),
        )
