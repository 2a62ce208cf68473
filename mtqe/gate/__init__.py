"""The gate: a candidate's scorecard, the accepted one and rules in, a verdict out; pure.

`mtqe.gate.judge` does it; here stands only what a config needs.
"""

from __future__ import annotations

from mtqe.gate.rules import Rule

__all__ = ["Rule"]
