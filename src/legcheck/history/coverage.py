"""How complete the files of a stretch of days look."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

__all__ = ["DAY_S", "Coverage", "coverage"]

DAY_S = 86_400.0
"""[s] A day."""

MIN_WEEKS_WITH_ACTIVITY = 0.75
"""[share of weeks] A stretch in which fewer weeks hold any activity may have files missing; engineering value."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """How complete the files of a stretch of days look.

    Attributes
    ----------
    reason : str
        Why nothing should be said about it; empty when it looks complete.
    days : float
        Its length. [days]
    runs : int
        Runs in it.
    """

    reason: str
    days: float
    runs: int

    @property
    def is_enough(self) -> bool:
        """Whether the stretch looks complete."""
        return not self.reason


def coverage(times_s: Sequence[float], run_times_s: Sequence[float], end_s: float, days: float) -> Coverage:
    """Whether the files of the ``days`` before a moment look complete; see :meth:`legcheck.history.timeline.Timeline.coverage`.

    Parameters
    ----------
    times_s, run_times_s : sequence of float
        Starts of all activities and of the runs, sorted. [s]
    end_s, days : float
        [s], [days]

    Examples
    --------
    >>> twice_a_week = [3.5 * DAY_S * number for number in range(20)]
    >>> coverage(twice_a_week, twice_a_week, 60.0 * DAY_S, 28.0).is_enough
    True
    """
    start_s = end_s - days * DAY_S
    runs = bisect_left(run_times_s, end_s) - bisect_left(run_times_s, start_s)
    if not times_s or times_s[0] > start_s:
        reached = max((end_s - times_s[0]) / DAY_S, 0.0) if times_s else 0.0
        return Coverage(reason=f"the files reach back {reached:.0f} days; needs {days:.0f}", days=days, runs=runs)
    weeks = max(int(days // 7), 1)
    inside = times_s[bisect_left(times_s, start_s) : bisect_left(times_s, end_s)]
    seen = min(len({(end_s - time_s) // (7 * DAY_S) for time_s in inside}), weeks)
    if seen < MIN_WEEKS_WITH_ACTIVITY * weeks:
        told = f"{weeks - seen} of {weeks} weeks hold no activity: rest, or files are missing"
        return Coverage(reason=told, days=days, runs=runs)
    return Coverage(reason="", days=days, runs=runs)
