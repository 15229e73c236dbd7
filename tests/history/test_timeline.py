"""Activities in order, and what is asked of them."""

from __future__ import annotations

import math
from datetime import UTC, datetime

import numpy as np
import pytest

from legcheck.core import Athlete
from legcheck.history import Timeline
from legcheck.history.load import limits_of, training_load


def test_activities_are_put_in_order_and_undated_ones_left_out(make_run):
    timeline = Timeline.of([make_run(3), make_run(1), make_run(2, is_run=False, sport="cycling"), make_run(5, start_time=None)])
    assert [item.path for item in timeline.activities] == ["1.fit", "2.fit", "3.fit"]
    assert [item.path for item in timeline.runs] == ["1.fit", "3.fit"]
    assert timeline.places.tolist() == [0, 2]


def test_days_are_those_on_the_runners_clock(make_run):
    late = make_run(0, start_time=datetime(2024, 1, 1, 23, 30, tzinfo=UTC), utc_offset_s=3600.0)  # 0:30 the next day
    assert str(Timeline.of([late]).day_of(int(Timeline.of([late]).local_day[0]))) == "2024-01-02"


def test_an_unknown_offset_is_that_of_the_activity_before(make_run):
    timeline = Timeline.of(
        [make_run(1, utc_offset_s=math.nan), make_run(2, utc_offset_s=7200.0), make_run(3, utc_offset_s=math.nan)]
    )
    assert timeline.offset_s.tolist() == [7200.0, 7200.0, 7200.0]


def test_before_means_before_and_not_longer_ago(make_run):
    timeline = Timeline.of([make_run(day) for day in (0, 10, 14, 20)])
    assert timeline.runs_before(3, days=10).tolist() == [1, 2]  # exactly ten days ago still counts
    assert timeline.runs_before(3, days=9.9).tolist() == [2]
    assert timeline.runs_before(0).tolist() == []


def test_an_activity_years_after_all_others_is_named_where_files_look_incomplete(make_run):
    runs = [make_run(2.0 * place) for place in range(60)]
    timeline = Timeline.of([*runs, make_run(118.0 + 2 * 365.25)])
    told = timeline.coverage(float(timeline.run_time_s[-1]) + 1.0, 28.0).reason
    assert told == (
        "3 of 4 weeks hold no activity: rest, or files are missing; the activity of 2026-04-28 comes 2.0 years after the one before "
        "it: if its clock was wrong, leave the file out"
    )
    assert timeline.coverage(
        float(timeline.run_time_s[-2]) + 1.0, 28.0
    ).is_enough  # earlier runs are judged as if it were not there
    months = Timeline.of([*runs, make_run(118.0 + 360.0)])
    assert "years" not in months.coverage(float(months.run_time_s[-1]) + 1.0, 28.0).reason


def test_coverage_needs_files_from_before_the_stretch(make_run):
    timeline = Timeline.of([make_run(day) for day in range(0, 40, 4)])
    end = float(timeline.run_time_s[-1])
    assert timeline.coverage(end, 30.0).is_enough
    short = timeline.coverage(end, 37.0)
    assert not short.is_enough
    assert "reach back 36 days" in short.reason


def test_weeks_without_any_file_are_not_taken_for_rest(make_run):
    timeline = Timeline.of([make_run(day) for day in (0, 3, 7, 35, 38)])
    told = timeline.coverage(float(timeline.run_time_s[-1]), 28.0)
    assert "weeks hold no activity" in told.reason


def test_a_ride_shows_that_files_are_there(make_run):
    days = [make_run(day) for day in (0, 3, 7, 35, 38)]
    rides = [make_run(day, is_run=False, sport="cycling") for day in (14, 21, 28)]
    timeline = Timeline.of(days + rides)
    assert timeline.coverage(float(timeline.run_time_s[-1]), 28.0).is_enough


def test_the_callers_limits_go_before_those_in_files(make_run):
    runs = [make_run(day, facts={"max_hr_bpm": 180.0, "resting_hr_bpm": 50.0}) for day in range(3)]
    told = limits_of(runs, Athlete(max_hr_bpm=190.0))
    assert (told.max_hr_bpm, told.max_hr_source, told.resting_hr_bpm, told.resting_hr_source) == (
        190.0,
        "athlete",
        50.0,
        "files",
    )


def test_a_heart_rate_that_was_reached_is_no_more_than_the_maximum(make_run):
    runs = [
        make_run(day, facts={"max_hr_bpm": 180.0}, max_heart_rate_bpm=peak) for day, peak in enumerate((186.0, 187.0, 240.0))
    ]
    assert limits_of(runs, Athlete()).max_hr_bpm == 187.0  # the second largest: one faulty file does not set it


def test_a_maximum_from_age_lies_above_what_was_reached(make_run):
    runs = [make_run(day, facts={"age_years": 40.0}, max_heart_rate_bpm=184.0) for day in range(2)]
    told = limits_of(runs, Athlete())
    # N(180, 10) cut off below 184: z = 0.4, mean = 180 + 10 * phi(0.4) / (1 - Phi(0.4)) = 180 + 10 * 0.3683 / 0.3446
    assert told.max_hr_bpm == pytest.approx(190.69, abs=0.01)
    assert told.max_hr_source == "age"


def test_nothing_known_gives_a_wide_guess():
    told = limits_of([], Athlete())
    assert (told.max_hr_source, told.resting_hr_source) == ("default", "default")
    assert told.max_hr_se_bpm > 10.0


def test_load_without_heart_rate_is_an_easy_runs(make_run):
    limits = limits_of([], Athlete(max_hr_bpm=190.0, resting_hr_bpm=50.0))
    silent = make_run(0, heart_rate_s={}, moving_s=3600.0)
    same = make_run(0, heart_rate_s={141: 3600.0})  # 50 + 0.65 * 140
    assert training_load(silent, limits) == pytest.approx(training_load(same, limits))
    assert training_load(make_run(0, heart_rate_s={}, sport="training", is_run=False), limits) < training_load(silent, limits)


def test_load_grows_faster_than_heart_rate(make_run):
    limits = limits_of([], Athlete(max_hr_bpm=190.0, resting_hr_bpm=50.0))
    easy, hard = (training_load(make_run(0, heart_rate_s={beats: 1800.0}), limits) for beats in (120, 170))
    assert hard > 2.5 * easy


def test_diary_joins_by_day(make_run):
    from datetime import date

    from legcheck.history import DiaryEntry

    timeline = Timeline.of([make_run(0), make_run(2)], diary=[DiaryEntry(day=date(2024, 1, 3), sleep_h=5.0)])
    assert timeline.entries[0] is None
    assert timeline.entries[1] is not None
    assert timeline.entries[1].sleep_h == 5.0


def test_no_activities_is_an_empty_timeline():
    timeline = Timeline.of([])
    assert (len(timeline), timeline.runs, timeline.load.tolist()) == (0, (), [])
    assert not timeline.coverage(0.0, 7.0).is_enough
    assert np.isnan(timeline.column("distance_m")).sum() == 0


def test_a_maximum_in_a_profile_is_less_sure_than_the_callers(make_run):
    runs = [make_run(0, facts={"max_hr_bpm": 180.0})]
    assert (limits_of(runs, Athlete()).max_hr_se_bpm, limits_of(runs, Athlete(max_hr_bpm=180.0)).max_hr_se_bpm) == (8.0, 2.0)
