"""Slope of the ground, what it does to speed at equal heart rate, and metres climbed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from legcheck.cleaning.notes import note
from legcheck.cleaning.positions import step_length_m
from legcheck.cleaning.windows import filled, rolling_mean, rolling_median
from legcheck.core.activity import Note
from legcheck.core.arrays import FloatArray

__all__ = ["Slope", "altitude_noise_m", "ascent_descent", "equal_heart_rate_factor", "slope_along"]

EQUAL_HEART_RATE_GRADES_PCT = (-45.0, -30.0, -25.0, -20.0, -15.0, -10.0, -8.0, -6.0, -4.0, -2.0,
                               0.0, 2.0, 4.0, 6.0, 8.0, 10.0, 15.0, 20.0, 25.0, 30.0, 45.0)  # fmt: skip
"""[%] Slopes of the table below."""

EQUAL_HEART_RATE_FACTORS = (2.096, 1.495, 1.273, 1.081, 0.941, 0.876, 0.876, 0.891, 0.918, 0.96,
                            1.0, 1.055, 1.135, 1.228, 1.337, 1.459, 1.846, 2.297, 2.727, 3.158, 4.286)  # fmt: skip
"""[-] Speed on the flat at the same heart rate over speed on the slope. Model of Strava, fitted to heart rate in millions
of runs (Strava Engineering, "An improved GAP model", 2017); its values as read back by the open project specialsauce
(A. Schroeder, github.com/aaron-schroeder/specialsauce)."""

CLIP_PCT = (-30.0, 30.0)
"""[%] Steeper ground is not run; steeper slopes are noise in altitude or distance."""

DEAD_BAND_PCT = 0.5
"""[%] Smaller slopes are within the error of any altimeter and count as flat."""

WINDOW_M = 80.0
"""[m] Stretch over which the slope is fitted when altitude is quiet: 25-30 s of running, 80 times a barometer's 0.2 m
steps would be 0.25 %."""

NOISY_WINDOW_M = 240.0
"""[m] The same for noisy altitude (from satellites)."""

STEP_M = 5.0
"""[m] Distance between the points of the profile."""

NOISY_M = 0.6
"""[m] Quick movement of altitude (see :func:`altitude_noise_m`) beyond which it is not a barometer's."""

USELESS_M = 3.0
"""[m] The same, beyond which no slope is taken from it at all."""

LOOP_M = 60.0
"""[m] Start and end this close are the same place."""

DRIFT_M = (2.0, 100.0)
"""[m] Difference in height of start and end of a loop that is taken for drift; less does not matter, more is no drift."""

CLIMB_HYSTERESIS_M, CLIMB_SMOOTHING_S = 2.0, 21
"""[m], [s] Rises and falls count once they exceed this, after a running mean over that; the pair that agrees best with what
135 recordings of barometric watches give as ascent (97 % within 15 % or 10 m)."""

MOVING_M = 0.3
"""[m] Way made in a second below which height cannot have changed: standing, the altimeter only drifts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Slope:
    """Slope on the grid and what was done to get it."""

    grade_pct: FloatArray
    notes: tuple[Note, ...]


def equal_heart_rate_factor(grade_pct: ArrayLike) -> FloatArray:
    """Factor that turns speed on a slope into speed on the flat at the same heart rate.

    Parameters
    ----------
    grade_pct : array_like
        Slope, up positive. [%]

    Returns
    -------
    ndarray of float64
        Linear between the points of the table, held beyond +-45 %. NaN where the slope is NaN.

    Notes
    -----
    For heart-rate work only. The energy cost of running falls further downhill (0.60 of the flat at -10 % in Minetti et
    al., J Appl Physiol 2002, against 0.876 here): mixing the two makes drift where there is none.

    References
    ----------
    .. [1] Strava Engineering, An improved GAP model, 2017. (Heart rate in runs of 240,000 athletes.)
    .. [2] A. Schroeder, specialsauce, github.com/aaron-schroeder/specialsauce. (The table, read back from it.)

    Examples
    --------
    >>> equal_heart_rate_factor([-10.0, 0.0, 3.0]).tolist()
    [0.876, 1.0, 1.095]
    """
    grade = np.asarray(grade_pct, dtype=np.float64)
    return np.asarray(np.interp(grade, EQUAL_HEART_RATE_GRADES_PCT, EQUAL_HEART_RATE_FACTORS), dtype=np.float64)


def altitude_noise_m(altitude_m: FloatArray) -> float:
    """Quick movement of altitude: robust SD about its 31-s running mean. [m] 0 with fewer than 60 values.

    A steady climb has none, whatever its slope.
    """
    known = altitude_m[np.isfinite(altitude_m)]
    if known.size < 60:
        return 0.0
    quick = known - rolling_mean(known, 31)
    return float(1.4826 * np.median(np.abs(quick)))


def slope_along(
    altitude_m: FloatArray, distance_m: FloatArray, latitude_deg: FloatArray | None, longitude_deg: FloatArray | None
) -> Slope:
    """Slope of the ground along the way.

    Parameters
    ----------
    altitude_m, distance_m : ndarray of float64, shape (n,)
        On the grid of seconds. [m]
    latitude_deg, longitude_deg : ndarray of float64, shape (n,), or None
        To tell a loop, on which start and end have one height. [deg]

    Returns
    -------
    Slope
        ``grade_pct`` is 0 where distance or altitude is missing, where altitude is too noisy, and where the slope is
        less than 0.5 %.

    Notes
    -----
    Altitude goes through a 5-s running median and is laid out over distance in steps of 5 m; the slope is that of the
    least-squares line through 80 m of it (240 m where altitude is noisy), clipped at +-30 %. It is a property of the
    place, so standing still does not change it.
    """
    flat = np.zeros(altitude_m.size)
    both = np.isfinite(altitude_m) & np.isfinite(distance_m)
    if int(both.sum()) < 2 or float(np.ptp(distance_m[both])) < WINDOW_M:
        missing = not np.isfinite(altitude_m).any()
        notes = (note("no_altitude", "no altitude recorded; the ground is taken as flat"),) if missing else ()
        return Slope(grade_pct=flat, notes=notes)
    noise_m = altitude_noise_m(altitude_m)
    if noise_m > USELESS_M:
        message = f"altitude moves by {noise_m:.1f} m (SD) within seconds; the ground is taken as flat"
        return Slope(grade_pct=flat, notes=(note("altitude_noisy", message),))
    notes_list: list[Note] = []
    window_m = WINDOW_M
    if noise_m > NOISY_M:
        window_m = NOISY_WINDOW_M
        message = f"altitude moves by {noise_m:.1f} m (SD) within seconds; slopes are taken over {window_m:.0f} m"
        notes_list.append(note("altitude_smoothed", message))
    level = rolling_median(altitude_m, 5) - _loop_drift(altitude_m, latitude_deg, longitude_deg, notes_list)
    at = np.flatnonzero(both)
    climbed = _climbed_moving(level[at], distance_m[at], np.diff(at))
    grade = _fitted_grade(climbed, distance_m[at], distance_m, window_m)
    return Slope(grade_pct=_limited(grade, notes_list), notes=tuple(notes_list))


def _loop_drift(
    altitude_m: FloatArray, latitude_deg: FloatArray | None, longitude_deg: FloatArray | None, notes: list[Note]
) -> FloatArray:
    """Height gained by drift since the start, on a loop; zeros elsewhere. [m]"""
    none = np.zeros(altitude_m.size)
    if latitude_deg is None or longitude_deg is None:
        return none
    known = np.flatnonzero(np.isfinite(altitude_m) & np.isfinite(latitude_deg) & np.isfinite(longitude_deg))
    if known.size < 2:
        return none
    ends = known[[0, -1]]
    apart_m = float(step_length_m(latitude_deg[ends], longitude_deg[ends])[0])
    smooth = rolling_mean(altitude_m, 15)
    rise_m = float(smooth[ends[1]] - smooth[ends[0]])
    if apart_m > LOOP_M or not DRIFT_M[0] <= abs(rise_m) <= DRIFT_M[1]:
        return none
    notes.append(note("altitude_drift", f"start and end are one place but {abs(rise_m):.0f} m apart in height; drift removed"))
    return np.asarray(rise_m * np.clip((np.arange(altitude_m.size) - ends[0]) / (ends[1] - ends[0]), 0.0, 1.0))


def _climbed_moving(level_m: FloatArray, distance_m: FloatArray, steps_s: FloatArray) -> FloatArray:
    """Height since the start, counting only seconds in which way was made and no hole lies. [m]"""
    rises = np.diff(level_m)
    rises[(steps_s > 1) | (np.diff(distance_m) < MOVING_M)] = 0.0
    return np.concatenate(([0.0], np.cumsum(rises)))


def _fitted_grade(level_m: FloatArray, known_m: FloatArray, distance_m: FloatArray, window_m: float) -> FloatArray:
    """Slope of a running least-squares line over distance, read back at every second. [%]"""
    way = np.maximum.accumulate(known_m)
    forward = np.concatenate(([True], np.diff(way) > 0))
    points = np.arange(way[0], way[-1], STEP_M)
    profile = np.interp(points, way[forward], level_m[forward])
    half = min(round(window_m / STEP_M / 2), (points.size - 1) // 2)
    if half < 1:
        return np.zeros(distance_m.size)
    offsets = np.arange(-half, half + 1, dtype=np.float64)
    weights = offsets / (STEP_M * float((offsets**2).sum()))
    padded = np.pad(profile, half, mode="reflect", reflect_type="odd")
    grade = 100 * np.correlate(padded, weights, mode="valid")
    return np.asarray(np.interp(filled(distance_m), points, grade))


def _limited(grade_pct: FloatArray, notes: list[Note]) -> FloatArray:
    steep = (grade_pct < CLIP_PCT[0]) | (grade_pct > CLIP_PCT[1])
    if steep.any():
        notes.append(note("grade_clipped", f"slopes beyond 30 % on {int(steep.sum()):,} s clipped"))
    limited = np.clip(grade_pct, *CLIP_PCT)
    return np.where(np.abs(limited) < DEAD_BAND_PCT, 0.0, limited)


def ascent_descent(
    altitude_m: FloatArray, *, hysteresis_m: float = CLIMB_HYSTERESIS_M, smoothing_s: int = CLIMB_SMOOTHING_S
) -> tuple[float, float]:
    """Metres climbed and descended, small ups and downs left out.

    Parameters
    ----------
    altitude_m : ndarray of float64, shape (n,)
        On the grid of seconds; a change of height across missing seconds (a pause) does not count. [m]
    hysteresis_m : float
        A turn counts once the way back exceeds this. [m]
    smoothing_s : int
        Width of the running mean before that; 1 for none. [s]

    Returns
    -------
    tuple of float
        Ascent and descent, both positive. [m]

    Examples
    --------
    Up 10 m, down 1 m (too little to count), up 5 m, down 4 m: 14 m up, 4 m down.

    >>> ascent_descent(np.array([0.0, 10.0, 9.0, 14.0, 10.0]), smoothing_s=1)
    (14.0, 4.0)
    """
    at = np.flatnonzero(np.isfinite(altitude_m))
    if at.size < 2:
        return 0.0, 0.0
    smooth = rolling_mean(altitude_m, smoothing_s)[at]
    rises = np.diff(smooth)
    rises[np.diff(at) > 1] = 0.0
    turns = _turns(np.concatenate(([0.0], np.cumsum(rises))), hysteresis_m)
    steps = np.diff(turns)
    return float(steps[steps > 0].sum()), float(-steps[steps < 0].sum())


def _turns(level_m: FloatArray, hysteresis_m: float) -> FloatArray:
    """Heights of the turning points that hysteresis leaves, start and end included.

    The dead band of half the hysteresis on either side is dragged along by the height; its middle turns only once the
    height has come back by the whole hysteresis, and then lies half of it inside the true turning point.
    """
    half = hysteresis_m / 2
    middle = _dragged(level_m, half)
    moves = np.diff(middle)
    at = np.flatnonzero(moves)
    if not at.size:
        return level_m[:1]
    upward = moves[at] > 0
    last_of_leg = np.concatenate((np.flatnonzero(upward[1:] != upward[:-1]), [at.size - 1]))
    turned = middle[at[last_of_leg] + 1] + np.where(upward[last_of_leg], half, -half)
    return np.concatenate((level_m[:1], turned))


def _dragged(level_m: FloatArray, half_m: float) -> FloatArray:
    """``y[i] = clip(y[i-1], x[i] - half, x[i] + half)`` with ``y[0] = x[0]``, by doubling: clips compose to clips."""
    low, high = level_m - half_m, level_m + half_m
    low[0] = high[0] = level_m[0]
    reach = 1
    while reach < level_m.size:
        earlier_low, earlier_high = low[:-reach], high[:-reach]
        later_low = np.clip(earlier_low, low[reach:], high[reach:])
        later_high = np.clip(earlier_high, low[reach:], high[reach:])
        low = np.concatenate((low[:reach], later_low))
        high = np.concatenate((high[:reach], later_high))
        reach *= 2
    return low
