"""The moment from which a series falls: steps, ramps to a lower level and bends, weighed against one straight line."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from legcheck.cleaning.windows import median
from legcheck.core import BoolArray, Estimate, FloatArray, IntArray
from legcheck.signals.bootstrap import SPEED_MEMORY_S

__all__ = ["Break", "find_break"]

MIN_SERIES_S = 1320.0
"""[s] Shorter series leave less than ten minutes on both sides of the few moments that could be tried."""

MIN_BEFORE_S, MIN_AFTER_S = 300.0, 360.0
"""[s] Shortest piece before and after the moment of a break; with less there is no level to fall from, or to fall to."""

FALL_MIN = (0.0, 2.0, 3.0, 4.5, 7.0, 10.0, 15.0, 22.0, 33.0, 50.0, 75.0, 110.0)
"""[min] How long a fall may take until it is complete: a step, then each half as long again as the one before. One that
lasts to the end of the series (a bend) is tried besides."""

SUDDEN_S = 240.0
"""[s] A fall complete within this time counts as sudden."""

SLOPE_SD_PER_H = 0.05
"""[1/h] Trends that log speed may have without a break, standard deviation; ours. A 1.5 % slow error of satellite speed over the run is
in it, and so is a slight progression."""

SIZE_SD = 0.3
"""[-] Standard deviation of the size of falls of log speed before any is seen, ours: 3 % and 40 % are both at home in it."""

SLOW_SHARE, SLOW_MEMORY_S = 0.3, 600.0
"""[-], [s] Slow wandering beside the quick unevenness of log speed, as a share of its standard deviation: slow errors of satellite speed of
1-1.2 % beside 4.4 %, a little more as waves of 20 to 60 min are stronger in real steady runs than these alone give."""

EVIDENCE = 2.0
"""[-] Twice the log of the Bayes factor from which a break is reported; "positive" in Kass & Raftery, J Am Stat Assoc 1995;90:773-795."""

SMALLEST = 1e-4
"""[-] Least noise of a bin that is believed in: 0.01 % of speed."""

AT_ONCE = 30_000
"""[-] Numbers worked on at once: arrays of this size stay where the processor has them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Break:
    """Where a series starts to fall.

    Attributes
    ----------
    onset_s : Estimate
        When it starts to fall. [s] Missing when one straight line describes it as well.
    abruptness : float
        Weight of a sudden fall against a gradual one, 0-1; NaN without a break.
    """

    onset_s: Estimate
    abruptness: float


@dataclass(frozen=True, slots=True, kw_only=True)
class _Shapes:
    """Every fall that is tried, one a row; ``moments_s[which]`` is where it starts."""

    start_s: FloatArray
    length_s: FloatArray
    prior: FloatArray
    which: IntArray
    moments_s: FloatArray


@dataclass(frozen=True, slots=True, kw_only=True)
class _Scale:
    """What makes the noise white: ``rows @ white`` has independent bins of about unit size, level taken out; so has the trend."""

    white: FloatArray
    trend_per_h: FloatArray


class _Bends:
    """Bends made white. A fall is the difference of two, and they follow from sums of rows of ``white``: no product of matrices."""

    def __init__(self, time_s: FloatArray, width_s: float, white: FloatArray) -> None:
        self._edges, self._width, self._white = time_s - width_s / 2.0, width_s, white
        nothing = np.zeros((1, len(time_s)))
        self._count, self._time = (
            np.concatenate([np.cumsum(part[::-1], axis=0)[::-1], nothing]) for part in (white, time_s[:, None] * white)
        )

    def from_moment(self, start_s: FloatArray) -> FloatArray:
        """Time since each start, 0 before it, on average over each bin, made white; shape (starts, n). [s]"""
        first = np.searchsorted(self._edges, start_s - 1e-9)
        bent, count = self._time[first], self._count[first]
        count *= start_s[:, None]
        bent -= count
        within = np.maximum(self._edges[first - 1] + self._width - start_s, 0.0)
        inside = np.flatnonzero(within)
        if inside.size:
            bent[inside] += (within[inside] ** 2 / (2.0 * self._width))[:, None] * self._white[first[inside] - 1]
        return bent


def find_break(time_s: FloatArray, values: FloatArray, *, width_s: float) -> Break:
    """Weigh every moment and duration of a fall, and report when it set in if there was one.

    Parameters
    ----------
    time_s, values : ndarray of float64, shape (n,)
        Bin centres [s] and the series, a log of speed.
    width_s : float
        Bin length. [s]

    Returns
    -------
    Break
        Only breaks downwards are reported.

    Notes
    -----
    A straight line, and on it a fall that starts between two bins, takes nothing (a step) to the whole rest of the series (a bend), and
    then stays at the lower level. Noise has a quick part that forgets itself in 32 s and a slow one (10 min), its size is read
    from the differences of neighbouring bins. Each fall has the weight
    ``prior / sqrt(1 + f'f / s^2) (SSE + 1)^(-n/2) 2 Phi(z)`` of the data with its size integrated out under a normal prior cut off at
    zero, all in whitened series; moments are equally likely beforehand, and so are durations. The onset is the
    median of the moments weighed so, its interval holds 95 % of their weight and never less than one bin to either side. A
    break is reported when twice the log of the mean weight over that of the line alone is more than 2; ``abruptness`` is
    the mean weight of falls within 4 min over the sum of that and the mean weight of longer ones.

    References
    ----------
    .. [1] Kass R.E., Raftery A.E., Bayes factors. J Am Stat Assoc, 1995;90:773-795.

    Examples
    --------
    >>> time = np.arange(0.0, 3600.0, 60.0)
    >>> fading = -np.maximum(time - 1800.0, 0.0) / 1e4 + np.random.default_rng(0).normal(0, 0.01, time.size)
    >>> found = find_break(time, fading, width_s=60.0)
    >>> bool(abs(found.onset_s.value - 1800.0) < 200.0 and found.abruptness < 0.2)
    True
    """
    if len(time_s) < 3 or time_s[-1] - time_s[0] + width_s < MIN_SERIES_S:
        return _none("too short for two pieces of ten minutes")
    shapes, scale = _shapes(time_s, width_s), _scale(time_s, values, width_s)
    if not len(shapes.start_s):
        return _none("no moment with five minutes before and six after it")
    series = (values - values.mean()) @ scale.white
    bends = _Bends(time_s, width_s, scale.white)
    down, up = _log_weights(bends, shapes, series)
    line = -0.5 * len(series) * math.log(float(series @ series) + 1.0)
    if 2.0 * (_log_mean(down, shapes.prior) - line) < EVIDENCE:
        if 2.0 * (_log_mean(up, shapes.prior) - line) < EVIDENCE:
            return _none("one straight line describes the run as well")
        return _none("speed does not fall after its break")
    best = int(np.argmax(down))
    start, length = shapes.start_s[[best]], shapes.length_s[[best]]
    if _rate_per_h(_falls(bends, bends.from_moment(start), start, length)[0], series, scale, float(shapes.length_s[best])) >= 0:
        return _none("speed does not fall after its break")
    weight = shapes.prior * np.exp(down - down.max())
    sudden = shapes.length_s <= SUDDEN_S
    chance = [float(weight[part].sum() / shapes.prior[part].sum()) for part in (sudden, ~sudden)]
    return Break(
        onset_s=_onset(shapes, weight, width_s, len(time_s) * width_s),
        abruptness=chance[0] / (chance[0] + chance[1]),
    )


def _shapes(time_s: FloatArray, width_s: float) -> _Shapes:
    """Falls that start between two bins and are complete before the last bin, or last to the end."""
    end_s = float(time_s[-1]) + width_s / 2.0
    edges = time_s - width_s / 2.0
    moments = edges[(edges >= edges[0] + MIN_BEFORE_S) & (edges <= end_s - MIN_AFTER_S)]
    lengths = np.append(60.0 * np.array(FALL_MIN), np.inf)
    within: BoolArray = (moments[:, None] + lengths <= end_s - width_s) | np.isinf(lengths)
    which, kind = np.nonzero(within)
    return _Shapes(
        start_s=moments[which],
        length_s=np.minimum(lengths[kind], end_s - moments[which]),
        prior=(1.0 / (len(moments) * within.sum(axis=1)))[which],
        which=which,
        moments_s=moments,
    )


def _falls(bends: _Bends, begun: FloatArray, start_s: FloatArray, length_s: FloatArray) -> FloatArray:
    """How far each fall has come, 0 to 1, on average over each bin, made white, from the bends that begin with it; shape (falls, n)."""
    length = np.maximum(length_s, 1.0)
    fallen = begun - bends.from_moment(start_s + length)
    fallen /= length[:, None]
    return fallen


def _scale(time_s: FloatArray, values: FloatArray, width_s: float) -> _Scale:
    from scipy.linalg.lapack import dtrtri

    apart_s = np.maximum(np.abs(time_s[:, None] - time_s) - width_s, 0.0)
    covariance = _bin_correlation(apart_s, width_s, SPEED_MEMORY_S)
    covariance += SLOW_SHARE**2 * _bin_correlation(apart_s, width_s, SLOW_MEMORY_S)
    steps = values[1:] - values[:-1]
    spread = median(np.abs(steps - median(steps))) / 0.6745
    expected = math.sqrt(2.0 * (covariance[0, 0] - covariance[0, 1]))
    size = max(spread / expected, SMALLEST)
    hours = (time_s - time_s.mean()) / 3600.0
    covariance += ((SLOPE_SD_PER_H / size) ** 2 * hours)[:, None] * hours
    white = dtrtri(np.linalg.cholesky(covariance), lower=1)[0].T
    level = white.sum(axis=0)
    level /= math.sqrt(float(level @ level))
    white = (white - (white @ level)[:, None] * level) / size
    return _Scale(white=white, trend_per_h=hours @ white)


def _bin_correlation(apart_s: FloatArray, width_s: float, memory_s: float) -> FloatArray:
    """Covariance of means over bins so far from end to start of noise of unit size that forgets itself exponentially."""
    ratio = width_s / memory_s
    between: FloatArray = ((1.0 - math.exp(-ratio)) / ratio) ** 2 * np.exp(apart_s * (-1.0 / memory_s))
    np.fill_diagonal(between, 2.0 / ratio * (1.0 - (1.0 - math.exp(-ratio)) / ratio))
    return between


def _log_weights(bends: _Bends, shapes: _Shapes, series: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Log of the weight of the data under each fall, and under each rise of the same shape."""
    from scipy.special import log_ndtr

    precision, toward = np.empty(len(shapes.which)), np.empty(len(shapes.which))
    begun, at_once = bends.from_moment(shapes.moments_s), max(AT_ONCE // len(series), 1)
    for first in range(0, len(shapes.which), at_once):
        part = slice(first, first + at_once)
        rows = _falls(bends, begun[shapes.which[part]], shapes.start_s[part], shapes.length_s[part])
        precision[part] = np.einsum("ij,ij->i", rows, rows) + SIZE_SD**-2
        toward[part] = rows @ series
    error = np.maximum(float(series @ series) - toward**2 / precision, 0.0) + 1.0
    turn = toward / np.sqrt(precision * error / len(series))
    common = -0.5 * (np.log(precision * SIZE_SD**2) + len(series) * np.log(error)) + math.log(2.0)
    return common + log_ndtr(-turn), common + log_ndtr(turn)


def _rate_per_h(row: FloatArray, series: FloatArray, scale: _Scale, length_s: float) -> float:
    """Trend and fall together while the fall lasts: a rise that levels off is no fall. [1/h]"""
    size = float(row @ series) / (float(row @ row) + SIZE_SD**-2)
    trend = SLOPE_SD_PER_H**2 * float(scale.trend_per_h @ (series - size * row))
    return trend + 3600.0 * size / max(length_s, 1.0)


def _log_mean(log_weights: FloatArray, prior: FloatArray) -> float:
    most = float(log_weights.max())
    return most + math.log(float(prior @ np.exp(log_weights - most)))


def _onset(shapes: _Shapes, weight: FloatArray, width_s: float, used_s: float) -> Estimate:
    share = np.bincount(shapes.which, weight, minlength=len(shapes.moments_s))
    reached = (np.cumsum(share) - share / 2.0) / share.sum()
    low, middle, high = np.interp([0.025, 0.5, 0.975], reached, shapes.moments_s).tolist()
    low, high = min(low, middle - width_s), max(high, middle + width_s)
    return Estimate(value=middle, low=low, high=high, unit="s", standard_error=(high - low) / 3.92, used_s=used_s)


def _none(reason: str) -> Break:
    return Break(onset_s=Estimate.missing("s", reason), abruptness=float("nan"))
