"""How far one number of a run lies from what earlier runs lead to expect."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from legcheck.core import BoolArray, FloatArray, IntArray
from legcheck.history.windows import Windows, sums

__all__ = ["BASELINE_RUNS", "MIN_BASELINE_RUNS", "Deviation", "regression", "regressions"]

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
    known = earlier[np.isfinite(values[earlier] + about[earlier])][-BASELINE_RUNS:]
    return regressions(
        values,
        about,
        Windows(places=known[None, :], there=np.ones((1, len(known)), dtype=np.bool_)),
        rows=np.array([place]),
        usual_spread=usual_spread,
        usual_slope=usual_slope,
        beyond=beyond,
    )[0]


def regressions(
    values: FloatArray,
    about: FloatArray,
    windows: Windows,
    *,
    rows: IntArray,
    usual_spread: float,
    usual_slope: FloatArray | float = 0.0,
    beyond: tuple[float, float] = (math.inf, math.inf),
) -> list[Deviation]:
    """:func:`regression` of many runs at once.

    Parameters
    ----------
    values, about : ndarray of float64, shape (runs,)
        As there.
    windows : Windows
        For each row the runs to take as normal; both of their numbers are known.
    rows : ndarray of int, shape (rows,)
        The runs to judge.
    usual_spread, usual_slope, beyond
        As there; the slope may differ from row to row.

    Returns
    -------
    list of Deviation
        As long as ``rows``.
    """
    own, at, count = values[rows], about[rows], windows.count
    own = np.where(np.isfinite(own) & np.isfinite(at), own, math.nan)
    usable = np.flatnonzero(np.isfinite(own) & (count >= MIN_BASELINE_RUNS))
    x, y = windows.of(about), windows.of(values)
    points = _Points(at[usable], x[usable], y[usable], windows.there[usable], count[usable])
    expected, spread = np.full(len(own), math.nan), np.full(len(own), math.nan)
    expected[usable], spread[usable] = points.line(usual_spread, np.broadcast_to(usual_slope, own.shape)[usable], beyond)
    columns = zip(own.tolist(), expected.tolist(), spread.tolist(), count.tolist(), strict=True)
    return [_deviation(*column) for column in columns]


class _Points(NamedTuple):
    """Points that lines are drawn through, a row for each run; ``at`` is where the run lies."""

    at: FloatArray
    x: FloatArray
    y: FloatArray
    there: BoolArray
    size: IntArray

    def line(self, usual_spread: float, usual_slope: FloatArray, beyond: tuple[float, float]) -> tuple[FloatArray, FloatArray]:
        """What each line leads to expect, NaN too far out, and the spread of a run about it."""
        low, high = self._range()
        count = self.size
        centre, middle = (sums(item, self.there) / count for item in (self.x, self.y))
        x = np.where(self.there, self.x - centre[:, None], 0.0)
        y = np.where(self.there, self.y - middle[:, None], 0.0)
        scatter, lean, power = ((a * b).sum(axis=1) for a, b in ((x, x), (x, y), (y, y)))
        scatter = np.where(high > low, scatter, 0.0)
        prior = SLOPE_PRIOR_RUNS * scatter / count
        weight = np.where(scatter > 0.0, scatter + prior, 1.0)
        slope = np.where(scatter > 0.0, (lean + prior * usual_slope) / weight, usual_slope)
        rest = np.maximum(power - 2.0 * slope * lean + slope**2 * scatter, 0.0)
        variance = (SPREAD_PRIOR_RUNS * usual_spread**2 + rest) / (SPREAD_PRIOR_RUNS + count - 1)
        off = self.at - centre
        leverage = 1.0 + 1.0 / count + np.where(scatter > 0.0, off**2 / weight, 0.0)
        is_covered = (low - beyond[0] <= self.at) & (self.at <= high + beyond[1])
        return np.where(is_covered, middle + slope * off, math.nan), np.sqrt(variance * leverage)

    def _range(self) -> tuple[FloatArray, FloatArray]:
        """Least and largest ``x`` of each row."""
        low, high = np.where(self.there, self.x, math.inf), np.where(self.there, self.x, -math.inf)
        return low.min(axis=1, initial=math.inf), high.max(axis=1, initial=-math.inf)


def _deviation(own: float, expected: float, spread: float, count: int) -> Deviation:
    if math.isnan(own):
        return Deviation.missing("not measured in this run")
    if count < MIN_BASELINE_RUNS:
        return Deviation.missing(f"{count} earlier runs to compare with; needs {MIN_BASELINE_RUNS}", value=own, runs=count)
    if math.isnan(expected):
        return Deviation.missing("outside what the earlier runs cover", value=own, runs=count)
    return Deviation(value=own, expected=expected, spread=spread, runs=count)
