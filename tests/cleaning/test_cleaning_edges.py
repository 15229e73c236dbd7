"""Edges of cleaning: a first record that is not at 0, unknown channels, fast runners, the date line, barometers set anew."""

from __future__ import annotations

import numpy as np
import pytest

from legcheck.cleaning import clean
from legcheck.cleaning.climb import closed_up
from legcheck.cleaning.spacing import bridge_limit_s
from legcheck.cleaning.vehicle import without_vehicle
from legcheck.core import Totals


def stood(first_s, timer_s):
    """Ten minutes of 3 m/s, a hole of 20 s without way, ten minutes more; the first record so late."""
    time = np.concatenate((np.arange(600.0), 619.0 + np.arange(600.0)))
    way = 3.0 * np.concatenate((np.arange(600.0), 599.0 + np.arange(600.0)))
    return {"elapsed_s": first_s + time, "distance_m": way}, Totals(timer_s=timer_s)


@pytest.mark.parametrize(("timer_s", "paused_s"), [(1198.0, 19), (1218.0, 0)])
@pytest.mark.parametrize("first_s", [0.0, 600.0])
def test_what_the_timer_left_out_is_counted_from_the_first_record(make_activity, first_s, timer_s, paused_s):
    """1,218 s from first to last record: with a timer of 1,198 s a pause, with one of 1,218 s standing."""
    channels, totals = stood(first_s, timer_s)
    run = clean(make_activity(channels, totals=totals))
    assert abs(int(run.masks["paused"][int(run.elapsed_s.size) - 1218 :].sum()) - paused_s) <= 1


def test_a_channel_of_somebody_elses_is_bridged_as_records_are():
    assert bridge_limit_s("muscle_oxygen", 1.0) == bridge_limit_s("heart_rate_bpm", 1.0)


@pytest.mark.parametrize(("steps_spm", "way_m"), [(150.0, 1365.0), (130.0, 600.0)])
def test_a_fast_runner_keeps_the_way_and_a_car_does_not(steps_spm, way_m):
    """200 s at 3 m/s, then 90 s at 8.5 m/s: 765 m."""
    speed = np.where(np.arange(290) < 200, 3.0, 8.5)
    _, way, _ = without_vehicle(speed, np.cumsum(speed), np.full(290, steps_spm))
    assert way[-1] == pytest.approx(way_m)


def test_the_date_line_is_crossed_without_a_tour_of_the_world(make_activity):
    """Eastward along the equator at 3 m/s, a record every 4 s, over 180 degrees."""
    time = np.arange(0.0, 1200.0, 4.0)
    east = 179.99 + 3.0 * time / 111_195.08
    longitude = (east + 180.0) % 360.0 - 180.0
    run = clean(make_activity({"elapsed_s": time, "latitude_deg": np.zeros(time.size), "longitude_deg": longitude}))
    assert run.distance_m == pytest.approx(3.0 * 1196.0, rel=0.01)
    assert np.nanmax(np.abs(run["longitude_deg"])) <= 180.0
    # Between two records the way goes straight on: never a longitude far from the date line.
    assert np.nanmin(np.abs(run["longitude_deg"])) > 179.9


@pytest.mark.parametrize(("lasts", "jumps"), [(5, 0), (6, 2)])
def test_a_rise_that_stays_for_six_seconds_is_a_barometer_set_anew(lasts, jumps):
    """Up by 26 m and down again: the running median of 11 s follows what lasts for six."""
    altitude = np.full(600, 100.0)
    altitude[30 : 30 + lasts] = 126.0
    assert closed_up(altitude, jumps_too=True)[1] == jumps
