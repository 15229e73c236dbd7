"""Levels, changes and trends of values over time, with errors that allow for the likeness of neighbours."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from legcheck.core import BoolArray, Evidence, FloatArray
from legcheck.history.deviation import SLOPE_PRIOR_RUNS
from legcheck.signals.bootstrap import Z_95

__all__ = ["Effect", "level", "shift", "trend"]

STRONGEST_AUTOCORRELATION = 0.8
"""[-] An estimate from few runs is held below; engineering value."""

LEAST_SPREAD = 1e-9
"""[unit of what values depend on] Below, all are the same but for rounding."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """A change with its standard error.

    Attributes
    ----------
    value, error : float
        [unit of the numbers]
    freedom : float
        Degrees of freedom the error stands on, after allowing for likeness of neighbours.
    """

    value: float
    error: float
    freedom: float

    @property
    def half_width(self) -> float:
        """Half of the 95 % interval; Student's t by its expansion in one over the degrees of freedom."""
        few = max(self.freedom, 2.0)
        return self.error * (Z_95 + (Z_95**3 + Z_95) / (4.0 * few) + (5 * Z_95**5 + 16 * Z_95**3 + 3 * Z_95) / (96.0 * few**2))

    @property
    def low(self) -> float:
        """Lower end of the 95 % interval."""
        return self.value - self.half_width

    @property
    def high(self) -> float:
        """Upper end of the 95 % interval."""
        return self.value + self.half_width

    def as_evidence(self, name: str, unit: str, *, threshold: float, source: str = "", scale: float = 1.0) -> Evidence:
        """The change with its interval, times ``scale``, held against a threshold."""
        low, value, high = (scale * part for part in (self.low, self.value, self.high))
        return Evidence(name=name, value=value, unit=unit, low=low, high=high, threshold=threshold, source=source)

    def z_beyond(self, threshold: float) -> float:
        """Standard errors by which the change exceeds a threshold, on the normal scale. [SE]"""
        return (self.value - threshold) / max(self.half_width / Z_95, 1e-9)


def level(values: FloatArray) -> Effect:
    """Mean of values in order of time, its error widened for the likeness of neighbours as in :func:`shift`.

    Examples
    --------
    >>> level(np.array([6.0, 8.0, 6.0, 8.0])).value
    7.0
    """
    return _effect(float(values.mean()), 1.0 / len(values), values - values.mean(), 1)


def shift(values: FloatArray, late: BoolArray, about: FloatArray, *, usual_slope: float = 0.0) -> Effect:
    """By how much later values exceed earlier ones at equal values of what they depend on.

    Parameters
    ----------
    values, about : ndarray of float64, shape (n,)
        In order of time, no NaN; ``about`` is all zeros when they depend on nothing.
    late : ndarray of bool, shape (n,)
        Which belong to the later stretch; both stretches hold at least two.
    usual_slope : float
        Slope expected beforehand; counts as two values. [unit of values per unit of about]

    Returns
    -------
    Effect
        Neighbouring residuals are alike, so the error is widened by ``(1 + r) / (1 - r)``.

    Examples
    --------
    >>> change = shift(np.array([1.0, 3, 1, 3, 5, 7, 5, 7]), np.arange(8) > 3, np.zeros(8))
    >>> round(change.value, 2)
    4.0
    """
    weight = SLOPE_PRIOR_RUNS * float(about.var())
    design = np.column_stack([np.ones(len(values)), late.astype(np.float64), about - about.mean()])
    gram = design.T @ design + np.diag([0.0, 0.0, weight])
    moments = design.T @ values + np.array([0.0, 0.0, weight * usual_slope])
    used = 3 if float(about.std()) > LEAST_SPREAD else 2
    inverse = np.linalg.inv(gram[:used, :used])
    fitted = inverse @ moments[:used]
    return _effect(float(fitted[1]), float(inverse[1, 1]), values - design[:, :used] @ fitted, used)


def trend(days: FloatArray, values: FloatArray) -> Effect:
    """Straight trend of values over time.

    Parameters
    ----------
    days, values : ndarray of float64, shape (n,)
        In order of time, at least three, not all on one day. [days], [unit]

    Returns
    -------
    Effect
        [unit per day] Widened for the likeness of neighbours as in :func:`shift`.

    Examples
    --------
    >>> round(trend(np.arange(6.0), np.array([70.0, 70.2, 70.1, 70.3, 70.6, 70.5])).value, 3)
    0.111
    """
    off = days - days.mean()
    scatter = float(off @ off)
    slope = float(off @ values) / scatter
    return _effect(slope, 1.0 / scatter, values - values.mean() - slope * off, 2)


def _effect(value: float, per_variance: float, residual: FloatArray, used: int) -> Effect:
    count = len(residual)
    freedom = max(count - used, 1)
    power = float(residual @ residual)
    likeness = float(residual[1:] @ residual[:-1]) / power if power > 0.0 else 0.0
    likeness = min(max(likeness + (1.0 + 3.0 * max(likeness, 0.0)) / count, 0.0), STRONGEST_AUTOCORRELATION)
    wider = (1.0 + likeness) / (1.0 - likeness)
    return Effect(value=value, error=math.sqrt(power / freedom * per_variance * wider), freedom=max(freedom / wider, 2.0))
