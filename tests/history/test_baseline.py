"""The own normal, and the headline in its light."""

from __future__ import annotations

import math

import numpy as np
import pytest

from legcheck.core import Status
from legcheck.history import baseline, judge_history
from legcheck.history.baseline import left_over
from legcheck.history.deviation import MIN_BASELINE_RUNS, regression
from legcheck.history.headline import day_strain
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
