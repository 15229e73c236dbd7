"""Advice that fits the cause, said once, and only where the cause is likely."""

from __future__ import annotations

import pytest

from legcheck import analyze, synth
from legcheck.report.cause_advice import advice_for
from legcheck.report.text import document

WALL = {"status": "found", "causes": [{"id": "glycogen_wall", "probability": 0.6}]}


def test_the_wall_speaks_of_fuel():
    advice = advice_for(WALL, frozenset())
    assert advice is not None
    assert "carbohydrate" in advice.text
    assert "doi:10.1249/MSS.0000000000000852" in advice.source


@pytest.mark.parametrize(
    "heavy",
    [
        {**WALL, "causes": [{"id": "glycogen_wall", "probability": 0.49}]},
        {**WALL, "status": "clear"},
        {**WALL, "causes": [{"id": "eased_off", "probability": 0.9}]},
        {**WALL, "causes": []},
        {**WALL, "causes": [{"id": "glycogen_wall", "probability": 0.52}, {"id": "leg_limited", "probability": 0.45}]},
    ],
)
def test_no_advice_for_a_guess_a_clear_run_or_a_choice(heavy):
    assert advice_for(heavy, frozenset()) is None


def test_what_a_finding_says_already_is_not_said_again():
    advice = advice_for(WALL, frozenset())
    assert advice_for(WALL, frozenset({advice.source})) is None


def tried(run):
    (section,) = (part for part in document(analyze(run).to_dict()) if part.title == "What to try")
    return section.lines


def test_a_wall_is_told_what_to_eat_before_anything_else():
    assert "carbohydrate" in tried(synth.plant("wall", seed=3).activity)[0]


def test_heat_is_spoken_of_once():
    told = tried(synth.plant("heat_drift", seed=3).activity)
    assert sum("10.1097/JES.0b013e31824c43af" in line for line in told) == 1


def test_how_many_steps_to_add_is_said_once():
    told = tried(synth.plant("low_cadence", seed=3).activity)
    assert sum("5 %" in line for line in told) == 1
