"""What the runner does: the planned flat speed, what takes it away, stops, walks and laps of a workout."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from legcheck.core.arrays import BoolArray, FloatArray
from legcheck.core.finding import Span
from legcheck.synth.noise import lagged
from legcheck.synth.recipe import Recipe

__all__ = ["Pace", "pace_of", "workout"]

CHANGE_OF_SPEED_S = 3.0
"""[s] Time constant with which a runner takes up a new speed."""

JOG_FRACTION = 0.8
"""[-] Speed between repetitions as a share of the warm-up's."""

WALKING_MPS = 1.5
"""[m/s] Walking speed."""

HEADWIND_RAMP_S = 60.0
"""[s] A turn into the wind takes hold within a minute."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """The pace as planned and as spoiled, one value a second.

    Attributes
    ----------
    planned_mps : ndarray of float64
        Flat speed before any fade. [m/s]
    lost_fraction : ndarray of float64
        Share of it lost to the fade. [-]
    faded : ndarray of float64
        How far the fade has come, 0 to 1. [-]
    held_up_fraction : ndarray of float64
        Share of speed that wind takes at the same effort. [-]
    flat_mps : ndarray of float64
        Flat speed that remains, 0 while standing. [m/s]
    walking, standing : ndarray of bool
    """

    planned_mps: FloatArray
    lost_fraction: FloatArray
    faded: FloatArray
    held_up_fraction: FloatArray
    flat_mps: FloatArray
    walking: BoolArray
    standing: BoolArray


def pace_of(recipe: Recipe, elapsed_s: FloatArray) -> Pace:
    """Plan the speed of a run, without noise and without hills."""
    planned = _planned(recipe, elapsed_s)
    planned = lagged(planned, tau_s=CHANGE_OF_SPEED_S, start=float(planned[0]))
    faded = _ramp(elapsed_s, recipe.fade_after_s, recipe.ramp_s)
    lost = recipe.fade_fraction * faded
    held_up = recipe.headwind_fraction * _ramp(elapsed_s, recipe.headwind_after_s, HEADWIND_RAMP_S)
    standing = _every(elapsed_s, recipe.stops)
    breaks = _every(elapsed_s, recipe.walk_breaks) & (elapsed_s >= recipe.walk_breaks_after_s)
    walking = (breaks | (elapsed_s >= recipe.duration_s - recipe.walk_home_s + 1.0)) & ~standing
    flat = np.where(walking, WALKING_MPS, planned * (1.0 - lost) * (1.0 - held_up))
    flat = np.where(standing, 0.0, lagged(flat, tau_s=1.0, start=float(flat[0])))
    return Pace(
        planned_mps=planned,
        lost_fraction=lost,
        faded=faded,
        held_up_fraction=held_up,
        flat_mps=flat,
        walking=walking,
        standing=standing,
    )


def _planned(recipe: Recipe, elapsed_s: FloatArray) -> FloatArray:
    share = elapsed_s / recipe.duration_s
    speed = np.full_like(elapsed_s, recipe.speed_mps)
    for span, intensity in workout(recipe):
        within = (elapsed_s >= span.start_s) & (elapsed_s < span.end_s)
        speed[within] *= JOG_FRACTION if intensity == "recovery" else 1.0
        if intensity == "interval" and recipe.intervals is not None:
            speed[within] = recipe.intervals[3]
    speed *= 1.0 + recipe.trend_fraction * share
    speed *= 1.0 + recipe.second_half_fraction * (share >= 0.5)
    speed *= 1.0 + recipe.early_surge_fraction * np.clip((0.45 - share) / 0.20, 0.0, 1.0)
    return speed * (1.0 - recipe.ease_off_fraction * _ramp(elapsed_s, recipe.ease_off_after_s, recipe.ease_off_ramp_s))


def _ramp(elapsed_s: FloatArray, onset_s: float | None, length_s: float) -> FloatArray:
    if onset_s is None:
        return np.zeros_like(elapsed_s)
    return np.clip((elapsed_s - onset_s) / max(length_s, 1.0), 0.0, 1.0)


def _every(elapsed_s: FloatArray, pattern: tuple[float, float] | None) -> BoolArray:
    if pattern is None:
        return np.zeros(elapsed_s.shape, dtype=np.bool_)
    period_s, length_s = pattern
    within = (np.mod(elapsed_s, period_s) < length_s) & (elapsed_s >= period_s)
    return np.asarray(within & (elapsed_s < elapsed_s[-1] - length_s), dtype=np.bool_)


def workout(recipe: Recipe) -> list[tuple[Span, str]]:
    """Parts of an interval session with their lap intensity; empty for any other run."""
    if recipe.intervals is None:
        return []
    repetitions, work_s, rest_s, _ = recipe.intervals
    lengths = [recipe.warm_up_s, *[work_s, rest_s] * repetitions]
    kinds = ["warmup", *["interval", "recovery"] * repetitions, "cooldown"]
    edges = [0.0, *np.cumsum(lengths).tolist(), recipe.duration_s]
    parts = [(Span(start, end), kind) for start, end, kind in zip(edges[:-1], edges[1:], kinds, strict=True)]
    return [(span, kind) for span, kind in parts if span.duration_s > 0]
