"""One foot or both: the decision, its borders, and what it does to an Activity."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest

from legcheck.core import Activity, Athlete, Columns, InputError, Lap, Source, Span, Totals
from legcheck.parsers.cadence_unit import decide_cadence_factor, with_cadence_in_steps
from legcheck.parsers.derive import speed_for_decisions
from legcheck.parsers.sports import UNSTATED


def decide(raw: float, speed: float, height: float | None = None):
    return decide_cadence_factor(np.full(100, raw), np.full(100, speed), height)


@pytest.mark.parametrize(
    ("raw", "speed", "factor"),
    [
        # usual cadence is 150.02 + 6.012 v: 168.1 at 3 m/s, 163.2 at 2.2 m/s, 177.1 at 4.5 m/s
        (82, 3.0, 2.0),  # 164 is 4 off, 82 is 86 off
        (70, 2.2, 2.0),  # 140 is 23 off: low, but one foot
        (96, 4.5, 2.0),  # 192 is 15 off
        (164, 3.0, 1.0),
        (196, 4.5, 1.0),  # a fast, short-stepping runner: 19 off, halved 79 off
        (142, 2.4, 1.0),  # 22 off
        (328, 3.0, 0.5),
        (280, 2.2, 0.5),  # 140 is 23 off
    ],
)
def test_clear_decisions(raw: float, speed: float, factor: float) -> None:
    unit = decide(raw, speed)
    assert (unit.factor, unit.is_clear) == (factor, True)


@pytest.mark.parametrize(
    ("raw", "speed"),
    [
        (120, 3.0),  # 120 is 48 off, 240 is 72 off
        (110, 2.4),  # 110 is 54 off, 220 is 56 off
        (60, 3.0),  # 120 is 48 off
        (40, 3.0),
        (500, 3.0),
    ],
)
def test_what_fits_nothing_is_unclear_and_doubled(raw: float, speed: float) -> None:
    unit = decide(raw, speed)
    assert (unit.factor, unit.is_clear) == (2.0, False)
    assert "none of 0.5, 1 and 2" in unit.reason


def test_borders() -> None:
    # at 3 m/s 168.056 are usual; 30 below that is 138.056, from 69.028 strides a minute
    assert decide(69.1, 3.0).is_clear
    assert not decide(68.9, 3.0).is_clear


def test_height_moves_the_expectation() -> None:
    # 1.50 m: 168.056 * (1.81 / 1.50) ** 0.5 = 184.6; 2.00 m: 159.9
    assert decide(84, 3.0, 1.50).expected_spm == pytest.approx(184.6, abs=0.1)
    assert not decide(76, 3.0, 1.50).is_clear  # 152 is 33 off
    assert decide(76, 3.0, 2.00).is_clear  # 152 is 8 off


def test_walking_standing_and_missing_values_do_not_count() -> None:
    raw = np.array([55.0] * 300 + [0.0] * 50 + [np.nan] * 50 + [85.0] * 100)
    speed = np.array([1.4] * 300 + [3.0] * 50 + [3.0] * 50 + [3.0] * 100)
    unit = decide_cadence_factor(raw, speed)
    assert (unit.factor, unit.is_clear, unit.median_raw) == (2.0, True, 85.0)


def test_without_any_running_it_is_unclear() -> None:
    unit = decide(55, 1.4)
    assert (unit.factor, unit.is_clear) == (2.0, False)
    assert np.isnan(unit.median_raw)


def test_without_speed_a_usual_one_is_assumed() -> None:
    nothing = np.full(100, np.nan)
    assert [decide_cadence_factor(np.full(100, raw), nothing).factor for raw in (84.0, 168.0, 336.0)] == [2.0, 1.0, 0.5]
    assert "speed unknown" in decide_cadence_factor(np.full(100, 84.0), nothing).reason


def activity(raw: float, *, sport: str = "running", athlete: Athlete | None = None, **channels: np.ndarray) -> Activity:
    n = 120
    columns = {"elapsed_s": np.arange(n), "cadence_spm": np.full(n, 2 * raw), **channels}
    if not channels:
        columns["speed_mps"] = np.full(n, 3.0)
    totals = Totals(cadence_spm=2 * raw, distance_m=360.0)
    return Activity(
        source=Source(name="x", format="fit"),
        start_time=datetime(2024, 5, 1, tzinfo=UTC),
        channels=Columns(columns),
        sport=sport,
        laps=(Lap(span=Span(0, 60), totals=totals), Lap(span=Span(60, 120))),
        totals=totals,
        athlete=athlete or Athlete(),
    )


@pytest.mark.parametrize(("raw", "said"), [(84.0, "doubled"), (168.0, "kept"), (336.0, "halved")])
def test_everything_leaves_in_steps_a_minute(raw: float, said: str) -> None:
    checked = with_cadence_in_steps(activity(raw))
    assert set(checked["cadence_spm"]) == {168.0}
    assert checked.totals.cadence_spm == checked.laps[0].totals.cadence_spm == 168.0
    assert (checked.laps[1].totals.cadence_spm, checked.totals.distance_m) == (None, 360.0)
    (note,) = checked.notes
    assert note.code == "cadence_unit"
    assert said in note.message
    assert "168 steps/min are usual" in note.message


@pytest.mark.parametrize("sport", sorted(UNSTATED))
def test_every_sport_that_says_nothing_is_checked_and_may_be_a_run(sport: str) -> None:
    steps = with_cadence_in_steps(activity(170.0, sport=sport))  # both feet in the file: 340 after doubling
    assert set(steps["cadence_spm"]) == {170.0}


def test_an_unclear_unit_has_a_second_note() -> None:
    checked = with_cadence_in_steps(activity(120.0))
    assert [note.code for note in checked.notes] == ["cadence_unit", "cadence_unit_unclear"]
    assert set(checked["cadence_spm"]) == {240.0}


@pytest.mark.parametrize(
    ("sport", "codes"),
    [
        ("", ["cadence_unit"]),
        ("generic", ["cadence_unit"]),
        ("other", ["cadence_unit"]),
        ("walking", []),
        ("cycling", ["cadence_not_steps"]),
    ],
)
def test_which_sports_are_checked(sport: str, codes: list[str]) -> None:
    checked = with_cadence_in_steps(activity(84.0, sport=sport))
    assert [note.code for note in checked.notes] == codes
    assert checked.has("cadence_spm") == (sport != "cycling")


def test_the_callers_factor_wins() -> None:
    checked = with_cadence_in_steps(activity(84.0), cadence_factor=1)
    assert set(checked["cadence_spm"]) == {84.0}
    assert checked.notes[0].message == "cadence multiplied by 1, as asked for"


@pytest.mark.parametrize("factor", [0, -1, np.nan, np.inf, 100, 3, 0.25, 1.5, "2", [2], np.array([1.0, 2.0])])
def test_an_impossible_factor_is_refused(factor: float) -> None:
    with pytest.raises(InputError, match="cadence_factor"):
        with_cadence_in_steps(activity(84.0), cadence_factor=factor)


def test_without_cadence_nothing_is_said() -> None:
    plain = activity(84.0)
    bare = Activity(source=plain.source, start_time=plain.start_time, channels=Columns({"elapsed_s": [0.0]}), sport="running")
    assert with_cadence_in_steps(bare) is bare


def test_speed_from_distance_and_from_positions() -> None:
    seconds = np.arange(120.0)
    from_distance = activity(84.0, distance_m=3.0 * seconds)
    np.testing.assert_allclose(speed_for_decisions(from_distance), 3.0)
    # one degree of latitude is pi / 180 * 6371.0088 km = 111.195 km
    north = activity(84.0, latitude_deg=50 + 3.0 * seconds / 111_195, longitude_deg=np.full(120, 8.0))
    np.testing.assert_allclose(speed_for_decisions(north), 3.0, rtol=1e-4)
    # and one of longitude at 60 degrees north half of that
    east = activity(84.0, latitude_deg=np.full(120, 60.0), longitude_deg=8 + 3.0 * seconds / 55_597.5)
    np.testing.assert_allclose(speed_for_decisions(east), 3.0, rtol=1e-4)


def test_speed_survives_disorder_gaps_and_missing_values() -> None:
    seconds = np.array([0.0, 2, 1, 3, 3, *range(4, 60), *range(1000, 1060)])
    distance = 3.0 * np.where(seconds < 100, seconds, seconds - 900)  # a pause of 940 s in which 120 m were covered
    distance[7] = np.nan
    speed = speed_for_decisions(
        Activity(
            source=Source(name="x", format="gpx"),
            start_time=datetime(2024, 5, 1, tzinfo=UTC),
            channels=Columns({"elapsed_s": seconds, "distance_m": distance}),
        )
    )
    known = np.isfinite(speed)
    assert known.sum() >= len(seconds) - 12
    np.testing.assert_allclose(speed[known], 3.0)


def test_one_record_has_no_speed() -> None:
    single = Activity(
        source=Source(name="x", format="gpx"),
        start_time=datetime(2024, 5, 1, tzinfo=UTC),
        channels=Columns({"elapsed_s": [0.0], "distance_m": [5.0], "cadence_spm": [170.0]}),
    )
    assert np.isnan(speed_for_decisions(single)).all()
    assert with_cadence_in_steps(single)["cadence_spm"].tolist() == [170.0]


@pytest.mark.parametrize("raw", [1.42, 2.84])
def test_steps_a_second_are_left_out(raw: float) -> None:
    channels = Columns({"elapsed_s": np.arange(100.0), "speed_mps": np.full(100, 3.0), "cadence_spm": np.full(100, 2 * raw)})
    start = datetime(2024, 5, 1, tzinfo=UTC)
    activity = with_cadence_in_steps(
        Activity(source=Source(name="a.tcx", format="tcx"), start_time=start, channels=channels, sport="running")
    )
    assert not activity.has("cadence_spm")
    assert [note.code for note in activity.notes] == ["cadence_unit_unclear"]
    assert "left out" in activity.notes[0].message


def test_a_cadence_that_only_the_device_sums_up_is_left_out_with_the_sport() -> None:
    plain = activity(84.0, sport="cycling")
    bare = {name: values for name, values in plain.channels.items() if name != "cadence_spm"}
    ridden = with_cadence_in_steps(replace(plain, channels=Columns(bare), totals=Totals(cadence_spm=168.0)))
    assert ridden.totals.cadence_spm is None
    assert [note.code for note in ridden.notes] == ["cadence_not_steps"]
    run = with_cadence_in_steps(replace(plain, channels=Columns(bare), totals=Totals(cadence_spm=168.0), sport="running"))
    assert (run.totals.cadence_spm, run.notes) == (168.0, ())
