"""Cleaning against synthetic runs, in which it is known what is wrong and what is not."""

from __future__ import annotations

import numpy as np
import pytest

from legcheck import synth
from legcheck.cleaning import clean


@pytest.mark.parametrize("seed", range(5))
def test_a_planted_lock_is_masked_and_little_else(seed):
    made = synth.run(
        seed=seed, heart_rate_source="wrist", heart_rate_bpm=146 + seed, heart_rate_lock=(1200.0 + 60 * seed, 600.0)
    )
    run = clean(made.activity)
    start_s = 1200 + 60 * seed
    planted = (run.elapsed_s >= start_s) & (run.elapsed_s < start_s + 600)
    masked = ~run.masks["heart_rate_usable"]
    assert masked[planted].mean() > 0.95
    assert np.count_nonzero(masked[~planted][60:]) < 60
    assert "heart_rate_locked" in {note.code for note in run.notes}


@pytest.mark.parametrize("seed", range(8))
def test_a_heart_at_the_cadence_of_the_feet_is_trusted(seed, codes):
    run = clean(synth.run(seed=seed, heart_rate_source="wrist", heart_rate_bpm=166, cadence_spm=166).activity)
    assert not {code for code in codes(run) if code.startswith("heart_rate")}
    assert run.masks["heart_rate_usable"][60:].all()


@pytest.mark.parametrize("name", ["steady", "late_fade", "intervals", "hilly", "walk_breaks", "progression", "easy_jog"])
@pytest.mark.parametrize("seed", [3, 4])
def test_nothing_is_found_wrong_where_nothing_is(name, seed):
    made = synth.plants.plant(name, seed)
    run = clean(made.activity)
    assert run.notes == made.activity.notes


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_slopes_are_those_of_the_ground(seed):
    made = synth.plants.plant("hilly", seed)
    run = clean(made.activity)
    size = min(len(run), made.plan.length)
    true_pct = made.plan["grade_pct"][:size]
    assert np.std(true_pct) > 1.5
    assert np.std(run["grade_pct"][:size] - true_pct) < 0.4 * np.std(true_pct)


def test_pauses_of_a_run_through_town_are_the_planted_ones():
    made = synth.plants.plant("stop_and_go", 5)
    run = clean(made.activity)
    paused_s = sum(pause.duration_s for pause in made.activity.pauses)
    assert paused_s > 60
    assert np.count_nonzero(run.masks["paused"]) == pytest.approx(paused_s, abs=1)
    assert np.count_nonzero(~run.masks["paused"]) - 1 == pytest.approx(made.activity.totals.timer_s, abs=2)
