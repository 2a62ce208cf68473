from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sacrebleu.metrics.bleu import BLEU
from sacrebleu.metrics.chrf import CHRF
from sacrebleu.metrics.ter import TER

import mtqe
from mtqe.core import Document, EvalSet, Segment
from mtqe.reporters.latex import Latex, escape, heading
from mtqe.reporters.signatures import signature_lines
from mtqe.scorecard import MetricInfo, Scorecard, Scores
from mtqe.significance import Comparison
from mtqe.testing import HOSTILE, check_reporter, sample_scorecard
from mtqe.texts import texts

CHRF_SIGNATURE = "nrefs:1|case:mixed|eff:yes|nc:6|nw:2|space:no|version:2.6.0"
COMET_SIGNATURE = (
    "model:Unbabel/wmt22-comet-da|revision:2760a22|class:regression_metric|precision:fp32|nrefs:{}"
    "|comet:2.2.7|torch:2.13.0|transformers:4.57.1"
)


def render(card: Scorecard) -> str:
    [(name, content)] = Latex().render(card).items()
    assert name == "table.tex"
    return content.decode()


@pytest.fixture
def card() -> Scorecard:
    """Three systems; the second is better than the baseline beyond noise, the third is not."""
    data = EvalSet(
        name="news_2026",
        source_language="en",
        target_language="ko",
        segments=tuple(Segment(str(i), "d", "Yes.", ("네.",)) for i in range(30)),
        documents=(Document("d", 0, 30),),
        outputs=dict.fromkeys(("base", "big & new", "한국어 {v2}"), ("네.",) * 30),
    )
    chrf = Scores(
        segments=np.full((3, 30), 50.0),
        documents=np.array([[50.0], [54.0], [51.0]]),
        systems=np.array([50.0, 54.0, 51.0]),
        intervals=np.array([[48.0, 52.0], [51.0, 57.0], [48.0, 55.5]]),
    )
    ter = replace(chrf, systems=np.array([60.0, 58.0, 57.25]), intervals=np.full((3, 2), np.nan))
    return Scorecard(
        data=data,
        metrics=(
            MetricInfo("c", "chrF++", CHRF_SIGNATURE),
            MetricInfo("ter", "TER", "nrefs:1|case:lc", higher_is_better=False),
            MetricInfo("comet", "COMET", None, unavailable="not here"),
        ),
        scores={"c": chrf, "ter": ter, "comet": ter},
        headline="c",
        baseline="base",
        comparisons=(
            Comparison("c", "big & new", "base", None, 50, 54, p=0.01, p_holm=0.02, units=30),
            Comparison("c", "한국어 {v2}", "base", None, 50, 51, p=0.3, p_holm=0.3, units=30),
            Comparison("ter", "big & new", "base", None, 60, 58, p=0.04, p_holm=0.08, units=30),
        ),
        config={
            "metrics": [
                {"name": "chrf", "label": "c", "beta": 2, "word_order": 2},
                {"name": "ter", "label": "ter"},
            ],
            "significance": {"trials": 2000, "seed": 7, "alpha": 0.05},
        },
    )


CAPTION = (
    r"news\_2026 (en-ko): 30 segments in 1 document. Beside a score: its 95\,\% interval (1,000 "
    r"bootstrap samples, seed 7). Bold: the best score. $^\dagger$\,differs from base with "
    r"$p < 0.05$ (paired approximate randomization, two-sided, 2,000 trials over 30 segments, seed "
    r"7, Holm's correction over the systems)."
)
TABLE = r"""  \label{tab:news-2026}
  \begin{tabular}{lrr}
    \toprule
    System & chrF++ $\uparrow$ & TER $\downarrow$ \\
    \midrule
    base (baseline) & 50.00 {\small $\pm$2.00} & 60.00 \\
    big \& new & \textbf{54.00}$^\dagger$ {\small $\pm$3.00} & 58.00 \\
    한국어 \{v2\} & 51.00 {\small [48.00, 55.50]} & \textbf{57.25} \\
    \bottomrule
  \end{tabular}
"""


def test_the_table(card: Scorecard) -> None:
    body = render(card).split("\\begin{table}\n")[1].split("\\end{table}")[0]
    assert body == f"  \\centering\n  \\caption{{{CAPTION}}}\n{TABLE}"


def test_signatures_follow(card: Scorecard) -> None:
    text = render(card)
    assert f"%   chrF2++|{CHRF_SIGNATURE}\n%   TER|nrefs:1|case:lc\n" in text
    command = text[text.index(r"\def\mtqesignatures") :]
    assert command.replace(r"\textbar\allowbreak{}", "|") == (
        "\\def\\mtqesignatures{%\n"
        f"  \\texttt{{chrF2++|{CHRF_SIGNATURE}}};\n"
        "  \\texttt{TER|nrefs:1|case:lc}}\n"
    )


def test_a_korean_font_is_asked_for_only_where_it_is_needed(card: Scorecard) -> None:
    assert "XeLaTeX" in render(card)
    data = replace(card.data, outputs={"a": ("네.",) * 30, "b": ("네.",) * 30, "é": ("네.",) * 30})
    assert "XeLaTeX" not in render(replace(card, data=data, comparisons=(), baseline=None))


def test_without_a_test_nothing_is_said_of_one(card: Scorecard) -> None:
    text = render(replace(card, comparisons=(), baseline=None))
    assert "dagger" not in text
    assert "differs" not in text


def test_an_unscored_cell_is_a_dash(card: Scorecard) -> None:
    scores = replace(card.scores["c"], systems=np.array([50.0, np.nan, 51.0]))
    text = render(replace(card, scores={**card.scores, "c": scores}))
    assert r"big \& new & --" in text


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("\\", r"\textbackslash{}"),
        ("{}", r"\{\}"),
        ("$&#_%", r"\$\&\#\_\%"),
        ("^", r"\textasciicircum{}"),
        ("~", r"\textasciitilde{}"),
        ("<|>", r"\textless{}\textbar{}\textgreater{}"),
        ("[2pt]*", "{[}2pt{]}{*}"),
        ("a-b--c---d", "a-b-{}-c-{}-{}-d"),
        ("가나다 번역기 v2 é", "가나다 번역기 v2 é"),
        ("one\ntwo\x00", "one␊two␀"),
        (r"\input{x}", r"\textbackslash{}input\{x\}"),
    ],
)
def test_escape(text: str, escaped: str) -> None:
    assert escape(text) == escaped


# What may follow a backslash in escaped text: a character of its own, or a word and its end.
_ESCAPES = re.compile(
    r"\\[&%$#_{}]|\\text(?:backslash|asciitilde|asciicircum|less|greater|bar)\{\}|\{[\[\]*]\}|-\{\}(?=-)"
)


@given(st.text())
def test_nothing_acts(text: str) -> None:
    left = _ESCAPES.sub("", escape(text))
    assert not set("\\{}$&#^_~%[]*<>|\n\r") & set(left)
    assert "--" not in escape(text)


def test_the_arrow_shows_where_better_is() -> None:
    assert heading(MetricInfo("t", "T_R", "", higher_is_better=False)) == r"T\_R $\downarrow$"
    assert heading(MetricInfo("c", "chrF", "")) == r"chrF $\uparrow$"


def test_contract() -> None:
    check_reporter(Latex())


def test_hostile_names_stay_text() -> None:
    card = sample_scorecard()
    text = render(replace(card, data=replace(card.data, name=HOSTILE)))
    assert not set("\x00\x1b\u202e") & set(text)
    commands = [line for line in text.splitlines() if not line.startswith("%")]
    braces = re.findall(r"(?<!\\)[{}]", "\n".join(commands))
    assert braces.count("{") == braces.count("}")
    rows = [line for line in commands if line.endswith(r"\\")]
    assert len(rows) == 3
    for row in rows:
        assert len(re.findall(r"(?<!\\)&", row)) == 1  # one metric
        assert len(re.findall(r"(?<!\\)\$", row)) % 2 == 0


def test_lines_are_as_sacrebleu_prints_them() -> None:
    tea = ["차 한 잔."]
    card = mtqe.evaluate(
        source=["A cup of tea."],
        references=[tea],
        systems={"v": tea},
        metrics=["bleu", {"name": "chrf", "label": "own", "word_order": 1}, "ter"],
    )
    lines = dict(signature_lines(card, texts("en")))
    metrics = {"BLEU": BLEU(tokenize="ko-mecab"), "own": CHRF(word_order=1), "TER": TER()}
    for title, metric in metrics.items():
        name = metric.corpus_score(tea, [tea]).name
        assert lines[title] == f"{name}|{metric.get_signature()}"


@pytest.mark.parametrize(
    ("signature", "line"),
    [
        (COMET_SIGNATURE.format(1), "Python3.11.8|Comet2.2.7|fp32|Unbabel/wmt22-comet-da|r1"),
        (f"{COMET_SIGNATURE.format(2)}|combine:mean",
         "Python3.11.8|Comet2.2.7|fp32|Unbabel/wmt22-comet-da|r2avg"),
        (f"{COMET_SIGNATURE.format(2)}|combine:max",
         "Python3.11.8|Comet2.2.7|fp32|Unbabel/wmt22-comet-da|r2max"),
        (COMET_SIGNATURE.format(0), "Python3.11.8|Comet2.2.7|fp32|Unbabel/wmt22-comet-da|r0"),
    ],
)  # fmt: skip
def test_comet_has_a_line_in_sacrecomets_form(card: Scorecard, signature: str, line: str) -> None:
    info = MetricInfo("comet", "COMET", signature, neural=True)
    card = replace(card, metrics=(info,), versions={"python": "3.11.8"})
    assert signature_lines(card, texts("en")) == (
        ("COMET", f"COMET|{signature}"),
        ("COMET, as SacreCOMET writes it", line),
    )
