"""Weeks with hardly a day of rest."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from legcheck.core import Status
from legcheck.history.diary import DiaryEntry
from legcheck.history.heuristics._base import Judged
from legcheck.history.heuristics.rest_days import RestDays
from legcheck.history.timeline import Timeline


def judged(activities, diary=()):
    timeline = Timeline.of(activities, diary=diary)
    return RestDays().judge(Judged(timeline=timeline, baselines=(), headlines=(), findings=()))


@pytest.fixture
def weeks(make_run):
    """Weeks from Monday with so many days of rest each, at the beginning of the week."""
    return lambda *rest: [make_run(7 * week + day) for week, free in enumerate(rest) for day in range(free, 7)]


@pytest.mark.parametrize(
    ("rest", "status", "score"),
    [
        ((2, 2, 2, 2, 2), Status.CLEAR, 0.0),
        ((2, 2, 2, 2, 1), Status.CLEAR, 35.0),  # 1.75 a week: fewer than two
        ((2, 3, 3, 3, 0), Status.CLEAR, 15.0),  # 2.25 a week, one week without rest
        ((2, 2, 2, 0, 0), Status.CLEAR, 35.0),
        ((2, 2, 0, 0, 0), Status.FOUND, 60.0),
        ((2, 0, 0, 0, 0), Status.FOUND, 70.0),
    ],
)
def test_weeks_without_rest_are_counted(weeks, rest, status, score):
    finding = judged(weeks(*rest))
    assert (finding.status, finding.score) == (status, score)
    assert finding.evidence[0].value == pytest.approx(sum(rest[1:]) / 4)
    assert finding.evidence[1].value == rest[1:].count(0)


def test_the_study_is_told_below_two_days_a_week(weeks):
    assert "5.2 times" in judged(weeks(1, 1, 1, 1, 1)).reason
    assert "5.2 times" not in judged(weeks(2, 2, 2, 2, 2)).reason


def test_found_says_how_weak_the_study_is(weeks):
    finding = judged(weeks(0, 0, 0, 0))
    assert any("cannot tell what came first" in told for told in finding.alternatives)
    assert finding.advice


def test_strength_training_is_no_rest_and_cycling_is(make_run, weeks):
    runs = weeks(1, 1, 1, 1)
    mondays = [7 * week for week in range(4)]
    gym = [make_run(day, is_run=False, sport="training", sub_sport="strength_training") for day in mondays]
    rides = [make_run(day, is_run=False, sport="cycling") for day in mondays]
    assert judged([*runs, *gym]).status is Status.FOUND
    assert judged([*runs, *rides]).status is Status.CLEAR
    diary = [DiaryEntry(day=date(2024, 1, 1) + timedelta(days=day), strength=True) for day in mondays]
    first_day_too = [make_run(0)]  # files begin on the Monday
    assert judged([*runs, *first_day_too], diary).status is Status.FOUND


def test_two_runs_on_a_day_are_one_day(make_run, weeks):
    runs = weeks(2, 2, 2, 2, 2)
    assert judged([*runs, *(make_run(day + 0.4) for day in (9, 16, 23))]).evidence[0].value == pytest.approx(2.0)


def test_what_is_over_is_named_with_its_date_for_a_while(weeks):
    finding = judged(weeks(0, 0, 0, 2, 2, 2, 2, 2))
    assert (finding.status, finding.score) == (Status.FOUND, 50.0)
    # the last four weeks with three short ones end when the first full week of rest days begins to count: day 27, 28 January
    assert "of the 4 weeks up to 2024-01-28" in finding.reason
    assert judged(weeks(0, 0, 0, *[2] * 13)).status is Status.CLEAR


def test_empty_weeks_are_not_rest(weeks):
    finding = judged(weeks(2, 2, 2, 7, 7, 7, 2))
    assert finding.status is Status.NOT_ASSESSED
    assert "files are missing" in finding.reason


def test_not_assessed_without_four_weeks(weeks):
    assert judged(weeks(0, 0, 0)).reason == "the files cover 21 days; needs 28"
    assert judged([]).reason == "the files cover 0 days; needs 28"


def test_confidence(make_run, weeks):
    clear, found = judged(weeks(2, 2, 2, 2, 2)), judged(weeks(0, 0, 0, 0))
    assert clear.confidence == pytest.approx(0.9 * 0.85)
    assert found.confidence == pytest.approx(0.9)
    gym = make_run(3.2, is_run=False, sport="training", sub_sport="strength_training")
    assert judged([*weeks(0, 0, 0, 0), gym]).confidence == 1.0
