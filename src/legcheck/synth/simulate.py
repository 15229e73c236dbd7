"""The run as it happened and as the sensors saw it, one value a second, before anything is written down."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from legcheck.core.arrays import BoolArray, FloatArray
from legcheck.synth.course import Course, distance_along, heart_rate_factor
from legcheck.synth.gait import cadence, dynamics
from legcheck.synth.heart import heart_rate
from legcheck.synth.noise import ar1, lagged, smooth_noise, stream
from legcheck.synth.recipe import Recipe
from legcheck.synth.speed import Pace, pace_of

__all__ = ["World", "plan_of", "simulate"]

PACE_SD, PACE_TAU_S = 0.0425, 36.0
"""[-], [s] The runner's own unevenness, as a share of speed. Together with the error of the recorded speed it gives SD
0.044 and 1/e after 32 s about the trend, the medians of 82 real steady runs."""

SPEED_ERROR_MPS, SPEED_ERROR_TAU_S = 0.03, 15.0
"""[m/s], [s] Error of the speed a watch records, which it takes from satellites and arm together. Small: in real steady
runs cadence and contact time go with recorded speed as steeply from second to second as from minute to minute."""

GPS_BIAS_SD, GPS_BIAS_TAU_S = 0.012, 600.0
"""[-], [s] Slow error of the recorded speed, as a share of it."""

PLACE_MEMORY_S = 300.0
"""[s] How long a position stays off along the way: speed errors add up, the satellites put the place right again."""

PLACE_SD_M, PLACE_TAU_S = 2.0, 20.0
"""[m], [s] Position error along and across the way; speed taken from positions is off by their ratio, 0.1 m/s."""

BAROMETER_SD_M, BAROMETER_TAU_S = 0.8, 300.0
"""[m], [s] Error of a barometric altitude."""

TREADMILL_NOISE = 0.2
"""[-] On a belt speed hardly varies, and there is no GPS."""

WRIST_WARMTH_C = 4.0
"""[degC] A watch on the wrist reads above the air; less so once it is in the wind."""

POWER_PER_SPEED = 1.04
"""[W per kg per m/s] Running power as foot pods put it, about the energy cost of running in J/kg/m."""


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """What happened, one value a second.

    Attributes
    ----------
    pace : Pace
        Plan and fade.
    measured : dict of str to ndarray
        What each sensor gave, in legcheck's channel names.
    true_altitude_m : ndarray of float64
        Without the barometer's error. [m]
    """

    pace: Pace
    measured: dict[str, FloatArray]
    true_altitude_m: FloatArray


def simulate(recipe: Recipe, *, noise: float) -> World:
    """Run the recipe.

    Parameters
    ----------
    recipe : Recipe
    noise : float
        Multiplier of all noise; 0 gives what was planned. [-]
    """
    elapsed_s = np.arange(int(recipe.duration_s) + 1, dtype=np.float64)
    pace = pace_of(recipe, elapsed_s)
    course = _course(recipe)
    own = noise * (TREADMILL_NOISE if recipe.surface == "treadmill" else 1.0)
    uneven = np.exp(own * ar1(stream(recipe.seed, "pace"), elapsed_s.size, sd=PACE_SD, tau_s=PACE_TAU_S))
    place_m = distance_along(course, pace.flat_mps * uneven, push=recipe.hill_push)
    speed = np.append(np.diff(place_m), place_m[-1] - place_m[-2])
    grade = course.grade_pct(place_m)
    flat = speed * heart_rate_factor(grade)
    steps = cadence(recipe, pace, speed, grade, noise=noise)
    measured = {"elapsed_s": elapsed_s, **_moved(recipe, pace, course, place_m, speed, noise=own)}
    altitude = course.altitude_m(place_m)
    measured["altitude_m"] = altitude + noise * smooth_noise(
        stream(recipe.seed, "altitude"), elapsed_s.size, sd=BAROMETER_SD_M, tau_s=BAROMETER_TAU_S
    )
    measured["heart_rate_bpm"] = _locked(recipe, heart_rate(recipe, pace, flat, noise=noise), steps)
    measured["cadence_spm"] = steps
    measured["power_w"] = POWER_PER_SPEED * recipe.runner.weight_kg * flat
    measured["temperature_c"] = _temperature(recipe, elapsed_s, noise=noise)
    measured |= dynamics(recipe, pace, speed, steps, noise=noise)
    measured |= {"grade_pct": grade, "grade_adjusted_speed_mps": flat}
    return World(pace=pace, measured=measured, true_altitude_m=altitude)


def _course(recipe: Recipe) -> Course:
    hill_m, period_m = recipe.hills or (0.0, 1000.0)
    if recipe.surface == "treadmill":
        return Course(kind="loop", lap_m=recipe.loop_m)
    if recipe.course == "out_and_back":
        lap_m = recipe.speed_mps * recipe.duration_s
    else:
        lap_m = max(1.0, round(recipe.loop_m / period_m)) * period_m
    return Course(kind=recipe.course, lap_m=lap_m, hill_m=hill_m, hill_period_m=period_m)


def _moved(
    recipe: Recipe, pace: Pace, course: Course, place_m: FloatArray, speed: FloatArray, *, noise: float
) -> dict[str, FloatArray]:
    """Speed, distance and position as a GPS watch sees them."""
    rng = stream(recipe.seed, "gps")
    error = noise * ar1(rng, speed.size, sd=SPEED_ERROR_MPS, tau_s=SPEED_ERROR_TAU_S)
    error += noise * speed * ar1(rng, speed.size, sd=GPS_BIAS_SD, tau_s=GPS_BIAS_TAU_S)
    aside = noise * smooth_noise(rng, speed.size, sd=PLACE_SD_M, tau_s=PLACE_TAU_S)
    seen = np.where(pace.standing, 0.0, np.maximum(speed + error, 0.0))
    ahead = lagged((seen - speed) * PLACE_MEMORY_S, tau_s=PLACE_MEMORY_S, start=0.0)
    ahead += noise * smooth_noise(rng, speed.size, sd=PLACE_SD_M, tau_s=PLACE_TAU_S)
    latitude, longitude = course.position_deg(place_m + ahead, aside)
    distance = np.concatenate([[0.0], np.cumsum(seen[1:])])
    return {"latitude_deg": latitude, "longitude_deg": longitude, "distance_m": distance, "speed_mps": seen}


def _locked(recipe: Recipe, beats: FloatArray, steps: FloatArray) -> FloatArray:
    """Heart rate, showing the cadence where an optical sensor has followed the arm."""
    if recipe.heart_rate_lock is None:
        return beats
    start_s, length_s = recipe.heart_rate_lock
    seconds = np.arange(beats.size)
    return np.where((seconds >= start_s) & (seconds < start_s + length_s), steps, beats)


def _temperature(recipe: Recipe, elapsed_s: FloatArray, *, noise: float) -> FloatArray:
    air = recipe.heat_c if recipe.heat_c is not None else recipe.temperature_c
    if air is None:
        return np.full_like(elapsed_s, np.nan)
    warm = WRIST_WARMTH_C * np.exp(-elapsed_s / 600.0)
    return air + warm + noise * ar1(stream(recipe.seed, "temperature"), elapsed_s.size, sd=0.5, tau_s=300.0)


def plan_of(recipe: Recipe) -> dict[str, FloatArray]:
    """The run without any noise, one value a second: what a perfect estimate would be made from."""
    return simulate(recipe, noise=0.0).measured


def moving(pace: Pace) -> BoolArray:
    """Where the runner runs or walks."""
    return ~pace.standing
