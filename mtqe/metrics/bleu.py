"""BLEU as sacreBLEU defines it."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass, replace
from http.client import HTTPException
from pathlib import Path
from typing import ClassVar, Literal, get_args

from portalocker import LockException
from sacrebleu import utils
from sacrebleu.metrics.bleu import BLEU
from sacrebleu.tokenizers import tokenizer_spm

from mtqe.core import Task, primary_language
from mtqe.errors import ConfigError, MetricError
from mtqe.metrics import lexical
from mtqe.metrics.bleu_rows import BleuRows
from mtqe.metrics.formulas import BleuFormula
from mtqe.plugins import suggest

Tokenizer = Literal[
    "none", "zh", "13a", "intl", "char", "ja-mecab", "ko-mecab",
    "spm", "flores101", "flores200", "spBLEU-1K",
]  # fmt: skip
Smoothing = Literal["none", "floor", "add-k", "exp"]


@dataclass(frozen=True)
class Bleu:
    """N-gram precision with a brevity penalty (Papineni et al. 2002).

    A row is `[words, reference words, matching n-grams.., n-grams..]`. Segments are scored with
    the effective order, as sacreBLEU's sentence mode does; documents and systems as the option
    says.

    Attributes:
        lowercase: compare without case.
        force: sacreBLEU's switch against its warning about tokenized text, which is never shown.
        tokenize: None takes the target language's: ko-mecab, ja-mecab, zh, and 13a for others.
        smooth_method: what is done about orders without a match.
        smooth_value: for `floor` (None: 0.1) and `add-k` (None: 1); the others do not read it.
        max_ngram_order: longest n-gram.
        effective_order: leave out orders that the text is too short for.
        trg_lang: decides the tokenizer; empty takes the test set's target language.
    """

    lowercase: bool = False
    force: bool = False
    tokenize: Tokenizer | None = None
    smooth_method: Smoothing = "exp"
    smooth_value: float | None = None
    max_ngram_order: int = 4
    effective_order: bool = False
    trg_lang: str = ""

    name: ClassVar[str] = "bleu"
    title: ClassVar[str] = "BLEU"
    higher_is_better: ClassVar[bool] = True
    decimals: ClassVar[int] = 2
    scale: ClassVar[float | None] = 100.0
    neural: ClassVar[bool] = False
    needs: ClassVar[frozenset[str]] = frozenset({"reference"})

    def bind(self, task: Task) -> lexical.BoundLexical:
        """Check the options, choose the tokenizer and see that it works.

        Raises:
            ConfigError: an option has a value that BLEU cannot take.
            MetricError: the tokenizer's package or model is missing, or there are no references.
        """
        self._check_options()
        tokenizer = self.tokenize or _tokenizer_for(self.trg_lang or task.target_language)
        if tokenizer == "spm":
            tokenizer = "flores101"  # sacreBLEU's old name for it; the signature is the same
        if tokenizer in tokenizer_spm.SPM_MODELS:
            _provide_model(tokenizer, offline=task.offline)
        # Without a language, sacreBLEU has no advice to log about the tokenizer.
        bleu = replace(self, tokenize=tokenizer, trg_lang="")
        scorer = lexical.Scorer(BLEU, tuple(asdict(bleu).items()))
        _open(scorer, tokenizer)
        corpus = BleuFormula(
            self.max_ngram_order, self.smooth_method, self.smooth_value, self.effective_order
        )
        return lexical.BoundLexical(
            scorer,
            BleuRows(scorer, self.max_ngram_order),
            corpus=corpus,
            sentence=replace(corpus, effective_order=True),
            width=2 + 2 * self.max_ngram_order,
            signature=lexical.signature(scorer, task, self._unsigned()),
        )

    def _check_options(self) -> None:
        _check_choice("tokenize", self.tokenize or BLEU.TOKENIZER_DEFAULT, get_args(Tokenizer))
        _check_choice("smooth_method", self.smooth_method, get_args(Smoothing))
        lexical.check_at_least("bleu", "max_ngram_order", self.max_ngram_order, 1)
        value = self.smooth_value
        if value is not None and not 0 < value < math.inf:
            raise ConfigError(
                f"bleu: smooth_value is {value}, expected a number above 0, or nothing for the "
                'default of "floor" (0.1) or "add-k" (1).'
            )

    def _unsigned(self) -> dict[str, object]:
        """What two results may differ in although sacreBLEU's signature is the same."""
        unsigned: dict[str, object] = {}
        if self.max_ngram_order != 4:
            unsigned["order"] = self.max_ngram_order
        value = self.smooth_value if self.smooth_method in {"floor", "add-k"} else None
        if value is not None and float(f"{value:.2f}") != value:
            unsigned["smooth_value"] = value
        return unsigned


def _check_choice(option: str, value: str, choices: tuple[str, ...]) -> None:
    if value not in choices:
        raise ConfigError(f"bleu: {option}: unknown value {value!r}. {suggest(value, choices)}")


def _tokenizer_for(language: str) -> Tokenizer:
    primary = primary_language(language)
    chosen: Tokenizer = BLEU._TOKENIZER_MAP.get(primary, BLEU.TOKENIZER_DEFAULT)  # type: ignore[assignment]
    return chosen


def _open(scorer: lexical.Scorer, tokenizer: Tokenizer) -> None:
    try:
        scorer.open()
    # sacreBLEU asserts that the dictionary is the one that its users compare with.
    except (ImportError, OSError, RuntimeError, AssertionError) as error:
        reason = next((line for line in str(error).splitlines() if line), type(error).__name__)
        if tokenizer in tokenizer_spm.SPM_MODELS and not isinstance(error, ImportError):
            cure = f"Delete {_model(tokenizer)[0]}, which is no model, and run again"
        else:
            package = {"ko-mecab": "sacrebleu[ko]", "ja-mecab": "sacrebleu[ja]"}.get(tokenizer)
            cure = f'Run `pip install "{package or "sentencepiece"}"`'
        raise MetricError(
            f"bleu: the tokenizer {tokenizer} does not work here: {reason} "
            f'{cure}, or choose another one, such as "tokenize: char".'
        ) from error


def _model(tokenizer: Tokenizer) -> tuple[Path, str]:
    """Where sacreBLEU looks for a SentencePiece model, and where it comes from."""
    url = tokenizer_spm.SPM_MODELS[tokenizer]["url"]
    return Path(utils.SACREBLEU_DIR, "models", url.rpartition("/")[2]), url


def _provide_model(tokenizer: Tokenizer, *, offline: bool) -> None:
    path, url = _model(tokenizer)
    if path.is_file() and path.stat().st_size:  # sacreBLEU leaves an empty file when cut off
        return
    reason = "this run is offline"
    if not offline:
        try:
            utils.download_file(url, str(path))  # type: ignore[no-untyped-call]
        # sacreBLEU exits when a certificate is wrong.
        except (OSError, RuntimeError, HTTPException, LockException, SystemExit) as error:
            reason = f"downloading failed ({type(error).__name__}: {error})"
        else:
            return
    raise MetricError(
        f"bleu: the tokenizer {tokenizer} needs the model {path}, and {reason}. "
        f'Put the file from {url} there, or choose another one, such as "tokenize: char".'
    )
