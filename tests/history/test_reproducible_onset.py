"""Falling off at the same minute."""

from __future__ import annotations

import math

import pytest

from legcheck.core import Status
from legcheck.history.heuristics._base import Judged
from legcheck.history.heuristics.reproducible_onset import ReproducibleOnset
from legcheck.history.timeline import Timeline

LENGTHS_S = (4000.0, 5200.0, 6800.0, 9000.0, 4600.0, 7600.0, 5900.0, 10_500.0)


def judged(runs, **thresholds):
    timeline = Timeline.of(runs)
    return ReproducibleOnset(**thresholds).judge(Judged(timeline=timeline, baselines=(), headlines=(), findings=()))


@pytest.fixture
def faded(make_run):
    """Runs of the given lengths with a late fade from the given second."""

    def make(onsets, lengths=LENGTHS_S, **more):
        pairs = zip(onsets, lengths, strict=False)
        return [
            make_run(2 * place, onset_s=onset, elapsed_s=length, statuses={"late_fade": "found"}, **more)
            for place, (onset, length) in enumerate(pairs)
        ]

    return make


def test_the_same_minute_in_runs_of_all_lengths_is_found(faded):
    finding = judged(faded([3000.0, 3060.0, 2950.0, 3100.0, 3020.0, 2980.0, 3040.0, 3010.0]))
    assert finding.status is Status.FOUND
    assert "in 8 of 8 runs" in finding.reason
    assert "minute 49" in finding.reason  # 2950 s
    assert finding.score <= 75.0
    assert "physician" in finding.advice[0].text
    assert any("same loop" in other for other in finding.alternatives)


def test_the_same_share_of_every_run_is_chance(faded):
    finding = judged(faded([0.7 * length for length in LENGTHS_S]))
    assert finding.status is Status.CLEAR


def test_scattered_onsets_are_clear(faded):
    finding = judged(faded([1500.0, 4500.0, 3000.0, 8000.0, 2200.0, 6500.0, 3900.0, 9500.0]))
    assert finding.status is Status.CLEAR


def test_alike_lengths_are_capped_and_say_why(faded):
    finding = judged(
        faded([3000.0 + 20.0 * place for place in range(8)], lengths=[6000.0 + 10.0 * place for place in range(8)])
    )
    assert finding.is_found
    assert finding.score <= 60.0
    assert finding.confidence == pytest.approx(0.65)
    assert any("like length" in other for other in finding.alternatives)


def test_relief_after_stops_is_told(faded):
    onsets = [3000.0 + 10.0 * place for place in range(8)]
    finding = judged(faded(onsets, stop_gain_pct=6.0))
    assert "came back by 6 %" in finding.reason
    assert "came back" not in judged(faded(onsets, stop_gain_pct=1.0)).reason


def test_three_runs_do_not_make_a_minute(make_run, faded):
    looked = [make_run(100 + day, statuses={"late_fade": "clear"}) for day in range(5)]
    finding = judged([*faded([3000.0] * 3), *looked])
    assert finding.status is Status.CLEAR
    assert "3 of 8 runs" in finding.reason


def test_without_runs_long_enough_nothing_is_said(make_run):
    runs = [make_run(day, statuses={"late_fade": "not_assessed"}, onset_s=math.nan) for day in range(9)]
    assert judged(runs).status is Status.NOT_ASSESSED


def test_an_onset_without_a_late_fade_does_not_count(make_run):
    runs = [
        make_run(2 * place, onset_s=3000.0, elapsed_s=length, statuses={"late_fade": "clear"})
        for place, length in enumerate(LENGTHS_S)
    ]
    assert judged(runs).status is Status.CLEAR


def test_the_answer_is_the_same_twice(faded):
    runs = faded([3000.0, 3300.0, 2700.0, 3500.0, 3020.0, 5000.0, 3040.0, 4010.0])
    assert judged(runs) == judged(list(reversed(runs)))


def test_chance_is_rare_when_onsets_are_drawn_at_random(faded):
    import numpy as np

    random = np.random.default_rng(5)
    found = 0
    for _ in range(60):
        lengths = random.uniform(4000.0, 9000.0, 8)
        onsets = 600.0 + random.random(8) * (lengths - 900.0)
        found += judged(faded(onsets.tolist(), lengths.tolist()), draws=300).is_found
    assert found <= 3  # a level of one in a hundred: 0.6 expected, more than 3 once in 300
