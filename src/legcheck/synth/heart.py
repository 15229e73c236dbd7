"""Heart rate: what the effort asks for, the lag behind it, drift, and what the sensor adds."""

from __future__ import annotations

import numpy as np

from legcheck.core.arrays import FloatArray
from legcheck.synth.noise import ar1, lagged, stream
from legcheck.synth.recipe import Recipe
from legcheck.synth.speed import Pace

__all__ = ["drift_bpm_per_h", "heart_rate", "reference_bpm"]

LAG_S = 40.0
"""[s] Time constant of heart rate behind effort; lags of 20-60 s are seen in runs."""

NOISE_BPM, NOISE_TAU_S = 3.4, 65.0
"""[bpm], [s] Heart rate about lagged speed and a linear trend in 82 real steady runs: SD and 1/e time, medians."""

STANDING_FRACTION = 0.35
"""[-] Share of the running heart-rate reserve that stays while standing for a minute or two."""

START_FRACTION = 0.4
"""[-] Share of the running reserve at the moment the watch is started."""

HEAT_FROM_C = 19.0
"""[degC] Air temperature above which the heart works harder for the same pace."""

HEAT_DRIFT_BPM_PER_H_PER_C = 1.3
"""[bpm/h per degC] Extra drift of a hot run. The size is ours; the direction and a part of it come from fluid lost in
heat (3 bpm per 1 % of body mass, J Strength Cond Res 2014;28(8), Influence of body mass loss on changes in heart rate)."""


def reference_bpm(recipe: Recipe) -> float:
    """Steady heart rate at the planned speed before any drift. [bpm]"""
    return recipe.heart_rate_bpm if recipe.heart_rate_bpm is not None else recipe.runner.heart_rate_at(recipe.speed_mps)


def drift_bpm_per_h(recipe: Recipe) -> float:
    """Planted linear drift: as asked for, or the runner's usual and that of the heat. [bpm/h]"""
    if recipe.drift_bpm_per_h is not None:
        return recipe.drift_bpm_per_h
    heat = 0.0 if recipe.heat_c is None else max(recipe.heat_c - HEAT_FROM_C, 0.0)
    return recipe.runner.drift_bpm_per_h + HEAT_DRIFT_BPM_PER_H_PER_C * heat


def heart_rate(recipe: Recipe, pace: Pace, flat_speed_mps: FloatArray, *, noise: float) -> FloatArray:
    """Heart rate, one value a second.

    Parameters
    ----------
    recipe : Recipe
    pace : Pace
        What was planned and what of it was lost.
    flat_speed_mps : ndarray of float64, shape (n,)
        Grade-adjusted speed that was run. [m/s]
    noise : float
        Multiplier of the noise. [-]

    Returns
    -------
    ndarray of float64, shape (n,)
        [bpm]

    Notes
    -----
    ``rest + (ref - rest) v / v0`` through a first-order lag of 40 s, plus drift and noise. In a fade the demand is
    ``(1 - relief) (ref - rest) lost / v0`` higher than the speed alone asks for, so that relief 1 follows the pace
    all the way down and relief 0 stays where it was. Wind takes speed and leaves the demand.
    """
    elapsed_h = np.arange(flat_speed_mps.size) / 3600.0
    rest, reserve = recipe.runner.resting_hr_bpm, reference_bpm(recipe) - recipe.runner.resting_hr_bpm
    kept_up = (1.0 - recipe.relief) * pace.planned_mps * pace.lost_fraction
    at_effort = flat_speed_mps / (1.0 - pace.held_up_fraction)
    demand = (at_effort + np.where(pace.standing | pace.walking, 0.0, kept_up)) / recipe.speed_mps
    demand = np.maximum(demand, STANDING_FRACTION)
    beats = rest + reserve * lagged(demand, tau_s=LAG_S, start=START_FRACTION)
    beats += drift_bpm_per_h(recipe) * elapsed_h
    beats += noise * ar1(stream(recipe.seed, "heart"), beats.size, sd=NOISE_BPM, tau_s=NOISE_TAU_S)
    return np.clip(beats, rest, recipe.runner.max_hr_bpm + 3.0)
