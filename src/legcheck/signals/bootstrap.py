"""Uncertainty for data that remember their past: slow waves of what a fit leaves over, and the circular block bootstrap.

One-hertz samples are not independent: speed forgets itself in about half a minute, heart rate in about a minute, and in
real runs all of them keep wandering for ten minutes and longer. What moves the mean of a quarter of an hour is that slow part, so the size of the
noise is read from it alone, and the few waves it is read from widen the interval by Student's t.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from legcheck.core import BoolArray, Estimate, FloatArray, IntArray
from legcheck.signals.slow_waves import mean_square_beside

__all__ = [
    "BLOCK_S",
    "DRAWS",
    "SPEED_DRIFT_SE",
    "SlowNoise",
    "block_indices",
    "estimate",
    "pieces",
    "resampled_residuals",
    "slow_noise",
]

WAVE_S = 360.0
"""[s] Shortest wave that counts as slow. Ten minutes would need less help from the memories below but leave too few waves in forty
minutes of running; with three minutes the memory would decide the result."""

MOST_WAVES = 40
"""[-] In long runs only the slowest ones are read: forty leave Student's t 3 % wider than the normal distribution."""

LEAST_FREEDOM = 3
"""[-] Waves beyond the fit that there must be; a short run is given quicker ones to reach it."""

SPEED_DRIFT_SE = 0.01
"""[-] Slow error of GPS speed between two parts of one run: recorded distance is off by 0.6-1.9 % in the median over
segments of races, and what is constant cancels in a ratio."""

SPEED_MEMORY_S = 32.0
"""[s] Log speed forgets itself in this time (1/e, median of 82 steady runs)."""

HEART_MEMORY_S = 65.0
"""[s] Heart rate about lagged speed; median of 82 steady runs."""

STEP_MEMORY_S = 80.0
"""[s] Cadence about the own speed line: most of it is forgotten in seconds, but waves of 15 to 20 min are three times as strong
(in squares) as those of 7 to 8 min in 35 real steady runs. Chosen on even synthetic runs so that intervals hold 95 %."""

CONTACT_MEMORY_S = 80.0
"""[s] Log contact time about the own speed curve: 6 s for most of it, and a slow rest as strong as that of cadence in 29 real steady
runs, so the same."""

BLOCK_S = 180.0
"""[s] Block length, where whole series must be drawn anew. It shows the quick part of the noise only; see :func:`slow_noise`."""

DRAWS = 400
"""[-] Resamples. The standard error of a bootstrap standard error is then 3.5 %."""

SEED = 20_817
"""[-] Fixed, so that the same file always gives the same interval."""

Z_95 = 1.959964
"""[-] Two-sided 95 % point of the normal distribution."""

_STUDENT = (
    (Z_95**3 + Z_95) / 4.0,
    (5.0 * Z_95**5 + 16.0 * Z_95**3 + 3.0 * Z_95) / 96.0,
    (3.0 * Z_95**7 + 19.0 * Z_95**5 + 17.0 * Z_95**3 - 15.0 * Z_95) / 384.0,
)
"""[-] What one over the degrees of freedom, its square and its cube add to that point."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SlowNoise:
    """Size of the noise that a mean over many minutes sees.

    Attributes
    ----------
    bin_sd : float
        Standard deviation of independent bins that would wander as much in the long run. [unit of the series]
    freedom : float
        Degrees of freedom it stands on. [-]
    """

    bin_sd: float
    freedom: float

    @property
    def reach_ratio(self) -> float:
        """How much wider Student's t makes a 95 % interval than the normal distribution. [-]"""
        return _t_95(self.freedom) / Z_95

    def error_of(self, weights: FloatArray) -> float:
        """Standard error of a sum of bins with these weights. [unit of the series times that of the weights]"""
        return self.bin_sd * float(np.sqrt(weights @ weights))


def slow_noise(values: FloatArray, design: FloatArray, *, width_s: float, memory_s: float) -> SlowNoise:
    """Read the noise of a regression from its slow waves.

    Parameters
    ----------
    values : ndarray of float64, shape (n,)
        Series in time order, even bins.
    design : ndarray of float64, shape (n, p)
        Columns that the fit may take up, the constant among them; what they explain is no noise.
    width_s : float
        Length of a bin. [s]
    memory_s : float
        Time in which the series usually forgets itself (1/e). [s]

    Returns
    -------
    SlowNoise

    Notes
    -----
    The series is projected on cosines ``cos(pi j (i + 1/2) / n)`` with periods of six minutes and longer, after the columns of the
    design have been taken out of them. The projections are nearly independent draws of the slow noise, so their mean square is its size,
    and a t interval with their number is right in short runs also. A wave of period P is weaker than the endless one by
    ``1 / (1 + (2 pi memory / P)^2)``, and is raised accordingly (:func:`legcheck.signals.slow_waves.mean_square_beside`). Blocks of three minutes
    see two thirds of the variance of a series that forgets itself in 65 s, and less of one that wanders on.

    References
    ----------
    .. [1] Lazarus E., Lewis D.J., Stock J.H., Watson M.W., HAR inference: recommendations for practice. J Bus Econ Stat,
       2018;36:541-559. doi:10.1080/07350015.2018.1506926
    .. [2] Müller U.K., Watson M.W., Testing models of low-frequency variability. Econometrica, 2008;76:979-1016.

    Examples
    --------
    >>> white = np.random.default_rng(3).normal(0.0, 2.0, 4000)
    >>> noise = slow_noise(white, np.ones((4000, 1)), width_s=30.0, memory_s=0.0)
    >>> bool(abs(noise.bin_sd - 2.0) < 0.5), noise.freedom
    (True, 40.0)
    """
    count = len(values)
    waves = min(math.floor(2.0 * count * width_s / WAVE_S), MOST_WAVES)
    waves = min(max(waves, design.shape[1] - 1 + LEAST_FREEDOM), count - 1)
    raised = 1.0 + (np.pi * memory_s / (count * width_s) * np.arange(1, waves + 1)) ** 2
    square, freedom = mean_square_beside(values, design, raised)
    return SlowNoise(bin_sd=math.sqrt(square), freedom=float(freedom))


def pieces(time_s: FloatArray, parts: Iterable[BoolArray]) -> FloatArray:
    """Columns of a line of its own in each part of a series: what a plan or a fade may do there is no noise.

    Parameters
    ----------
    time_s : ndarray of float64, shape (n,)
        [s]
    parts : iterable of ndarray of bool, shape (n,)
        Rows of each part; empty ones are left out, and very short ones get a level only.

    Returns
    -------
    ndarray of float64, shape (n, p)
    """
    held = [rows for part in parts if (rows := np.flatnonzero(part)).size]
    columns = np.zeros((sum(1 + (rows.size > 2) for rows in held), len(time_s)))
    column = iter(columns)
    for rows in held:
        next(column)[rows] = 1.0
        if rows.size > 2:
            time = time_s[rows]
            next(column)[rows] = (time - time.mean()) / 3600.0
    return columns.T


def trend_error(hours: FloatArray) -> float:
    """Standard error that slow errors of GPS speed give to a trend of log speed. [1/h]

    A step of ``d`` halfway through ``T`` hours makes a least-squares trend of ``1.5 d / T``.
    """
    return 1.5 * SPEED_DRIFT_SE / max(float(hours[-1] - hours[0]), 1e-9)


def estimate(
    value: float, standard_error: float, *, unit: str, used_s: float, freedom: float = math.inf, known_error: float = 0.0
) -> Estimate:
    """An Estimate with its 95 % interval.

    Parameters
    ----------
    value, standard_error : float
        Point and its standard error as read from the run itself. [unit]
    unit : str
    used_s : float
        Seconds of data it stands on. [s]
    freedom : float
        Degrees of freedom of ``standard_error``; Student's t widens the interval accordingly. [-]
    known_error : float
        Standard error of what the run cannot show of itself (a slow error of its GPS, a prior), added in squares. [unit]

    Returns
    -------
    Estimate
        Its ``standard_error`` is half the interval over 1.96, so that who works with it does not forget the degrees of freedom.

    Examples
    --------
    >>> found = estimate(0.0, 1.0, unit="bpm/h", used_s=1800.0, freedom=5.0)
    >>> round(found.high, 2)
    2.57
    """
    total = math.hypot(standard_error, known_error)
    if total > 0 and math.isfinite(freedom):
        freedom = freedom * (total / max(standard_error, 1e-12 * total)) ** 4
    reach = _t_95(freedom) * total
    return Estimate(value=value, low=value - reach, high=value + reach, unit=unit, standard_error=reach / Z_95, used_s=used_s)


def _t_95(freedom: float) -> float:
    """Two-sided 95 % point of Student's t, by its expansion about the normal one; within 1 % from three degrees on."""
    turn = 1.0 / freedom
    return Z_95 + turn * (_STUDENT[0] + turn * (_STUDENT[1] + turn * _STUDENT[2]))


def block_indices(count: int, block: int, *, draws: int = DRAWS) -> IntArray:
    """Rows to draw for a circular block bootstrap.

    Parameters
    ----------
    count : int
        Number of rows in the data.
    block : int
        Rows in a block.
    draws : int
        Number of resamples.

    Returns
    -------
    ndarray of int64, shape (draws, count)
        The same for the same arguments, always.

    References
    ----------
    .. [1] Politis D.N., Romano J.P., A circular block-resampling procedure for stationary data. In: Exploring the
       Limits of Bootstrap, Wiley, 1992, 263-270.

    Examples
    --------
    >>> block_indices(6, 3, draws=2).shape
    (2, 6)
    """
    block = max(min(block, count), 1)
    blocks = -(-count // block)
    starts = np.random.default_rng([SEED, count, block]).integers(0, max(count, 1), size=(draws, blocks, 1))
    rows = (starts + np.arange(block)) % max(count, 1)
    return rows.reshape(draws, blocks * block)[:, :count]


def resampled_residuals(residuals: FloatArray, *, width_s: float, parameters: int, draws: int = DRAWS) -> FloatArray:
    """Draw residual series with the memory of the original.

    Parameters
    ----------
    residuals : ndarray of float64, shape (n,)
        What a fit leaves over, in time order.
    width_s : float
        Spacing of the residuals. [s]
    parameters : int
        Parameters of the fit. Residuals are widened by ``sqrt(n / (n - parameters))``, and by ``sqrt(m / (m - 1))``
        for ``m`` blocks, as the blocks are drawn about their own mean.

    Returns
    -------
    ndarray of float64, shape (draws, n)
    """
    count = len(residuals)
    block = round(BLOCK_S / width_s)
    blocks = max(count / max(block, 1), 2.0)
    widen = np.sqrt(count / max(count - parameters, 1) * blocks / (blocks - 1.0))
    drawn = (residuals - residuals.mean())[block_indices(count, block, draws=draws)]
    return np.asarray(drawn * widen, dtype=np.float64)
