"""Activities in order of time, as arrays, and what may be asked of them: what came before, how much, how complete."""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cached_property

import numpy as np

from legcheck.core import Athlete, BoolArray, FloatArray, IntArray
from legcheck.history.coverage import DAY_S, Coverage, coverage
from legcheck.history.diary import DiaryEntry, join, on_runner_clock, with_entries
from legcheck.history.load import LimitsSoFar, RunnerLimits, training_load
from legcheck.history.strength import is_strength
from legcheck.history.summary import ActivitySummary

__all__ = ["BEATS", "DAY_S", "Coverage", "Timeline"]

BEATS = 256
"""[bpm] Heart rates of a histogram run from 0 to one less."""

DAYS_PER_YEAR = 365.25
"""[days]"""


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
    recorded : tuple of ActivitySummary
        The activities as recorded, where ``activities`` lacks heart rates that are not believed
        (:func:`legcheck.history.sensor.believed`); empty where nothing was set aside.
    files : tuple of ActivitySummary
        The activities without what only the diary tells; as long as ``activities``.

    Examples
    --------
    >>> from datetime import UTC
    >>> days = [ActivitySummary(path=f"{day}.fit", start_time=datetime(2024, 5, day, 6, tzinfo=UTC), numbers={"distance_m": 8000.0})
    ...         for day in (7, 1, 3)]
    >>> timeline = Timeline.of(days)
    >>> [run.path for run in timeline.runs], float(timeline.column("distance_m").sum())
    (['1.fit', '3.fit', '7.fit'], 24000.0)
    >>> timeline.runs_before(2, days=5).tolist()
    [1]
    """

    activities: tuple[ActivitySummary, ...]
    entries: tuple[DiaryEntry | None, ...]
    diary: tuple[DiaryEntry, ...] = ()
    athlete: Athlete = field(default_factory=Athlete)
    recorded: tuple[ActivitySummary, ...] = ()
    files: tuple[ActivitySummary, ...] = ()

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
        told = athlete or Athlete()
        return cls(activities=with_entries(ordered, entries), entries=entries, diary=written, athlete=told, files=ordered)

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

    @property
    def as_recorded(self) -> tuple[ActivitySummary, ...]:
        """All activities as recorded, heart rates that are not believed among them."""
        return self.recorded or self.activities

    @cached_property
    def run_time_s(self) -> FloatArray:
        """Start of each run, seconds since 1970 UTC; shape (runs,). [s]"""
        return self.time_s[self.places]

    @cached_property
    def times(self) -> list[float]:
        """:attr:`time_s` as a list: one number of it is had more quickly. [s]"""
        listed: list[float] = self.time_s.tolist()
        return listed

    @cached_property
    def run_times(self) -> list[float]:
        """:attr:`run_time_s` as a list. [s]"""
        listed: list[float] = self.run_time_s.tolist()
        return listed

    @cached_property
    def run_days(self) -> list[int]:
        """:attr:`run_day` as a list."""
        listed: list[int] = self.run_day.tolist()
        return listed

    @cached_property
    def distances(self) -> list[float]:
        """:attr:`distance_m` as a list. [m]"""
        listed: list[float] = self.distance_m.tolist()
        return listed

    @cached_property
    def run_day(self) -> IntArray:
        """Calendar day of each run on the runner's clock; shape (runs,)."""
        return self.local_day[self.places]

    def column(self, name: str) -> FloatArray:
        """A number of every run (see :meth:`ActivitySummary.number`); shape (runs,), NaN where there is none. Not to be written to."""
        if name not in self._columns:
            self._columns[name] = np.array([run.number(name) for run in self.runs], dtype=np.float64)
            self._columns[name].flags.writeable = False
        return self._columns[name]

    @cached_property
    def _columns(self) -> dict[str, FloatArray]:
        """Columns that were asked for."""
        return {}

    @cached_property
    def on_treadmill(self) -> BoolArray:
        """Which runs were on a treadmill; shape (runs,)."""
        return np.array([run.surface == "treadmill" for run in self.runs], dtype=np.bool_)

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
    def limits_then(self) -> tuple[RunnerLimits, ...]:
        """Maximum and resting heart rate as far as the caller, each activity and those before it tell; as long as ``activities``."""
        so_far, told = LimitsSoFar(self.athlete), []
        for summary in self.activities:
            so_far.add(summary)
            told.append(so_far.limits)
        return tuple(told)

    @property
    def limits(self) -> RunnerLimits:
        """The same from all files together: for what is said of the whole history, never for a single run of it."""
        return self.limits_then[-1] if len(self) else LimitsSoFar(self.athlete).limits

    def limits_at(self, place: int) -> RunnerLimits:
        """What is known of the limits at run ``place``: from it and what came before."""
        return self.limits_then[int(self.places[place])]

    @cached_property
    def load(self) -> FloatArray:
        """Training load of every activity, by the limits known when it was done; shape (activities,). [points]"""
        pairs = zip(self.activities, self.limits_then, strict=True)
        return np.array([training_load(summary, limits) for summary, limits in pairs], dtype=np.float64)

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
        span = self.span_before(place, days=days)
        return np.arange(span.start, span.stop, dtype=np.int64)

    def span_before(self, place: int, *, days: float = math.inf) -> range:
        """The same as a range."""
        return _before(self.run_times, self.run_times[place], days)

    def activities_before(self, place: int, *, days: float = math.inf) -> IntArray:
        """Which activities started before run ``place``, at most ``days`` earlier; oldest first."""
        span = _before(self.times, self.run_times[place], days)
        return np.arange(span.start, span.stop, dtype=np.int64)

    def coverage(self, end_s: float, days: float) -> Coverage:
        """Whether the files of the ``days`` before a moment look complete: begun earlier, and few weeks without any activity.

        Where they do not and the latest activity comes more than a year after the one before it, the reason names it: it may be a
        return, or a clock that was wrong, which files cannot tell apart.

        Parameters
        ----------
        end_s : float
            Seconds since 1970 UTC. [s]
        days : float
            [days]
        """
        found = coverage(self.times, self.run_times, end_s, days)
        return found if found.is_enough else replace(found, reason=found.reason + self._far_apart(end_s))

    def _far_apart(self, end_s: float) -> str:
        """Names the latest activity up to a moment if it stands alone; "" otherwise."""
        latest = bisect_right(self.times, end_s) - 1
        years = (self.times[latest] - self.times[latest - 1]) / DAY_S / DAYS_PER_YEAR if latest > 0 else 0.0
        if years <= 1.0:
            return ""
        day = self.day_of(self.local_day[latest]).isoformat()
        return f"; the activity of {day} comes {years:.1f} years after the one before it: if its clock was wrong, leave the file out"


def _before(times_s: list[float], moment_s: float, days: float) -> range:
    """Places of what began before a moment, at most ``days`` earlier; ``times_s`` is sorted."""
    return range(bisect_left(times_s, moment_s - days * DAY_S), bisect_left(times_s, moment_s))


def _days(dates: Iterable[date]) -> IntArray:
    epoch = date(1970, 1, 1).toordinal()
    return np.array(sorted({day.toordinal() - epoch for day in dates}), dtype=np.int64)


def _seconds(moment: datetime | None) -> float:
    return math.nan if moment is None else moment.timestamp()
