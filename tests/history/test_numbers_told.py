"""Numbers told over weeks: intervals, normals, confidences, and what is said where something is missing."""

from __future__ import annotations

import math
from datetime import date, timedelta
from importlib import import_module

import numpy as np
import pytest

from legcheck.core import HeavyLegs, Status
from legcheck.history.baseline import baseline
from legcheck.history.deviation import Deviation
from legcheck.history.diary import DiaryEntry
from legcheck.history.headline import _term
from legcheck.history.heuristics._base import Judged, Past
from legcheck.history.heuristics._efficiency import standing
from legcheck.history.heuristics.load_ramp import LoadRamp
from legcheck.history.heuristics.rest_days import RestDays
from legcheck.history.heuristics.shoe_distance import ShoeDistance
from legcheck.history.heuristics.what_precedes_heavy_runs import WhatPrecedesHeavyRuns
from legcheck.history.timeline import Timeline

CLEAR = HeavyLegs(status=Status.CLEAR, score=10.0, confidence=0.8, causes=(), would_help="", reason="told")


def judged_of(timeline):
    count = len(timeline.runs)
    return Judged(timeline=timeline, baselines=(), headlines=(CLEAR,) * count, findings=({},) * count)


def test_a_term_tells_the_interval_of_ordinary_runs():
    """147 bpm where 140 are expected, +- 5 from run to run: +7, and 1.96 * 5 = 9.8 to either side."""
    term = _term("early_heart_rate", Deviation(value=147.0, expected=140.0, spread=5.0, runs=20))
    assert (term.value, term.low, term.high) == pytest.approx((7.0, 7.0 - 9.8, 7.0 + 9.8), abs=1e-3)
    assert term.unit == "bpm"


def test_the_normal_is_that_of_the_same_device(make_run):
    """Eight runs on one watch at 140 bpm, then on one that shows 10 more: from the ninth on that is ordinary there."""
    settings = {"middle_speed_mps": 10 / 3.6, "temperature_c": 12.0}
    runs = [
        make_run(
            2 * place,
            device="old" if place < 8 else "new",
            early_heart_rate_bpm=140.0 + 10.0 * (place >= 8) + (-1.0) ** place,
            middle_heart_rate_bpm=144.0 + 10.0 * (place >= 8) + (-1.0) ** place,
            **settings,
        )
        for place in range(17)
    ]
    timeline = Timeline.of(runs)
    told = standing(Past(timeline=timeline, baselines=baseline(timeline)), runs=45, prior_runs=8.0, prior_bpm=3.0)
    # The ninth run on the new watch lies 1 bpm above the mean of the eight before; the first lay 10 + 1 above those of the old one.
    assert told[16].early_bpm == pytest.approx(1.0)
    assert told[16].runs == 8
    assert told[8].early_bpm == pytest.approx(11.0)


def straight(beats, log_speed, kept, resting_bpm):
    """The line of the kept runs at every speed: its slope drawn to beats above rest by two runs more. [bpm]"""
    level, centre = beats[kept].mean(), log_speed[kept].mean()
    off = log_speed[kept] - centre
    more = 2.0 * (off**2).mean()
    slope = (off @ beats[kept] + more * (level - resting_bpm)) / (off @ off + more)
    return level + slope * (log_speed - centre)


def test_a_run_is_held_against_the_ordinary_ones_of_the_last_line(make_run):
    """Fast heavy runs tilt the first line; those near it are left out only once the tilt is gone, and the mean of the others counts."""
    rng = np.random.default_rng(197)
    count = int(rng.integers(12, 24))
    heavy = int(rng.integers(2, count // 2 - 2))
    speed = np.append(np.where(rng.random(count) < 0.5, 2.5, 3.1), 2.8)
    beats = 140.0 + 30.0 * (speed - 2.8)
    added = rng.choice(count, heavy, replace=False)
    beats[added] += rng.choice([6.0, 10.0, 15.0, 20.0, 30.0], heavy)
    speed[added] = rng.choice([2.5, 2.8, 3.1, 3.4], heavy)
    settings = {"temperature_c": 12.0, "middle_speed_mps": math.nan, "middle_heart_rate_bpm": math.nan}
    timeline = Timeline.of(
        [
            make_run(2 * place, early_heart_rate_bpm=bpm, early_speed_mps=mps, **settings)
            for place, (bpm, mps) in enumerate(zip(beats.tolist(), speed.tolist(), strict=True))
        ]
    )
    told = standing(Past(timeline=timeline, baselines=baseline(timeline)), runs=45, prior_runs=8.0, prior_bpm=3.0)[-1]
    past, kept = np.arange(count), np.ones(count, dtype=bool)
    for _ in range(2):
        above = beats - straight(beats, np.log(speed), past[kept], timeline.limits_at(count).resting_hr_bpm)
        off = above[:-1] - np.median(above[:-1])
        below = off[off < 0.0]
        kept = off <= 2.0 * math.sqrt((8.0 * 3.0**2 + 2.0 * below @ below) / (8.0 + 2.0 * below.size))
    usual = above[:-1][kept].sum() / (kept.sum() + 8.0)
    assert told.runs == kept.sum() < count
    assert abs(usual) > 1.0
    assert told.z == told.early_z  # nothing is known of minutes 10 to 40
    assert told.early_bpm == pytest.approx(above[-1])
    assert math.copysign(1.0, told.early_z) == math.copysign(1.0, above[-1] - usual)
    assert told.early_z * told.early_scatter_bpm == pytest.approx(above[-1] - usual, rel=0.1)


def test_cadence_is_expected_along_the_slope_of_one_run(make_run):
    """Earlier runs at one speed tell no slope: 2.7 steps/min per m/s at 2.8 m/s is 7.56 per log m/s, times ln(2.85 / 2.8) = 0.0177."""
    cadences = [160.0 + (-1.0) ** place for place in range(12)]
    runs = [make_run(2 * place, early_speed_mps=2.8, early_cadence_spm=steps) for place, steps in enumerate(cadences)]
    faster = make_run(24, early_speed_mps=2.85, early_cadence_spm=162.0)
    told = baseline(Timeline.of([*runs, faster]))[-1].early_cadence
    assert told.expected == pytest.approx(160.0 + 7.56 * math.log(2.85 / 2.8), abs=1e-6)


def test_weeks_without_distances_are_no_ramp(make_run):
    runs = [make_run(7 * week + day, distance_m=math.nan) for week in range(5) for day in (1, 3, 6)]
    finding = LoadRamp().judge(Past(timeline=Timeline.of(runs), baselines=()), 14)
    assert (finding.status, finding.reason) == (Status.NOT_ASSESSED, "no distances recorded")


def test_bad_weeks_that_are_too_few_stay_below_what_is_found(make_run):
    """Three weeks without rest where five of six are asked for: 3 * 15 = 45, but no more than 60 - 20."""
    rest = (2, 3, 3, 4, 0, 0, 0)
    runs = [make_run(7 * week + day) for week, free in enumerate(rest) for day in range(free, 7)]
    finding = RestDays(bad_weeks=5, weeks=6, per_week=1.0).judge(judged_of(Timeline.of(runs)))
    assert finding.score == 40.0


def test_shoes_noted_for_three_runs_of_four(make_run):
    """0.6 + 0.4 * 0.75 = 0.9."""
    runs = [make_run(day) for day in range(20)]
    notes = [DiaryEntry(day=date(2024, 1, 1) + timedelta(days=day), shoes="blue") for day in range(5, 20)]
    assert ShoeDistance().judge(judged_of(Timeline.of(runs, diary=notes))).confidence == pytest.approx(0.9)


def test_runs_with_nothing_to_compare_are_not_judged(make_run):
    """Every tenth day at noon, alike and rated: nothing comes before some of them and not before others."""
    runs = [make_run(10.0 * place + 5 / 24, feel=25.0 if place % 3 == 0 else 75.0) for place in range(24)]
    finding = WhatPrecedesHeavyRuns().judge(judged_of(Timeline.of(runs)))
    assert finding.reason == "nothing came before at least 4 runs and was missing before as many others"


BOUNDS = {
    ("history.baseline", "TIME_SPREAD_H"): 1.5,
    ("history.baseline", "HEART_SPREAD_BPM"): 5.0,
    ("history.sensor", "AGREEING_BPM"): 10.0,
    ("history.sensor", "SURE"): 2.0 / 3.0,
}
"""Bounds behind verdicts that stand in no field of a heuristic. Whoever changes one also writes it into the changelog."""


@pytest.mark.parametrize(("module", "name"), BOUNDS)
def test_bounds_are_those_of_the_changelog(module, name):
    assert getattr(import_module(f"legcheck.{module}"), name) == BOUNDS[module, name]
