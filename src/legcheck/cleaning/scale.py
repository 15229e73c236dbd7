"""Recorded speed or distance in another unit than its name says: a constant multiple of what the positions tell."""

from __future__ import annotations

import numpy as np

from legcheck.cleaning.positions import FASTEST_MPS, step_length_m
from legcheck.core.arrays import FloatArray, IntArray

__all__ = ["misscaled_channels"]

STRETCH_S = 15.0
"""[s] Stretch over which way is compared: in it a runner makes some ten times the error of a position."""

LONGEST_STRETCH_S = 30.0
"""[s] Records further apart than this tell nothing about the way between them."""

GOING_SOMEWHERE_MPS = 1.0
"""[m/s] Slower beelines may be the noise of a receiver that lies still."""

LEAST_STRETCHES = 20
"""[-] Five minutes of them are asked for."""

LEAST_SHARE = 0.5
"""[-] And this share of the recorded time: indoors, positions wander, but seldom go anywhere."""

FAR_OFF = 2.0
"""[-] Ratio to the way, or its inverse, beyond which a sensor is not merely off: km/h are 3.6 times m/s, miles an hour 2.2 times; foot
pods without calibration are off by up to a fifth."""

CONSTANT_WITHIN, CONSTANT_WITHIN_OF_WAY = 0.25, 0.05
"""[-] A stretch has the common ratio when it is within this share of it, or this near to it."""

CONSTANT_SHARE = 0.75
"""[-] Share of the stretches that must have the common ratio: a unit does not change on the way."""


def misscaled_channels(time_s: FloatArray, columns: dict[str, FloatArray]) -> tuple[str, ...]:
    """Which of recorded speed and distance cannot be metres and seconds, held against positions that go somewhere.

    Parameters
    ----------
    time_s : ndarray of float64, shape (n,)
        Strictly increasing. [s]
    columns : dict of str to ndarray of float64, shape (n,)
        Channels as recorded.

    Returns
    -------
    tuple of str
        Names. A channel is named when its ratio to the beeline over 15 s is the same in three quarters of all stretches
        and beyond a factor of two; a sensor that is off, breaks off or is right where positions are poor, is not.

    Examples
    --------
    >>> time_s = np.arange(600.0)
    >>> track = {"latitude_deg": 48.0 + 3.0 * time_s / 111_195, "longitude_deg": np.full(600, 8.0)}
    >>> misscaled_channels(time_s, {**track, "speed_mps": np.full(600, 10.8), "distance_m": 2.9 * time_s})
    ('speed_mps',)
    """
    if (
        not {"latitude_deg", "longitude_deg"} <= set(columns)
        or not {"speed_mps", "distance_m"} & set(columns)
        or time_s.size < 2
    ):
        return ()
    marks = np.unique(np.searchsorted(time_s, np.arange(time_s[0], time_s[-1], STRETCH_S)))
    step_s = np.diff(time_s[marks])
    way_m = step_length_m(columns["latitude_deg"][marks], columns["longitude_deg"][marks])
    goes = (way_m >= GOING_SOMEWHERE_MPS * step_s) & (way_m <= FASTEST_MPS * step_s) & (step_s <= LONGEST_STRETCH_S)
    if np.count_nonzero(goes) < max(LEAST_STRETCHES, LEAST_SHARE * goes.size):
        return ()
    told = {}
    if "distance_m" in columns:
        told["distance_m"] = np.diff(columns["distance_m"][marks])
    if "speed_mps" in columns:
        told["speed_mps"] = _means(columns["speed_mps"], marks) * step_s
    return tuple(name for name, told_m in sorted(told.items()) if _is_misscaled(told_m[goes] / way_m[goes], int(goes.sum())))


def _means(values: FloatArray, marks: IntArray) -> FloatArray:
    """Mean of what is known between each mark and the next; NaN where nothing is."""
    known = np.isfinite(values)
    sums, counts = (np.add.reduceat(column, marks)[:-1] for column in (np.where(known, values, 0.0), known.astype(np.float64)))
    return np.asarray(np.divide(sums, counts, out=np.full(sums.size, np.nan), where=counts > 0))


def _is_misscaled(ratio: FloatArray, stretches: int) -> bool:
    ratio = ratio[np.isfinite(ratio)]
    if ratio.size < max(LEAST_STRETCHES, LEAST_SHARE * stretches):
        return False
    common = float(np.median(ratio))
    if 1.0 / FAR_OFF <= common <= FAR_OFF:
        return False
    alike = np.abs(ratio - common) <= max(CONSTANT_WITHIN * abs(common), CONSTANT_WITHIN_OF_WAY)
    return bool(np.count_nonzero(alike) >= CONSTANT_SHARE * ratio.size)
