"""The same places twice: courses laid by hand, and out-and-back and loops with planted fades."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from run_builder import make_run, without
from scipy.signal import lfilter

from legcheck import clean, synth
from legcheck.core import Columns
from legcheck.signals import matched_places
from legcheck.signals.matched import _Places

METRES_PER_DEGREE = 111_195.0


def out_and_back(out_mps=3.0, back_mps=3.0, half_s=2400, **channels):
    """Due north for half the time, and back over the same ground; it takes as long as it takes."""
    way = out_mps * half_s
    back_s = round(way / back_mps)
    speed = np.concatenate([np.full(half_s, out_mps), np.full(back_s, back_mps)])
    north = np.concatenate([out_mps * np.arange(half_s), way - back_mps * np.arange(back_s)])
    values = {
        name: np.concatenate([np.full(half_s, float(one)), np.full(back_s, float(other))])
        for name, (one, other) in channels.items()
    }
    return make_run(len(speed), speed, latitude_deg=north / METRES_PER_DEGREE, longitude_deg=np.zeros(len(speed)), **values)


def test_back_at_nine_tenths_of_the_speed():
    found = matched_places(out_and_back(3.0, 2.7, heart_rate_bpm=(150, 156)))
    # 100 ln 0.9 = -10.54, to a hundredth: nothing else differs. Heart rate: + 6.
    assert found.speed_pct.value == pytest.approx(100 * np.log(0.9), abs=0.01)
    assert found.heart_rate_bpm.value == pytest.approx(6.0, abs=0.01)
    assert found.same_direction == pytest.approx(0.0, abs=0.01)
    # Without noise the interval is that of slow errors of satellite speed, 1.2 % that are forgotten in 10 min. Compared are
    # seconds 600-2116 and 2716-4400: variances of their means 0.503 and 0.474, covariance 0.045; 0.503 + 0.474 - 2 * 0.045 = 0.888,
    # and 1.96 * 1.2 % * sqrt(0.888) = 2.216 %.
    assert found.speed_pct.high - found.speed_pct.value == pytest.approx(2.216, abs=0.02)


def test_what_is_covered_and_how_far_apart_by_hand():
    found = matched_places(out_and_back(3.0, 3.0, half_s=2400))
    # 80 min; analysed from 600 s to 97 % of 4800 = 4656 s. A place passed at t comes again at 4800 - t, ten minutes apart up to
    # t = 2100. The way out counts from 600 to 2100, the way back from 2700 to 4200: 3000 of 4056 s, 0.74. Mean time
    # apart: of 600 to 3600, 2100.
    assert found.covered == pytest.approx(3000 / 4056, abs=0.01)
    assert found.apart_s == pytest.approx(2100, abs=15)


def test_loops_are_run_in_one_direction():
    seconds, speed, lap_m = 5400, 3.0, 2400.0
    turn = 2 * np.pi * speed * np.arange(seconds) / lap_m
    radius = lap_m / (2 * np.pi)
    run = make_run(
        seconds,
        speed,
        latitude_deg=radius * np.sin(turn) / METRES_PER_DEGREE,
        longitude_deg=radius * np.cos(turn) / METRES_PER_DEGREE,
    )
    found = matched_places(run)
    assert found.same_direction == pytest.approx(1.0)
    assert found.covered > 0.95
    assert found.speed_pct.value == pytest.approx(0.0, abs=0.01)
    assert not found.heart_rate_bpm.is_usable


def test_two_roads_fifty_metres_apart_are_two_places():
    run = out_and_back(3.0, 2.7)
    north = run["latitude_deg"]
    aside = np.where(np.arange(len(run)) < 2400, 0.0, 50.0 / METRES_PER_DEGREE)
    apart = make_run(len(run), run["speed_mps"], latitude_deg=north, longitude_deg=aside)
    assert "no place was passed twice" in matched_places(apart).reason
    near = make_run(len(run), run["speed_mps"], latitude_deg=north, longitude_deg=aside * 0.16)  # 8 m: two sides of a road
    assert matched_places(near).speed_pct.value == pytest.approx(100 * np.log(0.9), abs=0.05)


def three_laps(lap_s=900):
    """The same spot every second of a lap, three times; the middle lap is nearer to the last one."""
    clock = np.concatenate([np.arange(lap_s), lap_s + 200 + np.arange(lap_s), 2 * lap_s + 250 + np.arange(lap_s)])
    place = np.tile(3.0 * np.arange(lap_s), 3)
    return clock, _Places(clock, place, np.zeros(3 * lap_s), 0.0, 0.0)


def test_laps_are_early_or_late_as_a_whole():
    _, places = three_laps()
    # Visits at 0, 1100 and 2050 of each lap's second; the middle is 1025, so the first lap is early and the others are late.
    assert not places.is_late[:900].any()
    assert places.is_late[900:].all()
    assert places.early_passes().tolist() == [1.0] * 2700


def test_the_weights_make_the_mean_and_an_early_lap_carries_two_late_ones():
    _, places = three_laps()
    values = np.random.default_rng(2).normal(150.0, 3.0, 2700)
    change = places.change(values)
    late = np.isfinite(change)
    assert np.count_nonzero(late) == 1800
    weights = places.weights(np.where(late, 1.0 / 1800.0, 0.0), values)
    assert weights @ values == pytest.approx(change[late].mean())
    assert weights.sum() == pytest.approx(0.0, abs=1e-12)
    # 1800 late seconds of 1/1800 against 900 early ones of 1/900: 1/1800 + 1/900 = 3/1800. Taken as 1800 independent
    # differences of two it would be 2/1800.
    assert weights @ weights == pytest.approx(3.0 / 1800.0, rel=1e-6)


@pytest.mark.parametrize("laps", [2, 3, 4])
def test_the_standard_error_is_the_spread_of_results(laps):
    """Heart rate that forgets itself in 65 s on laps of 20 min: 50 runs, whose spread is known to 10 %."""
    rng, lap_s, keep = np.random.default_rng(laps), 1200, np.exp(-1 / 65.0)
    seconds = 700 + laps * lap_s + 300
    turn = 2 * np.pi * np.arange(seconds) / lap_s
    radius = 3.0 * lap_s / (2 * np.pi) / METRES_PER_DEGREE
    found = []
    for _ in range(50):
        noise = lfilter([1.0], [1.0, -keep], 3.0 * np.sqrt(1 - keep**2) * rng.standard_normal(seconds))
        run = make_run(
            seconds, 3.0, latitude_deg=radius * np.sin(turn), longitude_deg=radius * np.cos(turn), heart_rate_bpm=150.0 + noise
        )
        found.append(matched_places(run).heart_rate_bpm)
    # The mean of squares, with Student's t of some twenty waves in it (2.086 / 1.96).
    claimed = np.sqrt(np.mean([each.standard_error**2 for each in found])) / (2.086 / 1.96)
    assert np.std([each.value for each in found]) == pytest.approx(claimed, rel=0.28)


@pytest.mark.parametrize(("late_m", "counts"), [(14.0, True), (19.0, False)])
def test_corners_of_one_square_are_not_one_place(late_m, counts):
    # One square of 20 m, passed at (1, 1) and again at (14, 14): 18 m apart. Or at (19, 19): 25 m, too far.
    seconds = np.array([0, 1, 2, 1000, 1001, 1002])
    metres = np.repeat([1.0, late_m], 3)
    assert _Places(seconds, metres, metres, 0.0, 0.0).counts.tolist() == [counts]


def test_hills_drop_out_when_graded_and_slow_ground_always_does():
    made = synth.run(duration_s=5400, course="out_and_back", hills=(10.0, 900.0), seed=11)
    found = matched_places(made.activity)
    assert found.speed_pct.low < 0 < found.speed_pct.high
    run = clean(made.activity)
    muddy = np.where(run["latitude_deg"] > np.nanmedian(run["latitude_deg"]), 0.85, 1.0)  # a third slower, out and back
    slowed = replace(
        run, channels=Columns({**run.channels, "grade_adjusted_speed_mps": run["grade_adjusted_speed_mps"] * muddy})
    )
    assert matched_places(slowed).speed_pct.value == pytest.approx(found.speed_pct.value, abs=0.2)


@pytest.mark.parametrize("course", ["out_and_back", "loop"])
def test_a_planted_fade_is_found_where_it_was_planted(course):
    covered = []
    for seed in range(5):
        made = synth.run(duration_s=6000, course=course, fade_after_s=2800, fade_fraction=0.2, fade_ramp_s=600, seed=seed)
        run = clean(made.activity)
        found = matched_places(run)
        plan = made.plan["grade_adjusted_speed_mps"][: len(run)]
        truth = matched_places(replace(run, channels=Columns({**run.channels, "grade_adjusted_speed_mps": plan}))).speed_pct
        assert truth.value < -8
        assert found.speed_pct.high < 0
        covered.append(found.speed_pct.low <= truth.value <= found.speed_pct.high)
    assert sum(covered) >= 4


def test_the_date_line_is_no_border():
    run = out_and_back(3.0, 2.7)
    east = run["latitude_deg"]
    plain = make_run(len(run), run["speed_mps"], latitude_deg=np.zeros(len(run)), longitude_deg=east)
    across = make_run(
        len(run), run["speed_mps"], latitude_deg=np.zeros(len(run)), longitude_deg=(179.99 + east + 180) % 360 - 180
    )
    assert matched_places(across).speed_pct.value == pytest.approx(matched_places(plain).speed_pct.value, abs=0.01)


def test_a_straight_line_and_missing_positions_say_why():
    line = make_run(3600, 3.0, latitude_deg=3.0 * np.arange(3600) / METRES_PER_DEGREE, longitude_deg=np.zeros(3600))
    assert "no place was passed twice" in matched_places(line).reason
    assert matched_places(line).covered == 0.0
    assert matched_places(without(line, "latitude_deg")).reason == "no positions recorded"
    assert "too little running" in matched_places(make_run(700, 3.0, latitude_deg=0.0, longitude_deg=0.0)).reason
    assert matched_places(make_run(0, 3.0)).reason == "no positions recorded"


def test_standing_on_one_spot_is_no_running():
    run = make_run(3600, 0.0, latitude_deg=0.0, longitude_deg=0.0)
    assert not matched_places(run).speed_pct.is_usable
