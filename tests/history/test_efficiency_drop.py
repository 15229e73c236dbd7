"""Heart rate at the usual speed: last weeks against the months before."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import timedelta

import pytest

from legcheck.core import Status
from legcheck.history.heuristics._base import Judged
from legcheck.history.heuristics.efficiency_drop import EfficiencyDrop
from legcheck.history.timeline import Timeline


def judged(runs):
    return EfficiencyDrop().judge(Judged(timeline=Timeline.of(runs), baselines=(), headlines=(), findings=()))


@pytest.fixture
def months(make_run):
    """Every other day for 112 days; heart rate 140 +- 2 bpm, in the last 28 days by so much higher, and other settings there."""

    def make(rise, *, early_days=84, **last):
        runs = []
        for place, day in enumerate(range(84 - early_days, 112, 2)):
            is_late = day >= 84
            heart = 140.0 + (2.0, 2.0, -2.0, -2.0)[place % 4] + (rise if is_late else 0.0)
            told = {"temperature_c": 12.0} | (last if is_late else {})
            runs.append(make_run(day, **({"middle_heart_rate_bpm": heart, "middle_speed_mps": 2.8} | told)))
        return runs

    return make


def test_eight_beats_more_are_found(months):
    finding = judged(months(8.0))
    assert finding.status is Status.FOUND
    # the sway adds 2 * 2 / 42 to the early mean and -2 * 2 / 14 to the late one: 8 - 0.095 - 0.286
    assert finding.evidence[0].value == pytest.approx(7.619, abs=0.001)
    assert finding.evidence[0].low < 8.0 < finding.evidence[0].high
    assert "5:57 min/km" in finding.reason  # 1000 / 2.8 = 357 s
    assert finding.advice


def test_no_rise_and_a_rise_below_the_threshold_are_clear(months):
    assert judged(months(0.0)).status is Status.CLEAR
    assert judged(months(1.5)).status is Status.CLEAR
    assert judged(months(-8.0)).score < 5.0


def test_faster_running_at_its_heart_rate_is_no_rise(months):
    # (140 - 55) * ln(3.1 / 2.8) = 8.7 bpm belong to the speed
    assert judged(months(8.7, middle_speed_mps=3.1)).status is Status.CLEAR
    assert judged(months(8.7)).status is Status.FOUND


def test_a_hot_month_is_taken_off(months):
    assert judged(months(8.0, temperature_c=27.0)).status is Status.CLEAR  # 8 degC above 19


def test_unknown_temperature_lowers_confidence_and_score(months):
    runs = months(20.0)
    bare = [type(run).from_dict(run.to_dict() | {"numbers": {**run.numbers, "temperature_c": math.nan}}) for run in runs]
    finding = judged(bare)
    assert finding.is_found
    assert finding.score <= 75.0
    assert finding.confidence == pytest.approx(0.75)
    assert any("season" in other for other in finding.alternatives)


def test_likeness_of_neighbours_widens_the_interval(make_run):
    def runs(block):
        signs = [(-1.0) ** (place // block) for place in range(56)]
        return [
            make_run(2 * place, middle_heart_rate_bpm=140.0 + 4.0 * sign, middle_speed_mps=2.8, temperature_c=10.0)
            for place, sign in enumerate(signs)
        ]

    def width(finding):
        return finding.evidence[0].high - finding.evidence[0].low

    assert width(judged(runs(7))) > 1.5 * width(judged(runs(1)))


def test_another_watch_is_not_compared(months):
    finding = judged(months(8.0, device="new watch"))
    assert finding.status is Status.NOT_ASSESSED
    assert "one device" in finding.reason


def test_too_short_a_past_is_not_assessed(months):
    assert judged(months(8.0, early_days=18)).status is Status.NOT_ASSESSED  # 9 runs before
    assert judged(months(8.0, early_days=20)).status is not Status.NOT_ASSESSED  # 10
    assert judged([]).status is Status.NOT_ASSESSED


def test_runs_on_a_treadmill_are_left_out(months):
    assert judged(months(8.0, surface="treadmill")).status is Status.NOT_ASSESSED


def test_a_heart_that_had_not_come_down_from_another_activity_is_not_compared(make_run, months):
    runs = months(8.0)
    late = [run for run in runs if run.path.startswith(("8", "9", "1")) and float(run.path[:-4]) >= 84]
    rides = [make_run(float(run.path[:-4]) - 2 / 24, path="ride" + run.path, is_run=False, sport="cycling") for run in late]
    finding = judged([*runs, *rides])  # an hour each, over an hour before the run
    assert finding.status is Status.NOT_ASSESSED
    assert finding.reason.startswith("0 runs of one device with heart rate and speed in the last 28 days")
    assert judged(
        [*runs, *(replace(ride, start_time=ride.start_time - timedelta(hours=1, seconds=1)) for ride in rides)]
    ).is_found
