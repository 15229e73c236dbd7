"""What holds for every heuristic of load and rest: order of files and later runs change nothing, and nothing medical is said."""

from __future__ import annotations

import json
import random
import re
from dataclasses import asdict, replace
from datetime import date, timedelta

import pytest

from legcheck.core import Athlete
from legcheck.history.diary import DiaryEntry
from legcheck.history.heuristics._base import Judged, Past
from legcheck.history.heuristics.hard_days_back_to_back import HardDaysBackToBack
from legcheck.history.heuristics.intensity_split import IntensitySplit
from legcheck.history.heuristics.load_ramp import LoadRamp
from legcheck.history.heuristics.long_runs_back_to_back import LongRunsBackToBack
from legcheck.history.heuristics.rest_days import RestDays
from legcheck.history.heuristics.return_after_layoff import ReturnAfterLayoff
from legcheck.history.heuristics.session_spike import SessionSpike
from legcheck.history.heuristics.strength_before_run import StrengthBeforeRun
from legcheck.history.timeline import Timeline

PAST = (HardDaysBackToBack, LoadRamp, LongRunsBackToBack, ReturnAfterLayoff, SessionSpike, StrengthBeforeRun)
PATTERN = (IntensitySplit, RestDays)
KNOWN = Athlete(max_hr_bpm=195.0, resting_hr_bpm=50.0)
DIARY = tuple(
    DiaryEntry(
        day=date(2024, 1, 1) + timedelta(days=day), strength=day % 9 == 0, illness=day in {60, 61}, effort=float(day % 90)
    )
    for day in range(0, 120, 3)
)


def findings(activities, places=None):
    timeline = Timeline.of(activities, diary=DIARY, athlete=KNOWN)
    past = Past(timeline=timeline, baselines=())
    return [kind().judge(past, place) for place in places or range(len(timeline.runs)) for kind in PAST]


def patterns(activities):
    timeline = Timeline.of(activities, diary=DIARY, athlete=KNOWN)
    return [kind().judge(Judged(timeline=timeline, baselines=(), headlines=(), findings=())) for kind in PATTERN]


@pytest.fixture
def season(make_run):
    """Four months with a break of three weeks, hard days, long runs and strength training, drawn from a fixed seed."""
    draw = random.Random(20)
    runs = []
    for day in range(120):
        if not 70 <= day < 91 and draw.random() < 0.7:
            beats = {draw.randrange(120, 150): 2400.0, draw.randrange(150, 192): 1800.0 * draw.random()}
            kind = draw.choice(["steady", "steady", "intervals", "variable"])
            start = day + draw.random() / 2
            runs.append(make_run(start, distance_m=draw.uniform(4e3, 18e3), heart_rate_s=beats, session_type=kind))
        if draw.random() < 0.15:
            gym = make_run(day + 0.6, is_run=False, sport="training", sub_sport="strength_training", heart_rate_s={})
            runs.append(gym)
    return [*runs, make_run(112.7, distance_m=26_000.0)]


def test_every_heuristic_finds_something_in_a_season(season):
    told = {(finding.id, finding.status.value) for finding in findings(season)}
    assert {kind.id for kind in PAST} == {name for name, status in told if status == "found"}
    assert {kind.id for kind in PAST} == {name for name, status in told if status == "clear"}


def test_the_order_of_files_changes_nothing(season):
    shuffled = list(season)
    random.Random(7).shuffle(shuffled)
    assert findings(shuffled) == findings(season)
    assert patterns(shuffled) == patterns(season)


def test_later_activities_change_nothing_of_a_run(season):
    until = season[:60]
    runs = sum(activity.is_run for activity in until)
    assert findings(season, range(runs)) == findings(until)


def test_paths_and_hashes_do_not_matter(season):
    renamed = [replace(activity, path=f"{place:04d}", sha256="0") for place, activity in enumerate(season)]
    assert findings(renamed) == findings(season)


def test_findings_are_plain_numbers_and_text(season):
    for finding in [*findings(season), *patterns(season)]:
        json.dumps(asdict(finding), allow_nan=False)
        assert not re.search(r"injur|diagnos|\bbad form\b|\bnan\b", json.dumps(asdict(finding)), re.IGNORECASE), finding


def test_nothing_is_found_in_nothing(make_run):
    assert {finding.status.value for finding in findings([make_run(0)])} <= {"not_assessed", "clear"}
    assert {finding.status.value for finding in patterns([])} == {"not_assessed"}
