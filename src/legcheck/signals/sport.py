"""Whether an activity is a run: by what the file says, and where it says nothing, by how it moves."""

from __future__ import annotations

import numpy as np

from legcheck.core import Activity, Run
from legcheck.signals._inputs import as_run, median_where

__all__ = ["why_not_a_run"]

UNSTATED = frozenset({"", "generic", "other", "training", "all", "unknown", "t", "..."})
"""What files say when they do not say; then the movement decides."""

RUNNING_SPEED_MPS = (1.7, 6.7)
"""[m/s] Median moving speed of a run: from a slow jog to the marathon record with room."""

WALKING_CADENCE_SPM = 140.0
"""[steps/min] Median cadence below this is walking."""

TOO_SHORT_S = 60.0
"""[s] Less recorded movement is no run."""


def why_not_a_run(run: Run | Activity) -> str:
    """Why an activity is no run, empty when it is one.

    Parameters
    ----------
    run : Run or Activity

    Returns
    -------
    str
        One line for people, or ``""``.

    Examples
    --------
    >>> from legcheck import synth
    >>> why_not_a_run(synth.run(duration_s=900, seed=1).activity)
    ''
    """
    run = as_run(run)
    sport = run.activity.sport
    still = any(note.code == "no_movement" for note in run.activity.notes)
    if still and not run.activity.has("heart_rate_bpm"):
        return "records no movement and no heart rate"
    if sport == "running":
        return ""
    if sport not in UNSTATED:
        name = sport.replace("_", " ")
        return f"is {name}, not running; if it was a run, say so with sport='running'"
    return _unlike_a_run(run)


def _unlike_a_run(run: Run) -> str:
    """Why an activity that does not say its sport does not move like a run; empty when it does."""
    moving = np.isfinite(run["speed_mps"]) & (run["speed_mps"] > 0.5)
    if np.count_nonzero(moving) < TOO_SHORT_S:
        return "does not say its sport and hardly moves; if it was a run, say so with sport='running'"
    speed = median_where(run["speed_mps"], moving)
    low, high = RUNNING_SPEED_MPS
    if not low <= speed <= high:
        return f"does not say its sport and moves at {speed:.1f} m/s, unlike a run ({low:g}-{high:g} m/s); see sport='running'"
    if run.has("cadence_spm"):
        steps = median_where(run["cadence_spm"], moving & (run["speed_mps"] >= low))
        if steps < WALKING_CADENCE_SPM:
            return f"does not say its sport and has {steps:.0f} steps/min, unlike a run; see sport='running'"
    return ""
