"""Drift against the runner's own: always much is no news, never any is told early."""

from __future__ import annotations

import math

import pytest

from legcheck.core import Status
from legcheck.history import judge_history
from legcheck.history.heuristics import Past
from legcheck.history.heuristics.drift_against_own import DriftAgainstOwn
from legcheck.history.timeline import Timeline


def judged(make_run, usual, last, *, count=20, **settings):
    """Runs of an hour whose drift is ``usual`` give or take 2, then one that drifts by ``last``."""
    runs = [make_run(2 * day, drift_bpm_per_h=usual + (-2.0, 0.0, 2.0)[day % 3], temperature_c=12.0) for day in range(count)]
    final = make_run(2 * count, **{"temperature_c": 12.0, "drift_bpm_per_h": last, **settings})
    return DriftAgainstOwn().judge(Past(timeline=Timeline.of([*runs, final]), baselines=()), count)


def test_who_always_drifts_is_not_told(make_run):
    finding = judged(make_run, 15.0, 17.0)
    assert finding.status is Status.CLEAR
    assert "usual for you is +15" in finding.reason


def test_who_never_drifts_is_told(make_run):
    finding = judged(make_run, 0.0, 12.0)
    assert finding.status is Status.FOUND
    assert "rose by 12 bpm an hour" in finding.reason
    assert judged(make_run, 0.0, 5.0).status is Status.CLEAR
    assert judged(make_run, 0.0, -12.0).status is Status.CLEAR


def test_the_excess_by_hand(make_run):
    # Twenty runs of an hour: error hypot(3.6, 3) = 4.686 each, weight 20 / 21.96 = 0.9107, prior 1 / 100 at 8.4. Middle of -2, 0, 2 (7, 7
    # and 6 of them): -0.1. Usual: (0.9107 * -0.1 + 0.01 * 8.4) / 0.9207 = -0.0077. Median distance 1.99 / 4.686 * 1.4826 = 0.630 (own
    # scatter): sqrt((6 + 20 * 0.397) / 26) = 0.732. Error hypot(0.732 * 4.686, 0.732 / sqrt(0.9207)) = 3.514.
    finding = judged(make_run, 0.0, 12.0)
    (shown,) = finding.evidence
    assert shown.value == pytest.approx(12.0077, abs=0.01)
    assert (shown.high - shown.value) / 1.96 == pytest.approx(3.514, abs=0.02)
    # (12.008 - 3) / 3.514 = 2.563: 100 / (1 + exp(-(2.563 - 1.65) / 0.5))
    assert finding.score == pytest.approx(100 / (1 + math.exp(-(2.563 - 1.65) / 0.5)), abs=0.3)


def test_short_runs_are_surer_only_of_large_drifts(make_run):
    assert judged(make_run, 0.0, 10.0).status is Status.FOUND
    assert judged(make_run, 0.0, 10.0, moving_s=2500.0).status is Status.CLEAR
    assert judged(make_run, 0.0, 25.0, moving_s=2500.0).status is Status.FOUND


def test_heat_is_allowed_for(make_run):
    assert judged(make_run, 0.0, 14.0, temperature_c=29.0).status is Status.CLEAR  # ten degrees above 19: 10 bpm/h
    unknown = judged(make_run, 0.0, 30.0, temperature_c=math.nan)
    assert (unknown.status, unknown.score) == (Status.FOUND, 75.0)


def test_single_odd_runs_do_not_make_the_usual(make_run):
    runs = [
        make_run(2 * day, drift_bpm_per_h=40.0 if day in {4, 9} else day % 3 - 1.0, temperature_c=12.0) for day in range(20)
    ]
    timeline = Timeline.of([*runs, make_run(40, drift_bpm_per_h=14.0, temperature_c=12.0)])
    assert DriftAgainstOwn().judge(Past(timeline=timeline, baselines=()), 20).is_found


def test_eight_earlier_drifts_are_needed(make_run):
    assert judged(make_run, 0.0, 20.0, count=8).is_found
    assert judged(make_run, 0.0, 20.0, count=7).reason == "7 earlier runs with a drift; needs 8"


def test_nothing_is_said_on_a_treadmill_or_without_a_drift(make_run):
    assert judged(make_run, 0.0, 20.0, surface="treadmill").score is None
    assert judged(make_run, 0.0, math.nan).score is None


def drifter(make_run, usual, last):
    """Every run found to drift by itself, as a single file would be."""
    heavy = {"heavy_legs_score": 57.0, "heavy_legs_status": "found", "heavy_legs_confidence": 0.8}
    told = {"statuses": {"heart_rate_drift": "found"}, "scores": {"heart_rate_drift": 95.0}, **heavy}
    runs = [make_run(2 * day, drift_bpm_per_h=usual + day % 3, temperature_c=12.0, **told) for day in range(20)]
    return judge_history([*runs, make_run(40, drift_bpm_per_h=last, temperature_c=12.0, **told)])


def test_usual_drift_does_not_make_a_run_heavy_and_unusual_drift_does(make_run):
    # By itself 0.6 * 95 = 57 of 100. With 15 usual, 16 is none; 35 is far beyond.
    usual, unusual = drifter(make_run, 15.0, 16.0), drifter(make_run, 15.0, 35.0)
    assert usual.headlines[5].status is Status.FOUND  # five earlier runs show no usual drift
    assert usual.headlines[-1].status is Status.CLEAR
    assert unusual.headlines[-1].status is Status.FOUND
