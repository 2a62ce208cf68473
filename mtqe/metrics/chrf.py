"""chrF, chrF+ and chrF++ as sacreBLEU defines them."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import ClassVar

from sacrebleu.metrics.chrf import CHRF

from mtqe.core import Task
from mtqe.errors import ConfigError
from mtqe.metrics import lexical
from mtqe.metrics.chrf_rows import ChrfRows
from mtqe.metrics.formulas import ChrfFormula


@dataclass(frozen=True)
class Chrf:
    """F-score of character n-grams, with word n-grams for chrF++ (Popović 2015, 2017).

    A row is `[hypothesis, reference, matching n-grams]` for every order, characters first; with
    several references, those of the reference with the best F-score.

    Attributes:
        char_order: longest character n-gram.
        word_order: longest word n-gram; 2 makes chrF++.
        beta: weight of recall against precision.
        lowercase: compare without case.
        whitespace: count white space as characters, so that spacing errors cost.
        eps_smoothing: smooth as chrF++.py, NLTK and Moses do.
    """

    char_order: int = 6
    word_order: int = 0
    beta: int = 2
    lowercase: bool = False
    whitespace: bool = False
    eps_smoothing: bool = False

    higher_is_better: ClassVar[bool] = True
    decimals: ClassVar[int] = 2
    scale: ClassVar[float | None] = 100.0
    neural: ClassVar[bool] = False
    needs: ClassVar[frozenset[str]] = frozenset({"reference"})

    @property
    def name(self) -> str:
        """`chrf`, and a plus for every order of words."""
        return "chrf" + "+" * self.word_order

    @property
    def title(self) -> str:
        """`chrF`, the beta where it is not 2, and a plus for every order of words."""
        return f"chrF{'' if self.beta == 2 else self.beta}{'+' * self.word_order}"

    def bind(self, task: Task) -> lexical.BoundLexical:
        """Check the options.

        Raises:
            ConfigError: an order or beta is negative, or both orders are 0.
            MetricError: the test set has no references.
        """
        for option in ("char_order", "word_order", "beta"):
            lexical.check_at_least("chrf", option, getattr(self, option), 0)
        orders = self.char_order + self.word_order
        if not orders:
            raise ConfigError("chrf: char_order and word_order are 0, expected one above 0.")
        unsigned = {} if self.beta == CHRF.BETA else {"beta": self.beta}
        scorer = lexical.Scorer(CHRF, tuple(asdict(self).items()))
        formula = ChrfFormula(self.beta, self.eps_smoothing)
        rows = ChrfRows(self.char_order, self.word_order, self.lowercase, self.whitespace, formula)
        return lexical.BoundLexical(
            scorer,
            rows,
            corpus=formula,
            sentence=formula,
            width=3 * orders,
            signature=lexical.signature(scorer, task, unsigned),
        )
