"""Step and stride: a step is one foot to the other, a stride is two steps."""

from __future__ import annotations

import numpy as np

from legcheck.core import STEPS_PER_STRIDE, Activity, FloatArray, Run
from legcheck.signals._inputs import as_run

__all__ = ["step_length", "step_length_from", "stride_length"]

MIN_CADENCE_SPM = 60.0
"""[steps/min] Below this the foot is hardly moving and the quotient means nothing."""


def step_length_from(speed_mps: FloatArray, cadence_spm: FloatArray) -> FloatArray:
    """Distance from one foot's contact to the other's.

    Parameters
    ----------
    speed_mps : ndarray of float64, shape (n,)
        Ground speed. [m/s]
    cadence_spm : ndarray of float64, shape (n,)
        Foot contacts a minute, both feet. [steps/min]

    Returns
    -------
    ndarray of float64, shape (n,)
        ``60 * speed / cadence``. [m] NaN where cadence is missing or below 60.

    Raises
    ------
    ValueError
        If the two lengths differ.

    Notes
    -----
    Inherits the whole error of speed: a GPS that over-reads distance by 3 % makes steps 3 % too long.

    Examples
    --------
    >>> float(step_length_from(np.array([3.0]), np.array([180.0]))[0])
    1.0
    """
    if speed_mps.shape != cadence_spm.shape:
        raise ValueError(f"speed and cadence differ in length: {speed_mps.shape} and {cadence_spm.shape}")
    steps = np.full(speed_mps.shape, np.nan)
    np.divide(60.0 * speed_mps, cadence_spm, out=steps, where=cadence_spm >= MIN_CADENCE_SPM)
    return steps


def step_length(run: Run | Activity) -> FloatArray:
    """Step length while running, second by second.

    Parameters
    ----------
    run : Run or Activity

    Returns
    -------
    ndarray of float64, shape (n,)
        ``step_length_m``. [m] From speed and cadence; where those do not allow it but the device recorded step length, the
        device's. NaN where not running.

    Examples
    --------
    >>> from legcheck import synth
    >>> steps = step_length(synth.run(duration_s=600, speed_mps=3.0, cadence_spm=180.0, seed=1).activity)
    >>> bool(abs(np.nanmedian(steps) - 1.0) < 0.05)
    True
    """
    run = as_run(run)
    steps = np.full(len(run), np.nan)
    if run.has("cadence_spm"):
        steps = step_length_from(run["speed_mps"], run["cadence_spm"])
    if run.has("step_length_m"):
        steps = np.where(np.isfinite(steps), steps, run["step_length_m"])
    return np.asarray(np.where(run.running, steps, np.nan), dtype=np.float64)


def stride_length(run: Run | Activity) -> FloatArray:
    """Stride length (two steps) while running, second by second.

    Parameters
    ----------
    run : Run or Activity

    Returns
    -------
    ndarray of float64, shape (n,)
        ``stride_length_m``. [m] Twice :func:`step_length`.

    Examples
    --------
    >>> from legcheck import synth
    >>> activity = synth.run(duration_s=600, seed=1).activity
    >>> bool(np.allclose(stride_length(activity), 2 * step_length(activity), equal_nan=True))
    True
    """
    return np.asarray(STEPS_PER_STRIDE * step_length(run), dtype=np.float64)
