"""Week by week: how much was run, and how often each finding turned up."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from legcheck.history.summary import RunSummary

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["History", "Week"]

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


@dataclass(frozen=True, slots=True)
class History:
    """Many runs of one runner, looked at over time.

    Parameters
    ----------
    summaries : tuple of RunSummary
        In any order.

    Examples
    --------
    >>> runs = [RunSummary(path=day, start_time=datetime.fromisoformat(day + "T08:00Z"), numbers={"distance_m": 10_000.0,
    ...         "moving_s": 3600.0}) for day in ("2024-05-01", "2024-05-05", "2024-05-13")]
    >>> [(week.start.isoformat(), week.runs) for week in History(tuple(runs)).week_list()]
    [('2024-04-29', 2), ('2024-05-06', 0), ('2024-05-13', 1)]
    """

    summaries: tuple[RunSummary, ...]

    def week_list(self) -> tuple[Week, ...]:
        """Every week from the first run to the last; a week without a recorded run counts zero."""
        dated = [(_monday(run.start_time), run) for run in self.summaries if run.start_time is not None]
        if not dated:
            return ()
        ids = sorted({name for run in self.summaries for name in run.statuses})
        by_week: dict[date, list[RunSummary]] = {}
        for monday, run in dated:
            by_week.setdefault(monday, []).append(run)
        first, last = min(by_week), max(by_week)
        mondays = [first + timedelta(days=day) for day in range(0, (last - first).days + 1, DAYS_PER_WEEK)]
        return tuple(_week(monday, by_week.get(monday, []), ids) for monday in mondays)

    @property
    def weeks(self) -> pd.DataFrame:
        """Week by week: ``runs``, ``distance_m``, ``moving_s``, ``heavy_legs`` and ``found_<id>`` counts.

        Indexed by the Monday (UTC). A week without a recorded run has zeros: it may have been rest, or files are missing.
        """
        import pandas as pd

        rows = [week.row() for week in self.week_list()]
        frame = pd.DataFrame(rows, columns=list(rows[0]) if rows else ["week", "runs", "distance_m", "moving_s", "heavy_legs"])
        index = pd.DatetimeIndex(pd.to_datetime(frame.pop("week"), utc=True).astype("datetime64[ns, UTC]"), name="week")
        return frame.set_axis(index, axis="index")

    def to_dict(self) -> dict[str, Any]:
        """Strict JSON data."""
        return {"weeks": [week.row() for week in self.week_list()]}


def _monday(moment: datetime) -> date:
    day = moment.astimezone(UTC).date()
    return day - timedelta(days=day.weekday())


def _week(monday: date, runs: list[RunSummary], ids: Iterable[str]) -> Week:
    return Week(
        start=monday,
        runs=len(runs),
        distance_m=_sum(runs, "distance_m"),
        moving_s=_sum(runs, "moving_s"),
        heavy_legs=sum(run.heavy_legs_status == "found" for run in runs),
        found={name: sum(run.statuses.get(name) == "found" for run in runs) for name in ids},
    )


def _sum(runs: list[RunSummary], name: str) -> float:
    """Exact whatever the order, so that the order of files changes nothing."""
    return math.fsum(value for run in runs if not math.isnan(value := run.numbers.get(name, math.nan)))
