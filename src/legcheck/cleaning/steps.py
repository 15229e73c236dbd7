"""Steps of heart rate at steady speed: hearts do not make them, sensors do."""

from __future__ import annotations

import numpy as np

from legcheck.cleaning.windows import rolling_mean
from legcheck.core.arrays import FloatArray

__all__ = ["STEP_S", "steady_steps"]

STEP_S = 15
"""[s] Width over which a step is measured; at steady speed heart rate wanders by 3.4 bpm (SD) within a minute."""

BEFORE_S = 75
"""[s] Stretch before it in which speed must have been steady: heart rate follows effort 20-60 s late."""

STEADY_RANGE_MPS = 0.6
"""[m/s] Range of smoothed speed that counts as steady."""

RUNNING_MPS = 1.8
"""[m/s] The runner runs throughout."""

SMOOTH_S = 11
"""[s] Speed is smoothed over this before its range is taken."""


def steady_steps(
    heart_rate_bpm: FloatArray,
    speed_mps: FloatArray,
    *,
    width_s: int = STEP_S,
    before_s: int = BEFORE_S,
    range_mps: float = STEADY_RANGE_MPS,
) -> FloatArray:
    """Change of heart rate over the next seconds where the runner kept on running at one speed, else 0.

    Parameters
    ----------
    heart_rate_bpm, speed_mps : ndarray of float64, shape (n,)
        On the grid of seconds; the speed is best adjusted for slope. [bpm], [m/s]
    width_s : int
        Seconds over which the change is taken. [s]
    before_s : int
        Seconds before that in which speed was steady too. [s]
    range_mps : float
        Range of speed that counts as steady. [m/s]

    Returns
    -------
    ndarray of float64, shape (n,)
        ``heart_rate[i + width] - heart_rate[i]``, 0 where it cannot be told. [bpm]

    Examples
    --------
    >>> heart_rate, speed = np.repeat([140.0, 165.0], 100), np.full(200, 3.0)
    >>> float(steady_steps(heart_rate, speed).max())
    25.0
    """
    from scipy.ndimage import maximum_filter1d, minimum_filter1d

    steps = np.zeros(heart_rate_bpm.size)
    window = before_s + width_s
    if heart_rate_bpm.size <= window or not np.isfinite(speed_mps).any():
        return steps
    change = heart_rate_bpm[width_s:] - heart_rate_bpm[:-width_s]
    smooth = np.where(np.isfinite(speed_mps), rolling_mean(speed_mps, SMOOTH_S), 0.0)
    shift = window // 2 - width_s  # the window of sample i runs from i - before_s to i + width_s
    highest = maximum_filter1d(smooth, window + 1, mode="nearest", origin=shift)
    lowest = minimum_filter1d(smooth, window + 1, mode="nearest", origin=shift)
    steady = (highest - lowest <= range_mps) & (lowest >= RUNNING_MPS)
    steady[:before_s] = False  # a run begins with a step of effort
    usable = steady[:-width_s] & np.isfinite(change)
    steps[:-width_s][usable] = change[usable]
    return steps
