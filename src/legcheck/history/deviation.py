"""How far one number of a run lies from what earlier runs lead to expect."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from legcheck.core import FloatArray, IntArray

__all__ = ["BASELINE_RUNS", "MIN_BASELINE_RUNS", "Deviation", "regression"]

BASELINE_RUNS = 30
"""[runs] The latest so many earlier runs are what is normal; engineering value."""

MIN_BASELINE_RUNS = 8
"""[runs] Fewer do not make a normal; engineering value."""

SLOPE_PRIOR_RUNS = 2.0
"""[runs] Weight of the expected slope against the runs' own, each run at one SD of the regressor."""

SPREAD_PRIOR_RUNS = 4.0
"""[runs] Weight of the usual spread against the runs' own."""

FURTHEST_Z = 3.0
"""[SD] Deviations beyond count as this far, so that one odd number does not decide a verdict."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Deviation:
    """How far one number of a run lies from what the runner's earlier runs lead to expect.

    Attributes
    ----------
    value, expected : float
        The number and its expectation. [unit of the number]
    spread : float
        Standard deviation of a single run about the expectation. [same]
    runs : int
        Earlier runs it stands on.
    reason : str
        Why there is none; empty when there is one.
    """

    value: float
    expected: float
    spread: float
    runs: int
    reason: str = ""

    @classmethod
    def missing(cls, reason: str, *, value: float = math.nan, runs: int = 0) -> Deviation:
        """No deviation, and why."""
        return cls(value=value, expected=math.nan, spread=math.nan, runs=runs, reason=reason)

    @property
    def is_usable(self) -> bool:
        """Whether there is one."""
        return not self.reason

    @property
    def difference(self) -> float:
        """``value - expected``. [unit of the number]"""
        return self.value - self.expected

    @property
    def z(self) -> float:
        """Difference over spread, held within three; NaN when there is none. [SD]"""
        if not self.is_usable:
            return math.nan
        return max(-FURTHEST_Z, min(FURTHEST_Z, self.difference / self.spread))


def regression(
    values: FloatArray,
    about: FloatArray,
    place: int,
    earlier: IntArray,
    *,
    usual_spread: float,
    usual_slope: float = 0.0,
    beyond: tuple[float, float] = (math.inf, math.inf),
) -> Deviation:
    """Hold one run's number against a line through earlier runs' numbers.

    Parameters
    ----------
    values, about : ndarray of float64, shape (runs,)
        The number, and what it depends on (zeros when on nothing).
    place : int
        The run to judge.
    earlier : ndarray of int, shape (k,)
        Runs to take as normal, oldest first; the latest :data:`BASELINE_RUNS` with both numbers are used.
    usual_spread : float
        Spread about the line that runners usually have; counts as four runs. [unit of values]
    usual_slope : float
        Slope usually seen; counts as two runs. [unit of values per unit of about]
    beyond : tuple of float
        How far below and above the earlier runs' range the line is drawn out; further out nothing is said. [unit of about]

    Returns
    -------
    Deviation

    Notes
    -----
    Ridge regression towards the usual slope, with a spread shrunk towards the usual one: with few runs the answer is close to what
    is usual among runners, with many it is the runner's own. The spread holds the error of the line at this run.

    Examples
    --------
    >>> heart = np.array([140.0, 142, 138, 140, 141, 139, 140, 140, 150])
    >>> odd = regression(heart, np.zeros(9), 8, np.arange(8), usual_spread=4.0)
    >>> round(odd.expected), round(odd.z, 1)
    (140, 3.0)
    """
    own, at = float(values[place]), float(about[place])
    if not (math.isfinite(own) and math.isfinite(at)):
        return Deviation.missing("not measured in this run")
    known = earlier[np.isfinite(values[earlier] + about[earlier])][-BASELINE_RUNS:]
    count = len(known)
    if count < MIN_BASELINE_RUNS:
        return Deviation.missing(f"{count} earlier runs to compare with; needs {MIN_BASELINE_RUNS}", value=own, runs=count)
    x, y = about[known], values[known]
    if not float(x.min()) - beyond[0] <= at <= float(x.max()) + beyond[1]:
        return Deviation.missing("outside what the earlier runs cover", value=own, runs=count)
    centre, middle = float(x.sum()) / count, float(y.sum()) / count
    x, y = x - centre, y - middle
    scatter, lean = float(x @ x), float(x @ y)
    prior = SLOPE_PRIOR_RUNS * scatter / count
    slope = (lean + prior * usual_slope) / (scatter + prior) if scatter > 0.0 else usual_slope
    rest = max(float(y @ y) - 2.0 * slope * lean + slope**2 * scatter, 0.0)
    variance = (SPREAD_PRIOR_RUNS * usual_spread**2 + rest) / (SPREAD_PRIOR_RUNS + count - 1)
    off = at - centre
    leverage = 1.0 + 1.0 / count + (off**2 / (scatter + prior) if scatter > 0.0 else 0.0)
    return Deviation(value=own, expected=middle + slope * off, spread=math.sqrt(variance * leverage), runs=count)
