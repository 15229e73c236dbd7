"""Pacing by distance: splits made by hand, and walls that were planted."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from run_builder import make_run

from legcheck import synth
from legcheck.signals import wall_measures
from legcheck.signals.wall import SLOWEST_1KM_PCT, SLOWEST_5KM_PCT, SPREAD_1KM, SUSTAINED_KM


def of_kilometres(*paces_s):
    """A run whose kilometres take these whole seconds."""
    speed = np.concatenate([np.full(pace, 1000.0 / pace) for pace in paces_s])
    return make_run(len(speed), speed, distance_m=np.concatenate([[0.0], np.cumsum(speed)[:-1]]))


def test_four_kilometres_by_hand():
    found = wall_measures(of_kilometres(300, 300, 300, 360))
    # Halves: 660 / 600 - 1 = 10 %. Mean pace 315, SD sqrt((3 * 15^2 + 45^2) / 3) = 30: 30 / 315 = 0.0952.
    assert found.halves_pct.value == pytest.approx(10.0, abs=0.2)
    assert found.spread_1km.value == pytest.approx(0.0952, abs=0.001)
    # The slowest against the mean of the others: 360 / 300 - 1 = 20 %.
    assert found.slowest_1km_pct.value == pytest.approx(20.0, abs=0.3)
    assert found.slowest_1km_at == 4
    # 1.5 % for a kilometre, 1.5 / sqrt(3) for the three others: 120 * 0.015 * sqrt(4 / 3) = 2.08 points.
    assert found.slowest_1km_pct.standard_error == pytest.approx(2.08, abs=0.02)
    assert found.halves_pct.standard_error == pytest.approx(1.1, abs=0.01)  # 110 * 0.01
    assert not found.spread_5km.is_usable
    assert "5 km" in found.slowest_5km_pct.reason
    assert np.isnan(found.sustained_km)


def test_fives_by_hand():
    found = wall_measures(of_kilometres(*[300] * 10, *[330] * 5))
    # Fives of 300, 300, 330: the slowest is 330 / 300 - 1 = 10 %; mean 310, SD sqrt((100 + 100 + 400) / 2) = 17.3; 0.0559.
    assert found.slowest_5km_pct.value == pytest.approx(10.0, abs=0.2)
    assert found.spread_5km.value == pytest.approx(0.0559, abs=0.001)


def test_a_sustained_slowdown_by_hand():
    paces = [300] * 22 + [390] * 7 + [310] + [400] * 3
    found = wall_measures(of_kilometres(*paces))
    # Base: km 5-20 at 300. 390 is 30 % slower for seven kilometres, longer than the last three.
    assert found.sustained_km == 7.0 > SUSTAINED_KM
    assert found.sustained_pct == pytest.approx(30.0, abs=0.5)
    even = wall_measures(of_kilometres(*[300] * 33))
    assert even.sustained_km == 0.0
    assert np.isnan(even.sustained_pct)


def test_an_odd_number_of_kilometres_divides_the_middle_one():
    # 5 km: the second half of km 3 belongs to the second half of the run. 300 300 150 | 150 400 400 = 750 and 950: +26.7 %.
    assert wall_measures(of_kilometres(300, 300, 300, 400, 400)).halves_pct.value == pytest.approx(26.7, abs=0.3)


def test_a_short_last_kilometre_is_no_slowest_kilometre():
    run = of_kilometres(300, 300, 300, 300, 300)
    cut = make_run(1500 - 100, run["speed_mps"][:1400], distance_m=run["distance_m"][:1400])
    assert wall_measures(cut).slowest_1km_pct.value == pytest.approx(0.0, abs=0.5)


def test_an_even_run_has_no_spread_and_its_interval_starts_at_zero():
    found = wall_measures(of_kilometres(*[300] * 12))
    assert found.spread_1km.value == pytest.approx(0.0, abs=0.002)
    assert found.spread_1km.low == 0.0
    assert found.spread_1km.high < SPREAD_1KM


def test_a_pause_is_no_time_but_standing_is():
    seconds = 1500 + 120
    speed = np.concatenate([np.full(800, 10 / 3), np.zeros(120), np.full(700, 10 / 3)])
    standing = make_run(seconds, speed)
    paused = make_run(
        seconds,
        np.where(speed == 0, np.nan, speed),
        masks={"paused": speed == 0, "recorded": speed > 0},
        distance_m=standing["distance_m"],
    )
    # 5 km in 1500 s; two minutes in km 3, which then takes 420 s instead of 300: + 40 %.
    assert wall_measures(standing).slowest_1km_pct.value == pytest.approx(40.0, abs=0.6)
    assert wall_measures(paused).slowest_1km_pct.value == pytest.approx(0.0, abs=0.6)


def test_standing_at_the_start_and_the_door_is_no_part_of_the_run():
    speed = np.concatenate([np.zeros(90), np.full(1500, 10 / 3), np.zeros(300)])
    found = wall_measures(make_run(len(speed), speed))
    assert found.slowest_1km_pct.value == pytest.approx(0.0, abs=0.6)
    assert found.halves_pct.value == pytest.approx(0.0, abs=0.6)


def test_a_hole_in_the_recording_keeps_its_time():
    run = of_kilometres(*[300] * 6)
    speed = run["speed_mps"].copy()
    speed[900:1000] = np.nan
    holed = make_run(1800, speed, masks={"recorded": np.isfinite(speed)}, distance_m=run["distance_m"])
    assert wall_measures(holed).slowest_1km_pct.value == pytest.approx(0.0, abs=0.6)


def test_hills_do_not_make_a_wall_on_the_flat():
    run = of_kilometres(300, 300, 300, 300, 300, 400)
    hilly = make_run(len(run), run["speed_mps"], distance_m=run["distance_m"], grade_adjusted_speed_mps=10 / 3)
    assert wall_measures(hilly).slowest_1km_pct.value == pytest.approx(33.3, abs=0.5)
    assert wall_measures(hilly, on_the_flat=True).slowest_1km_pct.value == pytest.approx(0.0, abs=1e-6)


def test_a_planted_wall_is_over_every_published_threshold():
    wall = synth.run(duration_s=14_000, speed_mps=3.1, fade_after_s=9500, fade_fraction=0.3, abrupt=True, seed=2).activity
    found = wall_measures(wall)
    assert found.slowest_1km_pct.low > SLOWEST_1KM_PCT
    assert found.slowest_5km_pct.low > SLOWEST_5KM_PCT
    assert found.spread_1km.low > SPREAD_1KM
    assert found.sustained_km > SUSTAINED_KM
    assert found.slowest_1km_at > 27


def test_planted_halves_lie_in_the_interval():
    for seed in range(6):
        made = synth.run(duration_s=7200, fade_after_s=3600, fade_fraction=0.15, fade_ramp_s=60, seed=seed)
        plan = np.cumsum(made.plan["speed_mps"])
        first = np.searchsorted(plan, plan[-1] / 2)
        truth = 100 * ((len(plan) - first) / first - 1)
        found = wall_measures(made.activity).halves_pct
        assert abs(found.value - truth) < 3 * found.standard_error + 2  # the runner's own unevenness is no error here


@given(st.lists(st.integers(200, 600), min_size=4, max_size=30), st.floats(0.5, 2.0))
def test_measures_do_not_depend_on_the_level_of_pace(paces, factor):
    scaled = [max(round(pace * factor), 1) for pace in paces]
    one, other = wall_measures(of_kilometres(*paces)), wall_measures(of_kilometres(*scaled))
    assert one.slowest_1km_pct.value == pytest.approx(other.slowest_1km_pct.value, rel=0.02, abs=2.0)
    assert one.halves_pct.value == pytest.approx(other.halves_pct.value, rel=0.02, abs=1.5)
    assert one.spread_1km.value == pytest.approx(other.spread_1km.value, rel=0.02, abs=0.01)
    assert one.spread_1km.low <= one.spread_1km.value <= one.spread_1km.high


@pytest.mark.parametrize("seconds", [0, 1, 300])
def test_less_than_two_kilometres_says_so(seconds):
    found = wall_measures(make_run(seconds, 3.0))
    assert found.reason == "less than two kilometres"
    assert not found.halves_pct.is_usable
