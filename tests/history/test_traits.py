"""What is usual for a runner is said once and makes no run heavy."""

from __future__ import annotations

from dataclasses import replace

import pytest

from legcheck.core import Athlete, Finding, Status
from legcheck.history import History, judge_history, over_time
from legcheck.history.heuristics import Judged
from legcheck.history.heuristics.cadence_trait import CadenceTrait
from legcheck.history.own_share import own_score
from legcheck.history.timeline import Timeline
from legcheck.history.traits import traits, usual_before

LOW = {"statuses": {"low_cadence": "found", "overstriding": "clear"}, "scores": {"low_cadence": 80.0, "overstriding": 20.0}}
FINE = {"statuses": {"low_cadence": "clear", "overstriding": "clear"}, "scores": {"low_cadence": 5.0}}


def with_cadence(make_run, *, low, fine):
    """So many runs with a low cadence, then so many without."""
    kinds = [LOW] * low + [FINE] * fine
    steps = {"cadence_spm": 152.0, "speed_mps": 3.0}
    return [make_run(2 * day, **kind, **steps) for day, kind in enumerate(kinds)]


def test_half_of_eight_judged_runs_make_a_trait(make_run):
    assert traits(with_cadence(make_run, low=4, fine=4)) == {"low_cadence"}
    assert traits(with_cadence(make_run, low=4, fine=5)) == set()
    assert traits(with_cadence(make_run, low=7, fine=0)) == set()


def test_a_run_knows_only_what_came_before_it(make_run):
    runs = with_cadence(make_run, low=9, fine=2)
    assert [bool(usual) for usual in usual_before(runs)] == [False] * 8 + [True] * 3


def finding(name, score):
    status = Status.FOUND if score >= 50 else Status.CLEAR
    return Finding(id=name, title=name, status=status, score=score, confidence=0.9, reason="told")


def test_form_that_is_usual_is_taken_out_of_the_runs_own_score(make_run):
    # Fade 50 and form 80: 100 (1 - 0.5 * (1 - 0.25 * 0.8)) = 60; without form 50.
    run = make_run(0, heavy_legs_score=60.0, scores={"low_cadence": 80.0})
    assert own_score(run, {"low_cadence"}, {}) == pytest.approx(50.0)
    assert own_score(run, (), {}) == 60.0
    assert (
        own_score(run, {"low_cadence"}, {"cadence_change": finding("cadence_change", 60.0)}) == 60.0
    )  # other than usual: news


def test_drift_is_taken_as_the_own_past_scores_it(make_run):
    # Drift 90 alone: 0.6 * 90 = 54; by the own past 20: 0.6 * 20 = 12.
    run = make_run(0, heavy_legs_score=54.0, scores={"heart_rate_drift": 90.0})
    assert own_score(run, (), {"drift_against_own": finding("drift_against_own", 20.0)}) == pytest.approx(12.0)
    assert own_score(run, (), {}) == 54.0


def test_a_trait_makes_no_run_heavy(make_run):
    heavy = {**LOW, "heavy_legs_score": 55.0, "heavy_legs_status": "found", "heavy_legs_confidence": 0.8}
    judged = judge_history([make_run(2 * day, **heavy) for day in range(12)])
    # 55 with form 80 in it: 1 - 0.45 / 0.8 = 43.75 without, which counts as 2 * (43.75 - 25) = 37.5.
    assert judged.headlines[-1].terms[0].value == pytest.approx(37.5)
    assert judged.headlines[-1].status is Status.CLEAR
    assert judged.headlines[7].status is Status.FOUND  # seven runs before it


def test_cadence_is_told_once(make_run):
    runs = with_cadence(make_run, low=9, fine=3)
    judged = Judged(timeline=Timeline.of(runs, athlete=Athlete(height_m=1.81)), baselines=(), headlines=(), findings=())
    told = CadenceTrait().judge(judged)
    # 150.02 + 6.012 * 3.0 = 168.06 is usual at 1.81 m; 152 lies 16.06 / 6.5 = 2.5 SD below.
    assert (told.status, told.score) == (Status.FOUND, 50.0)
    assert told.reason.startswith("low cadence or long steps in 9 of 12 runs, 2.5 SD below")
    assert "a trait of yours" in told.reason


def test_a_usual_cadence_is_clear_and_few_runs_are_not_judged(make_run):
    def judge(runs):
        return CadenceTrait().judge(Judged(timeline=Timeline.of(runs), baselines=(), headlines=(), findings=()))

    clear = judge(with_cadence(make_run, low=3, fine=9))
    assert clear.status is Status.CLEAR
    assert "trait" not in clear.reason
    assert judge(with_cadence(make_run, low=7, fine=0)).reason == "7 runs whose steps could be judged; needs 8"


def test_a_history_names_its_traits(make_run):
    assert History.of(judge_history(with_cadence(make_run, low=9, fine=0))).traits == {"low_cadence"}


def test_a_trait_is_told_after_what_is_heavy(make_run):
    beats = [(138.0 + day % 3, 134.0 + day % 3) for day in range(24)] + [(154.0, 150.0)] * 8
    runs = [
        make_run(2 * day, **LOW, moving_heart_rate_bpm=moving, early_heart_rate_bpm=early, early_s=540.0)
        for day, (moving, early) in enumerate(beats)
    ]
    found = [finding.id for finding in over_time(judge_history(runs)) if finding.is_found]
    assert "pattern" in found
    assert found[-1] == "cadence_trait"


@pytest.mark.parametrize(("athlete", "facts", "sure"), [(1.81, {}, 1.0), (None, {"height_m": 1.81}, 1.0), (None, {}, 0.85)])
def test_a_height_that_the_caller_told_is_known(make_run, athlete, facts, sure):
    runs = [replace(run, facts=facts) for run in with_cadence(make_run, low=9, fine=0)]
    timeline = Timeline.of(runs, athlete=Athlete(height_m=athlete))
    told = CadenceTrait().judge(Judged(timeline=timeline, baselines=(), headlines=(), findings=()))
    assert told.confidence == sure
    assert ("height not known" in told.alternatives) is (sure < 1.0)
