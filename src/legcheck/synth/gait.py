"""Steps: cadence on the runner's own line, contact time, and the other running dynamics."""

from __future__ import annotations

import numpy as np

from legcheck.core.arrays import FloatArray
from legcheck.core.gait import expected_cadence_spm
from legcheck.synth.athlete import CADENCE_SLOPE_SPM_PER_MPS, CONTACT_TIME_EXPONENT
from legcheck.synth.noise import ar1, stream
from legcheck.synth.recipe import Recipe
from legcheck.synth.speed import Pace

__all__ = ["cadence", "dynamics", "late_changes", "mean_cadence_spm", "mean_contact_time_ms"]

CADENCE_NOISE_SPM = ((1.75, 5.0), (0.95, 120.0))
"""[steps/min], [s] A fast and a slow part. Together SD 2.0 and 1/e after about 8 s with a slow tail, as in 82 real
steady runs."""

CONTACT_NOISE, CONTACT_TAU_S = 0.0115, 6.0
"""[-], [s] Contact time about the own power law of speed; 1.2 % and 6 s in real steady runs (medians)."""

WALKING_SPM = 112.0
"""[steps/min] Cadence while walking."""

STANDARD_FADE = 0.15
"""[-] Fade at which the gait changes below apply in full."""

LATE_CADENCE_FRACTION = -0.02
"""[-] Cadence beyond the own curve in a fade of 15 %; -1.4 % after an hour of hard running (Hunter & Smith, Eur J Appl
Physiol 2007, doi:10.1007/s00421-007-0456-1)."""

LATE_CONTACT_FRACTION = 0.05
"""[-] Contact time beyond the own curve in a fade of 15 %; longer at constant speed in a meta-analysis of overground
running (standardised difference 0.52, PMID 38752790), +13 % from km 8 to 40 of a marathon where speed was not
allowed for (J Sports Sci Med 2012;11:77)."""


def mean_cadence_spm(recipe: Recipe) -> float:
    """Planted cadence at the planned speed on the flat. [steps/min]"""
    return recipe.cadence_spm if recipe.cadence_spm is not None else recipe.runner.cadence_at(recipe.speed_mps)


def mean_contact_time_ms(recipe: Recipe) -> float:
    """Planted contact time at the planned speed. [ms]"""
    if recipe.contact_time_ms is not None:
        return recipe.contact_time_ms
    return recipe.runner.contact_time_ms * float((recipe.speed_mps / 3.0) ** CONTACT_TIME_EXPONENT)


def late_changes(recipe: Recipe) -> tuple[float, float]:
    """Planted change of cadence and of contact time beyond the own curves once the fade is complete. [-]"""
    legs = recipe.fade_after_s is not None and recipe.relief >= 0.5
    size = float(np.clip(recipe.fade_fraction / STANDARD_FADE, 0.7, 1.25)) if legs else 0.0
    cadence_change, contact_change = recipe.late_cadence_fraction, recipe.late_contact_time_fraction
    return (
        LATE_CADENCE_FRACTION * size if cadence_change is None else cadence_change,
        LATE_CONTACT_FRACTION * size if contact_change is None else contact_change,
    )


def cadence(recipe: Recipe, pace: Pace, speed_mps: FloatArray, grade_pct: FloatArray, *, noise: float) -> FloatArray:
    """Cadence, both feet, one value a second; 0 while standing. [steps/min]

    ``(mean + 3.5 (v - v0)) slope (1 + late)``: the runner's line, the effect of slope, the change with fatigue.
    """
    rng = stream(recipe.seed, "cadence")
    line = mean_cadence_spm(recipe) + CADENCE_SLOPE_SPM_PER_MPS * (speed_mps - recipe.speed_mps)
    slope = expected_cadence_spm(recipe.speed_mps, grade_pct=grade_pct) / expected_cadence_spm(recipe.speed_mps)
    steps = line * slope * (1.0 + late_changes(recipe)[0] * pace.faded)
    steps = np.where(pace.walking, WALKING_SPM, steps)
    for sd, tau_s in CADENCE_NOISE_SPM:
        steps = steps + noise * ar1(rng, steps.size, sd=sd, tau_s=tau_s)
    return np.where(pace.standing, 0.0, steps)


def dynamics(
    recipe: Recipe, pace: Pace, speed_mps: FloatArray, cadence_spm: FloatArray, *, noise: float
) -> dict[str, FloatArray]:
    """Contact time, vertical oscillation and ratio, step length and balance, one value a second.

    NaN while standing or walking, when no device reports them. Contact time goes with speed to the power -0.37;
    vertical oscillation with the square of the time a step takes.
    """
    rng = stream(recipe.seed, "dynamics")
    n = speed_mps.size
    running = ~(pace.standing | pace.walking)
    v, spm = np.where(running, speed_mps, np.nan), np.where(running, cadence_spm, np.nan)
    contact = (
        mean_contact_time_ms(recipe)
        * (v / recipe.speed_mps) ** CONTACT_TIME_EXPONENT
        * (1.0 + late_changes(recipe)[1] * pace.faded)
    )
    contact *= np.exp(noise * ar1(rng, n, sd=CONTACT_NOISE, tau_s=CONTACT_TAU_S))
    bounce = recipe.runner.vertical_oscillation_mm * (recipe.runner.cadence_at(3.0) / spm) ** 2
    bounce *= np.exp(noise * ar1(rng, n, sd=0.03, tau_s=10.0))
    step = 60.0 * v / spm * np.exp(noise * ar1(rng, n, sd=0.005, tau_s=5.0))
    steady = recipe.runner.balance_left_pct + recipe.asymmetry_points
    balance = steady + recipe.late_asymmetry_points * np.linspace(0.0, 1.0, n)
    return {
        "step_length_m": step,
        "contact_time_ms": contact,
        "contact_balance_left_pct": np.where(running, balance + noise * ar1(rng, n, sd=0.4, tau_s=10.0), np.nan),
        "vertical_oscillation_mm": bounce,
        "vertical_ratio_pct": bounce / (10.0 * step),
    }
