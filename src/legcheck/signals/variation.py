"""How much a series varies, with an interval; and how much speed came back after it fell."""

from __future__ import annotations

import math

import numpy as np

from legcheck.core import Activity, Estimate, FloatArray, Run, Span
from legcheck.signals._inputs import as_run
from legcheck.signals.bootstrap import SPEED_DRIFT_SE, SPEED_MEMORY_S, Z_95, estimate, pieces, slow_noise
from legcheck.signals.windows import bin_means

__all__ = ["speed_regained", "variation"]

MIN_VALUES = 10
"""[-] Fewer say little of how much a series varies."""

LEAST_FREEDOM = 3.0
"""[-] However long a series remembers."""

BIN_S = 30.0
"""[s] Bin of speed."""

MIN_BINS = 4
"""[-] Two minutes of moving in each of the thirds that are compared."""


def variation(values: FloatArray, *, unit: str, width_s: float) -> Estimate:
    """Standard deviation of a series, with its 95 % interval.

    Parameters
    ----------
    values : ndarray of float64, shape (n,)
        Means over even stretches, in time order. [unit]
    unit : str
    width_s : float
        Length of a stretch. [s]

    Returns
    -------
    Estimate
        With a reason instead of a number when there are fewer than ten values.

    Notes
    -----
    ``nu s^2 / sigma^2`` is taken as chi-squared with ``nu = n / (1 + 2 sum rho_k^2) - 1`` degrees of freedom: values that remember each
    other tell less of their spread (Bartlett). Autocorrelations ``rho_k`` are summed up to the first that is not positive. Quantiles
    of chi-squared by Wilson and Hilferty's cube, within 1.5 % of the quantile from ten degrees on and 16 % at three.

    References
    ----------
    .. [1] Bartlett M.S., On the theoretical specification and sampling properties of autocorrelated time-series. J R Stat Soc Suppl,
       1946;8:27-41. doi:10.2307/2983611
    .. [2] Wilson E.B., Hilferty M.M., The distribution of chi-square. Proc Natl Acad Sci, 1931;17:684-688.
       doi:10.1073/pnas.17.12.684

    Examples
    --------
    >>> steps = np.random.default_rng(4).normal(1.0, 0.02, 400)
    >>> found = variation(100 * np.log(steps), unit="%", width_s=60.0)
    >>> bool(found.low < 2.0 < found.high), round(found.high - found.low, 1)
    (True, 0.3)
    """
    count = len(values)
    if count < MIN_VALUES:
        return Estimate.missing(unit, f"{count} stretches of {width_s:.0f} s; needs {MIN_VALUES}")
    spread = float(np.std(values, ddof=1))
    freedom = max(count / (1.0 + 2.0 * _squared_memory(values)) - 1.0, LEAST_FREEDOM)
    low, high = (spread / math.sqrt(_chi_squared(freedom, z) / freedom) for z in (Z_95, -Z_95))
    error = spread / math.sqrt(2.0 * freedom)
    return Estimate(value=spread, low=low, high=high, unit=unit, standard_error=error, used_s=count * width_s)


def _squared_memory(values: FloatArray) -> float:
    """Sum of squared autocorrelations over the lags before the first that is not positive."""
    left = values - values.mean()
    power = float(left @ left)
    if power == 0.0:
        return 0.0
    spectrum = np.abs(np.fft.rfft(left, 2 * len(left))) ** 2
    rho = np.fft.irfft(spectrum)[1 : len(left)] / power
    ends = np.flatnonzero(rho <= 0.0)
    return float(np.sum(rho[: ends[0] if ends.size else len(rho)] ** 2))


def _chi_squared(freedom: float, z: float) -> float:
    """Quantile of chi-squared at a normal quantile ``z``."""
    step = 2.0 / (9.0 * freedom)
    return freedom * max(1.0 - step + z * math.sqrt(step), 1e-3) ** 3


def speed_regained(run: Run | Activity, after: Span) -> Estimate:
    """Change of grade-adjusted speed from the first to the last third of a stretch, walking counted.

    Parameters
    ----------
    run : Run or Activity
    after : Span
        The stretch, usually from where speed began to fall. [s]

    Returns
    -------
    Estimate
        ``100 (ln v_last - ln v_first)`` over means of 30-s bins; above 0 where speed came back. [%] With a reason instead where either third
        holds less than two minutes of moving. What changes slowly beside a level and a trend in each third is the noise
        (:func:`legcheck.signals.bootstrap.slow_noise`), with the slow error of GPS speed added.

    Examples
    --------
    >>> from legcheck import synth
    >>> steady = synth.run(duration_s=3600, seed=5).activity
    >>> back = speed_regained(steady, Span(1800.0, 3500.0))
    >>> back.low < 0.0 < back.high
    True
    """
    run = as_run(run)
    moving = run.masks["running"] | run.masks["walking"]
    bins = bin_means({"speed": run["grade_adjusted_speed_mps"]}, moving, width_s=BIN_S, span=after)
    third = after.duration_s / 3.0
    first, last = bins.time_s < after.start_s + third, bins.time_s >= after.end_s - third
    if min(np.count_nonzero(first), np.count_nonzero(last)) < MIN_BINS or not bins["speed"].min() > 0.0:
        return Estimate.missing("%", f"less than {MIN_BINS * BIN_S / 60:.0f} min of moving in a third of what follows")
    speed = 100.0 * np.log(bins["speed"])
    noise = slow_noise(speed, pieces(bins.time_s, (first, ~first & ~last, last)), width_s=BIN_S, memory_s=SPEED_MEMORY_S)
    weights = last / np.count_nonzero(last) - first / np.count_nonzero(first)
    return estimate(
        float(weights @ speed),
        noise.error_of(weights),
        unit="%",
        used_s=len(bins) * BIN_S,
        freedom=noise.freedom,
        known_error=100.0 * SPEED_DRIFT_SE,
    )
