"""Which activities were strength training, under the name the heuristics know; see :mod:`legcheck.history.strength`."""

from __future__ import annotations

from legcheck.history.strength import is_strength, is_surely_strength

__all__ = ["is_strength", "is_surely_strength"]
