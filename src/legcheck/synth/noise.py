"""Random and lagged series, one per second, made without loops and repeatable from a seed and a name."""

from __future__ import annotations

import zlib

import numpy as np

from legcheck.core.arrays import FloatArray

__all__ = ["ar1", "lagged", "smooth_noise", "stream"]


def stream(seed: int, name: str) -> np.random.Generator:
    """Random numbers for one purpose, so that switching one channel off leaves the others as they were.

    Parameters
    ----------
    seed : int
        Seed of the run, zero or more.
    name : str
        What the numbers are for.

    Examples
    --------
    >>> a, b = stream(1, "heart"), stream(1, "heart")
    >>> bool(a.standard_normal() == b.standard_normal())
    True
    """
    return np.random.default_rng([seed, zlib.crc32(name.encode())])


def ar1(rng: np.random.Generator, n: int, *, sd: float, tau_s: float) -> FloatArray:
    """Stationary first-order autoregressive noise, one value a second.

    Parameters
    ----------
    rng : numpy Generator
    n : int
        Number of values.
    sd : float
        Standard deviation. [unit of the result]
    tau_s : float
        Time after which the autocorrelation has fallen to 1/e. [s]

    Returns
    -------
    ndarray of float64, shape (n,)
    """
    from scipy.signal import lfilter

    keep = float(np.exp(-1.0 / tau_s))
    shocks = rng.standard_normal(n) * np.sqrt(1.0 - keep**2)
    shocks[:1] /= np.sqrt(1.0 - keep**2)
    return np.asarray(sd * lfilter([1.0], [1.0, -keep], shocks), dtype=np.float64)


def smooth_noise(rng: np.random.Generator, n: int, *, sd: float, tau_s: float) -> FloatArray:
    """Noise without sharp corners (two lags in a row), for positions and altitude.

    Its rate of change has a standard deviation of ``sd / tau_s`` a second.
    """
    rough = ar1(rng, n, sd=sd * float(np.sqrt(2.0)), tau_s=tau_s)
    return lagged(rough, tau_s=tau_s, start=0.0)


def lagged(values: FloatArray, *, tau_s: float, start: float) -> FloatArray:
    """What follows ``values`` with a first-order lag.

    Parameters
    ----------
    values : ndarray of float64, shape (n,)
        One value a second.
    tau_s : float
        Time constant. [s]
    start : float
        State before the first value. [unit of ``values``]

    Returns
    -------
    ndarray of float64, shape (n,)

    Examples
    --------
    After one time constant 63 % of a step is done:

    >>> round(float(lagged(np.ones(41), tau_s=40.0, start=0.0)[39]), 2)
    0.63
    """
    from scipy.signal import lfilter

    keep = float(np.exp(-1.0 / tau_s))
    followed, _ = lfilter([1.0 - keep], [1.0, -keep], values, zi=np.array([keep * start]))
    return np.asarray(followed, dtype=np.float64)
