"""Resting heart rate from the diary, and what a watch's profile is worth."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from legcheck.core import Status
from legcheck.history.diary import DiaryEntry
from legcheck.history.heuristics._base import Judged
from legcheck.history.heuristics.resting_heart_rate import RestingHeartRate
from legcheck.history.timeline import Timeline


def judged(runs=(), diary=()):
    timeline = Timeline.of(runs, diary=diary)
    return RestingHeartRate().judge(Judged(timeline=timeline, baselines=(), headlines=(), findings=()))


def mornings(rise, *, days=74, step=2):
    """50 +- 1 bpm every other morning, in the last fourteen days by so much higher."""
    first = date(2024, 3, 1)
    return [
        DiaryEntry(
            day=first + timedelta(days=day),
            resting_hr_bpm=50.0 + (1.0, 1.0, -1.0, -1.0)[day // step % 4] + (rise if day >= days - 14 else 0.0),
        )
        for day in range(0, days, step)
    ]


def test_a_rise_of_eight_is_found_and_capped():
    finding = judged(diary=mornings(8.0))
    assert finding.status is Status.FOUND
    assert finding.evidence[0].value == pytest.approx(8.0, abs=0.4)
    assert finding.score <= 70.0
    assert finding.advice


def test_no_rise_and_two_beats_are_clear():
    assert judged(diary=mornings(0.0)).status is Status.CLEAR
    assert judged(diary=mornings(2.0)).status is Status.CLEAR


def test_too_few_mornings_are_not_assessed():
    finding = judged(diary=mornings(8.0)[-7:])  # all within the last fourteen days
    assert finding.status is Status.NOT_ASSESSED
    assert "resting_hr" in finding.reason
    assert judged().status is Status.NOT_ASSESSED


def test_mornings_of_long_before_the_last_activity_do_not_count(make_run):
    # the last of the 74 days from 2024-03-01 is 2024-05-13, day 133 of the runs
    assert judged([make_run(133)], mornings(8.0)).is_found
    assert judged([make_run(136)], mornings(8.0)).is_found  # four mornings in the last fourteen days
    late = judged([make_run(160)], mornings(8.0))
    assert late.status is Status.NOT_ASSESSED
    assert "23 values in the diary in the 74 days up to the last activity" in late.reason  # days 28 to 72 of the mornings
    assert "0 values" in judged([make_run(1000)], mornings(8.0)).reason


def test_a_profile_that_was_changed_once_is_no_measurement(make_run):
    runs = [make_run(day, facts={"resting_hr_bpm": 59.0 if day < 60 else 75.0}) for day in range(0, 90, 2)]
    finding = judged(runs)
    assert finding.status is Status.NOT_ASSESSED
    assert "59, 75 bpm" in finding.reason
    assert "rarely changed" in finding.reason


def test_a_profile_that_keeps_changing_is_judged_with_less_confidence(make_run):
    def value(day):
        return 50.0 + (1.0, -1.0)[day // 2 % 2] + (9.0 if day >= 60 else 0.0)

    finding = judged([make_run(day, facts={"resting_hr_bpm": value(day)}) for day in range(0, 74, 2)])
    assert finding.status is Status.FOUND
    assert finding.confidence == pytest.approx(0.6)
