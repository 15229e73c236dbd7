"""A pattern that nothing in the training explains."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from legcheck.core import HeavyLegs, Status
from legcheck.history.diary import DiaryEntry
from legcheck.history.heuristics._base import Judged
from legcheck.history.heuristics.persistent_heaviness import PersistentHeaviness
from legcheck.history.timeline import Timeline


def verdict(is_heavy):
    status, score = (Status.FOUND, 80.0) if is_heavy else (Status.CLEAR, 10.0)
    return HeavyLegs(status=status, score=score, confidence=0.8, causes=(), would_help="", reason="told")


@pytest.fixture
def judged(make_run):
    """A run every other day for 120 days, the last ones heavy; diary entries with the given settings on each day."""

    def judge(heavy=15, *, count=60, more=(), **written):
        runs = [make_run(2 * place, distance_m=10_000.0) for place in range(count)]
        notes = (
            [DiaryEntry(day=date(2024, 1, 1) + timedelta(days=day), **written) for day in range(2 * count)] if written else []
        )
        timeline = Timeline.of([*runs, *more], diary=notes)
        total = len(timeline.runs)
        headlines = tuple(verdict(place >= total - heavy) for place in range(total))
        return PersistentHeaviness().judge(Judged(timeline=timeline, baselines=(), headlines=headlines, findings=({},) * total))

    return judge


def test_a_pattern_without_explanation_asks_for_a_professional(judged):
    finding = judged(sleep_h=8.0, fuel="oats", illness=False)
    assert finding.status is Status.FOUND
    assert "not explained by" in finding.reason
    assert "sleep (8.0 h a night)" in finding.reason
    for part in ("physician", "iron", "B12", "magnesium", "medication", "circulation"):
        assert part in finding.advice[0].text
    assert finding.score <= 75.0
    assert "no finding about health" in finding.alternatives[1]


def test_what_is_not_logged_is_said_and_caps_the_score(judged):
    finding = judged()
    assert finding.is_found
    assert "not known:" in finding.reason
    for part in ("sleep", "food", "illness"):
        assert part in finding.reason.split("not known:")[1]
    assert finding.score <= 60.0
    assert finding.confidence < judged(sleep_h=8.0, fuel="oats", illness=False).confidence


def test_short_sleep_explains(judged):
    finding = judged(sleep_h=6.0, fuel="oats", illness=False)
    assert finding.status is Status.CLEAR
    assert "may be explained by sleep (6.0 h a night)" in finding.reason


def test_illness_and_running_unfed_explain(judged):
    assert "illness" in judged(sleep_h=8.0, fuel="oats", illness=True).reason
    assert "unfed" in judged(sleep_h=8.0, fuel="nothing", illness=False).reason
    assert not judged(sleep_h=8.0, fuel="nothing", illness=False).is_found


def test_more_load_explains(make_run, judged):
    # fourteen runs more in the last four weeks, on the days between: load twice that of before
    more = [make_run(119 - 2 * place, path=f"more{place}") for place in range(14)]
    finding = judged(28, more=more)
    assert finding.status is Status.CLEAR
    assert "load (+" in finding.reason


def test_no_pattern_is_clear(judged):
    assert judged(heavy=1).status is Status.CLEAR
    assert "no pattern" in judged(heavy=1).reason


def test_a_pattern_of_two_weeks_is_too_young(judged):
    finding = judged(heavy=8)  # 14 days from the first to the last
    assert finding.status is Status.CLEAR
    assert "of the last 14 days only" in finding.reason
    assert judged(heavy=12).is_found  # 22 days


def test_load_that_cannot_be_checked_is_not_assessed(judged):
    finding = judged(heavy=15, count=30)  # files reach back 58 days; 84 are needed
    assert finding.status is Status.NOT_ASSESSED
    assert "load cannot be checked" in finding.reason
    assert judged(heavy=3, count=4).status is Status.NOT_ASSESSED


def test_the_runners_own_weak_rating_counts_but_normal_does_not(make_run):
    def judge(feel):
        timeline = Timeline.of([make_run(2 * place, feel=feel) for place in range(60)])
        past = Judged(timeline=timeline, baselines=(), headlines=tuple(verdict(False) for _ in range(60)), findings=({},) * 60)
        return PersistentHeaviness().judge(past)

    assert judge(25.0).is_found
    assert not judge(50.0).is_found


def test_what_came_before_is_asked_of_the_runs_of_the_pattern(make_run):
    """Fifteen weak runs in the heat after 45 "normal" ones in the cool: 15 of 15 in the heat, none of the others."""
    runs = [
        make_run(2 * place, feel=25.0 if place >= 45 else 50.0, temperature_c=28.0 if place >= 45 else 12.0)
        for place in range(60)
    ]
    timeline = Timeline.of(runs)
    past = Judged(timeline=timeline, baselines=(), headlines=tuple(verdict(False) for _ in range(60)), findings=({},) * 60)
    finding = PersistentHeaviness().judge(past)
    assert finding.status is Status.CLEAR
    assert "more than 25 °C: 15 of 15, otherwise 0 of 45" in finding.reason
