"""Distance of each pair, and runs before and after a new one."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from legcheck.core import HeavyLegs, Status
from legcheck.history.diary import DiaryEntry
from legcheck.history.heuristics._base import Judged
from legcheck.history.heuristics.shoe_distance import ShoeDistance
from legcheck.history.timeline import Timeline


def verdict(score):
    return HeavyLegs(status=Status.CLEAR, score=score, confidence=0.8, causes=(), would_help="", reason="told")


@pytest.fixture
def judged(make_run):
    """A 10-km run a day in the given pairs, with the given heavy-legs scores and ratings."""

    def judge(pairs, *, scores=None, feel=None, metres=10_000.0):
        runs = [make_run(day, distance_m=metres, **({} if feel is None else {"feel": feel[day]})) for day in range(len(pairs))]
        notes = [DiaryEntry(day=date(2024, 1, 1) + timedelta(days=day), shoes=pair) for day, pair in enumerate(pairs) if pair]
        timeline = Timeline.of(runs, diary=notes)
        headlines = tuple(verdict(score) for score in (scores or [10.0] * len(pairs)))
        return ShoeDistance().judge(Judged(timeline=timeline, baselines=(), headlines=headlines, findings=({},) * len(pairs)))

    return judge


def test_both_rules_of_thumb_are_told_and_the_second_names(judged):
    finding = judged(["blue"] * 81)  # 810 km
    assert finding.status is Status.FOUND
    assert finding.score == pytest.approx(25.0 + 25.0 * (810 - 500) / 300)
    assert "blue 810 km" in finding.reason
    assert "500 to 800 km" in finding.reason
    assert finding.evidence[0].value == pytest.approx(810.0)
    assert finding.score <= 60.0


def test_below_the_second_is_clear(judged):
    assert judged(["blue"] * 79).status is Status.CLEAR
    assert judged(["blue"] * 80).status is Status.FOUND  # 800 km
    assert judged(["blue"] * 50).score == pytest.approx(25.0)


def test_a_retired_pair_is_left_alone(judged):
    finding = judged(["old"] * 90 + ["new"] * 30)  # the last 28 days are all in the new pair
    assert finding.status is Status.CLEAR
    assert "old" not in finding.reason.split(";")[0]


def test_worse_runs_since_a_new_pair_are_found(judged):
    scores = [10.0 + day % 3 for day in range(20)] + [40.0 + day % 3 for day in range(10)]
    finding = judged(["a"] * 20 + ["b"] * 10, scores=scores)
    assert finding.status is Status.FOUND
    assert finding.evidence[1].value == pytest.approx(30.0, abs=0.5)
    assert "heavy-legs score +30 points worse" in finding.reason


def test_worse_feel_counts_as_worse(judged):
    feel = [75.0] * 20 + [25.0, 50.0] * 5
    finding = judged(["a"] * 20 + ["b"] * 10, feel=feel)
    assert finding.is_found
    assert "feel +38 points worse" in finding.reason  # 75 - 37.5


def test_four_runs_in_a_new_pair_are_not_compared(judged):
    scores = [10.0] * 20 + [60.0] * 4
    assert len(judged(["a"] * 20 + ["b"] * 4, scores=scores).evidence) == 1
    assert len(judged(["a"] * 20 + ["b"] * 5, scores=[*scores, 60.0]).evidence) == 2


def test_without_shoes_nothing_is_said(judged):
    finding = judged([""] * 30)
    assert finding.status is Status.NOT_ASSESSED
    assert "shoes" in finding.reason
    assert judged([]).status is Status.NOT_ASSESSED


def test_shoes_noted_too_seldom_lately(judged):
    assert judged(["a"] * 30 + ["", "", "a"] * 10).status is Status.NOT_ASSESSED
