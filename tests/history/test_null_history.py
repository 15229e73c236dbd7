"""Even training through all of legcheck: nothing stands out; and a spell of heavy runs does."""

from __future__ import annotations

import io

import pytest

from legcheck import analyze, read, synth
from legcheck.history.diary_csv import read_diary
from legcheck.history.extract import summary_of_activity, summary_of_report
from legcheck.history.judge import judge_history, over_time
from legcheck.synth.episodes import HeavyWeeks

WEEKS = 12


def judged(history):
    """Every activity made, read, analysed and judged, as a folder of files is."""
    summaries = [
        summary_of_report(analyze(history.run(item.number).activity), item.name)
        if item.is_run
        else summary_of_activity(read(history.fit(item.number)), item.name)
        for item in history.activities
    ]
    return judge_history(summaries, diary=read_diary(io.StringIO(history.diary_csv())))


@pytest.mark.parametrize("seed", [41, 42])
def test_nothing_stands_out_in_even_training(seed):
    history = synth.history(weeks=WEEKS, seed=seed, minutes=36.0, runs_per_week=3, rides_per_week=1, day_sd=0.013)
    past = judged(history)
    assert len(past.timeline.runs) == sum(item.is_run for item in history.activities)
    assert len(past.timeline) == len(history.activities)
    said = {finding.id: finding for finding in over_time(past)}
    found = {name for name, finding in said.items() if finding.is_found}
    assert not found & {"pattern", "efficiency_drop", "rest_days", "reproducible_onset", "resting_heart_rate", "weight_trend"}
    assert said["pattern"].status.value == "clear"
    # 2 % of some 26 judged runs is a half; four or more would be a chance of 0.2 %.
    assert sum(findings["heavy_from_start"].is_found for findings in past.findings) <= 3
    for name in ("session_spike", "return_after_layoff", "long_runs_back_to_back", "strength_before_run"):
        assert not [place for place, findings in enumerate(past.findings) if findings[name].is_found], name


def test_a_spell_of_heavy_runs_is_a_pattern():
    spell = HeavyWeeks(week=8, weeks=4, share=0.8, cost=0.09)
    history = synth.history(weeks=WEEKS, seed=41, minutes=36.0, runs_per_week=4, day_sd=0.013, episodes=[spell])
    past = judged(history)
    runs = [item for item in history.activities if item.is_run]
    heavy = [findings["heavy_from_start"] for item, findings in zip(runs, past.findings, strict=True) if item.truth.heavy]
    assert len(heavy) == 13  # 0.8 of 16 runs
    assert sum(finding.is_found for finding in heavy) >= 9
    assert {finding.id for finding in over_time(past) if finding.is_found} >= {"pattern"}
