"""How much a run was: training impulses by heart rate, stress score by speed, and what heat adds to heart rate."""

from __future__ import annotations

import math
from typing import Literal

import numpy as np

from legcheck.core import CHANNELS, Activity, Estimate, FloatArray, InputError, Run
from legcheck.signals._inputs import as_run, check_number
from legcheck.signals.bootstrap import estimate
from legcheck.signals.heart_rate import RESTING_HR_BPM
from legcheck.signals.intensity import max_heart_rate
from legcheck.signals.zones import heart_rate_seconds

__all__ = [
    "Sex",
    "banister_trimp",
    "banister_weight",
    "edwards_trimp",
    "edwards_weight",
    "heat_adjustment",
    "normalised_speed",
    "running_stress_score",
]

Sex = Literal["man", "woman"]

BANISTER: dict[Sex, tuple[float, float]] = {"man": (0.64, 1.92), "woman": (0.86, 1.67)}
"""[-] Factor and exponent: how blood lactate rises with the share of the heart-rate reserve; Banister E.W., Modeling elite athletic
performance, 1991."""

EDWARDS_FROM = (0.5, 0.6, 0.7, 0.8, 0.9)
"""[share of maximum heart rate] Lower ends of the zones that weigh 1 to 5; Edwards S., The Heart Rate Monitor Book, 1993."""

RESTING_SD_BPM = 8.0
"""[bpm] Uncertainty of the resting heart rate when it is not known."""

KNOWN_RESTING_SD_BPM = 2.0
"""[bpm] The same when it is."""

DRAWS = 2000
"""[-] Draws for the interval."""

SEED = 20_817
"""[-] Fixed, so that the same run always gives the same interval."""

SPEED_BIAS_SE = 0.03
"""[-] Distance of one watch on one course against the truth: mean error 3.2-6.1 % between models, JMIR Mhealth Uhealth 2020;8(6):e17118.
It is the same all the way, so that it matters here though not where parts of a run are compared."""

NORMALISE_S = 30
"""[s] Running mean before the fourth power."""

HEAT_FROM_C = 19.0
"""[degC] Up to here air temperature adds nothing."""

HEAT_BPM_PER_C, HEAT_BPM_PER_C_SD = 1.0, 0.5
"""[bpm per degC] About 1 bpm per degree above 24 degC in ten men cycling easily, 1.4 % per degree between 21 and 35 degC in four
men; the threshold and the spread are ours. Per degree of *body* temperature it is 7.5-17.5 bpm, doi:10.1007/BF00421151."""


def banister_weight(reserve: FloatArray, sex: Sex) -> FloatArray:
    """Weight of a minute at a share of the heart-rate reserve.

    Parameters
    ----------
    reserve : ndarray of float64
        ``(heart rate - rest) / (maximum - rest)``; cut off at 0 and 1. [-]
    sex : {"man", "woman"}

    Returns
    -------
    ndarray of float64
        ``x * 0.64 exp(1.92 x)`` for men, ``x * 0.86 exp(1.67 x)`` for women. [1/min]

    Examples
    --------
    >>> round(float(banister_weight(np.array([0.5]), "man")[0]), 4)  # 0.5 * 0.64 * e^0.96 = 0.32 * 2.6117
    0.8357
    """
    factor, exponent = BANISTER[sex]
    share = np.clip(reserve, 0.0, 1.0)
    return np.asarray(share * factor * np.exp(exponent * share), dtype=np.float64)


def banister_trimp(run: Run | Activity, sex: Sex | None = None) -> Estimate:
    """Training impulse after Banister.

    Parameters
    ----------
    run : Run or Activity
    sex : {"man", "woman"}, optional
        When not given, half of the draws are of each: the interval holds both.

    Returns
    -------
    Estimate
        Sum over moving minutes of :func:`banister_weight`. [points]

    Raises
    ------
    InputError
        If ``sex`` is something else.

    Notes
    -----
    The interval comes from what is not known of maximum and resting heart rate (and sex), not from the heart's own wandering. The
    number is relative: use it against the runner's own other runs.

    Examples
    --------
    >>> from legcheck import Athlete, clean, synth
    >>> hour = synth.run(duration_s=3600, heart_rate_bpm=140.0, drift_bpm_per_h=0.0, seed=1).activity
    >>> impulse = banister_trimp(clean(hour, athlete=Athlete(max_hr_bpm=190, resting_hr_bpm=50)), "man")
    >>> bool(impulse.low < 84.8 < impulse.high)  # x = 90/140: 60 * 0.6429 * 0.64 * e^1.2343
    True
    """
    if sex is not None and sex not in BANISTER:
        raise InputError(f"sex is 'man', 'woman' or left out, got {sex!r}")
    run = as_run(run)
    top = max_heart_rate(run)
    beats, seconds, reason = heart_rate_seconds(run)
    if reason or not top.is_usable:
        return Estimate.missing("points", reason or top.reason)
    random = np.random.default_rng(SEED)
    known_rest = run.athlete.resting_hr_bpm
    rest_sd = RESTING_SD_BPM if known_rest is None else KNOWN_RESTING_SD_BPM
    rest = random.normal(known_rest or RESTING_HR_BPM, rest_sd, DRAWS)[:, None]
    maximum = random.normal(top.value, top.standard_error, DRAWS)[:, None]
    reserve = (beats - rest) / np.maximum(maximum - rest, 1.0)
    chosen: tuple[Sex, ...] = ("man", "woman") if sex is None else (sex,)
    impulses = np.concatenate([banister_weight(reserve, each) @ (seconds / 60.0) for each in chosen])
    return _summary(impulses, float(seconds.sum()))


def edwards_weight(share: FloatArray) -> FloatArray:
    """Weight of a minute at a share of maximum heart rate: 0 below 50 %, then 1 to 5 by tens of per cent. [1/min]

    Examples
    --------
    >>> edwards_weight(np.array([0.45, 0.5, 0.65, 0.9, 1.01])).tolist()
    [0.0, 1.0, 2.0, 5.0, 5.0]
    """
    return np.searchsorted(np.asarray(EDWARDS_FROM), share, side="right").astype(np.float64)


def edwards_trimp(run: Run | Activity) -> Estimate:
    """Training impulse after Edwards: moving minutes in five zones of maximum heart rate, weighted 1 to 5.

    Parameters
    ----------
    run : Run or Activity

    Returns
    -------
    Estimate
        [points] The interval comes from what is not known of maximum heart rate.

    Examples
    --------
    >>> from legcheck import Athlete, clean, synth
    >>> hour = synth.run(duration_s=3600, heart_rate_bpm=142.5, drift_bpm_per_h=0.0, seed=1).activity
    >>> impulse = edwards_trimp(clean(hour, athlete=Athlete(max_hr_bpm=190)))  # 75 %: weight 3, sixty minutes
    >>> bool(170 < impulse.value < 190)
    True
    """
    run = as_run(run)
    top = max_heart_rate(run)
    beats, seconds, reason = heart_rate_seconds(run)
    if reason or not top.is_usable:
        return Estimate.missing("points", reason or top.reason)
    maximum = np.random.default_rng(SEED).normal(top.value, top.standard_error, DRAWS)[:, None]
    return _summary(edwards_weight(beats / maximum) @ (seconds / 60.0), float(seconds.sum()))


def normalised_speed(run: Run | Activity) -> float:
    """Even speed on the flat that is as hard as the run's changes of speed.

    Parameters
    ----------
    run : Run or Activity

    Returns
    -------
    float
        Fourth root of the mean fourth power of the 30-s mean of grade-adjusted speed while moving. [m/s] NaN without movement.

    Examples
    --------
    >>> from legcheck import synth
    >>> even = synth.run(duration_s=1800, speed_mps=3.0, noise=0.0, seed=1).activity
    >>> round(normalised_speed(even), 2)
    3.00
    """
    run = as_run(run)
    moving = (run.running | run.masks["walking"]) & np.isfinite(run["grade_adjusted_speed_mps"])
    speed = run["grade_adjusted_speed_mps"][moving]
    if len(speed) < NORMALISE_S:
        return math.nan
    total = np.concatenate([[0.0], np.cumsum(speed)])
    smooth = (total[NORMALISE_S:] - total[:-NORMALISE_S]) / NORMALISE_S
    return float(np.mean(np.maximum(smooth, 0.0) ** 4) ** 0.25)


def running_stress_score(run: Run | Activity, threshold_speed_mps: float, threshold_error_mps: float = 0.0) -> Estimate:
    """Stress of a run by its speed: an hour at threshold speed is 100.

    Parameters
    ----------
    run : Run or Activity
    threshold_speed_mps : float
        Speed on the flat that the runner can hold for about an hour. [m/s]
    threshold_error_mps : float, default 0
        Its standard error, where it is an estimate. [m/s]

    Returns
    -------
    Estimate
        ``100 * t / 3600 * (normalised speed / threshold)^2`` with t the moving time. [points]

    Raises
    ------
    InputError
        If the threshold is no speed of a run, or its error no size.

    Notes
    -----
    The interval holds 3 % for the distance of the watch, doubled by the square, and the error of the threshold.

    Examples
    --------
    >>> from legcheck import synth
    >>> hour = synth.run(duration_s=3600, speed_mps=3.0, noise=0.0, seed=1).activity
    >>> round(running_stress_score(hour, 4.0).value, 1)  # 100 * (3 / 4)^2
    56.3
    """
    check_number("threshold_speed_mps", threshold_speed_mps, 1.0, 8.0)
    check_number("threshold_error_mps", threshold_error_mps, 0.0)
    run = as_run(run)
    speed = normalised_speed(run)
    if not math.isfinite(speed):
        return Estimate.missing("points", "less than half a minute of movement")
    value = 100.0 * run.moving_s / 3600.0 * (speed / threshold_speed_mps) ** 2
    error = 2.0 * value * math.hypot(SPEED_BIAS_SE, threshold_error_mps / threshold_speed_mps)
    return estimate(value, error, unit="points", used_s=run.moving_s)


def heat_adjustment(air_temperature_c: float) -> Estimate:
    """Beats a minute that warm air adds to a run at the same effort.

    Parameters
    ----------
    air_temperature_c : float
        [degC] Of the air, -40 to 60: a watch on a wrist reads some degrees too much.

    Returns
    -------
    Estimate
        ``1.0 (0.0 to 2.0) bpm`` for each degree above 19. [bpm] Take it off a heart rate to compare it with a cool day.

    Notes
    -----
    A rough figure from two small laboratory studies of cycling. Humidity, sun, wind and weeks of heat matter as much, so the interval
    reaches zero.

    Examples
    --------
    >>> hot = heat_adjustment(29.0)
    >>> hot.value, round(hot.low, 1), round(hot.high, 1), heat_adjustment(12.0).value
    (10.0, 0.2, 19.8, 0.0)
    """
    if not math.isfinite(air_temperature_c):
        return Estimate.missing("bpm", "air temperature not known")
    if not CHANNELS["temperature_c"].low <= air_temperature_c <= CHANNELS["temperature_c"].high:
        return Estimate.missing("bpm", f"nobody runs in air of {air_temperature_c:g} degC; check its unit")
    above = max(air_temperature_c - HEAT_FROM_C, 0.0)
    return estimate(HEAT_BPM_PER_C * above, HEAT_BPM_PER_C_SD * above, unit="bpm", used_s=0.0)


def _summary(draws: FloatArray, used_s: float) -> Estimate:
    low, value, high = (float(point) for point in np.percentile(draws, [2.5, 50.0, 97.5]))
    return Estimate(value=value, low=low, high=high, unit="points", standard_error=float(draws.std()), used_s=used_s)
