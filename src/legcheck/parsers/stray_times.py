"""Single records with a wrong time: told by the records around them, which go on as if nothing had happened."""

from __future__ import annotations

import numpy as np

from legcheck.core import BoolArray, FloatArray

__all__ = ["stray_times"]

STRAY_S = 10.0
"""[s] A stray lies further than this before the records around it, or after them; less is disorder."""

MOST_IN_A_ROW = 3
"""[records] Strays that stand together at most; more are a clock that was set."""

LARGEST_SHARE = 0.05
"""[-] With more strays than this the order of the file says nothing about its times, and none is taken for one."""


def stray_times(time_s: FloatArray, distance_m: FloatArray | None = None) -> BoolArray:
    """Which records have a time that cannot be theirs.

    Parameters
    ----------
    time_s : ndarray of float64, shape (n,)
        Times in the order of the file, all known. [s]
    distance_m : ndarray of float64, shape (n,), optional
        Recorded distance. [m] Where it falls, the record was written late and its time is right.

    Returns
    -------
    ndarray of bool, shape (n,)
        True for up to three neighbours that all lie more than 10 s (or three usual steps, if that is more) before the
        record ahead of them or after the one behind them, while those two are in order. A record inside a pause lies
        between the two, and after a clock was set they are not in order: neither is a stray.

    Examples
    --------
    >>> stray_times(np.array([0.0, 1.0, 3602.0, 3.0, 4.0])).tolist()
    [False, False, True, False, False]
    >>> bool(stray_times(np.array([0.0, 1.0, 3602.0, 7200.0, 7201.0])).any())
    False
    """
    stray = np.zeros(time_s.size, dtype=np.bool_)
    steps_s = np.diff(time_s)
    if not (steps_s < -STRAY_S).any():
        return stray
    forward_s = steps_s[steps_s > 0]
    margin_s = max(STRAY_S, MOST_IN_A_ROW * float(np.median(forward_s))) if forward_s.size else STRAY_S
    for count in range(1, MOST_IN_A_ROW + 1):
        first = np.flatnonzero(_off_and_back(time_s, distance_m, count, margin_s)) + 1
        for place in range(count):
            stray[first + place] = True
    few = max(1.0, LARGEST_SHARE * time_s.size)
    return stray if np.count_nonzero(stray) <= few else np.zeros(time_s.size, dtype=np.bool_)


def _off_and_back(time_s: FloatArray, distance_m: FloatArray | None, count: int, margin_s: float) -> BoolArray:
    """For each record with ``count`` others and one more behind it: whether just those others are off."""
    size = time_s.size - count - 1
    if size < 1:
        return np.zeros(0, dtype=np.bool_)
    ahead, behind = time_s[:size], time_s[count + 1 :]
    off = ahead <= behind
    for place in range(1, count + 1):
        between = time_s[place : place + size]
        off &= (between < ahead - margin_s) | (between > behind + margin_s)
    if distance_m is not None:
        falls = np.diff(distance_m) < 0
        for place in range(count + 1):
            off &= ~falls[place : place + size]
    return np.asarray(off)
