"""Week by week: how much was run, and how often each finding turned up."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from legcheck.history.diary_calendar import Calendar
from legcheck.history.summary import ActivitySummary

__all__ = ["Week", "local_days", "weeks_of"]

DAYS_PER_WEEK = 7
"""[days]"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Week:
    """One ISO week on the runner's clock, Monday to Sunday.

    Attributes
    ----------
    start : date
        Its Monday.
    runs : int
        Runs that started in it.
    distance_m, moving_s : float
        Sums over those runs; a run without a distance adds nothing. [m], [s]
    heavy_legs : int
        Runs whose headline was found.
    found : dict of str to int
        Finding id to the number of runs in which it was found.
    """

    start: date
    runs: int
    distance_m: float
    moving_s: float
    heavy_legs: int
    found: dict[str, int]

    def row(self) -> dict[str, Any]:
        """The week as a row of a table."""
        counts = {f"found_{name}": count for name, count in self.found.items()}
        sums = {"runs": self.runs, "distance_m": self.distance_m, "moving_s": self.moving_s}
        return {"week": self.start.isoformat(), **sums, "heavy_legs": self.heavy_legs, **counts}


def local_days(runs: Sequence[ActivitySummary], activities: Sequence[ActivitySummary]) -> tuple[date | None, ...]:
    """The calendar day of each run on the runner's clock, None without a start time.

    Parameters
    ----------
    runs : sequence of ActivitySummary
        In any order.
    activities : sequence of ActivitySummary
        All that are known, runs or not, in any order: where a file does not tell its clock, the one of the activity before it
        is taken, for the first ones that of the first that does.

    Examples
    --------
    >>> from datetime import UTC, datetime
    >>> run = ActivitySummary(path="a", start_time=datetime(2024, 6, 2, 18, 30, tzinfo=UTC), utc_offset_s=43_200.0)
    >>> local_days([run], [run])
    (datetime.date(2024, 6, 3),)
    """
    calendar = Calendar(activities)
    return tuple(_day(run, calendar) for run in runs)


def _day(run: ActivitySummary, calendar: Calendar) -> date | None:
    if run.start_time is None or run.local_start is None:
        return None
    return calendar.day_at(run.start_time) if math.isnan(run.utc_offset_s) else run.local_start.date()


def weeks_of(summaries: Iterable[ActivitySummary], activities: Iterable[ActivitySummary] = ()) -> tuple[Week, ...]:
    """Every week from the first run to the last; a week without a recorded run counts zero.

    Parameters
    ----------
    summaries : iterable of ActivitySummary
        Runs, in any order.
    activities : iterable of ActivitySummary, optional
        All that are known, as in :func:`local_days`; by default the runs.
    """
    runs = tuple(summaries)
    days = local_days(runs, tuple(activities) or runs)
    dated = [(_monday(day), run) for day, run in zip(days, runs, strict=True) if day is not None]
    if not dated:
        return ()
    ids = sorted({name for run in runs for name in run.statuses})
    by_week: dict[date, list[ActivitySummary]] = {}
    for monday, run in dated:
        by_week.setdefault(monday, []).append(run)
    first, last = min(by_week), max(by_week)
    mondays = [first + timedelta(days=day) for day in range(0, (last - first).days + 1, DAYS_PER_WEEK)]
    return tuple(_week(monday, by_week.get(monday, []), ids) for monday in mondays)


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _week(monday: date, runs: list[ActivitySummary], ids: Iterable[str]) -> Week:
    return Week(
        start=monday,
        runs=len(runs),
        distance_m=_sum(runs, "distance_m"),
        moving_s=_sum(runs, "moving_s"),
        heavy_legs=sum(run.heavy_legs_status == "found" for run in runs),
        found={name: sum(run.statuses.get(name) == "found" for run in runs) for name in ids},
    )


def _sum(runs: list[ActivitySummary], name: str) -> float:
    """Exact whatever the order, so that the order of files changes nothing."""
    return math.fsum(value for run in runs if not math.isnan(value := run.numbers.get(name, math.nan)))
