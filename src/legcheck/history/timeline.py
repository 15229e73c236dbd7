"""Activities in order of time, as arrays, and what may be asked of them: what came before, how much, how complete."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cached_property

import numpy as np

from legcheck.core import Athlete, FloatArray, IntArray
from legcheck.history.diary import DiaryEntry, join, on_runner_clock, with_entries
from legcheck.history.load import RunnerLimits, limits_of, training_load
from legcheck.history.strength import is_strength
from legcheck.history.summary import ActivitySummary

__all__ = ["BEATS", "DAY_S", "Coverage", "Timeline"]

DAY_S = 86_400.0
"""[s] A day."""

BEATS = 256
"""[bpm] Heart rates of a histogram run from 0 to one less."""

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


@dataclass(frozen=True, kw_only=True)
class Timeline:
    """Everything one runner recorded, each activity once, by start time.

    Attributes
    ----------
    activities : tuple of ActivitySummary
        Runs and others, all with a start time.
    entries : tuple of DiaryEntry or None
        What the runner wrote about each activity; as long as ``activities``.
    diary : tuple of DiaryEntry
        All that the runner wrote, by day.
    athlete : Athlete
        What the caller told.

    Examples
    --------
    >>> days = [ActivitySummary(path=f"{day}.fit", start_time=datetime(2024, 5, day, 6, tzinfo=UTC), numbers={"distance_m": 8000.0})
    ...         for day in (7, 1, 3)]
    >>> timeline = Timeline.of(days)
    >>> [run.path for run in timeline.runs], timeline.column("distance_m").sum()
    (['1.fit', '3.fit', '7.fit'], np.float64(24000.0))
    >>> timeline.runs_before(2, days=5).tolist()
    [1]
    """

    activities: tuple[ActivitySummary, ...]
    entries: tuple[DiaryEntry | None, ...]
    diary: tuple[DiaryEntry, ...] = ()
    athlete: Athlete = field(default_factory=Athlete)

    @classmethod
    def of(
        cls, summaries: Iterable[ActivitySummary], *, diary: Sequence[DiaryEntry] = (), athlete: Athlete | None = None
    ) -> Timeline:
        """Put summaries in order; those without a start time have no place in time and are left out.

        Feel and effort that only the diary knows are filled in.
        """
        dated = [summary for summary in summaries if summary.start_time is not None]
        ordered = tuple(sorted(dated, key=lambda summary: (summary.start_time, summary.path)))
        written = tuple(sorted(on_runner_clock(diary, ordered), key=lambda entry: entry.sort_key))
        entries = join(ordered, written)
        return cls(activities=with_entries(ordered, entries), entries=entries, diary=written, athlete=athlete or Athlete())

    def __len__(self) -> int:
        return len(self.activities)

    @cached_property
    def time_s(self) -> FloatArray:
        """Start of each activity, seconds since 1970 UTC; shape (activities,). [s]"""
        return np.array([_seconds(summary.start_time) for summary in self.activities], dtype=np.float64)

    @cached_property
    def offset_s(self) -> FloatArray:
        """Local time minus UTC of each activity; where a file does not tell, that of the last one before that does. [s]"""
        offsets = [summary.utc_offset_s for summary in self.activities]
        known = [value for value in offsets if not math.isnan(value)]
        last, filled = (known[0] if known else 0.0), []
        for value in offsets:
            last = last if math.isnan(value) else value
            filled.append(last)
        return np.array(filled, dtype=np.float64)

    @cached_property
    def local_day(self) -> IntArray:
        """Calendar day of each activity on the runner's clock, days since 1970-01-01; shape (activities,)."""
        return np.floor((self.time_s + self.offset_s) / DAY_S).astype(np.int64)

    @cached_property
    def places(self) -> IntArray:
        """Place among ``activities`` of each run; shape (runs,)."""
        return np.flatnonzero([summary.is_run for summary in self.activities]).astype(np.int64)

    @cached_property
    def runs(self) -> tuple[ActivitySummary, ...]:
        """The runs, by start time."""
        return tuple(self.activities[place] for place in self.places)

    @cached_property
    def run_time_s(self) -> FloatArray:
        """Start of each run, seconds since 1970 UTC; shape (runs,). [s]"""
        return self.time_s[self.places]

    @cached_property
    def run_day(self) -> IntArray:
        """Calendar day of each run on the runner's clock; shape (runs,)."""
        return self.local_day[self.places]

    def column(self, name: str) -> FloatArray:
        """A number of every run (see :meth:`ActivitySummary.number`); shape (runs,), NaN where there is none."""
        return np.array([run.number(name) for run in self.runs], dtype=np.float64)

    @cached_property
    def distance_m(self) -> FloatArray:
        """Distance of every run; shape (runs,), NaN where none is recorded. [m]"""
        return self.column("distance_m")

    @cached_property
    def heart_rate_s(self) -> FloatArray:
        """Seconds of every activity at each whole heart rate; shape (activities, :data:`BEATS`). [s]"""
        table = np.zeros((len(self), BEATS))
        for place, summary in enumerate(self.activities):
            if summary.heart_rate_s:
                beats = np.clip(np.fromiter(summary.heart_rate_s, dtype=np.int64), 0, BEATS - 1)
                np.add.at(table[place], beats, np.fromiter(summary.heart_rate_s.values(), dtype=np.float64))
        return table

    @cached_property
    def duration_s(self) -> FloatArray:
        """Moving time of every run; shape (runs,). [s]"""
        return np.array([run.duration_s for run in self.runs], dtype=np.float64)

    @cached_property
    def device_codes(self) -> IntArray:
        """A number for the device of every run, equal where the device is; shape (runs,)."""
        numbers = {name: number for number, name in enumerate(sorted({run.device for run in self.runs}))}
        return np.array([numbers[run.device] for run in self.runs], dtype=np.int64)

    @cached_property
    def limits(self) -> RunnerLimits:
        """Maximum and resting heart rate, as far as all files and the caller tell."""
        return limits_of(self.activities, self.athlete)

    @cached_property
    def load(self) -> FloatArray:
        """Training load of every activity; shape (activities,). [points]"""
        return np.array([training_load(summary, self.limits) for summary in self.activities], dtype=np.float64)

    @cached_property
    def moment_of_runs(self) -> tuple[datetime, ...]:
        """Start of every run, UTC."""
        return tuple(datetime.fromtimestamp(second, tz=UTC) for second in self.run_time_s)

    @cached_property
    def strength_places(self) -> IntArray:
        """Place among ``activities`` of each strength training."""
        return np.flatnonzero([is_strength(summary) for summary in self.activities]).astype(np.int64)

    @cached_property
    def ill_days(self) -> IntArray:
        """Days on which the runner wrote of illness, days since 1970-01-01, sorted."""
        return _days(entry.day for entry in self.diary if entry.illness)

    @cached_property
    def strength_days(self) -> IntArray:
        """Days on which the runner wrote of strength training, days since 1970-01-01, sorted."""
        return _days(entry.day for entry in self.diary if entry.strength)

    def day_of(self, day: int) -> date:
        """A day of :attr:`local_day` as a date."""
        return date.fromordinal(date(1970, 1, 1).toordinal() + int(day))

    def runs_before(self, place: int, *, days: float = math.inf) -> IntArray:
        """Which runs started before run ``place``, at most ``days`` earlier; oldest first."""
        return _before(self.run_time_s, float(self.run_time_s[place]), days)

    def activities_before(self, place: int, *, days: float = math.inf) -> IntArray:
        """Which activities started before run ``place``, at most ``days`` earlier; oldest first."""
        return _before(self.time_s, float(self.run_time_s[place]), days)

    def coverage(self, end_s: float, days: float) -> Coverage:
        """Whether the files of the ``days`` before a moment look complete: begun earlier, and few weeks without any activity.

        Parameters
        ----------
        end_s : float
            Seconds since 1970 UTC. [s]
        days : float
            [days]
        """
        start_s = end_s - days * DAY_S
        inside = self.time_s[slice(*np.searchsorted(self.time_s, (start_s, end_s)))]
        runs = int(np.diff(np.searchsorted(self.run_time_s, (start_s, end_s)))[0])
        if not len(self) or self.time_s[0] > start_s:
            reached = max((end_s - self.time_s[0]) / DAY_S, 0.0) if len(self) else 0.0
            return Coverage(reason=f"the files reach back {reached:.0f} days; needs {days:.0f}", days=days, runs=runs)
        weeks = max(int(days // 7), 1)
        seen = len(set(((end_s - inside) // (7 * DAY_S)).tolist()))
        if min(seen, weeks) < MIN_WEEKS_WITH_ACTIVITY * weeks:
            told = f"{weeks - min(seen, weeks)} of {weeks} weeks hold no activity: rest, or files are missing"
            return Coverage(reason=told, days=days, runs=runs)
        return Coverage(reason="", days=days, runs=runs)


def _before(time_s: FloatArray, moment_s: float, days: float) -> IntArray:
    """Places of what began before a moment, at most ``days`` earlier; ``time_s`` is sorted."""
    first, end = np.searchsorted(time_s, (moment_s - days * DAY_S, moment_s))
    return np.arange(first, end, dtype=np.int64)


def _days(dates: Iterable[date]) -> IntArray:
    epoch = date(1970, 1, 1).toordinal()
    return np.array(sorted({day.toordinal() - epoch for day in dates}), dtype=np.int64)


def _seconds(moment: datetime | None) -> float:
    return math.nan if moment is None else moment.timestamp()
