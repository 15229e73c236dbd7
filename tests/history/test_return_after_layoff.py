"""Back after weeks without running, or after days without running for an illness."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from legcheck.core import Athlete, Status
from legcheck.history.diary import DiaryEntry
from legcheck.history.heuristics._base import Past
from legcheck.history.heuristics.return_after_layoff import ReturnAfterLayoff
from legcheck.history.timeline import Timeline


def judged(runs, diary=()):
    timeline = Timeline.of(runs, diary=diary, athlete=Athlete(max_hr_bpm=190.0, resting_hr_bpm=50.0))
    return ReturnAfterLayoff().judge(Past(timeline=timeline, baselines=()), len(timeline.runs) - 1)


def ill(*days):
    return [DiaryEntry(day=date(2024, 1, 1) + timedelta(days=day), illness=True) for day in days]


@pytest.fixture
def before(make_run):
    """Four weeks of 10 km on every other day up to day 28: 14 runs in the last 28 days, 35 km a week."""
    return [make_run(day) for day in range(0, 29, 2)]


def test_found_with_volume_against_before(make_run, before):
    finding = judged([*before, make_run(48), make_run(50), make_run(52, distance_m=8000.0)])
    assert finding.status is Status.FOUND
    assert finding.reason.startswith("4 days after 20 days without a run; 80 % of a mean week")
    assert finding.evidence[0].value == pytest.approx(20.0)
    assert finding.evidence[1].value == pytest.approx(100 * 28 / 35)
    # 0.8 of the way is (0.8 - 0.3) / (1.0 - 0.3) between 55 and 75
    assert finding.score == pytest.approx(55 + 20 * 0.5 / 0.7)


def test_the_first_run_back(make_run, before):
    finding = judged([*before, make_run(48)])
    assert finding.reason.startswith("the first run after 20 days without a run; 29 % of a mean week")
    assert finding.score == pytest.approx(55.0)


def test_harder_than_before_scores_as_much_as_more(make_run, before):
    gentle, hard = judged([*before, make_run(48)]), judged([*before, make_run(48, moving_heart_rate_bpm=165.0)])
    assert gentle.score == pytest.approx(55.0)
    assert hard.score == pytest.approx(75.0)
    assert gentle.evidence[2].value == pytest.approx(0.0)  # load per minute is the same
    assert hard.evidence[2].value > 10.0


@pytest.mark.parametrize(("days", "status"), [(14.0, Status.CLEAR), (14.1, Status.FOUND)])
def test_a_break_is_longer_than_two_weeks(make_run, before, days, status):
    assert judged([*before, make_run(28 + days)]).status is status


@pytest.mark.parametrize(("days", "status"), [(14.0, Status.FOUND), (14.1, Status.CLEAR)])
def test_coming_back_lasts_two_weeks(make_run, before, days, status):
    assert judged([*before, make_run(48), make_run(54), make_run(48 + days)]).status is status


def test_missing_files_are_the_stated_alternative(make_run, before):
    finding = judged([*before, make_run(48)])
    assert finding.confidence == pytest.approx(0.5)
    assert "files of the break may be missing" in finding.alternatives


def test_other_sport_in_between_makes_missing_files_less_likely(make_run, before):
    rides = [make_run(day, sport="cycling", is_run=False) for day in (33, 40)]
    finding = judged([*before, *rides, make_run(48)])
    assert finding.confidence == pytest.approx(0.8)
    assert finding.evidence[-1].value == 2.0


def test_illness_in_the_diary(make_run, before):
    finding = judged([*before, make_run(34)], ill(29, 30, 32))
    assert finding.status is Status.FOUND
    assert finding.confidence == 1.0
    assert finding.reason.startswith("the first run after 6 days without a run, with illness in the diary; 29 % of a mean week")
    assert finding.evidence[0].value == pytest.approx(6.0)  # day 28 to day 34
    second = judged([*before, make_run(34), make_run(36)], ill(29, 30, 32))
    assert second.reason.startswith("2 days after 6 days without a run, with illness in the diary; 57 % of a mean week")


def test_illness_long_over_or_yet_to_come_is_clear(make_run, before):
    runs = [*before, make_run(30), make_run(36), make_run(42), make_run(48)]
    assert judged(runs, ill(34)).status is Status.FOUND  # back on day 36, 12 days before
    assert judged([*runs, make_run(50)], ill(34)).status is Status.FOUND
    assert judged([*runs, make_run(50.1)], ill(34)).status is Status.CLEAR
    assert judged(runs, ill(49)).status is Status.CLEAR


def test_an_illness_that_was_run_through_is_no_break(make_run):
    daily = [make_run(day) for day in range(40)]
    for day in (30, 32, 39):
        assert judged(daily[: day + 1], ill(30)).status is Status.CLEAR
        assert judged(daily[: day + 1], ill(30, 31, 32, 33)).status is Status.CLEAR
    assert judged(daily[:33], ill(30, 31, 32, 33)).reason.endswith("; ill on this day, as noted in the diary")
    assert "ill on this day" not in judged(daily[:36], ill(30, 31, 32, 33)).reason
    # one day left out is no break, two are: days 30 and 31 without a run, day 32 the third from day 29
    assert judged([*daily[:30], *daily[31:33]], ill(30)).status is Status.CLEAR
    assert judged([*daily[:30], *daily[32:33]], ill(30)).reason.startswith(
        "the first run after 3 days without a run, with illness"
    )


def test_running_again_while_ill_is_told(make_run):
    runs = [*(make_run(day) for day in range(30)), make_run(35), make_run(36)]
    finding = judged(runs, ill(*range(30, 38)))
    assert finding.reason.startswith(
        "1 day after 6 days without a run, with illness in the diary; ill on this day, as noted in the diary; 29 % of a mean week"
    )


def test_a_gap_with_illness_has_to_be_longer_than_usual(make_run):
    # in the four weeks up to day 31 gaps of 3, 4, 3, 4, 3, 4 and 3 days: median 3, so 4.5 are asked for
    twice_a_week = [make_run(day) for day in (0, 3, 7, 10, 14, 17, 21, 24, 28, 31)]
    assert judged([*twice_a_week, make_run(35)], ill(33)).status is Status.CLEAR
    assert judged([*twice_a_week, make_run(36)], ill(33)).status is Status.FOUND
    assert judged([*twice_a_week, make_run(37)]).status is Status.CLEAR
    assert judged([*twice_a_week, make_run(37)], ill(37)).status is Status.CLEAR  # fell ill on the day of the run


def test_not_assessed(make_run, before):
    assert judged([make_run(day) for day in (0, 9, 18, 27.9)]).reason == "the files reach back 28 days; needs 28"
    assert judged([make_run(day) for day in (0, 9, 18, 28)]).status is Status.CLEAR
    few = judged([make_run(day) for day in (0, 9, 18, 48)])
    assert (few.status, few.reason) == (
        Status.NOT_ASSESSED,
        "3 runs in the 28 days before a break of 30 days; needs 4 to compare with",
    )


def test_later_runs_change_nothing(make_run, before):
    runs = [*before, make_run(48)]
    later = Timeline.of([*runs, make_run(49), make_run(80)], athlete=Athlete(max_hr_bpm=190.0, resting_hr_bpm=50.0))
    assert ReturnAfterLayoff().judge(Past(timeline=later, baselines=()), len(runs) - 1) == judged(runs)
