"""Numbers that both the diary and the files' profiles state, as series over days."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from legcheck.core import FloatArray
from legcheck.history.timeline import Timeline

__all__ = ["EPOCH", "MIN_PROFILE_CHANGES", "Series", "diary_series", "profile_series"]

EPOCH = 719_163
"""[days] Ordinal of 1970-01-01."""

MIN_PROFILE_CHANGES = 5
"""[changes] A profile value that changes less often is an entry somebody made once, not a measurement; engineering value."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """Values by day, oldest first.

    Attributes
    ----------
    day : ndarray of float64, shape (n,)
        Days since 1970-01-01 on the runner's clock.
    value : ndarray of float64, shape (n,)
    until : float
        Day of the last activity, or of the last value where that is later: what is recent is counted back from it.
    """

    day: FloatArray
    value: FloatArray
    until: float

    @property
    def age_days(self) -> FloatArray:
        """How long ago each value was when the history ends; shape (n,). [days]"""
        return self.until - self.day

    def younger_than(self, days: float) -> Series:
        """The values of the last so many days of the history."""
        chosen = self.age_days < days
        return Series(day=self.day[chosen], value=self.value[chosen], until=self.until)

    def __len__(self) -> int:
        return len(self.day)

    @property
    def changes(self) -> int:
        """How often a value differs from the one before it."""
        return int(np.count_nonzero(np.diff(self.value)))

    @property
    def distinct(self) -> str:
        """The values in the order they first appear, for a sentence."""
        return ", ".join(f"{value:g}" for value in dict.fromkeys(self.value.tolist()))


def diary_series(timeline: Timeline, name: str) -> Series:
    """What the runner wrote down; one value a day. What Strava lists is no such thing: it copies a profile."""
    return _series(timeline, _listed(timeline, name, "diary"))


def profile_series(timeline: Timeline, name: str) -> Series:
    """What the files' profiles state, or Strava's where they state nothing; the last one of each day."""
    pairs = zip(timeline.local_day.tolist(), timeline.activities, strict=True)
    stated = {day: value for day, activity in pairs if math.isfinite(value := activity.facts.get(name, math.nan))}
    return _series(timeline, stated or _listed(timeline, name, "strava"))


def _listed(timeline: Timeline, name: str, source: str) -> dict[int, float]:
    notes = ((note.day, float(getattr(note, name))) for note in timeline.diary if note.source == source)
    return {day.toordinal() - EPOCH: value for day, value in notes if math.isfinite(value)}


def _series(timeline: Timeline, found: dict[int, float]) -> Series:
    days = sorted(found)
    until = max([*days[-1:], *timeline.local_day[-1:].tolist()], default=0)
    value = np.array([found[day] for day in days], dtype=np.float64)
    return Series(day=np.array(days, dtype=np.float64), value=value, until=float(until))
