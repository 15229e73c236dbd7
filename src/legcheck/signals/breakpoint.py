"""The moment from which a series falls: a bend or a step against one straight line."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from legcheck.core import Estimate, FloatArray, IntArray
from legcheck.signals.bootstrap import resampled_residuals

__all__ = ["Break", "find_break"]

MIN_SEGMENT_S = 600.0
"""[s] Shortest piece on either side of a break."""

MIN_AFTER_STEP_S = 360.0
"""[s] A step shows in less time than a bend: shortest piece after it."""

BIC_GAIN = 6.0
"""[-] Two pieces must beat one by this much; "strong" in Kass & Raftery, J Am Stat Assoc 1995;90:773-795."""

SMALLEST = 1e-6
"""[-] Sum of squares about the mean below which a series counts as constant; 0.01 % of speed over a hundred bins."""

BREAK_DRAWS = 200
"""[-] Resamples for the interval of the break."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Break:
    """Where a series starts to fall.

    Attributes
    ----------
    onset_s : Estimate
        When it falls. [s] Missing when one straight line describes it as well.
    abruptness : float
        Weight of a sudden step against a gradual bend, 0-1; NaN without a break.
    """

    onset_s: Estimate
    abruptness: float


def find_break(time_s: FloatArray, values: FloatArray, *, width_s: float) -> Break:
    """Fit a line with a bend, and one with a step, and keep the better one if it earns its place.

    Parameters
    ----------
    time_s, values : ndarray of float64, shape (n,)
        Bin centres [s] and the series.
    width_s : float
        Bin length. [s]

    Returns
    -------
    Break
        Only breaks downwards are reported.

    Notes
    -----
    Every bend with ten minutes on either side, and every step with ten before and six after it, is tried; the best must beat one straight line by 6 in
    ``BIC = n ln(SSE/n) + p ln n``. Bend and step have equally many parameters, so their errors alone decide between
    them: ``abruptness = 1 / (1 + (SSE_step / SSE_bend)^(n/4))``, half the likelihood's exponent because neighbouring bins
    are not independent. The interval holds 95 % of the breaks found in series redrawn from the fit and its
    block-resampled residuals.

    Examples
    --------
    >>> time = np.arange(0.0, 3600.0, 60.0)
    >>> fading = -np.maximum(time - 1800.0, 0.0) / 1e4 + np.random.default_rng(0).normal(0, 0.01, time.size)
    >>> found = find_break(time, fading, width_s=60.0)
    >>> bool(abs(found.onset_s.value - 1800.0) < 200.0 and found.abruptness < 0.2)
    True
    """
    hours, values = time_s / 3600.0, values - (values.mean() if len(values) else 0.0)
    candidates = {"bend": _candidates(time_s, MIN_SEGMENT_S), "step": _candidates(time_s, MIN_AFTER_STEP_S)}
    if len(candidates["bend"]) < 3:
        return _none("too short for two pieces of ten minutes")
    line = np.linalg.qr(np.column_stack([np.ones_like(hours), hours]))[0]
    error_one = float(np.sum(_beside(line, values[None, :]) ** 2))
    thirds = {shape: _thirds(hours, places, line, shape) for shape, places in candidates.items()}
    errors = {shape: _errors(values[None, :], line, third)[:, 0] for shape, third in thirds.items()}
    shape = min(errors, key=lambda name: float(errors[name].min()))
    best = int(np.argmin(errors[shape]))
    floor = 1e-12 * max(float(values @ values), SMALLEST)
    lowest = {name: max(float(error.min()), floor) for name, error in errors.items()}
    count = len(values)
    if count * math.log(max(error_one, floor) / lowest[shape]) - 2.0 * math.log(count) < BIC_GAIN:
        return _none("one straight line describes the run as well")
    places = candidates[shape]
    design = _design(hours, hours[places[best]], shape)
    solution = np.asarray(np.linalg.lstsq(design, values, rcond=None)[0], dtype=np.float64)
    if not _falls(solution, shape):
        return _none("speed does not fall after its break")
    # A step comes between two bins, a bend at the centre of one.
    moments = time_s[places] - (width_s / 2.0 if shape == "step" else 0.0)
    draws = _redrawn(values, design @ solution, width_s=width_s)
    low, high = np.percentile(moments[np.argmin(_errors(draws, line, thirds[shape]), axis=0)], [2.5, 97.5]).tolist()
    spread = max((high - low) / 3.92, width_s / 2.0)
    return Break(
        onset_s=Estimate(
            value=float(moments[best]), low=low, high=high, unit="s", standard_error=spread, used_s=count * width_s
        ),
        abruptness=1.0 / (1.0 + math.exp(min(count / 4.0 * math.log(lowest["step"] / lowest["bend"]), 60.0))),
    )


def _candidates(time_s: FloatArray, after_s: float) -> IntArray:
    if not len(time_s):
        return np.empty(0, dtype=np.int64)
    inside = (time_s >= time_s[0] + MIN_SEGMENT_S) & (time_s <= time_s[-1] - after_s)
    return np.flatnonzero(inside).astype(np.int64)


def _design(hours: FloatArray, break_h: float, shape: str) -> FloatArray:
    after = hours - break_h
    third = np.maximum(after, 0.0) if shape == "bend" else (after >= 0).astype(np.float64)
    return np.column_stack([np.ones_like(hours), hours, third])


def _falls(solution: FloatArray, shape: str) -> bool:
    _, before, third = solution
    return bool(third < 0 and (shape == "step" or before + third < 0))


def _beside(line: FloatArray, rows: FloatArray) -> FloatArray:
    """What a straight line leaves of every row."""
    return np.asarray(rows - (rows @ line) @ line.T, dtype=np.float64)


def _thirds(hours: FloatArray, candidates: IntArray, line: FloatArray, shape: str) -> FloatArray:
    """The bend or step of every candidate, beside the straight line and of length one, shape (candidates, n)."""
    after = hours[None, :] - hours[candidates][:, None]
    third = _beside(line, np.maximum(after, 0.0) if shape == "bend" else (after >= 0).astype(np.float64))
    return np.asarray(third / np.sqrt((third**2).sum(axis=1))[:, None], dtype=np.float64)


def _errors(rows: FloatArray, line: FloatArray, thirds: FloatArray) -> FloatArray:
    """Squared error of every row (series) with every break, shape (breaks, rows)."""
    left = _beside(line, rows)
    return np.asarray((left * left).sum(axis=1)[None, :] - (thirds @ left.T) ** 2, dtype=np.float64)


def _redrawn(values: FloatArray, fitted: FloatArray, *, width_s: float) -> FloatArray:
    return fitted + resampled_residuals(values - fitted, width_s=width_s, parameters=4, draws=BREAK_DRAWS)


def _none(reason: str) -> Break:
    return Break(onset_s=Estimate.missing("s", reason), abruptness=float("nan"))
