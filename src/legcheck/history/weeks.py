"""Week by week: how much was run, and how often each finding turned up."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from legcheck.history.summary import ActivitySummary

__all__ = ["Week", "weeks_of"]

DAYS_PER_WEEK = 7
"""[days]"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Week:
    """One ISO week in UTC, Monday to Sunday.

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


def weeks_of(summaries: Iterable[ActivitySummary]) -> tuple[Week, ...]:
    """Every week from the first run to the last; a week without a recorded run counts zero.

    Parameters
    ----------
    summaries : iterable of ActivitySummary
        Runs, in any order.
    """
    runs = tuple(summaries)
    dated = [(_monday(run.start_time), run) for run in runs if run.start_time is not None]
    if not dated:
        return ()
    ids = sorted({name for run in runs for name in run.statuses})
    by_week: dict[date, list[ActivitySummary]] = {}
    for monday, run in dated:
        by_week.setdefault(monday, []).append(run)
    first, last = min(by_week), max(by_week)
    mondays = [first + timedelta(days=day) for day in range(0, (last - first).days + 1, DAYS_PER_WEEK)]
    return tuple(_week(monday, by_week.get(monday, []), ids) for monday in mondays)


def _monday(moment: datetime) -> date:
    day = moment.astimezone(UTC).date()
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
