"""An invented course in the open Atlantic: where it goes, how high it is, and what a slope costs the heart."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from legcheck.core.arrays import FloatArray

__all__ = ["Course", "distance_along", "heart_rate_factor"]

ORIGIN_DEG = (0.0, -30.0)
"""[deg] Latitude and longitude of the start: on the equator, in the Atlantic, so that nobody lives there."""

BASE_ALTITUDE_M = 50.0
"""[m] Mean altitude of the course."""

METRES_PER_DEGREE = 111_195.0
"""[m/deg] Along the equator and meridians of a sphere of 6,371 km."""

GRADE_PCT = (-45, -30, -25, -20, -15, -10, -8, -6, -4, -2, 0, 2, 4, 6, 8, 10, 15, 20, 25, 30, 45)
"""[%] Slopes of the table below."""

EQUAL_HEART_RATE_FACTOR = (
    2.096, 1.495, 1.273, 1.081, 0.941, 0.876, 0.876, 0.891, 0.918, 0.960, 1.0,
    1.055, 1.135, 1.228, 1.337, 1.459, 1.846, 2.297, 2.727, 3.158, 4.286,
)  # fmt: skip
"""[-] Flat speed of the same heart rate over speed on the slope: Strava's model from heart rates of 240,000 runners
(Strava Engineering, An improved GAP model, 2017), values as read back by the open project specialsauce."""


def heart_rate_factor(grade_pct: FloatArray) -> FloatArray:
    """Flat speed that takes the same heart rate, as a multiple of the speed on the slope.

    Parameters
    ----------
    grade_pct : ndarray of float64
        Slope, up positive. [%]

    Examples
    --------
    >>> [round(float(f), 3) for f in heart_rate_factor(np.array([0.0, 5.0, -4.0]))]
    [1.0, 1.181, 0.918]
    """
    return np.interp(grade_pct, GRADE_PCT, EQUAL_HEART_RATE_FACTOR)


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """The ground under a run; every method takes the true distance run. [m]

    Attributes
    ----------
    kind : str
        ``loop``, ``out_and_back`` or ``line``.
    lap_m : float
        Length of the loop, or of the way out and back. [m]
    hill_m, hill_period_m : float
        Height of the hills above and below the mean, and the way from top to top. [m]
    """

    kind: str
    lap_m: float
    hill_m: float = 0.0
    hill_period_m: float = 1000.0

    def _place_m(self, distance_m: FloatArray) -> FloatArray:
        if self.kind == "out_and_back":
            half = self.lap_m / 2.0
            return half - np.abs(np.mod(distance_m, self.lap_m) - half)
        return np.mod(distance_m, self.lap_m) if self.kind == "loop" else distance_m

    def _direction(self, distance_m: FloatArray) -> FloatArray:
        if self.kind != "out_and_back":
            return np.ones_like(distance_m)
        return np.where(np.mod(distance_m, self.lap_m) < self.lap_m / 2.0, 1.0, -1.0)

    def altitude_m(self, distance_m: FloatArray) -> FloatArray:
        """True altitude. [m]"""
        phase = 2.0 * np.pi * self._place_m(distance_m) / self.hill_period_m
        return BASE_ALTITUDE_M + self.hill_m * np.sin(phase)

    def grade_pct(self, distance_m: FloatArray) -> FloatArray:
        """True slope in the direction of running. [%]"""
        turn = 2.0 * np.pi / self.hill_period_m
        slope = self.hill_m * turn * np.cos(turn * self._place_m(distance_m))
        return 100.0 * slope * self._direction(distance_m)

    def position_deg(self, distance_m: FloatArray, aside_m: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Latitude and longitude of a place ``aside_m`` to the left of the way. [deg]

        A loop is a circle; the other courses wind gently towards the north-east.
        """
        place = self._place_m(distance_m)
        if self.kind == "loop":
            radius = self.lap_m / (2.0 * np.pi)
            angle = place / radius
            north = (radius - aside_m) * np.sin(angle)
            east = radius - (radius - aside_m) * np.cos(angle)
        else:
            along, swing = place / np.hypot(1.0, 0.2), 0.2 * 400.0 * np.sin(place / 400.0)
            north, east = along * 0.6 + swing * 0.8 + aside_m * 0.8, along * 0.8 - swing * 0.6 - aside_m * 0.6
        return ORIGIN_DEG[0] + north / METRES_PER_DEGREE, ORIGIN_DEG[1] + east / METRES_PER_DEGREE


def distance_along(course: Course, flat_speed_mps: FloatArray, *, push: float) -> FloatArray:
    """Distance run when a planned flat speed meets the hills of a course.

    Parameters
    ----------
    course : Course
    flat_speed_mps : ndarray of float64, shape (n,)
        Speed that would be run on the flat, one value a second. [m/s]
    push : float
        0: slow down uphill so that heart rate stays even; 1: hold the pace. [-]

    Returns
    -------
    ndarray of float64, shape (n,)
        True distance at each second, starting from 0. [m]

    Notes
    -----
    On a slope the speed is ``flat_speed / factor(grade) ** (1 - push)``. With ``F(s)`` the integral of that divisor
    along the course and ``G(t)`` the integral of the flat speed, ``F(s) = G(t)``, so s(t) is one interpolation.
    """
    effort_m = np.concatenate([[0.0], np.cumsum(flat_speed_mps[:-1])])
    if course.hill_m == 0.0 or push == 1.0:
        return effort_m
    grid_m = np.arange(0.0, 1.3 * effort_m[-1] + 100.0, 2.0)
    cost = heart_rate_factor(course.grade_pct(grid_m + 1.0)) ** (1.0 - push)
    cost_m = np.concatenate([[0.0], np.cumsum(2.0 * cost[:-1])])
    return np.asarray(np.interp(effort_m, cost_m, grid_m), dtype=np.float64)
