"""The cardiac relief ratio of heart rates put together by hand."""

from __future__ import annotations

import numpy as np
import pytest
from run_builder import lap, make_run, without

from legcheck.core import Athlete
from legcheck.signals import cardiac_relief, pace_decay
from legcheck.signals.heart_rate import lagged

SECONDS = 4200
TIME = np.arange(float(SECONDS))
SLOWED = TIME >= 2400
RUNNER = Athlete(resting_hr_bpm=55.0)


def fading(late_bpm, *, athlete=RUNNER, fade=0.15):
    """3.2 m/s at 155 bpm; from second 2400 on slower by ``fade``, heart rate following to ``late_bpm`` with a lag of 40 s."""
    answered = lagged(SLOWED.astype(float), 40.0)
    speed = np.where(SLOWED, 3.2 * (1 - fade), 3.2)
    return make_run(SECONDS, speed, heart_rate_bpm=155.0 + (late_bpm - 155.0) * answered, athlete=athlete)


@pytest.mark.parametrize(
    ("late_bpm", "ratio"),
    [
        (140.0, 1.0),  # (155 - 140) / ((155 - 55) * 0.15) = 15 / 15: the heart was relieved
        (147.5, 0.5),
        (155.0, 0.0),  # it stayed where it was
        (162.5, -0.5),  # it rose while the runner slowed
    ],
)
def test_relief_by_hand(late_bpm, ratio):
    """On top comes the allowance for ordinary drift: at most the usual 6 bpm/h, less as heart rate was even before. The twenty
    minutes before second 2400 and the late window from 3150 to 4074 are half an hour apart: at most 3 bpm of 15, 0.2.
    """
    relief = cardiac_relief(fading(late_bpm))
    assert ratio < relief.value < ratio + 0.2
    assert relief.low < ratio + 0.1 < relief.high


def test_the_allowance_by_hand():
    """Without noise the run's own slope, 0, has the least error of 1 bpm/h; leaning on 6 +- 4 bpm/h gives
    6 / 16 / (1 + 1 / 16) = 0.353 bpm/h. Over half an hour that is 0.18 bpm, 0.012 of 15 bpm."""
    assert cardiac_relief(fading(140.0)).value == pytest.approx(1.012, abs=0.01)


def test_an_unknown_resting_heart_rate_widens_the_interval():
    known, unknown = cardiac_relief(fading(142.0)), cardiac_relief(fading(142.0, athlete=Athlete()))
    assert unknown.value == pytest.approx(known.value, abs=1e-9)  # 55 is what is taken when unknown
    assert unknown.high - unknown.low > known.high - known.low


def test_a_drift_that_was_there_before_is_allowed_for():
    # 8 bpm/h throughout, then a relief of 15 bpm: without the allowance (15 - 8 * 0.5) / 15 = 0.73 would come out.
    heart_rate = 150.0 + 8.0 * TIME / 3600 - np.where(SLOWED, 15.0, 0.0)
    run = make_run(SECONDS, np.where(SLOWED, 2.72, 3.2), heart_rate_bpm=heart_rate, athlete=RUNNER)
    assert cardiac_relief(run).value == pytest.approx(1.0, abs=0.06)


def test_twice_gives_the_same():
    assert cardiac_relief(fading(147.0)) == cardiac_relief(fading(147.0))


def test_the_decay_may_be_given():
    run = fading(147.0)
    assert cardiac_relief(run, pace_decay(run)) == cardiac_relief(run)


@pytest.mark.parametrize(
    ("run", "reason"),
    [
        (without(fading(140.0), "heart_rate_bpm"), "no heart rate recorded"),
        (fading(154.0, fade=0.03), "slowed by 3 %; needs 5 %"),
        (make_run(1800, 3.0, heart_rate_bpm=150.0), "30 min of moving; needs 40"),
        (make_run(0), "no heart rate recorded"),
        (make_run(1, heart_rate_bpm=150.0), "0 min of moving; needs 40"),
    ],
)
def test_what_cannot_be_judged_says_why(run, reason):
    relief = cardiac_relief(run)
    assert not relief.is_usable
    assert relief.reason == reason


def test_too_little_heart_rate_late_says_why():
    run = make_run(
        SECONDS,
        np.where(SLOWED, 2.72, 3.2),
        heart_rate_bpm=150.0,
        masks={"heart_rate_usable": TIME < 3200},
    )
    assert cardiac_relief(run).reason == "too little usable heart rate early or late in the run"


def test_repetitions_have_no_relief():
    spans = [(900 + 300 * i, 1080 + 300 * i) for i in range(6)]
    laps = [lap(start, end, "interval") for start, end in spans] + [lap(end, end + 120, "recovery") for _, end in spans]
    speed = np.full(SECONDS, 2.5)
    for index, (start, end) in enumerate(spans):
        speed[start:end] = 4.4 - 0.1 * index
    relief = cardiac_relief(make_run(SECONDS, speed, heart_rate_bpm=150.0, laps=sorted(laps, key=lambda one: one.span)))
    assert relief.reason.startswith("an interval session")
