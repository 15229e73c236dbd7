"""Slope of the ground, what it does to speed at equal heart rate, and metres climbed."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike

from legcheck.cleaning.climb import NOISY_M, altitude_noise_m, closed_up
from legcheck.cleaning.notes import count_of, note
from legcheck.cleaning.positions import step_length_m
from legcheck.cleaning.revisits import passed_again
from legcheck.cleaning.slope_possible import cannot_be_climbed, stands_still
from legcheck.cleaning.windows import filled, rolling_mean, rolling_median
from legcheck.core.activity import Note
from legcheck.core.arrays import BoolArray, FloatArray

__all__ = ["NO_SLOPES", "Slope", "equal_heart_rate_factor", "slope_along"]

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

FEWEST_PAIRS = 20
"""[pairs] Passings of one place needed before anything is concluded from them."""

NOISY_GRADE_PCT, LEAST_AGREEMENT = 1.5, 0.5
"""[%], [-] Slopes that differ by more than this (SD) between two passings of a place and agree by less than this are noise.
In real runs barometers reach 0.4-0.5 % and, on steep trails, 1.5 % with an agreement of 0.98; watches without one
1.5-6 % with an agreement near 0."""

USELESS_M = 3.0
"""[m] The same, beyond which no slope is taken from it at all."""

LOOP_M = 60.0
"""[m] Start and end this close are the same place."""

DRIFT_M = (2.0, 100.0)
"""[m] Difference in height of start and end of a loop that is taken for drift; less does not matter, more is no drift."""

MOVING_M = 0.3
"""[m] Way made in a second below which height cannot have changed: standing, the altimeter only drifts."""


NO_SLOPES = frozenset({"no_altitude", "indoor_grade", "altitude_noisy"})
"""Notes of cleaning that say the ground was taken as flat for want of a better number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Slope:
    """Slope on the grid, seconds whose altitude cannot be true, and what was done to get it."""

    grade_pct: FloatArray
    false_altitude: BoolArray
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
        ``grade_pct`` is 0 where distance or altitude is missing, where altitude is too noisy or cannot be true, and where the
        slope is less than 0.5 %.

    Notes
    -----
    Altitude goes through a 5-s running median and is laid out over distance in steps of 5 m; the slope is that of the
    least-squares line through 80 m of it (240 m where altitude is noisy), clipped at +-30 %. It is a property of the
    place: standing still does not change it, and passing the place again must find it again. Where it does not, even
    over 240 m, the slopes are noise and are not used. Altitude that climbs faster than 0.7 m/s for half a minute is taken over
    240 m, and where it still does is not used from two minutes before to two minutes after; altitude that does not move by a metre
    over 3 km is no altitude.
    """
    both = np.isfinite(altitude_m) & np.isfinite(distance_m)
    if (flat := _without_slopes(altitude_m, distance_m, both)) is not None:
        return flat
    notes_list: list[Note] = []
    noise_m = altitude_noise_m(altitude_m)
    level, jumps = closed_up(altitude_m, jumps_too=True)
    if jumps:
        notes_list.append(
            note("altitude_jump", f"{count_of(jumps, 'jump')} of altitude left out of slopes (the device set it anew)")
        )
    level = rolling_median(level, 5) - _loop_drift(level, latitude_deg, longitude_deg, notes_list)
    at = np.flatnonzero(both)
    climbed = _climbed_moving(level[at], distance_m[at], np.diff(at))
    for window_m, quiet_m in ((WINDOW_M, NOISY_M), (NOISY_WINDOW_M, USELESS_M)):
        grade = _fitted_grade(climbed, distance_m[at], distance_m, window_m)
        false = cannot_be_climbed(np.clip(grade, *CLIP_PCT), distance_m)
        if window_m == WINDOW_M and false.any():
            continue
        if noise_m <= quiet_m and _repeats(grade, distance_m, latitude_deg, longitude_deg):
            _tell_about(window_m, false, notes_list)
            return Slope(
                grade_pct=_limited(np.where(false, 0.0, grade), notes_list), false_altitude=false, notes=tuple(notes_list)
            )
    why = (
        f"altitude moves by {noise_m:.1f} m within seconds" if noise_m > USELESS_M else "places passed again have other slopes"
    )
    message = f"altitude is too noisy for slopes ({why}); the ground is taken as flat"
    return _flat(both.size, note("altitude_noisy", message))


def _without_slopes(altitude_m: FloatArray, distance_m: FloatArray, both: BoolArray) -> Slope | None:
    """Level ground where altitude is missing, says nothing, or hardly any way was made; None where slopes can be looked for."""
    if int(both.sum()) < 2 or float(np.ptp(distance_m[both])) < WINDOW_M:
        missing = not np.isfinite(altitude_m).any()
        return _flat(both.size, *[note("no_altitude", "no altitude recorded; the ground is taken as flat")] * missing)
    if stands_still(altitude_m, distance_m):
        message = "altitude stays within a metre over kilometres (no altimeter?); the ground is taken as flat"
        return replace(_flat(both.size, note("no_altitude", message)), false_altitude=np.ones(both.size, dtype=np.bool_))
    return None


def _flat(seconds: int, *notes: Note) -> Slope:
    return Slope(grade_pct=np.zeros(seconds), false_altitude=np.zeros(seconds, dtype=np.bool_), notes=notes)


def _tell_about(window_m: float, false: BoolArray, notes: list[Note]) -> None:
    if window_m > WINDOW_M:
        message = f"altitude is noisy (no barometer?); slopes are taken over {window_m:.0f} m instead of {WINDOW_M:.0f} m"
        notes.append(note("altitude_smoothed", message))
    if false.any():
        message = f"altitude climbs faster than anyone can; not used on {int(false.sum()):,} s, the ground taken as flat there"
        notes.append(note("altitude_impossible", message))


def _repeats(
    grade_pct: FloatArray, distance_m: FloatArray, latitude_deg: FloatArray | None, longitude_deg: FloatArray | None
) -> bool:
    """Whether slopes are the same when a place is passed again; True where nothing speaks against it."""
    if latitude_deg is None or longitude_deg is None or np.std(grade_pct) <= NOISY_GRADE_PCT:
        return True
    moving = np.diff(distance_m, prepend=distance_m[:1]) >= MOVING_M
    seen = passed_again(latitude_deg, longitude_deg, np.where(moving, grade_pct, np.nan))
    return seen.pairs < FEWEST_PAIRS or seen.noise_pct <= NOISY_GRADE_PCT or seen.agreement >= LEAST_AGREEMENT


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
    if float(step_length_m(latitude_deg[ends], longitude_deg[ends])[0]) > LOOP_M:
        return none
    smooth = rolling_mean(altitude_m, 15)
    rise_m = float(smooth[ends[1]] - smooth[ends[0]])
    if not DRIFT_M[0] <= abs(rise_m) <= DRIFT_M[1]:
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
    # Beyond the ends the profile goes on as it came, turned about its last point.
    before, after = 2 * profile[0] - profile[half:0:-1], 2 * profile[-1] - profile[-2 : -half - 2 : -1]
    padded = np.concatenate((before, profile, after))
    grade = 100 * np.correlate(padded, weights, mode="valid")
    return np.asarray(np.interp(filled(distance_m), points, grade))


def _limited(grade_pct: FloatArray, notes: list[Note]) -> FloatArray:
    steep = (grade_pct < CLIP_PCT[0]) | (grade_pct > CLIP_PCT[1])
    if steep.any():
        notes.append(note("grade_clipped", f"slopes beyond 30 % on {int(steep.sum()):,} s clipped"))
    limited = np.clip(grade_pct, *CLIP_PCT)
    return np.where(np.abs(limited) < DEAD_BAND_PCT, 0.0, limited)
