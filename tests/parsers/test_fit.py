"""The FIT reader on files built byte by byte: every value below is worked out by hand."""

from __future__ import annotations

import warnings
from datetime import UTC, datetime

import numpy as np
import pytest
from fit_builder import (
    BYTE,
    ENUM,
    FLOAT32,
    SINT8,
    SINT32,
    START,
    STRING,
    UINT8,
    UINT16,
    UINT32,
    Builder,
    small_run,
)

import legcheck
from legcheck.core import Activity, InputError, LimitError, ReadError, Source, Span, UnsupportedFileError
from legcheck.parsers.fit import read_fit, read_fit_with_fitparse

SOURCE = Source(name="run.fit", format="fit")
FILE_ID = [(0, ENUM)]


def read(data: bytes, **options: str) -> Activity:
    (activity,) = read_fit(data, source=SOURCE, **options)
    return activity


def codes(activity: Activity) -> set[str]:
    return {note.code for note in activity.notes}


def activity_file() -> Builder:
    return Builder().define(0, 0, FILE_ID).data(0, 4)


def one_channel(fields, values, *, session_sport=1, big=False):
    """An activity of records with a timestamp and the given fields."""
    builder = activity_file().define(1, 20, [(253, UINT32), *fields], big=big)
    for i, row in enumerate(values):
        builder.data(1, START + i, *row)
    builder.define(2, 18, [(2, UINT32), (5, ENUM)]).data(2, START, session_sport)
    return read(builder.build())


@pytest.mark.parametrize("header_size", [12, 14])
@pytest.mark.parametrize("big", [False, True])
def test_small_run(big, header_size):
    activity = read(small_run(40, big=big).build(header_size=header_size))
    assert len(activity) == 40
    # FIT counts from 1989-12-31 (Unix 631,065,600): 1,000,000,000 + 631,065,600 = 1,631,065,600.
    assert activity.start_time == datetime.fromtimestamp(1_631_065_600, UTC)
    assert activity.elapsed_s.tolist() == list(range(40))
    assert activity["distance_m"].tolist() == [3.0 * i for i in range(40)]
    assert set(activity["speed_mps"]) == {3.0}
    # 85 strides + 64/128 of one = 85.5 strides a minute = 171 steps a minute.
    assert set(activity["cadence_spm"]) == {171.0}
    assert activity["heart_rate_bpm"][:3].tolist() == [140.0, 141.0, 142.0]
    assert (activity.sport, activity.sub_sport) == ("running", "generic")
    assert activity.totals.distance_m == 117.0
    assert activity.totals.timer_s == 39.0
    assert (activity.device.manufacturer, activity.device.product, activity.device.serial) == ("garmin", "4257", "123")
    assert activity.notes == ()


def test_scales_of_every_dynamics_field():
    fields = [
        (39, UINT16),
        (41, UINT16),
        (83, UINT16),
        (84, UINT16),
        (85, UINT16),
        (7, UINT16),
        (13, SINT8),
        (78, UINT32),
        (108, UINT16),
    ]
    activity = one_channel(fields, [(853, 2471, 921, 5012, 10443, 301, -3, 2650, 3312)])
    assert activity["vertical_oscillation_mm"][0] == 85.3
    assert activity["contact_time_ms"][0] == 247.1
    assert activity["vertical_ratio_pct"][0] == 9.21
    assert activity["contact_balance_left_pct"][0] == 50.12
    assert activity["step_length_m"][0] == pytest.approx(1.0443)
    assert activity["power_w"][0] == 301.0
    assert activity["temperature_c"][0] == -3.0
    assert activity["altitude_m"][0] == 30.0  # 2650 / 5 - 500
    assert activity["respiration_rate_bpm"][0] == 33.12


def test_positions_are_semicircles():
    quarter = 2**30
    activity = one_channel([(0, SINT32), (1, SINT32)], [(quarter, -quarter // 2), (0x7FFFFFFF, 0x7FFFFFFF), (0, 0)])
    # 2**30 of 2**31 parts of 180 degrees = 90 degrees; -2**29 = -45 degrees.
    np.testing.assert_array_equal(activity["latitude_deg"], [90.0, np.nan, np.nan])
    np.testing.assert_array_equal(activity["longitude_deg"], [-45.0, np.nan, np.nan])


def test_invalid_values_and_zeros_without_reading_become_nan():
    activity = one_channel([(3, UINT8), (41, UINT16), (7, UINT16)], [(255, 0, 0), (0, 65535, 65535), (150, 2500, 250)])
    np.testing.assert_array_equal(activity["heart_rate_bpm"], [np.nan, np.nan, 150.0])
    np.testing.assert_array_equal(activity["contact_time_ms"], [np.nan, np.nan, 250.0])
    np.testing.assert_array_equal(activity["power_w"], [0.0, np.nan, 250.0])


def test_a_channel_without_any_value_is_left_out():
    activity = one_channel([(3, UINT8), (4, UINT8)], [(255, 80), (255, 81)])
    assert set(activity.channels) == {"elapsed_s", "cadence_spm"}


def test_enhanced_fields_win_and_plain_ones_fill_their_gaps():
    fields = [(6, UINT16), (73, UINT32)]
    activity = one_channel(fields, [(2500, 3000), (2500, 0xFFFFFFFF)])
    assert activity["speed_mps"].tolist() == [3.0, 2.5]


def test_cadence_at_256_parts_wins():
    # 21,888 / 256 = 85.5 strides a minute = 171 steps a minute.
    activity = one_channel([(4, UINT8), (52, UINT16)], [(80, 21888)])
    assert activity["cadence_spm"].tolist() == [171.0]


@pytest.mark.parametrize(("sport", "has_cadence"), [(1, True), (11, True), (17, True), (0, True), (2, False), (5, False)])
def test_cadence_counts_strides_only_on_foot(sport, has_cadence):
    builder = activity_file().define(1, 20, [(253, UINT32), (4, UINT8), (3, UINT8)]).data(1, START, 80, 120)
    builder.define(2, 18, [(2, UINT32), (5, ENUM), (18, UINT8)]).data(2, START, sport, 80)
    activity = legcheck.read(builder.build())
    assert activity.has("cadence_spm") is has_cadence
    assert activity.totals.cadence_spm == (160.0 if has_cadence else None)


def test_records_under_several_layouts_stay_in_file_order():
    builder = activity_file().define(1, 20, [(253, UINT32), (3, UINT8)]).define(3, 20, [(253, UINT32), (4, UINT8), (3, UINT8)])
    builder.data(1, START, 100).data(3, START + 1, 80, 101).data(1, START + 2, 102)
    builder.define(1, 20, [(253, UINT32), (7, UINT16)], big=True).data(1, START + 3, 250).data(3, START + 4, 82, 104)
    activity = read(builder.build())
    assert activity.elapsed_s.tolist() == [0, 1, 2, 3, 4]
    np.testing.assert_array_equal(activity["heart_rate_bpm"], [100, 101, 102, np.nan, 104])
    np.testing.assert_array_equal(activity["cadence_spm"], [np.nan, 160, np.nan, np.nan, 164])
    np.testing.assert_array_equal(activity["power_w"], [np.nan, np.nan, np.nan, 250, np.nan])


def test_same_field_declared_with_two_types():
    builder = activity_file().define(1, 20, [(253, UINT32), (7, UINT16)]).data(1, START, 250)
    builder.define(1, 20, [(253, UINT32), (7, UINT32)]).data(1, START + 1, 260)
    builder.define(1, 20, [(253, UINT32), (7, FLOAT32)]).data(1, START + 2, 270.5)
    assert read(builder.build())["power_w"].tolist() == [250.0, 260.0, 270.5]


def test_compressed_timestamps_roll_over():
    # START = 1,000,000,000 = 31,250,000 * 32, so its low five bits are 0; 5 -> +5, 30 -> +30, 2 -> 32 + 2, 2 -> no step, 1 -> 64 + 1.
    builder = activity_file().define(1, 20, [(253, UINT32), (3, UINT8)]).data(1, START, 100)
    builder.define(2, 20, [(3, UINT8)])
    for offset, heart_rate in [(5, 101), (30, 102), (2, 103), (2, 104), (1, 105)]:
        builder.data(2, heart_rate, offset=offset)
    activity = read(builder.build())
    assert activity.elapsed_s.tolist() == [0, 5, 30, 34, 34, 65]
    assert activity["heart_rate_bpm"].tolist() == [100, 101, 102, 103, 104, 105]


def test_compressed_timestamps_roll_over_across_definitions():
    # Low bits 30, then 3 under another layout and local type: 32 + 3; then local type 2 means something else and 1 follows: 64 + 1.
    builder = activity_file().define(1, 20, [(253, UINT32), (3, UINT8)]).data(1, START, 100)
    builder.define(2, 20, [(3, UINT8)]).data(2, 101, offset=30)
    builder.define(3, 20, [(3, UINT8), (4, UINT8)], big=True).data(3, 102, 80, offset=3)
    builder.define(2, 20, [(4, UINT8)]).data(2, 81, offset=1)
    activity = read(builder.build())
    assert activity.elapsed_s.tolist() == [0, 30, 35, 65]
    np.testing.assert_array_equal(activity["heart_rate_bpm"], [100, 101, 102, np.nan])
    np.testing.assert_array_equal(activity["cadence_spm"], [np.nan, np.nan, 160, 162])


def test_a_record_without_time_behind_compressed_ones_does_not_hide_theirs():
    builder = activity_file().define(1, 20, [(253, UINT32), (3, UINT8)]).data(1, START, 100)
    builder.define(2, 20, [(3, UINT8)]).data(2, 101, offset=4).data(2, 102)
    activity = read(builder.build())
    assert activity.elapsed_s.tolist() == [0, 4]
    assert "records_without_time" in codes(activity)


def test_events_and_laps_may_have_their_time_in_the_header():
    builder = small_run(40).define(3, 21, [(0, ENUM), (1, ENUM)])
    # The last time before is that of the session, START + 39 with low bits 7: 9 is two seconds on, 12 three more.
    builder.data(3, 0, 4, offset=9).data(3, 0, 0, offset=12)
    builder.define(3, 19, [(2, UINT32)]).data(3, START + 1, offset=13)
    activity = read(builder.build())
    assert activity.pauses == (Span(41.0, 44.0),)
    assert activity.laps[0].span == Span(1.0, 45.0)


def test_any_message_with_a_timestamp_moves_the_clock_of_compressed_ones():
    builder = activity_file().define(1, 20, [(253, UINT32), (3, UINT8)]).data(1, START, 100)
    builder.define(2, 20, [(3, UINT8)]).define(3, 999, [(253, UINT32)])
    builder.data(3, START + 320).data(2, 101, offset=7)
    assert read(builder.build()).elapsed_s.tolist() == [0, 327]


def test_field_whose_size_does_not_fit_its_type_is_read_as_bytes():
    builder = activity_file()
    builder.raw(bytes([0x41, 0, 0, 20, 0, 3, 253, 4, UINT32, 3, 1, UINT32, 7, 3, UINT16]))
    builder.raw(bytes([1]) + START.to_bytes(4, "little") + bytes([150, 9, 8, 7]))
    activity = read(builder.build())
    assert activity["heart_rate_bpm"].tolist() == [150.0]
    assert "field_size" in codes(activity)


def test_compressed_speed_and_distance():
    # speed 300 (3 m/s), distance 16 counts (1 m): 300 = 0x12C -> low 0x2C, high nibble 1; 16 -> low nibble 0, high byte 1.
    # second: distance 4090 -> 0xFFA; third: 10 -> passes 4096: 4106 counts = 256.625 m.
    first = (0x2C, 0x01, 0x01)
    second = (0x2C, 0x01 | 0xA0, 0xFF)
    third = (0x2C, 0x01 | 0xA0, 0x00)
    activity = one_channel([(8, BYTE, 3)], [(first,), (second,), ((0xFF, 0xFF, 0xFF),), (third,)])
    np.testing.assert_array_equal(activity["speed_mps"], [3.0, 3.0, np.nan, 3.0])
    np.testing.assert_array_equal(activity["distance_m"], [1.0, 255.625, np.nan, 256.625])


def test_compressed_speed_and_distance_padded_to_eight_bytes():
    # speed 300 = 0x12C, distance 16 counts = 1 m, then five bytes of filling; the second message holds nothing.
    packed = (0x2C, 0x01, 0x01, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF)
    activity = one_channel([(8, BYTE, 8)], [(packed,), ((0xFF,) * 8,)])
    np.testing.assert_array_equal(activity["speed_mps"], [3.0, np.nan])
    np.testing.assert_array_equal(activity["distance_m"], [1.0, np.nan])


def test_recorded_speed_and_distance_win_over_compressed_ones():
    activity = one_channel([(8, BYTE, 3), (5, UINT32), (6, UINT16)], [((0x2C, 0x01, 0x01), 700, 2500)])
    assert (activity["speed_mps"].tolist(), activity["distance_m"].tolist()) == ([2.5], [7.0])


def describe(builder, number, name, units, *, base=UINT16, native=255, scale=255):
    fields = [(0, UINT8), (1, UINT8), (2, UINT8), (3, STRING, 24), (8, STRING, 16), (14, UINT16), (15, UINT8), (6, UINT8)]
    return builder.define(5, 206, fields).data(5, 0, number, base, name, units, 20, native, scale)


def test_developer_fields_by_native_number_and_by_name():
    builder = activity_file()
    describe(builder, 3, "Ground Time", "Milliseconds", native=41)
    describe(builder, 4, "Vertical Oscillation", "Centimeters", base=FLOAT32, native=39)
    describe(builder, 9, "Leg Spring Stiffness", "kN/m", base=FLOAT32)
    describe(builder, 8, "form_power", "Watts")
    describe(builder, 2, "Cadence", "RPM", base=UINT8, native=4)
    developer = [(3, 0, UINT16), (4, 0, FLOAT32), (9, 0, FLOAT32), (8, 0, UINT16), (2, 0, UINT8)]
    builder.define(1, 20, [(253, UINT32)], developer)
    builder.data(1, START, 241, 8.5, 10.25, 70, 86).data(1, START + 1, 65535, 8.0, 10.5, 65535, 87)
    activity = read(builder.build())
    np.testing.assert_array_equal(activity["contact_time_ms"], [241.0, np.nan])
    assert activity["vertical_oscillation_mm"].tolist() == [85.0, 80.0]
    assert activity["leg_spring_stiffness_knpm"].tolist() == [10.25, 10.5]
    np.testing.assert_array_equal(activity["form_power_w"], [70.0, np.nan])
    assert activity["cadence_spm"].tolist() == [172.0, 174.0]
    assert sum(note.code == "developer_field" for note in activity.notes) == 5


def test_native_field_wins_over_developer_field_when_it_holds_values():
    builder = describe(activity_file(), 0, "Power", "Watts", native=7)
    builder.define(1, 20, [(253, UINT32), (7, UINT16)], [(0, 0, UINT16)])
    builder.data(1, START, 250, 999).data(1, START + 1, 65535, 998)
    activity = read(builder.build())
    np.testing.assert_array_equal(activity["power_w"], [250.0, np.nan])  # never mixed
    assert [(note.code, note.message) for note in activity.notes if "field" in note.code] == [
        ("native_field", 'recorded twice, the device\'s own field is taken: power_w (not "Power" [Watts])')
    ]


def test_a_developer_field_without_values_is_not_called_a_second_recording():
    builder = describe(activity_file(), 0, "Power", "Watts", native=7)
    builder.define(1, 20, [(253, UINT32), (7, UINT16)], [(0, 0, UINT16)]).data(1, START, 250, 65535)
    assert codes(read(builder.build())) == {"no_session"}


def test_of_two_developer_fields_the_first_with_values_counts():
    builder = activity_file()
    for number, name in enumerate(["power", "running_power", "Stryd Power"]):
        describe(builder, number, name, "W")
    builder.define(1, 20, [(253, UINT32)], [(0, 0, UINT16), (1, 0, UINT16), (2, 0, UINT16)]).data(1, START, 65535, 260, 270)
    activity = read(builder.build())
    assert activity["power_w"].tolist() == [260.0]
    assert [note.message for note in activity.notes if note.code == "developer_field"] == [
        'power_w is taken from the developer field "running_power" [W]',
        'power_w is also in the developer field "Stryd Power" [W]; the first was taken',
    ]


@pytest.mark.parametrize("described_big", [False, True])
def test_big_endian_developer_fields(described_big):
    builder = activity_file()
    fields = [(0, UINT8), (1, UINT8), (2, UINT8), (3, STRING, 5), (8, STRING, 1), (14, UINT16), (15, UINT8)]
    # The name fills its field, so that no zero ends it.
    builder.define(5, 206, fields, big=described_big).data(5, 0, 1, UINT16, "power", "W", 20, 255)
    builder.define(1, 20, [(253, UINT32)], [(1, 0, UINT16)], big=True).data(1, START, 260).data(1, START + 1, 0xFFFF)
    activity = read(builder.build())
    np.testing.assert_array_equal(activity["power_w"], [260.0, np.nan])


def test_of_two_descriptions_of_one_developer_field_the_last_counts():
    builder = describe(activity_file(), 0, "Something", "W")
    builder.define(1, 20, [(253, UINT32)], [(0, 0, UINT16)]).data(1, START, 260)
    assert read(describe(builder, 0, "Power", "W", scale=10).build())["power_w"].tolist() == [26.0]


def test_developer_field_fills_a_native_field_that_holds_nothing():
    builder = describe(activity_file(), 0, "Power", "Watts", native=7)
    builder.define(1, 20, [(253, UINT32), (7, UINT16)], [(0, 0, UINT16)]).data(1, START, 65535, 260)
    activity = read(builder.build())
    assert activity["power_w"].tolist() == [260.0]
    assert "developer_field" in codes(activity)


def test_developer_field_described_late_or_never():
    builder = activity_file().define(1, 20, [(253, UINT32)], [(0, 0, UINT16), (7, 3, UINT16)]).data(1, START, 255, 9)
    describe(builder, 0, "Power", "W", native=7)
    assert read(builder.build())["power_w"].tolist() == [255.0]


def test_developer_field_in_an_unknown_unit_is_left_alone():
    builder = describe(activity_file(), 0, "Ground Time", "furlongs")
    builder.define(1, 20, [(253, UINT32), (3, UINT8)], [(0, 0, UINT16)]).data(1, START, 120, 255)
    assert "contact_time_ms" not in read(builder.build()).channels


def test_pauses_come_from_timer_events():
    builder = small_run(60)
    builder.define(6, 21, [(253, UINT32), (0, ENUM), (1, ENUM)])
    for at, event, kind in [(0, 0, 0), (10, 0, 4), (15, 0, 0), (20, 3, 4), (30, 0, 1), (31, 0, 9), (44, 0, 0), (59, 0, 4)]:
        builder.data(6, START + at, event, kind)
    assert read(builder.build()).pauses == (Span(10.0, 15.0), Span(30.0, 44.0))


def test_laps():
    builder = small_run(60)
    fields = [
        (253, UINT32),
        (2, UINT32),
        (7, UINT32),
        (9, UINT32),
        (15, UINT8),
        (17, UINT8),
        (80, UINT8),
        (23, ENUM),
        (24, ENUM),
    ]
    builder.define(6, 19, fields)
    builder.data(6, START + 30, START, 30000, 9000, 150, 85, 64, 2, 0).data(
        6, START + 59, START + 30, 29000, 8700, 160, 86, 0, 0, 7
    )
    first, second = read(builder.build()).laps
    assert (first.span, second.span) == (Span(0.0, 30.0), Span(30.0, 59.0))
    assert (first.intensity, first.trigger, second.intensity, second.trigger) == ("warmup", "manual", "active", "session_end")
    assert (first.totals.distance_m, first.totals.heart_rate_bpm, first.totals.cadence_spm) == (90.0, 150.0, 171.0)


def test_lap_without_intensity_takes_it_from_its_workout_step():
    builder = small_run(20).define(6, 27, [(254, UINT16), (7, ENUM)]).data(6, 3, 4)
    builder.define(7, 19, [(2, UINT32), (7, UINT32), (71, UINT16)]).data(7, START, 19000, 3)
    assert read(builder.build()).laps[0].intensity == "recovery"


def test_the_intensity_of_a_lap_itself_wins_over_that_of_its_step():
    builder = small_run(20).define(6, 27, [(254, UINT16), (7, ENUM)]).data(6, 3, 4)
    builder.define(7, 19, [(2, UINT32), (7, UINT32), (71, UINT16), (23, ENUM)]).data(7, START, 19000, 3, 0)
    assert read(builder.build()).laps[0].intensity == "active"


def test_flags_in_the_index_of_a_workout_step_are_left_out():
    builder = small_run(20).define(6, 27, [(254, UINT16), (7, ENUM)]).data(6, 0x8003, 4)
    builder.define(7, 19, [(2, UINT32), (7, UINT32), (71, UINT16)]).data(7, START, 19000, 3)
    assert read(builder.build()).laps[0].intensity == "recovery"


def test_a_lap_without_step_takes_nothing_from_a_step_without_index():
    builder = small_run(20).define(6, 27, [(7, ENUM)]).data(6, 4)
    builder.define(7, 19, [(2, UINT32), (7, UINT32)]).data(7, START, 19000)
    assert read(builder.build()).laps[0].intensity == ""


@pytest.mark.parametrize(
    ("number", "name"), [*enumerate(["active", "rest", "warmup", "cooldown", "recovery", "interval"]), (99, "")]
)
def test_every_intensity_has_its_name(number, name):
    builder = small_run(20).define(7, 19, [(2, UINT32), (7, UINT32), (23, ENUM)]).data(7, START, 19000, number)
    assert read(builder.build()).laps[0].intensity == name


def test_facts_about_runner_and_day():
    builder = small_run(5, session=False)
    builder.define(2, 18, [(2, UINT32), (5, ENUM), (192, UINT8), (193, UINT8)]).data(2, START - 2, 1, 25, 70)
    builder.define(3, 3, [(2, UINT8), (3, UINT8), (4, UINT16), (8, UINT8)]).data(3, 41, 178, 702, 48)
    builder.define(4, 7, [(1, UINT8)]).data(4, 187)
    builder.define(5, 34, [(253, UINT32), (5, UINT32)]).data(5, START, START + 7200)
    builder.define(6, 23, [(0, UINT8), (1, UINT8), (25, ENUM), (5, UINT16)]).data(6, 0, 255, 5, 1726).data(6, 3, 120, 1, 0)
    activity = read(builder.build())
    assert (activity.feel, activity.effort) == (25.0, 70.0)
    athlete = activity.athlete
    assert (athlete.age_years, athlete.height_m, athlete.weight_kg) == (41, 1.78, 70.2)
    assert (athlete.resting_hr_bpm, athlete.max_hr_bpm) == (48, 187)
    assert activity.utc_offset_s == 7200.0
    assert activity.device.heart_rate_source == "strap"
    assert activity.device.software == "17.26"
    assert activity.elapsed_s[0] == 2.0  # the session starts two seconds before the first record


def test_session_start_far_from_the_records_is_not_believed():
    builder = small_run(5, session=False).define(2, 18, [(2, UINT32), (5, ENUM)]).data(2, START - 7200, 1)
    assert read(builder.build()).elapsed_s[0] == 0.0


def test_multisport_gives_one_activity_per_session():
    builder = activity_file().define(1, 20, [(253, UINT32), (3, UINT8)])
    for i in range(30):
        builder.data(1, START + i, 100 + i)
    builder.define(2, 18, [(2, UINT32), (5, ENUM)]).data(2, START, 2).data(2, START + 20, 1)
    builder.define(3, 19, [(2, UINT32), (7, UINT32)]).data(3, START, 20000).data(3, START + 20, 10000)
    ride, run = read_fit(builder.build(), source=SOURCE)
    assert (ride.sport, len(ride), len(ride.laps)) == ("cycling", 20, 1)
    assert (run.sport, len(run), run.laps[0].span) == ("running", 10, Span(0.0, 10.0))
    assert run["heart_rate_bpm"][0] == 120.0


def test_of_two_sessions_with_one_start_the_last_counts():
    builder = small_run(10).define(6, 18, [(2, UINT32), (5, ENUM)]).data(6, START, 11)
    activity = read(builder.build())
    assert (activity.sport, len(activity)) == ("walking", 10)


def test_chained_files_give_all_their_activities():
    first, second = small_run(10), small_run(7)
    activities = read_fit(first.build() + second.build(), source=SOURCE)
    assert [len(activity) for activity in activities] == [10, 7]


def test_chained_files_share_no_definitions():
    first = activity_file().define(1, 20, [(253, UINT32), (3, UINT8)]).data(1, START, 100)
    second = activity_file().define(1, 20, [(3, UINT8), (253, UINT32)], big=True).data(1, 120, START + 500)
    second.define(0, 20, [(253, UINT32), (7, UINT16)]).data(0, START + 501, 250)
    one, two = read_fit(first.build() + second.build(), source=SOURCE)
    assert (one["heart_rate_bpm"].tolist(), two.elapsed_s.tolist(), two["power_w"][1]) == ([100.0], [0.0, 1.0], 250.0)
    # Without definitions of its own, the second file's record is nothing that could be read.
    orphan = Builder().raw(bytes([1]) + (START + 1).to_bytes(4, "little") + bytes([130]))
    (only,) = read_fit(first.build() + orphan.build(), source=SOURCE)
    assert only["heart_rate_bpm"].tolist() == [100.0]


def test_heart_rate_variability():
    builder = activity_file().define(1, 20, [(253, UINT32), (3, UINT8)]).define(2, 78, [(0, UINT16, 5)])
    builder.data(1, START, 100).data(2, (600, 610, 65535, 65535, 65535)).data(1, START + 1, 100).data(
        2, (620, 65535, 65535, 65535, 65535)
    )
    activity = read(builder.build())
    assert activity.rr_interval_s.tolist() == [0.6, 0.61, 0.62]


def test_heart_rate_variability_in_the_other_byte_order():
    builder = small_run(3).define(3, 78, [(0, UINT16, 3)], big=True).data(3, (0x0258, 0x0262, 0xFFFF))
    assert read(builder.build()).rr_interval_s.tolist() == [0.6, 0.61]


def test_each_session_has_its_own_heart_rate_variability():
    builder = activity_file().define(1, 20, [(253, UINT32), (3, UINT8)]).define(2, 78, [(0, UINT16)])
    builder.data(1, START, 100).data(2, 600).data(1, START + 1, 101).data(2, 610).data(1, START + 20, 102).data(2, 620)
    builder.data(1, START + 21, 103)
    builder.define(3, 18, [(2, UINT32), (5, ENUM)]).data(3, START, 2).data(3, START + 20, 1)
    ride, run = read_fit(builder.build(), source=SOURCE)
    assert (ride.rr_interval_s.tolist(), run.rr_interval_s.tolist()) == ([0.6, 0.61], [0.62])


def test_heart_rate_stream_leaves_recorded_heart_rate_alone():
    builder = activity_file().define(1, 20, [(253, UINT32), (3, UINT8)]).data(1, START, 90).data(1, START + 1, 255)
    builder.define(2, 132, [(253, UINT32), (6, UINT8), (9, UINT32)])
    builder.data(2, START, 120, 10240).data(2, START + 1, 130, 11264)
    activity = read(builder.build())
    assert activity["heart_rate_bpm"].tolist() == [90.0, 120.0]
    (note,) = [note for note in activity.notes if note.code == "heart_rate_stream"]
    assert "1 records" in note.message


def test_text_without_an_end_mark_is_read_to_the_end_of_its_field():
    builder = small_run(3, session=False)
    builder.define(6, 23, [(0, UINT8), (27, STRING, 4)]).data(6, 0, "PACE")
    assert read(builder.build()).device.product == "PACE"
    named = Builder().define(0, 0, [(0, ENUM), (8, STRING, 4)]).data(0, 4, "PACE").define(1, 20, [(253, UINT32), (3, UINT8)])
    assert read(named.data(1, START, 100).build()).device.product == "PACE"


def test_heart_rate_stream_fills_records_without_heart_rate():
    builder = activity_file().define(1, 20, [(253, UINT32), (5, UINT32)])
    for i in range(5):
        builder.data(1, START + i, 300 * i)
    # The anchor ties 10,240 ticks (10 s on the strap's clock) to START; each later beat counts 1,024 ticks = 1 s on.
    builder.define(2, 132, [(253, UINT32), (0, UINT16), (6, UINT8), (9, UINT32)]).data(2, START, 0, 120, 10240)
    builder.define(3, 132, [(6, UINT8, 8), (10, BYTE, 12)])
    ticks = [(10240 + 1024 * k) % 4096 for k in range(1, 9)]
    packed = b"".join((a | b << 12).to_bytes(3, "little") for a, b in zip(ticks[::2], ticks[1::2], strict=True))
    builder.data(3, tuple(range(121, 129)), tuple(packed))
    activity = read(builder.build())
    # A beat's value holds until the next: from START to START + 1 it is 120, in the second after that 121.
    assert activity["heart_rate_bpm"].tolist() == [120.0, 120.0, 121.0, 122.0, 123.0]
    assert "heart_rate_stream" in codes(activity)


def test_heart_rate_stream_chained_behind_the_activity():
    first = activity_file().define(1, 20, [(253, UINT32), (5, UINT32)]).data(1, START, 0).data(1, START + 1, 300)
    second = activity_file().define(2, 132, [(253, UINT32), (6, UINT8), (9, UINT32)])
    second.data(2, START, 120, 10240).data(2, START + 1, 130, 11264)
    activity = read(first.build() + second.build())
    assert activity["heart_rate_bpm"].tolist() == [120.0, 120.0]
    assert "other_content" not in codes(activity)


def test_relative_time_is_noted():
    builder = activity_file().define(1, 20, [(253, UINT32), (3, UINT8)]).data(1, 1000, 100).data(1, 1001, 101)
    activity = read(builder.build())
    assert "relative_time" in codes(activity)
    assert activity.elapsed_s.tolist() == [0, 1]


def test_records_without_session_are_read_with_a_note():
    assert "no_session" in codes(read(small_run(5, session=False).build()))


def test_unknown_sport_keeps_its_number():
    assert one_channel([(3, UINT8)], [(120,)], session_sport=199).sport == "sport_199"


@pytest.mark.parametrize(
    ("kind", "name"), [(2, "a FIT settings file"), (6, "a FIT course file"), (5, "a FIT workout file"), (20, "an? FIT")]
)
def test_other_kinds_of_file_are_named(kind, name):
    data = Builder().define(0, 0, FILE_ID).data(0, kind).build()
    with pytest.raises(UnsupportedFileError, match=name):
        read_fit(data, source=SOURCE)


def test_activity_without_records_says_so():
    builder = activity_file().define(2, 18, [(2, UINT32), (5, ENUM)]).data(2, START, 1)
    with pytest.raises(ReadError, match="no records"):
        read_fit(builder.build(), source=SOURCE)


def test_records_without_time_say_so():
    builder = activity_file().define(1, 20, [(3, UINT8)]).data(1, 120)
    with pytest.raises(ReadError, match="no time"):
        read_fit(builder.build(), source=SOURCE)


@pytest.mark.parametrize("data", [b"", b"\x0e", b"hello world, this is text", bytes(100)])
def test_what_is_no_fit_file(data):
    with pytest.raises(UnsupportedFileError, match="not a FIT file"):
        read_fit(data, source=SOURCE)


def test_memoryview_and_unknown_policy():
    data = small_run(5).build()
    assert len(read(memoryview(data))) == 5
    with pytest.raises(InputError, match="on_damage"):
        read_fit(data, source=SOURCE, on_damage="ignore")


def test_fitparse_engine_gives_the_same_activity():
    builder = small_run(30)
    builder.define(6, 21, [(253, UINT32), (0, ENUM), (1, ENUM)]).data(6, START + 5, 0, 4).data(6, START + 9, 0, 0)
    data = builder.build()
    own = read(data)
    (other,) = read_fit_with_fitparse(data, source=SOURCE)
    assert set(own.channels) == set(other.channels)
    for name, values in own.channels.items():
        np.testing.assert_array_equal(values, other[name])
    for name in ("start_time", "sport", "sub_sport", "pauses", "laps", "totals", "device", "athlete"):
        assert getattr(own, name) == getattr(other, name)


def test_fitparse_engine_raises_only_read_errors():
    data = small_run(30).build()
    with pytest.raises(ReadError, match="fitparse"):
        read_fit_with_fitparse(data[:200], source=SOURCE)
    with pytest.raises(UnsupportedFileError):
        read_fit_with_fitparse(b"x" * 40, source=SOURCE)


@pytest.mark.parametrize(
    ("message", "kind", "is_kept"),
    [
        ("datetime.datetime.utcfromtimestamp() is deprecated and scheduled for removal", DeprecationWarning, False),
        ("datetime.datetime.utcfromtimestamp() is deprecated and scheduled for removal", UserWarning, True),
        ("something else is deprecated", DeprecationWarning, True),
    ],
)
def test_fitparse_engine_keeps_one_warning_of_fitparse_to_itself(message, kind, is_kept, monkeypatch):
    import fitparse

    genuine = fitparse.FitFile.get_messages

    def noisy(self, *arguments, **options):
        warnings.warn(message, kind, stacklevel=1)
        yield from genuine(self, *arguments, **options)

    monkeypatch.setattr(fitparse.FitFile, "get_messages", noisy)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        (activity,) = read_fit_with_fitparse(small_run(5).build(), source=SOURCE)
        warnings.warn("datetime.datetime.utcfromtimestamp() is deprecated outside", DeprecationWarning, stacklevel=1)
    assert len(activity) == 5
    assert [str(one.message) for one in caught if str(one.message) == message] == [message] * is_kept
    assert "deprecated outside" in str(caught[-1].message)


@pytest.mark.parametrize("offset_s", [60, 3600, 630_000_000, -60, -3600, -630_000_000])
def test_one_wrong_time_costs_one_record(offset_s):
    builder = activity_file().define(1, 20, [(253, UINT32), (5, UINT32)])
    for i in range(600):
        builder.data(1, START + i + (offset_s if i == 300 else 0), 300 * i)
    activity = read(builder.build())
    assert activity.elapsed_s.tolist() == [*range(300), *range(301, 600)]
    assert activity["distance_m"][-1] == 3 * 599
    assert "stray_times" in codes(activity)


def test_a_wrong_time_puts_no_record_into_another_session():
    builder = activity_file().define(1, 20, [(253, UINT32), (5, UINT32)]).define(2, 18, [(2, UINT32), (5, ENUM)])
    for i in range(600):
        builder.data(1, START + i + (400 if i == 100 else 0), 300 * i)
    builder.data(2, START, 1).data(2, START + 300, 2)
    run, ride = read_fit(builder.build(), source=SOURCE)
    assert run.elapsed_s.tolist() == [*range(100), *range(101, 300)]
    assert ride.elapsed_s.tolist() == list(range(300))


def test_every_session_has_its_own_laps_and_pauses():
    builder = activity_file().define(1, 20, [(253, UINT32)]).define(2, 18, [(253, UINT32), (2, UINT32), (5, ENUM)])
    builder.define(3, 19, [(253, UINT32), (2, UINT32), (7, UINT32)]).define(4, 21, [(253, UINT32), (0, ENUM), (1, ENUM)])
    for i in range(30):
        builder.data(1, START + i)
    for first in (20, 0, 10):
        builder.data(3, START + first + 9, START + first, 9000)
        builder.data(4, START + first + 3, 0, 4).data(4, START + first + 5, 0, 0)
        builder.data(2, START + first + 9, START + first, 1)
    activities = read_fit(builder.build(), source=SOURCE)
    assert [activity.elapsed_s.tolist() for activity in activities] == [list(range(10))] * 3
    assert [activity.pauses for activity in activities] == [(Span(3.0, 5.0),)] * 3
    assert [[lap.span for lap in activity.laps] for activity in activities] == [[Span(0.0, 9.0)]] * 3


def test_more_chained_files_than_any_watch_writes_are_refused_at_once():
    header = bytes([14, 0x10, 0, 0, 0, 0, 0, 0]) + b".FIT" + bytes(2)
    with pytest.raises(LimitError, match=r"more than 1,000 FIT files .*at byte 14,000"):
        read_fit(header * 20_000, source=SOURCE)


CADENCE = [(4, UINT8), (3, UINT8)]


@pytest.mark.parametrize(
    ("number", "sub", "told"),
    [(10, 0, ("training", "generic")), (254, 0, ("all", "generic")), (4, 1, ("running", "treadmill")), (4, 15, ("fitness_equipment", "elliptical"))],
)  # fmt: skip
def test_sports_that_may_be_a_run_keep_their_cadence(number, sub, told):
    builder = activity_file().define(1, 20, [(253, UINT32), *CADENCE])
    for second in range(5):
        builder.data(1, START + second, 85, 150)
    builder.define(2, 18, [(2, UINT32), (5, ENUM), (6, ENUM), (18, UINT8)]).data(2, START, number, sub, 85)
    data = builder.build()
    activity = legcheck.read(data)
    assert (activity.sport, activity.sub_sport) == told
    assert activity.has("cadence_spm") == (told[1] != "elliptical")
    assert activity.totals.cadence_spm == (None if told[1] == "elliptical" else 170.0)
    run = legcheck.read(data, sport="running")
    assert run["cadence_spm"].tolist() == [170.0] * 5
    assert run.totals.cadence_spm == 170.0


def test_the_sport_message_tells_where_the_session_does_not():
    builder = activity_file().define(1, 20, [(253, UINT32), (3, UINT8)]).data(1, START, 150).data(1, START + 1, 150)
    builder.define(3, 12, [(0, ENUM), (1, ENUM)]).data(3, 1, 3)
    builder.define(2, 18, [(2, UINT32), (5, ENUM), (6, ENUM)])
    silent = read(builder.data(2, START, 255, 255).build())
    assert (silent.sport, silent.sub_sport) == ("running", "trail")
    told = read(builder.data(2, START, 11, 255).build())  # of two sessions with one start the last counts
    assert (told.sport, told.sub_sport) == ("walking", "")


def test_laps_that_all_have_one_start_are_told_by_their_ends():
    # Three laps of 20, 5 and 15 s; the watch writes the start of the activity into each.
    builder = small_run(40).define(7, 19, [(253, UINT32), (2, UINT32), (7, UINT32)])
    for end, length in ((20, 20), (25, 5), (40, 15)):
        builder.data(7, START + end, START, 1000 * length)
    assert [lap.span for lap in read(builder.build()).laps] == [Span(0.0, 20.0), Span(20.0, 25.0), Span(25.0, 40.0)]
    # The summary may be written later than the lap ended: where starts differ they are believed.
    builder = small_run(40).define(7, 19, [(253, UINT32), (2, UINT32), (7, UINT32)])
    builder.data(7, START + 30, START, 20_000).data(7, START + 40, START + 20, 20_000)
    assert [lap.span for lap in read(builder.build()).laps] == [Span(0.0, 20.0), Span(20.0, 40.0)]
