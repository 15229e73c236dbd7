"""Run summaries and the weekly table."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from legcheck.history import SUMMARY_NAMES, ActivitySummary, History, judge_history
from legcheck.history.weeks import local_days, weeks_of
from legcheck.report import Summary


def run(when, km=10.0, *, minutes=60.0, found=(), clear=(), heavy="clear", clock_h=math.nan):
    return ActivitySummary(
        utc_offset_s=3600.0 * clock_h,
        path=str(when),
        start_time=when,
        numbers={"distance_m": 1000 * km, "moving_s": 60 * minutes},
        statuses={**dict.fromkeys(found, "found"), **dict.fromkeys(clear, "clear")},
        heavy_legs_status=heavy,
    )


def at(day, hour=8, **zone):
    return datetime(2024, 5, day, hour, tzinfo=zone.get("zone", UTC))


def test_weeks_run_from_monday_to_sunday():
    weeks = History((run(at(5, 23), 8.0), run(at(6, 0), 12.0))).week_list()  # Sunday night, Monday at 0:00
    assert [(str(week.start), week.runs, week.distance_m) for week in weeks] == [
        ("2024-04-29", 1, 8000.0),
        ("2024-05-06", 1, 12_000.0),
    ]


def test_weeks_are_those_of_the_runners_clock():
    """Monday 06:30 in New Zealand is Sunday 18:30 UTC, Sunday 17:30 in California is Monday 00:30 UTC."""
    early = [run(at(day, 18) + timedelta(minutes=30), clock_h=12.0) for day in (5, 7, 9, 12, 14, 16)]
    assert [(str(week.start), week.runs) for week in History(tuple(early)).week_list()] == [
        ("2024-05-06", 3),
        ("2024-05-13", 3),
    ]
    late = [run(at(day, 0) + timedelta(minutes=30), clock_h=-7.0) for day in (2, 6, 9, 13)]
    assert [(str(week.start), week.runs) for week in History(tuple(late)).week_list()] == [("2024-04-29", 2), ("2024-05-06", 2)]


def test_a_file_that_does_not_tell_its_clock_has_that_of_the_activity_before_it():
    """All three began on Sunday at 18:00 UTC or later, which is Monday in Tokyo; only the ride before the second tells so."""
    ride = replace(run(at(12, 17), clock_h=9.0), is_run=False)
    runs = (run(at(12, 18)), run(at(19, 18)))
    assert local_days(runs, (*runs, ride)) == (date(2024, 5, 13), date(2024, 5, 20))
    assert local_days(runs, runs) == (date(2024, 5, 12), date(2024, 5, 19))
    assert [str(week.start) for week in weeks_of(runs, (*runs, ride))] == ["2024-05-13", "2024-05-20"]
    judged = History.of(judge_history([*runs, ride]))
    assert [str(week.start) for week in judged.week_list()] == ["2024-05-13", "2024-05-20"]
    assert judged.judged.timeline.run_day.tolist() == [(day - date(1970, 1, 1)).days for day in local_days(runs, (*runs, ride))]


def test_the_zone_a_time_is_written_in_is_not_the_runners_clock():
    tokyo = timezone(timedelta(hours=9))
    weeks = History((run(at(6, 5, zone=tokyo)),)).week_list()  # Monday 05:00 in Tokyo is Sunday 20:00 UTC
    assert str(weeks[0].start) == "2024-04-29"


def test_the_year_turns_inside_a_week():
    weeks = History((run(datetime(2024, 12, 31, 8, tzinfo=UTC)), run(datetime(2025, 1, 1, 8, tzinfo=UTC)))).week_list()
    assert [(str(week.start), week.runs) for week in weeks] == [("2024-12-30", 2)]


def test_a_week_without_runs_is_there_with_zeros():
    weeks = History((run(at(1)), run(at(22)))).week_list()
    assert [week.runs for week in weeks] == [1, 0, 0, 1]
    assert weeks[1].found == {}


def test_findings_are_counted_and_missing_ones_are_zero():
    history = History(
        (run(at(1), found=("late_fade",), clear=("low_cadence",), heavy="found"), run(at(2), found=("late_fade",)), run(at(9)))
    )
    weeks = history.weeks
    assert weeks["found_late_fade"].tolist() == [2, 0]
    assert weeks["found_low_cadence"].tolist() == [0, 0]
    assert weeks["heavy_legs"].tolist() == [1, 0]
    assert weeks["moving_s"].tolist() == [7200.0, 3600.0]


def test_weeks_are_a_table_indexed_by_the_monday():
    weeks = History((run(at(1)),)).weeks
    assert weeks.index.tolist() == [pd.Timestamp("2024-04-29", tz="UTC")]
    assert (weeks.index.name, str(weeks.index.tz)) == ("week", "UTC")


def test_nothing_gives_an_empty_table():
    weeks = History(()).weeks
    assert weeks.empty
    assert list(weeks.columns) == ["runs", "distance_m", "moving_s", "heavy_legs"]
    assert History(()).to_dict() == {"weeks": [], "findings": [], "unmatched": []}


def test_a_run_without_distance_counts_as_a_run():
    unknown = ActivitySummary(path="x", start_time=at(1), numbers={"distance_m": math.nan, "moving_s": 600.0})
    (week,) = History((unknown, run(at(2), 5.0, minutes=30.0))).week_list()
    assert (week.runs, week.distance_m, week.moving_s) == (2, 5000.0, 2400.0)


def test_redacted_runs_have_no_week():
    assert History((ActivitySummary(path="x", start_time=None, numbers={}),)).week_list() == ()


@given(
    st.permutations([(1, 0.1, 9), (2, 0.2, math.nan), (5, 0.7, -8), (9, 1e9, math.nan), (10, 1e-9, 12), (12, -1e9, math.nan)])
)
def test_the_order_of_runs_changes_nothing(order):
    runs = tuple(run(at(day, 18), km, clock_h=clock_h) for day, km, clock_h in order)
    assert History(runs).to_dict() == History(tuple(sorted(runs, key=lambda item: item.path))).to_dict()


def test_summary_names_are_those_of_a_report():
    assert tuple(name for name, _ in Summary().items()) == SUMMARY_NAMES
