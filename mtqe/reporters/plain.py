"""System scores on a few lines, as sacreBLEU's users expect: the output of `mtqe score`."""

from __future__ import annotations

import json
import math
from typing import Literal

from mtqe.reporters.characters import visible
from mtqe.reporters.latex import escape, heading
from mtqe.reporters.signatures import signatures
from mtqe.scorecard import Scorecard

Format = Literal["text", "json", "tsv", "latex"]


def render_scores(
    card: Scorecard, form: Format, *, decimals: int | None = None, scores_only: bool = False
) -> str:
    """The system scores.

    Args:
        card: the run.
        form: text, json, tsv, or a LaTeX table.
        decimals: None for each metric's own.
        scores_only: numbers and nothing else, one system a line.
    """
    if scores_only:
        return "\n".join(
            "\t".join(_numbers(card, s, decimals)) for s in range(len(card.data.systems))
        )
    if form == "json":
        return json.dumps(_objects(card), ensure_ascii=False, indent=1, allow_nan=False)
    if form == "tsv":
        rows = [["system", *(metric.label for metric in card.metrics)], *_rows(card, decimals)]
        return "\n".join("\t".join(row) for row in rows)
    if form == "latex":
        return _latex(card, decimals)
    return _text(card, decimals)


def _text(card: Scorecard, decimals: int | None) -> str:
    if len(card.data.systems) == 1:
        signed = signatures(card)
        lines = [
            f"{signed.get(metric.label, metric.title)} = {number}"
            for metric, number in zip(card.metrics, _numbers(card, 0, decimals), strict=True)
        ]
        return "\n".join([*lines, *_reasons(card)])
    rows = [["System", *(metric.title for metric in card.metrics)], *_rows(card, decimals)]
    sizes = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = [
        "  ".join(
            cell.ljust(size) if column == 0 else cell.rjust(size)
            for column, (cell, size) in enumerate(zip(row, sizes, strict=True))
        )
        for row in rows
    ]
    return "\n".join([*lines, "", *signatures(card).values(), *_reasons(card)])


def _latex(card: Scorecard, decimals: int | None) -> str:
    head = ["System", *map(heading, card.metrics)]
    rows = [[escape(cell) for cell in row] for row in _rows(card, decimals)]
    return "\n".join(
        [
            rf"\begin{{tabular}}{{l{'r' * len(card.metrics)}}}",
            r"\toprule",
            " & ".join(head) + r" \\",
            r"\midrule",
            *(" & ".join(row) + r" \\" for row in rows),
            r"\bottomrule",
            r"\end{tabular}",
            *(f"% {line}" for line in signatures(card).values()),
        ]
    )


def _rows(card: Scorecard, decimals: int | None) -> list[list[str]]:
    return [
        [visible(system), *_numbers(card, s, decimals)]
        for s, system in enumerate(card.data.systems)
    ]


def _numbers(card: Scorecard, system: int, decimals: int | None) -> list[str]:
    return [
        "-" if math.isnan(score := card.scores[metric.label].systems[system])
        else f"{score:.{metric.decimals if decimals is None else decimals}f}"
        for metric in card.metrics
    ]  # fmt: skip


def _reasons(card: Scorecard) -> list[str]:
    total = len(card.data.segments)
    reasons = [f"{m.title}: not scored: {m.unavailable}" for m in card.metrics if m.unavailable]
    for metric in card.metrics:
        for s, system in enumerate(card.data.systems):
            count = card.unscored_count(metric.label, s)
            if count and not metric.unavailable:
                why = "; ".join(card.unscored_reasons(metric.label, s)) or "no reason given"
                reasons.append(
                    f"{metric.title}: {visible(system)}: {count} of {total} unscored: {why}"
                )
    return reasons


def _objects(card: Scorecard) -> list[dict[str, object]]:
    return [
        {
            "system": system,
            "name": metric.title,
            "label": metric.label,
            "score": None if math.isnan(score := card.scores[metric.label].systems[s]) else score,
            "interval": (
                None
                if any(map(math.isnan, ends := card.scores[metric.label].intervals[s].tolist()))
                else ends
            ),
            "signature": metric.signature,
            "unscored": card.unscored_count(metric.label, s),
        }
        for s, system in enumerate(card.data.systems)
        for metric in card.metrics
    ]
