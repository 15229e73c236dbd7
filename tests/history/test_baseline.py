"""The own normal, and the headline in its light."""

from __future__ import annotations

import math
from dataclasses import fields, replace

import numpy as np
import pytest

from legcheck.core import Status
from legcheck.history import History, baseline, judge_history
from legcheck.history.baseline import Baseline, left_over
from legcheck.history.deviation import MIN_BASELINE_RUNS, Deviation, regression
from legcheck.history.headline import day_strain, headline
from legcheck.history.timeline import Timeline


def months(make_run, count=20, **last):
    """Runs every other day, heart rates 138 to 142 in turn; the last one as told."""
    runs = [
        make_run(2 * day, moving_heart_rate_bpm=138.0 + day % 5, early_heart_rate_bpm=134.0 + day % 5) for day in range(count)
    ]
    return [*runs, make_run(2 * count, **last)]


def test_regression_by_hand():
    # Eight values about a flat line, mean 140, sum of squares 8 (four +-1 pairs): spread^2 = (4 * 25 + 8) / (4 + 7) = 9.818,
    # times 1 + 1/8 for the error of the mean = 11.045; 150 lies 10 / 3.323 = 3.009 off, held at 3.
    values = np.array([139.0, 141, 139, 141, 139, 141, 139, 141, 150])
    told = regression(values, np.zeros(9), 8, np.arange(8), usual_spread=5.0)
    assert (told.expected, told.runs) == (140.0, 8)
    assert told.spread == pytest.approx(math.sqrt(108 / 11 * 1.125))
    assert told.z == 3.0


def test_a_slope_is_shrunk_towards_the_usual_one():
    # y = 2 x exactly on x = -1, 1 (four each): scatter 8, prior 2 * 1 = 2: slope = (16 + 2 * 0) / 10 = 1.6.
    x = np.array([-1.0, 1] * 4 + [1.0])
    told = regression(2 * x, x, 8, np.arange(8), usual_spread=1.0)
    assert told.expected == pytest.approx(1.6)
    towards = regression(2 * x, x, 8, np.arange(8), usual_spread=1.0, usual_slope=2.0)
    assert towards.expected == pytest.approx(2.0)


def test_seven_earlier_runs_are_not_enough():
    values = np.full(8, 140.0)
    told = regression(values, np.zeros(8), 7, np.arange(7), usual_spread=5.0)
    assert not told.is_usable
    assert str(MIN_BASELINE_RUNS) in told.reason
    assert math.isnan(told.z)


def test_only_the_latest_thirty_count():
    values = np.concatenate([np.full(30, 200.0), np.full(30, 140.0), [140.0]])
    assert regression(values, np.zeros(61), 60, np.arange(60), usual_spread=5.0).expected == 140.0


def test_later_runs_change_nothing(make_run):
    early = months(make_run, 15)
    later = [make_run(100 + day, moving_heart_rate_bpm=180.0) for day in range(5)]
    before, after = baseline(Timeline.of(early)), baseline(Timeline.of(early + later))
    assert after[: len(before)] == before


def test_heat_is_taken_off(make_run):
    warm = baseline(Timeline.of(months(make_run, moving_heart_rate_bpm=150.0, temperature_c=29.0)))[-1]
    cool = baseline(Timeline.of(months(make_run, moving_heart_rate_bpm=150.0, temperature_c=12.0)))[-1]
    assert warm.heart_rate_for_duration.difference == pytest.approx(cool.heart_rate_for_duration.difference - 10.0)


def test_load_falls_to_37_percent_in_two_days(make_run):
    timeline = Timeline.of([make_run(0), make_run(2)])
    assert left_over(timeline).tolist() == [0.0, pytest.approx(timeline.load[0] * math.exp(-1.0))]


def test_contact_time_is_compared_on_one_device_only(make_run):
    runs = [make_run(2 * day, early_contact_time_ms=250.0, device="a") for day in range(12)]
    same = baseline(Timeline.of([*runs, make_run(30, early_contact_time_ms=270.0, device="a")]))[-1]
    other = baseline(Timeline.of([*runs, make_run(30, early_contact_time_ms=270.0, device="b")]))[-1]
    assert same.early_contact_time.difference == pytest.approx(math.log(270 / 250))
    assert not other.early_contact_time.is_usable


def test_a_hard_day_is_told_with_its_numbers(make_run):
    judged = judge_history(months(make_run, moving_heart_rate_bpm=155.0, early_heart_rate_bpm=150.0))
    told, before = judged.headlines[-1], judged.headlines[-2]
    assert told.score is not None
    assert before.score is not None
    assert told.score > 50.0 > before.score
    assert told.status is Status.FOUND
    assert "heart rate +15 bpm" in told.reason
    assert {term.name for term in told.terms} >= {"the run by itself", "the day against your own normal"}


def test_a_run_heavy_by_itself_stays_so(make_run):
    alone = {"heavy_legs_score": 80.0, "heavy_legs_confidence": 0.8, "heavy_legs_status": "found", "cause": "leg_limited"}
    heavy = months(make_run, **alone, causes={"leg_limited": 0.7, "eased_off": 0.2}, reason="the last quarter slower")
    told = judge_history(heavy).headlines[-1]
    assert told.score is not None
    assert told.score >= 80.0
    assert [cause.id for cause in told.causes] == ["leg_limited", "eased_off"]
    assert told.reason.startswith("the last quarter slower")


def test_a_clear_run_adds_nothing_below_25(make_run):
    low, lower = (
        {"heavy_legs_score": score, "heavy_legs_confidence": 0.8, "heavy_legs_status": "clear"} for score in (24.0, 2.0)
    )
    assert (
        judge_history(months(make_run, **low)).headlines[-1].score
        == judge_history(months(make_run, **lower)).headlines[-1].score
    )


def test_without_a_normal_and_without_a_verdict_nothing_is_said(make_run):
    told = judge_history([make_run(0), make_run(2)]).headlines[-1]
    assert told.status is Status.NOT_ASSESSED
    assert "earlier runs" in told.reason


def test_thin_data_do_not_score_high(make_run):
    full = baseline(Timeline.of(months(make_run, moving_heart_rate_bpm=155.0, early_heart_rate_bpm=150.0)))[-1]
    thin = baseline(Timeline.of(months(make_run, moving_heart_rate_bpm=155.0, early_heart_rate_bpm=math.nan)))[-1]
    assert day_strain(thin).score < day_strain(full).score
    assert day_strain(thin).confidence < day_strain(full).confidence


def test_what_is_said_of_a_run_never_changes_later(make_run):
    early = months(make_run, 12, moving_heart_rate_bpm=150.0)
    longer = [*early, *(make_run(60 + day) for day in range(9))]
    assert judge_history(longer).headlines[: len(early)] == judge_history(early).headlines


def test_a_race_beyond_all_earlier_speeds_is_no_heavy_start(make_run):
    """Earlier runs at 10 km/h; a run 20 % faster with 25 beats more is drawn out too far to be judged by heart rate at that speed."""
    runs = months(make_run, early_speed_mps=12 / 3.6, early_heart_rate_bpm=161.0)
    told = baseline(Timeline.of(runs))[-1].early_heart_rate
    assert told.reason == "outside what the earlier runs cover"
    assert told.value == 161.0  # later runs may be held against it
    assert judge_history(runs).findings[-1]["heavy_from_start"].score is None


def test_a_run_right_after_another_activity_is_not_judged_by_heart_rate(make_run):
    """The run before ends at 8:00; one that begins at 9:30 is judged by the load that is left, not by heart rate; at 10:30 by both."""
    last = 2 * 20
    soon, later = ([*months(make_run), make_run(last + hours / 24.0)] for hours in (2.5, 3.5))
    assert "another activity" in baseline(Timeline.of(soon))[-1].early_heart_rate.reason
    assert baseline(Timeline.of(soon))[-1].fatigue.is_usable
    assert baseline(Timeline.of(later))[-1].early_heart_rate.is_usable


@pytest.mark.parametrize(("seconds", "is_judged"), [(6.0, True), (59.0, True), (600.0, False)])
def test_a_false_start_raises_no_heart_rate(make_run, seconds, is_judged):
    """A recording that was begun by mistake five minutes before the run, and a warm-up of ten minutes in a file of its own."""
    begun = make_run(40.0, elapsed_s=seconds, moving_s=seconds, distance_m=0.0)
    runs = [*months(make_run), begun, make_run(40.0 + (seconds + 300.0) / 86_400.0)]
    assert baseline(Timeline.of(runs))[-1].early_heart_rate.is_usable is is_judged


SILENT = ("moving_heart_rate_bpm", "early_heart_rate_bpm")


def silent(make_run, day, **settings):
    """A run without any heart rate."""
    run = make_run(day, heart_rate_s={}, **settings)
    return replace(run, measures={name: value for name, value in run.measures.items() if name not in SILENT})


def test_load_and_hour_alone_say_nothing_of_a_run(make_run):
    """Without heart rate: forty runs at 7 in the morning, then a long one and another four hours after its start."""
    runs = [silent(make_run, 2 * day) for day in range(40)]
    hard = [silent(make_run, 80.0, moving_s=7200.0), silent(make_run, 80.0 + 4 / 24)]
    told = judge_history([*runs, *hard]).headlines[-1]
    assert baseline(Timeline.of([*runs, *hard]))[-1].fatigue.z > 2.0
    assert (told.status, told.score, told.confidence) == (Status.NOT_ASSESSED, None, None)
    assert told.reason.endswith("heart rate against your own normal: not measured in this run")


def test_a_run_judged_by_itself_stands_where_the_day_says_nothing(make_run):
    alone = {"heavy_legs_score": 5.0, "heavy_legs_confidence": 0.8, "heavy_legs_status": "clear", "reason": "even"}
    runs = [silent(make_run, 2 * day, **alone) for day in range(40)]
    told = judge_history([*runs, silent(make_run, 80.0, **alone)]).headlines[-1]
    assert (told.status, told.score, told.confidence, told.reason) == (Status.CLEAR, 5.0, 0.8, "even")


def test_without_heart_rate_no_history_is_called_free_of_heavy_runs(make_run):
    history = History.of(judge_history([silent(make_run, 2 * day, early_cadence_spm=168.0) for day in range(40)]))
    assert history["pattern"].status is Status.NOT_ASSESSED
    assert history["pattern"].reason.startswith("0 runs")


def test_gait_still_finds_a_run_without_heart_rate(make_run):
    runs = [silent(make_run, 2 * day, early_cadence_spm=170.0 + (-1) ** day) for day in range(40)]
    told = judge_history([*runs, silent(make_run, 80.0, early_cadence_spm=158.0)])
    start, headline = told.findings[-1]["heavy_from_start"], told.headlines[-1]
    assert start.is_found
    assert (headline.status, headline.score, headline.confidence) == (Status.FOUND, 60.0, start.confidence)
    assert headline.reason == start.reason


@pytest.mark.parametrize("name", ["aaa", "zzz"])
@pytest.mark.parametrize("early_s", [0.0, 5.0])
def test_the_same_run_on_a_second_device_changes_neither_load_nor_heart_rate(make_run, name, early_s):
    """A phone that records "walking" from the same second, or five before; its file sorts before or after the run's."""
    runs = months(make_run, moving_heart_rate_bpm=155.0, early_heart_rate_bpm=150.0, path="mmm")
    walk = make_run(40 - early_s / 86_400, path=name, sport="walking", is_run=False)
    alone, beside = (baseline(Timeline.of(files))[-1] for files in (runs, [*runs, walk]))
    assert beside.fatigue.value == pytest.approx(alone.fatigue.value)
    assert beside.early_heart_rate == alone.early_heart_rate
    assert judge_history([*runs, walk]).headlines[-1].status is Status.FOUND


def test_a_recording_left_open_silences_no_run(make_run):
    runs = [make_run(2 * day) for day in range(20)]
    hike = make_run(20.5, sport="hiking", is_run=False, moving_s=7200.0, elapsed_s=21 * 86_400.0)
    left_open = baseline(Timeline.of([*runs, hike]))
    assert all(line.early_heart_rate.is_usable for line in left_open[8:])
    # its load counts from when its two hours were over: the run at day 22 has what is left of it after a day and a half
    load = Timeline.of([*runs, hike]).load
    assert left_over(Timeline.of([*runs, hike]))[11] - left_over(Timeline.of(runs))[11] == pytest.approx(
        load[11] * math.exp(-0.75)
    )


def test_an_activity_that_ended_as_the_run_began_counts(make_run):
    ride = make_run(40 - 1 / 24, sport="cycling", is_run=False, elapsed_s=3600.0)
    assert "another activity" in baseline(Timeline.of([*months(make_run), ride]))[-1].early_heart_rate.reason


def test_twenty_past_midnight_is_late_not_early(make_run):
    """Runs at 23:00 to 23:40, then one at 0:20: 24.33 h, later than the mean of 23.33."""
    runs = [make_run(2 * day + (16 + (day % 3) / 3) / 24) for day in range(30)]
    told = baseline(Timeline.of([*runs, make_run(61 + (17 + 1 / 3) / 24)]))[-1].start_hour
    assert told.value == pytest.approx(24 + 1 / 3)
    assert told.difference == pytest.approx(1.0)


def test_the_hour_is_not_known_before_a_file_tells_the_clock(make_run):
    blind = [make_run(2 * day, utc_offset_s=math.nan) for day in range(20)]
    told = [make_run(40 + 2 * day, utc_offset_s=3600.0) for day in range(9)]
    hours = [line.start_hour for line in baseline(Timeline.of([*blind, *told]))]
    assert not any(hour.is_usable for hour in hours[:28])
    assert (hours[28].value, hours[28].expected, hours[28].runs) == (8.0, 8.0, 8)


def of_the_day(**deviations):
    """A normal of which only the named deviations are known, each so many SD off."""
    missing = dict.fromkeys((entry.name for entry in fields(Baseline)), Deviation.missing("not measured"))
    usual = {"heart_rate_for_duration": (140.0, 5.0), "fatigue": (4.0, 0.5), "early_heart_rate": (135.0, 5.0)}
    usual |= {"start_hour": (8.0, 1.5), "walking": (0.1, 0.1)}
    known = {
        name: Deviation(value=usual[name][0] + z * usual[name][1], expected=usual[name][0], spread=usual[name][1], runs=30)
        for name, z in deviations.items()
    }
    return day_strain(Baseline(**(missing | known)))


def test_a_little_of_everything_that_is_found_is_told(make_run):
    # weights 1, 1, 1/2, -1/2, 1/2: each term 0.69, below the 0.7 that is told alone; their sum 3.45 / 2 = 1.725 SD is found
    strain = of_the_day(heart_rate_for_duration=0.69, fatigue=0.69, early_heart_rate=1.38, start_hour=-1.38, walking=1.38)
    told = headline(make_run(0, heavy_legs_score=5.0, heavy_legs_status="clear"), strain)
    assert (strain.z, told.status) == (pytest.approx(1.725), Status.FOUND)
    assert told.reason.startswith("a little of each: ")
    assert "no more than usual" not in told.reason


def test_the_runs_own_part_in_a_little_of_each_is_told(make_run):
    strain = of_the_day(heart_rate_for_duration=0.65, fatigue=0.6, early_heart_rate=1.1)
    told = headline(make_run(0, heavy_legs_score=45.0, heavy_legs_status="clear", reason="no sign"), strain)
    assert told.status is Status.FOUND
    # 0.65 * 5 = 3 bpm; exp(0.6 * 0.5) = 1.35
    assert told.reason == (
        "a little of each: the run by itself (45 of 100), heart rate +3 bpm in a run of this length, "
        "+35 % load left from the days before"
    )


def test_minutes_10_to_40_have_a_slope_of_their_own(make_run):
    runs = [
        make_run(2 * day, early_heart_rate_bpm=math.nan, middle_heart_rate_bpm=144.0, middle_speed_mps=10 / 3.6)
        for day in range(30)
    ]
    told = baseline(Timeline.of(runs))[-1].middle_heart_rate
    assert (told.reason, told.expected) == ("", pytest.approx(144.0))
