"""What counts as a heart rate that cannot be relied on: not its first minute, which is never used."""

from __future__ import annotations

import numpy as np
import pytest
from run_builder import make_run

from legcheck.core import Status
from legcheck.heuristics.heart_rate_unreliable import HeartRateUnreliable
from legcheck.signals import derive

SECONDS = 960


def judged(beats, trusted, seconds=SECONDS):
    return HeartRateUnreliable().judge(
        derive(make_run(seconds, 3.0, heart_rate_bpm=beats, masks={"heart_rate_trusted": trusted}))
    )


def test_the_first_minute_says_nothing_of_the_sensor():
    """60 s of 600 would be 10 %, and 17 % of six minutes."""
    trusted = np.arange(SECONDS) >= 60
    finding = judged(150.0, trusted)
    assert (finding.status, finding.evidence[0].value) == (Status.CLEAR, 0.0)


def test_what_comes_later_counts_over_the_rest():
    """180 s of the 900 after the first minute are 20 %."""
    index = np.arange(SECONDS)
    finding = judged(150.0, (index >= 60) & ~((index >= 300) & (index < 480)))
    assert finding.status is Status.FOUND
    assert finding.evidence[0].value == pytest.approx(20.0)


def test_seconds_without_a_value_are_told():
    index = np.arange(SECONDS)
    gap = (index >= 300) & (index < 480)
    finding = judged(np.where(gap, np.nan, 150.0), (index >= 60) & ~gap)
    assert "180 seconds without any" in finding.reason


def test_five_minutes_after_the_first_are_needed():
    assert judged(150.0, np.ones(359, dtype=bool), 359).status is Status.NOT_ASSESSED
    assert judged(150.0, np.ones(360, dtype=bool), 360).status is Status.CLEAR
