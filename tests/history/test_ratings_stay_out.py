"""What the runner said of a run is held against the verdict in a history, so the verdict is made without it."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from legcheck import analyze, synth
from legcheck.history import ActivitySummary
from legcheck.history.extract import summary_of_report
from legcheck.history.headline import own_word


@pytest.mark.parametrize(("effort", "feel"), [(90.0, 10.0), (20.0, 90.0), (None, 20.0)])
def test_a_rating_does_not_move_the_verdict_of_a_summary(effort, feel):
    activity = synth.plant("late_fade", dynamics=False, seed=4).activity
    rated = replace(activity, effort=effort, feel=feel)
    silent, told = (summary_of_report(analyze(item), "run.fit") for item in (activity, rated))
    for name in ("heavy_legs_score", "heavy_legs_confidence", "heavy_legs_status", "causes", "reason", "cause"):
        assert getattr(told, name) == getattr(silent, name)
    assert told.feel == feel
    assert told.would_help == silent.would_help


def test_the_report_of_the_run_alone_does_use_it():
    """One run has no past to speak for it; there the runner is the best witness."""
    activity = synth.plant("late_fade", dynamics=False, seed=4).activity
    hard, easy = (
        analyze(replace(activity, effort=effort, feel=feel)).heavy_legs for effort, feel in ((90.0, 10.0), (15.0, 90.0))
    )
    assert hard.score > easy.score + 10.0


@pytest.mark.parametrize(
    ("found", "feel", "effort", "told"),
    [
        (True, 75.0, math.nan, "your own word differs: you felt strong, 75 of 100"),
        (True, 50.0, 20.0, ""),
        (True, math.nan, 30.0, "your own word differs: you rated the effort 30 of 100"),
        (False, 25.0, math.nan, "yet you felt weak, 25 of 100, and nothing in the files explains it"),
        (False, 0.0, math.nan, "yet you felt very weak, 0 of 100, and nothing in the files explains it"),
        (False, 50.0, math.nan, ""),
        (True, math.nan, math.nan, ""),
    ],
)
def test_a_rating_that_differs_is_told_beside_the_verdict(found, feel, effort, told):
    assert own_word(ActivitySummary(path="", start_time=None, feel=feel, effort=effort), found=found) == told


@pytest.mark.parametrize(
    ("effort", "faded", "is_told"), [(75.0, "found", True), (74.0, "found", False), (90.0, "clear", False)]
)
def test_a_hard_effort_speaks_for_legs_where_the_pace_fell(effort, faded, is_told):
    run = ActivitySummary(path="", start_time=None, feel=50.0, effort=effort, statuses={"late_fade": faded})
    assert ("speaks for tired legs" in own_word(run, found=False)) is is_told
    assert own_word(run, found=True) == ""
