"""A run much longer than any of the last month."""

from __future__ import annotations

import pytest

from legcheck.core import Status
from legcheck.history.heuristics._base import Past
from legcheck.history.heuristics.session_spike import SessionSpike
from legcheck.history.timeline import Timeline


def judged(runs, heuristic=None):
    timeline = Timeline.of(runs)
    return (heuristic or SessionSpike()).judge(Past(timeline=timeline, baselines=()), len(timeline.runs) - 1)


@pytest.fixture
def month(make_run):
    """Forty days, a 10-km run every third, then a run of so many metres on day 42."""
    return lambda metres, **last: [*(make_run(day) for day in range(0, 42, 3)), make_run(42, distance_m=metres, **last)]


@pytest.mark.parametrize(
    ("metres", "grade", "times"),
    [(11_500.0, "small", "1.64"), (14_000.0, "moderate", "1.52"), (21_000.0, "large", "2.28")],
)
def test_found_with_its_grade_and_what_the_study_saw(month, metres, grade, times):
    finding = judged(month(metres))
    assert finding.status is Status.FOUND
    assert f"a {grade} spike" in finding.reason
    assert f"{times} (95 % interval" in finding.reason
    assert finding.evidence[0].value == pytest.approx(metres / 10_000.0)
    assert finding.advice


def test_a_longer_spike_scores_higher(month):
    scores = [judged(month(metres)).score for metres in (10_000, 11_000, 11_100, 13_000, 20_000, 30_000)]
    assert scores == sorted(scores)
    assert scores[0] == pytest.approx(40.0)  # as long as the longest
    assert scores[3] == pytest.approx(62.0)  # 1.30
    assert scores[4] == pytest.approx(75.0)  # 2.00


def test_exactly_a_tenth_more_is_in_the_reference_group(month):
    assert judged(month(11_000.0)).status is Status.CLEAR
    assert judged(month(11_001.0)).status is Status.FOUND


def test_clear_says_nothing_of_the_study(month):
    finding = judged(month(9_000.0))
    assert finding.status is Status.CLEAR
    assert "overuse" not in finding.reason
    assert "-10 %" in finding.reason
    assert not finding.advice


def test_longer_runs_before_the_window_do_not_count(make_run, month):
    runs = month(14_000.0)
    long_ago = make_run(42 - 30.1, distance_m=20_000.0)
    lately = make_run(42 - 29.9, distance_m=20_000.0)
    assert judged([*runs, long_ago]).status is Status.FOUND
    assert judged([*runs, lately]).status is Status.CLEAR


def test_a_later_run_changes_nothing(make_run, month):
    runs = month(14_000.0)
    timeline = Timeline.of([*runs, make_run(43, distance_m=30_000.0)])
    place = len(timeline.runs) - 2
    assert SessionSpike().judge(Past(timeline=timeline, baselines=()), place) == judged(runs)


def test_not_assessed_without_a_month_of_files(make_run):
    finding = judged([make_run(day) for day in (0, 3, 6, 9, 20, 29.9)])
    assert finding.status is Status.NOT_ASSESSED
    assert "needs 30" in finding.reason


def test_not_assessed_with_fewer_than_four_runs(make_run):
    three = [make_run(day) for day in (0, 20, 27, 34)]  # three of them in the thirty days before day 41
    finding = judged([*three, make_run(41, distance_m=20_000)])
    assert (finding.status, finding.reason) == (Status.NOT_ASSESSED, "3 runs in the 30 days before; needs 4")
    assert judged([*three, make_run(15), make_run(41, distance_m=20_000)]).status is Status.FOUND


def test_not_assessed_when_weeks_are_empty(make_run):
    runs = [make_run(day) for day in (0, 33, 34, 35, 36, 37)]
    assert "files are missing" in judged(runs).reason


def test_not_assessed_without_distance(month):
    assert judged(month(float("nan"))).reason == "no distance recorded"


def test_confidence_falls_with_another_device_a_treadmill_and_runs_without_distance(make_run, month):
    assert judged(month(14_000.0)).confidence == 1.0
    assert judged(month(14_000.0, device="other")).confidence == pytest.approx(0.9)
    assert judged(month(14_000.0, surface="treadmill")).confidence == pytest.approx(0.8)
    finding = judged([*month(14_000.0), make_run(40.5, distance_m=float("nan"))])
    assert finding.confidence == pytest.approx(0.7)
    assert "1 of the runs before have no distance" in finding.alternatives


def test_a_threshold_of_ones_own(month):
    assert judged(month(14_000.0), SessionSpike(ratio=1.5)).status is Status.CLEAR
    assert judged(month(10_500.0), SessionSpike(ratio=1.02)).status is Status.FOUND
