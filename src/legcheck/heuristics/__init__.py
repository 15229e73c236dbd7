"""Heuristics: signals in, findings out. One file each; see :mod:`legcheck.heuristics._base` for what one is made of."""

from __future__ import annotations

from legcheck.heuristics._base import FOUND_AT, Confidence, Heuristic, all_heuristics, evidence_from, evidence_score
from legcheck.heuristics._thresholds import heuristics_from_toml
from legcheck.heuristics.cause import CAUSES, CauseWeights, weigh_causes
from legcheck.heuristics.headline import heavy_legs

__all__ = [
    "CAUSES",
    "FOUND_AT",
    "CauseWeights",
    "Confidence",
    "Heuristic",
    "all_heuristics",
    "evidence_from",
    "evidence_score",
    "heavy_legs",
    "heuristics_from_toml",
    "weigh_causes",
]
