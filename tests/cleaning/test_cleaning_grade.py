"""Slope, what it does to speed, and metres climbed."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np
import pytest

from legcheck.cleaning import ascent_descent, clean, equal_heart_rate_factor
from legcheck.cleaning.climb import altitude_noise_m, closed_up
from legcheck.cleaning.grade import EQUAL_HEART_RATE_FACTORS, EQUAL_HEART_RATE_GRADES_PCT, slope_along
from legcheck.cleaning.revisits import passed_again
from legcheck.core import Activity, Columns, Source

DISTANCE = 3.0 * np.arange(1200)


def slope(altitude, distance=DISTANCE, latitude=None, longitude=None):
    return slope_along(np.asarray(altitude, dtype=np.float64), distance, latitude, longitude)


def test_factors_by_hand():
    # Halfway between 4 % (1.135) and 6 % (1.228): 1.1815. A quarter of the way from -10 % (0.876) to -15 % (0.941): 0.89225.
    assert equal_heart_rate_factor([5.0, -11.25, 0.0]).tolist() == pytest.approx([1.1815, 0.89225, 1.0])
    assert equal_heart_rate_factor([-90.0, 90.0]).tolist() == [2.096, 4.286]
    assert np.isnan(equal_heart_rate_factor([np.nan])[0])


def test_the_table_has_one_lowest_point_downhill_and_rises_uphill():
    grades, factors = np.array(EQUAL_HEART_RATE_GRADES_PCT), np.array(EQUAL_HEART_RATE_FACTORS)
    assert (np.diff(grades) > 0).all()
    assert (np.diff(factors[grades >= -8]) > 0).all()
    assert (np.diff(factors[grades <= -10]) < 0).all()


def test_an_even_climb_has_its_slope_everywhere():
    grade = slope(100 + 0.05 * DISTANCE).grade_pct
    assert np.abs(grade - 5.0).max() < 0.05


def test_a_hill_is_found_within_its_window():
    top = 1800.0
    altitude = np.where(top > DISTANCE, 0.04 * DISTANCE, 0.04 * top - 0.06 * (DISTANCE - top))
    grade = slope(altitude).grade_pct
    assert np.abs(grade[top - 50 > DISTANCE] - 4).max() < 0.1
    assert np.abs(grade[top + 50 < DISTANCE] + 6).max() < 0.1


def test_slopes_below_half_a_percent_are_flat():
    assert (slope(100 + 0.004 * DISTANCE).grade_pct == 0).all()


def test_steps_of_a_barometer_do_not_make_slopes():
    grade = slope(np.round((100 + 0.02 * DISTANCE) / 0.2) * 0.2).grade_pct
    assert np.abs(grade - 2).max() < 0.4


def test_standing_while_the_altimeter_drifts_makes_no_slope():
    altitude, distance = np.full(1200, 100.0), DISTANCE.copy()
    distance[600:900] = distance[600]
    distance[900:] = distance[600] + 3.0 * np.arange(300)
    altitude[600:900] += np.linspace(0, 12, 300)
    altitude[900:] += 12
    assert (slope(altitude, distance).grade_pct == 0).all()


def test_a_change_of_height_across_a_hole_makes_no_slope():
    altitude = np.where(np.arange(1200) < 600, 100.0, 140.0)
    distance = DISTANCE.copy()
    distance[580:620] = np.nan
    altitude[580:620] = np.nan
    assert (slope(altitude, distance).grade_pct == 0).all()


def test_a_climb_that_nobody_climbs_is_not_used():
    """60 m in 60 s, 33 % at 3 m/s. Over 240 m it is 60 m in 80 s still: 0.75 m/s. A true hill of 4 % long before it stays."""
    found = slope(np.interp(DISTANCE, [300, 600, 2400, 2580], [100.0, 112.0, 112.0, 172.0]))
    assert (found.grade_pct[700:960] == 0).all()
    assert found.grade_pct[130:170] == pytest.approx(np.full(40, 4.0), abs=0.5)
    # The climb from second 800 to 860, two minutes either way.
    assert np.flatnonzero(found.false_altitude)[[0, -1]] == pytest.approx([690, 970], abs=15)
    assert [told.code for told in found.notes] == ["altitude_smoothed", "altitude_impossible"]


def test_a_steep_climb_at_a_possible_pace_stays():
    """25 % at 2.4 m/s: 0.6 m/s."""
    found = slope(100 + 0.25 * 0.8 * DISTANCE, 0.8 * DISTANCE)
    assert found.grade_pct == pytest.approx(np.full(1200, 25.0), abs=0.1)
    assert not found.false_altitude.any()
    assert not found.notes


@pytest.mark.parametrize(("rise_m", "is_none"), [(0.6, True), (1.4, False)])
def test_altitude_that_stands_still_is_none(rise_m, is_none):
    """3.6 km."""
    found = slope(100 + rise_m * DISTANCE / DISTANCE[-1])
    assert found.false_altitude.all() == is_none
    assert [told.code for told in found.notes] == ["no_altitude"] * is_none
    assert not slope(np.full(900, 100.0), DISTANCE[:900]).notes  # 2.7 km: not long enough to tell


def test_what_cannot_be_climbed_counts_in_no_total():
    """The same false climb in a file: 12 m up and nothing more."""
    altitude = np.interp(DISTANCE, [300, 600, 2400, 2580], [100.0, 112.0, 112.0, 172.0])
    channels = Columns(
        {"elapsed_s": np.arange(1200.0), "distance_m": DISTANCE, "speed_mps": np.full(1200, 3.0), "altitude_m": altitude}
    )
    source, start = Source(name="by hand", format="table"), datetime(2024, 5, 1, 7, tzinfo=UTC)
    run = clean(Activity(source=source, start_time=start, channels=channels))
    assert ascent_descent(run["altitude_m"]) == pytest.approx((12.0, 0.0), abs=1.0)


def test_cliffs_are_clipped_with_a_note():
    found = slope(np.interp(DISTANCE, [1800, 2000], [200.0, 100.0]))
    assert found.grade_pct.min() == -30
    assert [note.code for note in found.notes] == ["grade_clipped"]


def test_an_altimeter_set_anew_makes_no_slope():
    altitude = np.where(DISTANCE < 1800, 102.0, 74.0) + 0.02 * DISTANCE
    found = slope(altitude)
    # The rise of the second of the jump, 0.06 m, is lost with it.
    assert np.abs(found.grade_pct - 2).max() < 0.15
    assert [note.code for note in found.notes] == ["altitude_jump"]
    assert closed_up(altitude, jumps_too=True)[1] == 1
    # Watches count such a jump as climb, and so does the total: 72 m up along the way, 28 m down at once.
    assert ascent_descent(altitude) == (pytest.approx(71, abs=1.5), pytest.approx(28, abs=1.5))


def test_a_spike_of_altitude_is_no_jump():
    altitude = np.full(300, 100.0)
    altitude[100] = 130.0
    closed, jumps = closed_up(altitude, jumps_too=True)
    assert jumps == 0
    assert closed[200] == 100


def there_and_back(altitude):
    """Out along a meridian and home again, with an altitude for every second; its turning point is left out."""
    way = 1800 - np.abs(1800 - DISTANCE)
    return slope(altitude, DISTANCE, 48 + way / 111_195.08, np.full(1200, 8.0))


def test_slopes_that_come_back_are_believed():
    way = 1800 - np.abs(1800 - DISTANCE)
    found = there_and_back(100 + 8 * np.sin(way / 80))
    assert found.notes == ()
    assert np.std(found.grade_pct) > 4


def test_slopes_that_do_not_come_back_are_noise():
    found = there_and_back(100 + 8 * np.sin(DISTANCE / 80 + DISTANCE**2 / 6e5))
    assert [note.code for note in found.notes] == ["altitude_noisy"]
    assert (found.grade_pct == 0).all()


def test_slopes_of_a_place_are_compared_with_their_sign():
    way = 1800 - np.abs(1800 - DISTANCE)
    latitude, longitude = 48 + way / 111_195.08, np.full(1200, 8.0)
    uphill_first = np.where(DISTANCE < 1800, 4.0, -4.0)
    assert passed_again(latitude, longitude, uphill_first).agreement == pytest.approx(1)
    assert passed_again(latitude, longitude, uphill_first).noise_pct == pytest.approx(0)
    # The same slope out and back is a difference of 8 between two errors: 8 / sqrt(2).
    always = passed_again(latitude, longitude, np.full(1200, 4.0))
    assert always.agreement == pytest.approx(-1)
    assert always.noise_pct == pytest.approx(8 / np.sqrt(2))
    assert always.pairs > 50


def test_single_seconds_without_a_position_pair_with_nothing():
    """Every tenth position is missing: seconds around it have a heading all the same, it has no place."""
    way = 1800 - np.abs(1800 - DISTANCE)
    latitude, longitude = 48 + way / 111_195.08, np.full(1200, 8.0)
    latitude[::10] = np.nan
    seen = passed_again(latitude, longitude, np.where(DISTANCE < 1800, 4.0, -4.0))
    assert seen.pairs > 20
    assert seen.agreement == pytest.approx(1)


def test_a_way_never_passed_again_has_no_pairs():
    seen = passed_again(48 + DISTANCE / 111_195.08, np.full(1200, 8.0), np.full(1200, 4.0))
    assert seen.pairs == 0
    assert np.isnan(seen.noise_pct)


def test_noise_is_told_from_terrain():
    rng = np.random.default_rng(0)
    assert altitude_noise_m(100 + 20 * np.sin(DISTANCE / 300)) < 0.3
    assert altitude_noise_m(100 + 0.2 * DISTANCE) < 1e-9
    assert altitude_noise_m(100 + rng.normal(scale=2.0, size=1200)) == pytest.approx(2.0, rel=0.1)
    assert altitude_noise_m(np.full(10, 5.0)) == 0


def test_noisy_altitude_is_smoothed_longer_and_useless_altitude_is_not_used():
    rng = np.random.default_rng(1)
    noise = rng.normal(size=1200)
    smoothed, useless = slope(100 + noise), slope(100 + 5 * noise)
    assert [note.code for note in smoothed.notes] == ["altitude_smoothed"]
    assert np.std(smoothed.grade_pct) < 1.0
    assert [note.code for note in useless.notes] == ["altitude_noisy"]
    assert (useless.grade_pct == 0).all()


def test_drift_on_a_loop_is_taken_out():
    turn = 2 * np.pi * np.arange(1200) / 1199
    latitude, longitude = 48 + 0.005 * np.cos(turn), 8 + 0.0075 * np.sin(turn)
    altitude = 100 + np.linspace(0, 36, 1200)
    loop, line = slope(altitude, DISTANCE, latitude, longitude), slope(altitude)
    # 36 m in 3.6 km is 1 %.
    assert line.grade_pct.mean() == pytest.approx(1.0, abs=0.05)
    assert (loop.grade_pct == 0).all()
    assert [note.code for note in loop.notes] == ["altitude_drift"]


def test_without_altitude_the_ground_is_flat_and_it_is_said(make_activity, steady, codes):
    channels = steady(600)
    del channels["altitude_m"]
    run = clean(make_activity(channels))
    assert "no_altitude" in codes(run)
    assert (run["grade_pct"] == 0).all()
    assert np.array_equal(run["grade_adjusted_speed_mps"], run["speed_mps"])
    assert run.masks["flat"].all()


def test_on_a_treadmill_altitude_says_nothing(make_activity, steady, codes):
    channels = steady(600)
    channels["altitude_m"] = 100 + 0.1 * channels["distance_m"]
    run = clean(make_activity(channels, sub_sport="treadmill"))
    assert run.surface == "treadmill"
    assert "indoor_grade" in codes(run)
    assert (run["grade_pct"] == 0).all()


def test_uphill_speed_counts_for_more(make_activity, steady):
    channels = steady(900)
    channels["altitude_m"] = 100 + 0.06 * channels["distance_m"]
    run = clean(make_activity(channels))
    # 1.228 at 6 %.
    assert np.median(run["grade_adjusted_speed_mps"] / run["speed_mps"]) == pytest.approx(1.228, rel=2e-3)
    assert not run.masks["flat"].any()


def test_climb_by_hand():
    # Up 30, down 1 (not counted), up 5, down 12, up 3: 34 + 3 up, 12 down.
    altitude = np.interp(np.arange(301.0), 60.0 * np.arange(6), [0.0, 30.0, 29.0, 34.0, 22.0, 25.0])
    assert ascent_descent(altitude, smoothing_s=1) == (37.0, 12.0)
    assert ascent_descent(altitude, smoothing_s=1, hysteresis_m=0.5) == (38.0, 13.0)
    assert ascent_descent(altitude[::-1], smoothing_s=1) == (12.0, 37.0)


def test_climb_leaves_out_noise_and_changes_across_pauses():
    rng = np.random.default_rng(4)
    noise = rng.normal(scale=0.4, size=3600)
    up, down = ascent_descent(100 + noise)
    assert up < 2
    assert down < 2
    altitude = np.linspace(0, 100, 1000)
    altitude[500:520] = np.nan
    altitude[520:] += 50
    up, down = ascent_descent(altitude)
    # 100 m less what lies in the hole (2 m) and at the smoothed ends (about 1 m each).
    assert up == pytest.approx(97, abs=1.5)
    assert down == 0


@pytest.mark.parametrize("altitude", [[], [np.nan], [5.0], [5.0, 5.0], [np.nan, 5.0, np.nan]])
def test_nothing_to_climb(altitude):
    assert ascent_descent(np.array(altitude)) == (0.0, 0.0)


def test_climb_equals_a_plain_walk_over_the_turning_points():
    rng = np.random.default_rng(8)
    for _ in range(20):
        altitude = np.cumsum(rng.normal(size=400))
        assert ascent_descent(altitude, smoothing_s=1, hysteresis_m=3.0) == pytest.approx(plain_climb(altitude, 3.0))


def plain_climb(altitude, hysteresis):
    """The same definition, step by step: a dead band of the hysteresis' width is dragged along."""
    low, half = altitude[0], hysteresis / 2
    legs, middle, direction, turn = [], low, 0, altitude[0]
    for level in altitude:
        moved = min(max(middle, level - half), level + half)
        if moved != middle:
            now = 1 if moved > middle else -1
            if direction and now != direction:
                reached = middle + direction * half
                legs.append(reached - turn)
                turn = reached
            direction, middle = now, moved
    if direction:
        legs.append(middle + direction * half - turn)
    return sum(leg for leg in legs if leg > 0), -sum(leg for leg in legs if leg < 0)


@pytest.mark.parametrize("at", [(0, 60), (1800, 1860)])
def test_a_height_of_zero_before_the_first_fix_is_not_climbed(make_activity, at):
    altitude = 300 + np.linspace(0.0, 20.0, 3600)
    altitude[slice(*at)] = 0.0
    up, down = ascent_descent(clean(make_activity({"altitude_m": altitude, "distance_m": 3.0 * np.arange(3600)}))["altitude_m"])
    assert up == pytest.approx(20, abs=1)
    assert down == pytest.approx(0, abs=1)


def test_heights_in_steps_of_a_map_are_climbed():
    # 120 m up in ten steps of 12 m, one a minute.
    up, down = ascent_descent(100 + 12.0 * (np.arange(660) // 60))
    assert up == pytest.approx(120, abs=2)
    assert down == 0


def test_the_shore_of_the_dead_sea_is_ground(make_activity, codes):
    run = clean(make_activity({"altitude_m": -440 - 20 * np.sin(np.arange(900) / 300), "speed_mps": np.full(900, 3.0)}))
    assert np.isfinite(run["altitude_m"]).all()
    assert "out_of_range" not in codes(run)
