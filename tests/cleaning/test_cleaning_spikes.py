"""Impossible values, positions and speeds."""

from __future__ import annotations

import numpy as np

from legcheck.cleaning import clean
from legcheck.cleaning.positions import step_length_m, teleports
from legcheck.cleaning.spikes import blank_out_of_range, clean_speed, speed_outliers


def test_values_out_of_range_are_blanked_and_counted_by_channel():
    columns = {"heart_rate_bpm": np.array([150.0, 300.0, 20.0]), "speed_mps": np.array([3.0, -1.0, 99.0])}
    cleaned, notes = blank_out_of_range(columns)
    assert np.isnan(cleaned["heart_rate_bpm"]).tolist() == [False, True, True]
    assert np.isnan(cleaned["speed_mps"]).tolist() == [False, True, True]
    assert notes[0].message == "4 values outside the plausible range blanked (heart_rate_bpm 2, speed_mps 2)"
    assert columns["heart_rate_bpm"][1] == 300


def test_zero_is_no_reading_where_nothing_real_is_zero():
    cleaned, notes = blank_out_of_range({"heart_rate_bpm": np.array([0.0, 150.0]), "cadence_spm": np.array([0.0, 170.0])})
    assert np.isnan(cleaned["heart_rate_bpm"][0])
    assert cleaned["cadence_spm"][0] == 0
    assert notes == []


def test_infinities_are_blanked_in_any_channel():
    cleaned, _ = blank_out_of_range({"altitude_m": np.array([np.inf, 100.0]), "something_else": np.array([-np.inf, 1.0])})
    assert np.isnan(cleaned["altitude_m"][0])
    assert np.isnan(cleaned["something_else"][0])


def test_great_circle_of_a_degree():
    # 6371.0088 km * pi / 180 = 111.195 km along a meridian, half of that along the 60th parallel (to 0.01 %).
    assert round(float(step_length_m(np.array([59.5, 60.5]), np.array([5.0, 5.0]))[0])) == 111_195
    assert abs(float(step_length_m(np.array([60.0, 60.0]), np.array([5.0, 5.1]))[0]) / 5559.75 - 1) < 1e-4
    assert abs(float(step_length_m(np.array([0.0, 0.0]), np.array([179.95, -179.95]))[0]) / 11119.5 - 1) < 1e-4
    assert np.isnan(step_length_m(np.array([50.0, np.inf]), np.array([5.0, 5.0]))).all()  # nowhere, and nothing is printed


def test_teleports_are_found_runners_are_not(steady):
    channels = steady(600)
    time_s, latitude, longitude = (channels[name].copy() for name in ("elapsed_s", "latitude_deg", "longitude_deg"))
    assert not teleports(time_s, latitude, longitude).any()
    latitude[100] += 0.01
    longitude[300:304] -= 0.02
    assert np.flatnonzero(teleports(time_s, latitude, longitude)).tolist() == [100, 300, 301, 302, 303]


def test_sparse_positions_of_a_fast_runner_are_no_teleports():
    time_s = np.arange(0.0, 1200.0, 8.0)
    latitude = 48 + np.abs(600 - time_s) * 6.0 / 111_195
    assert not teleports(time_s, latitude, np.full(time_s.size, 8.0)).any()


def test_gps_spikes_are_removed_with_a_note_and_bridged(make_activity, steady, codes):
    channels = steady(600)
    channels["latitude_deg"] = channels["latitude_deg"].copy()
    true_deg = channels["latitude_deg"][200]
    channels["latitude_deg"][200] += 0.05
    run = clean(make_activity(channels))
    assert "1 GPS spike removed" in [note.message for note in run.notes]
    assert abs(run["latitude_deg"][200] - true_deg) < 1e-5


def test_a_burst_of_speed_is_an_outlier_a_surge_is_not():
    speed = np.full(120, 3.0) + 0.02 * np.sin(np.arange(120))
    burst = speed.copy()
    burst[50:53] = 9.0
    assert np.flatnonzero(speed_outliers(burst)).tolist() == [50, 51, 52]
    surge = speed.copy()
    surge[50:70] = 5.5
    assert not speed_outliers(surge).any()
    assert not speed_outliers(speed).any()


def test_a_short_stop_stays():
    speed = np.full(120, 3.0)
    speed[50:54] = 0.0
    cleaned, notes = clean_speed(speed, np.ones(120, dtype=bool))
    assert cleaned[50:54].tolist() == [0, 0, 0, 0]
    assert notes == []


def test_speed_that_is_all_missing_stays_missing():
    cleaned, notes = clean_speed(np.full(5, np.nan), np.ones(5, dtype=bool))
    assert np.isnan(cleaned).all()
    assert notes == []
