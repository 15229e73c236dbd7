"""The FIT bytes, read by the official SDK and by fitparse, value for value."""

from __future__ import annotations

import io
import time
from datetime import UTC, datetime, timedelta

import fitparse
import numpy as np
import pytest
from garmin_fit_sdk import Decoder, Stream

from legcheck import synth

SDK_NAMES = {
    "latitude_deg": ("position_lat", 180 / 2**31),
    "longitude_deg": ("position_long", 180 / 2**31),
    "distance_m": ("distance", 1.0),
    "speed_mps": ("enhanced_speed", 1.0),
    "altitude_m": ("enhanced_altitude", 1.0),
    "heart_rate_bpm": ("heart_rate", 1.0),
    "power_w": ("power", 1.0),
    "temperature_c": ("temperature", 1.0),
    "step_length_m": ("step_length", 0.001),
    "contact_time_ms": ("stance_time", 1.0),
    "contact_balance_left_pct": ("stance_time_balance", 1.0),
    "vertical_oscillation_mm": ("vertical_oscillation", 1.0),
    "vertical_ratio_pct": ("vertical_ratio", 1.0),
}
SETTINGS = {
    "whole": {"power": True, "feel": 25.0, "effort": 80.0, "utc_offset_s": 7200.0, "duration_s": 1500.0},
    "stops": {"stops": (300.0, 30.0), "duration_s": 1500.0, "heart_rate_source": "wrist"},
    "smart": {"smart_recording": True, "gaps": ((500.0, 60.0),), "duration_s": 1500.0},
    "bare": {
        "heart_rate": False,
        "cadence": False,
        "dynamics": False,
        "temperature_c": None,
        "athlete_in_file": False,
        "duration_s": 300.0,
    },
    "treadmill": {"surface": "treadmill", "fractional_cadence": False, "duration_s": 300.0},
    "standing": {"stops": (100.0, 20.0), "pause_at_stops": False, "duration_s": 300.0},
    "workout": {"intervals": (2, 60.0, 30.0, 4.0), "warm_up_s": 120.0, "duration_s": 400.0},
}


@pytest.fixture(params=sorted(SETTINGS))
def made(request):
    return synth.run(seed=3, **SETTINGS[request.param])


def decoded(content):
    assert Decoder(Stream.from_byte_array(bytearray(content))).check_integrity()
    messages, errors = Decoder(Stream.from_byte_array(bytearray(content))).read()
    assert errors == []
    return messages


def column(records, name):
    return np.array([np.nan if record.get(name) is None else record[name] for record in records], dtype=np.float64)


def test_the_official_sdk_reads_every_value(made):
    activity, messages = made.activity, decoded(made.fit())
    records = messages["record_mesgs"]
    stamps = [(record["timestamp"] - activity.start_time).total_seconds() for record in records]
    assert np.array_equal(stamps, activity.elapsed_s)
    left = set(activity.channels) - {"elapsed_s"}
    for channel in left - {"cadence_spm"}:
        name, factor = SDK_NAMES[channel]
        assert np.allclose(column(records, name) * factor, activity[channel], rtol=0, atol=1e-9, equal_nan=True), channel
    if "cadence_spm" in left:
        fraction = np.nan_to_num(column(records, "fractional_cadence"))
        assert np.allclose(2 * (column(records, "cadence") + fraction), activity["cadence_spm"], atol=1e-9)


def test_fitparse_reads_every_value_with_its_checksum_on(made):
    activity = made.activity
    file = fitparse.FitFile(io.BytesIO(made.fit()), check_crc=True)
    records = [message.get_values() for message in file.get_messages("record")]
    stamps = [(row["timestamp"].replace(tzinfo=UTC) - activity.start_time).total_seconds() for row in records]
    assert np.array_equal(stamps, activity.elapsed_s)
    for channel, (name, factor) in SDK_NAMES.items():
        if channel in activity.channels:
            assert np.allclose(column(records, name) * factor, activity[channel], rtol=0, atol=1e-9, equal_nan=True), channel


def test_totals_laps_pauses_and_facts_are_in_the_file(made):
    activity, messages = made.activity, decoded(made.fit())
    assert len(messages["lap_mesgs"]) == len(activity.laps)
    for message, totals in [
        (messages["session_mesgs"][0], activity.totals),
        *((message, lap.totals) for message, lap in zip(messages["lap_mesgs"], activity.laps, strict=True)),
    ]:
        assert message["total_distance"] == pytest.approx(totals.distance_m)
        assert message["total_timer_time"] == totals.timer_s
        assert message["total_elapsed_time"] == totals.elapsed_s
        assert message.get("avg_heart_rate") == totals.heart_rate_bpm
        assert message.get("max_heart_rate") == totals.max_heart_rate_bpm
        assert message.get("total_ascent") == totals.ascent_m
        if totals.cadence_spm is not None:
            strides = message["avg_running_cadence"] + message["avg_fractional_cadence"]
            assert 2 * strides == pytest.approx(totals.cadence_spm, abs=1e-9)
    for message, lap in zip(messages["lap_mesgs"], activity.laps, strict=True):
        assert message["start_time"] == activity.start_time + timedelta(seconds=lap.span.start_s)
        assert (message["intensity"], message["lap_trigger"]) == (lap.intensity, lap.trigger)
    events = [(event["timestamp"] - activity.start_time, event["event_type"]) for event in messages["event_mesgs"]]
    stops = [moment.total_seconds() for moment, kind in events if kind == "stop_all"]
    assert stops == [*(pause.start_s for pause in activity.pauses), activity.elapsed_s[-1]]
    starts = [moment.total_seconds() for moment, kind in events if kind == "start"]
    assert starts == [0.0, *(pause.end_s for pause in activity.pauses)]
    profile = messages.get("user_profile_mesgs", [{}])[0]
    assert profile.get("height") == activity.athlete.height_m
    assert profile.get("resting_heart_rate") == activity.athlete.resting_hr_bpm


def test_rating_time_zone_sport_and_strap_are_in_the_file():
    messages = decoded(synth.run(seed=3, **SETTINGS["whole"]).fit())
    session = messages["session_mesgs"][0]
    assert (session["sport"], session["sub_sport"]) == ("running", "generic")
    assert (session["workout_feel"], session["workout_rpe"]) == (25, 80)
    assert messages["file_id_mesgs"][0]["type"] == "activity"
    assert messages["zones_target_mesgs"][0]["max_heart_rate"] == 188
    devices = messages["device_info_mesgs"]
    assert [device.get("antplus_device_type") for device in devices] == [None, "heart_rate"]
    stamp = messages["activity_mesgs"][0]
    local = datetime(1989, 12, 31, tzinfo=UTC) + timedelta(seconds=stamp["local_timestamp"])
    assert local - stamp["timestamp"] == timedelta(hours=2)
    assert len(decoded(synth.run(seed=3, **SETTINGS["stops"]).fit())["device_info_mesgs"]) == 1


def test_messages_are_in_order_of_time():
    content = synth.run(seed=3, **SETTINGS["stops"]).fit()
    stamps = [
        message.get_value("timestamp")
        for message in fitparse.FitFile(io.BytesIO(content)).get_messages(["record", "event", "lap"])
    ]
    assert stamps == sorted(stamps)


def test_one_wrong_bit_fails_the_checksum():
    content = bytearray(synth.run(duration_s=120).fit())
    content[len(content) // 2] ^= 0x10
    assert not Decoder(Stream.from_byte_array(content)).check_integrity()


def test_an_hour_is_written_in_milliseconds():
    made = synth.run()
    start = time.process_time()
    content = made.fit()
    assert time.process_time() - start < 0.25  # 5 ms on a desk
    assert len(content) < 150_000


def test_a_value_too_large_for_its_field_stays_at_the_largest_valid_one():
    from legcheck.synth.fields import Field

    byte = Field(number=3, base="uint8")
    assert byte.raw([300.0, -4.0, np.nan, 12.4]).tolist() == [254, 0, 255, 12]
    assert np.array_equal(byte.value(byte.raw([np.nan, 200.0])), [np.nan, 200.0], equal_nan=True)
