"""Maximum and resting heart rate: which message of a FIT file they are taken from, and what is not believed."""

from __future__ import annotations

import pytest
from fit_builder import ENUM, START, UINT8, UINT16, UINT32, Builder, small_run

from legcheck import read, read_all

SESSION, LAP = 18, 19


def with_session(peak: int = 170, index: int = 0) -> Builder:
    builder = small_run(60, session=False)
    builder.define(2, SESSION, [(254, UINT16), (253, UINT32), (2, UINT32), (5, ENUM), (17, UINT8)])
    return builder.data(2, index, START + 59, START, 1, peak)


def in_zone(builder: Builder, *rows: tuple[int, int, int, int]) -> Builder:
    """Messages of time_in_zone: what they refer to, maximum, resting; the threshold stands beside."""
    builder.define(3, 216, [(0, UINT16), (1, UINT16), (11, UINT8), (12, UINT8), (13, UINT8)])
    for kind, index, top, rest in rows:
        builder.data(3, kind, index, top, rest, 171)
    return builder


def zones_target(builder: Builder, *tops: int) -> Builder:
    builder.define(4, 7, [(1, UINT8), (2, UINT8)])
    for top in tops:
        builder.data(4, top, 172)
    return builder


def profile(builder: Builder, rest: int, running: int, general: int) -> Builder:
    return builder.define(5, 3, [(8, UINT8), (9, UINT8), (11, UINT8)]).data(5, rest, running, general)


def limits(builder: Builder) -> tuple[float | None, float | None]:
    athlete = read(builder.build()).athlete
    assert athlete.first_threshold_hr_bpm is athlete.second_threshold_hr_bpm is None  # the device's, not measured
    return athlete.max_hr_bpm, athlete.resting_hr_bpm


def test_time_in_zone_alone():
    assert limits(in_zone(with_session(), (SESSION, 0, 188, 47))) == (188.0, 47.0)


def test_the_session_goes_before_its_laps_and_they_before_settings():
    both = in_zone(with_session(), (LAP, 0, 181, 50), (SESSION, 0, 188, 47))
    assert limits(profile(zones_target(both, 192), 55, 193, 194)) == (188.0, 55.0)
    assert limits(zones_target(in_zone(with_session(), (LAP, 0, 181, 50)), 192)) == (181.0, 50.0)


def test_settings_in_their_order():
    assert limits(profile(zones_target(with_session(), 192), 55, 193, 194)) == (192.0, 55.0)
    assert limits(zones_target(with_session(), 255, 190)) == (190.0, None)  # the first of them holds none
    assert limits(profile(with_session(), 0, 193, 194)) == (193.0, None)
    assert limits(profile(with_session(), 0, 255, 194)) == (194.0, None)


@pytest.mark.parametrize(("top", "rest"), [(0, 0), (60, 20), (245, 130), (255, 255)])
def test_what_no_runner_has_is_passed_over(top, rest):
    assert limits(in_zone(with_session(), (SESSION, 0, top, rest))) == (None, None)
    assert limits(profile(in_zone(with_session(), (SESSION, 0, top, rest)), 52, 193, 194)) == (193.0, 52.0)


def test_a_maximum_that_the_session_exceeded_comes_last():
    exceeded = in_zone(with_session(peak=182), (SESSION, 0, 172, 47))
    assert limits(zones_target(exceeded, 190)) == (190.0, 47.0)
    alone = limits(in_zone(with_session(peak=182), (SESSION, 0, 172, 47)))
    assert alone == (172.0, 47.0)  # cleaning decides, by the heart rate it trusts


def test_every_session_has_its_own():
    builder = with_session()
    for second in range(60):
        builder.data(1, START + 100 + second, 20_000 + 300 * second, 3000, 150, 85, 0)
    builder.data(2, 1, START + 159, START + 100, 2, 160)
    ridden = read_all(in_zone(builder, (SESSION, 1, 179, 47), (SESSION, 0, 188, 47), (LAP, 0, 201, 47)).build())
    assert [(each.sport, each.athlete.max_hr_bpm) for each in ridden] == [("running", 188.0), ("cycling", 179.0)]
    unnamed = with_session()
    unnamed.data(1, START + 100, 20_000, 3000, 150, 85, 0).data(2, 1, START + 159, START + 100, 2, 160)
    assert [each.athlete.max_hr_bpm for each in read_all(in_zone(unnamed, (LAP, 0, 188, 47)).build())] == [None, None]


def test_a_note_says_where_they_come_from():
    notes = read(profile(in_zone(with_session(), (SESSION, 0, 188, 0)), 52, 255, 255).build()).notes
    told = [note.message for note in notes if note.code == "heart_rate_stated"]
    assert told == [
        "the device states a maximum heart rate of 188 bpm (time_in_zone) and a resting heart rate of 52 bpm (user_profile)"
    ]
    assert not [note for note in read(with_session().build()).notes if note.code == "heart_rate_stated"]


def test_the_second_opinion_agrees():
    data = profile(in_zone(with_session(), (SESSION, 0, 188, 0)), 52, 255, 255).build()
    assert read(data, engine="fitparse").athlete == read(data).athlete
