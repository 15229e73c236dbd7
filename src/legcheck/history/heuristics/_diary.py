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
    """

    day: FloatArray
    value: FloatArray

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
    """What the runner wrote down; one value a day."""
    found = {
        note.day.toordinal() - EPOCH: value for note in timeline.diary if math.isfinite(value := float(getattr(note, name)))
    }
    return _series(found)


def profile_series(timeline: Timeline, name: str) -> Series:
    """What the files' profiles state; the last one of each day."""
    pairs = zip(timeline.local_day.tolist(), timeline.activities, strict=True)
    return _series({day: value for day, activity in pairs if math.isfinite(value := activity.facts.get(name, math.nan))})


def _series(found: dict[int, float]) -> Series:
    days = sorted(found)
    return Series(day=np.array(days, dtype=np.float64), value=np.array([found[day] for day in days], dtype=np.float64))
