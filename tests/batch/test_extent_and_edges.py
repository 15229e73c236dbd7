"""First line of a folder, and where one recording of an activity ends and another begins."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from legcheck import analyze, synth
from legcheck.batch.digest import _extent
from legcheck.batch.lesser_parts import left_open
from legcheck.batch.work import outcome_of
from legcheck.history.summary import ActivitySummary

FIRST = datetime(2024, 1, 1, 7, tzinfo=UTC)


def recorded(day, **told):
    numbers = {"distance_m": 10_000.0, "moving_s": 3600.0, "elapsed_s": 3600.0}
    return ActivitySummary(path=f"{day}.fit", start_time=FIRST + timedelta(days=day), numbers=numbers, **told)


@pytest.mark.parametrize(("apart_s", "ids"), [(60.0, []), (61.0, ["no_warm_up"])])
def test_a_minute_before_a_recording_is_the_same_begun_later(apart_s, ids):
    own = recorded(1, statuses={"no_warm_up": "found", "no_cool_down": "clear"})
    whole = replace(
        own, start_time=own.start_time - timedelta(seconds=apart_s), numbers={**own.numbers, "elapsed_s": 3600.0 + apart_s}
    )
    assert [finding.id for finding in left_open(own, whole)] == ids


def test_extent_of_a_folder_in_kilometres_and_hours():
    """Twelve runs of 10 km, an hour each."""
    runs = tuple(recorded(day) for day in range(12))
    days = {run.start_time: run.start_time.date() for run in runs}
    assert _extent(runs, 12, days) == "12 runs, 2024-01-01 to 2024-01-12: 120 km in 12 h of moving."


def test_an_outcome_goes_by_the_name_it_is_given():
    """Else by that of its source."""
    report = analyze(synth.run(duration_s=900, seed=1).activity)
    assert outcome_of(report, "deep/run.fit").path == "deep/run.fit"
    assert outcome_of(report).path == report.activity.source.name
