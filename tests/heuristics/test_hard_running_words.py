"""Warm-up and cool-down: minutes that were moved count, minutes that were stood do not."""

from __future__ import annotations

import numpy as np
from run_builder import make_run

from legcheck.core import Athlete, Span, Status
from legcheck.heuristics._hard import moving_min
from legcheck.heuristics.no_warm_up import NoWarmUp
from legcheck.signals import derive

SECONDS = 3600


def begun_hard_after(standing_s):
    """Standing for so long, then at a heart rate of 170 of 185 until the end."""
    speed = np.where(np.arange(SECONDS) < standing_s, 0.0, 3.5)
    heart = np.where(np.arange(SECONDS) < standing_s, 80.0, 170.0)
    return make_run(SECONDS, speed, heart_rate_bpm=heart, athlete=Athlete(max_hr_bpm=185.0))


def test_standing_is_no_moving():
    """Ten minutes of a run that stood for the first eight of them: two."""
    assert moving_min(begun_hard_after(480), Span(0.0, 600.0)) == 2.0


def test_standing_about_for_a_quarter_of_an_hour_warms_nobody_up():
    finding = NoWarmUp().judge(derive(begun_hard_after(900)))
    assert finding.status is Status.FOUND
    assert finding.evidence[0].value < 1.0
