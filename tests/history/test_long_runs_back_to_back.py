"""Long run after long run."""

from __future__ import annotations

import math

import pytest

from legcheck.core import Status
from legcheck.history.heuristics._base import Past
from legcheck.history.heuristics.long_runs_back_to_back import LongRunsBackToBack
from legcheck.history.timeline import Timeline


def judged(runs):
    timeline = Timeline.of(runs)
    return LongRunsBackToBack().judge(Past(timeline=timeline, baselines=()), len(timeline.runs) - 1)


@pytest.fixture
def month(make_run):
    """Six weeks of 8 km on Tuesday, Thursday and Saturday and 16 km on Sunday.

    A mean week is about 40 km: a quarter is 10 km, three quarters of the longest are 12 km, 1.1 times the median of 8 km is 8.8 km.
    Long is from about 10 km.
    """
    days = [(7 * week + day, 16 if day == 6 else 8) for week in range(6) for day in (1, 3, 5, 6)]
    runs = [make_run(day, distance_m=1000.0 * km) for day, km in days]
    return lambda *more: [*runs, *(make_run(day, distance_m=1000.0 * km) for day, km in more)]


def test_found(month):
    finding = judged(month((44, 15), (45, 14)))
    assert finding.status is Status.FOUND
    assert finding.score == 40.0  # context only
    assert finding.reason.startswith("14.0 km, 24 h after 15.0 km")
    assert any("no trial" in told for told in finding.alternatives)


def test_one_long_run_is_clear(month):
    finding = judged(month((44, 7), (45, 14)))
    assert finding.status is Status.CLEAR
    assert "no other long run" in finding.reason


def test_a_short_run_after_a_long_one_is_clear(month):
    finding = judged(month((44, 15), (45, 6)))
    assert (finding.status, finding.score) == (Status.CLEAR, 5.0)


@pytest.mark.parametrize(
    ("hours", "status"), [(39.9, Status.FOUND), (40.1, Status.CLEAR), (4.1, Status.FOUND), (3.9, Status.CLEAR)]
)
def test_how_far_apart(month, hours, status):
    assert judged(month((46 - hours / 24, 15), (46, 15))).status is status


def test_long_is_from_a_quarter_of_the_week(month):
    # the thirty days before day 44 hold days 15 to 41, four weeks of 40 km: 160 km * 7 / 30 / 4 = 9.33 km
    assert judged(month((44, 15), (45, 15))).evidence[0].threshold == pytest.approx(160 * 7 / 30 / 4)
    assert judged(month((44, 15), (45, 9.34))).is_found
    assert not judged(month((44, 15), (45, 9.33))).is_found


def test_long_is_clearly_longer_than_the_usual_run(make_run):
    runs = [make_run(day, distance_m=9000.0 if day % 7 == 6 else 8000.0) for day in range(44)]
    # three quarters of 9 km are 6.75 km, less than 1.1 times the median of 8 km
    finding = judged([*runs, make_run(44, distance_m=8900.0), make_run(45, distance_m=8700.0)])
    assert finding.evidence[0].threshold == pytest.approx(8.8)
    assert not finding.is_found
    assert judged([*runs, make_run(44, distance_m=8900.0), make_run(45, distance_m=8800.0)]).is_found


def test_runs_that_are_all_alike_are_not_long(make_run):
    daily = [make_run(day, distance_m=10_000.0) for day in range(45)]
    assert judged(daily).status is Status.CLEAR


def test_not_assessed(make_run, month):
    assert "needs 30" in judged([make_run(day) for day in range(20)]).reason
    assert judged([make_run(0), make_run(14), make_run(21), make_run(28), make_run(35)]).reason.startswith(
        "3 runs in the 30 days"
    )
    assert judged(month((45, math.nan))).reason == "no distance recorded"
