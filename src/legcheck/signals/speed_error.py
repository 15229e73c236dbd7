"""Slow errors of the recorded speed: what they do to any weighted sum of a run's bins."""

from __future__ import annotations

import math

import numpy as np

from legcheck.core import FloatArray
from legcheck.signals.windows import Bins

__all__ = ["slow_speed_error"]

SLOW_SPEED_SD, SLOW_SPEED_MEMORY_S = 0.012, 600.0
"""[-], [s] Slow error of satellite speed as a share of it, and the time in which it forgets itself. Segments of races are off by 0.6 to
1.9 % in the median; trees, houses and the sky's half in view change over minutes. The memory is ours."""


def slow_speed_error(bins: Bins, weights: FloatArray) -> float:
    """Standard error that slow errors of speed give to a weighted sum of log speed.

    Parameters
    ----------
    bins : Bins
        Bins in time order, some of which may be missing.
    weights : ndarray of float64, shape (n,)
        Weight of each bin; those of a contrast sum to zero.

    Returns
    -------
    float
        Square root of ``w' R w`` times 1.2 %, with ``R = exp(-lag / 10 min)``. [unit of the weights]

    Notes
    -----
    Half an hour holds several such errors, which cancel in part, and what lasts all along cancels in a contrast altogether: so two long
    windows differ by less than two short ones. The sum is taken over lags by fast Fourier transform, cost ``n log n``.

    Examples
    --------
    >>> bins = Bins(time_s=np.arange(15.0, 3600.0, 30.0), means={}, width_s=30.0)
    >>> halves = np.where(np.arange(120) < 60, -1.0, 1.0) / 60
    >>> round(slow_speed_error(bins, halves), 3), slow_speed_error(bins, 0.0 * halves)
    (0.01, 0.0)
    """
    place = np.rint((bins.time_s - bins.time_s[0]) / bins.width_s).astype(np.int64)
    row = np.bincount(place, weights)
    lags = np.fft.irfft(np.abs(np.fft.rfft(row, 2 * len(row))) ** 2, 2 * len(row))[: len(row)]
    lags[1:] *= 2.0
    kept = np.exp(-np.arange(len(row)) * bins.width_s / SLOW_SPEED_MEMORY_S)
    return SLOW_SPEED_SD * math.sqrt(max(float(lags @ kept), 0.0))
