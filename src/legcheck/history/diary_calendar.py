"""Activities by moment, by the runner's clock and by day, to find the one that something was written about."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property

from legcheck.history.summary import ActivitySummary

__all__ = ["SAME_ACTIVITY_S", "Calendar"]

SAME_ACTIVITY_S = 300.0
"""[s] A time of day written down means the activity that began this close to it."""


class Calendar:
    """Activities by moment, by the runner's clock and by day; nothing depends on the order they came in."""

    def __init__(self, activities: Sequence[ActivitySummary]) -> None:
        self.activities = activities
        dated = [place for place, summary in enumerate(activities) if summary.start_time is not None]
        self.order = sorted(dated, key=lambda place: (activities[place].start_time, activities[place].path))
        self.starts = [_seconds(activities[place].start_time) for place in self.order]
        self.offsets = _filled_offsets_s([activities[place].utc_offset_s for place in self.order])
        self.local = dict(zip(self.order, (a + b for a, b in zip(self.starts, self.offsets, strict=True)), strict=True))

    @cached_property
    def by_clock(self) -> tuple[list[float], list[int]]:
        """Starts on the runner's clock and whose they are, in that order. [s since 1970]"""
        order = sorted(self.order, key=lambda place: (self.local[place], self.activities[place].path))
        return [self.local[place] for place in order], order

    @cached_property
    def by_day(self) -> dict[date, list[int]]:
        """Activities of each day on the runner's clock, by start."""
        days: dict[date, list[int]] = defaultdict(list)
        for place in self.order:
            days[self.day_of(place)].append(place)
        return days

    def day_of(self, place: int) -> date:
        """Day of an activity on the runner's clock."""
        return _date(self.local[place])

    def day_at(self, moment: datetime | None) -> date:
        """Day on the runner's clock at a moment."""
        second = _seconds(moment)
        before = max(bisect_right(self.starts, second) - 1, 0)
        return _date(second + (self.offsets[before] if self.offsets else 0.0))

    def runs_on(self, day: date) -> list[int]:
        """Runs of a day."""
        return [place for place in self.by_day.get(day, ()) if self.activities[place].is_run]

    def find(self, moment: datetime | None, day: date, clock: time | None) -> int | None:
        """The activity that began about then, or was under way; without a moment, by day and time on the runner's clock."""
        if moment is not None:
            return self._near(_seconds(moment), self.starts, self.order)
        return self._near(_seconds(datetime.combine(day, clock or time(), tzinfo=UTC)), *self.by_clock)

    def _near(self, second: float, starts: list[float], order: list[int]) -> int | None:
        after = bisect_right(starts, second)
        beside = [at for at in (after - 1, after) if 0 <= at < len(starts)]
        nearest = min(beside, key=lambda at: abs(starts[at] - second), default=None)
        if nearest is None:
            return None
        if abs(starts[nearest] - second) <= SAME_ACTIVITY_S:
            return order[nearest]
        under_way = after > 0 and second < starts[after - 1] + _length_s(self.activities[order[after - 1]])
        return order[after - 1] if under_way else None


def _filled_offsets_s(offsets_s: Sequence[float]) -> list[float]:
    """Where a file does not tell, the difference to UTC of the last one before that does, or of the first. [s]"""
    last = next((value for value in offsets_s if not math.isnan(value)), 0.0)
    filled = []
    for value in offsets_s:
        last = last if math.isnan(value) else value
        filled.append(last)
    return filled


def _length_s(summary: ActivitySummary) -> float:
    elapsed = summary.number("elapsed_s")
    return elapsed if elapsed > 0.0 else summary.duration_s


def _seconds(moment: datetime | None) -> float:
    return math.nan if moment is None else moment.timestamp()


def _date(second: float) -> date:
    return (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=second)).date()
