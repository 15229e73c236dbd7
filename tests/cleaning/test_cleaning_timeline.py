"""Order of time: sorting, merging, clocks that are set."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import pytest

from legcheck.cleaning.timeline import LONGEST_GRID_S, order_records
from legcheck.core import Lap, Span, Totals


def codes_of(timeline):
    return [note.code for note in timeline.notes]


def test_records_in_order_pass_unchanged(make_activity):
    timeline = order_records(make_activity({"speed_mps": [1.0, 2.0, 3.0]}))
    assert timeline.elapsed_s.tolist() == [0, 1, 2]
    assert timeline.columns["speed_mps"].tolist() == [1, 2, 3]
    assert timeline.notes == ()


def test_records_out_of_order_are_sorted_and_counted(make_activity):
    timeline = order_records(make_activity({"elapsed_s": [0, 2, 1, 4, 3], "speed_mps": [0, 2, 1, 4, 3]}))
    assert timeline.columns["speed_mps"].tolist() == [0, 1, 2, 3, 4]
    assert timeline.notes[0].code == "time_backward"
    assert "2 times" in timeline.notes[0].message


def test_records_of_one_time_are_merged_last_known_value_first(make_activity):
    nan = np.nan
    timeline = order_records(
        make_activity(
            {"elapsed_s": [0, 1, 1, 1, 2], "speed_mps": [1, 2, 3, nan, 4], "heart_rate_bpm": [nan, nan, nan, 150, nan]}
        )
    )
    assert timeline.elapsed_s.tolist() == [0, 1, 2]
    assert timeline.columns["speed_mps"].tolist() == [1, 3, 4]
    assert timeline.columns["heart_rate_bpm"][1] == 150
    assert "2 records" in timeline.notes[0].message


def test_records_without_time_or_value_are_left_out(make_activity):
    nan = np.nan
    timeline = order_records(make_activity({"elapsed_s": [0, nan, 2, 3], "speed_mps": [1, 2, nan, 4]}))
    assert timeline.elapsed_s.tolist() == [0, 3]
    assert codes_of(timeline) == ["records_without_time"]
    assert timeline.notes[0].message.startswith("1 record ")


def test_a_clock_set_back_is_moved_on_because_the_distance_goes_on(make_activity):
    time_s = np.concatenate((np.arange(100.0), np.arange(40.0, 90.0)))
    timeline = order_records(make_activity({"elapsed_s": time_s, "distance_m": 3.0 * np.arange(150)}))
    assert codes_of(timeline) == ["clock_set_back"]
    assert timeline.elapsed_s.tolist() == list(range(150))
    assert (np.diff(timeline.columns["distance_m"]) == 3).all()


def test_laps_written_out_of_order_are_sorted_not_moved(make_activity):
    time_s = np.concatenate((np.arange(50.0, 100.0), np.arange(50.0)))
    timeline = order_records(make_activity({"elapsed_s": time_s, "distance_m": 3.0 * time_s}))
    assert codes_of(timeline) == ["time_backward"]
    assert timeline.columns["distance_m"].tolist() == (3.0 * np.arange(100)).tolist()


def test_of_clusters_days_apart_the_largest_stays_and_the_start_moves(make_activity):
    jump_s = 1000 * 86400.0
    time_s = np.concatenate((np.arange(5.0), jump_s + np.arange(600.0)))
    activity = make_activity(
        {"elapsed_s": time_s, "speed_mps": np.full(605, 3.0)},
        pauses=(Span(jump_s + 10, jump_s + 20),),
        breaks=(jump_s + 30,),
        laps=(Lap(span=Span(jump_s, jump_s + 300)),),
    )
    timeline = order_records(activity)
    assert codes_of(timeline) == ["clock_jump", "clock_rebased"]
    assert "5 records" in timeline.notes[0].message
    assert timeline.elapsed_s.tolist() == list(range(600))
    assert timeline.activity.start_time == activity.start_time + timedelta(seconds=jump_s)
    assert timeline.activity.pauses == (Span(10, 20),)
    assert timeline.activity.breaks == (30,)
    assert timeline.activity.laps[0].span == Span(0, 300)


def test_a_start_time_days_before_the_first_record_is_moved(make_activity):
    timeline = order_records(make_activity({"elapsed_s": 1e9 + np.arange(10.0), "speed_mps": np.full(10, 3.0)}))
    assert codes_of(timeline) == ["clock_rebased"]
    assert timeline.elapsed_s.tolist() == list(range(10))


def test_records_before_the_start_move_the_start(make_activity):
    timeline = order_records(make_activity({"elapsed_s": [-2.5, -1.5, 0.5], "speed_mps": [3, 3, 3]}))
    assert timeline.elapsed_s.tolist() == [0.5, 1.5, 3.5]
    assert codes_of(timeline) == ["clock_rebased"]


@pytest.mark.parametrize("spacing_s", [3600.0, 5 * 3600.0])
def test_no_grid_is_ever_longer_than_five_days(make_activity, spacing_s):
    time_s = np.arange(0.0, 3 * LONGEST_GRID_S, spacing_s)
    timeline = order_records(make_activity({"elapsed_s": time_s, "speed_mps": np.full(time_s.size, 3.0)}))
    assert timeline.elapsed_s[-1] <= LONGEST_GRID_S
    assert "clock_jump" in codes_of(timeline)


def test_times_no_clock_can_show_are_no_times(make_activity):
    timeline = order_records(make_activity({"elapsed_s": [0, 1, 1e18, -1e18, np.inf], "speed_mps": [1, 2, 3, 4, 5]}))
    assert timeline.elapsed_s.tolist() == [0, 1]
    assert timeline.notes[0].message.startswith("3 records")


@pytest.mark.parametrize("off_s", [60.0, 3600.0, 6.3e8, -60.0, -3600.0, -6.3e8])
def test_a_single_wrong_time_costs_one_record(make_activity, off_s):
    time_s = np.arange(3600.0)
    time_s[1800] += off_s
    timeline = order_records(make_activity({"elapsed_s": time_s, "distance_m": 3.0 * np.arange(3600)}))
    assert codes_of(timeline) == ["stray_times"]
    assert timeline.elapsed_s.tolist() == [*range(1800), *range(1801, 3600)]
    assert timeline.columns["distance_m"][-1] == 3 * 3599


@pytest.mark.parametrize("at", [400, 800])
def test_a_clock_set_forward_by_years_is_put_on_that_of_most_records(make_activity, at):
    years_s = 6.3e8
    time_s = np.arange(1200.0)
    time_s[at:] += years_s
    activity = make_activity({"elapsed_s": time_s, "distance_m": 3.0 * np.arange(1200)})
    timeline = order_records(activity)
    assert codes_of(timeline)[0] == "clock_set_forward"
    assert timeline.elapsed_s.tolist() == list(range(1200))
    # 800 of the 1,200 records ran on the later clock in the first case, on the earlier one in the second.
    shift = timedelta(seconds=years_s) if at == 400 else timedelta(0)
    assert timeline.activity.start_time == activity.start_time + shift


def test_a_pause_of_days_without_distance_going_on_is_no_set_clock(make_activity):
    time_s = np.concatenate((np.arange(300.0), 10 * 86_400.0 + np.arange(900.0)))
    distance_m = np.concatenate((3.0 * np.arange(300), 3.0 * np.arange(900)))
    timeline = order_records(make_activity({"elapsed_s": time_s, "distance_m": distance_m}))
    assert codes_of(timeline) == ["clock_jump", "clock_rebased"]
    assert timeline.elapsed_s.size == 900


@pytest.mark.parametrize("leap_s", [3 * 3600.0, 86_400.0])
def test_a_leap_that_the_total_does_not_hold_is_a_set_clock(make_activity, leap_s):
    time_s = np.arange(1200.0)
    time_s[400:] += leap_s
    activity = make_activity(
        {"elapsed_s": time_s, "distance_m": 3.0 * np.arange(1200)},
        totals=Totals(elapsed_s=1199.0),
        pauses=(Span(leap_s + 600, leap_s + 620),),
        laps=(Lap(span=Span(0, leap_s + 500)), Lap(span=Span(leap_s + 500, leap_s + 1199))),
    )
    timeline = order_records(activity)
    assert codes_of(timeline) == ["clock_set_forward"]
    assert timeline.elapsed_s.tolist() == list(range(1200))
    assert timeline.activity.start_time == activity.start_time
    assert [lap.span for lap in timeline.activity.laps] == [Span(0, 500), Span(500, 1199)]
    assert timeline.activity.pauses == (Span(600, 620),)


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"totals": Totals(elapsed_s=1199.0 + 3 * 3600)},
        {"totals": Totals(elapsed_s=1199.0), "pauses": (Span(399.0, 3 * 3600 + 400.0),)},
    ],
    ids=["no total", "total holds it", "timer stopped"],
)
def test_hours_that_may_be_a_pause_stay(make_activity, fields):
    time_s = np.arange(1200.0)
    time_s[400:] += 3 * 3600
    timeline = order_records(make_activity({"elapsed_s": time_s, "distance_m": 3.0 * np.arange(1200)}, **fields))
    assert timeline.elapsed_s[-1] == 1199 + 3 * 3600
    assert timeline.notes == ()


def test_positions_tell_a_set_clock_where_no_distance_was_recorded(make_activity):
    time_s = np.concatenate((np.arange(100.0), np.arange(40.0, 90.0)))
    track = {"latitude_deg": 48.0 + 3e-5 * np.arange(150), "longitude_deg": np.full(150, 8.0)}
    timeline = order_records(make_activity({"elapsed_s": time_s, **track}))
    assert codes_of(timeline) == ["clock_set_back"]
    assert timeline.elapsed_s.tolist() == list(range(150))
