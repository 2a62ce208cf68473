"""`verdict.json`: the judgement for programs."""

from __future__ import annotations

import json
import math
from typing import Any

from mtqe.verdict import RuleResult, Verdict, WorstSegment

SCHEMA = 1


def verdict_record(verdict: Verdict) -> dict[str, Any]:
    """The verdict as JSON knows it; what is not a number is null."""
    return {
        "schema": SCHEMA,
        "verdict": verdict.outcome,
        "exit_code": verdict.exit_code,
        "rules": list(map(_rule, verdict.results)),
        "worst_segments": list(map(_segment, verdict.worst)),
    }


def render_record(verdict: Verdict) -> bytes:
    """The record as a file; half of a surrogate pair is written as JSON writes it."""
    text = json.dumps(verdict_record(verdict), ensure_ascii=False, allow_nan=False, indent=1)
    return f"{text}\n".encode(errors="backslashreplace")


def _rule(result: RuleResult) -> dict[str, Any]:
    found = result.comparison
    old, new = _number(result.old), _number(result.new)
    if found is not None:
        difference = _number(found.difference)
    else:
        difference = None if old is None or new is None else new - old
    low, high = map(_number, (found and found.interval) or (None, None))
    return {
        "rule": result.rule,
        "system": result.system,
        "document": result.document,
        "verdict": result.outcome,
        "old": old,
        "new": new,
        "difference": difference,
        "interval": None if low is None or high is None else [low, high],
        "p": _number(found.p) if found else None,
        "p_holm": _number(found.p_holm) if found else None,
        "mde": _number(found.mde) if found else None,
        "message": result.message,
    }


def _segment(segment: WorstSegment) -> dict[str, Any]:
    return {
        "document": segment.document,
        "segment": segment.segment,
        "system": segment.system,
        "metric": segment.metric,
        "old": _number(segment.old),
        "new": _number(segment.new),
    }


def _number(value: float | None) -> float | None:
    return None if value is None or not math.isfinite(value) else value
