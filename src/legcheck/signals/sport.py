"""Whether an activity is a run: by what the file says, and where it says nothing, by how it moves."""

from __future__ import annotations

import numpy as np

from legcheck.core import Activity, FloatArray, Run
from legcheck.parsers.derive import speed_for_decisions
from legcheck.parsers.sports import UNSTATED
from legcheck.signals._inputs import as_run, median_where

__all__ = ["why_not_a_run"]

RUNNING_SPEED_MPS = (1.7, 6.7)
"""[m/s] Median moving speed of a run: from a slow jog to the marathon record with room."""

RECORDS_S = (206.0, 755.0, 1571.0, 3450.0, 7235.0, 21_935.0, 86_400.0)
RECORDS_MPS = (7.28, 6.62, 6.37, 6.12, 5.83, 4.56, 3.70)
"""[s], [m/s] Time and speed of the fastest anyone has run: 1,500 m 3:26.00 (1998), 5,000 m 12:35.36 and 10,000 m 26:11.00
(2020), half marathon 57:30 (2024), marathon 2:00:35 (2023), 100 km 6:05:35 (2023), 24 h 319.6 km (2022); men, World Athletics
and International Association of Ultrarunners."""

RECORD_SHARE = 0.95
"""[-] An activity that does not say its sport and goes faster than this share of the record is a ride far more often than a run."""

FASTEST_S, FASTEST_SHARE = 600, 0.9
"""[s], [-] The fastest ten minutes of an outing, taken together, at 90 % of the record for ten minutes (6.0 m/s): a ride with slow climbs, as its
median is that of a run. Held against only where no steps were recorded. Engineering value."""

SWIMMING_MPS = 2.2
"""[m/s] Without positions and steps what is slower may be a swim: the fastest 100 m ever swum took 46.40 s (2.16 m/s; World Aquatics, 2024)."""

WALKING_CADENCE_SPM = 140.0
"""[steps/min] Median cadence below this is walking."""

MOVING_MPS = 0.5
"""[m/s] Slower is standing."""

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
    moving = np.isfinite(run["speed_mps"]) & (run["speed_mps"] > MOVING_MPS)
    moving_s = int(np.count_nonzero(moving))
    low, high = RUNNING_SPEED_MPS[0], _fastest_mps(moving_s)
    speed = _speed_with_rides(run)
    if speed <= high:
        if moving_s < TOO_SHORT_S:
            return "does not say its sport and hardly moves; if it was a run, say so with sport='running'"
        speed = median_where(run["speed_mps"], moving)
    if not low <= speed <= high:
        return (
            f"does not say its sport and moves at {speed:.1f} m/s, unlike a run ({low:.1f}-{high:.1f} m/s); see sport='running'"
        )
    if speed < SWIMMING_MPS and not (run.has("cadence_spm") or run.activity.has("latitude_deg")):
        return f"does not say its sport and moves at {speed:.1f} m/s without steps or positions, as a swim does; see sport='running'"
    fastest = _fastest_together(run["speed_mps"][moving])
    if not run.has("cadence_spm") and fastest > FASTEST_SHARE * _record_mps(FASTEST_S):
        return f"does not say its sport and goes at {fastest:.1f} m/s for ten minutes in all, unlike a run; see sport='running'"
    if run.has("cadence_spm"):
        steps = median_where(run["cadence_spm"], moving & (run["speed_mps"] >= low))
        if steps < WALKING_CADENCE_SPM:
            return f"does not say its sport and has {steps:.0f} steps/min, unlike a run; see sport='running'"
    return ""


def _fastest_mps(moving_s: float) -> float:
    """Fastest median moving speed that is taken for a run of that length. [m/s]"""
    return min(RUNNING_SPEED_MPS[1], RECORD_SHARE * _record_mps(moving_s))


def _record_mps(moving_s: float) -> float:
    """Speed of the fastest anyone has run for so long. [m/s]"""
    return float(np.interp(np.log(max(moving_s, 1.0)), np.log(RECORDS_S), RECORDS_MPS))


def _fastest_together(speed_mps: FloatArray) -> float:
    """Mean of the fastest ten minutes, wherever they lie; 0 in shorter outings. [m/s]"""
    count = speed_mps.size
    return float(np.partition(speed_mps, count - FASTEST_S)[count - FASTEST_S :].mean()) if count > FASTEST_S else 0.0


def _speed_with_rides(run: Run) -> float:
    """Median moving speed as recorded, where cleaning has blanked what is faster than running; else 0. [m/s]

    Of a bicycle ride only its slow parts are left after that, and they look like a run.
    """
    if not any(note.code == "faster_than_running" for note in run.notes):
        return 0.0
    speed = speed_for_decisions(run.activity)
    moving = speed > MOVING_MPS
    return float(np.median(speed[moving])) if moving.any() else 0.0
