"""Where speed and distance come from, and what they come to."""

from __future__ import annotations

import numpy as np
import pytest

from legcheck.cleaning import clean
from legcheck.cleaning.speed import continued_distance, distance_along, path_distance, speed_along

METRES_PER_DEGREE = 111_195.08


def test_recorded_channels_pass_through(make_activity, steady, codes):
    channels = steady(600)
    run = clean(make_activity(channels))
    assert np.array_equal(run["speed_mps"], channels["speed_mps"])
    assert np.array_equal(run["distance_m"], channels["distance_m"])
    assert not {"speed_source", "distance_source"} & codes(run)


def test_speed_from_distance_is_its_slope(make_activity, steady, codes):
    channels = steady(600)
    speed = channels.pop("speed_mps")
    run = clean(make_activity(channels))
    assert "speed_source" in codes(run)
    assert np.abs(run["speed_mps"] - speed).max() < 0.12


def test_distance_from_speed_is_its_sum(make_activity, steady, codes):
    channels = steady(600)
    distance = channels.pop("distance_m")
    run = clean(make_activity(channels))
    assert "distance_source" in codes(run)
    assert run.distance_m == pytest.approx(distance[-1], rel=1e-9)


def test_both_from_positions(make_activity, steady, codes):
    channels = steady(900)
    only = {name: channels[name] for name in ("elapsed_s", "latitude_deg", "longitude_deg")}
    run = clean(make_activity(only))
    assert "speed_source" in codes(run)
    assert run.distance_m == pytest.approx(channels["distance_m"][-1], rel=1e-3)
    assert np.abs(run["speed_mps"] - channels["speed_mps"]).max() < 0.3


def test_jitter_of_positions_does_not_add_up(make_activity):
    rng = np.random.default_rng(3)
    drift = np.cumsum(rng.normal(scale=0.15, size=1800))
    north = 3.0 * np.arange(1800) + drift - np.linspace(0, drift[-1], 1800)
    run = clean(make_activity({"latitude_deg": 48 + north / METRES_PER_DEGREE, "longitude_deg": np.full(1800, 8.0)}))
    assert run.distance_m == pytest.approx(3 * 1799, rel=0.01)
    assert np.std(run["speed_mps"]) < 0.15


def test_a_track_around_the_date_line_keeps_its_length(make_activity):
    longitude = 179.99 + np.arange(600) * 3.0 / METRES_PER_DEGREE
    longitude = np.where(longitude > 180, longitude - 360, longitude)
    run = clean(make_activity({"latitude_deg": np.zeros(600), "longitude_deg": longitude}))
    assert run.distance_m == pytest.approx(3 * 599, rel=1e-3)
    assert np.nanmax(np.abs(run["longitude_deg"])) <= 180


def test_speed_that_belongs_to_another_distance_is_replaced(make_activity, codes):
    run = clean(make_activity({"speed_mps": np.full(600, 1.0), "distance_m": 3.0 * np.arange(600)}))
    assert "speed_distance_disagree" in codes(run)
    assert np.median(run["speed_mps"]) == pytest.approx(3.0)


def test_no_source_at_all_is_said(make_activity, codes):
    run = clean(make_activity({"heart_rate_bpm": np.full(60, 150.0)}))
    assert "no_speed" in codes(run)
    assert np.isnan(run["speed_mps"]).all()
    assert run.distance_m == 0


def test_slope_of_distance_by_hand():
    # 0, 2, 6, 12 m: half windows of 1 s give 2/1, 6/2, 10/2, 6/1.
    assert speed_along(np.array([0.0, 2.0, 6.0, 12.0]), 1).tolist() == [2, 3, 5, 6]
    assert np.isnan(speed_along(np.array([np.nan, 5.0, np.nan]), 3)).all()


def test_sum_of_speed_leaves_out_breaks():
    speed = np.array([2.0, 2.0, np.nan, 4.0, 4.0])
    recorded = np.array([True, True, False, True, True])
    distance = distance_along(speed, recorded)
    assert distance[[0, 1, 3, 4]].tolist() == [0, 2, 2, 6]
    assert np.isnan(distance[2])


def test_beeline_counts_across_a_gap_not_across_a_pause():
    nan = np.nan
    east = np.array([0.0, 3.0, nan, nan, 12.0, 15.0])
    north = np.zeros(6)
    recorded = np.isfinite(east)
    nothing = np.zeros(6, dtype=bool)
    assert path_distance(east, north, recorded, ~recorded)[-1] == 15
    assert path_distance(east, north, recorded, nothing)[-1] == 6


def test_a_counter_that_starts_anew_is_continued():
    distance, notes = continued_distance(np.arange(6.0), np.array([0.0, 3.0, 6.0, 0.0, 3.0, 6.0]) * 10)
    assert distance.tolist() == [0, 30, 60, 60, 90, 120]
    assert [note.code for note in notes] == ["distance_reset"]


def test_small_falls_of_distance_are_held():
    distance, notes = continued_distance(np.arange(4.0), np.array([0.0, 5.0, 4.0, 8.0]))
    assert distance.tolist() == [0, 5, 5, 8]
    assert notes == []


def test_a_jump_of_distance_is_taken_out_unless_the_counter_caught_up():
    time_s = np.arange(300.0)
    jumped = 3.0 * time_s + np.where(time_s >= 200, 150.0, 0.0)
    stood = 3.0 * np.where((time_s >= 150) & (time_s < 200), 150.0, time_s)
    speed = np.full(300, 3.0)
    distance, notes = continued_distance(time_s, jumped, speed)
    assert [note.code for note in notes] == ["distance_jump"]
    # The second of the jump itself is lost with it: 3 m.
    assert distance[-1] == 3 * 299 - 3
    caught_up, notes = continued_distance(time_s, stood, speed)
    assert notes == []
    assert caught_up[-1] == 3 * 299
    assert continued_distance(time_s, stood)[1][0].code == "distance_jump"


def test_a_speed_of_zero_is_not_believed_where_the_distance_goes_on(make_activity, codes):
    # 400 of 3,600 s without speed, 3 m a second all the while: nobody stood.
    speed = np.full(3600, 3.0)
    speed[1000:1400] = 0.0
    channels = {"speed_mps": speed, "distance_m": 3.0 * np.arange(3600), "cadence_spm": np.full(3600, 170.0)}
    run = clean(make_activity(channels))
    assert run["speed_mps"].tolist() == [3.0] * 3600
    assert not run.masks["stopped"].any()
    assert any("400 seconds" in note.message for note in run.notes if note.code == "speed_source")


def test_standing_and_a_single_leap_of_distance_stay_standing(make_activity, codes):
    speed = np.full(900, 3.0)
    speed[300:360] = 0.0
    distance = np.cumsum(speed)
    distance[330:] += 12.0
    run = clean(make_activity({"speed_mps": speed, "distance_m": distance, "cadence_spm": np.where(speed > 0, 170.0, 0.0)}))
    assert "speed_source" not in codes(run)
    assert run.masks["stopped"].sum() == 60


@pytest.mark.parametrize("dead", ["speed_mps", "distance_m"])
def test_a_channel_of_zeros_does_not_hide_positions(make_activity, codes, dead):
    latitude = 48.0 + 3.0 * np.arange(1800) / METRES_PER_DEGREE
    channels = {"latitude_deg": latitude, "longitude_deg": np.full(1800, 8.0), dead: np.zeros(1800)}
    run = clean(make_activity(channels))
    assert run.distance_m == pytest.approx(3 * 1799, rel=1e-3)
    assert run.moving_s >= 1799
    assert {"channel_dead", "speed_source"} <= codes(run)


def test_zeros_stay_where_nothing_else_moves(make_activity, codes):
    still = {"latitude_deg": np.full(900, 48.0), "longitude_deg": np.full(900, 8.0)}
    run = clean(make_activity({"speed_mps": np.zeros(900), "distance_m": np.zeros(900), **still}))
    assert run.distance_m == 0
    assert run.masks["stopped"].all()
    assert "channel_dead" not in codes(run)


def test_a_gap_is_no_pause_because_a_dead_counter_stood_still(make_activity, codes):
    time_s = np.concatenate((np.arange(600.0), 700.0 + np.arange(600.0)))
    latitude = 48.0 + 3.0 * time_s / METRES_PER_DEGREE
    channels = {
        "elapsed_s": time_s,
        "latitude_deg": latitude,
        "longitude_deg": np.full(1200, 8.0),
        "distance_m": np.zeros(1200),
    }
    assert "recording_gaps" in codes(clean(make_activity(channels)))


def meridian(way_m: np.ndarray) -> dict[str, np.ndarray]:
    return {"latitude_deg": 48.0 + way_m / METRES_PER_DEGREE, "longitude_deg": np.full(way_m.size, 8.0)}


@pytest.mark.parametrize("pattern", ["two of five half minutes", "one point", "first half"])
def test_holes_in_recorded_speed_are_filled_from_positions(make_activity, codes, pattern):
    second = np.arange(3600)
    missing = {
        "two of five half minutes": second // 30 % 5 < 2,
        "one point": second != 1800,
        "first half": second < 1800,
    }[pattern]
    run = clean(make_activity({"speed_mps": np.where(missing, np.nan, 3.0), **meridian(3.0 * second)}))
    assert run.distance_m == pytest.approx(3 * 3599, rel=1e-3)
    assert run.moving_s >= 3598
    assert "speed_source" in codes(run)


def test_standing_without_a_recorded_speed_is_standing(make_activity):
    # 180 s in one place, speed left out there: the window of 15 s costs 7 s at most at either end.
    speed = np.full(3600, 3.0)
    speed[1200:1380] = 0.0
    run = clean(make_activity({"speed_mps": np.where(speed > 0, speed, np.nan), **meridian(np.cumsum(speed))}))
    assert 166 <= run.masks["stopped"].sum() <= 180
    assert run.distance_m == pytest.approx(3 * 3419, rel=2e-3)


def test_short_holes_and_holes_where_positions_leap_stay(make_activity, codes):
    speed, way = np.full(900, 3.0), 3.0 * np.arange(900)
    speed[300:309] = np.nan
    assert "speed_source" not in codes(clean(make_activity({"speed_mps": speed, **meridian(way)})))
    driven = np.cumsum(np.where((np.arange(900) >= 300) & (np.arange(900) < 420), 20.0, 3.0))
    speed[300:420] = np.nan
    run = clean(make_activity({"speed_mps": speed, **meridian(driven)}))
    assert np.isnan(run["speed_mps"][310:410]).all()


@pytest.mark.parametrize("factor", [3.6, 2.237, 1 / 3.6, 0.001])
def test_speed_in_another_unit_gives_way_to_positions(make_activity, codes, factor):
    second = np.arange(1800)
    pace = 3.0 + 0.6 * np.sin(second / 100)
    run = clean(make_activity({"speed_mps": factor * pace, **meridian(np.cumsum(pace))}))
    assert "channel_scale" in codes(run)
    assert run.distance_m == pytest.approx(pace[1:].sum(), rel=2e-3)
    assert np.allclose(run["speed_mps"][20:-20], pace[20:-20], atol=0.03)


@pytest.mark.parametrize("distance_m", [0.003 * np.arange(1800.0), 3.0 + 0.4 * np.sin(np.arange(1800.0))], ids=["km", "leg"])
def test_distance_that_is_no_metres_so_far_gives_way(make_activity, codes, distance_m):
    run = clean(make_activity({"distance_m": distance_m, "speed_mps": np.full(1800, 3.0), **meridian(3.0 * np.arange(1800))}))
    assert run.distance_m == pytest.approx(3 * 1799, rel=1e-3)
    assert run["speed_mps"].tolist() == [3.0] * 1800
    assert "channel_scale" in codes(run)


@pytest.mark.parametrize("off", [0.6, 0.8, 1.25, 1.6])
def test_a_foot_pod_that_is_off_is_believed(make_activity, codes, off):
    way = 3.0 * np.arange(1800)
    run = clean(make_activity({"speed_mps": np.full(1800, 3.0 * off), **meridian(way)}))
    assert run.distance_m == pytest.approx(3 * off * 1799, rel=1e-6)
    assert "channel_scale" not in codes(run)


def test_a_foot_pod_is_believed_where_positions_wander_about(make_activity, codes):
    # Indoors: positions drift and jump about, some 2 km in an hour, while the pod counts 3 m/s.
    rng = np.random.default_rng(4)
    east, north = (np.cumsum(rng.normal(0.0, 0.6, 3600)) for _ in range(2))
    track = {"latitude_deg": 48.0 + north / METRES_PER_DEGREE, "longitude_deg": 8.0 + east / METRES_PER_DEGREE}
    for channel in ({"speed_mps": np.full(3600, 3.0)}, {"distance_m": 3.0 * np.arange(3600)}):
        run = clean(make_activity({**channel, **track}))
        assert run.distance_m == pytest.approx(3 * 3599, rel=1e-3)
        assert "channel_scale" not in codes(run)


def test_a_counter_that_breaks_off_is_no_other_unit(make_activity, codes):
    # Half of the run counted, half not: no common ratio.
    second = np.arange(1800)
    channels = {"distance_m": 3.0 * np.minimum(second, 900), "speed_mps": np.full(1800, 3.0)}
    assert "channel_scale" not in codes(clean(make_activity({**channels, **meridian(3.0 * second)})))
