"""Rides that do not say what they are, and runs with a drive in them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest

from legcheck.cleaning import clean
from legcheck.core import Activity, Columns, Source
from legcheck.signals.sport import why_not_a_run


def of_speed(speed_mps, sport: str = "") -> Activity:
    speed = np.asarray(speed_mps, dtype=float)
    columns = {"elapsed_s": np.arange(speed.size, dtype=float), "speed_mps": speed, "distance_m": np.cumsum(speed)}
    start = datetime(2024, 5, 1, 7, tzinfo=UTC)
    return Activity(source=Source(name="ride.fit", format="fit"), start_time=start, channels=Columns(columns), sport=sport)


def by_turns(slow_mps: float, fast_mps: float, fast_share: float, seconds: int = 7200) -> np.ndarray:
    """Slow and fast in turn, 10 minutes each round."""
    return np.where(np.arange(seconds) % 600 < 600 * fast_share, fast_mps, slow_mps)


def test_a_ride_is_judged_before_its_fast_parts_are_blanked():
    # What is left of it at 6 m/s looks like a run; half of it at 10 m/s does not. Median of both: 8 m/s.
    ride = of_speed(by_turns(6.0, 10.0, 0.5))
    assert np.nanmedian(clean(ride)["speed_mps"]) == 6.0
    assert "moves at 8.0 m/s" in why_not_a_run(ride)
    assert why_not_a_run(replace(ride, sport="running")) == ""


def test_a_ride_slower_than_any_limit_of_speed_goes_on_for_too_long():
    # Two hours of running took the fastest man 5.83 m/s; 95 % of it is 5.5 m/s.
    assert "moves at 5.8 m/s, unlike a run (1.7-5.5 m/s)" in why_not_a_run(of_speed(np.full(7235, 5.8)))
    # The same for 10 minutes is a fast runner's.
    assert why_not_a_run(of_speed(np.full(600, 5.8))) == ""


def test_slow_climbs_do_not_make_a_run_of_a_ride():
    # The median is 2.5 m/s, that of a jog; 18 minutes of 7200 s at 7 m/s are more than the 6.06 m/s asked of ten.
    ride = of_speed(by_turns(2.5, 7.0, 0.15))
    assert "goes at 7.0 m/s for ten minutes in all" in why_not_a_run(ride)
    assert why_not_a_run(replace(ride, sport="running")) == ""
    # Five minutes of them in two hours leave (300 * 7 + 300 * 2.5) / 600 = 4.75 m/s.
    assert why_not_a_run(of_speed(np.concatenate((np.full(6900, 2.5), np.full(300, 7.0))))) == ""


def test_steps_tell_a_run_however_fast_its_descents():
    fast = of_speed(by_turns(2.5, 7.0, 0.15))
    stepping = replace(fast, channels=Columns({**fast.channels, "cadence_spm": np.full(7200, 170.0)}))
    assert why_not_a_run(stepping) == ""


def test_an_hour_of_running_with_a_drive_of_ten_minutes_is_a_run():
    assert why_not_a_run(of_speed(np.concatenate((np.full(3600, 3.0), np.full(600, 14.0))))) == ""


def test_a_drive_alone_is_told_by_its_speed():
    assert "moves at 11.0 m/s, unlike a run" in why_not_a_run(of_speed(np.full(900, 11.0)))


@pytest.mark.parametrize(("seconds", "speed_mps"), [(7235, 5.4), (3450, 5.7), (1571, 6.0), (86_400, 3.4)])
def test_nearly_the_fastest_of_the_world_are_still_runners(seconds, speed_mps):
    assert why_not_a_run(of_speed(np.full(seconds, speed_mps))) == ""


def test_what_is_slower_than_swimmers_may_be_a_swim_where_neither_steps_nor_positions_tell():
    slow = of_speed(np.full(1200, 2.0), sport="other")
    assert "moves at 2.0 m/s without steps or positions" in why_not_a_run(slow)
    assert why_not_a_run(of_speed(np.full(1200, 2.3), sport="other")) == ""
    stepping = replace(slow, channels=Columns({**slow.channels, "cadence_spm": np.full(1200, 160.0)}))
    traced = Columns(
        {**slow.channels, "latitude_deg": 50.0 + 2.0 * np.arange(1200) / 111_195.0, "longitude_deg": np.full(1200, 8.0)}
    )
    for told in (stepping, replace(slow, channels=traced), replace(slow, sport="running")):
        assert why_not_a_run(told) == ""
