"""What kind of run it was. Slowing on purpose is no fading, so the kind comes before the verdict."""

from __future__ import annotations

import numpy as np

from legcheck.core import Activity, Run
from legcheck.signals._inputs import as_run
from legcheck.signals.layout import Layout, layout_of
from legcheck.signals.windows import bin_means

__all__ = ["session_type"]

STEADY_CV = 0.10
"""[-] Largest coefficient of variation of 60-s grade-adjusted speed in a steady run."""

HILLY_CLIMB_M_PER_KM = 15.0
"""[m/km] Climb per distance from which a course counts as hilly."""

PROGRESSION_PER_H = 0.08
"""[1/h] Rise of log speed per hour from which a run counts as a progression."""


def session_type(run: Run | Activity, *, layout: Layout | None = None) -> str:
    """Kind of session.

    Parameters
    ----------
    run : Run or Activity
    layout : Layout, optional
        Found when not given.

    Returns
    -------
    str
        ``treadmill``, ``intervals``, ``progression``, ``hilly``, ``steady``, ``variable`` or ``short`` (too short to tell).

    Examples
    --------
    >>> from legcheck import synth
    >>> session_type(synth.run(duration_s=3000, seed=1).activity)
    'steady'
    """
    run = as_run(run)
    if run.surface == "treadmill":
        return "treadmill"
    layout = layout_of(run) if layout is None else layout
    if layout.is_intervals:
        return "intervals"
    moving = run.masks["running"] | run.masks["walking"]
    series = {"speed": run["grade_adjusted_speed_mps"], "climb": np.maximum(run["grade_pct"], 0.0) / 100 * run["speed_mps"]}
    bins = bin_means(series, moving, width_s=60.0, span=layout.windows.analysed)
    if len(bins) < 10:
        return "short"
    hours = (bins.time_s - bins.time_s.mean()) / 3600.0
    slope = float(hours @ np.log(np.maximum(bins["speed"], 0.3)) / (hours @ hours))
    gain = slope * float(bins.time_s[-1] - bins.time_s[0]) / 3600.0
    if slope > PROGRESSION_PER_H and gain > PROGRESSION_PER_H / 2:
        return "progression"
    km = float(bins["speed"].sum()) * 60.0 / 1000.0
    if float(bins["climb"].sum()) * 60.0 / max(km, 0.1) > HILLY_CLIMB_M_PER_KM:
        return "hilly"
    return "steady" if float(bins["speed"].std() / bins["speed"].mean()) <= STEADY_CV else "variable"
