"""Falling off at the same minute."""

from __future__ import annotations

import math
import time

import numpy as np
import pytest

from legcheck.core import Status
from legcheck.history.heuristics._base import Judged
from legcheck.history.heuristics.reproducible_onset import ReproducibleOnset, _densest
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


def test_in_runs_of_like_length_a_minute_cannot_be_told_from_a_share(faded):
    finding = judged(
        faded([3000.0 + 20.0 * place for place in range(8)], lengths=[6000.0 + 10.0 * place for place in range(8)])
    )
    assert finding.status is Status.NOT_ASSESSED
    assert finding.reason.startswith("8 runs with a late fade are all about as long: the same minute is the same share")


def test_a_share_about_which_fades_cluster_is_chance(faded):
    random = np.random.default_rng(7)
    found = 0
    for _ in range(40):
        lengths = 4500.0 * np.exp(random.normal(0.0, 0.15, 15))
        onsets = np.clip(random.normal(0.55, 0.10, 15), 0.25, 0.85) * lengths
        found += judged(faded(onsets.tolist(), lengths.tolist()), draws=300).is_found
    assert found <= 3  # a level of one in a hundred: 0.4 expected, more than 3 once in 1000


def test_twelve_minutes_in_runs_of_an_hour_or_so_are_enough(faded):
    # thirteen weeks of one long and one short run, as most people train: fades at minute 42 +- 2
    random = np.random.default_rng(8)
    lengths = np.tile([3700.0, 5600.0], 13) * np.exp(random.normal(0.0, 0.05, 26))
    finding = judged(faded(random.normal(2520.0, 100.0, 26).tolist(), lengths.tolist()))
    assert finding.is_found
    assert "minute 3" in finding.reason or "minute 4" in finding.reason


def test_fades_without_a_minute_are_counted_as_fades(faded, make_run):
    unknown = [make_run(100 + day, statuses={"late_fade": "found"}, onset_s=math.nan) for day in range(5)]
    assert judged([*faded([3000.0] * 2), *unknown]).reason.startswith(
        "speed fell late in 7 of 7 runs, its minute known in 2: too few"
    )


def test_the_band_is_the_same_as_by_trying_all():
    random = np.random.default_rng(9)
    for count in (1, 2, 7, 40):
        values = np.round(random.uniform(0.0, 3000.0, count))
        counts = [int(((values >= first) & (values <= first + 420.0)).sum()) for first in values]
        size, start = _densest(values, 420.0)
        assert size == max(counts)
        assert counts[values.tolist().index(start)] == size


def test_many_fades_cost_little(faded):
    random = np.random.default_rng(10)
    onsets, lengths = random.uniform(900.0, 2300.0, 1500), random.uniform(2600.0, 9000.0, 1500)
    runs = faded(onsets.tolist(), lengths.tolist())
    begun = time.process_time()
    judged(runs)
    assert time.process_time() - begun < 5.0  # well below one; trying all sizes took over twenty


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
    random = np.random.default_rng(5)
    found = 0
    for _ in range(60):
        lengths = random.uniform(4000.0, 9000.0, 8)
        onsets = 600.0 + random.random(8) * (lengths - 900.0)
        found += judged(faded(onsets.tolist(), lengths.tolist()), draws=300).is_found
    assert found <= 3  # a level of one in a hundred: 0.6 expected, more than 3 once in 300
