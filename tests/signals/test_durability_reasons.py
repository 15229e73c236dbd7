"""What durability and pushing on are not told of."""

from __future__ import annotations

import numpy as np
import pytest
from run_builder import make_run

from legcheck.core import Status
from legcheck.heuristics.pushed_through import PushedThrough
from legcheck.signals import derive
from legcheck.signals.durability import _ratio, durability

SECONDS = 4800


def test_repetitions_have_no_durability():
    """Six kilometres and more in minutes of 4.5 and 2.5 m/s."""
    speed = np.where(np.arange(SECONDS) % 240 < 120, 4.5, 2.5)
    measured = durability(make_run(SECONDS, speed, heart_rate_bpm=150.0))
    assert measured.reason == "an interval session: heart rate follows the repetitions"


@pytest.mark.parametrize(("known_from_s", "status"), [(0, Status.FOUND), (2400, Status.NOT_ASSESSED)])
def test_pushing_on_needs_heart_rate_before_the_fade(known_from_s, status):
    """3 m/s, from minute 40 on 2.5, at one heart rate: known all along, or only once pace had fallen."""
    time = np.arange(SECONDS)
    speed = np.where(time < 2400, 3.0, 2.5) * np.exp(np.random.default_rng(3).normal(0.0, 0.01, SECONDS))
    heart = np.where(time < known_from_s, np.nan, 150.0 + np.random.default_rng(2).normal(0.0, 1.0, SECONDS))
    finding = PushedThrough().judge(derive(make_run(SECONDS, speed, heart_rate_bpm=heart)))
    assert finding.status is status
    assert ("too little usable heart rate early or late" in finding.reason) == (status is Status.NOT_ASSESSED)


def test_a_stretch_without_heart_rate_has_no_ratio():
    nothing = np.zeros(3, dtype=bool)
    assert _ratio(None, ~nothing, nothing, None, 1.0).reason == "no usable heart rate there"
