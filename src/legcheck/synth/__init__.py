"""Runs with known truth, and the FIT, GPX and TCX files they would have left on a watch."""

from __future__ import annotations

from legcheck.synth import episodes
from legcheck.synth.athlete import Runner, athlete
from legcheck.synth.generate import SyntheticRun, run
from legcheck.synth.history import SyntheticHistory, history
from legcheck.synth.plants import PLANTS, Plant, plant
from legcheck.synth.recipe import Recipe
from legcheck.synth.truth import Truth

__all__ = [
    "PLANTS",
    "Plant",
    "Recipe",
    "Runner",
    "SyntheticHistory",
    "SyntheticRun",
    "Truth",
    "athlete",
    "episodes",
    "history",
    "plant",
    "run",
]
