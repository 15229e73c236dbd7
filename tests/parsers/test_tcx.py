"""TCX into an Activity: points, laps, pauses, device."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np
import pytest

from legcheck.core import Activity, ReadError, Span, UnsupportedFileError
from legcheck.parsers import read, read_all

HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?><TrainingCenterDatabase '
    'xmlns="http://www.garmin.com/xmlschemas/TrainingCenterDatabase/v2" '
    'xmlns:ns3="http://www.garmin.com/xmlschemas/ActivityExtension/v2" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
)
CREATOR = (
    '<Creator xsi:type="Device_t"><Name>Garmin Forerunner 620</Name><UnitId>3878</UnitId><ProductID>1623</ProductID>'
    "<Version><VersionMajor>3</VersionMajor><VersionMinor>30</VersionMinor></Version></Creator>"
)
TPX = "<Extensions><ns3:TPX><ns3:Speed>{speed}</ns3:Speed><ns3:RunCadence>{cadence}</ns3:RunCadence><ns3:Watts>230</ns3:Watts></ns3:TPX></Extensions>"


def stamp(second: int) -> str:
    return f"2024-05-01T08:{second // 60:02d}:{second % 60:02d}.000Z"


def point(second: int, *, cadence: int = 84, speed: float = 3.0, more: str = "") -> str:
    return (
        f"<Trackpoint><Time>{stamp(second)}</Time>"
        f"<Position><LatitudeDegrees>{50 + 3e-5 * second:.6f}</LatitudeDegrees><LongitudeDegrees>8.25</LongitudeDegrees></Position>"
        f"<AltitudeMeters>100.5</AltitudeMeters><DistanceMeters>{3.0 * second}</DistanceMeters>"
        f'<HeartRateBpm xsi:type="x"><Value>150</Value></HeartRateBpm>{more}{TPX.format(speed=speed, cadence=cadence)}</Trackpoint>'
    )


def track(*points: str) -> str:
    return f"<Track>{''.join(points)}</Track>"


def lap(
    start: int, *tracks: str, timer_s: float = 60, distance_m: float = 180, intensity: str = "Active", cadence: int | None = 84
) -> str:
    average = f"<ns3:AvgRunCadence>{cadence}</ns3:AvgRunCadence>" if cadence is not None else ""
    return (
        f'<Lap StartTime="{stamp(start)}"><TotalTimeSeconds>{timer_s}</TotalTimeSeconds><DistanceMeters>{distance_m}</DistanceMeters>'
        "<MaximumSpeed>9.9</MaximumSpeed><Calories>9</Calories><AverageHeartRateBpm><Value>149</Value></AverageHeartRateBpm>"
        f"<MaximumHeartRateBpm><Value>160</Value></MaximumHeartRateBpm><Intensity>{intensity}</Intensity>"
        f"<TriggerMethod>Manual</TriggerMethod>{''.join(tracks)}"
        f"<Extensions><ns3:LX><ns3:AvgSpeed>2.9</ns3:AvgSpeed>{average}</ns3:LX></Extensions></Lap>"
    )


def tcx(*laps: str, sport: str = "Running", creator: str = CREATOR) -> bytes:
    activity = f'<Activity Sport="{sport}"><Id>{stamp(0)}</Id>{"".join(laps)}{creator}</Activity>'
    return f"{HEAD}<Activities>{activity}</Activities></TrainingCenterDatabase>".encode()


def codes(activity: Activity) -> list[str]:
    return [note.code for note in activity.notes]


def two_laps() -> bytes:
    first = lap(0, track(*(point(second) for second in range(60))))
    second = lap(
        60, track(*(point(second) for second in range(60, 91))), timer_s=30, distance_m=91, intensity="Resting", cadence=80
    )
    return tcx(first, second)


def test_the_plain_case() -> None:
    activity = read(two_laps())
    assert (activity.sport, activity.source.format, len(activity)) == ("running", "tcx", 91)
    assert activity.start_time == datetime(2024, 5, 1, 8, tzinfo=UTC)
    np.testing.assert_array_equal(activity.elapsed_s, np.arange(91.0))
    np.testing.assert_array_equal(activity["distance_m"], 3.0 * np.arange(91))
    expected = {
        "speed_mps": 3.0,
        "cadence_spm": 168.0,
        "power_w": 230.0,
        "heart_rate_bpm": 150.0,
        "altitude_m": 100.5,
        "longitude_deg": 8.25,
    }
    for channel, value in expected.items():
        assert set(activity[channel]) == {value}, channel
    assert (activity.breaks, codes(activity)) == ((), ["cadence_unit"])


def test_laps_and_totals_are_the_devices_own() -> None:
    activity = read(two_laps())
    first, second = activity.laps
    assert (first.span, second.span) == (Span(0.0, 60.0), Span(60.0, 90.0))
    assert (first.intensity, second.intensity, first.trigger) == ("active", "rest", "manual")
    assert (first.totals.distance_m, first.totals.timer_s, first.totals.heart_rate_bpm) == (180.0, 60.0, 149.0)
    assert (first.totals.cadence_spm, second.totals.cadence_spm) == (168.0, 160.0)
    totals = activity.totals
    assert (totals.distance_m, totals.timer_s, totals.max_heart_rate_bpm) == (271.0, 90.0, 160.0)
    assert totals.cadence_spm == pytest.approx((60 * 168 + 30 * 160) / 90)  # 165.33
    assert totals.elapsed_s is None


def test_a_mean_that_not_every_lap_tells_is_not_made_up() -> None:
    activity = read(tcx(lap(0, track(point(0))), lap(1, track(point(1)), cadence=None)))
    assert activity.laps[1].totals.cadence_spm is None
    assert activity.totals.cadence_spm is None


def test_device() -> None:
    device = read(two_laps()).device
    assert (device.manufacturer, device.product, device.serial, device.software) == (
        "garmin",
        "Garmin Forerunner 620",
        "3878",
        "3.30",
    )
    assert read(tcx(lap(0, track(point(0))), creator="")).device.product == ""


def test_a_second_track_of_a_lap_is_a_break() -> None:
    laps = [
        lap(0, track(point(0), point(1)), track(point(50), point(51))),
        lap(60, track(point(60)), track(), track(point(80))),
    ]
    assert read(tcx(*laps)).breaks == (50.0, 80.0)


def test_cadence_in_steps_is_kept_with_its_laps_and_totals() -> None:
    data = tcx(lap(0, track(*(point(second, cadence=168) for second in range(60))), cadence=168))
    activity = read(data)
    assert set(activity["cadence_spm"]) == {168.0}
    assert activity.laps[0].totals.cadence_spm == activity.totals.cadence_spm == 168.0
    assert "kept" in activity.notes[0].message
    forced = read(data, cadence_factor=2)
    assert set(forced["cadence_spm"]) == {336.0}
    assert forced.laps[0].totals.cadence_spm == 336.0


def test_cadence_outside_the_extension_and_bare_heart_rate() -> None:
    bare = "<Trackpoint><Time>2024-05-01T08:00:00Z</Time><HeartRateBpm>141</HeartRateBpm><Cadence>80</Cadence></Trackpoint>"
    activity = read(tcx(lap(0, track(bare))))
    assert (activity["heart_rate_bpm"].tolist(), activity["cadence_spm"].tolist()) == ([141.0], [160.0])


def test_the_extensions_cadence_is_preferred() -> None:
    activity = read(tcx(lap(0, track(point(0, cadence=85, more="<Cadence>12</Cadence>")))))
    assert activity["cadence_spm"].tolist() == [170.0]


def test_zero_heart_rate_is_none() -> None:
    data = two_laps().replace(b"<Value>150</Value>", b"<Value>0</Value>", 1)
    assert np.isnan(read(data)["heart_rate_bpm"][0])


@pytest.mark.parametrize(("written", "sport"), [("Running", "running"), ("Biking", "cycling"), ("Other", "other")])
def test_sport(written: str, sport: str) -> None:
    assert read(tcx(lap(0, track(point(0))), sport=written)).sport == sport


def test_turns_of_a_crank_are_no_steps() -> None:
    activity = read(tcx(lap(0, track(point(0))), sport="Biking"))
    assert not activity.has("cadence_spm")
    assert activity.laps[0].totals.cadence_spm is None
    assert codes(activity) == ["cadence_not_steps"]


def test_several_activities() -> None:
    data = two_laps()
    middle = data.index(b"</Activities>")
    ride = (
        b'<Activity Sport="Biking"><Id>x</Id>' + lap(200, track(*(point(s) for s in range(200, 320)))).encode() + b"</Activity>"
    )
    data = data[:middle] + ride + data[middle:]
    assert [(activity.sport, len(activity), len(activity.laps)) for activity in read_all(data)] == [
        ("running", 91, 2),
        ("cycling", 120, 1),
    ]
    activity = read(data)
    assert (activity.sport, codes(activity)) == ("running", ["cadence_unit", "several_activities"])


@pytest.mark.parametrize("kind", ["Course", "Workout"])
def test_plans_are_no_activities(kind: str) -> None:
    data = f"{HEAD}<{kind}s><{kind}><Name>x</Name>{track(point(0))}</{kind}></{kind}s></TrainingCenterDatabase>".encode()
    with pytest.raises(UnsupportedFileError, match=kind.lower()):
        read(data)


def test_laps_without_points_say_so() -> None:
    with pytest.raises(ReadError, match="no recorded points"):
        read(tcx(lap(0)))


def test_leading_blanks() -> None:
    assert len(read(b"          " + two_laps())) == 91


@pytest.mark.parametrize("keep", [0.2, 0.5, 0.9])
def test_a_cut_file_gives_every_whole_point(keep: float) -> None:
    data = two_laps()
    cut = data[: int(keep * len(data))]
    activity = read(cut)
    assert len(activity) == cut.count(b"</Trackpoint>")
    assert "file_cut_off" in codes(activity)
    with pytest.raises(ReadError, match="salvage"):
        read(cut, on_damage="raise")


def test_laps_out_of_order_or_without_start_are_left_out() -> None:
    assert read(tcx(lap(30, track(point(30))), lap(0, track(point(0))))).laps == ()
    assert read(two_laps().replace(b"StartTime", b"Begun")).laps == ()


def test_a_lap_of_another_year_is_left_out_with_a_note() -> None:
    data = tcx(lap(0, track(*(point(s) for s in range(60)))), lap(60, track(point(60)))).replace(
        f'StartTime="{stamp(60)}'.encode(), b'StartTime="2044-05-01T08:00:00Z'
    )
    activity = read(data)
    assert len(activity.laps) == 1
    assert "laps_left_out" in codes(activity)


def test_lap_start_shortly_before_the_first_point_is_the_start() -> None:
    activity = read(tcx(lap(0, track(point(5), point(6)))))
    assert activity.elapsed_s.tolist() == [5.0, 6.0]
    assert activity.start_time == datetime(2024, 5, 1, 8, tzinfo=UTC)


def test_notes_with_line_breaks_and_decimal_commas_are_read() -> None:
    data = tcx(lap(0, track(*(point(second) for second in range(60)))), creator="<Notes>felt good&#xD;\nheavy legs</Notes>")
    activity = read(data.replace(b">100.5<", b">100,5<"))
    assert activity["altitude_m"].tolist() == [100.5] * 60
    assert not {"file_damaged", "file_cut_off"} & set(codes(activity))


def test_points_before_the_clock_was_set_follow_on_where_the_distance_goes_on() -> None:
    data = tcx(lap(0, track(*(point(second) for second in range(6)))))
    for second in range(3):
        data = data.replace(f"<Time>{stamp(second)}".encode(), f"<Time>1970-01-01T00:00:0{second}Z".encode())
    activity = read(data)
    assert activity["distance_m"].tolist() == [0.0, 3.0, 6.0, 9.0, 12.0, 15.0]
    assert activity.elapsed_s.tolist() == [0, 1, 2, 3, 4, 5]
    assert activity.start_time == datetime(2024, 5, 1, 8, tzinfo=UTC)
    assert "clock_set_forward" in codes(activity)


def test_points_before_the_clock_was_set_are_left_out_where_the_distance_begins_behind_them() -> None:
    data = tcx(lap(0, track(*(point(second) for second in range(6)))))
    for second in range(3):
        data = data.replace(f"<Time>{stamp(second)}".encode(), f"<Time>1970-01-01T00:00:0{second}Z".encode())
        data = data.replace(f"<DistanceMeters>{3.0 * second}<".encode(), b"<DistanceMeters>0<")
    activity = read(data)
    assert activity["distance_m"].tolist() == [9.0, 12.0, 15.0]
    assert "times_far_off" in codes(activity)


def test_a_clock_set_back_keeps_the_start_and_leaves_out_laps() -> None:
    # Summer time ends after 30 s of a minute: the file says 1:00 to 1:29, then 0:00:30 to 0:00:59.
    data = tcx(
        lap(3600, track(*(point(second) for second in range(30)))), lap(30, track(*(point(second) for second in range(30, 60))))
    )
    for second in range(30):
        data = data.replace(f"<Time>{stamp(second)}".encode(), f"<Time>{stamp(second).replace('T08', 'T09')}".encode())
    activity = read(data.replace(b'StartTime="2024-05-01T08:60:00', b'StartTime="2024-05-01T09:00:00'))
    assert activity.elapsed_s.tolist() == [*range(60)]
    assert activity.start_time == datetime(2024, 5, 1, 9, tzinfo=UTC)
    assert activity.laps == ()
    assert {"clock_set_back", "laps_left_out"} <= set(codes(activity))


def test_a_wrong_time_stretches_neither_the_run_nor_its_last_lap() -> None:
    data = tcx(lap(0, track(*(point(second) for second in range(60)))))
    activity = read(data.replace(f"<Time>{stamp(30)}".encode(), b"<Time>2024-05-01T09:30:00Z"))
    assert "stray_times" in codes(activity)
    assert activity.elapsed_s.tolist() == [*range(30), *range(31, 60)]
    assert activity.laps[0].span == Span(0.0, 59.0)


def test_numbers_at_the_end_of_the_range_do_no_harm() -> None:
    huge = lap(0, track(*(point(second) for second in range(60))), distance_m=1e308, timer_s=1e308)
    activity = read(tcx(huge, huge).replace(b"RunCadence>84<", b"RunCadence>1e308<"))
    assert activity.totals.distance_m is None
