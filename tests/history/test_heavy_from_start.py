"""Heavy from the first kilometre: minutes 3 to 12 against the own normal."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from legcheck.core import Status
from legcheck.history.baseline import baseline
from legcheck.history.heuristics._base import Past
from legcheck.history.heuristics.heavy_from_start import HeavyFromStart
from legcheck.history.timeline import Timeline

SPEED = 10 / 3.6
SWAY = (-2.0, 1.0, 0.0, 2.0, -1.0)


@pytest.fixture
def runner(make_run):
    """Runs every other day whose heart rate goes up and down by up to 2 bpm about 140; the last one as told."""

    def make(count=20, **last):
        usual = [
            make_run(
                2 * place,
                early_heart_rate_bpm=140.0 + SWAY[place % 5],
                middle_heart_rate_bpm=144.0 + SWAY[place % 5],
                middle_speed_mps=SPEED,
                early_cadence_spm=170.0 + (-1) ** place,
                temperature_c=12.0,
            )
            for place in range(count)
        ]
        told = {"early_heart_rate_bpm": 140.0, "middle_heart_rate_bpm": 144.0, "middle_speed_mps": SPEED, "temperature_c": 12.0}
        return [*usual, make_run(2 * count, **(told | last))]

    return make


def judged(runs, place=-1, **thresholds):
    timeline = Timeline.of(runs)
    past = Past(timeline=timeline, baselines=baseline(timeline))
    return HeavyFromStart(**thresholds).judge(past, range(len(timeline.runs))[place])


def test_six_per_cent_more_heart_rate_from_the_start_is_found(runner):
    # 6 % of 140 and 144 bpm are 8.4 and 8.6; scatter sqrt((8 * 3^2 + 20 * 2 / 0.89) / 28) = 2.04, times sqrt(1 + 1 / 20): 4.1,
    # and with 28 degrees of freedom as rare (one in 6,200) as 3.60 normal SD
    finding = judged(runner(early_heart_rate_bpm=148.4, middle_heart_rate_bpm=152.6))
    assert finding.status is Status.FOUND
    assert finding.evidence[0].value == pytest.approx(8.4, abs=0.01)
    assert finding.evidence[1].value == pytest.approx(3.60, abs=0.05)
    assert "heart rate high at the pace" in finding.reason
    assert finding.advice


def test_six_per_cent_slower_at_the_same_heart_rate_lies_above_the_line(runner):
    slow = 0.94 * SPEED
    finding = judged(runner(early_speed_mps=slow, middle_speed_mps=slow))
    # nothing is known of the slope but that heart rate goes with speed above rest (55 bpm): (140 - 55) * ln(1 / 0.94) = 5.3 bpm
    assert finding.evidence[0].value == pytest.approx(5.3, abs=0.05)


def test_an_ordinary_run_is_clear(runner):
    finding = judged(runner())
    assert finding.status is Status.CLEAR
    assert finding.score < 25.0
    assert not finding.advice


def test_the_threshold_is_where_it_says(runner):
    z = judged(runner(early_heart_rate_bpm=147.0, middle_heart_rate_bpm=151.0)).evidence[1].value
    assert judged(runner(early_heart_rate_bpm=147.0, middle_heart_rate_bpm=151.0), high_z=z - 0.01).is_found
    assert not judged(runner(early_heart_rate_bpm=147.0, middle_heart_rate_bpm=151.0), high_z=z + 0.01).is_found


def test_a_spell_of_heavy_runs_does_not_become_the_normal(make_run, runner):
    heavy = {"early_heart_rate_bpm": 149.0, "middle_heart_rate_bpm": 153.0, "middle_speed_mps": SPEED, "temperature_c": 12.0}
    spell = [make_run(2 * place, **heavy) for place in range(20, 30)]
    finding = judged([*runner(**heavy)[:20], *spell])
    assert finding.is_found
    assert finding.evidence[0].value == pytest.approx(
        9.0, abs=0.1
    )  # against 140, not against the mean of ordinary and heavy runs


def test_later_runs_change_nothing(make_run, runner):
    runs = runner(early_heart_rate_bpm=148.0, middle_heart_rate_bpm=152.0)
    later = make_run(100, early_heart_rate_bpm=120.0, middle_heart_rate_bpm=120.0, middle_speed_mps=SPEED)
    assert judged([*runs, later], place=-2) == judged(runs)


def test_heat_is_taken_off(runner):
    # 27 degC are 8 above 19: 8 bpm, no more than the excess
    assert not judged(runner(early_heart_rate_bpm=148.0, middle_heart_rate_bpm=152.0, temperature_c=27.0)).is_found
    assert judged(runner(early_heart_rate_bpm=148.0, middle_heart_rate_bpm=152.0, temperature_c=15.0)).is_found


def test_too_few_runs_are_not_assessed(runner):
    finding = judged(runner(count=7, early_heart_rate_bpm=160.0, early_cadence_spm=150.0))
    assert finding.status is Status.NOT_ASSESSED
    assert "needs 8" in finding.reason
    assert judged(runner(count=8, early_heart_rate_bpm=160.0, middle_heart_rate_bpm=164.0)).is_found


def test_without_heart_rate_nothing_is_said(make_run):
    runs = [make_run(day, early_heart_rate_bpm=math.nan) for day in range(12)]
    assert judged(runs).status is Status.NOT_ASSESSED


def test_too_little_of_the_first_minutes_is_not_assessed(runner):
    finding = judged(runner(early_heart_rate_bpm=160.0, early_s=100.0))
    assert finding.status is Status.NOT_ASSESSED
    assert "100 usable seconds" in finding.reason


def test_a_treadmill_is_not_held_against_the_road(runner):
    assert judged(runner(early_heart_rate_bpm=160.0, surface="treadmill")).status is Status.NOT_ASSESSED


def test_slow_with_a_heart_that_does_not_come_up_is_found_and_capped(runner):
    slow = 0.75 * SPEED
    finding = judged(
        runner(early_speed_mps=slow, middle_speed_mps=slow, early_heart_rate_bpm=102.0, middle_heart_rate_bpm=106.0)
    )
    # 140 - 85 * ln(1 / 0.75) = 115.5 bpm is what this speed leads to expect
    assert finding.is_found
    assert finding.score <= 60.0
    assert "slower than usual" in finding.reason
    assert "by intention" in finding.alternatives[0]


@pytest.mark.parametrize(("later", "status"), [(1.02, Status.FOUND), (1.05, Status.CLEAR)])
def test_a_pace_that_comes_later_was_held_back(runner, later, status):
    slow = 0.75 * SPEED
    run = runner(early_speed_mps=slow, middle_speed_mps=later * slow, early_heart_rate_bpm=102.0, middle_heart_rate_bpm=106.0)
    assert judged(run).status is status


def test_slow_with_the_heart_rate_of_that_speed_is_an_easy_run(runner):
    slow = 0.75 * SPEED
    assert not judged(
        runner(early_speed_mps=slow, middle_speed_mps=slow, early_heart_rate_bpm=115.5, middle_heart_rate_bpm=118.4)
    ).is_found


def test_gait_alone_is_found_and_capped(runner):
    finding = judged(runner(early_cadence_spm=158.0))
    assert finding.is_found
    assert finding.score <= 60.0
    assert finding.evidence[0].value == pytest.approx(-12.0, abs=0.5)
    assert not judged(runner(early_cadence_spm=167.5)).is_found  # 2.5 steps a minute: below 3


def test_the_weaker_signs_are_told_with_less_confidence(runner):
    high = judged(runner(early_heart_rate_bpm=150.0, middle_heart_rate_bpm=154.0))
    gait = judged(runner(early_cadence_spm=158.0))
    assert gait.confidence == pytest.approx(0.7 * high.confidence)
    assert "gait alone, which shoes and ground change, too" in gait.alternatives
    assert not any("gait alone" in told for told in high.alternatives)


def test_unknown_temperature_lowers_confidence(runner):
    warm = judged(runner(early_heart_rate_bpm=150.0, middle_heart_rate_bpm=154.0))
    unknown = judged(runner(early_heart_rate_bpm=150.0, middle_heart_rate_bpm=154.0, temperature_c=math.nan))
    assert unknown.confidence == pytest.approx(0.85 * warm.confidence)


def test_what_rises_later_is_not_from_the_start(runner):
    # minutes 3 to 12 as ever, 10 to 40 17 bpm above: the mean, 8.5 bpm, lies 4 SD up
    finding = judged(runner(middle_heart_rate_bpm=161.0))
    assert finding.status is Status.CLEAR
    assert finding.reason.endswith("minutes 10 to 40: +17; high, but not from the start")
    early, joined, middle = finding.evidence
    assert joined.value > 2.2
    assert (early.value, middle.value) == (pytest.approx(0.0, abs=0.01), pytest.approx(17.0, abs=0.01))


def test_each_stretch_has_the_scatter_it_showed(make_run):
    # Nine runs at 140 and 144 bpm; in minutes 10 to 40 they sway by 4 bpm: 8 * 9 = 72, and over 9 runs and 8 beforehand, times 1 + 1/9
    # for the error of the mean: early sqrt(72 / 17 * 10 / 9) = 2.17 bpm; middle: 4, -4, ... about 4/9: squares 9 * 16 - 16 / 9 = 142.2,
    # / 0.89 = 159.8; sqrt((72 + 159.8) / 17 * 10 / 9) = 3.89 bpm.
    places = {"middle_speed_mps": SPEED, "temperature_c": 12.0}
    runs = [
        make_run(2 * day, early_heart_rate_bpm=140.0, middle_heart_rate_bpm=144.0 + 4.0 * (-1) ** day, **places)
        for day in range(9)
    ]
    last = make_run(18, early_heart_rate_bpm=140.0, middle_heart_rate_bpm=144.0, **places)
    early, _, middle = judged([*runs, last]).evidence
    assert (early.high - early.low) / 3.92 == pytest.approx(2.17, abs=0.01)
    assert (middle.high - middle.low) / 3.92 == pytest.approx(3.89, abs=0.02)


def test_more_steps_are_no_heavy_legs(runner):
    assert not judged(runner(early_cadence_spm=182.0)).is_found
    assert judged(runner(early_cadence_spm=158.0)).evidence[0].threshold == -3.0


def test_a_shorter_contact_does_not_hide_fewer_steps(make_run):
    """10 steps fewer, far beyond the scatter; a contact 30 % shorter, further still, is the better way round."""
    usual = [
        make_run(2 * day, early_cadence_spm=170.0 + (-1) ** day, early_contact_time_ms=250.0 + (-1) ** day, device="a")
        for day in range(20)
    ]
    finding = judged([*usual, make_run(40, early_cadence_spm=160.0, early_contact_time_ms=175.0, device="a")])
    assert finding.is_found
    assert "cadence at equal speed -10" in finding.reason


def test_gait_alone_clears_no_run(make_run):
    runs = [make_run(day, early_heart_rate_bpm=math.nan, early_cadence_spm=170.0) for day in range(12)]
    finding = judged(runs)
    assert finding.status is Status.NOT_ASSESSED
    assert finding.reason.endswith("not measured in this run")
    assert judged([*runs, make_run(13, early_heart_rate_bpm=math.nan, early_cadence_spm=150.0)]).is_found


def strapless(runner, **last):
    """The same runner without a strap: steps, and no second with heart rate."""
    without = {f"{part}_heart_rate_bpm": math.nan for part in ("early", "middle", "moving")} | {"early_s": 0.0}
    runs = [replace(run, measures=run.measures | without | {"early_gait_s": 540.0}) for run in runner()]
    return [*runs[:-1], replace(runs[-1], measures=runs[-1].measures | {"early_cadence_spm": 170.0} | last)]


def test_steps_speak_without_a_heart_rate(runner):
    # 170 +- 1 of twenty runs: spread sqrt((4 * 3^2 + 20) / 23) * sqrt(1 + 1 / 20) = 1.60; 10 steps fewer are 6.3 SD
    finding = judged(strapless(runner, early_cadence_spm=160.0))
    assert finding.is_found
    assert finding.score <= 60.0
    assert finding.reason == "minutes 3 to 12: cadence at equal speed -10.0 steps/min against 20 earlier runs, gait alone"


def test_usual_steps_clear_no_run_without_a_heart_rate(runner):
    finding = judged(strapless(runner))
    assert finding.status is Status.NOT_ASSESSED
    assert finding.reason == "heart rate in minutes 3 to 12 cannot be compared: 0 seconds with heart rate; needs 240"


def test_few_seconds_of_running_are_not_assessed(runner):
    finding = judged(strapless(runner, early_cadence_spm=160.0, early_gait_s=100.0))
    assert finding.status is Status.NOT_ASSESSED
    assert "100 usable seconds" in finding.reason
    few_steps = runner(early_cadence_spm=150.0, early_s=540.0, early_gait_s=100.0)
    assert judged(few_steps).status is Status.CLEAR  # by heart rate
