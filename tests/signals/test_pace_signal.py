"""Fade, slope and onset of runs without noise, and what must not change them."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from run_builder import lap, make_run

from legcheck import synth
from legcheck.cleaning import clean
from legcheck.core import Columns, Span
from legcheck.signals import grade_adjusted_speed, pace_decay

SECONDS = 4200
TIME = np.arange(float(SECONDS))


def session(speeds, *, work_s=180, rest_s=120, warm_up_s=900, marked=True):
    """Repetitions at the given speeds with a jog of 2.4 m/s between, and how the device marks them."""
    lengths = np.broadcast_to(work_s, len(speeds))
    pieces, laps, at = [np.full(warm_up_s, 2.8)], [lap(0, warm_up_s, "warmup")], warm_up_s
    for speed, length in zip(speeds, lengths, strict=True):
        pieces += [np.full(length, speed), np.full(rest_s, 2.4)]
        laps += [lap(at, at + length, "interval"), lap(at + length, at + length + rest_s, "recovery")]
        at += int(length) + rest_s
    pieces.append(np.full(600, 2.6))
    speed = np.concatenate(pieces)
    return make_run(len(speed), speed, laps=[*laps, lap(at, at + 600, "cooldown")] if marked else ())


def test_grade_adjusted_speed_is_the_runs_channel():
    run = make_run(3, 3.0, grade_adjusted_speed_mps=[3.1, np.nan, 3.3])
    np.testing.assert_array_equal(grade_adjusted_speed(run), [3.1, np.nan, 3.3])
    assert grade_adjusted_speed(make_run(0)).shape == (0,)


def test_a_slope_of_10_per_cent_uphill_counts_1_459_times():
    activity = synth.run(duration_s=900, seed=1, noise=0.0, hills=None).activity
    flat = clean(activity)
    rising = Columns({**activity.channels, "altitude_m": 100.0 + 0.1 * activity["distance_m"]})
    steep = clean(replace(activity, channels=rising))
    middle = slice(300, 600)
    ratio = grade_adjusted_speed(steep)[middle] / grade_adjusted_speed(flat)[middle]
    assert np.median(ratio) == pytest.approx(1.459, rel=0.01)


def test_the_fade_of_a_step_by_hand():
    # 3.2 m/s, from second 2400 on 2.72: 1 - 2.72 / 3.2 = 0.15. Windows: 0.40 * 4200 = 1680; 0.75 * 4200 = 3150; 0.97 * 4200 = 4074.
    decay = pace_decay(make_run(SECONDS, np.where(TIME < 2400, 3.2, 2.72)))
    assert decay.fade.value == pytest.approx(0.15)
    assert decay.fade.low < 0.15 < decay.fade.high
    assert (decay.reference_speed_mps, decay.late_speed_mps) == (pytest.approx(3.2), pytest.approx(2.72))
    assert decay.reference == Span(600.0, 1680.0)
    assert decay.late == Span(3150.0, 4074.0)
    assert decay.basis == "whole run"


def test_the_onset_of_a_step():
    decay = pace_decay(make_run(SECONDS, np.where(TIME < 2400, 3.2, 2.72)))
    assert decay.onset_s.value == 2400.0
    assert decay.abruptness > 0.9


def test_the_onset_of_a_bend():
    decay = pace_decay(make_run(SECONDS, 3.2 * np.exp(-0.30 * np.maximum(TIME - 2400, 0) / 3600)))
    assert decay.onset_s.value == pytest.approx(2400.0, abs=60.0)
    assert decay.abruptness < 0.1


@pytest.mark.parametrize("per_hour", [-0.06, 0.0, 0.05])
def test_the_slope_of_an_exponential_is_exact_and_has_no_onset(per_hour):
    decay = pace_decay(make_run(SECONDS, 3.0 * np.exp(per_hour * TIME / 3600)))
    assert decay.slope_per_h.value == pytest.approx(per_hour, abs=1e-9)
    assert not decay.onset_s.is_usable
    assert math.isnan(decay.abruptness)


def test_the_slope_does_not_follow_a_few_wild_minutes():
    speed = 3.0 * np.exp(-0.05 * TIME / 3600)
    speed[1500:1800] *= 0.6  # walking through a crossing
    assert pace_decay(make_run(SECONDS, speed)).slope_per_h.value == pytest.approx(-0.05, abs=0.01)


def test_a_bend_inside_the_late_window_is_compared_from_there():
    # 1 m/s slower only from second 3400 on: the fixed window from 3150 would mix both, (250 * 0 + 674 * ln) / 924.
    decay = pace_decay(make_run(SECONDS, np.where(TIME < 3400, 3.2, 2.4)))
    assert decay.late.start_s == pytest.approx(3400.0, abs=60.0)  # known to a bin of a minute
    assert decay.fade.value == pytest.approx(0.25, abs=0.02)


def test_faster_at_the_end_is_a_negative_fade():
    # 3.0 then 3.3: 1 - 1.1 = -0.1
    assert pace_decay(make_run(SECONDS, np.where(TIME < 2400, 3.0, 3.3))).fade.value == pytest.approx(-0.10)


def test_standing_is_no_slowing_and_walking_is():
    slow = (TIME >= 3300) & (TIME < 3600)
    speed = np.where(slow, 1.5, 3.0)
    standing = make_run(SECONDS, np.where(slow, 0.0, 3.0))
    walking = make_run(SECONDS, speed, masks={"running": ~slow, "walking": slow})
    assert pace_decay(standing).fade.value == pytest.approx(0.0, abs=1e-9)
    assert pace_decay(walking).fade.value > 0.1


def test_repetitions_are_compared_with_repetitions():
    # First two 4.3, last two 4.085: 1 - 4.085 / 4.3 = 0.05. The jogs between do not count.
    decay = pace_decay(session([4.3, 4.3, 4.25, 4.2, 4.085, 4.085]))
    assert decay.basis == "repetitions"
    assert decay.fade.value == pytest.approx(0.05)
    assert (decay.reference_speed_mps, decay.late_speed_mps) == (pytest.approx(4.3), pytest.approx(4.085))
    assert decay.reference == Span(900.0, 1380.0)  # 900-1080 and 1200-1380
    assert decay.late == Span(2100.0, 2580.0)
    assert not decay.slope_per_h.is_usable
    assert not decay.onset_s.is_usable


def test_repetitions_that_the_device_did_not_mark():
    decay = pace_decay(session([4.3] * 6, marked=False))
    assert decay.basis == "repetitions"
    assert abs(decay.fade.value) < 0.02


@pytest.mark.parametrize(
    "lengths",
    [[60, 120, 200, 400, 700], [180, 180, 180]],
    ids=["all different", "three"],
)
def test_unlike_repetitions_are_not_compared(lengths):
    decay = pace_decay(session([4.3] * len(lengths), work_s=np.array(lengths)))
    assert decay.fade.reason == "an interval session with fewer than four repetitions of one length"


def test_short_repetitions_among_long_ones_are_left_out():
    # Four of 200 s and a last one of 60 s, run much faster: the fade is that of the long ones, 1 - 4.0 / 4.2 = 0.0476.
    decay = pace_decay(session([4.2, 4.2, 4.0, 4.0, 5.5], work_s=np.array([200, 200, 200, 200, 60])))
    assert decay.fade.value == pytest.approx(1 - 4.0 / 4.2)


@pytest.mark.parametrize("seconds", [0, 1, 30, 2399])
def test_shorter_than_forty_minutes_says_so(seconds):
    decay = pace_decay(make_run(seconds))
    assert decay.fade.reason.endswith("min of moving; needs 40")
    assert not decay.fade.is_usable


def test_without_speed_late_says_so():
    run = make_run(SECONDS, np.where(TIME < 3000, 3.0, np.nan), masks={"running": np.ones(SECONDS)})
    assert pace_decay(run).fade.reason == "too little speed data in the early or the late window"


NOISE = np.exp(np.random.default_rng(8).normal(0.0, 0.04, SECONDS))
FADING = 3.2 * NOISE * np.where(TIME < 2400, 1.0, 0.9)


@settings(max_examples=10)
@given(st.floats(0.6, 1.6))
def test_scaling_speed_leaves_the_fade_alone(factor):
    one, other = pace_decay(make_run(SECONDS, FADING)), pace_decay(make_run(SECONDS, factor * FADING))
    assert other.fade.value == pytest.approx(one.fade.value, abs=1e-9)
    assert other.fade.standard_error == pytest.approx(one.fade.standard_error, abs=1e-9)
    assert other.slope_per_h.value == pytest.approx(one.slope_per_h.value, abs=1e-9)
    assert other.late_speed_mps == pytest.approx(factor * one.late_speed_mps)


def test_a_constant_run_is_the_same_backwards():
    speed = 3.0 * NOISE
    forward, backward = pace_decay(make_run(SECONDS, speed)), pace_decay(make_run(SECONDS, speed[::-1]))
    # No fade either way: both intervals hold 0.
    for decay in (forward, backward):
        assert decay.fade.low < 0.0 < decay.fade.high
    assert backward.slope_per_h.value == pytest.approx(-forward.slope_per_h.value, abs=0.01)


@pytest.mark.parametrize("shift_s", [1.0, 600.0, 5000.0])
def test_a_clock_that_starts_later_changes_nothing(shift_s):
    activity = synth.run(duration_s=3600, fade_after_s=2000, seed=2).activity
    later = Columns({**activity.channels, "elapsed_s": activity.elapsed_s + shift_s})
    laps = tuple(replace(each, span=Span(each.span.start_s + shift_s, each.span.end_s + shift_s)) for each in activity.laps)
    one, other = pace_decay(activity), pace_decay(replace(activity, channels=later, laps=laps))
    assert other.fade.value == pytest.approx(one.fade.value, abs=1e-6)
    assert other.late.start_s - shift_s == pytest.approx(one.late.start_s, abs=1.0)
    assert other.onset_s.value - shift_s == pytest.approx(one.onset_s.value, abs=1.0)
