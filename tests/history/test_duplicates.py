"""Each activity once: copies, recordings by two devices, and parts."""

from __future__ import annotations

import math
import os
import random
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import combinations, product
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from legcheck.history.duplicates import Dropped, once
from legcheck.history.fragments import merge_parts
from legcheck.history.summary import ActivitySummary

MINUTE = 1 / 1440  # of a day, for make_run


def kinds(dropped: tuple[Dropped, ...]) -> list[tuple[str, str, str]]:
    return [(item.path, item.kept_path, item.kind) for item in dropped]


def test_other_runs_are_kept_in_order_of_time(make_run) -> None:
    runs = [make_run(3), make_run(1), make_run(2, start_time=None)]
    kept, dropped = once(runs)
    assert kept == (runs[1], runs[0], runs[2])
    assert dropped == ()
    assert once([]) == ((), ())


def test_equal_content_is_kept_once_under_the_first_path(make_run) -> None:
    kept, dropped = once([make_run(0, path=path, sha256="ab") for path in ("z.fit", "copy/a.fit", "m.fit")])
    assert [run.path for run in kept] == ["copy/a.fit"]
    assert kinds(dropped) == [("m.fit", "copy/a.fit", "same_content"), ("z.fit", "copy/a.fit", "same_content")]
    assert dropped[0].reason == "same content as copy/a.fit"


def test_equal_content_without_a_start_is_kept_once(make_run) -> None:
    kept, dropped = once([make_run(0, path=path, sha256="ab", start_time=None) for path in ("b.fit", "a.fit")])
    assert [run.path for run in kept] == ["a.fit"]
    assert len(dropped) == 1


def test_two_activities_of_one_file_are_two(make_run) -> None:
    kept, _ = once([make_run(0, path="many.tcx", sha256="ab"), make_run(1, path="many.tcx", sha256="ab")])
    assert len(kept) == 2


def test_the_recording_with_heart_rate_is_kept(make_run) -> None:
    """Watch 07:00-08:00, phone 07:01-08:00: 59 of 59 min overlap; 10.0 and 10.2 km."""
    watch = make_run(0, path="watch.fit", device="watch", utc_offset_s=math.nan)
    phone = make_run(
        MINUTE,
        path="phone.gpx",
        device="phone",
        elapsed_s=3540.0,
        distance_m=10_200.0,
        heart_rate_s={},
        feel=25.0,
        utc_offset_s=3600.0,
    )
    (kept,), (dropped,) = once([phone, watch])
    assert kept == replace(watch, feel=25.0, utc_offset_s=3600.0)  # what only the phone tells is not lost
    assert (dropped.path, dropped.kept_path, dropped.kind) == ("phone.gpx", "watch.fit", "same_activity")
    assert (
        dropped.reason
        == "overlaps with watch.fit for 59 min, 10.2 and 10.0 km: the same activity recorded twice; watch.fit has heart rate"
    )


def test_more_measures_then_length_decide(make_run) -> None:
    plain = make_run(0, path="a.fit", device="a")
    rich = make_run(0, path="b.fit", device="b", cadence_spm=170.0, elapsed_s=3550.0)
    longer = make_run(0, path="c.fit", device="c", elapsed_s=3640.0)
    assert once([plain, rich])[0] == (rich,)
    assert once([plain, longer])[0] == (longer,)


def test_a_recording_that_misses_much_never_stands_for_the_run(make_run) -> None:
    """The watch died after 40 of 60 min; at the same speed 6.7 of 10 km."""
    phone = make_run(0, path="phone.gpx", device="phone", heart_rate_s={})
    watch = make_run(0, path="watch.fit", device="watch", elapsed_s=2400.0, moving_s=2400.0, distance_m=6667.0)
    assert [run.path for run in once([phone, watch])[0]] == ["phone.gpx"]
    nearly = replace(watch, numbers={**watch.numbers, "elapsed_s": 2900.0, "distance_m": 8050.0})  # 2900 / 3600 = 0.81
    assert [run.path for run in once([phone, nearly])[0]] == ["watch.fit"]


@pytest.mark.parametrize(("overlap_min", "kept"), [(47, 2), (49, 1)])
def test_eighty_percent_of_the_shorter(make_run, overlap_min: int, kept: int) -> None:
    """60 min each; 0.8 * 60 = 48."""
    runs = [make_run(0, path="a.fit", device="a"), make_run((60 - overlap_min) * MINUTE, path="b.fit", device="b")]
    assert len(once(runs)[0]) == kept


@pytest.mark.parametrize(("distance_m", "kept"), [(11_900.0, 1), (12_100.0, 2), (8_400.0, 1), (8_300.0, 2), (math.nan, 1)])
def test_distances_are_similar_up_to_a_fifth(make_run, distance_m: float, kept: int) -> None:
    """10,000 m times or through 1.2 is 12,000 and 8,333 m; two people of one home may run at the same time."""
    runs = [make_run(0, path="a.fit", device="a"), make_run(0, path="b.fit", device="b", distance_m=distance_m)]
    assert len(once(runs)[0]) == kept


def test_without_distances_the_longer_one_must_be_covered(make_run) -> None:
    long = make_run(0, path="a.fit", device="a", distance_m=math.nan)
    short = make_run(0, path="b.fit", device="b", elapsed_s=1800.0, moving_s=1800.0)
    assert len(once([long, short])[0]) == 2
    assert len(once([long, replace(short, numbers={**short.numbers, "elapsed_s": 3000.0})])[0]) == 1  # 50 of 60 min


def test_a_phone_that_was_never_stopped_is_the_same_run(make_run) -> None:
    phone = make_run(0, path="phone.gpx", device="phone", elapsed_s=4 * 3600.0, heart_rate_s={})
    watch = make_run(0, path="watch.fit", device="watch")
    assert len(once([phone, watch])[0]) == 1


def test_other_sports_at_the_same_time_are_not_duplicates(make_run) -> None:
    ride = make_run(0, path="ride.fit", sport="cycling", is_run=False)
    swim = make_run(0, path="swim.fit", sport="swimming", is_run=False)
    assert len(once([make_run(0), ride, swim])[0]) == 3
    untold = make_run(0, path="ride.gpx", sport="", is_run=False)
    assert kinds(once([ride, untold])[1]) == [("ride.gpx", "ride.fit", "copy")]


def test_another_format_is_a_copy_unless_devices_differ(make_run) -> None:
    original = make_run(0, path="run.fit", device="watch", cadence_spm=170.0)
    upload = make_run(2 / 86_400, path="run.gpx", elapsed_s=3597.0)
    (dropped,) = once([upload, original])[1]
    assert (dropped.kind, dropped.reason) == ("copy", "starts and ends with run.fit: another copy of the same recording")
    assert once([replace(upload, device="phone"), original])[1][0].kind == "same_activity"


def parts(make_run) -> list[ActivitySummary]:
    """07:00-07:10 warm-up 2 km at 120 bpm, 07:14-07:54 8 km at 150 bpm, 07:55-08:00 0.8 km at 130 bpm."""
    made = [(0, 10, 2000.0, 120), (14, 40, 8000.0, 150), (55, 5, 800.0, 130)]
    return [
        make_run(
            begin * MINUTE,
            path=f"part{number}.fit",
            device="watch",
            elapsed_s=60.0 * length,
            moving_s=60.0 * length,
            distance_m=metres,
            moving_heart_rate_bpm=float(beats),
            early_heart_rate_bpm=beats - 4.0,
            onset_s=100.0 * number,
            heavy_legs_score=10.0 * number,
            feel=25.0 * number if number != 2 else math.nan,
            cause=f"cause {number}",
        )
        for number, (begin, length, metres, beats) in enumerate(made, start=1)
    ]


def test_parts_of_one_activity_are_counted_as_one(make_run) -> None:
    recorded = parts(make_run)
    (whole,), dropped = once(recorded[::-1])
    assert whole.path == "part2.fit"
    assert whole.start_time == recorded[0].start_time
    assert whole.number("distance_m") == 10_800.0  # 2000 + 8000 + 800
    assert whole.number("moving_s") == 3300.0  # 600 + 2400 + 300
    assert whole.number("elapsed_s") == 3600.0  # 07:00 to 08:00
    assert whole.heart_rate_s == {120: 600.0, 130: 300.0, 150: 2400.0}
    assert whole.number("moving_heart_rate_bpm") == pytest.approx((600 * 120 + 2400 * 150 + 300 * 130) / 3300)
    assert whole.number("early_heart_rate_bpm") == 116.0  # of the first part
    assert whole.number("onset_s") == 200.0 + 840.0  # the second part began 14 min after the first
    assert (whole.heavy_legs_score, whole.cause) == (20.0, "cause 2")
    assert whole.feel == 25.0  # of the longest part that has one
    assert kinds(dropped) == [("part1.fit", "part2.fit", "fragment"), ("part3.fit", "part2.fit", "fragment")]
    assert dropped[0].reason == "part 1 of 3 of one activity, same sport and device, under 15 min apart: counted with part2.fit"


@pytest.mark.parametrize(("gap_min", "count"), [(14.9, 1), (15.0, 2), (-0.9, 1), (-1.1, 2)])
def test_parts_are_under_fifteen_minutes_apart(make_run, gap_min: float, count: int) -> None:
    runs = [make_run(0, path="a.fit"), make_run((60 + gap_min) * MINUTE, path="b.fit")]
    assert len(once(runs)[0]) == count


@pytest.mark.parametrize("other", [{"device": "phone"}, {"sport": "cycling", "is_run": False}])
def test_parts_are_of_one_sport_and_device(make_run, other: dict[str, object]) -> None:
    assert len(once([make_run(0, device="watch"), make_run(65 * MINUTE, **{"device": "watch", **other})])[0]) == 2


def test_a_start_by_mistake_has_no_early_window(make_run) -> None:
    mistake = make_run(0, path="a.fit", elapsed_s=60.0, moving_s=60.0, distance_m=150.0, early_heart_rate_bpm=90.0)
    whole = merge_parts([mistake, make_run(2 * MINUTE, path="b.fit")])
    assert whole.number("early_heart_rate_bpm") == 136.0


def test_a_treadmill_does_not_mix_with_the_road(make_run) -> None:
    road = make_run(
        0,
        path="a.fit",
        surface="road",
        moving_s=1200.0,
        elapsed_s=1200.0,
        early_speed_mps=3.0,
        middle_speed_mps=3.0,
        middle_s=600.0,
    )
    belt = make_run(25 * MINUTE, path="b.fit", surface="treadmill", early_speed_mps=2.5, middle_speed_mps=2.0, middle_s=1800.0)
    whole = merge_parts([road, belt])
    assert (whole.surface, whole.number("middle_speed_mps"), whole.number("middle_s")) == ("treadmill", 2.0, 1800.0)
    assert math.isnan(whole.number("early_speed_mps"))  # the first part was on the road
    assert whole.number("distance_m") == 20_000.0


def test_middle_windows_are_weighted_by_their_seconds(make_run) -> None:
    first = make_run(0, path="a.fit", middle_speed_mps=3.0, middle_s=600.0)
    second = make_run(61 * MINUTE, path="b.fit", middle_speed_mps=2.0, middle_s=1800.0)
    assert merge_parts([first, second]).number("middle_speed_mps") == 2.25  # (600 * 3 + 1800 * 2) / 2400


def test_middle_windows_without_heart_rate_are_weighted_by_seconds_with_steps(make_run) -> None:
    first = make_run(0, path="a.fit", middle_speed_mps=3.0, middle_s=0.0, middle_gait_s=600.0)
    second = make_run(61 * MINUTE, path="b.fit", middle_speed_mps=2.0, middle_s=0.0, middle_gait_s=1800.0)
    whole = merge_parts([first, second])
    assert (whole.number("middle_speed_mps"), whole.number("middle_gait_s")) == (2.25, 2400.0)  # (600 * 3 + 1800 * 2) / 2400
    beats = replace(second, measures=second.measures | {"middle_s": 1800.0})
    whole = merge_parts([first, beats])  # the speed is that of the second alone, and so are the seconds
    assert (whole.number("middle_speed_mps"), whole.number("middle_gait_s"), whole.number("middle_s")) == (2.0, 1800.0, 1800.0)


def test_what_no_part_tells_stays_unknown(make_run) -> None:
    first = make_run(0, path="a.fit", distance_m=math.nan, ascent_m=math.nan)
    whole = merge_parts([first, make_run(61 * MINUTE, path="b.fit", ascent_m=math.nan)])
    assert math.isnan(whole.number("ascent_m"))
    assert whole.number("distance_m") == 10_000.0


def test_a_whole_recording_beside_parts_of_another(make_run) -> None:
    """The watch was stopped twice, the phone was not: the parts are put together first, and have heart rate."""
    phone = make_run(0, path="phone.gpx", device="phone", distance_m=10_900.0, heart_rate_s={})
    (whole,), dropped = once([phone, *parts(make_run)])
    assert whole.path == "part2.fit"
    assert kinds(dropped) == [
        ("part1.fit", "part2.fit", "fragment"),
        ("part3.fit", "part2.fit", "fragment"),
        ("phone.gpx", "part2.fit", "same_activity"),
    ]


def test_copies_of_parts_do_not_break_the_chain(make_run) -> None:
    """Each part also came as TCX from the same watch, with a start a second later."""
    recorded = parts(make_run)
    copies = [
        replace(part, path=f"{part.path}.tcx", start_time=part.start_time + timedelta(seconds=1), measures={})
        for part in recorded
    ]
    (whole,), dropped = once([*copies, *recorded])
    assert whole.number("distance_m") == 10_800.0
    assert sorted(item.kind for item in dropped) == ["copy", "copy", "copy", "fragment", "fragment"]


def test_what_gave_way_to_a_dropped_one_names_the_one_that_is_kept(make_run) -> None:
    phone = make_run(0, path="phone.gpx", device="phone", distance_m=10_900.0)
    silent = [replace(part, heart_rate_s={}) for part in parts(make_run)]
    kept, dropped = once([*silent, phone])
    assert [run.path for run in kept] == ["phone.gpx"]
    assert {item.kept_path for item in dropped} == {"phone.gpx"}


@pytest.mark.parametrize("copied", [0, 1])
@pytest.mark.parametrize(("first_min", "break_min", "second_min"), [(20, 12, 20), (10, 14, 10), (10, 14, 20), (10, 5, 40)])
def test_a_copy_of_one_part_is_not_counted_again(make_run, copied, first_min, break_min, second_min) -> None:
    """The whole of 20 + 12 + 20 minutes, 3.00 and 3.96 km, goes at 2.2 m/s with its break, its second part alone at 3.3: more than a fifth apart."""
    seconds = (60.0 * first_min, 60.0 * second_min)
    recorded = [
        make_run(
            begin_min * MINUTE, path=path, device="watch", elapsed_s=length_s, moving_s=length_s, distance_m=speed * length_s
        )
        for path, begin_min, length_s, speed in zip(
            ("one.fit", "two.fit"), (0, first_min + break_min), seconds, (2.5, 3.3), strict=True
        )
    ]
    copy = replace(recorded[copied], path="copy.gpx", device="", heart_rate_s={}, measures={})
    (whole,), dropped = once([*recorded, copy])
    assert whole.number("distance_m") == pytest.approx(2.5 * seconds[0] + 3.3 * seconds[1])
    assert sorted(item.kind for item in dropped) == ["fragment", "same_activity"]
    assert {item.kept_path for item in dropped} == {whole.path}


def test_another_device_that_ran_on_is_an_activity_of_its_own(make_run) -> None:
    """The phone began with the second part and went on for 50 minutes after the watch: to drop either would lose what only it recorded."""
    lengths_s = {"one.fit": (0, 600.0), "two.fit": (24, 600.0), "phone.gpx": (24, 3600.0)}
    runs = [
        make_run(
            begin_min * MINUTE, path=path, device=path[-3:], elapsed_s=length_s, moving_s=length_s, distance_m=3.0 * length_s
        )
        for path, (begin_min, length_s) in lengths_s.items()
    ]
    kept, _ = once(runs)
    assert sorted(run.path for run in kept) == ["one.fit", "phone.gpx"]


# properties

FIRST = datetime(2024, 3, 1, tzinfo=UTC)

summary_lists = st.lists(
    st.tuples(
        st.integers(0, 60),  # tenths of an hour
        st.integers(1, 20),
        st.sampled_from([math.nan, 2.5, 3.0, 4.0]),
        st.sampled_from(["", "watch", "phone"]),
        st.sampled_from(["running", "running", "cycling", ""]),
        st.booleans(),
        st.sampled_from(["", "x", "y"]),
    ),
    max_size=12,
).map(
    lambda rows: [
        ActivitySummary(
            path=f"{place:02}.fit",
            start_time=FIRST + timedelta(minutes=6 * begin),
            numbers={"elapsed_s": 360.0 * length, "moving_s": 360.0 * length, "distance_m": speed * 360.0 * length},
            device=device,
            sport=sport,
            is_run=sport == "running",
            heart_rate_s={140: 360.0 * length} if has_heart else {},
            sha256=content and f"{content}{begin}{length}{sport}",
        )
        for place, (begin, length, speed, device, sport, has_heart, content) in enumerate(rows)
    ]
)


@given(summary_lists, st.integers(0, 2**32))
def test_order_does_not_matter(summaries: list[ActivitySummary], seed: int) -> None:
    shuffled = list(summaries)
    random.Random(seed).shuffle(shuffled)
    assert once(shuffled) == once(summaries)


@given(summary_lists)
def test_every_activity_is_kept_or_listed(summaries: list[ActivitySummary]) -> None:
    kept, dropped = once(summaries)
    assert sorted([run.path for run in kept] + [item.path for item in dropped]) == [run.path for run in summaries]
    assert {item.kept_path for item in dropped} <= {run.path for run in kept}
    assert {item.kind for item in dropped} <= {"same_content", "copy", "same_activity", "fragment"}
    assert all(item.reason for item in dropped)
    assert [run.start_time for run in kept] == sorted(run.start_time for run in kept)


@given(summary_lists)
def test_no_copy_is_left(summaries: list[ActivitySummary]) -> None:
    """Of two kept activities that overlap, whole or part of one and whole or part of the other do not overlap at the same speed."""
    runs = [
        replace(run, sport="running", is_run=True, numbers={**run.numbers, "distance_m": 3.0 * run.duration_s})
        for run in summaries
    ]
    kept, dropped = once(runs)
    recorded = {run.path: run for run in runs}
    parts = {run.path: [recorded[run.path]] for run in kept}
    for item in dropped:
        parts[item.kept_path] += [recorded[item.path]] if item.kind == "fragment" else []
    for run, other in combinations(kept, 2):
        assert not overlap(run, other) or not any(overlap(*pair) for pair in product(parts[run.path], parts[other.path]))


def overlap(run: ActivitySummary, other: ActivitySummary) -> bool:
    """Whether they do for over 80 % of the shorter one; 0.1 % more, for what is lost in arithmetic."""
    starts, lengths = (
        [item.start_time.timestamp() for item in (run, other)],
        [item.number("elapsed_s") for item in (run, other)],
    )
    shared_s = min(start + length for start, length in zip(starts, lengths, strict=True)) - max(starts)
    return shared_s > 0.801 * min(lengths)


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="this system cannot change its time zone within a process")
@pytest.mark.parametrize("zone", ["Pacific/Auckland", "America/Los_Angeles"])
def test_the_machines_time_zone_does_not_matter(zone: str, make_run, monkeypatch: pytest.MonkeyPatch) -> None:
    runs = [*parts(make_run), make_run(0, path="phone.gpx", device="phone", distance_m=10_900.0, heart_rate_s={})]
    here = once(runs)
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    try:
        there = once(runs)
    finally:
        monkeypatch.undo()
        time.tzset()
    assert there == here


def test_cost_grows_with_the_number_of_files(make_run) -> None:
    """Three thousand runs, a third of them twice, in well under a second of CPU."""
    runs = [make_run(day / 2, path=f"{day}.fit", device="watch") for day in range(2000)]
    runs += [make_run(day / 2, path=f"{day}.gpx", heart_rate_s={}) for day in range(1000)]
    begun = time.process_time()
    kept, dropped = once(runs)
    assert time.process_time() - begun < 1.0
    assert (len(kept), len(dropped)) == (2000, 1000)


def test_runs_that_all_claim_one_time_are_told_apart_quickly(make_run) -> None:
    """Four hundred of an hour each, the clock set back before every one: eighty thousand pairs, in a few seconds of CPU."""
    rng = np.random.default_rng(5)
    speeds = np.round(2.8 * np.exp(rng.normal(0.0, 0.08, (400, 30))), 3)
    runs = [make_run(0, path=f"{number:03}.fit", profile_speed_mps=tuple(row)) for number, row in enumerate(speeds.tolist())]
    begun = time.process_time()
    kept, _ = once(runs)
    assert time.process_time() - begun < 5.0
    assert len(kept) == 400


@pytest.mark.corpus
def test_the_same_race_in_two_formats_is_one(corpus: Path) -> None:
    import legcheck
    from legcheck.history.extract import summary_of_report

    paths = sorted((corpus / "jamtuttlebee+portfolio628" / "data" / "raw").glob("*Half_Marathon.*"))
    summaries = [summary_of_report(legcheck.analyze(path), os.fspath(path)) for path in paths]
    kept, dropped = once(summaries)
    assert {path.suffix for path in paths} == {".fit", ".gpx"}
    assert [Path(run.path).suffix for run in kept] == [".fit"]
    assert len(dropped) == 1


def test_parts_that_were_rated_one_by_one_stay_apart(make_run) -> None:
    """A warm-up and a session, each ended and rated by the runner; with one rating between them they are one."""
    warm_up, session = make_run(0, elapsed_s=900.0, feel=75.0), make_run(20 * MINUTE, feel=50.0)
    assert len(once([warm_up, session])[0]) == 2
    assert len(once([replace(warm_up, feel=math.nan), session])[0]) == 1
