"""Metres climbed and descended, as barometric watches count them."""

from __future__ import annotations

import numpy as np

from legcheck.cleaning.windows import median, rolling_mean, rolling_median
from legcheck.core.arrays import BoolArray, FloatArray

__all__ = ["NOISY_M", "altitude_noise_m", "ascent_descent", "closed_up"]

CLIMB_HYSTERESIS_M, CLIMB_SMOOTHING_S = 2.0, 21
"""[m], [s] Rises and falls count once they exceed this, after a running mean over that; the pair that agrees best with what
135 recordings of barometric watches give as ascent (97 % within 15 % or 10 m)."""

NOISY_M = 0.6
"""[m] Quick movement of altitude (see :func:`altitude_noise_m`) beyond which it is not a barometer's."""

FASTEST_CLIMB_MPS = 2.0
"""[m/s] Nobody rises or falls faster on foot; a barometer set anew (on a track, at a known height) does."""

NO_GROUND_M = 30.0
"""[m] Metres climbed leave out jumps beyond this only: heights taken from a map rise in steps of up to 20 m from one of its cells to the
next, and what is climbed in them is climbed."""

SETTLED_SAMPLES = 5
"""[samples] Altitude this long before and after tells whether a jump stays."""


def altitude_noise_m(altitude_m: FloatArray) -> float:
    """Quick movement of altitude: robust SD about its 31-s running mean. [m] 0 with fewer than 60 values.

    A steady climb has none, whatever its slope.
    """
    known = altitude_m[np.isfinite(altitude_m)]
    if known.size < 60:
        return 0.0
    quick = known - rolling_mean(known, 31)
    return 1.4826 * median(np.abs(quick))


def closed_up(altitude_m: FloatArray, *, jumps_too: bool, least_jump_m: float = 0.0) -> tuple[FloatArray, int]:
    """Altitude whose changes across missing seconds are taken out, and on request its jumps as well.

    Parameters
    ----------
    altitude_m : ndarray of float64, shape (n,)
        On the grid of seconds. [m]
    jumps_too : bool
        Also take out changes faster than anyone climbs that stay (a barometer set anew). Noisy altitude jumps all the
        time; there, only missing seconds are closed.
    least_jump_m : float
        Smaller jumps stay in. [m]

    Returns
    -------
    tuple of (ndarray of float64, int)
        Altitude, right at its first value [m], and the number of jumps taken out.

    Examples
    --------
    >>> altitude, jumps = closed_up(np.array([100.0] * 8 + [74.0] * 8 + [np.nan, 90.0]), jumps_too=True)
    >>> altitude[[0, 7, 8, 15, 17]].tolist(), jumps
    ([100.0, 100.0, 100.0, 100.0, 100.0], 1)
    """
    at = np.flatnonzero(np.isfinite(altitude_m))
    if at.size < 2 or (at.size == altitude_m.size and not jumps_too):
        return altitude_m, 0
    rises, apart = np.diff(altitude_m[at]), np.diff(at) > 1
    jumps = (np.abs(rises) > max(FASTEST_CLIMB_MPS, least_jump_m)) & ~apart & jumps_too
    if jumps.any():
        jumps &= _stays(altitude_m[at], rises) & (altitude_noise_m(altitude_m) <= NOISY_M)
    if not (jumps | apart).any():
        return altitude_m, 0
    rises[jumps | apart] = 0.0
    closed = np.full(altitude_m.size, np.nan)
    closed[at] = altitude_m[at[0]] + np.concatenate(([0.0], np.cumsum(rises)))
    return closed, int(np.count_nonzero(jumps))


def _stays(altitude_m: FloatArray, rises_m: FloatArray) -> BoolArray:
    """Whether altitude keeps at least half of each rise: a jump does, a spike does not."""
    middle = rolling_median(altitude_m, 2 * SETTLED_SAMPLES + 1)
    index = np.arange(rises_m.size)
    before = middle[np.maximum(index - SETTLED_SAMPLES, 0)]
    after = middle[np.minimum(index + 1 + SETTLED_SAMPLES, altitude_m.size - 1)]
    return np.asarray((after - before) * np.sign(rises_m) > np.abs(rises_m) / 2)


def ascent_descent(
    altitude_m: FloatArray, *, hysteresis_m: float = CLIMB_HYSTERESIS_M, smoothing_s: int = CLIMB_SMOOTHING_S
) -> tuple[float, float]:
    """Metres climbed and descended, small ups and downs left out.

    Parameters
    ----------
    altitude_m : ndarray of float64, shape (n,)
        On the grid of seconds; changes across missing seconds (a pause) do not count, nor jumps of more than 30 m in a second that
        stay (a device set anew). [m]
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

    >>> altitude_m = np.interp(np.arange(241.0), [0, 60, 120, 180, 240], [0, 10, 9, 14, 10])
    >>> ascent_descent(altitude_m, smoothing_s=1)
    (14.0, 4.0)
    """
    known = np.isfinite(altitude_m)
    if int(known.sum()) < 2:
        return 0.0, 0.0
    level, _ = closed_up(altitude_m, jumps_too=True, least_jump_m=NO_GROUND_M)
    turns = _turns(rolling_mean(level, smoothing_s)[known], hysteresis_m)
    steps = np.diff(turns)
    return float(steps[steps > 0].sum()), float(-steps[steps < 0].sum())


def _turns(level_m: FloatArray, hysteresis_m: float) -> FloatArray:
    """Heights of the turning points that hysteresis leaves, start and end included.

    The dead band of half the hysteresis on either side is dragged along by the height; its middle turns only once the
    height has come back by the whole hysteresis, and then lies half of it inside the true turning point.
    """
    half = hysteresis_m / 2
    level_m = _extremes(level_m)
    middle = _dragged(level_m, half)
    moves = np.diff(middle)
    at = np.flatnonzero(moves)
    if not at.size:
        return level_m[:1]
    upward = moves[at] > 0
    last_of_leg = np.concatenate((np.flatnonzero(upward[1:] != upward[:-1]), [at.size - 1]))
    turned = middle[at[last_of_leg] + 1] + np.where(upward[last_of_leg], half, -half)
    return np.concatenate((level_m[:1], turned))


def _extremes(level_m: FloatArray) -> FloatArray:
    """First and last height and those where rising turns to falling or back: the rest drags nothing further."""
    rises = np.diff(level_m)
    at = np.flatnonzero(rises)
    if not at.size:
        return level_m[:1]
    upward = rises[at] > 0
    turning = at[np.append(upward[1:] != upward[:-1], True)] + 1
    return np.asarray(level_m[np.concatenate(([0], turning))], dtype=np.float64)


def _dragged(level_m: FloatArray, half_m: float) -> FloatArray:
    """``y[i] = clip(y[i-1], x[i] - half, x[i] + half)`` with ``y[0] = x[0]``, by doubling: clips compose to clips."""
    low, high = level_m - half_m, level_m + half_m
    low[0] = high[0] = level_m[0]
    reach = 1
    while reach < level_m.size:
        later_low, later_high = low[reach:], high[reach:]
        clipped = [np.minimum(np.maximum(edge[:-reach], later_low), later_high) for edge in (low, high)]
        low[reach:], high[reach:] = clipped
        reach *= 2
    return low
