"""A table for a paper, and the signatures to print with it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from mtqe.comparing import settings_of
from mtqe.reporters.characters import visible
from mtqe.reporters.noise import is_significant, test_line
from mtqe.reporters.signatures import signature_lines
from mtqe.reporters.tables import Cell, systems_table
from mtqe.reporters.wording import comparison, size
from mtqe.scorecard import MetricInfo, Scorecard
from mtqe.texts import texts

_SPECIAL = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
        # In LaTeX's oldest font encoding these are other characters.
        "<": r"\textless{}",
        ">": r"\textgreater{}",
        "|": r"\textbar{}",
        # After the end of a row they would be its options.
        "[": "{[}",
        "]": "{]}",
        "*": "{*}",
        **{character: f"\\{character}" for character in "&%$#_{}"},
    }
)
_SIGNS = str.maketrans({"±": r"$\pm$", "–": "--"})
_HANGUL = re.compile("[\u1100-\u11ff\u3130-\u318f\ua960-\ua97f\uac00-\ud7ff]")
# Papers are in English.
_TEXTS = texts("en")
_HOLM = ", Holm's correction over the systems"
_DAGGER = r"$^\dagger$"


@dataclass(frozen=True)
class Latex:
    """`table.tex`: systems and metrics with booktabs, and the metrics' signatures."""

    def render(self, card: Scorecard) -> Mapping[str, bytes]:
        """One file for a paper to input; no text of the data can become a command."""
        text = "\n".join([*_table(card), *_signatures(card)]) + "\n"
        korean = "% Korean text: XeLaTeX or LuaLaTeX, with a Korean font (such as package kotex).\n"
        head = "% Needs the package booktabs.\n"
        return {"table.tex": (head + korean * bool(_HANGUL.search(text)) + text).encode()}


def escape(text: str) -> str:
    """Text that LaTeX prints as it stands, on one line; letters of any script stay as they are."""
    # Two hyphens would become a dash.
    return re.sub("-(?=-)", "-{}", visible(text).translate(_SPECIAL))


def heading(metric: MetricInfo) -> str:
    """The metric's title, with an arrow to where scores are better."""
    return f"{escape(metric.title)} $\\{'up' if metric.higher_is_better else 'down'}arrow$"


def _table(card: Scorecard) -> Iterator[str]:
    metrics = [metric for metric in card.metrics if metric.unavailable is None]
    yield r"\begin{table}"
    yield r"  \centering"
    yield f"  \\caption{{{' '.join(_caption(card))}}}"
    yield f"  \\label{{tab:{re.sub('[^A-Za-z0-9]+', '-', card.data.name).strip('-') or 'scores'}}}"
    yield f"  \\begin{{tabular}}{{l{'r' * len(metrics)}}}"
    yield r"    \toprule"
    yield f"    {' & '.join(['System', *map(heading, metrics)])} \\\\"
    yield r"    \midrule"
    rows = systems_table(card, _TEXTS).rows
    for system, (name, *cells) in zip(card.data.systems, rows, strict=True):
        scores = (
            _score(cell, dagger=_differs(card, system, metric))
            for cell, metric in zip(cells, metrics, strict=False)  # health stands after the scores
        )
        yield f"    {' & '.join([escape(name.text), *scores])} \\\\"
    yield r"    \bottomrule"
    yield r"  \end{tabular}"
    yield r"\end{table}"


def _score(cell: Cell, *, dagger: bool) -> str:
    score = cell.text.translate(_SIGNS)
    score = f"\\textbf{{{score}}}" if cell.best else score
    detail = f" {{\\small {cell.detail.translate(_SIGNS)}}}" if cell.detail else ""
    return f"{score}{_DAGGER if dagger else ''}{detail}"


def _differs(card: Scorecard, system: str, metric: MetricInfo) -> bool:
    found = comparison(card, system, metric)
    return found is not None and is_significant(found, settings_of(card).alpha)


def _caption(card: Scorecard) -> Iterator[str]:
    """Test set, what stands beside the scores, and what the marks mean."""
    data, settings = card.data, settings_of(card)
    languages = f"{data.source_language}-{data.target_language}"
    yield f"{escape(data.name)} ({escape(languages)}): {size(card, _TEXTS)}."
    cells = [cell for row in systems_table(card, _TEXTS).rows for cell in row]
    if any(cell.detail for cell in cells):
        yield (
            f"Beside a score: its {100 * (1 - settings.alpha):g}\\,\\% interval "
            f"({settings.resamples:,} bootstrap samples, seed {settings.seed})."
        )
    if any(cell.best for cell in cells):
        yield "Bold: the best score."
    tested = next((found for found in card.comparisons if found.p is not None), None)
    if tested is not None:
        several = len({found.system for found in card.comparisons}) > 1
        yield (
            f"{_DAGGER}\\,differs from {escape(tested.baseline)} with $p < {settings.alpha:g}$ "
            f"({test_line(tested, settings, _TEXTS)}"
            f"{_HOLM if several else ''})."
        )


def _signatures(card: Scorecard) -> Iterator[str]:
    """As they are, in comments; and as a command for a footnote."""
    lines = [line for _, line in signature_lines(card, _TEXTS)]
    if not lines:
        return
    yield ""
    yield "% Signatures:"
    yield from (f"%   {visible(line)}" for line in lines)
    yield r"% The same as text: \footnote{\mtqesignatures}"
    # A line may break after any field.
    texts = (escape(line).replace(r"\textbar{}", r"\textbar\allowbreak{}") for line in lines)
    yield r"\def\mtqesignatures{%"
    yield ";\n".join(f"  \\texttt{{{text}}}" for text in texts) + "}"
