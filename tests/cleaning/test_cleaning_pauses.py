"""What is a pause, what is a gap, and what is bridged."""

from __future__ import annotations

import numpy as np
import pytest

from legcheck.cleaning import clean
from legcheck.cleaning.pauses import bridge_limit_s, find_stops, recording_limit_s, typical_spacing_s
from legcheck.cleaning.timeline import order_records
from legcheck.core import Span, Totals


def times(*pieces):
    return np.concatenate([np.arange(first, last, dtype=np.float64) for first, last in pieces])


def test_timer_pause_leaves_out_its_seconds_up_to_its_end(make_activity):
    time_s = times((0, 101), (160, 200))
    distance_m = np.concatenate((3.0 * np.arange(101), 300 + 3.0 * np.arange(40)))
    run = clean(
        make_activity({"elapsed_s": time_s, "distance_m": distance_m, "speed_mps": np.full(141, 3.0)}, pauses=(Span(100, 160),))
    )
    # Seconds 101 to 160 are paused: 60 of them, which is the length of the pause.
    assert np.flatnonzero(run.masks["paused"]).tolist() == list(range(101, 161))
    assert np.isnan(run["speed_mps"][101:161]).all()
    assert np.isfinite(run["speed_mps"][161:]).all()
    assert not (run.masks["paused"] & run.masks["recorded"]).any()


def test_seconds_not_paused_add_up_to_the_timer(make_activity):
    time_s = times((0, 301), (330, 601), (700, 901))
    run = clean(
        make_activity({"elapsed_s": time_s, "speed_mps": np.full(time_s.size, 3.0)}, pauses=(Span(300, 330), Span(600, 700)))
    )
    # 900 s elapsed less 30 s and 100 s of pause.
    assert int((~run.masks["paused"]).sum()) - 1 == 900 - 30 - 100


def test_records_written_in_a_pause_are_left_out(make_activity, codes):
    run = clean(make_activity({"heart_rate_bpm": np.full(300, 150.0)}, pauses=(Span(100, 200),)))
    assert "records_in_pause" in codes(run)
    assert np.isnan(run["heart_rate_bpm"][101:201]).all()
    assert run["heart_rate_bpm"][100] == 150
    assert run["heart_rate_bpm"][201] == 150


def test_a_pause_in_which_distance_was_counted_is_none(make_activity, codes):
    channels = {"speed_mps": np.full(300, 3.0), "distance_m": 3.0 * np.arange(300)}
    run = clean(make_activity(channels, pauses=(Span(100, 200),)))
    assert "pause_ignored" in codes(run)
    assert not run.masks["paused"].any()


def test_overlapping_and_reversed_pauses_are_joined_and_clipped(make_activity):
    pauses = (Span(60, 90), Span(50, 70), Span(-20, -5), Span(500, 600))
    stops = find_stops(order_records(make_activity({"heart_rate_bpm": np.full(120, 150.0)}, pauses=pauses)))
    assert stops.timer == (Span(50, 90),)


def test_missing_records_without_way_are_an_inferred_pause(make_activity, codes):
    time_s = times((0, 100), (160, 260))
    distance_m = np.concatenate((3.0 * np.arange(100), 300 + 3.0 * np.arange(100)))
    run = clean(make_activity({"elapsed_s": time_s, "distance_m": distance_m}))
    # 3 m in 61 s is 0.05 m/s.
    assert "inferred_pauses" in codes(run)
    assert np.flatnonzero(run.masks["paused"]).tolist() == list(range(100, 160))


def test_missing_records_with_way_are_a_gap(make_activity, codes):
    time_s = times((0, 100), (160, 260))
    run = clean(make_activity({"elapsed_s": time_s, "distance_m": 3.0 * time_s}))
    assert "recording_gaps" in codes(run)
    assert not run.masks["paused"].any()
    assert np.isnan(run["distance_m"][100:160]).all()
    assert run.distance_m == 3 * 259


def _with_a_hole(way_mps, hole_s=12):
    """3 m/s, a record every 4 s, and a hole of ``hole_s`` at another speed after 200 s."""
    time_s = np.concatenate((4.0 * np.arange(51), 200 + hole_s + 4.0 * np.arange(50)))
    way_m = np.concatenate((12.0 * np.arange(51), 600 + way_mps * hole_s + 12.0 * np.arange(50)))
    return {"elapsed_s": time_s, "distance_m": way_m, "speed_mps": np.full(101, 3.0), "heart_rate_bpm": np.full(101, 150.0)}


@pytest.mark.parametrize(("way_mps", "timer_s"), [(2.8, None), (1.2, 408.0)], ids=["run", "told by the timer total"])
def test_a_short_gap_run_through_counts_as_time_and_way(make_activity, codes, way_mps, timer_s):
    """408 s in all, 12 of them without records; distance and time on one line agree."""
    run = clean(make_activity(_with_a_hole(way_mps), totals=Totals(timer_s=timer_s)))
    assert run.moving_s == 408
    assert run.distance_m == pytest.approx(600 + 12 * way_mps + 588)
    assert run["speed_mps"][202:211] == pytest.approx(np.full(9, way_mps))
    assert np.isnan(run["heart_rate_bpm"][201:212]).all()
    assert "ran_on" in codes(run)
    assert "recording_gaps" not in codes(run)


@pytest.mark.parametrize(
    ("way_mps", "hole_s", "more"),
    [
        (1.2, 12, {}),  # six seconds of running, six of standing? no total to tell
        (1.2, 12, {"totals": Totals(timer_s=396.0)}),  # the timer total leaves the hole out
        (2.8, 40, {}),  # too long
        (9.0, 12, {}),  # nobody runs so fast
        (2.8, 12, {"breaks": (212.0,)}),  # a new segment
    ],
    ids=["slow", "timer stood", "long", "fast", "segment"],
)
def test_other_holes_stay_holes(make_activity, codes, way_mps, hole_s, more):
    run = clean(make_activity(_with_a_hole(way_mps, hole_s), **more))
    assert "ran_on" not in codes(run)
    assert not run.running[202:211].any()


def test_a_pause_of_the_timer_stays_one_however_far_the_runner_came(make_activity, codes):
    run = clean(make_activity(_with_a_hole(2.8), pauses=(Span(200, 212),)))
    assert "ran_on" not in codes(run)
    assert run.masks["paused"][201:212].all()


def test_sparse_recording_is_told_of_steps_only_where_there_are_any(make_activity):
    """A record every 3.999 s is one every 4."""
    time_s = 3.999 * np.arange(100)
    channels = {"elapsed_s": time_s, "distance_m": 3.0 * time_s}
    told = {note.code: note.message for note in clean(make_activity({**channels, "cadence_spm": np.full(100, 170.0)})).notes}
    assert told["sparse_recording"] == "a record every 4 s: cadence bridged over up to 8 s"
    assert "sparse_recording" not in {note.code for note in clean(make_activity(channels)).notes}


def test_missing_records_are_standing_where_the_timer_total_says_it_ran(make_activity, codes):
    time_s = times((0, 100), (160, 260))
    distance_m = np.concatenate((3.0 * np.arange(100), 300 + 3.0 * np.arange(100)))
    channels = {"elapsed_s": time_s, "distance_m": distance_m}
    ran_on = clean(make_activity(channels, totals=Totals(timer_s=259.0)))
    stopped = clean(make_activity(channels, totals=Totals(timer_s=198.0)))
    assert "standing_gaps" in codes(ran_on)
    assert not ran_on.masks["paused"].any()
    assert ran_on.masks["stopped"][100:160].all()
    assert stopped.masks["paused"][100:160].all()


def test_short_pauses_without_events_are_found_when_the_timer_total_has_room_for_them(make_activity):
    time_s = times((0, 100), (107, 200), (206, 300))
    way = np.concatenate(([0.0], np.cumsum(np.where(np.diff(time_s) > 1, 0.0, 3.0))))
    channels = {"elapsed_s": time_s, "distance_m": way}
    # 299 s elapsed; steps of 8 s and 7 s without way. A timer of 284 s leaves out both, one of 291 s the longer.
    for timer_s, paused in ((284.0, 7 + 6), (291.0, 7), (299.0, 0)):
        run = clean(make_activity(channels, totals=Totals(timer_s=timer_s)))
        assert int(run.masks["paused"].sum()) == paused


def test_a_new_segment_is_never_bridged_however_short_the_gap(make_activity, codes):
    time_s = times((0, 100), (105, 205))
    run = clean(make_activity({"elapsed_s": time_s, "heart_rate_bpm": np.full(200, 150.0)}, breaks=(105.0,)))
    whole = clean(make_activity({"elapsed_s": time_s, "heart_rate_bpm": np.full(200, 150.0)}))
    assert "segment_breaks" in codes(run)
    assert np.isnan(run["heart_rate_bpm"][100:105]).all()
    assert np.isfinite(whole["heart_rate_bpm"]).all()


def test_a_segment_that_starts_elsewhere_after_a_while_is_a_pause_whose_way_does_not_count(make_activity):
    time_s = times((0, 100), (400, 500))
    latitude = 48 + np.concatenate((3.0 * np.arange(100), 2000 + 3.0 * np.arange(100))) / 111_195.08
    channels = {"elapsed_s": time_s, "latitude_deg": latitude, "longitude_deg": np.full(200, 8.0)}
    run = clean(make_activity(channels, breaks=(400.0,)))
    assert run.masks["paused"][100:400].all()
    # Twice 99 steps of 3 m.
    assert run.distance_m == pytest.approx(594, rel=1e-3)
    assert clean(make_activity(channels)).distance_m == pytest.approx(594 + 2000 - 297, rel=1e-3)


def test_smart_recording_is_bridged_to_a_full_grid(make_activity, codes):
    time_s = np.cumsum(np.tile([4.0, 7.0, 5.0, 8.0], 60))
    channels = {
        "elapsed_s": time_s,
        "cadence_spm": np.full(240, 170.0),
        "speed_mps": np.full(240, 3.0),
        "distance_m": 3.0 * time_s,
    }
    run = clean(make_activity(channels))
    inside = slice(int(time_s[0]), None)
    assert np.isfinite(run["cadence_spm"][inside]).all()
    assert run.masks["recorded"][inside].all()
    assert "sparse_recording" in codes(run)


def test_a_recording_every_second_bridges_cadence_over_five_seconds_only(make_activity):
    time_s = np.concatenate((np.arange(300.0), [305.0], np.arange(313.0, 600.0)))
    run = clean(
        make_activity({"elapsed_s": time_s, "cadence_spm": np.full(time_s.size, 170.0), "speed_mps": np.full(time_s.size, 3.0)})
    )
    holes = np.flatnonzero(np.isnan(run["cadence_spm"]))
    # 299 to 305 s is 6 s, 305 to 313 s is 8 s: neither is bridged for cadence, both are for speed.
    assert holes.tolist() == [300, 301, 302, 303, 304, 306, 307, 308, 309, 310, 311, 312]
    assert np.isfinite(run["speed_mps"]).all()


@pytest.mark.parametrize(
    ("spacing_s", "cadence_s", "heart_rate_s", "recording_s"),
    [
        (1.0, 5.0, 10.0, 10.0),
        (4.0, 8.0, 10.0, 10.0),
        (7.0, 10.0, 14.0, 14.0),
        (30.0, 10.0, 30.0, 30.0),
        (60.0, 10.0, 30.0, 90.0),
    ],
)
def test_limits_follow_the_spacing_of_the_file_up_to_their_ceilings(spacing_s, cadence_s, heart_rate_s, recording_s):
    assert bridge_limit_s("cadence_spm", spacing_s) == cadence_s
    assert bridge_limit_s("heart_rate_bpm", spacing_s) == heart_rate_s
    assert recording_limit_s(spacing_s) == recording_s


def test_typical_spacing_is_where_half_the_time_is_spent():
    # Ten steps of 1 s and ten of 6 s: of 70 s, 60 lie in the long ones; the plain median would be 1 or 6 by chance.
    assert typical_spacing_s(np.cumsum(np.concatenate(([0.0], np.ones(10), np.full(10, 6.0))))) == 6.0
    assert typical_spacing_s(np.array([3.0])) == 1.0
    assert typical_spacing_s(np.array([0.0, 1000.0])) == 1.0


@pytest.mark.parametrize("spacing_s", [31, 45, 60, 90])
def test_records_a_minute_apart_tell_the_way_between_them(make_activity, codes, spacing_s):
    time_s = spacing_s * np.arange(40.0)
    channels = {"elapsed_s": time_s, "distance_m": 3.0 * time_s, "heart_rate_bpm": 140 + np.arange(40.0) % 7}
    run = clean(make_activity(channels))
    assert (run.distance_m, run.moving_s) == (3 * 39 * spacing_s, 39 * spacing_s)
    assert np.allclose(run["speed_mps"], 3.0)
    # Heart rate changes within a minute: it is known where it was recorded and nowhere else.
    assert np.flatnonzero(np.isfinite(run["heart_rate_bpm"])).tolist() == time_s.tolist()
    assert "sparse_recording" in codes(run)


def test_a_record_missing_among_sparse_ones_is_a_hole(make_activity, codes):
    time_s = np.delete(60 * np.arange(40.0), 20)
    run = clean(make_activity({"elapsed_s": time_s, "distance_m": 3.0 * time_s}))
    # Two of 39 minutes: 19 to 21. The way across them counts all the same; the record before them stands for its second.
    assert run.moving_s == 37 * 60 + 1
    assert run.distance_m == 3 * 39 * 60
    assert "recording_gaps" in codes(run)


def test_a_minute_without_way_between_sparse_records_is_standing(make_activity):
    way_m = 180.0 * np.concatenate((np.arange(20.0), 19 + np.arange(20.0)))
    run = clean(make_activity({"elapsed_s": 60 * np.arange(40.0), "distance_m": way_m}))
    assert 54 <= run.masks["stopped"].sum() <= 62


def test_long_steps_in_a_file_of_short_ones_stay_holes(make_activity):
    time_s = np.concatenate((np.arange(0.0, 600.0, 5.0), 600 + 60 * np.arange(60.0)))
    assert typical_spacing_s(time_s) == 5.0
    # More long steps than short ones, and fewer than ten steps in all.
    assert typical_spacing_s(np.concatenate((np.arange(0.0, 200.0, 5.0), 200 + 60 * np.arange(60.0)))) == 60.0
    assert typical_spacing_s(60 * np.arange(10.0)) == 1.0
    assert typical_spacing_s(121 * np.arange(100.0)) == 1.0
