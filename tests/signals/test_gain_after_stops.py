"""Speed after a stop against before it: what standing a minute gives back late in a fade."""

from __future__ import annotations

import math

import numpy as np
import pytest
from run_builder import make_run

from legcheck.history.extract import _stop_gain


def stopped(*, start_s, length_s=60, seconds=4200):
    """3.0 m/s, a stop, and 3.3 m/s from then on."""
    time = np.arange(seconds)
    speed = np.select([time < start_s, time < start_s + length_s], [3.0, 0.0], 3.3)
    return make_run(seconds, speed)


def test_what_a_stop_gives_back():
    """From 3.0 to 3.3 m/s: 100 ln 1.1 = 9.53 %."""
    assert _stop_gain(stopped(start_s=2400), 1800.0) == pytest.approx(100.0 * math.log(1.1))


@pytest.mark.parametrize(
    ("told", "onset_s"),
    [
        ({"start_s": 2400}, 2400.0),  # not after the onset
        ({"start_s": 2400}, math.nan),  # none
        ({"start_s": 2400, "length_s": 29}, 1800.0),  # too short
        ({"start_s": 2400, "seconds": 2609}, 1800.0),  # 149 s after it
    ],
)
def test_stops_that_give_nothing_back(told, onset_s):
    assert math.isnan(_stop_gain(stopped(**told), onset_s))
