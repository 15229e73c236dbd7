"""The whole way from an Activity to a Run: promises kept, odd inputs survived, nothing changed behind one's back."""

from __future__ import annotations

import ast
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest

import legcheck.cleaning
from legcheck.cleaning import NOTES, clean
from legcheck.cleaning.notes import note
from legcheck.core import CHANNELS, MASKS, Athlete, Columns, Note, Span

ALWAYS = ("elapsed_s", "speed_mps", "distance_m", "grade_pct", "grade_adjusted_speed_mps")
EXCLUSIVE = ("running", "walking", "stopped", "paused")


def check_promises(run):
    """What every Run promises, whatever it was made from."""
    assert set(MASKS) == set(run.masks)
    for name in ALWAYS:
        assert name in run.channels
    assert run.elapsed_s.tolist() == list(range(len(run)))
    assert (sum(run.masks[name].astype(int) for name in EXCLUSIVE) <= 1).all()
    out = ~run.masks["recorded"]
    for name, values in run.channels.items():
        if name == "elapsed_s":
            continue
        assert np.isnan(values[out]).all(), name
        assert not np.isinf(values).any(), name
        if name in CHANNELS:
            known = values[np.isfinite(values)]
            assert (known >= CHANNELS[name].low).all(), name
            assert (known <= CHANNELS[name].high * (5 if name == "grade_adjusted_speed_mps" else 1)).all(), name
    for inner, outer in (
        ("running", "recorded"),
        ("walking", "recorded"),
        ("gait_usable", "running"),
        ("heart_rate_usable", "recorded"),
    ):
        assert not (run.masks[inner] & ~run.masks[outer]).any(), inner
    distance = run["distance_m"][np.isfinite(run["distance_m"])]
    assert (np.diff(distance) >= 0).all()
    assert {code.code for code in run.notes} <= set(NOTES) | {code.code for code in run.activity.notes}


def test_a_steady_run_comes_out_as_it_went_in(make_activity, steady):
    channels = steady(1800)
    run = clean(make_activity(channels))
    check_promises(run)
    for name, values in channels.items():
        assert np.array_equal(run[name], values), name
    assert run.notes == ()
    assert run.running.all()
    assert run.surface == "road"


def test_records_between_seconds_are_brought_onto_them(make_activity, steady):
    channels = steady(600)
    channels["elapsed_s"] = channels["elapsed_s"] + 0.4
    run = clean(make_activity(channels))
    check_promises(run)
    assert np.isnan(run["heart_rate_bpm"][0])
    assert run["distance_m"][10] == pytest.approx(0.4 * channels["distance_m"][9] + 0.6 * channels["distance_m"][10], rel=1e-6)


@pytest.mark.parametrize(
    "channels",
    [
        {"elapsed_s": []},
        {"elapsed_s": [], "heart_rate_bpm": []},
        {"elapsed_s": [0.0, 1.0]},
        {"elapsed_s": [0.0], "speed_mps": [3.0]},
        {"elapsed_s": [0.7], "speed_mps": [3.0]},
        {"elapsed_s": [0.0, 1.0], "speed_mps": [3.0, 3.0], "altitude_m": [5.0, 6.0]},
        {"elapsed_s": [0.0, 4000.0], "latitude_deg": [0.0, 1.0], "longitude_deg": [0.0, 1.0]},
        {"elapsed_s": np.arange(50.0), "heart_rate_bpm": np.full(50, np.nan), "speed_mps": np.full(50, np.nan)},
        {"elapsed_s": np.full(50, np.nan), "heart_rate_bpm": np.full(50, 150.0)},
        {"elapsed_s": np.zeros(50), "heart_rate_bpm": np.full(50, 150.0), "distance_m": np.arange(50.0)},
        {"elapsed_s": np.arange(400.0), "heart_rate_bpm": np.full(400, 150.0)},
        {"elapsed_s": np.arange(400.0), "cadence_spm": np.full(400, 170.0)},
        {"elapsed_s": np.arange(400.0), "altitude_m": np.full(400, 170.0)},
        {"elapsed_s": np.arange(400.0), "distance_m": np.zeros(400), "altitude_m": np.arange(400.0)},
        {"elapsed_s": np.arange(400.0), "power_w": np.full(400, np.inf), "speed_mps": np.full(400, -np.inf)},
        {"elapsed_s": np.arange(0.0, 40_000.0, 100.0), "heart_rate_bpm": np.full(400, 150.0)},
    ],
)
def test_odd_activities_keep_the_promises(make_activity, channels):
    check_promises(clean(make_activity(channels)))


def test_heart_rate_alone_is_enough_for_a_run(make_activity, codes):
    run = clean(make_activity({"heart_rate_bpm": 150 + np.sin(np.arange(600.0))}))
    assert {"no_speed", "indoor_grade"} <= codes(run)
    assert run.masks["heart_rate_usable"][60:].all()
    assert not run.running.any()
    assert run.moving_s == 0


def test_the_input_is_not_changed(make_activity, steady):
    channels = steady(900)
    channels["heart_rate_bpm"][300] = 999
    before = {name: values.copy() for name, values in channels.items()}
    activity = make_activity(channels, pauses=(Span(100, 150),))
    clean(activity)
    for name, values in before.items():
        assert np.array_equal(activity[name], values), name
        assert np.array_equal(channels[name], values), name


def test_cleaning_is_deterministic(make_activity, steady):
    activity = make_activity(steady(900), pauses=(Span(100, 150),))
    first, second = clean(activity), clean(activity)
    for name, values in first.channels.items():
        assert np.array_equal(values, second[name], equal_nan=True), name
    assert first.notes == second.notes


def test_notes_of_the_reader_come_first(make_activity, steady):
    read = Note("cadence_doubled", "cadence doubled: one-foot values")
    run = clean(make_activity(steady(600), notes=(read,), pauses=(Span(100, 150),)))
    assert run.notes[0] == read
    assert len(run.notes) > 1


def test_the_callers_facts_win_and_the_files_fill_in(make_activity, steady):
    activity = make_activity(steady(60), athlete=Athlete(height_m=1.7, weight_kg=60))
    run = clean(activity, athlete=Athlete(height_m=1.8))
    assert run.athlete == Athlete(height_m=1.8, weight_kg=60)
    assert clean(activity).athlete == activity.athlete


def test_shifting_the_clock_changes_nothing(make_activity, steady):
    channels = steady(900)
    here = make_activity(channels)
    there = make_activity(channels, start_time=here.start_time + timedelta(days=400, seconds=12345))
    for name, values in clean(here).channels.items():
        assert np.array_equal(values, clean(there)[name], equal_nan=True), name


def test_every_code_in_use_is_in_the_table_and_every_entry_is_in_use():
    folder = Path(legcheck.cleaning.__file__).parent
    used = set()
    for path in sorted(folder.glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Name)
                and node.func.id == "note"
                and isinstance(node.args[0], ast.Constant)
            ):
                used.add(node.args[0].value)
    used |= {
        "timer_pauses",
        "inferred_pauses",
        "standing_gaps",
        "ran_on",
        "recording_gaps",
    }  # written from a table in pauses.py
    assert used == set(NOTES)


def test_a_code_that_is_not_in_the_table_is_refused():
    with pytest.raises(KeyError):
        note("no_such_code", "message")


def test_importing_cleaning_loads_neither_scipy_nor_pandas():
    code = (
        "import sys, legcheck.cleaning; print([name for name in ('scipy', 'pandas', 'lxml', 'plotly') if name in sys.modules])"
    )
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert answer.stdout.strip() == "[]"


def test_cost_grows_with_the_length_and_no_faster(make_activity, steady):
    def best_s(activity, tries):
        clean(activity)
        taken = []
        for _ in range(tries):
            begin = time.process_time()
            clean(activity)
            taken.append(time.process_time() - begin)
        return min(taken)

    hour, day = make_activity(steady(3600)), make_activity(steady(86_400))
    hour_s, day_s = best_s(hour, 15), best_s(day, 3)
    # 24 times the length; caches and allocation make long arrays up to about twice as dear each.
    assert hour_s < 0.05
    assert day_s < 24 * 3 * hour_s


def test_all_names_are_there():
    for name in legcheck.cleaning.__all__:
        assert hasattr(legcheck.cleaning, name)


def test_longitude_and_everything_else_are_columns_of_one_length(make_activity, steady):
    run = clean(make_activity(steady(100)))
    assert isinstance(run.channels, Columns)
    assert {values.size for values in run.channels.values()} == {100}
