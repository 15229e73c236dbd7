"""Walking late in a run: how much of a slowing it makes, and the walk home that is no slowing at all."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from legcheck.core import Activity, BoolArray, Estimate, Run
from legcheck.signals._inputs import as_run
from legcheck.signals.bootstrap import SPEED_DRIFT_SE, estimate
from legcheck.signals.layout import Layout
from legcheck.signals.pace import PaceDecay, pace_decay

__all__ = ["walked_part"]

MIN_FADE = 0.04
"""[fraction] A run that slowed by less has nothing to share out."""

MIN_RISE = 0.03
"""[share] Of moving time: a rise of the walked share below this is a crossing or a gate; engineering value."""

MIN_RUNNING_S = 120
"""[s] Running that has to be left in either window for its speed to be taken."""

ALL_WALKED_SE = 0.3
"""[fraction] Error where hardly anything was run late on, so that nobody knows how fast the running would have been; engineering value."""

CRAWL_MPS = 0.3
"""[m/s] Slower counts as this, so that its log stays finite."""


def walked_part(run: Run | Activity, decay: PaceDecay | None = None, *, layout: Layout | None = None) -> Estimate:
    """Which part of a slowing is walking, and not slower running.

    Parameters
    ----------
    run : Run or Activity
    decay : PaceDecay, optional
        Computed when not given.
    layout : Layout, optional
        Found when not given.

    Returns
    -------
    Estimate
        0: the runner ran slower. 1: between the walks the running was as fast as before. Missing when the run slowed by less than
        4 % or was not walked more late than early. [fraction]

    Notes
    -----
    ``1 - ln(r_late / r_ref) / ln(v_late / v_ref)``, ``v`` the mean grade-adjusted speed of all moving seconds of a window and ``r`` that of
    the running ones, held between 0 and 1; 1, with a wide error, where hardly anything was run. The error is that of satellite speed
    between two windows.

    Examples
    --------
    >>> from legcheck import synth
    >>> rests = synth.plant("rests", seed=2).activity
    >>> bool(walked_part(rests).value > 0.7)
    True
    """
    run = as_run(run)
    decay = pace_decay(run, layout=layout) if decay is None else decay
    if decay.is_between_repetitions or not decay.fade.is_usable:
        return Estimate.missing("fraction", decay.fade.reason or "an interval session: its walks are part of the plan")
    walking = run.masks["walking"]
    windows = tuple((run.elapsed_s >= span.start_s) & (run.elapsed_s < span.end_s) for span in (decay.reference, decay.late))
    moving = tuple(window & (run.running | walking) for window in windows)
    before, after = (np.count_nonzero(walking & window) / max(int(np.count_nonzero(window)), 1) for window in moving)
    if after - before < MIN_RISE:
        return Estimate.missing("fraction", "not walked more late than early")
    whole, used_s = _log_change(run, moving), float(sum(map(np.count_nonzero, moving)))
    if not whole <= math.log1p(-MIN_FADE):
        return Estimate.missing("fraction", f"slowed by less than {100 * MIN_FADE:.0f} %")
    ran = tuple(window & run.running for window in moving)
    if min(map(np.count_nonzero, ran)) < MIN_RUNNING_S:
        return _within(estimate(1.0, ALL_WALKED_SE, unit="fraction", used_s=used_s))
    share = min(max(1.0 - _log_change(run, ran) / whole, 0.0), 1.0)
    return _within(estimate(share, SPEED_DRIFT_SE / -whole, unit="fraction", used_s=used_s))


def _within(share: Estimate) -> Estimate:
    """A part is never less than nothing nor more than all."""
    return replace(share, low=max(share.low, 0.0), high=min(share.high, 1.0))


def _log_change(run: Run, windows: tuple[BoolArray, ...]) -> float:
    speed = run["grade_adjusted_speed_mps"]
    before, after = (float(np.nanmean(np.maximum(speed[window], CRAWL_MPS))) for window in windows)
    return math.log(after / before)
