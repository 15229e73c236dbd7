"""A watch left on in the car: its seconds and its metres belong to nobody's legs."""

from __future__ import annotations

import numpy as np
import pytest

from legcheck.cleaning import clean
from legcheck.cleaning.spikes import clean_speed
from legcheck.cleaning.vehicle import without_vehicle


def with_a_drive(drive_mps: float, *, minutes: int = 10, cadence_spm: float = 0.0) -> dict[str, np.ndarray]:
    """An hour at 3 m/s, then a drive."""
    seconds = 3600 + 60 * minutes
    running = np.arange(seconds) < 3600
    speed = np.where(running, 3.0, drive_mps)
    distance = np.concatenate(([0.0], np.cumsum(speed[1:])))
    return {"speed_mps": speed, "distance_m": distance, "cadence_spm": np.where(running, 170.0, cadence_spm)}


def message_of(notes) -> str:
    (message,) = [note.message for note in notes if note.code == "faster_than_running"]
    return message


# 12.5 m/s is the limit of the channel: beyond it only the distance tells of the drive.
@pytest.mark.parametrize("drive_mps", [9.0, 10.0, 12.0, 16.0, 30.0])
def test_the_way_ridden_is_left_out(make_activity, drive_mps):
    run = clean(make_activity(with_a_drive(drive_mps)))
    # 3,599 s at 3 m/s; the first second of the drive ends its first 10 m.
    assert run.distance_m == pytest.approx(3599 * 3.0)
    assert (
        message_of(run.notes) == f"600 seconds faster than running blanked, {600 * drive_mps:,.0f} m left out of the distance"
    )
    assert np.nanmax(run["speed_mps"]) == 3.0
    assert np.isnan(run["speed_mps"][3600:]).all()


def test_the_same_from_positions(make_activity):
    channels = with_a_drive(10.0)
    latitude = 48.0 + channels["distance_m"] / 111_195.08
    run = clean(make_activity({"latitude_deg": latitude, "longitude_deg": np.full(latitude.size, 8.0)}))
    # Speed from positions is the way along 15 s: a few seconds of the change of pace stay.
    assert run.distance_m == pytest.approx(3599 * 3.0, abs=7 * 10.0)
    assert "left out of the distance" in message_of(run.notes)


def test_slopes_are_those_of_the_whole_way(make_activity):
    # The drive climbs 4 %: 6,000 m of way, 240 m of height. On foot everything was flat.
    channels = with_a_drive(10.0)
    channels["altitude_m"] = 100.0 + 0.04 * np.maximum(channels["distance_m"] - 10_797.0, 0.0)
    run = clean(make_activity(channels))
    assert np.nanmax(np.abs(run["grade_pct"][:3500])) < 0.1
    assert np.nanmedian(run["grade_pct"][3700:4100]) == pytest.approx(4.0, abs=0.1)


def test_where_steps_go_on_only_the_speed_was_wrong(make_activity):
    run = clean(make_activity(with_a_drive(10.0, cadence_spm=180.0)))
    assert run.distance_m == pytest.approx(3599 * 3.0 + 600 * 10.0)
    assert message_of(run.notes) == "600 seconds faster than running blanked"


def test_a_speed_the_distance_does_not_follow_takes_nothing_out():
    speed = np.full(600, 3.0)
    speed[200:300] = 9.0
    cleaned, distance, notes = without_vehicle(speed, 3.0 * np.arange(600))
    assert distance.tolist() == (3.0 * np.arange(600)).tolist()
    assert np.isnan(cleaned[231:269]).all()
    assert message_of(notes) == "100 seconds faster than running blanked"


def test_a_sprint_stays_a_car_does_not():
    recorded, way = np.ones(600, dtype=bool), np.full(600, np.nan)
    sprint, car = np.full(600, 3.0), np.full(600, 3.0)
    sprint[200:220] = 9.0
    car[200:400] = 11.0
    assert without_vehicle(clean_speed(sprint, recorded)[0], way)[2] == []
    cleaned, _, notes = without_vehicle(clean_speed(car, recorded)[0], way)
    assert [note.code for note in notes] == ["faster_than_running"]
    assert np.isnan(cleaned[231:369]).all()
    assert cleaned[100] == 3


def test_seconds_without_speed_at_a_runners_pace_are_no_drive():
    speed = np.full(600, 3.0)
    speed[100:300] = np.nan
    way = 3.0 * np.arange(600)
    cleaned, distance, notes = without_vehicle(speed, way)
    assert notes == []
    assert np.array_equal(cleaned, speed, equal_nan=True)
    assert np.array_equal(distance, way)
