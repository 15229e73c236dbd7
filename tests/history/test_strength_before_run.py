"""Strength training shortly before a run."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from legcheck.core import Status
from legcheck.history.diary import DiaryEntry
from legcheck.history.heuristics._base import Past
from legcheck.history.heuristics.strength_before_run import StrengthBeforeRun
from legcheck.history.timeline import Timeline


def judged(activities, diary=()):
    timeline = Timeline.of(activities, diary=diary)
    return StrengthBeforeRun().judge(Past(timeline=timeline, baselines=()), len(timeline.runs) - 1)


def written(day, strength=True):
    return DiaryEntry(day=date(2024, 1, 1) + timedelta(days=day), strength=strength)


@pytest.fixture
def gym(make_run):
    """An hour of strength training that ends so many hours before the run of day 40."""
    told = {"is_run": False, "sport": "training", "sub_sport": "strength_training"}
    return lambda hours, **other: make_run(40 - (hours + 1) / 24, **{**told, **other})


@pytest.fixture
def runs(make_run):
    return [make_run(day) for day in range(0, 41, 4)]


def test_found_in_a_file(runs, gym):
    finding = judged([*runs, gym(24), gym(240)])
    assert finding.status is Status.FOUND
    assert finding.evidence[0].value == pytest.approx(24.0)
    assert finding.score == 45.0  # context only
    assert finding.confidence == pytest.approx(0.8)
    assert "the first in" not in finding.reason
    assert any("most find nothing a day later" in told for told in finding.alternatives)


@pytest.mark.parametrize(("hours", "found"), [(5.9, False), (6.1, True), (47.9, True), (48.1, False)])
def test_hours_for_one_who_is_used_to_it(runs, gym, hours, found):
    assert judged([*runs, gym(hours), gym(240)]).is_found is found


@pytest.mark.parametrize(("hours", "found"), [(71.9, True), (72.1, False)])
def test_hours_after_the_first_in_three_weeks(runs, gym, hours, found):
    finding = judged([*runs, gym(hours)])
    assert finding.is_found is found
    if found:
        assert finding.reason.endswith("the first in 3 weeks or more")


def test_three_weeks_are_twenty_one_days(runs, gym):
    assert judged([*runs, gym(60), gym(60 + 21 * 24 + 1)]).is_found
    assert not judged([*runs, gym(60), gym(60 + 21 * 24 - 1)]).is_found


def test_the_first_file_of_all_is_not_called_unaccustomed(make_run, gym):
    finding = judged([make_run(25), make_run(40), gym(60)])  # files reach back 15 days only
    assert finding.status is Status.CLEAR


def test_found_in_the_diary(runs):
    finding = judged(runs, [written(30), written(39)])
    assert finding.status is Status.FOUND
    assert finding.evidence[0].value == pytest.approx(19.0)  # from noon of the day before to 7:00
    assert finding.confidence == pytest.approx(0.8 * 0.7)
    assert "the diary tells the day, not the hour" in finding.alternatives


def test_the_same_day_in_the_diary_may_be_after_the_run(runs):
    assert judged(runs, [written(30), written(40)]).status is Status.CLEAR


@pytest.mark.parametrize(("hour", "found"), [(17.9, False), (18.1, True)])
def test_the_same_day_in_the_diary_counts_six_hours_after_noon(runs, make_run, hour, found):
    evening = make_run(44 + (hour - 7) / 24)
    finding = judged([*runs, evening], [written(30), written(44)])
    assert finding.is_found is found
    if found:
        assert finding.confidence == pytest.approx(0.8 * 0.5)
        assert "the diary tells the day, not the hour: it may have come after the run" in finding.alternatives
    else:
        assert finding.reason.endswith("what the diary notes for the day of the run may have come after it")


def test_the_same_day_in_the_diary_is_that_of_a_file_for_one_who_records_it(runs, make_run, gym):
    finding = judged([*runs, gym(240), make_run(44.5)], [written(44)])
    assert finding.status is Status.CLEAR


def test_file_and_diary_of_one_day_are_one(runs, gym):
    finding = judged([*runs, gym(24), gym(240)], [written(39 - 1), written(39)])
    assert "from a file" in finding.reason


def test_a_kind_left_open_lowers_the_confidence(runs, gym):
    finding = judged([*runs, gym(24, sub_sport="generic"), gym(240)])
    assert finding.confidence == pytest.approx(0.8 * 0.7)


def test_yoga_and_rides_are_no_strength_training(runs, gym):
    others = [gym(24, sub_sport="yoga"), gym(30, sport="cycling", sub_sport="generic")]
    assert judged([*runs, *others]).status is Status.NOT_ASSESSED
    finding = judged([*runs, *others, gym(240)])
    assert (finding.status, finding.reason) == (
        Status.CLEAR,
        "no strength training 6 to 72 h before; the latest was 240 h before",
    )


def test_not_assessed_when_nobody_tells(runs, gym):
    finding = judged(runs)
    assert finding.status is Status.NOT_ASSESSED
    assert "record it as an activity" in finding.reason
    assert judged([*runs, gym(-30)]).status is Status.NOT_ASSESSED  # after the run


def test_a_no_in_the_diary_is_an_answer(runs):
    assert judged(runs, [written(39, strength=False)]).status is Status.CLEAR
    assert judged(runs, [written(30, strength=False)]).status is Status.NOT_ASSESSED
