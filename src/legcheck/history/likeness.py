"""Whether two recordings show the same run: by how speed and heart rate went, minute by minute of the clock."""

from __future__ import annotations

import numpy as np

from legcheck.core import FloatArray
from legcheck.history.summary import ActivitySummary

__all__ = ["contradict"]

MIN_SHARED = 6
"""[stretches] Fewer shared stretches of two minutes say nothing."""

SAME_COURSE = 0.8
"""[correlation] Of the log speeds of two recordings of one run; watches on both wrists agree to about 1 % over two minutes, a run varies by 3 to
8 %. Engineering value."""

SAME_HEART_BPM = 6.0
"""[bpm] Median difference between two sensors on one runner; engineering value."""


def contradict(one: ActivitySummary, other: ActivitySummary) -> bool:
    """Whether the profiles show that two recordings are of different runs.

    Parameters
    ----------
    one, other : ActivitySummary

    Returns
    -------
    bool
        False too when there is too little to tell: less than twelve shared minutes.

    Examples
    --------
    >>> speeds = (2.9, 3.1, 3.0, 2.8, 3.2, 2.9, 3.0)
    >>> watch = ActivitySummary(path="a", start_time=None, profile_speed_mps=speeds)
    >>> phone = ActivitySummary(path="b", start_time=None, profile_speed_mps=tuple(1.02 * speed for speed in speeds))
    >>> friend = ActivitySummary(path="c", start_time=None, profile_speed_mps=speeds[::-1])
    >>> contradict(watch, phone), contradict(watch, friend)
    (False, True)
    """
    first = _shared(one.profile_from, one.profile_speed_mps, other.profile_from, other.profile_speed_mps)
    if len(first[0]) >= MIN_SHARED and _correlation(*(np.log(speed) for speed in first)) < SAME_COURSE:
        return True
    hearts = _shared(one.profile_from, one.profile_heart_rate_bpm, other.profile_from, other.profile_heart_rate_bpm)
    return len(hearts[0]) >= MIN_SHARED and float(np.median(np.abs(hearts[0] - hearts[1]))) > SAME_HEART_BPM


def _shared(from_a: int, a: tuple[float, ...], from_b: int, b: tuple[float, ...]) -> tuple[FloatArray, FloatArray]:
    """The values of the stretches that both know."""
    start, stop = max(from_a, from_b), min(from_a + len(a), from_b + len(b))
    one = np.array(a[max(start - from_a, 0) : max(stop - from_a, 0)], dtype=np.float64)
    two = np.array(b[max(start - from_b, 0) : max(stop - from_b, 0)], dtype=np.float64)
    known = (one > 0.0) & (two > 0.0)
    return one[known], two[known]


def _correlation(one: FloatArray, two: FloatArray) -> float:
    """Pearson's, 1 where either does not vary at all."""
    spread = float(one.std() * two.std())
    return 1.0 if spread == 0.0 else float(((one - one.mean()) * (two - two.mean())).mean()) / spread
