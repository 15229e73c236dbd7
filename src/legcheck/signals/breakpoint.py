"""The moment from which a series bends: a two-piece line against one line."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from legcheck.core import Estimate, FloatArray
from legcheck.signals.bootstrap import resampled_residuals

__all__ = ["Break", "find_break"]

MIN_SEGMENT_S = 600.0
"""[s] Shortest piece on either side of a break."""

BIC_GAIN = 6.0
"""[-] Two pieces must beat one by this much; "strong" in Kass & Raftery, J Am Stat Assoc 1995;90:773-795."""

BREAK_DRAWS = 200
"""[-] Resamples for the interval of the break."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Break:
    """A bend in a series.

    Attributes
    ----------
    onset_s : Estimate
        When it bends down. [s] Missing when it does not.
    slope_before_per_h, slope_after_per_h : float
        Slopes of the two pieces. [1/h] NaN without a break.
    """

    onset_s: Estimate
    slope_before_per_h: float
    slope_after_per_h: float


def find_break(time_s: FloatArray, values: FloatArray, *, width_s: float) -> Break:
    """Fit a continuous two-piece line and keep its break if it earns its place.

    Parameters
    ----------
    time_s, values : ndarray of float64, shape (n,)
        Bin centres [s] and the series.
    width_s : float
        Bin length. [s]

    Returns
    -------
    Break
        Only breaks after which the series falls more steeply than before are reported.

    Notes
    -----
    Every break with ten minutes on either side is tried; the best must beat one straight line by 6 in
    ``BIC = n ln(SSE/n) + p ln n``. The interval holds 95 % of the breaks found in series redrawn from the fit and its
    block-resampled residuals.

    Examples
    --------
    >>> time = np.arange(0.0, 3600.0, 60.0)
    >>> fading = -np.maximum(time - 1800.0, 0.0) / 1e4 + np.random.default_rng(0).normal(0, 0.01, time.size)
    >>> bool(abs(find_break(time, fading, width_s=60.0).onset_s.value - 1800.0) < 200.0)
    True
    """
    hours = time_s / 3600.0
    inside = (time_s >= time_s[0] + MIN_SEGMENT_S) & (time_s <= time_s[-1] - MIN_SEGMENT_S) if len(time_s) else time_s > 0
    candidates = np.flatnonzero(inside)
    if len(candidates) < 3:
        return _none("too short for two pieces of ten minutes")
    bases = _bases(hours, candidates)
    line = np.linalg.qr(np.column_stack([np.ones_like(hours), hours]))[0]
    error_one = _error(values[None, :], line)[0]
    errors = np.array([_error(values[None, :], base)[0] for base in bases])
    best = int(np.argmin(errors))
    count = len(values)
    if errors[best] > 0 and count * np.log(error_one / errors[best]) - 2.0 * np.log(count) < BIC_GAIN:
        return _none("one straight line describes the run as well")
    design = _design(hours, hours[candidates[best]])
    level, before, bend = np.linalg.lstsq(design, values, rcond=None)[0]
    if bend >= 0 or before + bend >= 0:
        return _none("speed does not fall after its bend")
    fitted = design @ np.array([level, before, bend])
    low, high = _interval(fitted, values, bases, time_s[candidates], width_s)
    onset = float(time_s[candidates[best]])
    spread = (high - low) / 3.92
    used = count * width_s
    return Break(
        onset_s=Estimate(value=onset, low=low, high=high, unit="s", standard_error=spread, used_s=used),
        slope_before_per_h=float(before),
        slope_after_per_h=float(before + bend),
    )


def _design(hours: FloatArray, bend_h: float) -> FloatArray:
    return np.column_stack([np.ones_like(hours), hours, np.maximum(hours - bend_h, 0.0)])


def _bases(hours: FloatArray, candidates: np.ndarray[tuple[int], np.dtype[np.intp]]) -> FloatArray:
    designs = np.stack([_design(hours, hours[index]) for index in candidates])
    return np.asarray(np.linalg.qr(designs)[0], dtype=np.float64)


def _error(rows: FloatArray, basis: FloatArray) -> FloatArray:
    explained = rows @ basis
    return np.asarray((rows * rows).sum(axis=1) - (explained * explained).sum(axis=1), dtype=np.float64)


def _interval(
    fitted: FloatArray, values: FloatArray, bases: FloatArray, breaks_s: FloatArray, width_s: float
) -> tuple[float, float]:
    draws = fitted + resampled_residuals(values - fitted, width_s=width_s, parameters=4, draws=BREAK_DRAWS)
    errors = np.stack([_error(draws, basis) for basis in bases])
    low, high = np.percentile(breaks_s[np.argmin(errors, axis=0)], [2.5, 97.5])
    return float(low), float(high)


def _none(reason: str) -> Break:
    return Break(onset_s=Estimate.missing("s", reason), slope_before_per_h=float("nan"), slope_after_per_h=float("nan"))
