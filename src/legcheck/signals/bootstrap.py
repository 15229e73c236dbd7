"""Uncertainty for data that remember their past: the circular block bootstrap, by matrix operations.

One-hertz samples are not independent: speed forgets itself in about half a minute, heart rate in about a minute. Whole
blocks longer than that are drawn, so that the interval does not shrink with the sampling rate.
"""

from __future__ import annotations

import numpy as np

from legcheck.core import Estimate, FloatArray, IntArray

__all__ = ["BLOCK_S", "DRAWS", "block_indices", "estimate", "resampled_residuals"]

BLOCK_S = 180.0
"""[s] Block length: about three times the 65 s that heart rate needs to forget itself in 82 steady runs."""

DRAWS = 400
"""[-] Resamples. The standard error of a bootstrap standard error is then 3.5 %."""

SEED = 20_817
"""[-] Fixed, so that the same file always gives the same interval."""

Z_95 = 1.959964
"""[-] Two-sided 95 % point of the normal distribution."""


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


def estimate(value: float, standard_error: float, *, unit: str, used_s: float) -> Estimate:
    """An Estimate with its normal 95 % interval."""
    reach = Z_95 * standard_error
    return Estimate(value=value, low=value - reach, high=value + reach, unit=unit, standard_error=standard_error, used_s=used_s)
