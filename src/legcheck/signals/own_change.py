"""Late against early at equal speed and slope, with the line that true speed would have shown."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from legcheck.core import Estimate, FloatArray, Run
from legcheck.signals.own_curve import QUICK_S, UsualLine, change_at_equal_speed
from legcheck.signals.speed_error import slow_speed_error
from legcheck.signals.windows import Bins, Windows

__all__ = ["change_on_the_level"]

QUICK_SPEED_ERROR = 0.009
"""[-] Error of 30-s mean satellite speed about its mean over five minutes: 0.03 m/s that are forgotten in 15 s (0.75 % at 3 m/s) and what
moves of the slow error of 1.2 % (0.45 %)."""

LEAST_GRADE_PCT = 0.2
"""[%] Slopes that differ less than this within five minutes say nothing of their effect on steps."""

LEAST_RELIABLE = 0.8
"""[-] Variance of true speed within five minutes as a share of the recorded one; in very even running it cannot be told, and less is
not believed."""


def change_on_the_level(run: Run, bins: Bins, windows: Windows, values: FloatArray, usual: UsualLine, *, unit: str) -> Estimate:
    """How far a series lies off the own line late, against early, slopes and errors of speed allowed for.

    Parameters
    ----------
    run : Run
    bins : Bins
        Even bins in time order, with series ``speed`` [m/s] and ``grade`` [%].
    windows : Windows
        Reference and late window.
    values : ndarray of float64, shape (n,)
        What follows the log of speed, one value a bin.
    usual : UsualLine
        What the slope on log speed leans on; its ``x_error`` is replaced by what slow errors of speed do between the two windows.
    unit : str
        Of ``values``.

    Returns
    -------
    Estimate

    Notes
    -----
    :func:`legcheck.signals.own_curve.change_at_equal_speed` after two steps, both read from what changes within five minutes. The
    effect of slope at equal speed is taken out: steps quicken uphill just where speed is low. And errors of satellite speed, which would
    flatten the line, are allowed for by shrinking quick deviations of speed to what can be expected of true speed
    (regression calibration); means over minutes, and with them the late change of speed, stay as they are.

    References
    ----------
    .. [1] Carroll R.J. et al., Measurement Error in Nonlinear Models, 2nd ed. Chapman & Hall, 2006, ch. 4.
    """
    block = (bins.time_s // QUICK_S).astype(np.int64)
    block -= block[0]
    number = np.maximum(np.bincount(block), 1)
    speed = np.log(bins["speed"])
    usually, grade, level = ((np.bincount(block, row) / number)[block] for row in (speed, bins["grade"], values))
    quick, slope, change = speed - usually, bins["grade"] - grade, values - level
    spread = float(quick @ quick)
    uphill = slope - quick * float(quick @ slope) / max(spread, 1e-12)
    power = float(uphill @ uphill)
    effect = float(uphill @ change) / power if power > len(bins) * LEAST_GRADE_PCT**2 else 0.0
    satellites = run.has("latitude_deg") and run.surface != "treadmill"
    lost = QUICK_SPEED_ERROR**2 * len(bins) / max(spread, 1e-12) if satellites else 0.0
    true_speed = usually + max(1.0 - lost, LEAST_RELIABLE) * quick
    reference, late = bins.within(windows.reference), bins.within(windows.late)
    slow = slow_speed_error(bins, late / late.sum() - reference / reference.sum())
    level_values = values - effect * bins["grade"]
    return change_at_equal_speed(bins, windows, true_speed, level_values, replace(usual, x_error=slow), unit=unit)
