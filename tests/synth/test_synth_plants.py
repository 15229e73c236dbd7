"""Named recipes and what is said of them."""

from __future__ import annotations

import pytest

from legcheck import synth
from legcheck.core import InputError
from legcheck.synth.plants import HEURISTICS, PLANTS

CAUSES = {
    "leg_limited",
    "heat_or_dehydration",
    "cardiac_drift",
    "glycogen_wall",
    "paced_too_hard",
    "eased_off",
    "terrain_or_gps",
    "none",
}


@pytest.mark.parametrize("name", sorted(PLANTS))
def test_every_plant_is_told_apart_by_its_truth(name):
    plant, truth = PLANTS[name], synth.plant(name).truth
    assert set(truth.causes) <= CAUSES
    assert set(plant.found) | set(plant.either) | set(plant.not_found) == set(HEURISTICS)
    assert ("late_fade" in plant.found) == (truth.fade_fraction >= 0.05)
    assert ("low_cadence" in plant.found) == (truth.cadence_offset_sd < -2.0)
    if "heart_rate_drift" in plant.not_found:
        assert truth.drift_bpm_per_h <= 3.0


@pytest.mark.parametrize(
    ("name", "cause"),
    [
        ("steady", "none"),
        ("late_fade", "leg_limited"),
        ("heat_drift", "heat_or_dehydration"),
        ("heat_fade", "heat_or_dehydration"),
        ("cardiac_drift", "cardiac_drift"),
        ("low_cadence", "none"),
        ("wall", "glycogen_wall"),
        ("paced_too_hard", "paced_too_hard"),
        ("eased_off", "eased_off"),
        ("intervals", "none"),
        ("hilly", "none"),
    ],
)
def test_the_planted_cause(name, cause):
    assert synth.plant(name).truth.cause == cause


def test_overrides_win_over_the_plant():
    run = synth.plant("late_fade", seed=3, fade_fraction=0.25, duration_s=4800.0)
    assert run.truth.fade_fraction == 0.25
    assert run.recipe.seed == 3
    assert run.activity.elapsed_s[-1] == 4800


def test_an_unknown_plant_is_refused_with_the_nearest_name():
    with pytest.raises(InputError, match="did you mean 'late_fade'"):
        synth.plant("late_fad")
