"""Walking breaks all along: running is held against running, and the interval is that of the running."""

from __future__ import annotations

import numpy as np
import pytest
from run_builder import make_run

from legcheck.signals import pace_decay
from legcheck.signals.run_walk import walks_throughout
from legcheck.signals.windows import analysis_windows

SECONDS = 4800
TIME = np.arange(SECONDS)


def run_walk(walked_s, *, late_walked_s=None, late_speed=3.0):
    """Every eight minutes a walk of so many seconds at 1.6 m/s, between running at 3 m/s; from minute 55 on as the keywords say."""
    late = TIME >= 3300
    length = np.where(late, walked_s if late_walked_s is None else late_walked_s, walked_s)
    walking = length > (TIME % 480)
    rng = np.random.default_rng(9)
    noise = np.exp(np.repeat(rng.normal(0.0, 0.02, SECONDS // 10), 10))
    speed = np.where(walking, 1.6, np.where(late, late_speed, 3.0)) * noise
    return make_run(SECONDS, speed, masks={"walking": walking, "running": ~walking})


def test_breaks_all_along_are_left_out():
    decay = pace_decay(run_walk(75))
    assert decay.basis == "running between walks"
    assert decay.fade.low < 0.0 < decay.fade.high
    assert decay.fade.standard_error < 0.03


def test_slower_running_between_breaks_is_a_fade():
    decay = pace_decay(run_walk(75, late_speed=2.6))
    assert decay.basis == "running between walks"
    assert decay.fade.value == pytest.approx(1 - 2.6 / 3.0, abs=0.03)  # 13.3 %


@pytest.mark.parametrize(
    "run", [run_walk(0), run_walk(10), run_walk(30, late_walked_s=115), run_walk(0, late_walked_s=75)],
    ids=["no walks", "ten seconds in 480 are 2 %", "much more walking late", "walking late only"],
)  # fmt: skip
def test_walking_that_is_no_part_of_the_plan_counts(run):
    decay = pace_decay(run)
    assert decay.basis == "whole run"
    assert not walks_throughout(run, analysis_windows(run))


def test_walks_between_fast_stretches_are_recoveries():
    """Running at 3 and at 4.5 m/s in turn, as long of each: SD of the log 0.20."""
    run = run_walk(75)
    quick = (TIME % 960) < 480
    changed = make_run(
        SECONDS, run["speed_mps"] * np.where(quick, 1.5, 1.0), masks={name: run.masks[name] for name in ("walking", "running")}
    )
    assert not walks_throughout(changed, analysis_windows(changed))


def test_more_walking_late_is_slower_though_the_running_is_not():
    assert pace_decay(run_walk(0, late_walked_s=240)).fade.value > 0.1
