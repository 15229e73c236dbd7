"""Whether altitude can be the ground's: nobody climbs faster than a certain speed, and no ground is level to a metre over kilometres."""

from __future__ import annotations

import numpy as np

from legcheck.cleaning.positions import FASTEST_ON_FOOT_MPS
from legcheck.cleaning.windows import filled, near_any, rolling_mean
from legcheck.core.arrays import BoolArray, FloatArray

__all__ = ["cannot_be_climbed", "stands_still"]

FASTEST_HELD_CLIMB_MPS = 0.7
"""[m/s] Nobody climbs faster for half a minute on foot over ground: the vertical kilometre is won at 0.58 m/s (28 min 53 s, Fully 2017). In recorded
trail runs the fastest are 0.5."""

CLIMB_S = 30
"""[s] Over which climbing is measured."""

FALSE_REACH_S = 120
"""[s] Altitude is not believed this long before and after a climb that cannot be: what rises falsely fell falsely before, or falls after."""

LEVEL_M, LEVEL_OVER_M = 1.0, 3000.0
"""[m] Altitude that stays within the one over the other is no altimeter's: air pressure alone moves a barometer by more in the time that takes, and
satellites by ten times as much."""


def cannot_be_climbed(grade_pct: FloatArray, distance_m: FloatArray) -> BoolArray:
    """Seconds in and around climbs faster than anyone's.

    Parameters
    ----------
    grade_pct, distance_m : ndarray of float64, shape (n,)
        Slope [%] and distance [m] on the grid of seconds.

    Returns
    -------
    ndarray of bool, shape (n,)

    Examples
    --------
    At 3 m/s a slope of 20 % is a climb of 0.6 m/s, one of 30 % of 0.9 m/s.

    >>> distance_m = 3.0 * np.arange(600)
    >>> bool(cannot_be_climbed(np.full(600, 20.0), distance_m).any())
    False
    >>> np.flatnonzero(cannot_be_climbed(np.where(np.arange(600) >= 450, 30.0, 0.0), distance_m))[0] in range(330, 345)
    True
    """
    if grade_pct.size < 2 or not np.isfinite(distance_m).any():
        return np.zeros(grade_pct.size, dtype=np.bool_)
    way_m = np.diff(filled(distance_m), append=np.nan)
    rise_m = np.where((way_m >= 0) & (way_m <= FASTEST_ON_FOOT_MPS), way_m * grade_pct / 100.0, 0.0)
    return near_any(rolling_mean(rise_m, CLIMB_S) > FASTEST_HELD_CLIMB_MPS, FALSE_REACH_S)


def stands_still(altitude_m: FloatArray, distance_m: FloatArray) -> bool:
    """Whether altitude hardly changes over kilometres: a field that was filled, not measured.

    Examples
    --------
    >>> distance_m = 3.0 * np.arange(1200.0)
    >>> stands_still(0.0001 * distance_m, distance_m), stands_still(0.001 * distance_m, distance_m)
    (True, False)
    """
    both = np.isfinite(altitude_m) & np.isfinite(distance_m)
    if not both.any():
        return False
    return bool(np.ptp(distance_m[both]) > LEVEL_OVER_M and np.ptp(altitude_m[both]) < LEVEL_M)
