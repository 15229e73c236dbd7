"""One and the same step for an hour, and an effort kept up while pace falls: what is said, and with which interval."""

from __future__ import annotations

import numpy as np
import pytest
from run_builder import make_run

from legcheck import synth
from legcheck.core import Status
from legcheck.heuristics.pushed_through import PushedThrough
from legcheck.heuristics.stride_monotony import StrideMonotony
from legcheck.signals import derive

SECONDS = 4800


def judged(kind, run):
    return kind().judge(derive(run))


def stepping(variation, seconds=SECONDS):
    """Speed that changes from minute to minute by this much at one cadence, so that the step does all of it."""
    rng = np.random.default_rng(11)
    minute = np.repeat(rng.normal(0.0, variation, seconds // 60), 60)
    return make_run(seconds, 3.0 * np.exp(minute), cadence_spm=np.full(seconds, 170.0))


@pytest.mark.parametrize(("variation", "status"), [(0.005, Status.FOUND), (0.03, Status.CLEAR)])
def test_monotony_is_a_small_variation_of_the_step(variation, status):
    finding = judged(StrideMonotony, stepping(variation))
    assert finding.status is status
    steps, cadence = finding.evidence
    assert steps.low < 100 * variation < steps.high
    assert steps.high - steps.low < 80 * variation  # about +- 2 / sqrt(2 * 68), 17 % to either side
    assert cadence.value == pytest.approx(0.0, abs=1e-9)
    assert finding.score <= 25.0


def test_a_variation_near_its_bound_is_not_named():
    """1.1 % lies less than half an error below 1.2 %."""
    assert judged(StrideMonotony, stepping(0.011)).status is Status.CLEAR


def test_forty_minutes_are_too_few():
    finding = judged(StrideMonotony, stepping(0.005, 3000))
    assert finding.status is Status.NOT_ASSESSED
    assert "needs 45" in finding.reason


@pytest.mark.parametrize(("relief", "status"), [(0.0, Status.FOUND), (1.0, Status.CLEAR)])
def test_pushing_on_is_a_heart_that_gets_no_relief(relief, status):
    run = synth.run(duration_s=5400, fade_after_s=2700, fade_fraction=0.15, relief=relief, seed=8)
    finding = judged(PushedThrough, run.activity)
    assert finding.status is status
    assert ("kept up" in finding.reason) == (status is Status.FOUND)
    ratio, regained = finding.evidence
    assert ratio.low < relief < ratio.high
    assert regained.low < regained.value < regained.high


def test_where_a_fade_cannot_be_told_nobody_is_said_to_have_pushed_or_not():
    rng = np.random.default_rng(4)
    wild = 2.9 * np.exp(np.repeat(rng.normal(0.0, 0.30, SECONDS // 240), 240))
    heart = np.full(SECONDS, 150.0)
    uneven = judged(PushedThrough, make_run(SECONDS, wild, surface="trail", heart_rate_bpm=heart))
    assert uneven.status is Status.NOT_ASSESSED
    assert "whether pace fell is too uneven to tell" in uneven.reason
    indoors = judged(PushedThrough, make_run(SECONDS, np.full(SECONDS, 2.9), surface="treadmill", heart_rate_bpm=heart))
    assert indoors.status is Status.NOT_ASSESSED
    assert "treadmill" in indoors.reason


def test_only_speed_that_surely_came_back_is_spoken_of():
    """Faded by 15 % from minute 40 on; back to the early speed from minute 65 on in one run, not in the other."""
    time = np.arange(float(SECONDS))
    heart = np.full(SECONDS, 150.0) + np.random.default_rng(2).normal(0.0, 1.0, SECONDS)
    rng = np.random.default_rng(3)
    noise = np.exp(np.repeat(rng.normal(0.0, 0.01, SECONDS // 10), 10))
    said = {}
    for back in (False, True):
        speed = np.where(time < 2400, 3.0, np.where((time >= 3900) & back, 2.85, 2.5)) * noise
        signals = derive(make_run(SECONDS, speed, heart_rate_bpm=heart))
        said[back] = PushedThrough().judge(signals).reason
    assert "came back by 1" in said[True]
    assert "came back" not in said[False]
