"""The harness behind the page on weeks and months: its arithmetic by hand, what it expects, and one history through all of it."""

from __future__ import annotations

import importlib
import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from legcheck import synth
from legcheck.synth.episodes import HardBackToBack, Layoff, LongBackToBack, Ramp, Spike, StrengthDays

FOLDER = Path(__file__).resolve().parents[1] / "benchmarks"


@pytest.fixture(scope="module")
def harness():
    """Modules of the harness by name; they import each other as neighbours, as they do when run."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(FOLDER))
        yield importlib.import_module


def test_area_under_the_curve_and_its_interval(harness) -> None:
    real = harness("history_real")
    scores, bad = np.array([3.0, 2.0, 2.0, 1.0]), np.array([True, True, False, False])
    # Pairs: 3>2, 3>1, 2=2 (half), 2>1: 3.5 of 4.
    assert real.area(scores, bad) == 0.875
    value, low, high = real.delong(scores, bad)
    # Wins of each bad run 1 and 0.75 (variance 1/32), of each other 0.75 and 1 (1/32): SE = sqrt(1/64 + 1/64) = 0.1768.
    assert (value, low) == pytest.approx((0.875, 0.875 - 1.96 * 0.17678), abs=1e-4)
    assert high == 1.0


def test_runs_called_heavy_are_held_against_how_they_felt(harness) -> None:
    """Two called heavy, of which one felt so; three others, of which one; one unrated and one unjudged are left out."""
    scores = np.array([80.0, 50.0, 49.9, 10.0, 0.0, 90.0, np.nan])
    feel = np.array([50.0, 75.0, 25.0, 75.0, 100.0, np.nan, 25.0])
    told = harness("history_real")._called(scores, feel)
    assert told == "Of 2 rated runs that legcheck calls heavy 1 felt so, of the 3 others 1."


def test_rank_correlation_takes_runs_that_have_both(harness) -> None:
    real = harness("history_real")
    # Ranks 1 2 3 against 1 3 2: 1 - 6 * (0 + 1 + 1) / (3 * 8) = 0.5.
    one, two = np.array([1.0, 5.0, 9.0, np.nan]), np.array([2.0, 8.0, 4.0, 1.0])
    assert real.spearman(one, two) == pytest.approx(0.5)


def truths(harness, *episodes, **settings):
    made = synth.history(**{"weeks": 16, "seed": 3, "episodes": episodes, **settings})
    runs = [item for item in made.activities if item.is_run]
    return list(zip(runs, harness("history_truth").run_truths(made), strict=True))


@pytest.mark.parametrize(
    ("finding", "episode", "due"),
    [
        ("session_spike", Spike(week=10, ratio=1.4), {76}),  # the Sunday of week 10
        ("long_runs_back_to_back", LongBackToBack(week=10, weeks=2), {76, 83}),
        ("hard_days_back_to_back", HardBackToBack(week=10, weeks=1), {72}),  # the Wednesday after intervals
        ("return_after_layoff", Layoff(week=8, days=28), {85}),  # the Tuesday after days 56 to 83
    ],
)
def test_what_is_planted_is_due_and_nothing_else(harness, finding, episode, due) -> None:
    planted = truths(harness, episode)
    assert {item.day for item, truth in planted if truth[finding]} == due
    assert not any(truth[finding] for _, truth in truths(harness))
    assert any(truth[finding] is False for _, truth in planted)


def test_a_week_that_grows_by_half_is_due_once_it_has(harness) -> None:
    due = [item.day for item, truth in truths(harness, Ramp(week=10, weeks=1, fraction=0.6)) if truth["load_ramp"]]
    assert due
    assert set(due) <= set(range(74, 80))  # seven days that hold most of week 10: days 70 to 76


def test_strength_on_the_day_before_is_due(harness) -> None:
    told = truths(harness, StrengthDays(week=6, weeks=4, per_week=1))
    due = {item.day for item, truth in told if truth["strength_before_run"]}
    burdened = {item.day for item, _ in told if item.truth.why == ("strength the day before",)}
    assert burdened <= due
    assert all(truth["strength_before_run"] is False for item, truth in told if item.day < 40)


def test_every_history_has_its_own_seed(harness) -> None:
    cells = harness("history_cells")
    firsts = (cells.CALIBRATION_SEED, cells.REPORTING_SEED)
    seeds = [
        first + place * cells.SEEDS_PER_CELL + runner
        for first in firsts
        for place, cell in enumerate(cells.CELLS)
        for runner in range(cell.runners)
    ]
    assert len(set(seeds)) == len(seeds)
    assert sum(cell.runners for cell in cells.CELLS) >= 200


def test_one_history_gives_a_page(harness, tmp_path, monkeypatch) -> None:
    cells, evaluate = harness("history_cells"), harness("evaluate_history")
    monkeypatch.setattr(cells, "WEEKS", 6)
    place = next(number for number, cell in enumerate(cells.CELLS) if cell.is_clean)
    outcome = evaluate.outcome((place, 0, 77, tmp_path))
    (kept,) = tmp_path.glob("*.json")
    assert len(json.loads(kept.read_text(encoding="utf-8"))) >= len(outcome.runs)
    assert evaluate.outcome((place, 0, 77, tmp_path)) == outcome
    page = harness("history_tables").page([outcome], "")
    assert f"1 histories, {len(outcome.runs)} runs; 1 of the histories hold even training" in page
    wrong = replace(outcome, over_time=outcome.over_time | {"pattern": "found"})
    assert harness("history_tables").pattern_right(outcome, rated=False) is True
    assert harness("history_tables").pattern_right(wrong, rated=False) is False


def test_ratings_of_recorded_runs_leave_only_totals(harness, tmp_path, monkeypatch) -> None:
    real = harness("history_real")
    history = synth.history(weeks=9, seed=5, minutes=20.0, runs_per_week=4)
    history.write(tmp_path / "hidden_person")
    monkeypatch.setenv("LEGCHECK_CORPUS", str(tmp_path))
    monkeypatch.setattr(real, "MIN_RATED", 20)
    text = real.section(tmp_path / "kept")
    assert f"{sum(item.is_run for item in history.activities)} runs" in text
    assert "| mean heart rate |" in text
    assert not any(word in text for word in ("hidden", "2024", str(tmp_path)))
    assert real.section(tmp_path / "kept") == text
    monkeypatch.delenv("LEGCHECK_CORPUS")
    assert "Not run this time" in real.section(None)
