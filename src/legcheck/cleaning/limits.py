"""The runner's facts for a run: the caller's, filled from the file, without a maximum heart rate that the run itself exceeds."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from legcheck.cleaning.notes import note
from legcheck.cleaning.windows import highest_median
from legcheck.core.activity import Note
from legcheck.core.arrays import BoolArray, FloatArray
from legcheck.core.athlete import Athlete

__all__ = ["facts_for", "highest_held_bpm"]

HELD_S = 15
"""[s] A largest heart rate must last this long: the largest 15-s median."""

ROOM_BPM = 3.0
"""[bpm] A heart rate no further above a stated maximum does not gainsay it: rounding of both, and a sensor that is right to 1 or 2 bpm.
Engineering value."""


def highest_held_bpm(heart_rate_bpm: FloatArray, usable: BoolArray) -> float:
    """Largest 15-s median of the heart rate that can be used; NaN without so much of it. [bpm]

    Examples
    --------
    >>> highest_held_bpm(np.r_[np.full(60, 150.0), np.full(7, 190.0), np.full(60, 155.0)], np.ones(127, bool))  # 7 s are too short
    155.0
    """
    used = heart_rate_bpm[usable & np.isfinite(heart_rate_bpm)]
    return highest_median(used, HELD_S) if used.size >= HELD_S else math.nan


def facts_for(given: Athlete, stated: Athlete, peak_bpm: float) -> tuple[Athlete, list[Note]]:
    """The caller's facts, filled from those that the file states.

    Parameters
    ----------
    given, stated : Athlete
        By the caller, by the file.
    peak_bpm : float
        Largest heart rate held in this run. [bpm] NaN when unknown.

    Returns
    -------
    Athlete
        Without the file's maximum heart rate where this run exceeds it by more than 3 bpm: a figure that is shown to be wrong is as good as
        none. What the caller says is kept.
    list of Note

    Examples
    --------
    >>> facts_for(Athlete(height_m=1.7), Athlete(max_hr_bpm=172), 188.0)[0].max_hr_bpm is None
    True
    >>> facts_for(Athlete(max_hr_bpm=172), Athlete(max_hr_bpm=190), 188.0)[0].max_hr_bpm
    172.0
    """
    top = stated.max_hr_bpm
    if given.max_hr_bpm is not None or top is None or not peak_bpm > top + ROOM_BPM:
        return given.filled_from(stated), []
    told = note(
        "maximum_exceeded", f"maximum heart rate in the file {top:.0f} bpm, {peak_bpm:.0f} bpm held in this run; not used"
    )
    return given.filled_from(replace(stated, max_hr_bpm=None)), [told]
