"""Tables of the runs before every run: the same runs, and the same lines through them, as looked up one by one."""

from __future__ import annotations

import math

import numpy as np
import pytest

from legcheck.history import sensor_normal
from legcheck.history.deviation import BASELINE_RUNS, regression, regressions
from legcheck.history.heuristics.long_runs_back_to_back import LongRunsBackToBack
from legcheck.history.robust import middle
from legcheck.history.sensor import sensor_checks
from legcheck.history.sensor_model import normal_line, normal_lines
from legcheck.history.timeline import Timeline
from legcheck.history.windows import Before, Windows, middles


@pytest.fixture
def timeline(make_run):
    """150 runs at odd times, two pairs of them at the same second, from three devices."""
    random = np.random.default_rng(3)
    days = np.sort(random.uniform(0.0, 400.0, 150))
    days[40], days[90] = days[41], days[91]
    return Timeline.of(make_run(float(day), device=str(random.choice(["a", "b", "c"]))) for day in days)


@pytest.fixture
def numbers(timeline):
    """A number of every run and what it depends on, a few of either missing."""
    random = np.random.default_rng(4)
    about = random.normal(1.0, 0.1, len(timeline))
    values = 140.0 + 100.0 * about + random.normal(0.0, 4.0, len(timeline))
    values[::7], about[::11] = math.nan, math.nan
    return values, about


def one_by_one(timeline, known, *, days, most, alike):
    """The same as :meth:`Before.latest`, run by run."""
    told = []
    for place in range(len(timeline)):
        earlier = [run for run in timeline.runs_before(place, days=days).tolist() if run in known]
        same = [run for run in earlier if timeline.runs[run].device == timeline.runs[place].device]
        told.append((same if alike[place] else earlier)[-most:])
    return told


def rows_of(windows: Windows):
    return [places[there].tolist() for places, there in zip(windows.places, windows.there, strict=True)]


@pytest.mark.parametrize("days", [20.0, 180.0])
def test_the_table_holds_the_runs_that_one_would_look_up(timeline, days):
    random = np.random.default_rng(5)
    known = np.flatnonzero(random.uniform(size=len(timeline)) < 0.7)
    alike = random.uniform(size=len(timeline)) < 0.5
    before = Before.of(timeline, days=days)
    expected = one_by_one(timeline, set(known.tolist()), days=days, most=12, alike=alike)
    windows = before.latest(known, most=12, alike=alike)
    assert windows.places.shape == (150, 12)
    assert rows_of(windows) == expected
    some = np.array([3, 60, 149])
    assert rows_of(before.latest(known, most=12, alike=alike[some], rows=some)) == [expected[place] for place in some]
    everything = one_by_one(timeline, set(known.tolist()), days=days, most=150, alike=alike)
    assert rows_of(before.latest(known, alike=alike)) == everything
    assert before.count(known, alike=alike).tolist() == [len(row) for row in everything]


def test_the_latest_of_a_table():
    windows = Windows(places=np.array([[0, 4, 5, 6], [0, 7, 8, 9]]), there=np.array([[False, True, True, True], [True] * 4]))
    chosen = np.array([[True, True, False, True], [True, False, False, False]])
    assert rows_of(windows.latest(chosen, 1)) == [[6], [0]]
    assert rows_of(windows.latest(chosen, 3)) == [[4, 6], [0]]  # what is not there is not chosen either


def test_means_of_all_before(timeline, numbers):
    values, _ = numbers
    alike = np.arange(len(timeline)) % 2 == 0
    means = Before.of(timeline, days=30.0).mean(values, alike=alike)
    known = set(np.flatnonzero(np.isfinite(values)).tolist())
    for place, runs in enumerate(one_by_one(timeline, known, days=30.0, most=150, alike=alike)):
        assert means[place] == pytest.approx(float(np.mean(values[runs])) if runs else math.nan, rel=1e-12, nan_ok=True)


def test_nothing_before_the_first_run_and_no_runs_at_all(make_run):
    alone = Before.of(Timeline.of([make_run(0)]), days=30.0)
    assert alone.latest(np.array([0]), most=3).count.tolist() == [0]
    assert np.isnan(alone.mean(np.array([140.0]))).all()
    nobody = Before.of(Timeline.of([]), days=30.0)
    assert nobody.latest(np.zeros(0, dtype=np.int64), most=3).places.shape == (0, 3)
    assert nobody.mean(np.zeros(0)).shape == (0,)


def test_medians_of_rows():
    random = np.random.default_rng(6)
    rows = [random.normal(size=count) for count in (1, 2, 5, 8)]
    table = np.sort([[*row, *[math.inf] * (8 - len(row))] for row in rows], axis=1)
    expected = [float(np.median(row)) for row in rows]
    assert middles(table, np.array([1, 2, 5, 8])) == pytest.approx(expected, rel=1e-15)
    assert [middle(row) for row in rows] == pytest.approx(expected, rel=1e-15)


def test_lines_of_all_runs_are_those_of_each(timeline, numbers):
    values, about = numbers
    settings = {"usual_spread": 5.0, "usual_slope": 90.0, "beyond": (0.02, 0.01)}
    windows = Before.of(timeline, days=120.0).latest(np.flatnonzero(np.isfinite(values + about)), most=BASELINE_RUNS)
    every = np.arange(len(timeline))
    together = regressions(values, about, windows, rows=every, **settings)
    reasons = set()
    for place in every.tolist():
        alone = regression(values, about, place, timeline.runs_before(place, days=120.0), **settings)
        reasons.add(alone.reason.lstrip("0123456789"))
        assert (together[place].reason, together[place].runs) == (alone.reason, alone.runs)
        told = (together[place].value, together[place].expected, together[place].spread)
        assert told == pytest.approx((alone.value, alone.expected, alone.spread), rel=1e-12, nan_ok=True)
    assert len(reasons) == 4  # not measured, too few, outside, and none


@pytest.mark.parametrize("count", [8, 13, 29])
def test_a_number_that_never_varies_has_no_slope_of_its_own(count):
    about, place = np.full(count + 1, 0.1 + 0.2), count  # whose mean is not always the number itself
    values = np.append(140.0 + np.arange(count) % 3, 150.0)
    about[place] += 0.05
    told = regression(values, about, place, np.arange(count), usual_spread=5.0, usual_slope=20.0)
    assert told.expected == pytest.approx(float(values[:count].mean()) + 20.0 * 0.05, rel=1e-12)


def test_robust_lines_of_all_runs_are_those_of_each():
    random = np.random.default_rng(7)
    there = np.arange(45) >= np.array([0, 20, 37])[:, None]
    speed = np.where(there, random.normal(1.0, 0.08, (3, 45)), 0.0)
    heart = np.where(
        there, 50.0 + 90.0 * speed + random.normal(0.0, 4.0, (3, 45)) + 60.0 * (random.uniform(size=(3, 45)) < 0.1), 0.0
    )
    at, resting = np.array([1.0, 1.1, 0.9]), np.array([48.0, 52.0, 55.0])
    expected, spread = normal_lines(heart, speed, there, at, resting)
    for row in range(3):
        alone = normal_line(heart[row, there[row]], speed[row, there[row]], float(at[row]), float(resting[row]))
        assert (expected[row], spread[row]) == pytest.approx(alone, rel=1e-12)


def test_how_far_is_looked_ahead_changes_nothing(make_run, monkeypatch):
    random = np.random.default_rng(8)
    runs = []
    for day in range(120):
        bpm = float(random.normal(142.0, 4.0)) + float(random.choice([0.0, 45.0], p=[0.9, 0.1]))
        if 60 <= day < 64:
            bpm = 190.0  # a new normal begins
        parts = {f"{part}_heart_rate_bpm": bpm for part in ("early", "middle", "moving")}
        speed = float(random.choice([math.nan, 2.8, 2.9]))
        runs.append(make_run(float(day), early_speed_mps=2.85, middle_speed_mps=speed, **parts))
    timeline = Timeline.of(runs)
    usual = sensor_checks(timeline)
    monkeypatch.setattr(sensor_normal, "LEAST_AHEAD", 1)
    monkeypatch.setattr(sensor_normal, "MOST_AHEAD", 1)
    told = sensor_checks(timeline)
    assert 5 < sum(check.is_fault for check in usual) < 40
    assert [(check.is_fault, check.told, check.at) for check in told] == [
        (check.is_fault, check.told, check.at) for check in usual
    ]
    assert [check.chance for check in told] == pytest.approx([check.chance for check in usual], rel=1e-9, nan_ok=True)


def test_what_is_usual_is_made_once_for_all_runs(make_run):
    from legcheck.history.baseline import baseline
    from legcheck.history.heuristics import Past

    timeline = Timeline.of([make_run(day) for day in range(3)])
    past = Past(timeline=timeline, baselines=baseline(timeline))
    made = [past.once(maker, object) for maker in (LongRunsBackToBack(), LongRunsBackToBack(), LongRunsBackToBack(cap=10.0))]
    assert made[0] is made[1]
    assert made[0] is not made[2]  # another threshold, another answer
