"""Sleep and food from the diary; the checklist without one."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from legcheck.core import HeavyLegs, Status
from legcheck.history.diary import DiaryEntry
from legcheck.history.heuristics._base import Judged
from legcheck.history.heuristics.daily_basics import DailyBasics
from legcheck.history.timeline import Timeline

CLEAR = HeavyLegs(status=Status.CLEAR, score=10.0, confidence=0.8, causes=(), would_help="", reason="told")


@pytest.fixture
def judged(make_run):
    """A run a day with the given ratings and diary."""

    def judge(count, *, sleep=None, fuel=None, feel=None):
        runs = [make_run(day, **({} if feel is None else {"feel": feel[day]})) for day in range(count)]
        notes = [
            DiaryEntry(
                day=date(2024, 1, 1) + timedelta(days=day),
                sleep_h=float("nan") if sleep is None else sleep[day],
                fuel="" if fuel is None else fuel[day],
            )
            for day in range(count)
        ]
        timeline = Timeline.of(runs, diary=notes)
        return DailyBasics().judge(Judged(timeline=timeline, baselines=(), headlines=(CLEAR,) * count, findings=({},) * count))

    return judge


def test_without_a_diary_there_is_the_checklist(judged):
    finding = judged(30)
    assert finding.status is Status.NOT_ASSESSED
    for part in ("7 to 9 h", "drink", "carbohydrate", "1.4 to 1.7 g of protein", "stress", "sleep_h"):
        assert part in finding.reason
    assert not finding.advice


def test_short_nights_are_found(judged):
    finding = judged(28, sleep=[6.0, 6.2] * 14)
    assert finding.status is Status.FOUND
    assert finding.evidence[0].value == pytest.approx(6.1)
    assert finding.evidence[0].threshold == 7.0
    assert finding.score <= 70.0
    assert len(finding.advice) == 3


def test_enough_sleep_is_clear(judged):
    assert judged(28, sleep=[7.5, 8.0] * 14).status is Status.CLEAR
    assert judged(28, sleep=[6.5, 7.5] * 14).status is Status.CLEAR  # seven on average


def test_only_the_last_four_weeks_count(judged):
    assert judged(60, sleep=[5.0] * 32 + [7.9, 8.1] * 14).status is Status.CLEAR


def test_six_nights_are_too_few(judged):
    missing = float("nan")
    assert judged(20, sleep=[missing] * 14 + [5.0] * 6).status is Status.NOT_ASSESSED
    assert judged(20, sleep=[missing] * 13 + [5.0, 5.2] * 3 + [5.0]).is_found


def test_heavy_after_short_nights_is_an_association(judged):
    short = [place * place % 7 == 2 for place in range(50)]
    finding = judged(
        50, sleep=[6.0 if is_short else 8.2 for is_short in short], feel=[25.0 if is_short else 75.0 for is_short in short]
    )
    assert finding.is_found  # although the mean night is long enough
    assert f"after less than 7 h of sleep: {sum(short)} of {sum(short)}, otherwise" in finding.reason
    assert "association" in finding.alternatives[0]


def test_an_association_is_not_asked_for_in_fewer_than_twenty_runs(judged):
    short = [place in (1, 2, 4, 9, 10, 13, 15) for place in range(20)]
    nights, feel = [6.0 if is_short else 8.9 for is_short in short], [25.0 if is_short else 75.0 for is_short in short]
    assert "7 of 7, otherwise 0 of 13 runs heavy" in judged(20, sleep=nights, feel=feel).reason
    assert judged(20, sleep=nights, feel=feel).is_found  # one shift of twenty
    assert "heavy" not in judged(19, sleep=nights, feel=feel).reason


def test_nights_of_long_ago_do_not_count(make_run):
    notes = [DiaryEntry(day=date(2019, 3, 1) + timedelta(days=day), sleep_h=5.6) for day in range(60)]
    timeline = Timeline.of([make_run(day) for day in range(30)], diary=notes)
    finding = DailyBasics().judge(Judged(timeline=timeline, baselines=(), headlines=(CLEAR,) * 30, findings=({},) * 30))
    assert finding.status is Status.NOT_ASSESSED


def test_heavy_when_unfed_is_an_association(judged):
    unfed = [place * place % 7 == 2 for place in range(50)]
    finding = judged(
        50,
        fuel=["Fasted" if is_unfed else "oats" for is_unfed in unfed],
        feel=[25.0 if is_unfed else 75.0 for is_unfed in unfed],
    )
    assert finding.is_found
    assert "nothing eaten" in finding.reason
    assert not judged(
        50,
        fuel=["Fasted" if is_unfed else "oats" for is_unfed in unfed],
        feel=[25.0 if place % 3 else 75.0 for place in range(50)],
    ).is_found


def test_the_title_names_what_is_judged():
    assert "drink" not in DailyBasics.title.lower()  # drinking is only named in the list
