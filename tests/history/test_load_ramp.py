"""More kilometres in a week than in the weeks before."""

from __future__ import annotations

import math

import pytest

from legcheck.core import Status
from legcheck.history.heuristics._base import Past
from legcheck.history.heuristics.load_ramp import LoadRamp, acute_to_chronic
from legcheck.history.timeline import Timeline

LAST = 34  # a Sunday; the week that ends with it is days 28 to 34


def judged(runs, place=-1, heuristic=None):
    timeline = Timeline.of(runs)
    return (heuristic or LoadRamp()).judge(Past(timeline=timeline, baselines=()), place % len(timeline.runs))


@pytest.fixture
def weeks(make_run):
    """Five weeks of runs on Tuesday, Thursday and Sunday, each of so many kilometres; by week."""

    def make(*kilometres, hour=0.0):
        days = [(7 * week + day, km) for week, km in enumerate(kilometres) for day in (1, 3, 6)]
        return [make_run(day + hour * (day % 2), distance_m=1000.0 * km) for day, km in days]

    return make


def test_found_above_thirty_per_cent(weeks):
    # mean week 3 * 10 = 30 km; last week 3 * 14 = 42 km: +40 %
    finding = judged(weeks(10, 10, 10, 10, 14))
    assert finding.status is Status.FOUND
    assert finding.evidence[0].value == pytest.approx(40.0)
    assert finding.score == 30.0  # held low
    assert any("no relation" in told and "fewer, not more" in told for told in finding.alternatives)


def test_exactly_thirty_per_cent_is_not_named(weeks):
    assert judged(weeks(10, 10, 10, 10, 13)).status is Status.CLEAR
    assert judged(weeks(10, 10, 10, 10, 13.01)).status is Status.FOUND


def test_a_note_above_ten_per_cent(weeks):
    noted, silent = judged(weeks(10, 10, 10, 10, 12)), judged(weeks(10, 10, 10, 10, 11))
    assert (noted.status, silent.status) == (Status.CLEAR, Status.CLEAR)
    assert "well-known rule says 10 %" in noted.reason
    assert "rule" not in silent.reason
    assert noted.score == pytest.approx(30.0)  # capped; the raw score at +20 % is 30 + (50 - 30) / 2 = 40
    assert silent.score == pytest.approx(30.0)  # at +10 %


def test_less_than_three_kilometres_more_is_nothing(weeks):
    # 3 * 1.8 = 5.4 against 3 * 1 = 3 km: +80 %, but 2.4 km
    assert judged(weeks(1, 1, 1, 1, 1.8)).score == 0.0
    # 3 * 2.1 = 6.3 against 3 km: 3.3 km
    assert judged(weeks(1, 1, 1, 1, 2.1)).status is Status.FOUND


def test_an_ordinary_week_after_a_short_one_is_no_ramp(weeks):
    # mean of 30, 30 and 3 km is 21 km: 30 km are +43 %, but no more than the largest of the three
    finding = judged(weeks(10, 10, 10, 1, 10))
    assert finding.evidence[0].value == pytest.approx(100 * (30 / 21 - 1))
    assert finding.status is Status.CLEAR
    assert judged(weeks(10, 10, 10, 1, 10), heuristic=LoadRamp(over_largest=-1.0)).status is Status.FOUND


def test_the_same_weekday_a_week_ago_is_not_in_this_week(make_run, weeks):
    runs = weeks(10, 10, 10, 10, 10)
    later_in_the_day = [*runs[:-1], make_run(LAST - 0.05, distance_m=10_000.0)]  # starts 72 min earlier than on other Sundays
    assert judged(later_in_the_day).evidence[0].value == pytest.approx(0.0)


def test_missing_distances_lower_the_confidence(make_run, weeks):
    finding = judged([*weeks(10, 10, 10, 10, 14), make_run(20.5, distance_m=math.nan)])
    assert finding.confidence == pytest.approx(0.6)


def test_not_assessed_without_four_weeks(weeks):
    assert "needs 28" in judged(weeks(10, 10, 10, 10, 14), place=8).reason


def test_not_assessed_with_few_runs(make_run):
    finding = judged([make_run(day) for day in (0, 8, 15, 23, 34)])  # days 8, 15 and 23 lie in the three weeks
    assert finding.reason == "3 runs in the three weeks before; needs 4"


def test_later_runs_change_nothing(make_run, weeks):
    runs = weeks(10, 10, 10, 10, 14)
    later = Timeline.of([*runs, make_run(LAST + 0.2, distance_m=30_000.0), make_run(LAST + 1)])
    assert LoadRamp().judge(Past(timeline=later, baselines=()), len(runs) - 1) == judged(runs)


def test_acute_over_chronic_after_a_stop(make_run):
    timeline = Timeline.of([make_run(day) for day in [*range(28), 40]])
    # 41 days. Acute, lambda 1/4: sum over the runs of 0.75^age over sum of 0.75^(0..40).
    # Ages 0 and 13 to 40. Chronic, lambda 2/29, ends a week earlier: days 0 to 33, ages 6 to 33.
    acute = (1 + sum(0.75**age for age in range(13, 41))) / sum(0.75**age for age in range(41))
    keep = 27 / 29
    chronic = sum(keep**age for age in range(6, 34)) / sum(keep**age for age in range(34))
    assert acute_to_chronic(timeline, 28) == pytest.approx(acute / chronic)


def test_acute_over_chronic_is_shown_and_judges_nothing(make_run):
    finding = judged([make_run(day) for day in range(40)])
    shown = finding.evidence[1]
    assert (shown.threshold, shown.value) == (None, pytest.approx(1.0))
    assert "not judged" in shown.name


def test_acute_over_chronic_needs_five_weeks(make_run):
    assert math.isnan(acute_to_chronic(Timeline.of([make_run(day) for day in range(34)]), 33))
    assert acute_to_chronic(Timeline.of([make_run(day) for day in range(35)]), 34) == pytest.approx(1.0)
