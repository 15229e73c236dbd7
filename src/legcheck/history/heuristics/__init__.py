"""Heuristics over weeks and months, one file each; see :mod:`legcheck.history.heuristics._base` for what one is made of."""

from __future__ import annotations

from legcheck.history.heuristics._base import Judged, Past, PastHeuristic, PatternHeuristic, past_heuristics, pattern_heuristics

__all__ = ["Judged", "Past", "PastHeuristic", "PatternHeuristic", "past_heuristics", "pattern_heuristics"]
