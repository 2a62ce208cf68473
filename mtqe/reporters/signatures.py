"""The lines that a paper should print: how every score was computed.

Post (2018), "A call for clarity in reporting BLEU scores"; Zouhar et al. (2024), "Pitfalls and
outlooks in using COMET", arXiv:2408.15366 (SacreCOMET).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from mtqe.scorecard import MetricInfo, Scorecard
from mtqe.signatures import parse
from mtqe.texts import Texts


def signature_lines(card: Scorecard, texts: Texts) -> tuple[tuple[str, str], ...]:
    """Title and line of every metric that has a signature.

    A lexical metric's line is sacreBLEU's own, such as `chrF2|nrefs:1|case:mixed|...`. COMET has
    one with all that decides its scores, and one in the form of SacreCOMET.
    """
    return tuple(_lines(card, texts))


def signatures(card: Scorecard) -> dict[str, str]:
    """The line of every metric that has a signature, by label; without SacreCOMET's."""
    entries = {entry.get("label"): entry for entry in card.config.get("metrics", ())}
    return {
        metric.label: f"{_name(metric, entries.get(metric.label, {}))}|{metric.signature}"
        for metric in card.metrics
        if metric.signature
    }


def _lines(card: Scorecard, texts: Texts) -> Iterator[tuple[str, str]]:
    lines = signatures(card)
    for metric in card.metrics:
        if metric.signature:
            yield metric.title, lines[metric.label]
            if short := _sacrecomet(metric.signature, card.versions):
                yield texts("run", "sacrecomet", metric=metric.title), short


def _name(metric: MetricInfo, entry: Mapping[str, Any]) -> str:
    """What sacreBLEU calls the metric; else its title."""
    if entry.get("name") == "chrf":
        return f"chrF{entry.get('beta', 2)}{'+' * entry.get('word_order', 0)}"
    return {"bleu": "BLEU", "ter": "TER"}.get(entry.get("name", ""), metric.title)


def _sacrecomet(signature: str, versions: Mapping[str, str]) -> str:
    """Such as `Python3.11.8|Comet2.2.2|fp32|unite-mup|r1`; empty for another metric."""
    facts = parse(signature)
    if not {"comet", "precision", "model", "nrefs"} <= set(facts):
        return ""
    # "2avg": two references, and the mean of the scores with each.
    how = {"mean": "avg", "max": "max"}.get(facts.get("combine", ""), "")
    return "|".join(
        [
            f"Python{versions.get('python', '?')}",
            f"Comet{facts['comet']}",
            facts["precision"],
            facts["model"],
            f"r{facts['nrefs']}{how}",
        ]
    )
