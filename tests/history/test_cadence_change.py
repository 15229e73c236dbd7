"""Cadence off the runner's own line."""

from __future__ import annotations

import pytest

from legcheck.core import Status
from legcheck.history.heuristics import Past
from legcheck.history.heuristics.cadence_change import CadenceChange
from legcheck.history.timeline import Timeline


def run(make_run, day, spm, *, mps=2.8, **settings):
    return make_run(day, **{"middle_cadence_spm": spm, "middle_speed_mps": mps, "middle_gait_s": 1200.0, **settings})


def judged(make_run, last, *, count=20, **settings):
    """Runs at 2.6 to 3.0 m/s with 160 steps/min at 2.8 and three more for each m/s, give or take one; then one at 2.8 m/s."""
    runs = []
    for day in range(count):
        speed = 2.6 + 0.1 * (day % 5)
        runs.append(run(make_run, 2 * day, 160.0 + 3.0 * (speed - 2.8) + (-1.0) ** day, mps=speed))
    timeline = Timeline.of([*runs, run(make_run, 2 * count, last, **settings)])
    return CadenceChange().judge(Past(timeline=timeline, baselines=()), count)


@pytest.mark.parametrize(("spm", "found"), [(160.0, False), (157.5, False), (162.5, False), (153.0, True), (167.0, True)])
def test_both_directions(make_run, spm, found):
    assert judged(make_run, spm).is_found is found


def test_the_change_by_hand(make_run):
    # Spread: (4 * 9 + 20 * 1) / (4 + 19) = 2.435, times 1 + 1/20: sqrt(2.557) = 1.599. At -6: (6 - 1.5) / 1.599 = 2.81 beyond 1.65.
    finding = judged(make_run, 154.0)
    (shown,) = finding.evidence
    assert shown.value == pytest.approx(-6.0, abs=0.05)
    assert (shown.high - shown.value) / 1.96 == pytest.approx(1.599, abs=0.01)
    assert shown.threshold == -1.5
    assert finding.score == 60.0  # capped: shoes, ground and sensors do the same
    assert finding.reason.startswith("154 steps/min in minutes 10 to 40, -6.0 against 20 earlier runs")


def test_at_another_speed_other_steps_are_usual(make_run):
    assert judged(make_run, 160.9, mps=3.1).status is Status.CLEAR
    assert judged(make_run, 160.0, mps=3.6).score is None  # no earlier run was near that


def test_another_device_or_a_treadmill_is_not_compared(make_run):
    for settings in ({"device": "other"}, {"surface": "treadmill"}):
        finding = judged(make_run, 150.0, **settings)
        assert finding.status is Status.NOT_ASSESSED
        assert "same device on the same kind of ground" in finding.reason


def test_single_odd_runs_do_not_widen_what_is_usual(make_run):
    runs = [run(make_run, 2 * day, 150.0 if day in {5, 11} else 160.0 + day % 2) for day in range(20)]
    timeline = Timeline.of([*runs, run(make_run, 40, 154.0)])
    assert CadenceChange().judge(Past(timeline=timeline, baselines=()), 20).is_found


def test_eight_earlier_runs_are_needed(make_run):
    assert judged(make_run, 150.0, count=8).is_found
    assert judged(make_run, 150.0, count=7).reason == "minutes 10 to 40: 7 earlier runs to compare with; needs 8"


def test_short_runs_are_held_against_minutes_3_to_12(make_run):
    early = {"early_cadence_spm": 160.0, "middle_gait_s": 100.0}
    runs = [run(make_run, 2 * day, 170.0, **early) for day in range(12)]
    timeline = Timeline.of([*runs, run(make_run, 30, 170.0, **{**early, "early_cadence_spm": 152.0})])
    finding = CadenceChange().judge(Past(timeline=timeline, baselines=()), 12)
    assert finding.is_found
    assert "minutes 3 to 12" in finding.reason


def test_minutes_10_to_40_are_compared_without_a_heart_rate(make_run):
    runs = [run(make_run, 2 * day, 170.0, middle_s=0.0, early_cadence_spm=150.0 + 10.0 * (day % 2)) for day in range(12)]
    timeline = Timeline.of([*runs, run(make_run, 30, 150.0, middle_s=0.0, early_cadence_spm=155.0)])
    finding = CadenceChange().judge(Past(timeline=timeline, baselines=()), 12)
    assert finding.is_found
    assert "minutes 10 to 40" in finding.reason
