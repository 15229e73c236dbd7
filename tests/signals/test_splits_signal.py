"""Splits: a row a kilometre, nothing lost between them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from run_builder import make_run

from legcheck import synth
from legcheck.core import InputError, Note
from legcheck.signals import splits
from legcheck.signals.splits import SPLIT_COLUMNS


def test_two_and_a_half_kilometres_by_hand():
    # 2.5 m/s: a kilometre every 400 s; 1001 rows are 1000 s and 2500 m.
    table = splits(make_run(1001, 2.5, heart_rate_bpm=150.0, cadence_spm=150.0))
    assert table.length == 3
    assert table["start_s"].tolist() == [0.0, 400.0, 800.0]
    assert table["end_s"].tolist() == [400.0, 800.0, 1000.0]
    assert table["distance_m"].tolist() == [1000.0, 1000.0, 500.0]
    assert table["duration_s"].tolist() == [400.0, 400.0, 200.0]
    assert table["speed_mps"].tolist() == [2.5, 2.5, 2.5]
    assert table["heart_rate_bpm"].tolist() == [150.0] * 3
    assert table["step_length_m"].tolist() == pytest.approx([1.0] * 3)  # 60 * 2.5 / 150
    assert tuple(table) == SPLIT_COLUMNS


def test_another_length():
    # 1000 m in splits of 400: 400, 400 and 200 m, of 160, 160 and 80 s.
    table = splits(make_run(401, 2.5), length_m=400.0)
    assert table["distance_m"].tolist() == [400.0, 400.0, 200.0]
    assert table["duration_s"].tolist() == [160.0, 160.0, 80.0]


def test_a_short_rest_belongs_to_the_last_split():
    # 1040 m: the rest of 40 m is below 50 and joins the first kilometre.
    table = splits(make_run(417, 2.5))
    assert table["distance_m"].tolist() == [1040.0]


def test_a_pause_takes_no_time():
    # 200 s of pause in the first kilometre: it ends at 600 s but lasted 400.
    paused = np.zeros(1001, dtype=bool)
    paused[100:300] = True
    run = make_run(1001, np.where(paused, np.nan, 2.5), masks={"recorded": ~paused, "running": ~paused, "paused": paused})
    table = splits(run)
    assert table["end_s"][0] == 600.0
    assert table["duration_s"].tolist() == [400.0, 400.0]
    assert table["speed_mps"].tolist() == [2.5, 2.5]


def test_a_stop_takes_time_and_spoils_no_mean():
    standing = (np.arange(1001) >= 100) & (np.arange(1001) < 300)
    run = make_run(1001, np.where(standing, 0.0, 2.5), cadence_spm=np.where(standing, 0.0, 150.0))
    table = splits(run)
    assert table["duration_s"][0] == 600.0
    # Speed, cadence and step length are those of the 400 s on the move and agree: 150 / 60 * 1.0 m = 2.5 m/s.
    assert table["speed_mps"][0] == pytest.approx(2.5)
    assert (table["cadence_spm"][0], table["step_length_m"][0]) == (150.0, pytest.approx(1.0))
    # On the flat the two speeds are one.
    assert table["grade_adjusted_speed_mps"][0] == pytest.approx(2.5)


def test_standing_that_left_no_records_takes_time_all_the_same():
    """As above, but the watch wrote nothing for 200 s while its timer ran."""
    standing = (np.arange(1001) >= 100) & (np.arange(1001) < 300)
    masks = {"recorded": ~standing, "running": ~standing, "stopped": standing}
    distance_m = np.where(standing, np.nan, 2.5 * np.clip(np.arange(1001) - 200, np.minimum(np.arange(1001), 100), None))
    table = splits(make_run(1001, np.where(standing, np.nan, 2.5), masks=masks, distance_m=distance_m))
    assert table["duration_s"][0] == 600.0
    # The way of the second before the hole is known only after it: 997.5 m in 400 s.
    assert table["speed_mps"][0] == pytest.approx(997.5 / 400)


def test_splits_are_as_fast_as_the_run():
    """Weighted by their moving time they give its speed: none is faster than every split."""
    from legcheck import analyze

    report = analyze(synth.run(duration_s=2400, seed=3, stops=(300.0, 60.0), pause_at_stops=False).activity)
    speed, way_m = (report.splits[name].to_numpy() for name in ("speed_mps", "distance_m"))
    assert way_m.sum() / (way_m / speed).sum() == pytest.approx(report.summary.speed_mps, rel=0.01)


def test_a_slope_makes_the_flat_speed_faster_by_its_ratio():
    """Grade-adjusted 20 % faster than run, so 20 % faster in the table, a stop left out of both."""
    standing = (np.arange(1001) >= 100) & (np.arange(1001) < 300)
    speed = np.where(standing, 0.0, 2.5)
    table = splits(make_run(1001, speed, grade_adjusted_speed_mps=1.2 * speed))
    assert table["grade_adjusted_speed_mps"][0] == pytest.approx(1.2 * 2.5)


def test_metres_of_a_gap_make_nobody_faster():
    """1,001 s at 2.5 m/s, of which 200 s were not recorded: 1,000 m in 400 s of which 200 recorded hold 500 m."""
    gap = (np.arange(1001) >= 100) & (np.arange(1001) < 300)
    run = make_run(1001, 2.5, masks={"recorded": ~gap, "running": ~gap})
    table = splits(run)
    assert (table["distance_m"][0], table["duration_s"][0]) == (1000.0, 200.0)
    assert table["speed_mps"][0] == pytest.approx(2.5)


def test_no_climb_where_slopes_are_not_known():
    noisy = Note(code="altitude_noisy", message="too noisy")
    run = make_run(1001, 2.5, altitude_m=np.linspace(0.0, 50.0, 1001), notes=(noisy,))
    assert np.isnan(splits(run)["ascent_m"]).all()


def test_climb_and_descent_by_hand():
    # 2 % up for the first kilometre, 3 % down for the second: 20 m up, 30 m down.
    grade = np.where(np.arange(801) < 400, 2.0, -3.0)
    table = splits(make_run(801, 2.5, grade_pct=grade, altitude_m=100.0))
    assert table["ascent_m"].tolist() == pytest.approx([20.0, 0.0])
    assert table["descent_m"].tolist() == pytest.approx([0.0, 30.0])
    unknown = splits(make_run(801, 2.5, grade_pct=grade))
    assert np.isnan(unknown["ascent_m"]).all()


def test_what_was_not_recorded_is_nan():
    table = splits(make_run(401, 2.5))
    for name in ("heart_rate_bpm", "cadence_spm", "step_length_m"):
        assert np.isnan(table[name]).all()


def test_cadence_of_zero_gives_no_step_length():
    assert np.isnan(splits(make_run(401, 2.5, cadence_spm=0.0))["step_length_m"]).all()


@pytest.mark.parametrize(
    "run",
    [make_run(0), make_run(1), make_run(10), make_run(600, 0.0), make_run(600, np.nan, distance_m=np.nan)],
    ids=["empty", "one second", "30 m", "standing", "no distance"],
)
def test_no_distance_no_splits(run):
    table = splits(run)
    assert table.length == 0
    assert tuple(table) == SPLIT_COLUMNS


def test_a_real_run_adds_up():
    run = synth.run(duration_s=2400, seed=3, hills=(8.0, 1000.0), stops=(300.0, 30.0)).activity
    from legcheck.cleaning import clean

    cleaned = clean(run)
    table = splits(cleaned)
    assert table["distance_m"].sum() == pytest.approx(cleaned.distance_m)
    assert table["duration_s"].sum() == pytest.approx(np.count_nonzero(cleaned.masks["recorded"]), abs=1.0)
    assert (table["start_s"][1:] == table["end_s"][:-1]).all()


@settings(max_examples=30)
@given(arrays(np.float64, st.integers(2, 900), elements=st.floats(0.0, 6.0) | st.just(np.nan)), st.floats(60.0, 2000.0))
def test_splits_cover_the_whole_distance(speed, length_m):
    run = make_run(len(speed), speed)
    table = splits(run, length_m=length_m)
    if table.length:
        assert table["distance_m"].sum() == pytest.approx(run.distance_m)
        assert table["end_s"][-1] == len(run) - 1
        assert (np.diff(table["start_s"]) > 0).all()
    else:
        assert run.distance_m < 50.0


@pytest.mark.parametrize("length_m", [0, -5, 0.001, 9.9, np.nan, np.inf, "1000", True, None])
def test_a_split_has_a_length(length_m):
    with pytest.raises(InputError, match="length_m must be a number of at least 10, got"):
        splits(make_run(600, 3.0), length_m=length_m)
