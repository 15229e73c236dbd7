"""GPX of every origin into the same Activity."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from legcheck.core import Activity, ReadError, UnsupportedFileError
from legcheck.parsers import read, read_all

NAMESPACES = (
    'xmlns="http://www.topografix.com/GPX/1/1" '
    'xmlns:gpxtpx="http://www.garmin.com/xmlschemas/TrackPointExtension/v1" '
    'xmlns:ns3="http://www.garmin.com/xmlschemas/TrackPointExtension/v2" '
    'xmlns:gpxdata="http://www.cluetrust.com/XML/GPXDATA/1/0"'
)


def point(second: int, inside: str = "", *, lat: float = 50.0, time: str | None = None) -> str:
    moment = f"2024-05-01T08:{second // 60:02d}:{second % 60:02d}Z" if time is None else time
    stamp = f"<time>{moment}</time>" if moment else ""
    return f'<trkpt lat="{lat + 3e-5 * second:.6f}" lon="8.25"><ele>{100 + second}</ele>{stamp}{inside}</trkpt>'


def gpx(*tracks: str, kind: str = "running", attributes: str = NAMESPACES) -> bytes:
    named = f"<type>{kind}</type>" if kind else ""
    body = "".join(f"<trk><name>A &amp; B</name>{named}{track}</trk>" for track in tracks)
    return f'<?xml version="1.0" encoding="UTF-8"?><gpx version="1.1" creator="Watch 3" {attributes}>{body}</gpx>'.encode()


def segment(*points: str) -> str:
    return f"<trkseg>{''.join(points)}</trkseg>"


def codes(activity: Activity) -> list[str]:
    return [note.code for note in activity.notes]


def test_the_plain_case() -> None:
    activity = read(gpx(segment(point(0), point(1), point(3))))
    assert activity.source.format == "gpx"
    assert len(activity.source.sha256) == 64
    assert activity.start_time == datetime(2024, 5, 1, 8, tzinfo=UTC)
    assert activity.elapsed_s.tolist() == [0.0, 1.0, 3.0]
    assert activity["latitude_deg"].tolist() == [50.0, 50.00003, 50.00009]
    assert activity["longitude_deg"].tolist() == [8.25] * 3
    assert activity["altitude_m"].tolist() == [100.0, 101.0, 103.0]
    assert (activity.sport, activity.sub_sport, activity.device.product) == ("running", "", "Watch 3")
    assert sorted(activity.channels) == ["altitude_m", "elapsed_s", "latitude_deg", "longitude_deg"]
    assert (activity.breaks, activity.laps, activity.pauses, activity.notes) == ((), (), (), ())


@pytest.mark.parametrize(
    ("inside", "channel", "value"),
    [
        ("<extensions><gpxtpx:TrackPointExtension><gpxtpx:hr>151</gpxtpx:hr></gpxtpx:TrackPointExtension></extensions>", "heart_rate_bpm", 151),
        ("<extensions><ns3:TrackPointExtension><ns3:atemp>21.5</ns3:atemp></ns3:TrackPointExtension></extensions>", "temperature_c", 21.5),
        ("<extensions><ns3:TrackPointExtension><ns3:speed>3.25</ns3:speed><ns3:course>90</ns3:course></ns3:TrackPointExtension></extensions>", "speed_mps", 3.25),
        ("<extensions><gpxdata:hr>140</gpxdata:hr></extensions>", "heart_rate_bpm", 140),
        ("<extensions><gpxdata:temp>-3</gpxdata:temp></extensions>", "temperature_c", -3),
        ("<extensions><gpxdata:distance>1234.5</gpxdata:distance></extensions>", "distance_m", 1234.5),
        ("<extensions><power>245</power></extensions>", "power_w", 245),
        ("<extensions><speed>2.75</speed><course>12</course><hAcc>3</hAcc></extensions>", "speed_mps", 2.75),
        ("<speed>2.5</speed>", "speed_mps", 2.5),
        ("<hr>133</hr>", "heart_rate_bpm", 133),
        ("<extensions><a><b><HeartRate> 99 </HeartRate></b></a></extensions>", "heart_rate_bpm", 99),
        ("<extensions><heart_rate>98</heart_rate></extensions>", "heart_rate_bpm", 98),
        ("<extensions><HeartRateBpm>97</HeartRateBpm></extensions>", "heart_rate_bpm", 97),
        ("<extensions><bpm>96</bpm></extensions>", "heart_rate_bpm", 96),
        ("<extensions><pulse>95</pulse></extensions>", "heart_rate_bpm", 95),
    ],
)  # fmt: skip
def test_extensions_of_every_origin(inside: str, channel: str, value: float) -> None:
    for engine in ("legcheck", "gpxpy"):
        if engine == "gpxpy" and not inside.startswith("<ext"):
            continue
        activity = read(gpx(segment(point(0, inside), point(1))), engine=engine)
        np.testing.assert_array_equal(activity[channel], [value, np.nan])


def test_cadence_of_one_foot_is_doubled() -> None:
    inside = "<extensions><gpxtpx:TrackPointExtension><gpxtpx:cad>84</gpxtpx:cad></gpxtpx:TrackPointExtension></extensions>"
    activity = read(gpx(segment(*(point(second, inside) for second in range(60)))))
    assert set(activity["cadence_spm"]) == {168.0}
    assert codes(activity) == ["cadence_unit"]


@pytest.mark.parametrize("prefix", ["", "g:", "gpx11:"])
@pytest.mark.parametrize("space", ["http://www.topografix.com/GPX/1/0", "http://www.topografix.com/GPX/1/1", "urn:any"])
def test_any_namespace_and_prefix(prefix: str, space: str) -> None:
    declared = f'xmlns{":" + prefix[:-1] if prefix else ""}="{space}"'
    text = (
        f'<{prefix}gpx version="1.0" {declared}><{prefix}trk><{prefix}trkseg><{prefix}trkpt lat="1.5" lon="-2.5">'
        f"<{prefix}time>2024-05-01T08:00:00Z</{prefix}time></{prefix}trkpt></{prefix}trkseg></{prefix}trk></{prefix}gpx>"
    )
    activity = read(text.encode())
    assert (activity["latitude_deg"].tolist(), activity["longitude_deg"].tolist()) == ([1.5], [-2.5])


@pytest.mark.parametrize(
    ("kind", "sport", "sub_sport"),
    [("running", "running", ""), ("9", "running", ""), ("Run", "running", ""), ("Trail Running", "running", "trail"),
     ("trail_running", "running", "trail"), ("treadmill_running", "running", "treadmill"), ("1", "cycling", ""), ("Biking", "cycling", ""),
     ("Nordic Ski", "nordic_ski", ""), ("", "", ""),
     ("Outdoor Run", "running", ""), ("Indoor Run", "running", "indoor_running"), ("Track Run", "running", "track"),
     ("obstacle_run", "running", "obstacle"), ("RUNNING_TRAIL", "running", "trail"), ("running_outdoor", "running", ""), ("jog", "running", ""),
     ("Running, Trail", "running", "trail"), ("OutdoorRun", "running", ""), ("Laufen", "running", ""), ("Ultra Run", "running", "ultra"),
     ("Run/Walk", "", ""), ("Roller Ski Run", "roller_ski_run", ""), ("Pool Running", "pool_running", ""), ("Crunch", "crunch", "")],
)  # fmt: skip
def test_sport(kind: str, sport: str, sub_sport: str) -> None:
    activity = read(gpx(segment(point(0)), kind=kind))
    assert (activity.sport, activity.sub_sport) == (sport, sub_sport)


def test_the_callers_sport_wins() -> None:
    activity = read(gpx(segment(point(0)), kind="road_biking"), sport="Running")
    assert (activity.sport, activity.sub_sport) == ("running", "")


def test_segments_are_breaks() -> None:
    activity = read(gpx(segment(point(0), point(1)) + segment() + segment(point(100), point(101)) + segment(point(200))))
    assert activity.breaks == (100.0, 200.0)
    assert len(activity) == 5


def test_tracks_that_follow_each_other_are_one_activity() -> None:
    activity = read(gpx(segment(point(0), point(1)), segment(point(300))))
    assert activity.elapsed_s.tolist() == [0.0, 1.0, 300.0]
    assert activity.breaks == (300.0,)
    assert codes(activity) == ["tracks_joined"]


@pytest.mark.parametrize("name", ["cad", "RunCadence", "rcad"])
def test_cadence_of_one_foot_under_any_name_is_doubled(name: str) -> None:
    activity = read(gpx(segment(*(point(second, f"<{name}>84</{name}>") for second in range(60)))))
    assert activity["cadence_spm"].tolist() == [168.0] * 60


@pytest.mark.parametrize("name", ["spm", "steps_per_minute"])
def test_cadence_in_steps_a_minute_is_kept(name: str) -> None:
    activity = read(gpx(segment(*(point(second, f"<{name}>168</{name}>") for second in range(60)))))
    assert activity["cadence_spm"].tolist() == [168.0] * 60


def test_segments_of_one_track_hours_apart_are_several() -> None:
    morning = segment(point(0), point(1))
    noon, evening = (segment(point(0, time=f"2024-05-01T{hour}:00:00Z")) for hour in (14, 21))
    # 5 h 59 min and 59 s are a break, 7 h part two recordings.
    first, second = read_all(gpx(morning + noon + evening))
    assert first.elapsed_s.tolist() == [0.0, 1.0, 6 * 3600.0]
    assert second.start_time == datetime(2024, 5, 1, 21, tzinfo=UTC)


@pytest.mark.parametrize("engine", ["legcheck", "gpxpy"])
def test_the_way_since_the_last_point_is_not_taken_for_distance(engine: str) -> None:
    spaces = (
        NAMESPACES
        + ' xmlns:opentracks="http://opentracksapp.com/xmlschemas/v1" xmlns:cluetrust="http://www.cluetrust.com/Schemas/"'
    )
    both = "<extensions><opentracks:distance>{:.2f}</opentracks:distance><cluetrust:distance>{:.2f}</cluetrust:distance></extensions>"
    points = [point(second, both.format(3.0, 3.0 * second)) for second in range(4)]
    activity = read(gpx(segment(*points), attributes=spaces), engine=engine)
    assert activity["distance_m"].tolist() == [0.0, 3.0, 6.0, 9.0]
    alone = [text.replace("cluetrust:distance", "cluetrust:other") for text in points]
    assert not read(gpx(segment(*alone), attributes=spaces), engine=engine).has("distance_m")


def test_latitude_and_longitude_of_zero_are_no_position() -> None:
    nowhere = point(0).replace('lat="50.000000" lon="8.25"', 'lat="0.0" lon="0"')
    latitude = read(gpx(segment(nowhere, point(1))))["latitude_deg"]
    assert np.isnan(latitude[0])
    assert latitude[1] == 50.00003
    equator = point(0).replace('lat="50.000000"', 'lat="0.0"')
    assert read(gpx(segment(equator, point(1))))["latitude_deg"][0] == 0.0


@pytest.mark.parametrize("second", ["2024-05-01T18:00:00Z", "2024-05-01T07:59:00Z", "2024-05-01T08:00:01Z"])
def test_tracks_hours_apart_or_at_the_same_time_are_several(second: str) -> None:
    data = gpx(segment(point(0), point(2)), segment(point(0, time=second)))
    assert [len(activity) for activity in read_all(data)] == [2, 1]
    activity = read(data)
    assert len(activity) == 2
    assert codes(activity) == ["several_activities"]
    assert second[11:16] in activity.notes[-1].message


def test_tracks_of_different_sports_are_several() -> None:
    data = gpx(segment(point(0))).replace(
        b"</trk>", b"</trk><trk><type>cycling</type>" + segment(point(60), point(61)).encode() + b"</trk>"
    )
    assert [activity.sport for activity in read_all(data)] == ["running", "cycling"]
    assert read(data).sport == "running"


def test_points_without_time_are_left_out_with_a_note() -> None:
    activity = read(gpx(segment(point(0), point(1, time=""), point(2, time="soon"), point(3))))
    assert activity.elapsed_s.tolist() == [0.0, 3.0]
    assert codes(activity) == ["points_without_time"]
    assert "2 of 4" in activity.notes[0].message


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (gpx(segment(point(0, time=""), point(1, time=""))), "no times"),
        (gpx(segment()), "no track points"),
        (gpx(), "no track points"),
        (b'<gpx><rte><rtept lat="1" lon="2"/></rte></gpx>', "planned route"),
        (b'<gpx><wpt lat="1" lon="2"><time>2024-05-01T08:00:00Z</time></wpt></gpx>', "no track points"),
    ],
)
def test_what_is_no_recording_says_so(data: bytes, said: str) -> None:
    for engine in ("legcheck", "gpxpy"):
        with pytest.raises(ReadError, match=said):
            read(data, engine=engine)


def test_offsets_and_fractions() -> None:
    times = ["2024-05-01T10:00:00.250+02:00", "2024-05-01T10:00:01.500+02:00", "2024-05-01T10:00:02+02:00"]
    activity = read(gpx(segment(*(point(i, time=text) for i, text in enumerate(times)))))
    assert activity.start_time == datetime(2024, 5, 1, 8, 0, 0, 250_000, tzinfo=UTC)
    assert activity.elapsed_s.tolist() == [0.0, 1.25, 1.75]
    assert activity.utc_offset_s == 7200.0


def test_times_without_zone_are_utc_with_a_note() -> None:
    activity = read(gpx(segment(point(0, time="2024-05-01T08:00:00"))))
    assert activity.start_time == datetime(2024, 5, 1, 8, tzinfo=UTC)
    assert codes(activity) == ["times_without_zone"]


def test_a_first_fix_of_another_decade_is_left_out() -> None:
    activity = read(gpx(segment(point(0, time="1999-08-22T00:00:00Z"), point(1), point(2))))
    assert activity.elapsed_s.tolist() == [0.0, 1.0]
    assert codes(activity) == ["times_far_off"]


@pytest.mark.parametrize("time", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00"])
def test_times_at_the_end_of_the_calendar_are_none(time: str) -> None:
    with pytest.raises(ReadError, match="no times"):
        read(gpx(segment(point(0, time=time))))
    assert codes(read(gpx(segment(point(0, time=time), point(1))))) == ["points_without_time"]


def clock_set(at: int, by_s: int, last: int = 60) -> bytes:
    """A minute along a meridian at 3.3 m/s whose clock is set after ``at`` seconds."""
    start = datetime(2024, 5, 1, 8, tzinfo=UTC)
    times = [start + timedelta(seconds=second + (by_s if second >= at else 0)) for second in range(last)]
    return gpx(segment(*(point(second, time=f"{time:%Y-%m-%dT%H:%M:%SZ}") for second, time in enumerate(times))))


@pytest.mark.parametrize("by_s", [-3600, -40, -25, 20 * 86_400])
@pytest.mark.parametrize("at", [20, 40])
def test_a_clock_set_on_the_way_is_undone_where_the_positions_go_on(at: int, by_s: int) -> None:
    activity = read(clock_set(at, by_s))
    assert activity.elapsed_s.tolist() == [*range(60)]
    assert activity["latitude_deg"].tolist() == sorted(activity["latitude_deg"])
    # Set back, the clock of the start counts; set forward by days, the one that ran longer.
    days = 20 if by_s > 0 and at == 20 else 0
    assert activity.start_time == datetime(2024, 5, 1 + days, 8, tzinfo=UTC)
    assert codes(activity) == ["clock_set_back" if by_s < 0 else "clock_set_forward"]


def test_a_few_hours_ahead_may_be_a_pause_and_stay() -> None:
    activity = read(clock_set(30, 3 * 3600))
    assert activity.elapsed_s.tolist() == [*range(30), *range(10830, 10860)]
    assert activity.notes == ()


def test_parts_in_another_order_or_written_twice_are_no_set_clock() -> None:
    # 72 s around a circle of 36 m: its end is its start, so the place goes on wherever the file does.
    ring = [point(second, lat=50.0 - 3e-5 * second + 3.3e-4 * float(np.sin(second / 72 * 2 * np.pi))) for second in range(72)]
    for points in (ring[36:] + ring[:36], ring + ring):
        activity = read(gpx(segment(*points)))
        assert (activity.elapsed_s.min(), activity.elapsed_s.max()) == (0.0, 71.0)
        assert activity.notes == ()


def test_rows_stay_in_file_order() -> None:
    activity = read(gpx(segment(point(0), point(5), point(3), point(3), point(9))))
    assert activity.elapsed_s.tolist() == [0.0, 5.0, 3.0, 3.0, 9.0]


def test_metadata_waypoints_and_other_times_do_not_mix_in() -> None:
    data = gpx(segment(point(0, "<extensions><time>1999-01-01T00:00:00Z</time><ele>-5</ele></extensions>")))
    data = data.replace(
        b"<trk>",
        b'<metadata><time>2020-01-01T00:00:00Z</time></metadata><wpt lat="9" lon="9"><ele>7</ele><hr>1</hr></wpt><trk>',
    )
    activity = read(data)
    assert (activity["altitude_m"].tolist(), activity["latitude_deg"].tolist()) == ([100.0], [50.0])
    assert not activity.has("heart_rate_bpm")


def test_only_the_points_own_time_and_height_count() -> None:
    stray = "<extensions><ele>-5</ele><time>1999-01-01T00:00:00Z</time></extensions>"
    bare = f'<trkpt lat="50.5" lon="8">{stray}<time>2024-05-01T08:00:09Z</time></trkpt>'
    activity = read(gpx(segment(point(0), bare)))
    np.testing.assert_array_equal(activity["altitude_m"], [100.0, np.nan])
    assert activity.elapsed_s.tolist() == [0.0, 9.0]


def test_the_first_of_several_values_counts_for_both_engines() -> None:
    inside = "<extensions><power>bad</power><watts>240</watts><power>250</power></extensions>"
    data = gpx(segment(point(0, inside)))
    assert read(data)["power_w"].tolist() == read(data, engine="gpxpy")["power_w"].tolist() == [240.0]


@pytest.mark.parametrize("keep", [0.3, 0.5, 0.8, 0.99])
def test_a_cut_file_gives_every_whole_point(keep: float) -> None:
    data = gpx(segment(*(point(second, "<hr>150</hr>") for second in range(100))))
    cut = data[: int(keep * len(data))]
    activity = read(cut)
    assert len(activity) == cut.count(b"</trkpt>")
    assert activity.elapsed_s.tolist() == list(range(len(activity)))
    assert codes(activity) == ["file_cut_off"]
    assert f"{len(activity)} points" in activity.notes[0].message
    with pytest.raises(ReadError, match="salvage"):
        read(cut, on_damage="raise")


@pytest.mark.parametrize("mark", ["", "<!-- a comment has libxml2 write the file anew -->"])
def test_half_a_number_is_never_taken_for_a_whole_one(mark: str) -> None:
    data = gpx(segment(*(point(second, "<hr>150</hr>") for second in range(3)))).replace(b"<trk>", mark.encode() + b"<trk>")
    cut = data[: data.rindex(b"<hr>15") + len(b"<hr>15")]
    activity = read(cut)
    assert activity["heart_rate_bpm"].tolist() == [150.0, 150.0]
    assert codes(activity) == ["file_cut_off"]


def test_damage_in_the_middle_costs_only_what_is_damaged() -> None:
    data = gpx(segment(*(point(second, "<hr>150</hr>") for second in range(100))))
    middle = data.index(b"08:00:50Z")
    damaged = data[:middle] + b"</x>\x07<<" + data[middle:]
    activity = read(damaged)
    assert codes(activity)[0] == "file_damaged"
    assert "line 1" in activity.notes[0].message
    assert len(activity) >= 98
    with pytest.raises(ReadError, match="line 1"):
        read(damaged, on_damage="raise")


def test_trailing_zeros_are_no_damage() -> None:
    assert read(gpx(segment(point(0))) + bytes(4096)).notes == ()


def test_speed_is_never_made_up() -> None:
    assert not read(gpx(segment(*(point(second) for second in range(60))))).has("speed_mps")


@pytest.mark.parametrize(
    "head",
    [
        "<metadata><desc>felt good&#xD;\nheavy legs</desc></metadata>",
        "<metadata><desc>see &lt;a href='http://x'&gt;x&lt;/a&gt;</desc></metadata>",
        "<metadata><desc>mood='ok'</desc></metadata>",
    ],
)
def test_words_that_look_like_markup_do_not_make_a_file_unreadable(head: str) -> None:
    data = gpx(segment(point(0), point(1), point(3))).replace(b"<trk>", head.encode() + b"<trk>", 1)
    activity = read(data)
    assert activity.elapsed_s.tolist() == [0.0, 1.0, 3.0]
    assert activity.notes == ()


def test_a_line_break_in_an_attribute_is_read() -> None:
    activity = read(gpx(segment(point(0), point(1))).replace(b"Watch 3", b"Watch&#10;3"))
    assert activity["latitude_deg"].tolist() == [50.0, 50.00003]
    assert activity.device.product == "Watch\n3"


def test_decimal_commas_are_read() -> None:
    data = gpx(segment(point(0, "<hr>140,5</hr>"), point(1, "<hr>141,5</hr>"))).replace(b'lat="50.', b'lat="50,')
    activity = read(data.replace(b'lon="8.25', b'lon="8,25').replace(b"<ele>100<", b"<ele>100,5<"))
    assert activity["heart_rate_bpm"].tolist() == [140.5, 141.5]
    assert activity["latitude_deg"].tolist() == [50.0, 50.00003]
    assert activity["longitude_deg"].tolist() == [8.25, 8.25]
    assert activity["altitude_m"].tolist() == [100.5, 101.0]


@pytest.mark.parametrize("offset_s", [-3600, 3600, 86_400])
def test_one_wrong_time_is_left_out_and_does_not_move_the_start(offset_s: int) -> None:
    wrong = datetime.fromtimestamp(1_714_550_400 + 30 + offset_s, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    activity = read(gpx(segment(*(point(second, time=wrong if second == 30 else None) for second in range(60)))))
    assert activity.start_time == datetime(2024, 5, 1, 8, tzinfo=UTC)
    assert activity.elapsed_s.tolist() == [*range(30), *range(31, 60)]
    assert codes(activity) == ["stray_times"]


def test_dates_years_apart_leave_those_of_the_later_half() -> None:
    activity = read(gpx(segment(point(0, time="2018-01-01T00:00:00Z"), point(0, time="2024-01-01T00:00:00Z"))))
    assert activity.start_time == datetime(2024, 1, 1, tzinfo=UTC)
    assert codes(activity) == ["times_far_off"]


@pytest.mark.parametrize(
    "time", ["01.05.2024 08:00:00", "2024-05-01T01:30:00 PM", "2024-05-01 08:00:00am", "1714550400", "2024-05-01T08:00.5Z"]
)
def test_a_time_in_another_form_is_shown_and_the_file_is_not_called_a_route(time: str) -> None:
    with pytest.raises(ReadError, match="no times that can be read") as caught:
        read(gpx(segment(point(0, time=time), point(1, time=time))))
    assert not isinstance(caught.value, UnsupportedFileError)
    assert repr(time) in str(caught.value)


@pytest.mark.parametrize("time", ["20240501T080100Z", "2024-05-01T08:01Z", "20240501T0801Z", "2024-05-01T10:01+02:00"])
def test_basic_form_and_times_without_seconds_are_read(time: str) -> None:
    activity = read(gpx(segment(point(0), point(1, time=time))))
    assert activity.elapsed_s.tolist() == [0.0, 60.0]


def test_numbers_too_large_to_be_doubled_do_no_harm() -> None:
    activity = read(gpx(segment(point(0, "<cad>1e308</cad>"), point(1, "<cad>85</cad>"))))
    assert activity["cadence_spm"][1] in {85.0, 170.0}
