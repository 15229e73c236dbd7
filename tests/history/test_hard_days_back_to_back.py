"""Two hard sessions close together."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import date

import pytest

from legcheck.core import Athlete, Status
from legcheck.history.diary import DiaryEntry
from legcheck.history.heuristics._base import Past
from legcheck.history.heuristics.hard_days_back_to_back import HardDaysBackToBack
from legcheck.history.timeline import Timeline

KNOWN = Athlete(max_hr_bpm=200.0, resting_hr_bpm=50.0)
"""First threshold 0.851 * 200 = 170.2 bpm, error hypot(0.851 * 2, 0.046 * 200) = 9.36; second 187 bpm, error 5.34."""


def judged(runs, athlete=KNOWN, diary=()):
    timeline = Timeline.of(runs, athlete=athlete, diary=diary)
    return HardDaysBackToBack().judge(Past(timeline=timeline, baselines=()), len(timeline.runs) - 1)


@pytest.fixture
def easy(make_run):
    return [make_run(day, moving_heart_rate_bpm=140.0) for day in range(0, 21, 2)]


@pytest.fixture
def hard(make_run):
    return lambda day, beats=180, minutes=30.0: make_run(day, heart_rate_s={140: 600.0, beats: 60.0 * minutes})


def chance(z):
    return 50.0 * math.erfc(-z / math.sqrt(2.0))


def test_found_by_heart_rate_with_the_chance(easy, hard):
    finding = judged([*easy, hard(21), hard(22)])
    # the same threshold holds for both: P(T < 180) with T = 170.2 +- 9.36
    assert finding.evidence[0].value == pytest.approx(chance((180 - 170.2) / math.hypot(0.851 * 2, 0.046 * 200)), abs=1e-6)
    assert finding.status is Status.FOUND
    assert finding.score == 60.0  # capped
    assert "24 h after another" in finding.reason


def test_the_easier_of_the_two_decides(easy, hard):
    finding = judged([*easy, hard(21, beats=172), hard(22, beats=190)])
    assert finding.evidence[0].value == pytest.approx(chance((172 - 170.2) / math.hypot(0.851 * 2, 0.046 * 200)), abs=1e-6)


def test_the_threshold_itself_is_an_even_chance(easy, hard):
    below, above = (judged([*easy, hard(21, beats=beats), hard(22, beats=beats)]) for beats in (170, 171))
    assert (below.status, above.status) == (Status.CLEAR, Status.FOUND)
    assert below.evidence[0].value < 50.0 < above.evidence[0].value


def test_a_measured_threshold_goes_before_a_share_of_the_maximum(easy, hard):
    measured = replace(KNOWN, first_threshold_hr_bpm=185.0, second_threshold_hr_bpm=195.0)
    finding = judged([*easy, hard(21), hard(22)], athlete=measured)
    # P(T < 180) with T = 185 +- 5: 15.9 %; of the second 195 +- 4 next to nothing
    assert finding.evidence[0].value == pytest.approx(chance((180 - 185) / 5.0), abs=1e-6)
    assert finding.status is Status.CLEAR
    assert finding.evidence[-1].value == 185.0
    assert finding.confidence == 1.0  # nothing is taken from other runners


def test_too_few_minutes_are_not_hard(easy, hard):
    assert judged([*easy, hard(21, minutes=29.9), hard(22)]).status is Status.CLEAR
    assert judged([*easy, hard(21, minutes=30.0), hard(22)]).status is Status.FOUND


def test_ten_minutes_above_the_second_threshold_are_hard(easy, hard):
    assert judged([*easy, hard(21, beats=192, minutes=10), hard(22, beats=192, minutes=10)]).is_found
    assert not judged([*easy, hard(21, beats=192, minutes=9), hard(22, beats=192, minutes=10)]).is_found


def test_intervals_and_ratings_are_hard_whatever_the_heart_says(make_run, easy):
    finding = judged([*easy, make_run(21, session_type="intervals"), make_run(22, effort=70.0)])
    assert finding.evidence[0].value == pytest.approx(95.0)
    assert finding.confidence == 1.0
    assert judged([*easy, make_run(21, session_type="intervals"), make_run(22, effort=69.0)]).status is Status.CLEAR


def test_the_diary_may_rate_the_effort(make_run, easy):
    written = [DiaryEntry(day=date(2024, 1, day), effort=80.0) for day in (22, 23)]  # days 21 and 22
    runs = [*easy, make_run(21), make_run(22)]
    assert judged(runs).status is Status.CLEAR
    assert judged(runs, diary=written).is_found


def test_other_sports_count_as_the_earlier_session(easy, hard):
    ride = replace(hard(21), sport="cycling", is_run=False)
    assert judged([*easy, ride, hard(22)]).is_found


@pytest.mark.parametrize(("hours", "found"), [(39.9, True), (40.1, False), (4.1, True), (3.9, False)])
def test_how_far_apart(easy, hard, hours, found):
    assert judged([*easy, hard(22.3 - hours / 24), hard(22.3)]).is_found is found


def test_a_guessed_maximum_lowers_the_confidence(easy, hard):
    known, guessed = judged([*easy, hard(21), hard(22)]), judged([*easy, hard(21), hard(22)], athlete=Athlete())
    assert known.confidence == pytest.approx(0.85)
    assert guessed.confidence == pytest.approx(0.85 * 0.6)
    assert any("guessed" in told for told in guessed.alternatives)


def test_an_easy_run_is_clear_whatever_came_before(easy, hard, make_run):
    finding = judged([*easy, hard(21), make_run(22)])
    assert finding.status is Status.CLEAR
    assert finding.reason.startswith("not a hard session")


def test_not_assessed_when_nothing_tells(make_run, easy, hard):
    silent = {"heart_rate_s": {}}
    assert "neither heart rate" in judged([*easy, make_run(21, **silent)]).reason
    assert (
        judged([*easy, make_run(21, **silent), hard(22)]).reason == "hard, but how hard the session before it was is not known"
    )


def test_strength_without_heart_rate_hides_nothing(make_run, easy, hard):
    gym = make_run(21, heart_rate_s={}, is_run=False, sport="training", sub_sport="strength_training")
    assert judged([*easy, gym, hard(22)]).status is Status.CLEAR


def test_files_may_be_missing(hard):
    finding = judged([hard(20), hard(22)])
    assert (finding.status, finding.reason) == (Status.NOT_ASSESSED, "the files reach back 2 days; needs 14")
