"""Channels on an even grid of seconds, interpolated between neighbours only, never across a stop."""

from __future__ import annotations

import numpy as np

from legcheck.core.arrays import BoolArray, FloatArray, IntArray
from legcheck.core.finding import Span

__all__ = ["fill_holes", "grid_s", "is_even", "resample", "seconds_in", "supported"]


def grid_s(time_s: FloatArray) -> FloatArray:
    """Whole seconds from 0 to the last record. [s]

    Examples
    --------
    >>> grid_s(np.array([0.4, 2.9])).tolist()
    [0.0, 1.0, 2.0]
    """
    return np.arange(int(np.floor(time_s[-1] + 1e-6)) + 1, dtype=np.float64) if time_s.size else np.zeros(0)


def is_even(time_s: FloatArray, grid: FloatArray) -> bool:
    """Whether there is a record at every second of the grid and nowhere else: nothing is to be interpolated."""
    return time_s.size == grid.size and bool(np.array_equal(time_s, grid))


def supported(time_s: FloatArray, block: IntArray, grid: FloatArray, limit_s: float) -> BoolArray:
    """Grid seconds that lie on a sample or between two samples of one block at most ``limit_s`` apart.

    Parameters
    ----------
    time_s, block : ndarray, shape (n,)
        Times of the samples, strictly increasing [s], and the unbroken stretch each belongs to.
    grid : ndarray of float64, shape (m,)
        [s]
    limit_s : float
        [s]

    Returns
    -------
    ndarray of bool, shape (m,)
    """
    if not time_s.size:
        return np.zeros(grid.size, dtype=np.bool_)
    if is_even(time_s, grid):
        return np.ones(grid.size, dtype=np.bool_)
    right = np.searchsorted(time_s, grid, side="left")
    after = np.minimum(right, time_s.size - 1)
    before = np.maximum(right - 1, 0)
    close = (time_s[after] - time_s[before] <= limit_s) & (block[after] == block[before])
    between = (right > 0) & (right < time_s.size) & close
    return np.asarray(between | (time_s[after] == grid))


def resample(time_s: FloatArray, values: FloatArray, grid: FloatArray, held: BoolArray) -> FloatArray:
    """One channel on the grid: linear between neighbouring known values, NaN where it is not held.

    Parameters
    ----------
    time_s, values : ndarray of float64, shape (n,)
        Times, strictly increasing [s], and values.
    grid : ndarray of float64, shape (m,)
        [s]
    held : ndarray of bool, shape (m,)
        Grid seconds between known values close enough, see :func:`supported`.

    Examples
    --------
    Values at 0, 2 and 9 s with a limit of 5 s: the hole between 2 and 9 s stays.

    >>> time_s, grid = np.array([0.0, 2.0, 9.0]), np.arange(4.0)
    >>> held = supported(time_s, np.zeros(3, dtype=np.int64), grid, 5.0)
    >>> resample(time_s, np.array([1.0, 3.0, 5.0]), grid, held).tolist()
    [1.0, 2.0, 3.0, nan]
    """
    known = np.isfinite(values)
    if not known.any():
        return np.full(grid.size, np.nan)
    if not known.all():
        time_s, values = time_s[known], values[known]
    elif is_even(time_s, grid):
        return np.where(held, values, np.nan)
    return np.where(held, np.interp(grid, time_s, values), np.nan)


def fill_holes(values: FloatArray, within: BoolArray, longest: int) -> FloatArray:
    """Interpolate holes of fewer than ``longest`` seconds, where ``within`` holds throughout."""
    known = np.isfinite(values)
    if known.all() or not known.any():
        return values
    index = np.arange(values.size, dtype=np.float64)
    block = np.cumsum(~within, dtype=np.int64)
    held = supported(index[known], block[known], index, float(longest)) & within
    return np.where(known, values, resample(index, values, index, held))


def seconds_in(spans: tuple[Span, ...], size: int, *, with_end: bool) -> BoolArray:
    """Grid seconds inside any of the spans: after its start, and before its end (or up to it).

    Examples
    --------
    >>> seconds_in((Span(1.0, 3.0),), 5, with_end=False).tolist()
    [False, False, True, False, False]
    >>> seconds_in((Span(1.0, 3.0),), 5, with_end=True).tolist()
    [False, False, True, True, False]
    """
    if not spans:
        return np.zeros(size, dtype=np.bool_)
    starts = np.array([span.start_s for span in spans], dtype=np.float64)
    ends = np.array([span.end_s for span in spans], dtype=np.float64)
    first = np.clip(np.floor(starts).astype(np.int64) + 1, 0, size)
    stop = np.clip((np.floor(ends) + 1 if with_end else np.ceil(ends)).astype(np.int64), first, size)
    change = np.zeros(size + 1, dtype=np.int64)
    np.add.at(change, first, 1)
    np.add.at(change, stop, -1)
    return np.asarray(np.cumsum(change[:-1]) > 0)
