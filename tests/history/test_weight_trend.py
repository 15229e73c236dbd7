"""Weight over three months."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from legcheck.core import Status
from legcheck.history.diary import DiaryEntry
from legcheck.history.heuristics._base import Judged
from legcheck.history.heuristics.weight_trend import WeightTrend
from legcheck.history.timeline import Timeline


def judged(runs=(), diary=()):
    timeline = Timeline.of(runs, diary=diary)
    return WeightTrend().judge(Judged(timeline=timeline, baselines=(), headlines=(), findings=()))


def weighed(kg_per_week, *, days=84, step=7):
    first = date(2024, 3, 1)
    return [
        DiaryEntry(day=first + timedelta(days=day), weight_kg=70.0 + kg_per_week * day / 7 + (0.2, -0.2)[day // step % 2])
        for day in range(0, days, step)
    ]


def test_three_kilograms_in_three_months_are_found():
    finding = judged(diary=weighed(0.3))
    assert finding.status is Status.FOUND
    # 0.3 kg a week over 77 days are 3.3 kg of a mean of 71.65 kg: 4.6 %
    assert finding.evidence[0].value == pytest.approx(4.6, abs=0.3)
    assert "+1.3 kg a month" in finding.reason  # 0.3 / 7 * 30.44
    assert finding.score <= 75.0


def test_steady_weight_and_loss_are_clear():
    assert judged(diary=weighed(0.0)).status is Status.CLEAR
    assert judged(diary=weighed(-0.3)).status is Status.CLEAR


def test_one_per_cent_is_below_the_threshold():
    assert judged(diary=weighed(0.07)).status is Status.CLEAR  # 0.77 kg of 70: 1.1 %


def test_old_values_do_not_count():
    old = [DiaryEntry(day=date(2023, 1, 1) + timedelta(days=day), weight_kg=60.0) for day in range(20)]
    assert judged(diary=[*old, *weighed(0.0)]) == judged(diary=weighed(0.0))


def test_few_values_or_few_days_are_not_assessed():
    assert judged(diary=weighed(0.3)[:5]).status is Status.NOT_ASSESSED
    assert judged(diary=weighed(0.3, days=27, step=3)).status is Status.NOT_ASSESSED
    assert "0 values" in judged().reason


def test_values_of_long_before_the_last_activity_do_not_count(make_run):
    assert judged([make_run(137)], weighed(0.3)).is_found  # the last value is of day 137: 2024-05-17
    late = judged([make_run(400)], weighed(0.3))
    assert late.status is Status.NOT_ASSESSED
    assert "0 values in the diary" in late.reason


def test_what_strava_lists_does_not_stand_before_the_diary(make_run):
    own = weighed(0.3)
    listed = [replace(entry, weight_kg=72.0, source="strava", moment=datetime(2024, 3, 1, 8, tzinfo=UTC)) for entry in own]
    assert judged(diary=[*own, *listed]) == judged(diary=own)
    alone = judged([make_run(137)], listed)
    assert alone.status is Status.NOT_ASSESSED
    assert "the profile says 72 kg, 0 changes" in alone.reason


def test_a_profile_in_strava_that_keeps_changing_is_judged_as_a_profile(make_run):
    listed = [replace(entry, source="strava") for entry in weighed(0.3)]
    finding = judged([make_run(137)], listed)
    assert finding.is_found
    assert finding.confidence == pytest.approx(0.7)
    assert judged([make_run(137, facts={"weight_kg": 77.0})], listed).status is Status.NOT_ASSESSED  # the files' goes first


def test_a_profile_entered_once_shows_no_trend(make_run):
    finding = judged([make_run(day, facts={"weight_kg": 77.0}) for day in range(60)])
    assert finding.status is Status.NOT_ASSESSED
    assert "77 kg, 0 changes" in finding.reason
