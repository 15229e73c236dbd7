"""The part of a recording that was ridden: a watch left on in the car, or on the bicycle."""

from __future__ import annotations

import numpy as np

from legcheck.cleaning.notes import count_of, note
from legcheck.cleaning.speed import DISTANCE_HALF_WINDOW_S, speed_along
from legcheck.cleaning.windows import rolling_median
from legcheck.core.activity import Note
from legcheck.core.arrays import BoolArray, FloatArray

__all__ = ["without_vehicle"]

SUSTAINED_LIMIT_MPS, SUSTAINED_S = 8.0, 61
"""[m/s], [s] Faster than this for most of a minute is a vehicle: 400 m have been run at 9.3 m/s in 43 s, 1,500 m at 7.3 m/s."""

RUNNING_STEPS_SPM = 140.0
"""[steps/min] Who takes this many steps sits in no vehicle."""

BELONG_TOGETHER = 0.8
"""[-] The way recorded in a vehicle is at least this share of what its speed sums up to; else only the speed was wrong."""


def without_vehicle(
    speed_mps: FloatArray, distance_m: FloatArray, cadence_spm: FloatArray | None = None
) -> tuple[FloatArray, FloatArray, list[Note]]:
    """Speed and distance on foot: stretches faster than running are blanked, and their way does not count.

    Parameters
    ----------
    speed_mps, distance_m : ndarray of float64, shape (n,)
        On the grid of seconds. [m/s], [m]
    cadence_spm : ndarray of float64, shape (n,), optional
        [steps/min]

    Returns
    -------
    tuple of (speed_mps, distance_m, list of Note)
        Distance stands still in a vehicle. It is left alone where it did not rise as the speed says, and where steps
        went on: then the speed was wrong.

    Examples
    --------
    >>> speed = np.where(np.arange(200) < 100, 3.0, 10.0)
    >>> foot, way, notes = without_vehicle(speed, np.cumsum(speed))
    >>> float(way[-1]), notes[0].message
    (300.0, '100 seconds faster than running blanked, 1,000 m left out of the distance')
    """
    speed = _with_unknown_from(distance_m, speed_mps)
    vehicle = _vehicle(speed)
    if not vehicle.any():
        return speed_mps, distance_m, []
    message = f"{count_of(int(vehicle.sum()), 'second')} faster than running blanked"
    known = np.flatnonzero(np.isfinite(distance_m))
    gains = np.diff(distance_m[known])
    ridden = vehicle[known[1:]]
    ridden_m = float(gains[ridden].sum())
    if ridden_m > BELONG_TOGETHER * float(speed[vehicle].sum()) and not _steps_go_on(cadence_spm, vehicle):
        on_foot = np.concatenate(([0.0], np.cumsum(np.where(ridden, 0.0, gains))))
        distance_m = distance_m.copy()
        distance_m[known] = distance_m[known[0]] + on_foot
        message = f"{message}, {ridden_m:,.0f} m left out of the distance"
    return np.where(vehicle, np.nan, speed_mps), distance_m, [note("faster_than_running", message)]


def _with_unknown_from(distance_m: FloatArray, speed_mps: FloatArray) -> FloatArray:
    """Speed, from distance where it is not known: what no runner reaches has been blanked before."""
    unknown = np.isnan(speed_mps) & np.isfinite(distance_m)
    if int(np.count_nonzero(unknown)) <= SUSTAINED_S // 2:
        return speed_mps
    return np.where(unknown, speed_along(distance_m, DISTANCE_HALF_WINDOW_S), speed_mps)


def _vehicle(speed_mps: FloatArray) -> BoolArray:
    fast = speed_mps > SUSTAINED_LIMIT_MPS
    if int(np.count_nonzero(fast)) <= SUSTAINED_S // 2:
        return np.zeros(speed_mps.size, dtype=np.bool_)
    return np.asarray(fast & (rolling_median(speed_mps, SUSTAINED_S) > SUSTAINED_LIMIT_MPS))


def _steps_go_on(cadence_spm: FloatArray | None, vehicle: BoolArray) -> bool:
    if cadence_spm is None:
        return False
    return int(np.count_nonzero(cadence_spm[vehicle] >= RUNNING_STEPS_SPM)) > int(vehicle.sum()) / 2
